"""Implicit signs that an answer was not what was wanted: weak, never enough alone, shown as what they are."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from rlmchat.learning.correction import OutcomeKind

CEILING = 0.39
"""Highest probability that implicit signs reach together: below the asking threshold, never enough alone."""
MEETING = 0.2
"""Doubt from which on several signs are worth a question; one sign alone never is, whatever its weight."""


class SignalKind(StrEnum):
    """What the person did; each kind has a switch of its name in `[signals]`."""

    REGENERATED = "regenerated"
    """Asked for another answer."""
    REPHRASED = "rephrased"
    """Asked the same thing in other words."""
    EDITED = "edited"
    """Rewrote the answer, without having it learned."""
    CANCELLED = "cancelled"
    """Stopped the answer midway."""
    COPIED = "copied"
    """Copied a block of code: speaks for the answer."""


WEIGHTS: dict[SignalKind, float] = {
    SignalKind.REGENERATED: 0.25,
    SignalKind.REPHRASED: 0.2,
    SignalKind.EDITED: 0.3,
    SignalKind.CANCELLED: 0.12,
    SignalKind.COPIED: -0.2,
}
"""How much each speaks for something having been wrong; negative speaks against it."""

TELLS: dict[SignalKind, str] = {
    SignalKind.REGENERATED: "asked for again",
    SignalKind.REPHRASED: "asked in other words",
    SignalKind.EDITED: "answer edited",
    SignalKind.CANCELLED: "stopped midway",
    SignalKind.COPIED: "code copied",
}
"""What a person reads as the reason of a weak outcome."""

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Signal:
    """One implicit sign about one answer; there is at most one of a kind about an answer."""

    kind: SignalKind
    message_id: str = ""
    """The answer that it is about."""
    strength: float = 1.0
    """How clear it is, 0 to 1: the likeness of a rephrased question, else 1."""
    chat_id: str = ""
    question_id: str = ""
    """The message that the answer answers."""
    next_id: str = ""
    """The message in which the question was put in other words; empty for other kinds."""
    at: datetime = _LONG_AGO

    @property
    def weight(self) -> float:
        """How much it speaks for something having been wrong, in [-1, 1]."""
        return WEIGHTS[self.kind] * self.strength

    @property
    def outcome(self) -> OutcomeKind:
        """What it says of a lesson that shaped the answer."""
        return OutcomeKind.DOUBTED if self.weight > 0 else OutcomeKind.BACKED


def doubt(signals: Iterable[Signal], off: Collection[SignalKind] = ()) -> float:
    """Probability in [0, CEILING] that the answer was wrong by these signs alone; those in `off` do not count."""
    keep = 1.0
    praise = 0.0
    for signal in signals:
        if signal.kind in off:
            continue
        if signal.weight > 0:
            keep *= 1 - signal.weight
        else:
            praise -= signal.weight
    return round(max(0.0, min(CEILING, (1 - keep) - praise)), 4)


def meet(signals: Sequence[Signal], off: Collection[SignalKind] = ()) -> bool:
    """Whether several signs together are worth a question; never one alone."""
    against = [signal for signal in signals if signal.kind not in off and signal.weight > 0]
    return len(against) > 1 and doubt(signals, off) >= MEETING


def thread_of(signals: Sequence[Signal], message_id: str) -> list[Signal]:
    """The signs about one matter, in their order: the question of that answer, and the same in other words."""
    questions = {signal.question_id for signal in signals if signal.message_id == message_id}
    while True:
        thread = [s for s in signals if s.question_id in questions or (s.next_id and s.next_id in questions)]
        wider = questions | {s.question_id for s in thread} | {s.next_id for s in thread if s.next_id}
        if wider == questions:
            return thread
        questions = wider


def summary(signals: Iterable[Signal]) -> str:
    """`regenerated 2×, rephrased once`; empty for none."""
    counts: dict[SignalKind, int] = {}
    for signal in signals:
        counts[signal.kind] = counts.get(signal.kind, 0) + 1
    return ", ".join(f"{kind} once" if count == 1 else f"{kind} {count}×" for kind, count in counts.items())
