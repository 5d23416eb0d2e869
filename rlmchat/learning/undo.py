"""Undo: takes back the last act of the person, so that every record it touched is exactly as before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rlmchat.identifiers import NewId
from rlmchat.learning.chronicle import SAID_AGAIN, SAME_MOMENT
from rlmchat.learning.correction import Action, Correction, CorrectionId, OutcomeKind, Revision
from rlmchat.learning.ports import Change, Ledger

COUNTERS = ("held", "broken", "reverted", "forced", "backed", "doubted", "apply_count", "last_applied")
"""What outcomes moved meanwhile is no part of the act and stays, but for the one that the act itself told of."""
LINKS = ("status", "supersedes", "superseded_by", "valid_until")
"""What an act on one record does to others; taken back even where later acts changed their texts."""


async def undo(ledger: Ledger, correction_id: CorrectionId | None, new_id: NewId) -> list[Revision]:
    """Take back the newest act (of that record); the steps written, none if there is nothing to take back.

    Where the act touched other records too, and those were changed by later acts, only its links are taken back there.
    """
    steps = await ledger.last_group(correction_id)
    if not steps:
        return []
    group = steps[0].group
    before = await ledger.before(group)
    done = {step.correction_id: step.record for step in steps}
    changes = []
    for one, old in before.items():
        current = next(iter(await ledger.get([one])), None)
        newest = await ledger.last_group(one)
        overtaken = bool(newest) and newest[0].group != group
        told = 0 if overtaken else _told_of(await ledger.history(one), group)
        after = _unlinked(old, done[one], current) if overtaken else _taken_back(old, done[one], current, told)
        if not overtaken or after != current:
            changes.append(Change(one, Action.UNDONE, after, f"undid: {group}"))
    return await ledger.append(changes, new_id())


def _told_of(history: Sequence[Revision], group: str) -> int:
    """How often an act told that the lesson was broken: what is said again had not been held to (0 or 1)."""
    at = next((i for i, step in enumerate(history) if step.group == group), len(history))
    after = next((step for step in history[at:] if step.action is Action.OUTCOME), None)
    if after is None or after.reason != f"{OutcomeKind.BROKEN}: {SAID_AGAIN}":
        return 0
    return int(abs((after.at - history[at].at).total_seconds()) < SAME_MOMENT)


def _taken_back(
    old: Correction | None, done: Correction | None, current: Correction | None, told: int
) -> Correction | None:
    """The record as before the act, with what outcomes changed since, but for what the act told of (`told`)."""
    if old is None or done is None or current is None:
        return old
    current = replace(current, broken=max(done.broken, current.broken - told))
    moved = {name: getattr(current, name) for name in COUNTERS if getattr(current, name) != getattr(done, name)}
    return replace(old, **moved).believed() if moved else old


def _unlinked(old: Correction | None, done: Correction | None, current: Correction | None) -> Correction | None:
    """The record as later acts left it, without the links that the act made."""
    if old is None or done is None or current is None:
        return current
    links = {name: getattr(old, name) for name in LINKS if getattr(current, name) == getattr(done, name)}
    return replace(current, **links)
