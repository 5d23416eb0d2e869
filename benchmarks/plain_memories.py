"""Other ways to remember corrections, with the same doors as `rlmchat.learning.memory.Memory`, to compare it with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from rlmchat.adapters.embedders import make_embedder
from rlmchat.identifiers import Clock, Uuid7
from rlmchat.learning.correction import Correction, CorrectionId, NewCorrection, Outcome, OutcomeKind, Status
from rlmchat.learning.kept import Kept, KeptAs
from rlmchat.learning.recall import Lesson, Recall
from rlmchat.settings import EmbedderSettings, LearningSettings


class Notes:
    """Every correction as a note of its own, in the order in which it was said; all of them are always sent."""

    health = ""

    def __init__(self, settings: LearningSettings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self.records: list[Correction] = []
        self._new_id = Uuid7(clock)

    async def open(self, progress: Any = None) -> None:
        """Nothing to open."""

    async def aclose(self) -> None:
        """Nothing to let go of."""

    async def keep(self, new: NewCorrection) -> Kept:
        """One more note; a tentative one waits for its yes."""
        known = [r for r in self.records if (r.original_output, r.corrected_output) == (new.original, new.corrected)]
        if known:
            return Kept(known[0], KeptAs.MERGED)
        record = Correction(
            CorrectionId(self._new_id()),
            new.created_at or self.clock(),
            new.original,
            new.corrected,
            new.query,
            new.explanation,
            category=new.category,
            confidence=new.confidence,
            status=new.status,
            session_id=new.session_id,
            standing=new.standing,
        )
        self.records.append(record)
        return Kept(record, KeptAs.TENTATIVE if new.status is Status.TENTATIVE else KeptAs.NEW)

    async def signals(self, chat_id: str) -> list[Any]:
        """It keeps none."""
        return []

    async def note_signal(self, signal: Any) -> None:
        """Weak signs are passed over."""

    async def find(self, what: Any) -> list[Correction]:
        """Nothing to list."""
        return []

    async def get(self, correction_id: str) -> Correction:
        """One of them."""
        return next(r for r in self.records if r.id == correction_id)

    async def reject(self, correction_id: str) -> None:
        """The person said no."""
        self.records = [r for r in self.records if r.id != correction_id]

    async def accept(self, correction_id: str) -> Correction:
        """The person said yes."""
        at = next(i for i, r in enumerate(self.records) if r.id == correction_id)
        self.records[at] = replace(self.records[at], status=Status.ACTIVE)
        return self.records[at]

    def known(self) -> list[Correction]:
        """What may be sent."""
        return [r for r in self.records if r.status is Status.ACTIVE]

    async def recall(self, query: str, **_: Any) -> Recall:
        """All of it."""
        return Recall(query, tuple(_lesson(r, 1.0) for r in self.known()))

    async def judge(self, outcomes: Sequence[Outcome]) -> list[Correction]:
        """Learns nothing from them."""
        return []


class Newest(Notes):
    """The newest few."""

    most = 10

    async def recall(self, query: str, **_: Any) -> Recall:
        """The last ones said."""
        return Recall(query, tuple(_lesson(r, 1.0) for r in self.known()[-self.most :]))


@dataclass
class _Use:
    count: int = 0
    last: datetime | None = None


class Plain(Notes):
    """The plain design: raw cosine × confidence × recency since the last use × success by how often it was used.

    One key a record (question and wrong text), threshold on the raw product, nothing but the same words merged,
    nothing superseded. Recency halves every 30 days, success is 0.5 + (1 + uses) / (2 + uses), in [1, 1.5].
    """

    half_life = 30.0

    def __init__(self, settings: LearningSettings, clock: Clock) -> None:
        super().__init__(settings, clock)
        self._embedder = make_embedder(EmbedderSettings(), ask=None)  # type: ignore[arg-type]
        self._vectors: dict[str, Any] = {}
        self._uses: dict[str, _Use] = {}

    async def keep(self, new: NewCorrection) -> Kept:
        """With its one vector."""
        kept = await super().keep(new)
        record = kept.correction
        if record.id not in self._vectors:
            self._vectors[record.id] = (await self._embedder.embed([f"{record.query} {record.original_output}"]))[0]
        return kept

    async def recall(self, query: str, *, draft: str = "", **_: Any) -> Recall:
        """At most five above the threshold."""
        vector = (await self._embedder.embed([query]))[0]
        lessons = [self._weighed(r, float(self._vectors[r.id] @ vector)) for r in self.known()]
        best = sorted((x for x in lessons if x.relevance >= self.settings.threshold), key=lambda x: -x.relevance)
        return Recall(query, tuple(best[: self.settings.limit]))

    def _weighed(self, record: Correction, cosine: float) -> Lesson:
        use = self._uses.get(record.id, _Use())
        days = (self.clock() - (use.last or record.created_at)).total_seconds() / 86_400
        recency = math.exp2(-days / self.half_life)
        success = 0.5 + (1 + use.count) / (2 + use.count)
        return replace(_lesson(record, cosine * record.confidence * recency * success), similarity=cosine)

    async def judge(self, outcomes: Sequence[Outcome]) -> list[Correction]:
        """Being used counts, however it went."""
        for outcome in outcomes:
            if outcome.kind is not OutcomeKind.IGNORED:
                use = self._uses.setdefault(outcome.correction_id, _Use())
                use.count, use.last = use.count + 1, outcome.at
        return []


def _lesson(record: Correction, relevance: float) -> Lesson:
    return Lesson(record, relevance, 1.0, record.confidence, 1.0, 1.0, found_by=("all",))
