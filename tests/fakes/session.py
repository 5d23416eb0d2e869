"""A session that plays a script, and services around it, for tests of screens alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rlmchat.chat.events import (
    CorrectionKept,
    LessonsRecalled,
    ReplyChunk,
    ReplyFinished,
    ReplyStarted,
    TurnEvent,
    TurnFailed,
    TurnStarted,
)
from rlmchat.chat.history import Found
from rlmchat.chat.session import Edited
from rlmchat.conversation import Chat, ChatId, Message, MessageId, MessageStatus, Role, Usage
from rlmchat.errors import ModelError, NotFoundError
from rlmchat.learning.applier import Applied
from rlmchat.learning.correction import Correction, CorrectionId, Status
from rlmchat.learning.memory import Kept, KeptAs
from rlmchat.learning.recall import Lesson, Recall
from rlmchat.learning.undo import Undone
from rlmchat.locations import Locations
from rlmchat.settings import Settings

NOW = datetime(2026, 11, 20, 14, 7, tzinfo=UTC)


def correction(id: str = "c1", original: str = "Sydney", corrected: str = "Canberra", **more: Any) -> Correction:
    return Correction(CorrectionId(id), NOW, original, corrected, **more)


@dataclass
class Answer:
    """One scripted answer."""

    text: str = ""
    pieces: Sequence[str] = ()
    lessons: Sequence[Correction] = ()
    draft: str | None = None
    applied: Sequence[str] = ()
    broken: Sequence[str] = ()
    kept: Kept | None = None
    error: ModelError | None = None
    gate: asyncio.Event | None = None
    """Waited for after the first piece."""
    events: Sequence[TurnEvent] = ()
    """Told before the end."""


class ScriptedSession:
    def __init__(self, chat: Chat, messages: Sequence[Message], script: list[Answer], learning: Any) -> None:
        self.chat = chat
        self._messages = list(messages)
        self.script = script
        self.sent: list[str] = []
        self.attached: list[Any] = []
        self.flags: list[dict[str, Any]] = []
        self.copied: list[str] = []
        self._recalls: dict[str, Recall] = {}
        self._learning = learning
        self._count = len(self._messages)

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(self._messages)

    @property
    def model(self) -> str:
        return self.chat.model

    @model.setter
    def model(self, name: str) -> None:
        self.chat = replace(self.chat, model=name)

    @property
    def learning(self) -> bool:
        return bool(self._learning())

    def _new(self, role: Role, text: str, **more: Any) -> Message:
        self._count += 1
        return Message(MessageId(f"m{self._count}"), self.chat.id, role, text, NOW, **more)

    async def send(self, text: str, attachments: Sequence[Any] = ()) -> AsyncIterator[TurnEvent]:
        self.sent.append(text)
        self.attached.append(tuple(attachments))
        while self._messages and self._messages[-1].status is MessageStatus.FAILED:
            self._messages.pop()
        message = self._new(Role.USER, text, attachments=tuple(a.name for a in attachments))
        self._messages.append(message)
        if not self.chat.title:
            self.chat = replace(self.chat, title=text[:40])
        yield TurnStarted(message)
        async for event in self._reply(message):
            yield event

    async def _reply(self, question: Message) -> AsyncIterator[TurnEvent]:
        script = self.script.pop(0) if self.script else Answer("All right.")
        if script.kept is not None:
            yield CorrectionKept(script.kept)
        recall = Recall(question.text, tuple(Lesson(c, 0.9, 1, 0.9, 1, 1) for c in script.lessons))
        yield LessonsRecalled(recall)
        answer = self._new(Role.ASSISTANT, "", model=self.model, lessons=tuple(c.id for c in script.lessons))
        self._recalls[answer.id] = recall
        yield ReplyStarted(answer.id, self.model)
        shown = ""
        try:
            for at, piece in enumerate(script.pieces or ([script.text] if script.text else [])):
                shown += piece
                yield ReplyChunk(piece)
                if at == 0 and script.gate is not None:
                    await script.gate.wait()
                else:
                    await asyncio.sleep(0)
        except (asyncio.CancelledError, GeneratorExit):
            self._messages.append(replace(answer, text=shown, status=MessageStatus.PARTIAL))
            raise
        if script.error is not None:
            failed = replace(question, status=MessageStatus.FAILED)
            self._messages[self._messages.index(question)] = failed
            yield TurnFailed(failed, script.error)
            return
        for event in script.events:
            yield event
        done = replace(
            answer,
            text=script.text or shown,
            draft=script.draft,
            applied=tuple(script.applied),
            usage=Usage(1000, 204, 0.002),
        )
        self._messages.append(done)
        applied = Applied(done.text, script.draft or done.text, done.applied, done.lessons, tuple(script.broken))
        yield ReplyFinished(done, applied if script.lessons else None, {"total": 1.0})

    async def regenerate(self, message_id: MessageId | None = None) -> AsyncIterator[TurnEvent]:
        at = next(i for i, m in enumerate(self._messages) if m.id == message_id)
        question = self._messages[at - 1]
        del self._messages[at:]
        async for event in self._reply(question):
            yield event

    async def retry(self) -> AsyncIterator[TurnEvent]:
        question = replace(self._messages[-1], status=MessageStatus.COMPLETE)
        self._messages[-1] = question
        yield TurnStarted(question)
        async for event in self._reply(question):
            yield event

    async def resend(self, message_id: MessageId, text: str) -> AsyncIterator[TurnEvent]:
        at = next(i for i, m in enumerate(self._messages) if m.id == message_id)
        del self._messages[at:]
        async for event in self.send(text):
            yield event

    async def recall_of(self, message_id: MessageId) -> Recall | None:
        return self._recalls.get(message_id)

    def when_decided(self, told: Any) -> None:
        self.decided = told

    async def stopped(self) -> Kept | None:
        return None

    async def copied_code(self, message_id: MessageId) -> None:
        self.copied.append(message_id)

    async def edit_answer(self, message_id: MessageId, text: str, *, learn: bool) -> Edited:
        at = next(i for i, m in enumerate(self._messages) if m.id == message_id)
        old = self._messages[at]
        self._messages[at] = replace(old, text=text, draft=old.draft or old.text, edited=True)
        return Edited(self._messages[at])

    async def flag(self, message_id: MessageId, **what: Any) -> Kept:
        self.flags.append({"message_id": message_id, **what})
        return Kept(correction("f1", what["wrong"], what["right"], category=what["category"]), KeptAs.NEW)

    async def remember(self, rule: str) -> Kept:
        return Kept(correction("r1", "", rule, standing=True), KeptAs.NEW)

    async def _swap(self, message_id: MessageId, applied: tuple[str, ...]) -> Message:
        at = next(i for i, m in enumerate(self._messages) if m.id == message_id)
        old = self._messages[at]
        assert old.draft is not None
        self._messages[at] = replace(old, text=old.draft, draft=old.text, applied=applied)
        return self._messages[at]

    async def put_back(self, message_id: MessageId) -> Message:
        return await self._swap(message_id, ())

    async def put_changed(self, message_id: MessageId) -> Message:
        old = next(m for m in self._messages if m.id == message_id)
        return await self._swap(message_id, old.lessons)

    async def undo_last(self) -> str | None:
        at = next((i for i in reversed(range(len(self._messages))) if self._messages[i].role is Role.USER), None)
        if at is None:
            return None
        text = self._messages[at].text
        del self._messages[at:]
        return text

    async def rename(self, title: str) -> None:
        self.chat = replace(self.chat, title=title)

    async def fork(self, message_id: MessageId | None = None) -> ScriptedSession:
        chat = replace(self.chat, id=ChatId(f"{self.chat.id}-fork"), title=f"{self.chat.title} (fork)")
        return ScriptedSession(chat, self._messages, self.script, self._learning)


class KnownMemory:
    """Just enough of the memory for the chat screen."""

    def __init__(self) -> None:
        self.records: dict[str, Correction] = {}
        self.health = ""
        self.acts: list[tuple[str, str]] = []

    async def get(self, id: str) -> Correction:
        try:
            return self.records[id]
        except KeyError as error:
            raise NotFoundError(f"There is no correction {id}.") from error

    async def accept(self, id: str) -> Correction:
        self.acts.append(("accept", id))
        self.records[id] = replace(self.records[id], status=Status.ACTIVE)
        return self.records[id]

    async def reject(self, id: str) -> Correction:
        self.acts.append(("reject", id))
        return self.records[id]

    async def undo(self, id: str | None = None, *, act: str = "") -> Undone:
        self.acts.append(("undo", id or act))
        return Undone((self.records[id],)) if id else Undone()

    async def find(self, what: Any) -> list[Correction]:
        found = [r for r in self.records.values() if r.status in what.statuses and what.text.lower() in r.rule.lower()]
        return found[what.offset : what.offset + what.limit]

    async def count(self, what: Any) -> int:
        return len([r for r in self.records.values() if r.status in what.statuses])

    async def tally(self) -> dict[Status, int]:
        statuses = [r.status for r in self.records.values()]
        return {status: statuses.count(status) for status in set(statuses)}

    async def history(self, id: str) -> list[Any]:
        return []

    async def outcomes(self, id: str) -> list[Any]:
        return []

    async def signals_of(self, record: Correction) -> list[Any]:
        return []

    async def conflicts(self) -> list[Any]:
        return []

    async def resolve(self, conflict: Any, keep: str) -> list[Correction]:
        self.acts.append((f"resolve {keep}", conflict.newer.id))
        return [conflict.older, conflict.newer]

    async def edit(self, id: str, reason: str = "", **fields: Any) -> Correction:
        self.acts.append(("edit", id))
        self.records[id] = replace(self.records[id], **fields)
        return self.records[id]


@dataclass
class KeptHistory:
    """Chats in memory, as far as the screens look."""

    kept: dict[str, Chat] = field(default_factory=dict)
    said: dict[str, list[Message]] = field(default_factory=dict)
    past: list[str] = field(default_factory=list)

    async def prompts(self, limit: int = 500) -> list[str]:
        return self.past[:limit]

    async def chat(self, chat_id: str) -> Chat | None:
        return self.kept.get(chat_id)

    async def chats(self, *, deleted: bool = False, limit: int = 200, offset: int = 0) -> list[Chat]:
        found = [c for c in self.kept.values() if (c.deleted_at is not None) == deleted]
        return sorted(found, key=lambda c: c.updated_at, reverse=True)[offset : offset + limit]

    async def save_chat(self, chat: Chat) -> None:
        self.kept[chat.id] = chat

    async def purge_chat(self, chat_id: str) -> None:
        self.kept.pop(chat_id, None)

    async def messages(self, chat_id: str, *, hidden: bool = False) -> list[Message]:
        return list(self.said.get(chat_id, []))

    async def search(self, text: str, limit: int = 50) -> list[Found]:
        return [
            Found(self.kept[m.chat_id], m, m.text.replace(text, f"«{text}»"))
            for messages in self.said.values()
            for m in messages
            if text.lower() in m.text.lower() and self.kept[m.chat_id].deleted_at is None
        ][:limit]


class KnownModels:
    def __init__(self, names: Sequence[str] = ("demo/demo", "openai/gpt-4o-mini", "anthropic/claude-sonnet-4")) -> None:
        self.names = names

    async def models(self) -> Sequence[str]:
        return self.names


class ScriptedServices:
    """What the app asks of services, answered from a script."""

    def __init__(self, home: Path, script: list[Answer] | None = None, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.locations = Locations(home / "config", home / "data", home / "log")
        self.history = KeptHistory()
        self.memory = KnownMemory()
        self.model = KnownModels()
        self.default_model = "openai/gpt-4o-mini"
        self.problems: list[str] = []
        self.saved = True
        self.script = script if script is not None else []
        kept = [answer.kept.correction for answer in self.script if answer.kept is not None]
        self.memory.records.update({record.id: record for record in kept if record.status is Status.TENTATIVE})
        self.session: ScriptedSession | None = None
        self.warmed = False
        self.closed = False

    @property
    def clock(self) -> Any:
        return lambda: NOW

    async def open_chat(
        self, chat_id: str | None = None, *, continue_last: bool = False, model: str | None = None
    ) -> ScriptedSession:
        chat = self.history.kept.get(chat_id) if chat_id else None
        if chat_id and chat is None:
            raise NotFoundError(f"There is no chat {chat_id}.")
        messages = self.history.said.get(chat_id, []) if chat_id else []
        chat = chat or Chat(ChatId("chat-1"), "", NOW, NOW, model=model or self.default_model)
        self.session = ScriptedSession(chat, messages, self.script, lambda: self.settings.learning.enabled)
        return self.session

    async def warm(self, report: Any = None) -> None:
        self.warmed = True

    async def change_settings(self, settings: Settings) -> None:
        self.settings = settings

    async def set_learning(self, enabled: bool) -> None:
        self.settings = replace(self.settings, learning=replace(self.settings.learning, enabled=enabled))

    async def aclose(self) -> None:
        self.closed = True
