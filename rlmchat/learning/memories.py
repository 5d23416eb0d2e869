"""Statements about a person without a wrong span: whether a newer one takes the place of an older one."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rlmchat.learning.correction import Correction
from rlmchat.learning.statement import READ
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


BARE = 2
"""Subject words up to which a statement names one object, and another object makes another matter."""


@dataclass(frozen=True, slots=True)
class _Gist:
    """What of a statement about a person is compared."""

    subject: frozenset[str]
    numbers: tuple[float, ...]
    polarity: int
    stems: tuple[str, ...]
    """Words of substance, in order."""


@lru_cache(maxsize=16384)
def _gist(text: str) -> _Gist:
    stems = tuple(stem(w) for w in words(text) if w not in FUNCTION_WORDS)
    return _Gist(content_words(text) - _FRAME, numbers(text), polarity(text), stems)


def subject(text: str) -> frozenset[str]:
    """Stems that carry the matter, the words of liking and wanting left out; of the first 600 characters."""
    return _gist(text[:READ]).subject


def supersedes(older: str, newer: str, cosine: float) -> bool:
    """Whether the newer statement is on the matter of the older one and takes its place.

    People seldom say that they changed their mind: a second wish on one matter is one. Words and meaning must agree,
    neither is enough alone.
    """
    a, b = subject(older), subject(newer)
    shared = len(a & b)
    if min(len(a), len(b)) <= BARE and a - b and b - a:
        # "I don't drink coffee", "I don't drink alcohol": what they share is what is done, each has its own object.
        return False
    return shared > 0 and cosine + OVERLAP_WEIGHT * (shared / min(len(a), len(b))) >= SUPERSEDES


ALIKE = 0.85
"""Share of the words of substance, in order, that two statements of the same have in common."""


def say_the_same(first: str, second: str) -> bool:
    """Whether two statements differ in small words only: the same words of substance in order, the same numbers.

    Of statements longer than 600 characters that is not said: what differs may stand behind that.
    """
    if max(len(first), len(second)) > READ:
        return False
    a, b = _gist(first), _gist(second)
    if a.numbers != b.numbers or a.polarity != b.polarity:
        return False
    matcher = SequenceMatcher(None, a.stems, b.stems, autojunk=False)
    # Two upper bounds first: most pairs differ at a glance.
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
