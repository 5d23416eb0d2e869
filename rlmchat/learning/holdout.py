"""Shadow holdout: a lesson is left out now and then, on purpose, so that what it causes can be told from chance.

That answers hold to a lesson proves little while it is always given: the model might do so by itself. Left out on a
small, seeded share of the turns on which it would be used, the difference between the two is what the lesson causes.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from rlmchat.conversation import Message
from rlmchat.learning.correction import Outcome, OutcomeKind
from rlmchat.learning.occurrences import contains
from rlmchat.learning.outcomes import reverts
from rlmchat.learning.recall import Lesson, Recall
from rlmchat.learning.text import normalise

WITHHELD = "left out on purpose, to see what it changes"
"""Why such a lesson was left out, for people who ask."""
RIGHT, WRONG, NO_TRACE = "right without it", "wrong without it", "no trace of it"
NINE_IN_TEN = 1.645
"""Standard deviations on each side that hold nine tenths of a normal distribution."""


def drawn(share: float, seed: str) -> bool:
    """Whether a turn is in the share; the same seed always gives the same."""
    digest = hashlib.blake2b(seed.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64 < share


def withhold(recall: Recall, share: float, *, chat_id: str, turn: str) -> Recall:
    """The recall with the lessons left out whose turn it is; those said in this chat always stay.

    `turn` is the id of the question: the same lessons are left out however often it is looked up.
    """
    if share <= 0:
        return recall
    out = [
        x for x in recall.lessons if x.correction.session_id != chat_id and drawn(share, f"{turn}/{x.correction.id}")
    ]
    if not out:
        return recall
    left = tuple(replace(x, left_out=WITHHELD) for x in out)
    kept = tuple(x for x in recall.lessons if x not in out)
    return replace(recall, lessons=kept, considered=(*left, *recall.considered))


def withheld(recall: Recall) -> list[Lesson]:
    """The lessons that were left out on purpose."""
    return [x for x in recall.considered if x.left_out == WITHHELD]


def judge_withheld(recall: Recall, answer: Message, *, chat_id: str, at: datetime) -> list[Outcome]:
    """What the answer was like without each lesson that was left out; moves no belief."""
    return [
        Outcome(x.correction.id, OutcomeKind.WITHHELD, chat_id, answer.id, at, _without(x, answer.text))
        for x in withheld(recall)
    ]


def _without(lesson: Lesson, text: str) -> str:
    record = lesson.correction
    right = normalise(record.corrected_output)
    said = bool(right) and right in normalise(text)
    rest = re.sub(re.escape(record.corrected_output.strip()), " ", text, flags=re.IGNORECASE) if said else text
    if record.original_output.strip() and contains(rest, record.original_output):
        # Both stand in it: one of them may be denied there.
        return NO_TRACE if said else WRONG
    return RIGHT if said else NO_TRACE


@dataclass(frozen=True, slots=True)
class Help:
    """What a lesson causes, as far as its outcomes show."""

    shown: int
    """Answers with it in which it bore on the text."""
    shown_right: int
    withheld: int
    """Answers without it in which it would have borne on the text."""
    withheld_right: int

    @property
    def effect(self) -> float:
        """Share of right answers with it less the share without it, in [-1, 1]; means of Beta(1, 1) posteriors."""
        return _mean(self.shown_right, self.shown) - _mean(self.withheld_right, self.withheld)

    @property
    def interval(self) -> tuple[float, float]:
        """Where the effect lies with nine tenths of probability (normal approximation)."""
        spread = NINE_IN_TEN * math.sqrt(
            _variance(self.shown_right, self.shown) + _variance(self.withheld_right, self.withheld)
        )
        return max(-1.0, self.effect - spread), min(1.0, self.effect + spread)


def causal_help(outcomes: Iterable[Outcome]) -> Help:
    """The effect of one lesson (or of all together), an answer counted once.

    With it an answer is right that held to it, by itself or by force, and was neither broken nor put back.
    """
    by_answer: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_answer[outcome.correction_id, outcome.message_id].append(outcome)
    with_it = [right for found in by_answer.values() if (right := _right_with(found)) is not None]
    without = [right for found in by_answer.values() if (right := _right_without(found)) is not None]
    return Help(len(with_it), sum(with_it), len(without), sum(without))


def _right_with(found: list[Outcome]) -> bool | None:
    kinds = {outcome.kind for outcome in found}
    if OutcomeKind.BROKEN in kinds or reverts(found):
        return False
    return True if kinds & {OutcomeKind.HELD, OutcomeKind.FORCED} else None


def _right_without(found: list[Outcome]) -> bool | None:
    reasons = {outcome.reason for outcome in found if outcome.kind is OutcomeKind.WITHHELD}
    if WRONG in reasons:
        return False
    return True if RIGHT in reasons else None


def _mean(right: int, of: int) -> float:
    return (1 + right) / (2 + of)


def _variance(right: int, of: int) -> float:
    a, b = 1 + right, 1 + of - right
    return a * b / ((a + b) ** 2 * (a + b + 1))
