"""The five ways in which answers fail people, and what each kind of failure teaches."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from rlmchat.learning.correction import Category, Correction


class Failure(StrEnum):
    """Why an answer was not what the person needed."""

    FACTUAL = "factual"
    """It said what is not so: teaches knowledge."""
    TONE = "tone"
    """It was not said as the person wants it: teaches a rule of style."""
    CONTEXT = "missing context"
    """It could not know something of their world: teaches a note on their domain."""
    RECOMMENDATION = "wrong recommendation"
    """It proposed what they would not take: moves the weight of a preference."""
    ESCALATION = "escalation"
    """It went on where it should have asked or handed over, or the other way round: moves that threshold."""


TEACHES = {
    Failure.FACTUAL: "fact",
    Failure.TONE: "style rule",
    Failure.CONTEXT: "domain note",
    Failure.RECOMMENDATION: "preference",
    Failure.ESCALATION: "rule on when to ask",
}
"""What each kind of failure leads to, for people."""

_ASK = re.compile(
    r"\b(?:escalat\w*|hand(?:ed|ing)?\s+(?:\w+\s+){0,2}over|hand-?over"
    r"|ask(?:ed)?\s+(?:me|us|first|a human|somebody|someone)"
    r"|check(?:ed)?\s+with\s+(?:me|us|\w+\s+first)|should\s+have\s+asked|(?:get|call|involve)\s+a\s+(?:human|person|"
    r"colleague|doctor|lawyer)|a\s+human\s+(?:must|should|has to)|not\s+(?:yours?|for you)\s+to\s+decide"
    r"|don'?t\s+decide|without\s+asking\s+me)\b",
    re.IGNORECASE,
)
_GO_ON = re.compile(
    r"\b(?:could\s+have\s+(?:solved|done|handled|answered|fixed)|(?:no|without)\s+need\s+to\s+ask|stop\s+asking"
    r"|(?:don'?t|do\s+not|never|needn'?t)\s+(?:ask|escalate|hand)\b|just\s+(?:do|answer|fix|solve|try)\b"
    r"|(?:solve|handle|decide|answer|do)\s+(?:it|this|that|these|them)\s+yourself|too\s+many\s+questions)",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:missing\s+context|out\s+of\s+context|you\s+(?:forgot|ignored|missed|overlooked|didn'?t\s+(?:know|consider))"
    r"|in\s+(?:our|my)\s+(?:case|company|team|project|country|shop|firm|department|school|family)"
    r"|(?:with|for|at|here\s+at)\s+us\b|our\s+(?:policy|policies|process|rules?|setup|contract|stack|budget)"
    r"|we\s+(?:use|have|are|run|sell|take|don'?t|do\s+not|never|always|only|moved|left))\b",
    re.IGNORECASE,
)
PATTERN_TAG = "pattern"
"""Tag of what was made of a pattern, or declined; `pattern:ID` names the corrections that it was made of."""
GAP_TAG = "gap"
ESCALATION_TAG = "escalation"


def failure_of(record: Correction) -> Failure:
    """Which of the five a correction tells of: by its tags, then by what the person said, then by its category."""
    said = f"{record.explanation} {record.corrected_output}"
    if ESCALATION_TAG in record.tags or leaning(record):
        return Failure.ESCALATION
    if record.category is Category.STYLE:
        return Failure.TONE
    if GAP_TAG in record.tags or record.category is Category.DOMAIN or _OURS.search(said):
        return Failure.CONTEXT
    if record.category is Category.PREFERENCE:
        return Failure.RECOMMENDATION
    return Failure.FACTUAL


def leaning(record: Correction) -> int:
    """1 where it says that the assistant should have asked or handed over, -1 where it should have gone on, else 0."""
    said = f"{record.explanation} {record.corrected_output}"
    if _GO_ON.search(said):
        return -1
    return 1 if _ASK.search(said) else 0


SURE_TO_ASK = 0.6
SURE_TO_GO_ON = 0.4


def threshold(records: Iterable[Correction]) -> float:
    """Probability that the person wants to be asked on a subject: posterior mean of Beta(1, 1) over what they said.

    Each time they said it counts, a confirmation as much as the first time. Between 0.4 and 0.6 nothing follows.
    """
    asks = goes_on = 0
    for record in records:
        lean = leaning(record)
        asks += (1 + record.confirmations) * (lean > 0)
        goes_on += (1 + record.confirmations) * (lean < 0)
    return (1 + asks) / (2 + asks + goes_on)


def weight(records: Iterable[Correction]) -> float:
    """How much a preference weighs, in [0, 1]: posterior mean of Beta(1, 1), said and held against reverted."""
    kept = list(records)
    spoken_for = sum(1 + r.confirmations + r.held for r in kept)
    against = sum(2 * r.reverted for r in kept)
    return (1 + spoken_for) / (2 + spoken_for + against)
