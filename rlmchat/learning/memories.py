"""Statements about a person without a wrong span: whether a newer one takes the place of an older one."""

from __future__ import annotations

from difflib import SequenceMatcher

from rlmchat.learning.correction import Correction
from rlmchat.learning.text import content_words, numbers, polarity, stem, words
from rlmchat.learning.words import FUNCTION_WORDS


def is_memory(correction: Correction) -> bool:
    """Whether a correction is a sentence about the person or the world and replaces nothing in particular."""
    return not correction.original_output.strip() and len(correction.corrected_output.split()) >= 4


_FRAME = content_words(
    "user prefers likes enjoys dislikes values interested motivated appreciates believes wants finds feels loves "
    "hates now "
    "longer rather instead over without strong preference focus new more",
    weak=True,
)
OVERLAP_WEIGHT = 1.0
"""What a shared subject word counts for beside the cosine."""
SUPERSEDES = 0.68
"""Least cosine + overlap: 89% of 175 twins of MemSyco-Bench and 1.3% of their shuffled pairs lie above."""


def subject(text: str) -> frozenset[str]:
    """Stems that carry the matter, the words of liking and wanting left out."""
    return content_words(text) - _FRAME


def supersedes(older: str, newer: str, cosine: float) -> bool:
    """Whether the newer statement is on the matter of the older one and takes its place.

    People seldom say that they changed their mind: a second wish on one matter is one. Words and meaning must agree,
    neither is enough alone.
    """
    a, b = subject(older), subject(newer)
    if not a or not b:
        return False
    overlap = len(a & b) / min(len(a), len(b))
    return bool(a & b) and cosine + OVERLAP_WEIGHT * overlap >= SUPERSEDES


def say_the_same(first: str, second: str) -> bool:
    """Whether two statements differ in small words only: the same words of substance in order, the same numbers."""
    if numbers(first) != numbers(second) or polarity(first) != polarity(second):
        return False
    a, b = ([stem(w) for w in words(t) if w not in FUNCTION_WORDS] for t in (first, second))
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.85
