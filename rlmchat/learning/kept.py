"""What keeping a correction came to, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rlmchat.learning.correction import Correction


class KeptAs(StrEnum):
    """What became of a correction that was to be kept."""

    NEW = "new"
    MERGED = "merged"
    """It was known already: one record with more evidence."""
    TENTATIVE = "tentative"
    """In the inbox, waits for y or n."""
    REJECTED = "rejected"
    """Not kept: deleted or rejected before (a tombstone), or nothing in it."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two records that say different things of the same, waiting for the person (policy `ask`)."""

    older: Correction
    newer: Correction
    slot: str
    """What both speak of."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping did."""

    correction: Correction
    how: KeptAs
    superseded: tuple[Correction, ...] = ()
    """Records that it replaced."""
    group: str = ""
    """The act, for undo."""
    reason: str = ""
    conflict: Conflict | None = None
    """Set with policy `ask`: both wait for the person."""
