"""Phrasings that a model made: in which other words a question may come that a correction bears on.

They are search keys beside a record and no part of it: nothing of them is ever shown to a model as a correction,
exported, or learned from. They belong to the texts that they were made for; where those change they rest.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from rlmchat.errors import LearningError, StoreError
from rlmchat.learning.correction import RECALLABLE, Correction, CorrectionId
from rlmchat.learning.embedded import keys_of
from rlmchat.learning.ports import Embedder, Hit, KeyKind, Ledger, Vectors

MOST = 4
"""Phrasings of one correction."""
SHORTEST, LONGEST = 6, 120
"""Characters of a phrasing."""
BATCH = 64

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Phrased:
    """The phrasings of one correction, with their vectors."""

    id: CorrectionId
    texts: tuple[str, ...]
    made_for: str
    """Mark of the texts of the correction that they were made for."""
    embedder: str
    vectors: Vectors = field(compare=False, repr=False)
    """Shape (texts, dimensions)."""


@dataclass(frozen=True, slots=True)
class Near:
    """One phrasing that is like what was searched for."""

    id: CorrectionId
    made_for: str
    cosine: float


class Phrasebook(Protocol):
    """Where phrasings are stored (SQLite). Every method may raise StoreError."""

    async def write(self, phrased: Sequence[Phrased]) -> None:
        """Write, in place of earlier ones of the same corrections; durable when it returns."""
        ...

    async def of(self, ids: Sequence[CorrectionId]) -> dict[CorrectionId, Phrased]:
        """The phrasings of these corrections; those that have none are not in it."""
        ...

    async def nearest(self, vector: Vectors, embedder: str, limit: int) -> list[Near]:
        """The nearest phrasings to a vector of shape (dimensions,), best first, one a correction at most."""
        ...

    async def by_others(self, embedder: str, limit: int) -> list[Phrased]:
        """Some of those whose vectors another embedder made."""
        ...


def mark_of(record: Correction) -> str:
    """What tells the texts of a correction from others; changes with each of them."""
    return hashlib.blake2b("\0".join(keys_of(record)).encode("utf-8", "replace"), digest_size=8).hexdigest()


def usable(texts: Iterable[str], record: Correction) -> tuple[str, ...]:
    """Of what a model proposed, what may serve as a search key: short, on one line, not the question itself."""
    known = {" ".join(t.split()).casefold() for t in (record.query, record.corrected_output, record.original_output)}
    plain = (" ".join(text.split()) for text in texts)
    kept = {t.casefold(): t for t in plain if SHORTEST <= len(t) <= LONGEST and t.isprintable()}
    return tuple(text for low, text in kept.items() if low not in known)[:MOST]


def texts_for(record: Correction, known: Mapping[CorrectionId, Phrased]) -> tuple[str, ...]:
    """The phrasings of a correction as it is now, out of the stored ones."""
    found = known.get(record.id)
    return found.texts if found and found.made_for == mark_of(record) else ()


class Phrasings:
    """Writes and searches phrasings; a failure is logged and costs nothing but what they would have found."""

    def __init__(self, book: Phrasebook, ledger: Ledger, embedder: Embedder) -> None:
        self._book = book
        self._ledger = ledger
        self._embedder = embedder

    async def keep(self, record: Correction, texts: Iterable[str]) -> tuple[str, ...]:
        """Keep what is usable of the phrasings for a correction; gives that. Raises StoreError, LearningError."""
        chosen = usable(texts, record)
        if chosen:
            vectors = await self._embedder.embed(chosen)
            await self._book.write([Phrased(record.id, chosen, mark_of(record), self._embedder.name, vectors)])
        return chosen

    async def of(self, record: Correction) -> tuple[str, ...]:
        """The phrasings of a correction as it is now. Raises StoreError."""
        return texts_for(record, await self._book.of([record.id]))

    async def near(self, vector: Vectors, limit: int) -> list[Hit]:
        """Corrections with a phrasing that is like what was asked, as hits on their situation."""
        try:
            await self._embedded_anew()
            found = await self._book.nearest(vector, self._embedder.name, limit)
            records = {record.id: record for record in await self._ledger.get([one.id for one in found])}
        except (StoreError, LearningError) as error:
            _log.warning("phrasings cannot be searched: %s", error)
            return []
        return [
            Hit(one.id, KeyKind.SITUATION, one.cosine)
            for one in found
            if one.id in records and _in_use(records[one.id], one.made_for)
        ]

    async def _embedded_anew(self) -> None:
        """After a change of the embedder: some at each search, so that none takes long."""
        old = await self._book.by_others(self._embedder.name, BATCH)
        if old:
            rows = await self._embedder.embed([text for one in old for text in one.texts])
            ends = np.cumsum([len(one.texts) for one in old])
            parts = np.split(rows, ends[:-1])
            await self._book.write(
                [
                    Phrased(one.id, one.texts, one.made_for, self._embedder.name, part)
                    for one, part in zip(old, parts, strict=True)
                ]
            )


def _in_use(record: Correction, made_for: str) -> bool:
    return record.status in RECALLABLE and mark_of(record) == made_for
