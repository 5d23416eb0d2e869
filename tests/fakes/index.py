"""A vector index in memory, as good as the one in Chroma: the same contract tests run on both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rlmchat.errors import StoreError
from rlmchat.learning.correction import Correction, CorrectionId
from rlmchat.learning.ports import Hit, IndexEntry, KeyKind, Vectors


class MemoryIndex:
    """Implements `VectorIndex` exactly, by comparing with every vector. Set `broken` to have every call fail."""

    def __init__(self) -> None:
        self.embedder = ""
        self.records: dict[CorrectionId, Correction] = {}
        self._vectors: dict[tuple[CorrectionId, KeyKind], Vectors] = {}
        self._open = False
        self.broken = ""
        """What is wrong; empty if nothing."""
        self.refreshed = 0
        self.queries = 0
        """How often it was asked for many at once."""

    async def open(self, embedder: str) -> bool:
        if self.broken:
            raise StoreError(self.broken)
        self._open = True
        self.embedder = self.embedder or embedder
        return self.embedder == embedder

    def _usable(self) -> None:
        if self.broken:
            raise StoreError(self.broken)
        if not self._open:
            raise StoreError("The vector index is not open.")

    async def upsert(self, entries: Sequence[IndexEntry]) -> None:
        if not entries:
            return
        self._usable()
        for entry in entries:
            one = entry.record.id
            for kind, vector in ((KeyKind.SITUATION, entry.situation), (KeyKind.RULE, entry.rule)):
                self._vectors.pop((one, kind), None)
                if np.any(vector):
                    self._vectors[one, kind] = np.asarray(vector, dtype=np.float32)
            self.records[one] = entry.record

    async def remove(self, ids: Sequence[CorrectionId]) -> None:
        if not ids:
            return
        self._usable()
        for one in ids:
            self.records.pop(one, None)
            for kind in KeyKind:
                self._vectors.pop((one, kind), None)

    async def query(self, vector: Vectors, limit: int) -> list[Hit]:
        if limit < 1:
            return []
        self._usable()
        if not self._vectors:
            return []
        row = np.asarray(vector, dtype=np.float32).reshape(-1)
        length = float(np.linalg.norm(row)) or 1.0
        keys = list(self._vectors)
        matrix = np.stack([self._vectors[key] for key in keys])
        if matrix.shape[1] != row.size:
            raise StoreError("The vectors have another length.")
        cosines = np.clip(matrix @ row / length, -1.0, 1.0)
        order = np.argsort(-cosines, kind="stable")[:limit]
        return [Hit(keys[i][0], keys[i][1], float(cosines[i])) for i in order]

    async def query_many(self, vectors: Vectors, limit: int) -> list[list[Hit]]:
        self.queries += 1
        return [await self.query(row, limit) for row in vectors]

    async def ids(self) -> frozenset[CorrectionId]:
        self._usable()
        return frozenset(one for one, _ in self._vectors)

    async def refresh(self) -> None:
        self._usable()
        self.refreshed += 1

    async def clear(self, embedder: str) -> None:
        """Mends it too, as the real one does."""
        self.broken = ""
        self._open = True
        self.embedder = embedder
        self.records.clear()
        self._vectors.clear()

    async def aclose(self) -> None:
        self._open = False
