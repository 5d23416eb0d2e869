"""British and American spelling: word families that differ, with their endings, and the change from one to the other.

The families are those that the usage notes of the Oxford and the Merriam-Webster dictionaries name. Words whose other
spelling depends on the meaning (meter, tire, check, program, license) are left out on purpose: a wrong change costs
more than a missed one.
"""

from __future__ import annotations

import re
from functools import lru_cache

_OUR = """
    arbor ardor armor behavior candor clamor color demeanor discolor disfavor dishonor endeavor favor favorite
    fervor flavor glamor harbor honor humor labor misdemeanor neighbor odor parlor rancor rigor rumor savior
    savor splendor succor tumor valor vapor vigor watercolor
""".split()
_RE = """
    center theater fiber caliber somber luster specter meager saber kilometer centimeter millimeter goiter ocher liter
""".split()
_DOUBLED = """
    cancel channel counsel dial duel equal fuel funnel grovel initial jewel label level marvel model panel
    pedal pencil quarrel refuel rival shovel shrivel signal snorkel spiral swivel total towel travel trowel
    tunnel unravel
""".split()
_IZE_NOT = """
    assize baize capsize downsize maize oversize outsize prize resize seize size rightsize upsize apprize
    midsize supersize
""".split()
_ISE_NOT = """
    advertise advise anise appraise arise braise bruise chastise chemise circumcise comprise compromise
    concise counterpoise cruise demise despise devise disenfranchise disguise enfranchise enterprise excise
    exercise expertise franchise guise improvise incise liaise likewise merchandise malaise marquise
    mayonnaise noise otherwise paradise poise porpoise praise precise premise promise raise reprise revise
    rise sunrise supervise surmise surprise televise tortoise treatise turquoise valise vise wise clockwise
    anticlockwise
""".split()
_PAIRS = {
    "catalog": "catalogue", "analog": "analogue", "monolog": "monologue", "defense": "defence", "offense": "offence",
    "pretense": "pretence", "gray": "grey", "cozy": "cosy", "cozier": "cosier", "coziest": "cosiest",
    "coziness": "cosiness", "cozily": "cosily", "plow": "plough", "mustache": "moustache", "pajamas": "pyjamas",
    "aluminum": "aluminium", "jewelry": "jewellery", "skeptic": "sceptic", "skeptical": "sceptical",
    "skepticism": "scepticism", "artifact": "artefact", "aging": "ageing", "acknowledgment": "acknowledgement",
    "donut": "doughnut", "math": "maths", "mold": "mould", "moldy": "mouldy", "molt": "moult", "smolder": "smoulder",
    "sulfur": "sulphur", "fulfill": "fulfil", "fulfills": "fulfils", "fulfillment": "fulfilment", "enroll": "enrol",
    "enrolls": "enrols", "enrollment": "enrolment", "skillful": "skilful", "skillfully": "skilfully",
    "willful": "wilful", "installment": "instalment", "marvelous": "marvellous", "woolen": "woollen",
    "traveler": "traveller", "counselor": "counsellor", "jeweler": "jeweller", "mom": "mum", "mommy": "mummy",
    "pediatric": "paediatric", "pediatrician": "paediatrician", "anesthesia": "anaesthesia", "anemia": "anaemia",
    "diarrhea": "diarrhoea", "estrogen": "oestrogen", "orthopedic": "orthopaedic", "maneuver": "manoeuvre",
    "maneuvers": "manoeuvres", "maneuvered": "manoeuvred", "maneuvering": "manoeuvring", "tidbit": "titbit",
    "analyze": "analyse", "analyzed": "analysed", "analyzes": "analyses", "analyzing": "analysing",
    "analyzer": "analyser", "paralyze": "paralyse", "paralyzed": "paralysed", "catalyze": "catalyse",
    "catalyzed": "catalysed", "airplane": "aeroplane", "specialty": "speciality", "licorice": "liquorice",
    "chili": "chilli", "omelet": "omelette", "yogurt": "yoghurt", "pricey": "pricy", "sizable": "sizeable",
    "likable": "likeable", "livable": "liveable", "movable": "moveable", "percent": "per cent",
}  # fmt: skip
_ONE_WAY = frozenset({"analyzes", "airplane", "specialty", "yogurt", "pricey", "percent", "math", "chili", "movable"})
"""American words of which both spellings are good British, or whose British form is also something else in American."""
_OUR_ENDINGS = """
    s ed ing ful fully ite ites able ably less er ers hood hoods ly y al ist ism
""".split()


def to_british(word: str) -> str | None:
    """The British spelling of a lower-case word, or None where it is British already or not known."""
    return _tables()[0].get(word) or _ise(word)


def to_american(word: str) -> str | None:
    """The American spelling of a lower-case word, or None where it is American already or not known."""
    return _tables()[1].get(word) or _ize(word)


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    british: dict[str, str] = {}
    for base in _OUR:
        stem, ending = (base[:-5], "orite") if base == "favorite" else (base[:-2], "or")
        for end in ("", *_OUR_ENDINGS) if ending == "or" else ("", "s"):
            british[stem + ending + end] = stem + ending.replace("or", "our", 1) + end
    for base in _RE:
        for end, other in (("", ""), ("s", "s"), ("ed", "d"), ("ing", "ing")):
            british[base + end] = (base[:-2] + "r" + end) if end == "ing" else base[:-2] + "re" + other
    for base in _DOUBLED:
        for end in ("ed", "ing", "er", "ers"):
            british[base + end] = base + "l" + end
    for one, other in _PAIRS.items():
        british[one] = other
        if not one.endswith(("s", "y", "ed", "ing", "ic", "al")):
            british.setdefault(one + "s", other + "s")
    for word in ("fiberglass", "grayish", "moldings", "grays", "theatergoer"):
        british.pop(word, None)
    for word in _ONE_WAY & {"airplane", "specialty", "yogurt", "pricey", "percent", "chili", "movable", "analyzes"}:
        british.pop(word, None)
        british.pop(word + "s", None)
    american = {other: one for one, other in british.items() if one not in _ONE_WAY and other != "maths"}
    return british, american


_IZE = re.compile(r"([a-z]{3,}?)(iz)(e|es|ed|ing|ation|ations|er|ers|able)$")
_ISE = re.compile(r"([a-z]{3,}?)(is)(e|es|ed|ing|ation|ations|er|ers|able)$")


def _ise(word: str) -> str | None:
    m = _IZE.match(word)
    if not m or m.group(1) + "ize" in _IZE_NOT or word.endswith(("sizer", "prizer")):
        return None
    return f"{m.group(1)}is{m.group(3)}"


def _ize(word: str) -> str | None:
    m = _ISE.match(word)
    if not m or m.group(1) + "ise" in _ISE_NOT or not _IZE_STEM.search(m.group(1)):
        return None
    return f"{m.group(1)}iz{m.group(3)}"


_IZE_STEM = re.compile(
    r"(?:organ|real|recogn|author|apolog|categor|critic|emphas|final|general|harmon|item|local|maxim|minim|memor|"
    r"modern|normal|"
    r"optim|personal|priorit|custom|special|stabil|standard|summar|symbol|synchron|util|visual|character|capital|"
    r"digit|econom|"
    r"energ|equal|familiar|fertil|formal|global|hospital|hypothes|ideal|immun|industrial|initial|jeopard|legal|"
    r"liberal|mobil|"
    r"monet|moral|national|natural|neutral|penal|polar|popular|privat|public|random|rational|revital|revolution|"
    r"romantic|sanit|"
    r"scrutin|serial|social|steril|subsid|sympath|theor|tokenl?|token|trivial|urban|vandal|verbal|vocal|colon|crystal|"
    r"fantas|"
    r"mechan|pressur|tempor|terror|civil|central|commercial|internal|external|material|parallel|parametr|virtual|"
    r"victim)$"
)


_WORD = re.compile(r"(?<![\w'’#.@/-])[A-Za-z]{3,}(?![\w@/]|\.\w)")


def respelled(text: str, british: bool) -> str:
    """Plain prose in the one spelling; capitalised words inside a sentence are names and stay."""
    change = to_british if british else to_american
    # Most words are spelled alike on both sides: look up each only once, and touch the text only where it differs.
    other = {w: new for w in set(_WORD.findall(text)) if (new := change(w.lower())) is not None}
    if not other:
        return text

    def one(m: re.Match[str]) -> str:
        word = m.group()
        new = other.get(word)
        if new is None or (word[0].isupper() and not word.isupper() and not _opens(text, m.start())):
            return word
        if word.isupper():
            return new.upper()
        return new[0].upper() + new[1:] if word[0].isupper() else new

    return _WORD.sub(one, text)


def _opens(text: str, at: int) -> bool:
    """Whether a word opens a sentence, a line or a list item."""
    return bool(_OPENING.search(text[max(0, at - 24) : at]))


_OPENING = re.compile(r"(?:^|[.!?:]['\"”’)*_]*\s|\n)[\s>*#_\"'“‘(|\[\]xX-]*(?:\d+[.)]\s+)?$")
