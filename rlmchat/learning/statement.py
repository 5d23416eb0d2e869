"""What a correction states, taken apart for comparing: subject, value, occasion, whether something changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rlmchat.learning.axes import wishes
from rlmchat.learning.correction import Correction
from rlmchat.learning.text import (
    attributes,
    calendar_words,
    content_words,
    fold,
    names,
    normalise,
    polarity,
    quantities,
    stem,
)
from rlmchat.learning.words import MONTHS, WEEKDAYS


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


_REMARK = re.compile(
    r"\s*(?:\([^()]*\)$|[,;]\s+(?!(?:and|or|but|\d)\b).*|\s+(?:since|because|as of|from now on|starting|effective)\b.*|"
    r"\s+[-–—]\s+.*|[!.;]\s+.*|[!.]+$)"
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


@lru_cache(maxsize=4096)
def statement(c: Correction) -> Statement:
    """Take a correction apart."""
    said = fold(c.corrected_output.strip())
    core = core_of(said)
    plain = normalise(core)
    subject = frozenset(w for w in attributes(content_words(c.query)) if len(w) > 1 and not w[0].isdigit())
    return Statement(
        subject=subject,
        wanted=wishes(core) or wishes(said) or wishes(c.explanation),
        core=plain,
        wrong=_bare(c.original_output),
        value=content_words(core, weak=True),
        amounts=amounts(core),
        dates=calendar_words(core),
        rate=frozenset(a or b for a, b in _RATE.findall(normalise(f"{said} {c.original_output}"))),
        limit=bool(_LIMIT.search(normalise(said))),
        polarity=polarity(core),
        occasion=occasion(said),
        changed=bool(_CHANGED.search(normalise(f"{said} {c.explanation}"))),
        whom=persons(c.query),
        names=names(c.query),
        affirmed=content_words(_DENIED_PART.sub(" ", said), weak=True) - _PLAIN,
        nouns=_nouns(said),
    )


_REJECTS = re.compile(
    r"\b(?:wrong|incorrect|too (?:long|short|many|much|few|little|big|small|late|early)|is not|isn't|was not)\b"
)
_DENIED_PART = re.compile(
    r"\b(?:no|not|never|without|don't|dont|stop|avoid|drop|skip|instead of|rather than)\b[^,.;:]*|[^,.;:]*\b(?:is|"
    r"are) (?:wrong|too \w+)",
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


def _nouns(said: str) -> frozenset[str]:
    units = {word for q in quantities(said) for word in (q.unit, *content_words(q.text, weak=True))}
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


def _after_remark(text: str, at: int) -> bool:
    """Whether a place lies in the remark behind the statement proper, where reasons stand, not conditions."""
    m = re.search(r"[,;]\s|\s(?:since|because|as of)\s|\s[-–—]\s", text[:at])
    return bool(m) and not re.search(r"\b(?:but|except|unless|only)\b[^,;]*$", text[:at])


def persons(text: str) -> frozenset[str]:
    """Whom a text is about: names behind titles, and relations, case folded."""
    titled = {n.casefold() for n in _TITLE.findall(text)}
    related = {m.casefold() for m in _RELATION.findall(text)}
    return frozenset(titled | {_SAME_RELATION.get(r, r) for r in related})


def _bare(text: str) -> str:
    plain = normalise(text).strip(" .,;:!?'\"")
    return re.sub(r"^(?:the|a|an|use|using|with|on|in|at|to)\s+", "", plain)


def bare(text: str) -> str:
    """A span normalised, without the article or the small word before it."""
    return _bare(text)
