"""Which correction an id, or the beginning of one, means."""

from __future__ import annotations

from dataclasses import replace

from rlmchat.errors import NotFoundError, UsageError
from rlmchat.learning.correction import Correction, CorrectionId, Revision
from rlmchat.learning.ports import Ledger

NAMED = 8
"""Candidates named for an ambiguous beginning of an id."""
SEE_ALL = "`rlmchat corrections list --all` shows those there are."


async def called(ledger: Ledger, start: str) -> Correction:
    """The correction with this id or beginning of an id; raises NotFoundError, UsageError where several fit."""
    if not start.strip():
        raise NotFoundError("An empty id names no correction.", SEE_ALL)
    if found := await ledger.get([CorrectionId(start)]):
        return found[0]
    fitting = await ledger.ids(start)
    if len(fitting) > 1:
        names = ", ".join(fitting[:NAMED]) + (", …" if len(fitting) > NAMED else "")
        raise UsageError(f"{start} fits {len(fitting):,} corrections: {names}.", "Give more of the id.")
    if found := await ledger.get(fitting):
        return found[0]
    if await taken_back(ledger, CorrectionId(start)):
        raise NotFoundError(
            f"The making of {start} was taken back.", f"`rlmchat corrections restore {start}` brings it back."
        )
    raise NotFoundError(f"There is no correction {start}.", SEE_ALL)


async def taken_back(ledger: Ledger, correction_id: CorrectionId) -> Revision | None:
    """The step that took back its making, with the record as it was; None for what is there, or never was."""
    steps = await ledger.history(correction_id)
    if not steps or steps[-1].record is not None:
        return None
    return replace(steps[-1], record=next(step.record for step in reversed(steps) if step.record is not None))
