"""The history in SQLite: chats, their messages, and search in them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from rlmchat.adapters import sqlite_recall_notes
from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_text import clean, phrases, prefix_query, snippet, spaced, to_moment, to_number
from rlmchat.chat.history import Found
from rlmchat.conversation import Chat, ChatId, Message, MessageId, MessageStatus, Role, Usage
from rlmchat.errors import StoreError
from rlmchat.learning.recall_note import RecallNote

_CHAT = (
    "c.id, c.title, c.created_at, c.updated_at, c.model, c.project, c.deleted_at,"
    " (SELECT count(*) FROM message n WHERE n.chat_id = c.id AND n.hidden = 0)"
)
_MESSAGE = (
    "m.id, m.chat_id, m.role, m.text, m.created_at, m.status, m.model, m.draft, m.lessons, m.applied, m.usage,"
    " m.parent_id, m.hidden, m.attachments, m.edited"
)
_CHAT_COLUMNS = 8


class SqliteHistory:
    """Implements `rlmchat.chat.history.History` on an open Database; several processes may write to one file."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._streaming: set[str] = set()

    async def save_chat(self, chat: Chat) -> None:
        """Write a chat: new, renamed, deleted (`deleted_at`) or restored. `message_count` is counted, not stored."""
        await self._database.write(lambda c: _write_chat(c, chat))

    async def chat(self, chat_id: ChatId) -> Chat | None:
        """One chat by id, or by an unambiguous beginning of its id."""
        if not chat_id:
            return None
        one = clean(chat_id)
        statement = f"SELECT {_CHAT} FROM chat c WHERE c.id BETWEEN ? AND ? ORDER BY c.id LIMIT 2"
        rows = await self._database.read(lambda c: c.execute(statement, (one, one + "\U0010ffff")).fetchall())
        found = [_to_chat(row) for row in rows]
        # An exact id comes first, even if it is the beginning of another.
        return found[0] if found and (len(found) == 1 or found[0].id == one) else None

    async def chats(self, *, deleted: bool = False, limit: int = 200, offset: int = 0) -> list[Chat]:
        """Chats, last used first; with `deleted`, only those in the bin."""
        statement = (
            f"SELECT {_CHAT} FROM chat c WHERE c.deleted_at IS {'NOT ' if deleted else ''}NULL"
            " ORDER BY c.updated_at DESC, c.id DESC LIMIT ? OFFSET ?"
        )
        rows = await self._database.read(lambda c: c.execute(statement, (limit, offset)).fetchall())
        return [_to_chat(row) for row in rows]

    async def purge_chat(self, chat_id: ChatId) -> None:
        """Take a chat and its messages out for good."""
        await self._database.write(lambda c: _purge(c, clean(chat_id)))

    async def save_message(self, message: Message, note: RecallNote | None = None) -> None:
        """Write one message, new or changed; the chat's `updated_at` follows. StoreError if its chat is gone.

        With the `note` of what was recalled for it, where there is one; without, an earlier note stays.
        """
        if message.status is MessageStatus.STREAMING:
            self._streaming.add(message.id)
        await self._database.write(lambda c: _save(c, message, note))
        if message.status is not MessageStatus.STREAMING:
            self._streaming.discard(message.id)

    async def message(self, message_id: MessageId) -> Message | None:
        """One message."""
        found = await self._messages("WHERE m.id = ?", clean(message_id))
        return found[0] if found else None

    async def messages(self, chat_id: ChatId, *, hidden: bool = False) -> list[Message]:
        """The messages of a chat in the order of their first saving; with `hidden`, replaced and undone ones too."""
        shown = "" if hidden else "AND m.hidden = 0"
        return await self._messages(f"WHERE m.chat_id = ? {shown} ORDER BY m.number", clean(chat_id))

    async def search(self, text: str, limit: int = 50) -> list[Found]:
        """Full-text search over the messages of chats that are not deleted, best first; hidden ones are left out."""
        words = phrases(text)
        if not text.strip():
            return []
        if await self._database.read(_has_unsearchable):
            await self._database.write(_make_searchable)
        rows = await self._database.read(lambda c: _search(c, text, words, limit))
        return [
            Found(_to_chat(row[:_CHAT_COLUMNS]), found, snippet(found.text, words or [text.strip()]))
            for row in rows
            for found in [self._to_message(row[_CHAT_COLUMNS:])]
        ]

    async def recall_notes(self, ids: Sequence[MessageId]) -> dict[MessageId, RecallNote]:
        """What was noted of the recalls of these answers."""
        found = await self._database.read(lambda c: sqlite_recall_notes.read(c, ids))
        return {MessageId(one): note for one, note in found.items()}

    async def import_chat(
        self,
        chat: Chat,
        messages: Sequence[Message],
        notes: Mapping[MessageId, RecallNote] = MappingProxyType({}),
    ) -> None:
        """Write a whole chat in one transaction, with notes of the recalls of its answers."""

        def write(connection: sqlite3.Connection) -> None:
            _write_chat(connection, chat)
            for message in messages:
                _write_message(connection, message)
            sqlite_recall_notes.write(connection, notes)

        await self._database.write(write)

    async def prompts(self, limit: int = 500) -> list[str]:
        """What the person typed lately, newest first, without repeats: for the input history."""
        return await self._database.read(lambda c: _prompts(c, limit))

    async def _messages(self, condition: str, value: str) -> list[Message]:
        statement = f"SELECT {_MESSAGE} FROM message m {condition}"
        rows = await self._database.read(lambda c: c.execute(statement, (value,)).fetchall())
        return [self._to_message(row) for row in rows]

    def _to_message(self, row: Sequence[object]) -> Message:
        message = _to_message(row)
        if message.status is not MessageStatus.STREAMING or message.id in self._streaming:
            return message
        # Nobody here is writing it: the process that was has died, or it is another window's and unfinished as yet.
        return _to_message((*row[:5], MessageStatus.PARTIAL, *row[6:]))


def _to_chat(row: Sequence[object]) -> Chat:
    one, title, created, updated, model, project, deleted, count = row
    return Chat(
        id=ChatId(str(one)),
        title=str(title),
        created_at=to_moment(int(str(created))),
        updated_at=to_moment(int(str(updated))),
        model=str(model),
        project=str(project),
        deleted_at=None if deleted is None else to_moment(int(str(deleted))),
        message_count=int(str(count)),
    )


def _to_message(row: Sequence[object]) -> Message:
    one, chat, role, text, created, status, model, draft, lessons, applied, usage, parent, hidden, files, edited = row
    return Message(
        id=MessageId(str(one)),
        chat_id=ChatId(str(chat)),
        role=Role(str(role)),
        text=str(text),
        created_at=to_moment(int(str(created))),
        status=MessageStatus(str(status)),
        model=str(model),
        draft=None if draft is None else str(draft),
        lessons=tuple(json.loads(str(lessons))),
        applied=tuple(json.loads(str(applied))),
        usage=None if usage is None else Usage(*json.loads(str(usage))),
        parent_id=None if parent is None else MessageId(str(parent)),
        hidden=bool(hidden),
        attachments=tuple(json.loads(str(files))),
        edited=bool(edited),
    )


def _write_chat(connection: sqlite3.Connection, chat: Chat) -> None:
    connection.execute(
        "INSERT INTO chat (id, title, created_at, updated_at, model, project, deleted_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET title = excluded.title, created_at = excluded.created_at,"
        " updated_at = excluded.updated_at, model = excluded.model, project = excluded.project,"
        " deleted_at = excluded.deleted_at",
        (
            clean(chat.id),
            clean(chat.title),
            to_number(chat.created_at),
            to_number(chat.updated_at),
            clean(chat.model),
            clean(chat.project),
            None if chat.deleted_at is None else to_number(chat.deleted_at),
        ),
    )


def _save(connection: sqlite3.Connection, message: Message, note: RecallNote | None) -> None:
    chat, created = clean(message.chat_id), to_number(message.created_at)
    statement = "UPDATE chat SET updated_at = max(updated_at, ?) WHERE id = ?"
    if not connection.execute(statement, (created, chat)).rowcount:
        raise StoreError("This chat is not there any more.", "It was deleted for good elsewhere; start a new one.")
    _write_message(connection, message)
    if note is not None:
        sqlite_recall_notes.write(connection, {message.id: note})


def _write_message(connection: sqlite3.Connection, message: Message) -> None:
    text = clean(message.text)
    # An answer that is still growing is saved every second: it is indexed once, when it is complete or searched for.
    searchable = message.status is not MessageStatus.STREAMING
    known = connection.execute(
        "SELECT number, text, searchable FROM message WHERE id = ?", (clean(message.id),)
    ).fetchone()
    (number,) = connection.execute(
        "INSERT INTO message (id, chat_id, role, text, created_at, status, model, draft, lessons, applied, usage,"
        " parent_id, hidden, attachments, edited, searchable)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET chat_id = excluded.chat_id, role = excluded.role, text = excluded.text,"
        " created_at = excluded.created_at, status = excluded.status, model = excluded.model, draft = excluded.draft,"
        " lessons = excluded.lessons, applied = excluded.applied, usage = excluded.usage,"
        " parent_id = excluded.parent_id, hidden = excluded.hidden, attachments = excluded.attachments,"
        " edited = excluded.edited,"
        " searchable = excluded.searchable RETURNING number",
        _message_values(message, text, searchable),
    ).fetchone()
    if known and known[2] and (not searchable or known[1] != text):
        _forget(connection, number, known[1])
    if searchable and not (known and known[2] and known[1] == text):
        _learn(connection, number, text)


def _message_values(message: Message, text: str, searchable: bool) -> tuple[object, ...]:
    usage = message.usage
    return (
        clean(message.id),
        clean(message.chat_id),
        message.role,
        text,
        to_number(message.created_at),
        message.status,
        clean(message.model),
        None if message.draft is None else clean(message.draft),
        json.dumps(message.lessons),
        json.dumps(message.applied),
        usage and json.dumps((usage.prompt_tokens, usage.completion_tokens, usage.cost)),
        None if message.parent_id is None else clean(message.parent_id),
        message.hidden,
        json.dumps(message.attachments),
        message.edited,
        searchable,
    )


def _learn(connection: sqlite3.Connection, number: int, text: str) -> None:
    connection.execute("INSERT INTO message_words (rowid, words) VALUES (?, ?)", (number, spaced(text)))


def _forget(connection: sqlite3.Connection, number: int, text: str) -> None:
    connection.execute(
        "INSERT INTO message_words (message_words, rowid, words) VALUES ('delete', ?, ?)", (number, spaced(text))
    )


def _has_unsearchable(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM message WHERE searchable = 0 LIMIT 1").fetchone() is not None


def _make_searchable(connection: sqlite3.Connection) -> None:
    for number, text in connection.execute("SELECT number, text FROM message WHERE searchable = 0").fetchall():
        _learn(connection, number, text)
        connection.execute("UPDATE message SET searchable = 1 WHERE number = ?", (number,))


def _search(connection: sqlite3.Connection, text: str, words: Sequence[str], limit: int) -> list[tuple[object, ...]]:
    columns = f"SELECT {_CHAT}, {_MESSAGE}"
    shown = "m.hidden = 0 AND m.role != 'system' AND c.deleted_at IS NULL"
    if not words:
        # Only signs, which no word index knows.
        return connection.execute(
            f"{columns} FROM message m JOIN chat c ON c.id = m.chat_id WHERE instr(m.text, ?) AND {shown}"
            " ORDER BY m.number DESC LIMIT ?",
            (clean(text.strip()), limit),
        ).fetchall()
    return connection.execute(
        f"{columns} FROM message_words w JOIN message m ON m.number = w.rowid JOIN chat c ON c.id = m.chat_id"
        f" WHERE message_words MATCH ? AND {shown} ORDER BY w.rank, m.number DESC LIMIT ?",
        (prefix_query(words), limit),
    ).fetchall()


def _purge(connection: sqlite3.Connection, chat_id: str) -> None:
    rows = connection.execute(
        "SELECT number, text FROM message WHERE chat_id = ? AND searchable = 1", (chat_id,)
    ).fetchall()
    for number, text in rows:
        _forget(connection, number, text)
    sqlite_recall_notes.forget(connection, chat_id)
    connection.execute("DELETE FROM message WHERE chat_id = ?", (chat_id,))
    connection.execute("DELETE FROM signal WHERE chat_id = ?", (chat_id,))
    connection.execute("DELETE FROM chat WHERE id = ?", (chat_id,))


def _prompts(connection: sqlite3.Connection, limit: int) -> list[str]:
    seen: dict[str, None] = {}
    rows = connection.execute(
        "SELECT m.text FROM message m JOIN chat c ON c.id = m.chat_id WHERE m.role = 'user' AND c.deleted_at IS NULL"
        " ORDER BY m.created_at DESC, m.number DESC"
    )
    for (text,) in rows:
        if len(seen) >= limit:
            break
        seen[text] = None
    return list(seen)
