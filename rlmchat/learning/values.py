"""A value of the answer and what takes its place, and the looks at both that all kinds of values share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rlmchat.learning.spans import matter, stems

COMPARED = 200
"""Candidates of one kind that are weighed at most."""
MARGIN = 0.45
"""Points by which the best candidate leads where it is sure; with less, another could be meant as well."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A value of the answer as it stands there, and what takes its place."""

    old: str
    new: str
    sure: bool
    """Whether no other value of the answer could be meant as well."""


def near(text: str, start: int, end: int, said: frozenset[str]) -> int:
    """How many stems of what surrounds a place in the answer the message speaks of."""
    return len(stems(matter(f"{text[max(0, start - 70) : start]} {text[end : end + 70]}")) & said)


@lru_cache(maxsize=4096)
def bare(value: str) -> str:
    """A value in its letters and digits alone."""
    return re.sub(r"[^\w]", "", value).lower()
