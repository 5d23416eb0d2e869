"""What happened over time: the door to counts by day, to what was known at a moment, and to running totals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from rlmchat.learning.correction import Category, Correction, OutcomeKind, Source

SAID_AGAIN = "said again"
"""Reason of an outcome BROKEN that the person's own words show: they had to say it once more."""
MOST_AT_ONCE = 5
"""Corrections of one act from which on it is an import and says nothing of answers."""
SAME_MOMENT = 60.0
"""Seconds within which a merge and a broken lesson are one and the same remark."""


@dataclass(frozen=True, slots=True)
class Days:
    """Counts by day (UTC), as far back as anything is known."""

    turns: Mapping[date, int] = field(default_factory=dict)
    """Messages of the person."""
    corrections: Mapping[tuple[date, Category], int] = field(default_factory=dict)
    """Corrections that were kept, said for the first time or again; imports and what was undone left out."""
    repeats: Mapping[date, int] = field(default_factory=dict)
    """Corrections on a matter that had been corrected already."""
    outcomes: Mapping[tuple[date, OutcomeKind], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts that only ever rise, over all processes that worked on this home."""

    saved: Mapping[Source, int] = field(default_factory=dict)
    """Corrections written, new or merged, also those that were undone later."""
    outcomes: Mapping[OutcomeKind, int] = field(default_factory=dict)
    turns: int = 0
    repeats: int = 0


class Chronicle(Protocol):
    """Reads the stores as a history (SQLite). Every method may raise StoreError."""

    async def days(self) -> Days:
        """Everything by day."""
        ...

    async def totals(self) -> Totals:
        """Everything since the beginning."""
        ...

    async def as_of(self, moment: datetime) -> list[Correction]:
        """Every correction as it was recorded at a moment, whatever its status; what was not there yet is left out."""
        ...
