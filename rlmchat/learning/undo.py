"""Undo: takes back the last act of the person, so that every record it touched is exactly as before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rlmchat.identifiers import NewId
from rlmchat.learning.correction import Action, Correction, CorrectionId, Revision
from rlmchat.learning.ports import Change, Ledger

COUNTERS = ("held", "broken", "reverted", "forced", "apply_count", "last_applied")
"""What outcomes moved meanwhile is no part of the act and stays."""


async def undo(ledger: Ledger, correction_id: CorrectionId | None, new_id: NewId) -> list[Revision]:
    """Take back the newest act (of that record); the steps written, none if there is nothing to take back."""
    steps = await ledger.last_group(correction_id)
    if not steps:
        return []
    group = steps[0].group
    before = await ledger.before(group)
    after = {step.correction_id: step.record for step in steps}
    now = {record.id: record for record in await ledger.get(list(before))}
    changes = [Change(one, Action.UNDONE, _taken_back(one, before, after, now), f"undid: {group}") for one in before]
    return await ledger.append(changes, new_id())


def _taken_back(
    one: CorrectionId,
    before: Mapping[CorrectionId, Correction | None],
    after: Mapping[CorrectionId, Correction | None],
    now: Mapping[CorrectionId, Correction],
) -> Correction | None:
    """The record as before the act, with what outcomes changed since."""
    old, done, current = before[one], after.get(one), now.get(one)
    if old is None or done is None or current is None:
        return old
    moved = {name: getattr(current, name) for name in COUNTERS if getattr(current, name) != getattr(done, name)}
    return replace(old, **moved).believed() if moved else old
