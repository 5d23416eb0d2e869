"""A history in memory, as good as the one in SQLite: the same contract tests run on both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from rlmchat.adapters.sqlite_text import fold, phrases, snippet
from rlmchat.chat.history import Found
from rlmchat.conversation import Chat, ChatId, Message, MessageId, MessageStatus, Role
from rlmchat.errors import StoreError
from rlmchat.learning.recall_note import RecallNote
from tests.fakes.ledger import has_word


class MemoryHistory:
    """Implements `History` with dictionaries. Set `broken` to have every write fail."""

    def __init__(self) -> None:
        self._chats: dict[ChatId, Chat] = {}
        self._messages: dict[MessageId, Message] = {}
        self._notes: dict[MessageId, RecallNote] = {}
        self._mine: set[MessageId] = set()
        self.broken = ""
        """What is wrong; empty if nothing."""

    def restarted(self) -> MemoryHistory:
        """The same chats as another process finds them."""
        other = MemoryHistory()
        other._chats, other._messages, other._notes = self._chats, self._messages, self._notes
        return other

    def _writable(self) -> None:
        if self.broken:
            raise StoreError(self.broken)

    async def save_chat(self, chat: Chat) -> None:
        self._writable()
        self._chats[chat.id] = chat

    def _counted(self, chat: Chat) -> Chat:
        shown = [m for m in self._messages.values() if m.chat_id == chat.id and not m.hidden]
        return replace(chat, message_count=len(shown))

    async def chat(self, chat_id: ChatId) -> Chat | None:
        if chat_id in self._chats:
            return self._counted(self._chats[chat_id])
        found = [chat for one, chat in self._chats.items() if chat_id and one.startswith(chat_id)]
        return self._counted(found[0]) if len(found) == 1 else None

    async def chats(self, *, deleted: bool = False, limit: int = 200, offset: int = 0) -> list[Chat]:
        found = [chat for chat in self._chats.values() if (chat.deleted_at is not None) == deleted]
        found.sort(key=lambda chat: (chat.updated_at, chat.id), reverse=True)
        return [self._counted(chat) for chat in found[offset : offset + limit]]

    async def purge_chat(self, chat_id: ChatId) -> None:
        self._writable()
        self._chats.pop(chat_id, None)
        for message in [m for m in self._messages.values() if m.chat_id == chat_id]:
            del self._messages[message.id]
            self._notes.pop(message.id, None)

    async def save_message(self, message: Message, note: RecallNote | None = None) -> None:
        self._writable()
        chat = self._chats.get(message.chat_id)
        if chat is None:
            raise StoreError("This chat is not there any more.", "It was deleted for good elsewhere; start a new one.")
        self._chats[chat.id] = replace(chat, updated_at=max(chat.updated_at, message.created_at))
        self._messages[message.id] = message
        if note is not None:
            self._notes[message.id] = note
        (self._mine.add if message.status is MessageStatus.STREAMING else self._mine.discard)(message.id)

    def _seen(self, message: Message) -> Message:
        if message.status is MessageStatus.STREAMING and message.id not in self._mine:
            return replace(message, status=MessageStatus.PARTIAL)
        return message

    async def message(self, message_id: MessageId) -> Message | None:
        found = self._messages.get(message_id)
        return self._seen(found) if found else None

    async def messages(self, chat_id: ChatId, *, hidden: bool = False) -> list[Message]:
        return [self._seen(m) for m in self._messages.values() if m.chat_id == chat_id and (hidden or not m.hidden)]

    async def search(self, text: str, limit: int = 50) -> list[Found]:
        words = phrases(text)
        if not text.strip():
            return []
        found = []
        for message in self._messages.values():
            chat = self._chats[message.chat_id]
            if message.hidden or message.role is Role.SYSTEM or chat.deleted_at is not None:
                continue
            if all(has_word(message.text, word) for word in words) if words else text.strip() in message.text:
                found.append(
                    Found(self._counted(chat), self._seen(message), snippet(message.text, words or [text.strip()]))
                )
        density = {f.message.id: _density(f.message.text, words) for f in found}
        best = sorted(enumerate(found), key=lambda x: (density[x[1].message.id], x[0]), reverse=True)
        return [f for _, f in best][:limit]

    async def recall_notes(self, ids: Sequence[MessageId]) -> dict[MessageId, RecallNote]:
        return {one: self._notes[one] for one in ids if one in self._notes}

    async def import_chat(
        self,
        chat: Chat,
        messages: Sequence[Message],
        notes: Mapping[MessageId, RecallNote] = MappingProxyType({}),
    ) -> None:
        self._writable()
        self._chats[chat.id] = chat
        self._notes.update(notes)
        self._messages.update({message.id: message for message in messages})

    async def prompts(self, limit: int = 500) -> list[str]:
        typed = [
            m for m in self._messages.values() if m.role is Role.USER and self._chats[m.chat_id].deleted_at is None
        ]
        newest = sorted(enumerate(typed), key=lambda x: (x[1].created_at, x[0]), reverse=True)
        return list(dict.fromkeys(m.text for _, m in newest))[:limit]


def _density(text: str, words: Sequence[str]) -> float:
    return sum(fold(text).count(fold(word)) for word in words) / (len(text) + 40)
