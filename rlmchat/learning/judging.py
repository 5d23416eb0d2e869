"""Records outcomes: counters and belief of each lesson move, and what does harm again and again is quarantined."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from rlmchat.identifiers import NewId
from rlmchat.learning.correction import Action, Correction, CorrectionId, Outcome, OutcomeKind, Revision, Status
from rlmchat.learning.outcomes import NO_COMPLAINT, quarantine_due
from rlmchat.learning.ports import Change, Ledger

USED = frozenset({OutcomeKind.HELD, OutcomeKind.FORCED})


def moved(record: Correction, outcomes: Sequence[Outcome]) -> Correction:
    """A record with its counters and its confidence after these outcomes."""
    kinds = [outcome.kind for outcome in outcomes]
    # That nobody minded what was forced is belief, and no second use.
    used = [outcome.at for outcome in outcomes if outcome.kind in USED and outcome.reason != NO_COMPLAINT]
    return replace(
        record,
        held=record.held + kinds.count(OutcomeKind.HELD),
        forced=record.forced + kinds.count(OutcomeKind.FORCED),
        broken=record.broken + kinds.count(OutcomeKind.BROKEN),
        reverted=max(0, record.reverted + kinds.count(OutcomeKind.REVERTED) - kinds.count(OutcomeKind.RESTORED)),
        backed=_sum(record.backed, outcomes, OutcomeKind.BACKED),
        doubted=_sum(record.doubted, outcomes, OutcomeKind.DOUBTED),
        apply_count=record.apply_count + len(used),
        last_applied=max([*used, *([record.last_applied] if record.last_applied else [])], default=None),
    ).believed()


def _sum(before: float, outcomes: Sequence[Outcome], kind: OutcomeKind) -> float:
    return round(before + sum(outcome.weight for outcome in outcomes if outcome.kind is kind), 4)


class Judge:
    """Writes outcomes and what follows from them."""

    def __init__(self, ledger: Ledger, new_id: NewId) -> None:
        self._ledger = ledger
        self._new_id = new_id

    async def judge(self, outcomes: Sequence[Outcome]) -> list[Revision]:
        """Record them; the steps by which records changed. Outcomes of records that are gone change nothing."""
        if not outcomes:
            return []
        await self._ledger.record_outcomes(outcomes)
        of: dict[CorrectionId, list[Outcome]] = defaultdict(list)
        for outcome in outcomes:
            of[outcome.correction_id].append(outcome)
        records = await self._ledger.get(list(of))
        after = [(old, moved(old, of[old.id])) for old in records]
        steps = [Change(new.id, Action.OUTCOME, new, _reason(of[new.id])) for old, new in after if new != old]
        revisions = await self._ledger.append(steps, self._new_id()) if steps else []
        harmful = [new for old, new in after if new.reverted > old.reverted and new.status is Status.ACTIVE]
        return [*revisions, *await self._quarantine(harmful)]

    async def _quarantine(self, records: Sequence[Correction]) -> list[Revision]:
        """An act of its own, so that the person can undo it without taking the outcomes back."""
        steps = [
            Change(r.id, Action.QUARANTINED, replace(r, status=Status.QUARANTINED), "put back in two or more chats")
            for r in records
            if quarantine_due(await self._ledger.outcomes(r.id))
        ]
        return await self._ledger.append(steps, self._new_id()) if steps else []


def _reason(outcomes: Sequence[Outcome]) -> str:
    return ", ".join(f"{o.kind}: {o.reason}" if o.reason else str(o.kind) for o in outcomes)
