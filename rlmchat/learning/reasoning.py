"""The shape of a problem: which kinds of reasoning it asks for, whatever it is about.

A correction of a way of reasoning ("the first post counts too") bears on problems that share no word with the one it
was made on ("a lamp every 50 metres, both ends lit"). What they share is their shape.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORDS = {
    name: frozenset(listed.split())
    for name, listed in {
        "quantifier": "all every everyone everybody any anyone whoever whichever only none nobody some most",
        "conditional": "if when whenever unless then implies whoever whatever",
        "count": "count total",
        "spacing": "each every per apart",
        "mean": "average mean overall typical",
        "speed": "mph speed pace uphill downhill fast",
        "share": "percent half third thirds quarter",
        "change": "discount off increase decrease rise raise raised cut growth interest twice again another",
        "clock": "noon midnight utc gmt",
        "together": "together both jointly combined",
        "duration": "second seconds minute minutes hour hours h",
        "more or less": "more less fewer older younger dearer cheaper taller",
        "money": "cost costs price euro euros dollar dollars pay pays rent earn earns",
        "chance": "chance chances likely odds dice coin draw draws random",
        "length": "metre metres meter meters fence row rope",
        "days": "night nights day days week weeks page pages floor floors step steps row rows",
        "order": "before after behind ahead",
        "denial": "not no never without none",
        "age": "age aged born",
    }.items()
}
"""Words each of which is enough."""
_PATTERNS = {
    # In lower case, and for a text in lower case: to ask for either case of every letter takes twice the time.
    name: re.compile(pattern)
    for name, pattern in {
        "quantifier": r"\b(?:each of|no one)\b",
        "yes or no": r"(?:^|[.!?]\s+)(?:is|are|was|were|does|did|do|has|have|can|must|will)\s+\w+(?:\s+\w+){0,6}\?",
        "count": r"\b(?:how many|how much|number of|in all)\b",
        "range": r"\b(?:from|between|through|until|till)\b.{1,30}\b(?:to|and|through|until|till)\b|\barriv|\bleav",
        "speed": r"\b(?:km/h|m/s|there and back|round trip)\b",
        "share": r"%|\bper cent\b",
        "change": r"\b(?:went up|went down|reduc\w+)\b",
        "clock": r"\b\d{1,2}(?::\d\d)?\s*(?:am|pm)\b|\b\d{1,2}:\d\d\b|\bo'clock\b|\btime zone\b"
        r"|\bin the (?:morning|afternoon|evening)\b|\bwhat time\b",
        "together": r"\b(?:side by side|by another|as well)\b",
        "duration": r"\bhow long\b",
        "more or less": r"\btimes as\b",
        "money": r"[$€£]",
        "chance": r"\bprobab\w+",
        "length": r"\b\d+\s?(?:m|km|metres?|meters?|cm|feet|miles?|ft)\b",
        "order": r"\b(?:next to|left of|right of|(?:older|taller|faster) than)\b",
        "denial": r"n't\b",
        "age": r"\byears? old\b",
    }.items()
}
"""What else is."""
_KINDS = tuple((name, _WORDS.get(name, frozenset()), _PATTERNS.get(name)) for name in _WORDS | _PATTERNS)
_WORD = re.compile(r"\w+")


@lru_cache(maxsize=1024)
def shape(text: str) -> frozenset[str]:
    """Names of the kinds of reasoning that a text asks for."""
    low = text[:600].lower()
    there = frozenset(_WORD.findall(low))
    return frozenset(
        name
        for name, words, pattern in _KINDS
        if not words.isdisjoint(there) or (pattern is not None and pattern.search(low))
    )


def same_shape(a: str, b: str) -> float:
    """How far two problems have one shape, 0 to 1: shared kinds over all kinds of both."""
    first, second = shape(a), shape(b)
    return len(first & second) / len(first | second) if first and second else 0.0
