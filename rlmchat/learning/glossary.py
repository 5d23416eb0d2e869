"""Terms of the person's field, told in one sentence: "Kubernetes, not cooper netties"."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

LONGEST_ENTRY = 120
"""Characters up to which a text may be an entry of a glossary."""
_ENTRY = re.compile(
    r"^(?:(?:it'?s|it is|write|say|spell it|use|call it|the (?:right |correct )?(?:term|name|word) is|written|spelled|"
    r"always|please)\s+)*"
    r"[\"'“‘`]?(?P<right>[^,;:\"”“`]{3,40}?)[\"'”’`]?,?\s+(?:and not|not|never|instead of|rather than)\s+"
    r"[\"'“‘`]?(?P<wrong>[^,;:.\"”“`]{3,40}?)[\"'”’`]?[.!]?$",
    re.IGNORECASE,
)
FEWEST_LETTERS = 6
MISHEARD = 0.5
"""Likeness of the letters from which on several small words may be one term misheard."""
MISSPELT = 0.8
"""The same for one word and another."""


def entry(text: str) -> tuple[str, str] | None:
    """Wrong and right form of a term, where a text names both: one term misheard or misspelt, not two things.

    "TypeScript, not JavaScript" is a wish for another thing: to change the word alone would make the text untrue.
    """
    match = _ENTRY.match(text.strip()) if len(text) <= LONGEST_ENTRY else None
    if not match:
        return None
    wrong, right = match["wrong"].strip(), match["right"].strip()
    a, b = _letters(wrong), _letters(right)
    if min(len(a), len(b)) < FEWEST_LETTERS or wrong == right or not any(c.isupper() for c in right):
        return None
    split = len(wrong.split()) > len(right.split()) and wrong.islower()
    like = SequenceMatcher(None, a, b, autojunk=False).ratio()
    return (wrong, right) if like >= (MISHEARD if split else MISSPELT) else None


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
