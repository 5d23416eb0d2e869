"""The memory as it was: what held at one moment, as far as it was known at another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rlmchat.learning import validity
from rlmchat.learning.correction import Correction, Status
from rlmchat.learning.ports import Find, Ledger, Sort

PAGE = 1000
"""Records read at once where all are looked at."""


async def as_of(ledger: Ledger, held_at: datetime, known_at: datetime | None = None) -> list[Correction]:
    """What held at one moment, as far as it was known at another (now, where not given); newest first.

    Raises StoreError.
    """
    every = Find(statuses=frozenset(Status), limit=PAGE)
    states: list[Correction] = []
    while page := await ledger.find(every):
        states += page
        every = replace(every, offset=every.offset + PAGE)
    if known_at is not None:
        histories = [await ledger.history(record.id) for record in states]
        states = [state for steps in histories if (state := validity.known_at(steps, known_at)) is not None]
    return [record for record in states if validity.held(record, held_at)]


def in_force(record: Correction) -> Correction:
    """A record as it stood while it held, whatever has replaced it since."""
    return replace(record, status=Status.ACTIVE, superseded_by="")


def in_order(records: Sequence[Correction], sort: Sort) -> list[Correction]:
    """In one of the orders of a list; `records` are given newest first, and ties stay so."""
    match sort:
        case Sort.OLDEST:
            return list(reversed(records))
        case Sort.CONFIDENCE:
            return sorted(records, key=lambda record: -record.confidence)
        case Sort.USED:
            return sorted(records, key=lambda record: -record.apply_count)
        case _:
            return list(records)


def fits(record: Correction, what: Find) -> bool:
    """Whether a record is of the categories, sources, scopes, chat and kind that are asked for."""
    return (
        (not what.categories or record.category in what.categories)
        and (not what.sources or record.source in what.sources)
        and (not what.scopes or record.scope.kind in what.scopes)
        and (not what.session_id or record.session_id == what.session_id)
        and what.standing in (None, record.standing)
    )
