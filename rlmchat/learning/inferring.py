"""What several weak signs about one matter are made of: a question to the person, in words that they typed."""

from __future__ import annotations

from collections.abc import Sequence

from rlmchat.learning.correction import Category, NewCorrection, Source, Status
from rlmchat.learning.signals import Signal, SignalKind, doubt

LONGEST = 400
"""Characters of a question that can stand for a rule; a longer one says too much to be one."""


def from_rephrased(text: str, query: str, signals: Sequence[Signal], message_id: str) -> NewCorrection | None:
    """The question as the person put it at last: what an answer to the first one has to give; None where it is long.

    Tentative and inferred: it waits for a yes, holds in its own chat until then, and confirms nothing.
    """
    said = text.strip()
    if not said or len(said) > LONGEST or not query.strip():
        return None
    return NewCorrection(
        corrected=said,
        query=query.strip()[:LONGEST],
        category=Category.PREFERENCE,
        confidence=doubt(signals),
        source=Source.INFERRED,
        status=Status.TENTATIVE,
        session_id=signals[-1].chat_id,
        message_id=message_id,
    )


def why(signals: Sequence[Signal]) -> str:
    """Where the question comes from, in the words of the signs: short, for the note that asks."""
    return f"inferred: {', '.join(dict.fromkeys(str(s.kind) for s in signals if s.weight > 0))}"


def material(signals: Sequence[Signal]) -> list[Signal]:
    """The signs in which the person wrote something, newest first: only their words can be learned from."""
    return [s for s in reversed(signals) if s.kind in (SignalKind.EDITED, SignalKind.REPHRASED)]
