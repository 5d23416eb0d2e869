"""The messages of one chat as the turn sees and saves them, and what was recalled for each answer."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace

from rlmchat.chat.environment import Environment
from rlmchat.chat.events import LearningFailed, TurnEvent
from rlmchat.conversation import Chat, Message, MessageId, MessageStatus, Role
from rlmchat.errors import NotFoundError, RlmChatError
from rlmchat.learning.recall import Recall
from rlmchat.learning.recall_note import RecallNote
from rlmchat.learning.remembering import remembered

Emit = Callable[[TurnEvent], None]
TITLE_LENGTH = 48
RECALLS = 100
"""Answers for which it is remembered what was recalled: with many corrections that is 10 kB each."""

_log = logging.getLogger(__name__)


def unheard(event: TurnEvent) -> None:
    """Takes an event that nobody waits for."""


class ChatLog:
    """A chat and its visible messages, oldest first; every change is saved as it is made."""

    def __init__(self, environment: Environment, chat: Chat, messages: Iterable[Message] = ()) -> None:
        self._env = environment
        self.chat = chat
        self.messages = list(messages)
        self.recalls: dict[MessageId, Recall] = {}
        """What was considered for the newest answers, of this run of the program or looked up of earlier ones."""
        self.saved = bool(self.messages)

    def remember(self, answer: MessageId, recall: Recall) -> None:
        """Note what was considered for an answer, and forget it for the oldest."""
        self.recalls[answer] = recall
        while len(self.recalls) > RECALLS:
            del self.recalls[next(iter(self.recalls))]

    def make(self, role: Role, text: str, attachments: tuple[str, ...] = ()) -> Message:
        """A new message of this chat, not yet in it."""
        return Message(
            id=MessageId(self._env.new_id()),
            chat_id=self.chat.id,
            role=role,
            text=text,
            created_at=self._env.clock(),
            attachments=attachments,
        )

    def find(self, message_id: MessageId) -> Message:
        """One message; raises NotFoundError."""
        for message in self.messages:
            if message.id == message_id:
                return message
        raise NotFoundError("That message is not in this chat any more.")

    @property
    def last_answer(self) -> Message | None:
        """The newest answer."""
        return next((m for m in reversed(self.messages) if m.role is Role.ASSISTANT), None)

    def question_of(self, answer: Message) -> Message | None:
        """The person's message that an answer answers."""
        before = self.messages[: self.messages.index(answer)] if answer in self.messages else self.messages
        return next((m for m in reversed(before) if m.role is Role.USER), None)

    def unanswered(self) -> list[Message]:
        """Messages at the end that never got an answer."""
        found: list[Message] = []
        for message in reversed(self.messages):
            if message.status is not MessageStatus.FAILED:
                break
            found.append(message)
        return found

    async def recall_of(self, answer: Message) -> Recall | None:
        """What was considered for an answer, in this run or an earlier one; None where nothing was (learning off).

        Raises StoreError.
        """
        if answer.id not in self.recalls:
            note = (await self._env.history.recall_notes([answer.id])).get(answer.id)
            question = self.question_of(answer)
            if note is None or question is None:
                return None
            found = await remembered(self._env.memory, note, query=question.text, at=answer.created_at)
            self.recalls.setdefault(answer.id, found)
        known = self.recalls[answer.id]
        return known if known.query else None

    async def begin(self, text: str, emit: Emit) -> None:
        """Save the chat before its next message, titled by its first."""
        self.chat = replace(self.chat, title=self.chat.title or title_of(text), updated_at=self._env.clock())
        try:
            await self._env.history.save_chat(self.chat)
            self.saved = True
        except RlmChatError as error:
            emit(LearningFailed("save", str(error)))

    async def add(self, message: Message, emit: Emit, note: RecallNote | None = None) -> None:
        """Put a message at the end, with the note of what was recalled for it."""
        self.messages.append(message)
        await self.save(message, emit, note)

    async def change(self, message: Message, emit: Emit = unheard) -> Message:
        """Put a changed message in the place of the old one."""
        at = next(i for i, m in enumerate(self.messages) if m.id == message.id)
        self.messages[at] = message
        await self.save(message, emit)
        return message

    async def hide(self, messages: Iterable[Message]) -> None:
        """Take messages out of the chat; they are kept, hidden."""
        for message in list(messages):
            self.messages.remove(message)
            await self.save_quietly(replace(message, hidden=True))

    async def save(self, message: Message, emit: Emit, note: RecallNote | None = None) -> None:
        """Save a message; a full or broken disk is told of, and does not end the chat."""
        try:
            await self._env.history.save_message(message, note)
        except RlmChatError as error:
            _log.warning("message not saved: %s", error)
            emit(LearningFailed("save", str(error)))

    async def save_quietly(self, message: Message) -> None:
        """Save what a later save will write again, or what is no longer seen."""
        with contextlib.suppress(RlmChatError):
            await self._env.history.save_message(message)


def title_of(text: str) -> str:
    """A chat's title from its first message."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"
