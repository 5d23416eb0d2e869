"""Where a situation parts from a correction that it is much like."""

from __future__ import annotations

from dataclasses import dataclass

from rlmchat.learning.calibration import Calibration
from rlmchat.learning.correction import Correction
from rlmchat.learning.divergence import divergence
from rlmchat.learning.evidence import Cosines, Situation, wrong_in
from rlmchat.learning.ports import KeyKind
from rlmchat.learning.repair import bears

KINDRED = 0.12
"""Cosine from which on two questions are of one subject though they share no word."""


@dataclass(frozen=True, slots=True)
class Parting:
    """Why a correction has no bearing on a situation."""

    reason: str
    """In a few words."""
    near: bool
    """Whether the question is a neighbour of the one that the correction answered, and not only the draft like it."""


def parting(record: Correction, said: Situation, cosines: Cosines, scale: Calibration) -> Parting | None:
    """Why a correction has no bearing on a situation that it is much like; None where it has.

    Where the draft has the wrong words, they tell more than the question does.
    """
    near = cosines.get(("query", KeyKind.SITUATION), 0.0) / scale.stretch
    meant = None
    if not record.standing and wrong_in(record, said.draft):
        meant = bears(said.draft, record, said.query, kindred=near >= KINDRED)
    if meant:
        return None
    if reason := divergence(record, said.query, near, said.draft):
        return Parting(reason, near=True)
    return None if meant is None else Parting("the same words in an answer about something else", near=False)
