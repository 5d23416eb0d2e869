"""A vector index in memory that compares with every vector: for a memory that is looked at once and not kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rlmchat.errors import StoreError
from rlmchat.learning.correction import CorrectionId
from rlmchat.learning.ports import Hit, IndexEntry, KeyKind, Vectors


class ExactIndex:
    """Implements `rlmchat.learning.ports.VectorIndex`; exact, and linear in the number of records."""

    def __init__(self) -> None:
        self._embedder = ""
        self._rows: dict[tuple[CorrectionId, KeyKind], Vectors] = {}
        self._matrix: Vectors | None = None
        self._open = False

    async def open(self, embedder: str) -> bool:
        """Ready; True if what it holds was made by this embedder."""
        self._open = True
        self._embedder = self._embedder or embedder
        return self._embedder == embedder

    async def upsert(self, entries: Sequence[IndexEntry]) -> None:
        """Take in records; a key without a text has no vector."""
        await self.remove([entry.record.id for entry in entries])
        for entry in entries:
            for kind, row in ((KeyKind.SITUATION, entry.situation), (KeyKind.RULE, entry.rule)):
                if np.any(row):
                    self._rows[entry.record.id, kind] = np.asarray(row, dtype=np.float32)

    async def remove(self, ids: Sequence[CorrectionId]) -> None:
        """Take out; unknown ids are no error."""
        if ids:
            self._usable()
        self._matrix = None
        for one in ids:
            for kind in KeyKind:
                self._rows.pop((one, kind), None)

    async def query(self, vector: Vectors, limit: int) -> list[Hit]:
        """The nearest keys to a vector of shape (dimensions,), best first."""
        return (await self.query_many(np.asarray(vector, dtype=np.float32).reshape(1, -1), limit))[0]

    async def query_many(self, vectors: Vectors, limit: int) -> list[list[Hit]]:
        """The same for each row of shape (n, dimensions)."""
        if limit < 1 or not len(vectors):
            return [[] for _ in vectors]
        self._usable()
        if not self._rows:
            return [[] for _ in vectors]
        if self._matrix is None:
            self._matrix = np.stack(list(self._rows.values()))
        if self._matrix.shape[1] != vectors.shape[1]:
            raise StoreError("The vectors have another length.")
        keys = list(self._rows)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        cosines = np.clip(vectors @ self._matrix.T / np.where(lengths == 0, 1, lengths), -1.0, 1.0)
        best = np.argsort(-cosines, axis=1, kind="stable")[:, :limit]
        return [
            [Hit(keys[at][0], keys[at][1], float(row[at])) for at in order]
            for row, order in zip(cosines, best, strict=True)
        ]

    async def ids(self) -> frozenset[CorrectionId]:
        """All records in it."""
        self._usable()
        return frozenset(one for one, _ in self._rows)

    async def refresh(self) -> None:
        """Nobody else writes to it."""
        self._usable()

    async def clear(self, embedder: str) -> None:
        """Empty it, from now on for this embedder."""
        self._open, self._embedder, self._matrix = True, embedder, None
        self._rows.clear()

    async def aclose(self) -> None:
        """Closed, it can be opened again and holds what it held."""
        self._open, self._matrix = False, None

    def _usable(self) -> None:
        if not self._open:
            raise StoreError("The vector index is not open.")
