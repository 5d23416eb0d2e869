"""A vector index in memory that can be broken and counts, as good as the one in Chroma: one contract holds for both."""

from __future__ import annotations

from collections.abc import Sequence

from rlmchat.adapters.exact_index import ExactIndex
from rlmchat.errors import StoreError
from rlmchat.learning.correction import Correction, CorrectionId
from rlmchat.learning.ports import Hit, IndexEntry, Vectors


class MemoryIndex(ExactIndex):
    """Implements `VectorIndex`. Set `broken` to have every call fail."""

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[CorrectionId, Correction] = {}
        self.broken = ""
        """What is wrong; empty if nothing."""
        self.refreshed = 0
        self.queries = 0
        """How often it was asked for many at once."""

    @property
    def embedder(self) -> str:
        return self._embedder

    async def open(self, embedder: str) -> bool:
        if self.broken:
            raise StoreError(self.broken)
        return await super().open(embedder)

    def _usable(self) -> None:
        if self.broken:
            raise StoreError(self.broken)
        super()._usable()

    async def upsert(self, entries: Sequence[IndexEntry]) -> None:
        await super().upsert(entries)
        self.records |= {entry.record.id: entry.record for entry in entries}

    async def remove(self, ids: Sequence[CorrectionId]) -> None:
        await super().remove(ids)
        for one in ids:
            self.records.pop(one, None)

    async def query_many(self, vectors: Vectors, limit: int) -> list[list[Hit]]:
        self.queries += 1
        return await super().query_many(vectors, limit)

    async def refresh(self) -> None:
        await super().refresh()
        self.refreshed += 1

    async def clear(self, embedder: str) -> None:
        """Mends it too, as the real one does."""
        self.broken = ""
        await super().clear(embedder)
        self.records.clear()
