"""French words of correction, request and small talk, each with the English that the classifier knows."""

FRENCH_MARKS = frozenset(
    "le la les un une des du et est pas ne je tu vous il elle nous c'est ce cette ces que qui quoi dans pour avec"
    " sur au aux mais"
    " non oui merci comment pourquoi toujours jamais plutôt lieu faux utilise écris n'est j'ai d'un d'une l'ai s'il"
    " plaît"
    " peux peut sont était être ça il y a sans encore désormais réponse quelle quel combien t'es t'as".split()
)

FRENCH = """
non|nan|mais non = no
si = no
c'est faux|c'est inexact|c'est incorrect|c'est erroné|ce n'est pas exact|c'est complètement faux = that is wrong
ce n'est pas vrai|c'est pas vrai|ce n'est pas correct = that is not right
c'est pas correct|ce n'est pas juste|c'est pas juste = that is not right
ce n'est pas ça|c'est pas ça|ce n'est pas bon|c'est pas bon = that is not right
faux|fausse|incorrect|erroné|inexact = wrong
erreur|erreurs = mistake
message d'erreur = error
tu as oublié|vous avez oublié|t'as oublié|tu oublies = you forgot
tu te trompes|vous vous trompez|tu t'es trompé|vous faites erreur|tu as tort = you are wrong
ce n'est pas ce que j'ai demandé|c'est pas ce que j'ai demandé|ce n'est pas ce que je voulais = that's not what i asked
j'ai dit|j'avais dit|je t'ai dit|j'ai demandé = i said
je voulais dire|je parlais de|je parle de = i meant
je voulais|je voudrais = i wanted
en fait|en réalité = actually
ne marche pas|marche pas|ne fonctionne pas|fonctionne pas|ça ne marche pas|ça marche pas = does not work
ne marche toujours pas|ne fonctionne toujours pas = still does not work
toujours pas = still not
à la place|plutôt que ça = instead
au lieu de|au lieu d'|à la place de|plutôt que = instead of
n'est pas|c'est pas|ce n'est pas = is not
pas|ne = not
mais|cependant = but
toujours|systématiquement = always
jamais|plus jamais = never
désormais|à partir de maintenant|dorénavant|à l'avenir = from now on
je préfère|je préférerais|j'aime mieux = i prefer
plutôt = rather
arrête de|arrêtez de|cesse de|arrête = stop
devrait|devraient|doit|doivent|il faut|faut = should
devrait être|doit être|il faudrait = should be
la bonne réponse est|la réponse correcte est = the correct answer is
correct|juste = correct
c'est|ce sont|il s'agit de = it is
utilise|utilisez|emploie|employez|prends|prenez = use
écris|écrivez|rédige = write
fais|faites|rends|rendez = make
change|changez|modifie|modifiez = change
remplace|remplacez = replace
enlève|enlevez|supprime|supprimez|retire|retirez = remove
plus court|plus courte|plus bref|raccourcis = shorter
plus long|plus longue|plus détaillé = longer
plus simple|plus simples|simplifie = simpler
plus formel|plus formelle = more formal
moins formel|plus décontracté = more casual
trop long|trop longue = too long
trop court|trop courte = too short
trop compliqué|trop compliquée = too complicated
trop formel|trop formelle = too formal
trop = too
seulement|uniquement|que = only
sans = without
il manque|manque = is missing
tu|vous = you
ton|ta|tes|votre|vos = your
la réponse = the answer
le code = the code
je|j'ai = i
est|sont = is
était = was
s'il te plaît|s'il vous plaît|stp|svp = please
merci|merci beaucoup = thanks
super|parfait|génial|excellent|nickel = great
oui|ouais|exactement = yes
d'accord|ok = ok
bien|bon = good
comment = how
quoi|qu'est-ce que|que|quel|quelle|quels|quelles = what
pourquoi = why
quand = when
où = where
qui = who
combien = how many
peux-tu|pouvez-vous|pourrais-tu|tu peux|vous pouvez|pourriez-vous = can you
y a-t-il|est-ce qu'il y a = are there
explique|expliquez|explique-moi = explain
montre|montrez|montre-moi = show
donne|donnez|donne-moi|donnez-moi = give me
traduis|traduisez = translate
continue|continuez = continue
et = and
ou = or
avec = with
pour = for
en français = in french
le|la|les|l' = the
un|une|des|du = a
sur = on
dans|en = in
de = of
encore|à nouveau = again
maintenant = now
ici = here
"""
