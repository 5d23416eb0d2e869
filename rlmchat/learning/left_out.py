"""What recall did not even look at, for who asks why: what rests, and standing rules that had no room or no place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from rlmchat.learning.correction import Correction, Status
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import Find
from rlmchat.learning.ranking import relevance
from rlmchat.learning.recall import Lesson, Recall
from rlmchat.learning.recalling import Asked, in_scope
from rlmchat.learning.text import content_words
from rlmchat.learning.weighing import preference_weight

RESTING = frozenset({Status.MUTED, Status.QUARANTINED, Status.SUPERSEDED})
LOOKED_AT = 500
"""Newest resting corrections that are looked at."""
NEAR = 0.4
"""Share of the question's words that a resting correction must speak of to be worth a line."""
MOST_TOLD = 8


async def explained(
    memory: Memory, found: Recall, *, chat_id: str, project: str, now: datetime, at: datetime | None = None
) -> Recall:
    """The same recall with more of what was left out, each with its reason. Not for the way of a turn: it reads lists.

    For an answer given `at` a moment, of what was known then. Raises StoreError.
    """
    standing = await _known(memory, Find(standing=True, limit=LOOKED_AT), at)
    resting = await _known(memory, Find(statuses=RESTING, limit=LOOKED_AT), at)
    asked = Asked(found.query, chat_id, project)
    told = {lesson.correction.id for lesson in (*found.lessons, *found.considered)}
    considered = [_with_room_told(lesson, memory.settings.budget_tokens) for lesson in found.considered]
    left = [
        *(without_room(r, asked, memory.settings.budget_tokens, now) for r in standing if r.id not in told),
        *near(found.query, resting, now),
    ]
    return replace(found, considered=(*considered, *left[:MOST_TOLD]))


async def _known(memory: Memory, what: Find, at: datetime | None) -> list[Correction]:
    return [record for record in await memory.find(what) if at is None or record.created_at <= at]


def _with_room_told(lesson: Lesson, budget: int) -> Lesson:
    """A standing rule competes with the rest only where it found no room among its kind."""
    if not lesson.standing or not lesson.left_out.startswith("relevance below"):
        return lesson
    return replace(lesson, left_out=f"no room among the standing rules ({budget:,} tokens); {lesson.left_out}")


def without_room(record: Correction, asked: Asked, budget: int, now: datetime) -> Lesson:
    """A standing rule that was not given: it holds elsewhere, waits for a yes, or found no room."""
    if not in_scope(record, asked):
        reason = f"holds only in {record.scope.kind} {record.scope.key}".strip()
    elif record.status is Status.TENTATIVE:
        reason = "waits in the inbox for a yes"
    else:
        reason = f"no room among the standing rules ({budget:,} tokens)"
    return _told(record, 1.0, reason, now)


def near(query: str, resting: Iterable[Correction], now: datetime) -> list[Lesson]:
    """Resting corrections that speak of what is asked, most first."""
    asked = content_words(query)
    shared = {
        r: len(asked & content_words(f"{r.query} {r.original_output} {r.corrected_output}")) / len(asked)
        for r in resting
        if asked
    }
    close = sorted((r for r, share in shared.items() if share >= NEAR), key=lambda r: -shared[r])
    return [_told(r, shared[r], _rests(r), now) for r in close]


def _rests(record: Correction) -> str:
    match record.status:
        case Status.MUTED:
            return "muted by you"
        case Status.QUARANTINED:
            return "rests, since it was put back in several chats"
        case _:
            return "replaced by a newer one"


def _told(record: Correction, share: float, reason: str, now: datetime) -> Lesson:
    _, confidence, young, worth = relevance(share, record, now)
    factors = round(share, 4), confidence, round(young, 4), round(worth, 4)
    return Lesson(record, 0.0, *factors, record.standing, (), reason, preference_weight(record))
