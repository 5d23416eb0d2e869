"""Brings back a correction whose making was taken back: its steps are all there, so it is made again as it was."""

from __future__ import annotations

from dataclasses import replace

from rlmchat.learning.correction import Action, Correction, CorrectionId, Status
from rlmchat.learning.keeping import superseded
from rlmchat.learning.ports import Change, Ledger

AS_THEY_WERE = frozenset({Status.ACTIVE, Status.TENTATIVE})
"""What was in another status is in use when it is brought back, as `restore` does with every record."""


async def made_again(ledger: Ledger, record: Correction) -> list[Change]:
    """The steps that bring it back, in place of what it had taken the place of as far as that is in use again."""
    others = await ledger.get([CorrectionId(one) for one in record.supersedes])
    losers = [other for other in others if {other.status, record.status} == {Status.ACTIVE}]
    status = record.status if record.status in AS_THEY_WERE else Status.ACTIVE
    ended = record.superseded_by != ""
    back = replace(
        record,
        status=status,
        supersedes=tuple(loser.id for loser in losers),
        superseded_by="",
        valid_until=None if ended else record.valid_until,
    )
    since = back.valid_from or back.created_at
    return [
        Change(back.id, Action.RESTORED, back, "its making had been taken back"),
        *(_gone(superseded(loser, back, since), back) for loser in losers),
    ]


def _gone(loser: Correction, winner: Correction) -> Change:
    return Change(loser.id, Action.SUPERSEDED, loser, f"{winner.id} says otherwise since")
