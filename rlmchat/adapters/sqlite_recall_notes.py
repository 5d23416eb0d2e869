"""Notes of recalls in SQLite: one small packed row an answer, gone with its chat."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from rlmchat.adapters.sqlite_text import clean
from rlmchat.conversation import MessageId
from rlmchat.learning.recall_note import NotedLesson, RecallNote

IDS_AT_ONCE = 500
"""Values in one statement: older SQLites take no more than 999."""


def encode(note: RecallNote) -> bytes:
    """JSON, packed: the ids of one note are alike, and so are its reasons."""
    parts = [[_row(lesson) for lesson in part] for part in (note.used, note.left)]
    return zlib.compress(json.dumps([*parts, note.ms], separators=(",", ":")).encode())


def _row(lesson: NotedLesson) -> list[object]:
    return [lesson.id, lesson.factors, int(lesson.standing), list(lesson.found_by), lesson.left_out, lesson.weight]


def decode(packed: bytes) -> RecallNote | None:
    """The inverse of `encode`; None for what cannot be read, and fields that a newer rlmchat added are passed over."""
    try:
        used, left, ms, *_ = json.loads(zlib.decompress(packed))
        return RecallNote(tuple(map(_lesson, used)), tuple(map(_lesson, left)), float(ms))
    except (ValueError, TypeError, IndexError, zlib.error):
        return None


def _lesson(row: Any) -> NotedLesson:
    one, factors, standing, found_by, left_out, weight, *_ = row
    relevance, similarity, confidence, recency, success, *_ = map(float, factors)
    by = tuple(map(str, found_by))
    return NotedLesson(
        str(one),
        (relevance, similarity, confidence, recency, success),
        bool(standing),
        by,
        str(left_out),
        float(weight),
    )


def write(connection: sqlite3.Connection, notes: Mapping[MessageId, RecallNote]) -> None:
    """Note the recalls of answers by their ids; a later note of the same answer takes the place of the first."""
    connection.executemany(
        "INSERT OR REPLACE INTO recall_note (message_id, note) VALUES (?, ?)",
        [(clean(one), encode(note)) for one, note in notes.items()],
    )


def read(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, RecallNote]:
    """The notes that there are of these answers."""
    found: dict[str, RecallNote] = {}
    for start in range(0, len(ids), IDS_AT_ONCE):
        part = [clean(one) for one in ids[start : start + IDS_AT_ONCE]]
        marks = ", ".join("?" * len(part))
        statement = f"SELECT message_id, note FROM recall_note WHERE message_id IN ({marks})"
        for one, packed in connection.execute(statement, part):
            if (note := decode(packed)) is not None:
                found[one] = note
    return found


def forget(connection: sqlite3.Connection, chat_id: str) -> None:
    """Take out the notes of a chat; before its messages."""
    connection.execute(
        "DELETE FROM recall_note WHERE message_id IN (SELECT id FROM message WHERE chat_id = ?)", (chat_id,)
    )
