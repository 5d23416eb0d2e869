"""Undo: takes back the last act of the person, so that every record it touched is exactly as before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rlmchat.identifiers import NewId
from rlmchat.learning.chronicle import SAID_AGAIN, SAME_MOMENT
from rlmchat.learning.correction import Action, Correction, CorrectionId, OutcomeKind, Revision, Status
from rlmchat.learning.ports import UNDID, UNDID_PART, Change, Ledger

COUNTERS = ("held", "broken", "reverted", "forced", "backed", "doubted", "apply_count", "last_applied")
"""What outcomes moved meanwhile is no part of the act and stays, but for the one that the act itself told of."""
LINKS = ("status", "supersedes", "superseded_by", "valid_until")
"""What an act on one record does to others; taken back even where later acts changed their texts."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did; false where there was nothing to take back."""

    back: tuple[Correction, ...] = ()
    """The records that are as before, as they are now."""
    gone: tuple[Correction, ...] = ()
    """Those whose making was taken back, as they were; `restore` brings them back."""

    def __bool__(self) -> bool:
        return bool(self.back or self.gone)

    def __len__(self) -> int:
        return len(self.back) + len(self.gone)


@dataclass(frozen=True, slots=True)
class _Part:
    """One record of an act, and what it is to be again."""

    id: CorrectionId
    old: Correction | None
    done: Correction | None
    """As the act left it."""
    whole: bool
    """Whether nothing of the act is left in it then."""


async def undo(
    ledger: Ledger, correction_id: CorrectionId | None, new_id: NewId, act: str = ""
) -> tuple[list[Revision], Undone]:
    """Take back an act, the newest one where none is named; of one record its part in the newest act that touched it.

    To the part of a record belongs what takes or gives it its place: what it superseded, and what superseded it.
    Where a record was changed by later acts, only the links of this one are taken back there.
    """
    steps = await ledger.steps(act) if act else await ledger.last_group(correction_id)
    if not steps:
        return [], Undone()
    group, before = steps[0].group, await ledger.before(steps[0].group)
    done = {step.correction_id: step.record for step in steps}
    whole = [_Part(one, before[one], record, True) for one, record in done.items()]
    parts = whole if correction_id is None else _parts(correction_id, steps, before)
    of_all = {part.id for part in parts if part.whole} == set(done)
    now = {record.id: record for record in await ledger.get([part.id for part in parts])}
    overtaken = await ledger.overtaken(group)
    changes = []
    for part in parts:
        current = now.get(part.id)
        later = part.id in overtaken
        told = 0 if later else _told_of(await ledger.history(part.id), group)
        after = _unlinked(part.old, part.done, current) if later else _taken_back(part.old, part.done, current, told)
        named = (UNDID if of_all else UNDID_PART) + group if part.whole else f"put back, as {correction_id} was undone"
        if not later or after != current or not of_all:
            changes.append(Change(part.id, Action.UNDONE, after, named))
    revisions = await ledger.append(changes, new_id())
    back = tuple(revision.record for revision in revisions if revision.record is not None)
    gone = [
        now[revision.correction_id]
        for revision in revisions
        if revision.record is None and revision.correction_id in now
    ]
    return revisions, Undone(back, tuple(gone))


def _parts(
    one: CorrectionId, steps: Sequence[Revision], before: Mapping[CorrectionId, Correction | None]
) -> list[_Part]:
    """What belongs to the part of a record in an act that may have touched many."""
    done = {step.correction_id: step.record for step in steps}
    own = done[one]
    taken = {one: before[one]}
    if own is not None and own.status is Status.SUPERSEDED and before[one] is not None:
        # It was here before, and the last thing done to it is that another one took its place.
        winner = CorrectionId(own.superseded_by)
        taken |= {winner: before[winner]} if winner in done else {}
    winners = set(taken)
    last = dict(before)
    for step in steps:
        if _lost_to(step) in winners and step.correction_id not in taken:
            taken[step.correction_id] = last[step.correction_id]
        last[step.correction_id] = step.record
    return [_Part(i, old, done[i], i in winners or old == before[i]) for i, old in taken.items()]


def _lost_to(step: Revision) -> str:
    """Id of the record that took its place in this step; empty if none."""
    return step.record.superseded_by if step.action is Action.SUPERSEDED and step.record else ""


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
