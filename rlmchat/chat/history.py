"""The door to the history: chats and their messages, saved as they happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from rlmchat.conversation import Chat, ChatId, Message, MessageId
from rlmchat.learning.recall_note import RecallNote


@dataclass(frozen=True, slots=True)
class Found:
    """One place in an old chat that matches a search."""

    chat: Chat
    message: Message
    snippet: str
    """The words around the match, the match between « and »."""


class History(Protocol):
    """Chats and messages (SQLite). Every method may raise StoreError; writes are durable when they return."""

    async def save_chat(self, chat: Chat) -> None:
        """Write a chat: new, renamed, deleted (`deleted_at`) or restored."""
        ...

    async def chat(self, chat_id: ChatId) -> Chat | None:
        """One chat by id, or by an unambiguous beginning of its id."""
        ...

    async def chats(self, *, deleted: bool = False, limit: int = 200, offset: int = 0) -> list[Chat]:
        """Chats, last used first; with `deleted`, only those in the bin."""
        ...

    async def purge_chat(self, chat_id: ChatId) -> None:
        """Take a chat, its messages and their notes out for good."""
        ...

    async def save_message(self, message: Message, note: RecallNote | None = None) -> None:
        """Write one message, new or changed; the chat's `updated_at` follows.

        With the `note` of what was recalled for it, where there is one; without, an earlier note stays.
        """
        ...

    async def message(self, message_id: MessageId) -> Message | None:
        """One message."""
        ...

    async def messages(self, chat_id: ChatId, *, hidden: bool = False) -> list[Message]:
        """The messages of a chat, oldest first; with `hidden`, replaced and undone ones too."""
        ...

    async def search(self, text: str, limit: int = 50) -> list[Found]:
        """Full-text search over all messages of chats that are not deleted."""
        ...

    async def recall_notes(self, ids: Sequence[MessageId]) -> dict[MessageId, RecallNote]:
        """What was noted of the recalls of these answers; those without a note are not in it."""
        ...

    async def import_chat(
        self,
        chat: Chat,
        messages: Sequence[Message],
        notes: Mapping[MessageId, RecallNote] = MappingProxyType({}),
    ) -> None:
        """Write a whole chat in one transaction, with notes of the recalls of its answers."""
        ...

    async def prompts(self, limit: int = 500) -> list[str]:
        """What the person typed lately, newest first, without repeats: for the input history."""
        ...
