"""Two times of a record: when it was said, and when it holds; what was known, and what held, at a moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rlmchat.learning.correction import Correction, Revision, Status

WAS_HELD = frozenset({Status.ACTIVE, Status.SUPERSEDED})
"""Statuses of what is, or once was, believed."""


def holds(record: Correction, at: datetime) -> bool:
    """Whether a record holds at a moment, going by its own two dates alone.

    It holds from when it was said on, unless it names another beginning.
    """
    return (record.valid_from is None or record.valid_from <= at) and (
        record.valid_until is None or at < record.valid_until
    )


def held(record: Correction, at: datetime) -> bool:
    """Whether a record was what held at a moment, one that another has replaced since among them."""
    begun = record.valid_from or record.created_at
    return record.status in WAS_HELD and begun <= at and holds(record, at)


def known_at(history: Iterable[Revision], at: datetime) -> Correction | None:
    """A record as it was known at a moment, from its history (oldest first); None if it was not known then.

    A record that came with an older date of its own was known from when it was written down on.
    """
    state: Correction | None = None
    for revision in history:
        if revision.at > at:
            break
        state = revision.record
    return state


def out_of_time(record: Correction, at: datetime) -> str:
    """`held until` or `holds from` a day, of what is active but does not hold at a moment; empty for all else."""
    if record.status is not Status.ACTIVE or holds(record, at):
        return ""
    if record.valid_until is not None and record.valid_until <= at:
        return f"held until {record.valid_until.astimezone():%Y-%m-%d}"
    return f"holds from {record.valid_from.astimezone():%Y-%m-%d}" if record.valid_from else ""


def span_of(record: Correction) -> str:
    """When it holds, in words."""
    begun = f"from {record.valid_from.astimezone():%Y-%m-%d}" if record.valid_from else ""
    ended = f"until {record.valid_until.astimezone():%Y-%m-%d}" if record.valid_until else ""
    return " ".join(part for part in (begun, ended) if part) or "since it was said"
