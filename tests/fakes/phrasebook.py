"""A phrasebook in memory, as good as the one in SQLite: the same contract tests run on both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rlmchat.errors import StoreError
from rlmchat.learning.correction import CorrectionId
from rlmchat.learning.phrasebook import Near, Phrased
from rlmchat.learning.ports import Vectors


class MemoryPhrasebook:
    """Implements `Phrasebook` with a dictionary. Set `broken` to have every call fail."""

    def __init__(self) -> None:
        self.known: dict[CorrectionId, Phrased] = {}
        self.broken = ""

    def _usable(self) -> None:
        if self.broken:
            raise StoreError(self.broken)

    async def write(self, phrased: Sequence[Phrased]) -> None:
        self._usable()
        self.known |= {one.id: one for one in phrased}

    async def of(self, ids: Sequence[CorrectionId]) -> dict[CorrectionId, Phrased]:
        self._usable()
        return {one: self.known[one] for one in ids if one in self.known}

    async def nearest(self, vector: Vectors, embedder: str, limit: int) -> list[Near]:
        self._usable()
        near = [
            Near(one.id, one.made_for, float(np.max(one.vectors @ vector.reshape(-1))))
            for one in self.known.values()
            if one.embedder == embedder and one.vectors.shape[1] == vector.size
        ]
        return sorted(near, key=lambda x: -x.cosine)[:limit]

    async def by_others(self, embedder: str, limit: int) -> list[Phrased]:
        self._usable()
        return [one for one in self.known.values() if one.embedder != embedder][:limit]
