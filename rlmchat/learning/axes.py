"""Matters on which people have one wish at a time: the shape of texts, spelling, units, diet, tools, forms of address.

Two corrections that speak of one such axis are of one slot however little their words share, and what each wants is a
label: "no bullet points" and "paragraphs, please" want the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rlmchat.learning.text import normalise


@dataclass(frozen=True, slots=True)
class Axis:
    """One matter and the wishes that it knows, each as (label, pattern); the opposite is the label of a denied wish.

    Patterns are for normalised text, so in lower case.
    """

    name: str
    wishes: tuple[tuple[str, re.Pattern[str]], ...]
    opposite: tuple[tuple[str, str], ...] = ()


def _axis(name: str, opposite: str = "", **wishes: str) -> Axis:
    """`opposite` pairs two labels: "bullets/prose" says that denying one asks for the other."""
    one, _, other = opposite.partition("/")
    pairs = ((one, other), (other, one)) if opposite else ()
    return Axis(name, tuple((k.replace("_", " "), re.compile(rf"\b(?:{v})")) for k, v in wishes.items()), pairs)


_LANGUAGES = (
    "english german french spanish italian portuguese dutch polish russian ukrainian turkish arabic hebrew hindi "
    "chinese japanese korean swedish norwegian danish finnish czech greek"
)

AXES: tuple[Axis, ...] = (
    _axis(
        "bullets",
        "bullets/prose",
        bullets=r"bullet(?:s|ed)?\b(?: ?points?)?|bulletpoints?|list form",
        prose=r"prose\b|running text|"
        r"paragraphs?\b|flowing text|whole sentences|full sentences",
    ),
    _axis(
        "spelling",
        "british/american",
        british=r"(?:british|uk|english \(uk\)|commonwealth)[ -](?:spelling|"
        r"english)|british\b|-our\b|-ise\b",
        american=r"(?:american|"
        r"us)[ -](?:spelling|english)|american\b|-ize\b",
    ),
    _axis(
        "clock",
        "24/12",
        **{
            "24": r"24[ -]?h(?:our)?s?\b|military time|twenty-four hour",
            "12": r"12[ -]?h(?:our)?s?\b|am/pm|"
            r"am and pm|a\.m\./p\.m\.|twelve hour",
            "both": r"both:? \d",
        },
    ),
    _axis(
        "dates",
        "",
        iso=r"iso(?:[ -]8601)?\b|y{4}-m{2}-d{2}|\d{4}-\d\d-\d\d",
        dmy=r"d{1,2}[./]m{1,2}(?:[./]y{2,4})?|day first|day before month|\d{1,2}\.\d{1,2}\.\d{4}",
        mdy=r"m{1,2}[./]d{1,2}(?:[./]y{2,4})?|month first",
        worded=r"month (?:as a word|"
        r"written out|spelled out)|spell out the month",
    ),
    _axis(
        "units",
        "metric/imperial",
        metric=r"metric\b|celsius\b|kilomet|(?:in|use) (?:km|kg|kilos|grams|litres|"
        r"°c)\b|centimet|si units|grams?\b.{0,20}\bcups|kilos?\b(?! \w+ a)",
        imperial=r"imperial\b|fahrenheit\b|"
        r"(?:in )?miles\b|in (?:°f|pounds|ounces|cups)\b|feet and inches|us customary",
    ),
    _axis(
        "length",
        "short/long",
        short=r"short(?:er)?\b(?! bread)|brief\b|concise|terse|one[ -]sentence|(?:at most|"
        r"max(?:imum)?|no more than|under|up to) \w+ (?:words|sentences|lines|paragraphs)|one line|keep it (?:tight|"
        r"small)|\w+ (?:words|sentences|lines) (?:at most|max|or less|tops)|less (?:text|detail)|tl;?dr",
        long=r"longer\b|detailed\b|in detail|"
        r"in depth|in-depth|thorough|elaborate|long answers?|more detail|explain everything",
    ),
    _axis(
        "language",
        "",
        **{
            language: rf"(?:answer|reply|respond|write|talk|speak|explain)\b(?: \w+){{0,3}} in {language}\b"
            for language in _LANGUAGES.split()
        },
    ),
    _axis("emoji", "emoji/no emoji", emoji=r"emojis?\b|smileys?\b|emoticons?\b"),
    _axis(
        "exclamation marks",
        "exclamation marks/no exclamation marks",
        exclamation_marks=r"exclamation (?:marks?|points?)",
    ),
    _axis(
        "oxford comma",
        "oxford comma/no oxford comma",
        oxford_comma=r"(?:oxford|serial) comma|"
        r"comma before (?:the )?(?:last )?(?:\"|')?and",
    ),
    _axis("headings", "headings/no headings", headings=r"headings?\b|headlines?\b|section titles?"),
    _axis("tables", "table/no table", table=r"tables?\b(?! ?spoon|ware)"),
    _axis("bold", "bold/no bold", bold=r"bold(?:face)?\b"),
    _axis(
        "comments",
        "comments/no comments",
        comments=r"(?:code |inline )?comments?\b(?= in|$|,|\.| at all| on)|"
        r"comment (?:the|my|your) code|docstrings?",
    ),
    _axis("type hints", "type hints/no type hints", type_hints=r"type (?:hints?|annotations?)"),
    _axis("semicolons", "semicolons/no semicolons", semicolons=r"semicolons?\b"),
    _axis("quotes", "single/double", single=r"single[ -](?:quotes?|quoted)", double=r"double[ -](?:quotes?|quoted)"),
    _axis(
        "indentation",
        "tabs/spaces",
        tabs=r"tabs\b(?! open)|tab (?:characters?|indent)",
        spaces=r"(?:two|four|2|4) spaces|"
        r"spaces (?:for|not|instead|over|,|$)|\bspaces\b",
    ),
    _axis(
        "formality",
        "formal/casual",
        formal=r"formal\b|(?:last|family|sur) ?names?\b|\bsie\b|polite form|vous\b",
        casual=r"informal|casual\b|"
        r"first[ -]names?\b|\bdu\b form|on first name|relaxed tone|tutoie",
    ),
    _axis(
        "diet",
        "no meat/meat",
        no_meat=r"vegetarian|veggie\b|meat-?free|meatless",
        vegan=r"vegan\b|plant-based|plant based",
        meat=r"meat\b",
    ),
    _axis(
        "alcohol",
        "alcohol/no alcohol",
        alcohol=r"alcohol\b|booze|(?:red |white )?wine\b(?! glass)|beer\b|teetotal",
        no_alcohol=r"alcohol-free|non-alcoholic|sober\b|teetotal",
    ),
    _axis(
        "dairy",
        "dairy/no dairy",
        dairy=r"dairy\b|lactose\b|cow'?s milk",
        no_dairy=r"dairy-free|lactose[ -](?:free|intolerant)",
    ),
    _axis("gluten", "gluten/no gluten", gluten=r"gluten\b|wheat\b", no_gluten=r"gluten-free|coeliac|celiac"),
    _axis(
        "nuts", "nuts/no nuts", nuts=r"nuts?\b|peanuts?\b", no_nuts=r"nut[ -]free|nut allerg|allergic to (?:pea)?nuts"
    ),
    # Whoever loves trains may fly all the same.
    _axis("flying", "flying/no flying", flying=r"fly(?:ing)?\b|flights?\b|planes?\b|by air\b"),
    _axis("trains", "trains/no trains", trains=r"trains?\b|by rail\b|railway"),
    _axis("seat", "aisle/window", aisle=r"aisle\b", window=r"window seats?|by the window|at the window"),
    _axis(
        "sign-off",
        "",
        best_regards=r"best regards|kind regards|warm regards",
        best=r"best,|just best\b",
        cheers=r"cheers\b",
        sincerely=r"(?:yours )?sincerely|yours faithfully",
    ),
    _axis("flattery", "praise/no praise", praise=r"great question|flatter|compliments?\b|praise\b|pleasantr"),
    _axis("passive voice", "passive/active", passive=r"passive(?: voice)?\b", active=r"active voice"),
    _axis("contractions", "contractions/no contractions", contractions=r"contractions?\b"),
    _axis("person", "first/third", first=r"first person|i-form|in the i form", third=r"third person"),
    _axis(
        "theme",
        "dark/light",
        dark=r"dark (?:mode|theme|background)",
        light=r"(?:light|bright) (?:mode|theme|background)",
    ),
    _axis(
        "naming",
        snake=r"snake[_ -]?case",
        camel=r"camel[_ -]?case",
        pascal=r"pascal[_ -]?case",
        kebab=r"kebab[_ -]?case",
    ),
    _axis("tense", imperative=r"imperative", past=r"past tense", present=r"present tense"),
    _axis(
        "frameworks",
        "frameworks/no frameworks",
        frameworks=r"frameworks?\b|jquery\b",
        no_frameworks=r"vanilla\b|plain (?:js|javascript)",
    ),
)
"""Every axis known."""

_DENIAL = re.compile(
    r"(?:\b(?:no|not|never|without|don't|dont|do not|doesn't|stop|avoid|skip|drop|cut|ditch|hates?|dislikes?|"
    r"can't stand|"
    r"nothing with|free of|instead of|rather than|no longer|less|fewer|over|than|leave out|get rid of|away from|remove|"
    r"cannot|can't|won't|enough of|instead of using)\b[^,.;:]{0,24})$"
)
_STOPPED = re.compile(
    r"\s*(?:-free\b|is out\b|are out\b|off the (?:table|menu)|are forbidden|is forbidden|are banned|not\b)"
)


_IN_ORDER = tuple(
    (axis.name, dict(axis.opposite), tuple(sorted(axis.wishes, key=lambda wish: not wish[0].startswith("no "))))
    for axis in AXES
)
"""Axes with their denied wishes first: "alcohol-free" is no wish for alcohol."""
_ANY = re.compile("|".join(f"(?:{pattern.pattern})" for axis in AXES for _, pattern in axis.wishes))
"""Finds something where any wish does: most texts speak of no axis, and one look is quicker than seventy."""


def wishes(text: str) -> dict[str, frozenset[str]]:
    """What the text wants on each axis that it speaks of: axis name to labels ("no bullets" is `prose`)."""
    plain = normalise(text)
    if not _ANY.search(plain):
        return {}
    out: dict[str, frozenset[str]] = {}
    for name, opposite, ordered in _IN_ORDER:
        spoken = [(label, pattern) for label, pattern in ordered if pattern.search(plain)]
        if spoken:
            out[name] = frozenset(_labels(spoken, opposite, plain))
    return out


def _labels(spoken: Sequence[tuple[str, re.Pattern[str]]], opposite: Mapping[str, str], plain: str) -> set[str]:
    wanted: set[str] = set()
    taken: list[tuple[int, int]] = []
    for label, pattern in spoken:
        for m in pattern.finditer(plain):
            if any(a <= m.start() < b for a, b in taken):
                continue
            taken.append(m.span())
            denied = bool(_DENIAL.search(plain[max(0, m.start() - 40) : m.start()]) or _STOPPED.match(plain, m.end()))
            wanted.add(opposite.get(label, f"no {label}") if denied else label)
    # "Paragraphs, no bullets" says one thing twice; "tabs, not spaces" as well.
    return wanted
