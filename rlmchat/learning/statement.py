"""What a correction states, taken apart for comparing: subject, value, occasion, whether something changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from rlmchat.learning.axes import wishes
from rlmchat.learning.correction import Correction, CorrectionId
from rlmchat.learning.text import (
    Quantity,
    attributes,
    calendar_words,
    content_words,
    fold,
    names,
    normalise,
    polarity,
    quantities,
    stem,
    words,
)
from rlmchat.learning.words import FUNCTION_WORDS, MONTHS, WEEKDAYS

A_SENTENCE = 3
"""Words from which on a wrong span says of something what is wrong."""
READ = 600
"""Characters of each text of a correction that are taken apart: what is said is said by then."""


class Amount(NamedTuple):
    """A quantity in its base unit."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A correction taken apart. Words are stems unless said otherwise."""

    subject: frozenset[str]
    """What the question was about."""
    wanted: dict[str, frozenset[str]]
    """Wishes on known axes."""
    core: str
    """The corrected text without the remark that explains it, normalised."""
    wrong: str
    """The original, normalised, without articles."""
    value: frozenset[str]
    """Words of the core."""
    amounts: tuple[Amount, ...]
    """Quantities of the core in base units, in order."""
    dates: frozenset[str]
    """Months and weekdays of the core."""
    rate: frozenset[str]
    """What an amount is for: "a night", "per person"."""
    limit: bool
    """Says at most or at least."""
    polarity: int
    occasion: frozenset[str]
    """Words of the occasion, kind or place for which alone it holds; empty for none."""
    changed: bool
    """Says that something is new, or no longer so."""
    whom: frozenset[str]
    """Persons of the question: names after titles, relations."""
    names: frozenset[str]
    """Names of the question, as written."""
    affirmed: frozenset[str]
    """Words of what is wanted, without what is denied and without the remark's reason."""
    nouns: frozenset[str]
    """Words of the whole statement that are neither numbers nor units nor calendar words."""
    about: frozenset[str]
    """Subject and nouns together."""
    counts: bool
    """Whether the statement has a number in it."""
    units: frozenset[str]
    """Units of the amounts."""
    asked: tuple[str, ...]
    """Words of the question, in order."""
    asked_numbers: frozenset[float]
    """Numbers of the question."""
    question: str
    """The question, normalised."""
    denied: str
    """The original, normalised."""
    said: str
    """The corrected text, normalised."""
    whole: bool
    """Whether original and corrected text were read to their ends."""


_NO_TITLE = "".join(rf"(?<!\b{short})" for short in ("Dr", "Mr", "Mrs", "Ms", "Prof", "St", "Mt", "[A-Z]"))
"""Before a full stop: what it stands behind is shortened, and nothing ends there."""
_REMARK = re.compile(
    # A run of spaces is entered at its beginning only: from each of its places it would be read once more.
    r"(?<!\s)\s*(?:\([^()]*\)$|[,;]\s+(?!(?:and|or|but|\d)\b).*|"
    r"(?<=\s)(?:since|because|as of|from now on|starting|effective)\b.*|"
    rf"(?<=\s)[-–—]\s+.*|(?:[!;]|{_NO_TITLE}\.)\s+.*|[!.]+$)"
)
_LEAD = re.compile(
    r"^(?:(?:please|only|just|simply|it'?s|it is|that'?s|should be|call (?:me|him|her|it)|use|write|say|i'?m|i am|now|"
    r"always|"
    r"we (?:use|say|write|call it)|make it|put)\s+)+",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:since|now|nowadays|no longer|any ?more|from now on|as of|these days|by now|meanwhile|changed|moved|"
    r"has left|have left|"
    r"left the|took over|takes over|replaced|replaces|raised|increased|lowered|reduced|updated|switched|migrated|"
    r"used to|"
    r"new (?:terms|rules?|job|boss|policy|contract|style|price|address|office|version|law|owner|manager|plan|team|"
    r"limit)|again|"
    r"last (?:week|month|year)|this (?:week|month|year)|after all|changed my mind|instead|until|renamed|retired|quit|"
    r"expired|"
    r"from (?:january|february|march|april|may|june|july|august|september|october|november|december|monday|next|today|"
    r"20\d\d)|"
    r"i have a|i've got|we got|got a|there is a new|back to)\b"
)
_OCCASION = re.compile(
    r"(?:^|\b(?:but|except|only|just|unless|apart from|other than)\s+)(?:only |just |except |but )?"
    r"(for|in|on|at|during|when|if|while|with|to|towards|before|after|above|beyond|over|below|under|around|inside|"
    r"within|by)\s+(?P<what>[^,.;:!?]{2,60})"
)
_TRAILING = re.compile(
    r"\b(?:for|when|if|during|unless|except(?: for| in| on)?|only (?:for|in|on|at|when|if|with)|in|on|with|to|at)\s+"
    r"(?P<what>(?:the|our|my|this|that|those|these|his|her|their|any|a|an|clients?|guests?|customers?|children|kids|"
    r"[a-z]+days?|weekends?|weekdays|holidays?|emails?|mails?|letters?|reports?|slides|code|comments|commit|"
    r"[A-Z][a-z]+)\b[^,.;:!?]{0,50})"
)
_NO_OCCASION = re.compile(
    r"(?:me|us|now|sure|example|instance|good|ever|future|general|fact|all\b|every|everything|always|short|total|"
    r"most\b|"
    r"least\b|once|it\b|that\b$|my (?:texts?|answers?|code|case|life|mails?|recipes?|messages?)\b|our (?:texts?|"
    r"house)\b|case\b|"
    r"both\b|place|addition|the (?:future|beginning|end|start|answer|text|first|last|same|other|way|one)|"
    r"(?:km|miles|metres|meters|kg|celsius|fahrenheit|euros?|dollars?|metric|german|french|spanish|italian|english)\b|"
    r"new\b|a (?:row|moment|while|space|hyphen)|front|order|between|full|words|digits|english|british|capital)"
)
_TITLE = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|prof|professor|sir|madam|herr|frau|aunt|uncle)\.? ([A-Z][\w'-]+)", re.IGNORECASE
)
_RELATION = re.compile(
    r"\b(mother-in-law|father-in-law|sister-in-law|brother-in-law|son-in-law|daughter-in-law|grandmother|grandfather|"
    r"grandma|grandpa|granny|mother|father|mum|mom|dad|sister|brother|wife|husband|son|daughter|niece|nephew|"
    r"aunt|uncle|cousin|boss|partner|girlfriend|boyfriend|neighbou?r|landlord|colleague|supplier|client|customer)\b",
    re.IGNORECASE,
)
_SAME_RELATION = {
    "mum": "mother",
    "mom": "mother",
    "dad": "father",
    "grandma": "grandmother",
    "granny": "grandmother",
    "grandpa": "grandfather",
}
_RATE = re.compile(
    r"\b(?:a|an|per|each|every)\s+(night|day|week|month|year|hour|minute|person|head|piece|kilo|kg|litre|liter|page|"
    r"word|seat|ticket|meal|dose)\b|/(night|day|week|month|year|hour|h|person|kg)\b"
)
_LIMIT = re.compile(
    r"\b(?:max(?:imum)?|at most|up to|no more than|under|below|limit|ceiling|cap|budget|min(?:imum)?|at least|"
    r"not more than|within)\b"
)


_REMEMBERED = 16_384
_Texts = tuple[str, str, str, str]
_seen: dict[CorrectionId, tuple[_Texts, Statement]] = {}
"""By record: what is compared with hundreds of others is taken apart once, and found without hashing its texts."""


def statement(c: Correction) -> Statement:
    """Take a correction apart: the first 600 characters of each of its texts."""
    texts = c.query, c.original_output, c.corrected_output, c.explanation
    known = _seen.get(c.id)
    # A record is read from the ledger anew each time, and its other fields change with its use.
    if known is not None and known[0] == texts:
        return known[1]
    while len(_seen) >= _REMEMBERED:
        del _seen[next(iter(_seen))]
    _seen[c.id] = texts, _read(*texts)
    return _seen[c.id][1]


def _read(query: str, original: str, corrected: str, why: str) -> Statement:
    whole = len(original) <= READ and len(corrected) <= READ
    if not whole or len(query) > READ or len(why) > READ:
        query, original, corrected, why = (text.strip()[:READ] for text in (query, original, corrected, why))
    return _taken_apart(query, original, corrected, why, whole)


def _taken_apart(query: str, original: str, corrected: str, explanation: str, whole: bool) -> Statement:
    said = fold(corrected.strip())
    core = core_of(said)
    subject = frozenset(w for w in attributes(content_words(query)) if len(w) > 1 and not w[0].isdigit())
    counted = quantities(said)
    measured = amounts(core)
    nouns = _nouns(said, counted)
    return Statement(
        subject=subject,
        wanted=wishes(core) or (wishes(said) if said != core else {}) or wishes(explanation),
        core=normalise(core),
        wrong=bare(original),
        value=content_words(core, weak=True),
        amounts=measured,
        dates=calendar_words(core),
        rate=frozenset(a or b for a, b in _RATE.findall(normalise(f"{said} {original}"))),
        limit=bool(_LIMIT.search(normalise(said))),
        polarity=polarity(core),
        occasion=(held := occasion(said)) and held - _in_place_of(original, said),
        changed=bool(_CHANGED.search(normalise(f"{said} {explanation}"))),
        whom=persons(query),
        names=names(query),
        affirmed=content_words(_DENIED_PART.sub(" ", said), weak=True) - _PLAIN,
        nouns=nouns,
        about=subject | nouns,
        counts=bool(counted),
        units=frozenset(amount.unit for amount in measured if amount.unit),
        asked=tuple(words(query)),
        asked_numbers=frozenset(q.value for q in quantities(query)),
        question=normalise(query),
        denied=normalise(original),
        said=normalise(corrected),
        whole=whole,
    )


_REJECTS = re.compile(
    r"\b(?:wrong|incorrect|too (?:long|short|many|much|few|little|big|small|late|early)|is not|isn't|was not)\b"
)
_DENIED_PART = re.compile(
    r"\b(?:no|not|never|without|don't|dont|stop|avoid|drop|skip|instead of|rather than)\b[^,.;:]*|"
    # From the beginning of a clause only: from each of its letters it would be read to its end once more.
    r"(?<![^,.;:])[^,.;:]*\b(?:is|are) (?:wrong|too \w+)",
    re.IGNORECASE,
)
_PLAIN = content_words("use please say write just only always never", weak=True)
_CALENDAR = frozenset(map(stem, (*MONTHS, *WEEKDAYS)))


def core_of(said: str) -> str:
    """The statement without the remark after it and the lead-in before it; never empty."""
    bare = re.sub(r"[,\s]*\bplease\b[.!]*$", "", _LEAD.sub("", said)).strip() or said
    if re.match(r"(?:for|in|on|at|when|if|during|with|since|from|only|but|except)\b", said, re.IGNORECASE):
        return bare
    first = _REMARK.sub("", bare, count=1).strip() or bare
    rest = bare[len(first) :].lstrip(" ,;.!-–—")
    if _REJECTS.search(first.casefold()) and rest:
        # "180 cm is wrong, it's 160 cm": the value stands behind the comma.
        return core_of(rest)
    return first


def _nouns(said: str, counted: Sequence[Quantity]) -> frozenset[str]:
    units = {word for q in counted for word in (q.unit, *content_words(q.text, weak=True))}
    found = content_words(said) - _CALENDAR - _PLAIN
    return frozenset(w for w in found if w.isalpha() and w not in units and len(w) > 2 and w not in _FACTORS)


_FACTORS = {
    "mm": (1e-3, "m"), "cm": (1e-2, "m"), "centimetr": (1e-2, "m"), "m": (1, "m"), "metr": (1, "m"), "meter": (1, "m"),
    "km": (1e3, "m"), "kilometr": (1e3, "m"), "g": (1, "g"), "gram": (1, "g"), "kg": (1e3, "g"), "kilo": (1e3, "g"),
    "mg": (1e-3, "g"), "s": (1, "s"), "sec": (1, "s"), "second": (1, "s"), "min": (60, "s"), "minut": (60, "s"),
    "h": (3600, "s"), "hr": (3600, "s"), "hour": (3600, "s"), "day": (86400, "s"), "week": (604800, "s"),
    "month": (1, "month"), "year": (12, "month"), "ml": (1e-3, "l"), "l": (1, "l"), "litr": (1, "l"), "liter": (1, "l"),
}  # fmt: skip
"""Units by stem: how many of the base unit, and which."""


def amounts(text: str) -> tuple[Amount, ...]:
    """Quantities in base units, so that "half an hour" is "30 minutes" and "1.80 m" is "180 cm"."""
    halved = re.sub(r"\bhalf an? ", "0.5 ", re.sub(r"\b(?:an?|one) and a half ", "1.5 ", text, flags=re.I), flags=re.I)
    out = []
    for q in quantities(re.sub(r"\b(?:an|one) (?=hour|year|week|month|day\b)", "1 ", halved, flags=re.I)):
        factor, base = _FACTORS.get(stem(q.unit), (1, q.unit))
        out.append(Amount(round(q.value * factor, 6), base))
    return tuple(out)


def occasion(said: str) -> frozenset[str]:
    """Words of the occasion for which alone the statement holds."""
    plain = fold(said)
    for pattern in (_OCCASION, _TRAILING):
        for m in pattern.finditer(plain if pattern is _TRAILING else plain[:1].lower() + plain[1:]):
            what = m["what"].strip()
            if pattern is _TRAILING and _after_remark(plain, m.start()):
                continue
            if not _NO_OCCASION.match(what.lower()) and (found := content_words(what, weak=True)):
                return found
    return frozenset()


def _in_place_of(original: str, said: str) -> frozenset[str]:
    """What of a sentence stands in the place of something else ("lives in Porto", not "in Lisbon"): no occasion."""
    old, new = normalise(original).strip(" .!").split(), normalise(said).strip(" .!").split()
    steps = [s for s in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if s[0] != "equal"]
    if len(steps) != 1 or steps[0][0] != "replace" or len(old) < A_SENTENCE:
        return frozenset()
    filling = new[steps[0][3] : steps[0][4]]
    # With a small word of its own ("in December until 20") it says more than what stood there.
    return frozenset() if FUNCTION_WORDS.intersection(filling) else content_words(" ".join(filling), weak=True)


def _after_remark(text: str, at: int) -> bool:
    """Whether a place lies in the remark behind the statement proper, where reasons stand, not conditions."""
    m = re.search(r"[,;]\s|\s(?:since|because|as of)\s|\s[-–—]\s", text[:at])
    return bool(m) and not re.search(r"\b(?:but|except|unless|only)\b[^,;]*$", text[:at])


def persons(text: str) -> frozenset[str]:
    """Whom a text is about: names behind titles, and relations, case folded."""
    titled = {n.casefold() for n in _TITLE.findall(text)}
    related = {m.casefold() for m in _RELATION.findall(text)}
    return frozenset(titled | {_SAME_RELATION.get(r, r) for r in related})


def bare(text: str) -> str:
    """A span normalised, without the article or the small word before it."""
    plain = normalise(text).strip(" .,;:!?'\"")
    return re.sub(r"^(?:the|a|an|use|using|with|on|in|at|to)\s+", "", plain)
