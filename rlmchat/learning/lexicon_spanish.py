"""Spanish words of correction, request and small talk, each with the English that the classifier knows."""

SPANISH_MARKS = frozenset(
    "el la los las un una unos unas y es no que de en por para con del al pero como cómo qué cuál cuándo dónde"
    " quién gracias sí"
    " está esto eso ese esta siempre nunca mejor vez lugar usa escribe falso mal yo tú usted me te se lo le son era"
    " ser más sin"
    " sobre también ya muy tu su mi hay puedes puede incorrecto respuesta adelante debe debería".split()
)

SPANISH = """
no|nop|qué va = no
eso es falso|es falso|eso es incorrecto|es incorrecto = that is wrong
eso está mal|está mal|eso es un error|estás equivocado = that is wrong
eso no es correcto|no es correcto|no es así|eso no es así = that is not right
no es verdad|eso no es verdad|no es cierto|eso no es cierto = that is not right
falso|incorrecto|equivocado|erróneo|mal = wrong
error|errores = mistake
mensaje de error = error
te has olvidado|olvidaste|te olvidaste|has olvidado|se te olvidó|te faltó = you forgot
te equivocas|te has equivocado|te equivocaste|se equivoca = you are wrong
no es lo que pedí|no te pedí eso|no es lo que pregunté|eso no es lo que pedí|no pedí eso = that's not what i asked
dije|te dije|he dicho|había dicho|pedí|te pedí = i said
quería decir|me refería a|me refiero a|quise decir = i meant
quería|quiero|querría = i wanted
en realidad|de hecho|realmente = actually
no funciona|no va|no sirve|sigue sin funcionar|no compila = does not work
todavía|aún|sigue = still
en su lugar|en cambio = instead
en vez de|en lugar de = instead of
sino = but
pero|sin embargo = but
siempre = always
nunca|jamás|nunca más = never
a partir de ahora|de ahora en adelante|en adelante|desde ahora|en el futuro = from now on
prefiero|preferiría|me gusta más = i prefer
más bien|mejor = rather
deja de|deja|para de|no vuelvas a|deje de = stop
debería|deberían|debe|deben|tiene que|hay que|tendría que = should
debería ser|debe ser|tendría que ser|debería decir = should be
la respuesta correcta es|lo correcto es = the correct answer is
correcto|correcta = correct
es|son|se trata de = it is
usa|utiliza|use|utilice|emplea = use
escribe|escriba|redacta|pon|ponga = write
haz|hazlo|haga = make
cambia|cámbialo|cambie|modifica = change
reemplaza|sustituye|reemplace = replace
quita|elimina|borra|quite|elimine = remove
más corto|más corta|más breve|acorta = shorter
más largo|más larga|más detallado = longer
más simple|más sencillo|más sencilla|simplifica = simpler
más formal = more formal
menos formal|más informal = more casual
demasiado largo|demasiado larga|muy largo = too long
demasiado corto|demasiado corta|muy corto = too short
demasiado complicado|muy complicado = too complicated
demasiado formal|muy formal = too formal
demasiado = too
solo|sólo|solamente|únicamente = only
sin = without
falta|faltan = is missing
tú|usted = you
tu|tus|su = your
la respuesta = the answer
el código = the code
yo = i
está|están = is
era|fue = was
por favor = please
gracias|muchas gracias|mil gracias = thanks
genial|perfecto|excelente|estupendo = great
sí|claro|exacto = yes
vale|de acuerdo = ok
bien|bueno = good
cómo = how
qué = what
por qué = why
cuándo = when
dónde = where
quién = who
cuál|cuáles = which
cuánto|cuántos|cuántas|cuánta = how many
puedes|podrías|puede|podría = can you
hay = are there
explica|explícame|explique = explain
muestra|muéstrame|enséñame = show
dame|deme|dime = give me
traduce|traduzca = translate
continúa|sigue = continue
y = and
o = or
con = with
para|por = for
en español = in spanish
el|la|los|las|lo = the
un|una|unos|unas = a
sobre = on
en = in
de|del = of
otra vez|de nuevo = again
ahora = now
aquí = here
eso|esto = that
"""
