"""Explains answers of earlier runs: what was considered for them, and which lessons they broke."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rlmchat.conversation import Message, MessageId
from rlmchat.learning.correction import Correction, OutcomeKind
from rlmchat.learning.memory import Memory
from rlmchat.learning.recall import Lesson, Recall
from rlmchat.learning.recall_note import NotedLesson, RecallNote
from rlmchat.learning.validity import known_at


async def remembered(memory: Memory, note: RecallNote, *, query: str, at: datetime) -> Recall:
    """The recall of an answer given `at` a moment, its corrections as they were known then.

    Corrections that are no longer in the ledger are left out. Raises StoreError.
    """
    known = await _known(memory, [x.id for x in (*note.used, *note.left)], at)
    used, left = (tuple(_lesson(x, known[x.id]) for x in part if x.id in known) for part in (note.used, note.left))
    return Recall(query, used, left, note.ms)


def _lesson(noted: NotedLesson, record: Correction) -> Lesson:
    return Lesson(record, *noted.factors, noted.standing, noted.found_by, noted.left_out, noted.weight)


async def _known(memory: Memory, ids: Iterable[str], at: datetime) -> dict[str, Correction]:
    states = {one: known_at(await memory.history(one), at) for one in dict.fromkeys(ids)}
    return {one: record for one, record in states.items() if record is not None}


async def broken_in(memory: Memory, answers: Iterable[Message]) -> dict[MessageId, tuple[str, ...]]:
    """Ids of the lessons that each answer broke, from the newest outcomes; most break none. Raises StoreError."""
    held_to = {message.id: message for message in answers if message.lessons}
    found: dict[MessageId, tuple[str, ...]] = {}
    for outcome in reversed(await memory.outcomes() if held_to else []):
        answer = held_to.get(MessageId(outcome.message_id))
        if answer is not None and outcome.kind is OutcomeKind.BROKEN:
            found[answer.id] = tuple(dict.fromkeys((*found.get(answer.id, ()), outcome.correction_id)))
    return found
