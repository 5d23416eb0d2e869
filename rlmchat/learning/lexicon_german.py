"""German words of correction, request and small talk, each with the English that the classifier knows."""

GERMAN_MARKS = frozenset(
    "der die das und ist nicht ein eine einen dem den des du sie ich es wir ihr bitte auf mit für von zu im am aber"
    " auch wie was"
    " warum kannst soll sollte immer nie statt falsch nein doch kein keine sondern wird sind hast hat mir mach"
    " schreib danke"
    " ja gut oder wenn als aus bei nach noch nur schon über um war wurde dein deine antwort künftig stimmt"
    " heißt".split()
)

GERMAN = """
nein|ne|nee|nö|quatsch = no
doch = no
das stimmt nicht|stimmt nicht|das stimmt so nicht = that is not right
stimmt so nicht|das ist nicht richtig|das ist nicht korrekt = that is not right
das ist falsch|das ist leider falsch|ist falsch|das ist ja falsch|alles falsch = that is wrong
falsch|inkorrekt|verkehrt = wrong
fehler|fehlerhaft = mistake
fehlermeldung = error
du hast vergessen|du vergisst|vergessen hast du = you forgot
hast du vergessen|vergessen = you forgot
du hast übersehen|übersehen = you missed
du irrst dich|da irrst du dich|du liegst falsch|da liegst du falsch = you are wrong
das war nicht gefragt|danach habe ich nicht gefragt|ich habe nicht nach = that's not what i asked
ich habe doch gesagt|ich sagte doch|ich hatte gesagt|ich habe gesagt|ich sagte = i said
ich meinte|gemeint war|ich meine = i meant
ich wollte|gewollt war = i wanted
eigentlich|tatsächlich|in wirklichkeit = actually
funktioniert nicht|geht nicht|klappt nicht = does not work
läuft nicht|funktioniert immer noch nicht|geht immer noch nicht = does not work
immer noch|noch immer|nach wie vor = still
statt dessen|stattdessen = instead
anstatt|anstelle von|statt|an stelle von = instead of
nicht = not
kein|keine|keinen|keiner|keinem = no
sondern = but
aber|jedoch = but
immer|grundsätzlich|stets = always
nie|niemals|nie mehr|nie wieder = never
ab jetzt|ab sofort|von jetzt an|in zukunft|künftig|zukünftig|von nun an = from now on
ich bevorzuge|ich mag lieber|mir ist lieber|ich hätte lieber|ich möchte lieber = i prefer
lieber = rather
hör auf|lass das|hör bitte auf|lass bitte = stop
sollte|sollten|müsste|müssten|soll|muss|sollen = should
sollte sein|müsste sein|sollte heißen|muss heißen|müsste heißen|soll heißen = should be
richtig ist|richtig wäre|korrekt ist|richtig heißt es = the correct answer is
richtig|korrekt = correct
es ist|es sind|das ist|das sind = it is
es heißt|das heißt = it is
verwende|benutze|nutze|benutz|nimm|verwenden sie|benutzen sie|nehmen sie = use
schreib|schreibe|schreiben sie = write
mach|mache|machen sie = make
ändere|änder|ändern sie = change
ersetze|ersetz|tausche = replace
entferne|lösche|streich|streiche|lass|weglassen = remove
kürze|kürzer|knapper = shorter
länger|ausführlicher = longer
einfacher|verständlicher = simpler
formeller|förmlicher = more formal
lockerer = more casual
zu lang = too long
zu kurz = too short
zu kompliziert = too complicated
zu förmlich|zu steif = too formal
zu = too
nur = only
ohne = without
fehlt|fehlen = is missing
du = you
sie = you
dein|deine|deinen|ihre = your
die antwort = the answer
der code = the code
das ergebnis = the result
ich = i
ist|sind = is
war = was
bitte = please
danke|dankeschön|vielen dank|danke schön = thanks
super|toll|prima|perfekt|klasse|wunderbar = great
ja|jep|genau = yes
okay = ok
gut|schön = good
wie = how
was = what
warum|wieso|weshalb = why
wann = when
wo = where
wer = who
welche|welcher|welches|welchen = which
wie viel|wie viele|wieviel = how many
kannst du|könntest du|können sie|könnten sie|kannst du mir = can you
gibt es = are there
erklär|erkläre|erklären sie = explain
zeig|zeige|zeig mir = show
gib mir|nenne|nenn = give me
übersetze|übersetz = translate
weiter|mach weiter = continue
und = and
oder = or
mit = with
für = for
auf deutsch = in german
der|die|das|den|dem|des = the
ein|eine|einen|einem|einer = a
auf = on
in|im = in
von|vom = of
nicht so = not so
nochmal|noch einmal|erneut = again
dann = then
jetzt = now
hier = here
das = that
"""
