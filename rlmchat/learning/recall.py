"""Recall: choosing the corrections that matter for a query, with every factor of the choice kept for who asks why."""

from __future__ import annotations

from dataclasses import dataclass

from rlmchat.learning.correction import Correction


@dataclass(frozen=True, slots=True)
class Lesson:
    """A correction as it stands to one query.

    relevance = similarity × confidence × recency × success, times the weight of a preference.
    """

    correction: Correction
    relevance: float
    similarity: float
    """Calibrated to [0, 1]; 1 for standing ones and those of this chat, which need no likeness."""
    confidence: float
    recency: float
    success: float
    standing: bool = False
    found_by: tuple[str, ...] = ()
    """What brought it up: situation, rule, keywords, draft, standing, chat."""
    left_out: str = ""
    """Why it was considered and not used (below threshold, over the limit, other names, …); empty if used."""
    weight: float = 1.0
    """How much a preference weighs among others, in [0.5, 1.5]; 1 for all that are none."""


@dataclass(frozen=True, slots=True)
class Recall:
    """What one query recalled."""

    query: str
    lessons: tuple[Lesson, ...] = ()
    """Used, most relevant first."""
    considered: tuple[Lesson, ...] = ()
    """Looked at and left out, each with its reason."""
    ms: float = 0.0


NOTHING = Recall("")
