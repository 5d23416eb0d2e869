"""The shape of a problem: which kinds of reasoning it asks for, whatever it is about.

A correction of a way of reasoning ("the first post counts too") bears on problems that share no word with the one it
was made on ("a lamp every 50 metres, both ends lit"). What they share is their shape.
"""

from __future__ import annotations

import re
from functools import lru_cache

_SHAPES = {
    # In lower case, and for a text in lower case: to ask for either case of every letter takes twice the time.
    name: re.compile(pattern)
    for name, pattern in {
        "quantifier": r"\b(?:all|every|everyone|everybody|each of|any|anyone|whoever|whichever|only|none|no one|nobody"
        r"|some|most)\b",
        "conditional": r"\b(?:if|when|whenever|unless|then|implies|whoever|whatever)\b",
        "yes or no": r"(?:^|[.!?]\s+)(?:is|are|was|were|does|did|do|has|have|can|must|will)\s+\w+(?:\s+\w+){0,6}\?",
        "count": r"\b(?:how many|how much|number of|count|in all|in total|total)\b",
        "range": r"\b(?:from|between|through|until|till)\b.{1,30}\b(?:to|and|through|until|till)\b|\barriv|\bleav",
        "spacing": r"\b(?:each|every|per|apart)\b",
        "mean": r"\b(?:average|mean|overall|typical)\b",
        "speed": r"\b(?:km/h|mph|m/s|speed|pace|there and back|round trip|uphill|downhill|fast)\b",
        "share": r"\b(?:per ?cent|half|thirds?|quarter)\b|%",
        "change": r"\b(?:discount|off|increase|decrease|rise|raised?|went up|went down|reduc\w+|cut|growth|interest"
        r"|twice|again|another)\b",
        "clock": r"\b\d{1,2}(?::\d\d)?\s*(?:am|pm)\b|\b\d{1,2}:\d\d\b|\bnoon\b|\bmidnight\b|\bo'clock\b|\butc\b|\bgmt\b"
        r"|\btime zone\b|\bin the (?:morning|afternoon|evening)\b|\bwhat time\b",
        "together": r"\b(?:together|both|side by side|jointly|combined|by another|as well)\b",
        "duration": r"\bhow long\b|\b(?:seconds?|minutes?|hours?|h)\b",
        "more or less": r"\b(?:more|less|fewer|older|younger|dearer|cheaper|taller|times as)\b",
        "money": r"[$€£]|\b(?:costs?|price|euros?|dollars?|pays?|rent|earns?)\b",
        "chance": r"\b(?:chances?|probab\w+|likely|odds|dice|coin|draws?|random)\b",
        "length": r"\b\d+\s?(?:m|km|metres?|meters?|cm|feet|miles?|ft)\b|\b(?:metres?|meters?|fence|row|rope)\b",
        "days": r"\b(?:nights?|days?|weeks?|pages?|floors?|steps?|rows?)\b",
        "order": r"\b(?:before|after|next to|left of|right of|behind|ahead|(?:older|taller|faster) than)\b",
        "denial": r"\b(?:not|no|never|without|none)\b|n't\b",
        "age": r"\b(?:years? old|age|aged|born)\b",
    }.items()
}


@lru_cache(maxsize=1024)
def shape(text: str) -> frozenset[str]:
    """Names of the kinds of reasoning that a text asks for."""
    low = text[:600].lower()
    return frozenset(name for name, pattern in _SHAPES.items() if pattern.search(low))


def same_shape(a: str, b: str) -> float:
    """How far two problems have one shape, 0 to 1: shared kinds over all kinds of both."""
    first, second = shape(a), shape(b)
    return len(first & second) / len(first | second) if first and second else 0.0
