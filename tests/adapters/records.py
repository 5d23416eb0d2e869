"""Records for the tests of the stores."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from rlmchat.conversation import Chat, ChatId, Message, MessageId, Role
from rlmchat.identifiers import Uuid7
from rlmchat.learning.correction import Action, Correction, CorrectionId
from rlmchat.learning.ports import Change, IndexEntry, Vectors

NOW = datetime(2026, 11, 20, 14, 7, 30, 123456, tzinfo=UTC)
new_id = Uuid7()
DIMENSIONS = 16


def correction(original: str = "Sydney", corrected: str = "Canberra", *, age: int = 0, **more: Any) -> Correction:
    """A record; `age` in days."""
    one = CorrectionId(more.pop("id", None) or new_id())
    return Correction(one, NOW - timedelta(days=age), original, corrected, **more)


def made(*records: Correction) -> list[Change]:
    """Steps that create them."""
    return [Change(record.id, Action.CREATED, record) for record in records]


def chat(title: str = "Capitals", *, age: int = 0, **more: Any) -> Chat:
    """A chat; `age` in days."""
    at = NOW - timedelta(days=age)
    return Chat(ChatId(new_id()), title, at, more.pop("updated_at", at), **more)


def message(of: Chat, text: str = "Which city?", role: Role = Role.USER, *, after: int = 0, **more: Any) -> Message:
    """A message of a chat, `after` seconds after its beginning."""
    return Message(MessageId(new_id()), of.id, role, text, of.created_at + timedelta(seconds=after), **more)


def entry(situation: Vectors, rule: Vectors, record: Correction | None = None) -> IndexEntry:
    return IndexEntry(record or correction(), situation, rule)


def many(count: int, seed: int = 0) -> list[IndexEntry]:
    rows = np.random.default_rng(seed).normal(size=(2 * count, DIMENSIONS)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return [entry(rows[2 * i], rows[2 * i + 1]) for i in range(count)]
