"""Finds the known records that a new correction must be compared with, those of the same batch among them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from rlmchat.learning.correction import RECALLABLE, Action, Correction, CorrectionId
from rlmchat.learning.ports import Change, KeyKind, Ledger, Vectors
from rlmchat.learning.syncing import IndexSync

NEAREST = 24
"""Records taken from each list: nearest by situation, nearest by rule, best by words."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A record that lies near, and how near: the cosine of the keys of the same kind that are nearest."""

    record: Correction
    cosine: float


@dataclass
class Draft:
    """Changes that are decided and not written yet, so that later decisions of a batch see the earlier ones."""

    changes: list[Change] = field(default_factory=list)
    records: dict[CorrectionId, Correction] = field(default_factory=dict)
    """The newest state of each record that is changed."""
    vectors: dict[CorrectionId, Vectors] = field(default_factory=dict)
    """Shape (2, dimensions): situation and rule of each record that is new."""

    def change(self, record: Correction, action: Action, reason: str) -> None:
        """Add one step."""
        self.changes.append(Change(record.id, action, record, reason))
        self.records[record.id] = record


class Neighbours:
    """Looks in the index, in the keywords and in the batch."""

    def __init__(self, ledger: Ledger, sync: IndexSync) -> None:
        self._ledger = ledger
        self._sync = sync

    async def of(self, record: Correction, draft: Draft, vectors: Vectors | None) -> list[Neighbour]:
        """Recallable records to compare with, nearest first. `vectors` has shape (2, dimensions)."""
        words = f"{record.query} {record.original_output} {record.corrected_output}"
        # Index and ledger work in threads of their own: side by side.
        cosines, named = await asyncio.gather(self._near(vectors), self._ledger.keywords(words, NEAREST))
        if vectors is not None and draft.vectors:
            drafted = np.max(np.sum(vectors * np.array(list(draft.vectors.values())), axis=2), axis=1)
            cosines.update(zip(draft.vectors, drafted.tolist(), strict=True))
        # Not among the nearest: what can be said of its cosine is that it is no higher than theirs.
        farthest = min(cosines.values(), default=0.0)
        for one, _ in named:
            cosines.setdefault(one, farthest)
        if vectors is not None:
            draft.vectors[record.id] = vectors
        return self._ranked(await self._records(cosines, draft), cosines)

    async def _near(self, vectors: Vectors | None) -> dict[CorrectionId, float]:
        cosines: dict[CorrectionId, float] = {}
        if vectors is None:
            return cosines
        found = await self._sync.query(list(vectors), NEAREST)
        for kind, hits in zip((KeyKind.SITUATION, KeyKind.RULE), found, strict=False):
            for hit in hits:
                if hit.key is kind:
                    cosines[hit.id] = max(hit.cosine, cosines.get(hit.id, -1.0))
        return cosines

    async def _records(self, cosines: Mapping[CorrectionId, float], draft: Draft) -> list[Correction]:
        stored = await self._ledger.get([one for one in cosines if one not in draft.records])
        fresh = [draft.records[one] for one in cosines if one in draft.records]
        # Without an index the batch is compared whole: it is small.
        unseen = [r for one, r in draft.records.items() if one not in cosines and one not in draft.vectors]
        return [r for r in (*stored, *fresh, *unseen) if r.status in RECALLABLE]

    @staticmethod
    def _ranked(records: list[Correction], cosines: Mapping[CorrectionId, float]) -> list[Neighbour]:
        near = [Neighbour(record, cosines.get(record.id, 0.0)) for record in records]
        return sorted(near, key=lambda n: -n.cosine)
