"""A chronicle over the ledger and history in memory, as good as the one in SQLite: the same contract runs on both."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from rlmchat.conversation import Role
from rlmchat.learning.chronicle import MOST_AT_ONCE, SAID_AGAIN, SAME_MOMENT, Days, Totals
from rlmchat.learning.correction import Action, Correction, Outcome, OutcomeKind, Revision, Status
from tests.fakes.history import MemoryHistory
from tests.fakes.ledger import MemoryLedger

WRITTEN = (Action.CREATED, Action.MERGED)


class MemoryChronicle:
    """Implements `Chronicle` by counting."""

    def __init__(self, ledger: MemoryLedger, history: MemoryHistory) -> None:
        self._ledger = ledger
        self._history = history

    async def days(self) -> Days:
        said = [r for r in self._written() if r.group not in self._ledger._undone and self._alone(r)]
        return Days(
            Counter(m.created_at.date() for m in self._history._messages.values() if m.role is Role.USER),
            Counter((r.at.date(), r.record.category) for r in said if r.record is not None),
            self._repeats(),
            Counter((o.at.date(), o.kind) for o in self._ledger._outcomes),
        )

    async def totals(self) -> Totals:
        days = await self.days()
        return Totals(
            Counter(r.record.source for r in self._written() if r.record is not None),
            Counter(o.kind for o in self._ledger._outcomes),
            sum(days.turns.values()),
            sum(days.repeats.values()),
        )

    async def as_of(self, moment: datetime) -> list[Correction]:
        last = {r.correction_id: r for r in self._ledger.revisions if r.at <= moment}
        return [r.record for r in sorted(last.values(), key=lambda r: r.seq) if r.record is not None]

    def _written(self) -> list[Revision]:
        written = [r for r in self._ledger.revisions if r.action in WRITTEN]
        return [r for r in written if r.record is None or r.record.status is not Status.DELETED]

    def _alone(self, revision: Revision) -> bool:
        return sum(r.group == revision.group for r in self._written()) <= MOST_AT_ONCE

    def _repeats(self) -> dict[date, int]:
        merged = [r for r in self._written() if r.action is Action.MERGED]
        out = Counter(r.at.date() for r in merged if r.group not in self._ledger._undone and self._alone(r))
        again = {
            (o.at.date(), o.message_id)
            for o in self._ledger._outcomes
            if o.kind is OutcomeKind.BROKEN and o.reason == SAID_AGAIN and not any(_same(r, o) for r in merged)
        }
        return out + Counter(day for day, _ in again)


def _same(revision: Revision, outcome: Outcome) -> bool:
    near = abs((revision.at - outcome.at).total_seconds()) < SAME_MOMENT
    return revision.correction_id == outcome.correction_id and near
