"""What an extraction gives, and the small looks at spans that all ways of extracting share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rlmchat.learning.lexicon import AGREEMENT, AUXILIARIES, CONTRAST, HESITATION, NEGATION_OPENERS
from rlmchat.learning.reading import MessageReading
from rlmchat.learning.spans import trimmed

RULE_LENGTH = 400
"""Characters of a message that stand as a rule at most."""
SENTENCE_LENGTH = 300
"""Characters of a sentence that is taken where nothing tighter is named."""

_VAGUE = frozenset(
    "it this that these those them they he she you i we there here one ones wrong right correct incorrect true"
    " false fine good"
    " bad ok okay what how why which not no yes more less so like the a an is are was be do does better"
    " different same".split()
)
_STATING = AUXILIARIES | frozenset(
    "be been must need needs belong belongs it's that's its i'm we're they're said asked means".split()
)
_TAIL = re.compile(
    r"[\s,;:–—-]*+(?<!\w)(?:please|pls|thanks|thank you|ok(?:ay)?|instead|though|actually|then|too"
    r"|here|everywhere|always|bitte|s'il (?:te|vous) plaît|por favor)[\s.!?,;:]*$|[\s.!?,;:]+$",
    re.IGNORECASE,
)
_ANSWERING = r"(?=\s*(?:$|[,.;:!–—])|\s?-\s|\s+(?:it|that|this|they|he|she|i|we|you|the|use|actually|wait)\b)"
_LEAD = re.compile(
    rf"^(?:(?:(?:(?:no+|wrong|falsch|faux|nein|ne|non|si){_ANSWERING}|nope|nah|actually|hmm+|wait|sorry|but|well|ok(?:ay)?|hey"
    r"|um+|please|pls|doch|eigentlich|en fait|en realidad)\b|不对|不是|错了|其实)[\s,.;:!，。！–—-]*)+",
    re.IGNORECASE,
)
"""An opening "no" is taken off where it answers; in "no comments" it is what is wanted."""
_OPENERS = CONTRAST | HESITATION | {"the", "a", "an", "please", "just"}


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a correction says."""

    original: str | None = None
    """What was wrong: the text as it stands in the answer where that is sure, else the person's own words for it,
    else the sentence of the answer that fits best."""
    corrected: str | None = None
    """What it should be."""
    explanation: str = ""
    """The rest of the message, in the person's words."""
    aligned: bool = False
    """Whether `original` stands in the answer word for word and `corrected` can take its place there; else neither
    is a span to be exchanged."""
    how: str = ""
    """What found it, for people who ask why."""


def rest(reading: MessageReading, used: str) -> str:
    """The message without the sentence that was used."""
    prose = reading.prose.strip()
    left = prose.replace(used, "", 1).strip(" \n,;:-–—") if used and used in prose else prose
    return "" if left.strip(" .!?").lower() in NEGATION_OPENERS | AGREEMENT | HESITATION else left[:RULE_LENGTH]


def clean(span: str, *, wrong: bool = False) -> str:
    """A named span without politeness and marks at its edges; of a wrong one the "not" before it goes, too."""
    words = trimmed(_TAIL.sub("", span.strip())).split()
    openers = _OPENERS | NEGATION_OPENERS if wrong else _OPENERS
    while len(words) > 1 and words[0].lower().strip(",") in openers:
        words = words[1:]
    return trimmed(" ".join(words)) if words else ""


def tells(span: str) -> bool:
    """Whether a span says something by itself."""
    words = span.lower().split()
    return bool(words) and not all(word.strip(".,'\"") in _VAGUE for word in words)


def is_value(span: str) -> bool:
    """Whether a span names a thing and makes no statement."""
    words = span.lower().split()
    return len(words) <= 4 and not any(word in _STATING or word.endswith("n't") for word in words)


def without_lead(text: str) -> str:
    """A text without the opening "no", "wait", "actually"."""
    return _LEAD.sub("", text)


def as_rule(text: str) -> str:
    """A text as a rule: without the opening "no", within bounds."""
    return (without_lead(text.strip()).strip() or text.strip())[:RULE_LENGTH]


def in_form(new: str, old: str) -> str:
    """The right value written as the wrong one is: thousands marks, a capital at its start."""
    if re.search(r"\d,\d{3}\b", old):
        new = re.sub(r"^\d{4,18}\b(?![.,])", lambda number: f"{int(number.group()):,}", new)
    short = len(old.split()) <= 2 and len(new.split()) <= 3
    named = old[:1].isupper() and old[1:2].islower() and new[:1].islower() and new.replace(" ", "").isalpha()
    if not (short and named):
        return new
    return " ".join(w if w in {"of", "the", "and", "de", "la"} else w[:1].upper() + w[1:] for w in new.split())
