"""Finds the known records that new corrections must be compared with, those of the same batch among them."""

from __future__ import annotations

import asyncio
import heapq
import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from rlmchat.learning.correction import RECALLABLE, Action, Correction, CorrectionId
from rlmchat.learning.ports import Change, Hit, KeyKind, Ledger, Vectors
from rlmchat.learning.syncing import IndexSync
from rlmchat.learning.text import content_words

NEAREST = 24
"""Keys, and records, taken from each list: nearest by situation, nearest by rule, best by words."""
FEWEST = 8
"""Records of the batch itself that are taken by their words, however many the stores know."""
SPARE = 8
"""More keys asked of the index for a batch, in place of those that the batch itself moves or takes out."""
_cosine = attrgetter("cosine")
KINDS = (KeyKind.SITUATION, KeyKind.RULE)


class Neighbour(NamedTuple):
    """A record that lies near, and how near: the cosine of the keys of the same kind that are nearest."""

    record: Correction
    cosine: float


class Draft:
    """Changes that are decided and not written yet, so that later decisions of a batch see the earlier ones.

    It begins with what another one holds (`after`), but for what that had from the one before it.
    """

    def __init__(self, after: Draft | None = None) -> None:
        self.changes: list[Change] = []
        self.records: dict[CorrectionId, Correction] = {}
        """The newest state of each record that is changed."""
        self.vectors: dict[CorrectionId, Vectors] = {}
        """Shape (2, dimensions): situation and rule of each record that is new or has other texts now."""
        self._rows: Vectors | None = None
        self._at: dict[CorrectionId, int] = {}
        self._owners: list[CorrectionId] = []
        """Whose keys each two rows are."""
        self._having: dict[str, set[CorrectionId]] = defaultdict(set)
        self._words: dict[CorrectionId, frozenset[str]] = {}
        self._placed: set[CorrectionId] = set()
        self.hidden: set[CorrectionId] = set()
        """Records that are no longer what the stores know of them: found here by now, or not to be recalled."""
        if after is not None:
            self._begin_with(after)

    def _begin_with(self, other: Draft) -> None:
        for change in other.changes:
            record = other.records[change.correction_id]
            self._now(record)
            if record.id in other._placed and record.id not in self._placed:
                self.place(record, other.vectors.get(record.id))
        self._placed.clear()

    def change(self, record: Correction, action: Action, reason: str) -> None:
        """Add one step."""
        self.changes.append(Change(record.id, action, record, reason))
        self._now(record)

    def _now(self, record: Correction) -> None:
        self.records[record.id] = record
        if record.status not in RECALLABLE:
            self.hidden.add(record.id)
        elif record.id not in self._words:
            self.hidden.discard(record.id)

    def place(self, record: Correction, vectors: Vectors | None) -> None:
        """Let it be found from now on, by its vectors of shape (2, dimensions) and by its words."""
        self._placed.add(record.id)
        self.hidden.add(record.id)
        if vectors is not None:
            self.vectors[record.id] = vectors
            if record.id not in self._at:
                self._at[record.id] = len(self._owners)
                self._owners.append(record.id)
            at = 2 * self._at[record.id]
            self._room(at + 2, vectors.shape[1])[at : at + 2] = vectors
        # The words that it had before count no more.
        for word in self._words.get(record.id, ()):
            self._having[word].discard(record.id)
        self._words[record.id] = _words("\n".join((said(record), *record.triggers)))
        for word in self._words[record.id]:
            self._having[word].add(record.id)

    def _room(self, rows: int, dimensions: int) -> Vectors:
        """The matrix of all keys, with room for so many."""
        if self._rows is None:
            self._rows = np.zeros((512, dimensions), dtype=np.float32)
        if rows > len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        return self._rows

    def nearest(self, vectors: Vectors, above: Sequence[float] = (-math.inf, -math.inf)) -> list[list[Hit]]:
        """Its nearest recallable keys to each of two vectors; best first, as the index would tell them.

        `above` is a cosine for each vector, up to which what is found is of no use.
        """
        if self._rows is None:
            return [[], []]
        rows = vectors @ self._rows[: 2 * len(self._owners)].T
        return [self._hits(cosines, least) for cosines, least in zip(rows, above, strict=True)]

    def _hits(self, cosines: Vectors, above: float) -> list[Hit]:
        hits: list[Hit] = []
        better = np.flatnonzero(cosines > above)
        for row in better[np.argsort(-cosines[better], kind="stable")].tolist():
            one = self._owners[row // 2]
            # An empty text has a row of zeros, which the index would leave out.
            if self.recalls(one) and (cosines[row] or self.vectors[one][row % 2].any()):
                hits.append(Hit(one, KINDS[row % 2], float(cosines[row])))
                if len(hits) == NEAREST:
                    break
        return hits

    def named(self, record: Correction, most: int) -> list[CorrectionId]:
        """Its recallable records that share the rarest words with a record, best first, at most so many."""
        scores: dict[CorrectionId, float] = defaultdict(float)
        for word in _words(said(record)):
            if having := self._having.get(word):
                weight = math.log1p(len(self.records) / len(having))
                for one in having:
                    scores[one] += weight
        best = heapq.nlargest(2 * most, scores, key=scores.__getitem__)
        return [one for one in best if self.recalls(one)][:most]

    @property
    def placed(self) -> Collection[CorrectionId]:
        """Records that are found here, and so no longer by what the stores know of them."""
        return self._words

    def recalls(self, one: CorrectionId) -> bool:
        """Whether a record that it changes can be recalled after the change; so can those that it does not."""
        return one not in self.records or self.records[one].status in RECALLABLE


@dataclass(frozen=True, slots=True)
class Around:
    """What the stores hold near one new correction."""

    hits: Sequence[Sequence[Hit]] = ()
    """By situation and by rule; empty without vectors."""
    named: Sequence[CorrectionId] = ()
    """Best by words."""
    stored: Mapping[CorrectionId, Correction] = field(default_factory=dict)
    """All of these, and perhaps more."""


class Neighbours:
    """Looks in the index, in the keywords and in the batch."""

    def __init__(self, ledger: Ledger, sync: IndexSync) -> None:
        self._ledger = ledger
        self._sync = sync

    async def around(
        self, texts: Sequence[str], vectors: Vectors | None, known: dict[CorrectionId, Correction]
    ) -> list[Around]:
        """What lies near each of many, as one question to each store.

        `texts` are the words of each, `vectors` their keys, shape (2 · len(texts), dimensions). Records that are
        `known` are not read; those that are read are known from then on, unless a newer state of them is by then.
        """
        # Index and ledger work in threads of their own: side by side.
        rows = vectors if vectors is not None else ()
        hits, named = await asyncio.gather(
            self._sync.query(rows, NEAREST + SPARE), self._ledger.sharing_words(texts, NEAREST)
        )
        ids = dict.fromkeys(hit.id for found in hits for hit in found)
        ids |= dict.fromkeys(one for found in named for one in found)
        for record in await self._ledger.get([one for one in ids if one not in known]):
            known.setdefault(record.id, record)
        return [Around(hits[2 * i : 2 * i + 2], found, known) for i, found in enumerate(named)]

    async def of(self, record: Correction, draft: Draft, vectors: Vectors | None) -> list[Neighbour]:
        """Recallable records to compare with, nearest first. `vectors` has shape (2, dimensions)."""
        (around,) = await self.around([said(record)], vectors, {})
        return near(record, around, draft, vectors)


def said(record: Correction) -> str:
    """The words by which a record is looked for."""
    return " ".join((*record.questions, *record.wrongs, record.corrected_output))


def near(record: Correction, around: Around, draft: Draft, vectors: Vectors | None) -> list[Neighbour]:
    """The records to compare a new one with, nearest first: as if the batch so far had been written already."""
    cosines: dict[CorrectionId, float] = {}
    stored = [[hit for hit in hits if hit.id not in draft.hidden] for hits in around.hits]
    drafted: list[list[Hit]] = [[], []]
    if vectors is not None:
        # Of the batch only what is nearer than the last that is taken of the stores counts.
        full = [hits[NEAREST - 1].cosine if len(hits) >= NEAREST else -math.inf for hits in stored]
        drafted = draft.nearest(vectors, full or (-math.inf, -math.inf))
    for kind, known, fresh in zip(KINDS, stored, drafted, strict=False):
        nearest = sorted([*known, *fresh], key=_cosine, reverse=True) if fresh else known
        for one, key, cosine in nearest[:NEAREST]:
            if key is kind:
                cosines[one] = max(cosine, cosines.get(one, -1.0))
    # Not among the nearest: what can be said of its cosine is that it is no higher than theirs.
    farthest = min(cosines.values(), default=0.0)
    named = [one for one in around.named if one not in draft.placed]
    # Once the memory is large, few of those that share most words with it came with it.
    named += draft.named(record, NEAREST - min(len(named), NEAREST - FEWEST))
    for one in named:
        cosines.setdefault(one, farthest)
    found = [(draft.records.get(one) or around.stored.get(one), cosine) for one, cosine in cosines.items()]
    recallable = [Neighbour(one, cosine) for one, cosine in found if one is not None and one.status in RECALLABLE]
    # Of two that are as near as each other the one of the nearer situation comes first: it was found first.
    return sorted(recallable, key=lambda n: -round(n[1], 5))


@lru_cache(maxsize=512)
def _words(text: str) -> frozenset[str]:
    return content_words(text)
