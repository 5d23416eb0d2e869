"""Keeps the vector index in step with the ledger: after writes, after crashes, across processes and embedders."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np

from rlmchat.errors import LearningError, StoreError
from rlmchat.identifiers import Clock
from rlmchat.learning.byte_vectors import rounded
from rlmchat.learning.correction import RECALLABLE, Action, Correction, CorrectionId, Revision
from rlmchat.learning.embedded import keys_of
from rlmchat.learning.ports import Embedder, Hit, IndexEntry, Ledger, VectorIndex, Vectors

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Takes how many records are done, and of how many."""

BATCH = 256
"""Records embedded and written at a time: large enough to be quick, small enough to be cancelled."""
PAUSE = timedelta(seconds=30)
"""How long a failed index or embedder is left alone before it is tried again."""


class IndexSync:
    """The index and its embedder behind one door that never fails: what cannot be done is said in `health`."""

    def __init__(self, ledger: Ledger, index: VectorIndex, embedder: Embedder, clock: Clock) -> None:
        self._ledger = ledger
        self._index = index
        self._embedder = embedder
        self._clock = clock
        self._seen = 0
        self._ready = False
        self._rest_until = clock()
        self.health = ""

    async def open(self, progress: Progress | None = None) -> None:
        """Open the index and bring it up to date; goes on where an earlier run was cut off."""
        try:
            if not await self._index.open(self._embedder.name):
                await self._start_over()
            elif await self._is_lost():
                await self._ledger.set_synced_seq(0)
            self._mend()
            await self._catch_up(progress)
        except StoreError as error:
            self._fail("The vector index cannot be used", error)
        except LearningError as error:
            self._fail("The embedder cannot be used", error)
        self._seen = await self._ledger.last_seq()

    async def rebuild(self, progress: Progress | None = None) -> int:
        """The index anew from the ledger; how many records it holds then. Raises StoreError and LearningError."""
        await self._start_over()
        self._mend()
        await self._catch_up(progress)
        self._seen = await self._ledger.last_seq()
        return len(await self._index.ids())

    async def _start_over(self) -> None:
        # In this order: a crash between the two must find a ledger that says that all is to be done.
        await self._ledger.set_synced_seq(0)
        await self._index.clear(self._embedder.name)

    async def _is_lost(self) -> bool:
        """Whether the index is empty where the ledger says that it is not."""
        if await self._ledger.synced_seq() == 0:
            return False
        tally = await self._ledger.tally()
        if not any(tally.get(status, 0) for status in RECALLABLE):
            return False
        return not await self._index.query((await self._embedder.embed(["anything"]))[0], 1)

    async def _catch_up(self, progress: Progress | None = None) -> None:
        """Bring in all that was written after the position up to which the index is known to be right."""
        last = await self._ledger.last_seq()
        waiting = await self._ledger.since(await self._ledger.synced_seq())
        for start in range(0, len(waiting), BATCH):
            batch = waiting[start : start + BATCH]
            await self._bring(batch)
            await self._remember(batch)
            if progress:
                progress(start + len(batch), len(waiting))
        await self._ledger.set_synced_seq(last)

    async def _remember(self, batch: Sequence[CorrectionId]) -> None:
        """`since` gives records by their newest step: what is done up to here need not be done again."""
        steps = await self._ledger.history(batch[-1])
        if steps:
            await self._ledger.set_synced_seq(steps[-1].seq)

    async def _bring(self, ids: Sequence[CorrectionId], known: Mapping[CorrectionId, Vectors] | None = None) -> None:
        """Let the index hold these records as the ledger does; `known` vectors need not be computed again."""
        if not ids:
            return
        records = {record.id: record for record in await self._ledger.get(ids)}
        live = [record for record in records.values() if record.status in RECALLABLE]
        if live:
            await self._index.upsert(await self._entries(live, known or {}))
        gone = [one for one in ids if one not in records or records[one].status not in RECALLABLE]
        if gone:
            await self._index.remove(gone)

    async def _entries(self, records: Sequence[Correction], known: Mapping[CorrectionId, Vectors]) -> list[IndexEntry]:
        unknown = [record for record in records if record.id not in known]
        vectors = dict(known)
        if unknown:
            rows = rounded(await self._embedder.embed([text for record in unknown for text in keys_of(record)]))
            vectors |= {record.id: rows[2 * i : 2 * i + 2] for i, record in enumerate(unknown)}
        name = self._embedder.name
        return [IndexEntry(replace(r, embedder=name), vectors[r.id][0], vectors[r.id][1]) for r in records]

    async def written(self, revisions: Sequence[Revision], known: Mapping[CorrectionId, Vectors] | None = None) -> None:
        """Bring the index up to date with steps that this process has just written to the ledger.

        `known` holds vectors of shape (2, dimensions) by id, of records whose texts they were made from.
        """
        if not revisions:
            return
        first, last = revisions[0].seq, revisions[-1].seq
        if self._seen == first - 1:
            self._seen = last
        if not self._ready:
            return
        try:
            # Outcomes move a record's belief, which the index knows nothing of.
            moved = [revision.correction_id for revision in revisions if revision.action is not Action.OUTCOME]
            await self._bring(list(dict.fromkeys(moved)), known)
            # Another process may be between its ledger and its index: then its steps stay to be repaired.
            if await self._ledger.synced_seq() >= first - 1:
                await self._ledger.set_synced_seq(last)
        except (StoreError, LearningError) as error:
            self._fail("A correction is saved but not in the vector index", error)

    async def notice(self) -> int:
        """See what other processes wrote; the newest position. Where they wrote nothing it costs one look."""
        return await self.follow(await self._ledger.last_seq())

    async def follow(self, last: int) -> int:
        """The same, where the newest position has been looked up already."""
        if last == self._seen or not await self._usable():
            return last
        try:
            await self._index.refresh()
            if await self._ledger.synced_seq() < last:
                await self._catch_up()
            self._seen = last
        except (StoreError, LearningError) as error:
            self._fail("The vector index cannot be brought up to date", error)
        return last

    async def embed(self, texts: Sequence[str]) -> Vectors | None:
        """One row a text; None where the embedder or the index cannot be used at present."""
        if not await self._usable():
            return None
        try:
            return await self._embedder.embed(texts)
        except LearningError as error:
            self._fail("The embedder cannot be used", error)
            return None

    async def embed_keys(self, texts: Sequence[str]) -> Vectors | None:
        """The same for what is to be stored: as it will be read again, so that it compares with what is stored."""
        rows = await self.embed(texts)
        return rows if rows is None else rounded(rows)

    async def query(self, vectors: Iterable[Vectors], limit: int) -> list[list[Hit]]:
        """The nearest keys to each vector; empty lists while the index cannot be used."""
        rows = list(vectors)
        try:
            # As one question: each would wait for the index's thread anew.
            return await self._index.query_many(np.stack(rows), limit) if rows else []
        except StoreError as error:
            self._fail("The vector index cannot be used", error)
            return []

    @property
    def embedder_name(self) -> str:
        """Name of the embedder whose vectors the index holds."""
        return self._embedder.name

    @property
    def ready(self) -> bool:
        """Whether index and embedder work."""
        return self._ready

    @property
    def seen(self) -> int:
        """Position in the ledger up to which this process knows of every step."""
        return self._seen

    async def aclose(self) -> None:
        """Let go of the index."""
        try:
            await self._index.aclose()
        except StoreError as error:
            log.warning("closing the index failed: %s", error)

    async def _usable(self) -> bool:
        """Whether the index works; one that failed is opened again, with all its repairs, after a pause."""
        if not self._ready and self._clock() >= self._rest_until:
            await self.open()
        return self._ready

    def _mend(self) -> None:
        self._ready, self.health = True, ""

    def _fail(self, what: str, error: Exception) -> None:
        log.warning("%s: %s", what, error)
        self._ready = False
        self._rest_until = self._clock() + PAUSE
        self.health = f"{what}, so recall goes by keywords alone; `rlmchat doctor --repair` rebuilds it."
