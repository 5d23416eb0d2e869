"""Order among recalled lessons that speak of one matter: the newer before the older, the narrower before the wider."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from rlmchat.learning.correction import Correction
from rlmchat.learning.memories import is_memory, subject
from rlmchat.learning.recall import Lesson

SITTING = timedelta(hours=6)
"""Time between two wishes from which on the later one may be a change of mind."""
SAME_MATTER = 0.25
"""Share of subject words from which on two wishes that one question brings up are on one matter."""
FIRST = 24
"""Lessons that are put in order: those further down are not shown."""
EXCEPTION_TO = "over:"
"""Tag of a narrower record that goes before a wider one where both would be recalled; the other's id follows."""

BESIDE = "beside:"
"""Tag of a record that the person lets stand beside one that says otherwise; the other's id follows."""


def succeeds(newer: Correction, older: Correction) -> bool:
    """Whether one wish may be what became of another: said at least a sitting later, on the same matter."""
    if newer.created_at - older.created_at < SITTING or not (is_memory(newer) and is_memory(older)):
        return False
    a, b = subject(newer.corrected_output), subject(older.corrected_output)
    return bool(a and b) and len(a & b) / min(len(a), len(b)) >= SAME_MATTER


def stand_together(a: Correction, b: Correction) -> bool:
    """Whether the person ruled that both hold, though they say different things of the same."""
    return f"{BESIDE}{b.id}" in a.tags or f"{BESIDE}{a.id}" in b.tags


def newer_first(ranked: Sequence[Lesson]) -> list[Lesson]:
    """The same lessons; an older wish comes after the newer ones on its matter, for they may have replaced it."""
    head, tail = list(ranked[:FIRST]), ranked[FIRST:]
    out: list[Lesson] = []
    while head:
        first = next(
            (x for x in head if not any(succeeds(y.correction, x.correction) for y in head if y is not x)), head[0]
        )
        head.remove(first)
        out.append(first)
    return [*out, *tail]


def overruled(ranked: Sequence[Lesson]) -> dict[str, str]:
    """Ids of lessons that an exception among the others goes before, each with the rule of the exception."""
    return {
        tag.removeprefix(EXCEPTION_TO): lesson.correction.rule
        for lesson in ranked
        for tag in lesson.correction.tags
        if tag.startswith(EXCEPTION_TO)
    }
