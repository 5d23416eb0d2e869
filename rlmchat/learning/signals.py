"""Implicit signs that an answer was not what was wanted: weak, never enough alone, shown as what they are."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rlmchat.learning.correction import Category, NewCorrection, Source, Status
from rlmchat.learning.delta import word_delta
from rlmchat.learning.lexicon import STOP_WORDS

REPHRASED_FROM = 0.5
"""Likeness of two questions from which on the second counts as the first put in other words."""
CEILING = 0.39
"""Highest probability that implicit signs reach together: below the asking threshold, never enough alone."""
COMPARED = 2_000
"""Characters of a question that are compared."""
EDIT_LENGTH = 400
"""Characters up to which an edit is a correction; a longer one is a text of the person's own."""

_WORD = re.compile(r"[\u3400-\u9fff]|\w+")


class SignalKind(StrEnum):
    """What the person did."""

    REGENERATED = "regenerated"
    """Asked for another answer."""
    REPHRASED = "rephrased"
    """Asked the same thing in other words."""
    EDITED = "edited"
    """Rewrote the answer."""
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


@dataclass(frozen=True, slots=True)
class Signal:
    """One implicit sign about one answer."""

    kind: SignalKind
    message_id: str = ""
    """The answer that it is about."""
    strength: float = 1.0
    """How clear it is, 0 to 1: the likeness of a rephrased question, else 1."""

    @property
    def weight(self) -> float:
        """How much it speaks for something having been wrong, in [-1, 1]."""
        return WEIGHTS[self.kind] * self.strength


def likeness(question: str, earlier: str) -> float:
    """How much two questions ask the same, 0 to 1: the share of matter that both have, by word stems."""
    mine, theirs = _stems(question), _stems(earlier)
    if not mine or not theirs:
        return 0.0
    return len(mine & theirs) / math.sqrt(len(mine) * len(theirs))


def rephrased(question: str, earlier: str) -> Signal | None:
    """The sign that a question repeats the one before it in other words; None for another question or the same text."""
    if not earlier.strip() or question.strip() == earlier.strip():
        return None
    value = likeness(question, earlier)
    return Signal(SignalKind.REPHRASED, strength=round(value, 3)) if value >= REPHRASED_FROM else None


def _stems(text: str) -> set[str]:
    return {
        w[:6] for w in _WORD.findall(text[:COMPARED].lower()) if w not in STOP_WORDS and (len(w) > 1 or w > "\u33ff")
    }


def doubt(signals: Sequence[Signal], off: Collection[SignalKind] = ()) -> float:
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


def from_edit(
    before: str, after: str, *, query: str = "", session_id: str = "", message_id: str = ""
) -> NewCorrection | None:
    """A tentative correction from an answer that the person rewrote: the changed words; None for no small change."""
    original, corrected = word_delta(before, after)
    if original == corrected or not corrected.strip() or len(original) + len(corrected) > 2 * EDIT_LENGTH:
        return None
    return NewCorrection(
        corrected=corrected.strip(),
        original=original.strip(),
        query=query,
        category=Category.STYLE if original.lower() == corrected.lower() else Category.PREFERENCE,
        confidence=0.6,
        source=Source.EDIT,
        status=Status.TENTATIVE,
        session_id=session_id,
        message_id=message_id,
        tags=(str(SignalKind.EDITED),),
    )
