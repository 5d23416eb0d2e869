"""What is kept of a recall, so that an answer can be explained after a restart: ids and factors, no one's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from rlmchat.learning.recall import Lesson, Recall

MOST_USED = 100
"""Lessons that are noted of those that were used: as many as are ever listed."""
MOST_LEFT = 20
"""Of those that were left out."""
LONGEST_REASON = 100
"""Characters of a reason."""


Factors: TypeAlias = tuple[float, float, float, float, float]
"""relevance, similarity, confidence, recency and success of a `Lesson`, with four digits."""


@dataclass(frozen=True, slots=True)
class NotedLesson:
    """One lesson by its id, with its factors."""

    id: str
    factors: Factors
    standing: bool = False
    found_by: tuple[str, ...] = ()
    left_out: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class RecallNote:
    """A recall without the texts of its corrections: they are in the ledger, and go when they go from there."""

    used: tuple[NotedLesson, ...] = ()
    left: tuple[NotedLesson, ...] = ()
    ms: float = 0.0


def note_of(recall: Recall) -> RecallNote:
    """The note of a recall; bounded, whatever was considered."""
    return RecallNote(
        tuple(map(_noted, recall.lessons[:MOST_USED])),
        tuple(map(_noted, recall.considered[:MOST_LEFT])),
        round(recall.ms, 1),
    )


def _noted(lesson: Lesson) -> NotedLesson:
    return NotedLesson(
        lesson.correction.id,
        (
            _short(lesson.relevance),
            _short(lesson.similarity),
            _short(lesson.confidence),
            _short(lesson.recency),
            _short(lesson.success),
        ),
        lesson.standing,
        lesson.found_by,
        # What follows a colon is the rule of another correction.
        lesson.left_out.partition(": ")[0][:LONGEST_REASON],
        _short(lesson.weight),
    )


def _short(factor: float) -> float:
    return round(float(factor), 4)
