"""One chat and its turns: each turn is one story, told as events to whoever drives it (app, command, test)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from rlmchat.chat import listening
from rlmchat.chat.answering import Answerer, Turn
from rlmchat.chat.deciding import Decider
from rlmchat.chat.environment import Environment
from rlmchat.chat.events import TurnEvent, TurnStarted
from rlmchat.chat.listener import Listener
from rlmchat.chat.log import ChatLog, Emit, unheard
from rlmchat.chat.noticing import Noticer
from rlmchat.chat.prompt import Attachment
from rlmchat.conversation import Chat, ChatId, Message, MessageId, MessageStatus, Role
from rlmchat.errors import UsageError
from rlmchat.learning.correction import Category, Correction, NewCorrection, OutcomeKind
from rlmchat.learning.memory import Kept, KeptAs
from rlmchat.learning.recall import Recall
from rlmchat.learning.signals import SignalKind

Events = AsyncGenerator[TurnEvent, None]


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of an answer that the person rewrote."""

    message: Message
    kept: tuple[Kept, ...] = ()
    """What was learned of it, or asked about."""


class ChatSession:
    """One chat, and the turns in it. One turn at a time; cancelling it keeps the partial answer, marked."""

    def __init__(self, environment: Environment, chat: Chat, messages: Sequence[Message] = ()) -> None:
        self._env = environment
        self._log = ChatLog(environment, chat, messages)
        self._noticer = Noticer(environment, self._log)
        self._decider = Decider(environment)
        self._listener = Listener(environment, self._log, self._noticer, self._decider)
        self._answerer = Answerer(environment, self._log)
        self._put_back: dict[MessageId, Message] = {}

    @property
    def chat(self) -> Chat:
        """The chat as it stands."""
        return self._log.chat

    @chat.setter
    def chat(self, chat: Chat) -> None:
        """Take over what was changed elsewhere (renamed in the list of chats)."""
        self._log.chat = chat

    @property
    def messages(self) -> tuple[Message, ...]:
        """What the chat shows, oldest first."""
        return tuple(self._log.messages)

    @property
    def model(self) -> str:
        """The model of the next answer, by its LiteLLM name."""
        return self._log.chat.model

    @model.setter
    def model(self, name: str) -> None:
        self._log.chat = replace(self._log.chat, model=name)

    @property
    def learning(self) -> bool:
        """Whether anything is learned and lessons are sent."""
        return self._env.settings.learning.enabled

    def recall_of(self, message_id: MessageId) -> Recall | None:
        """What was considered for an answer; known for the newest answers of this run of the program."""
        return self._log.recalls.get(message_id)

    def when_decided(self, told: Callable[[Correction], None]) -> None:
        """Have a function called with every uncertain correction that the model decided on in the background."""
        self._decider.told = told

    # Turns: each gives its events as they happen.

    def send(self, text: str, attachments: Sequence[Attachment] = ()) -> Events:
        """Say something. Raises UsageError for an empty message."""
        if not text.strip():
            raise UsageError("There is nothing to send.")
        return self._told(lambda emit: self._send(text, tuple(attachments), emit))

    def retry(self) -> Events:
        """Ask again for an answer to the last message, which got none; raises UsageError if it has one."""
        last = self._log.messages[-1] if self._log.messages else None
        if last is None or last.role is not Role.USER:
            raise UsageError("There is no message that waits for an answer.")
        return self._told(lambda emit: self._retry(last, emit))

    def regenerate(self, message_id: MessageId | None = None) -> Events:
        """Another answer to the same question; the old one, and what followed it, are kept, hidden."""
        answer = self._log.find(message_id) if message_id else self._log.last_answer
        question = self._log.question_of(answer) if answer and answer.role is Role.ASSISTANT else None
        if answer is None or question is None:
            raise UsageError("There is no answer to ask for again.")
        return self._told(lambda emit: self._regenerate(answer, question, emit))

    def resend(self, message_id: MessageId, text: str) -> Events:
        """Say an earlier message differently and go on from there; the old branch is kept, hidden."""
        message = self._log.find(message_id)
        if not text.strip():
            raise UsageError("There is nothing to send.")
        return self._told(lambda emit: self._resend(message, text, emit))

    def _told(self, story: Callable[[Emit], Awaitable[None]]) -> Events:
        """The events of a story, counted as they are told; the counts are written when it is over."""

        async def counted(emit: Emit) -> None:
            try:
                await story(self._env.recorder.heard(emit))
            finally:
                self._env.in_background(self._env.recorder.flush())

        return _events(counted)

    async def _send(
        self,
        text: str,
        attachments: tuple[Attachment, ...],
        emit: Emit,
        instead_of: tuple[Message, Message] | None = None,
    ) -> None:
        await self._log.hide(self._log.unanswered())
        previous = self._log.last_answer
        message = self._log.make(Role.USER, text, tuple(a.name for a in attachments))
        await self._log.begin(text, emit)
        await self._log.add(message, emit)
        emit(TurnStarted(message))
        turn = Turn(message, emit, attachments=attachments)
        if self.learning:
            if instead_of and self._env.settings.learning.detect:
                await self._noticer.asked_again(message, *instead_of, emit)
            await self._listener.learn(message, previous, turn.ms, emit)
        await self._answerer.answer(turn)
        self._decider.ask(self.model)

    async def _retry(self, message: Message, emit: Emit) -> None:
        message = await self._log.change(replace(message, status=MessageStatus.COMPLETE), emit)
        emit(TurnStarted(message))
        await self._answerer.answer(Turn(message, emit))

    async def _regenerate(self, answer: Message, question: Message, emit: Emit) -> None:
        await self._noticer.notice(SignalKind.REGENERATED, answer, emit)
        await self._log.hide(self._log.messages[self._log.messages.index(answer) :])
        await self._answerer.answer(Turn(question, emit, parent=answer.id))

    async def _resend(self, message: Message, text: str, emit: Emit) -> None:
        later = self._log.messages[self._log.messages.index(message) :]
        answer = next((m for m in later if m.role is Role.ASSISTANT), None)
        await self._log.hide(later)
        await self._send(text, (), emit, instead_of=(message, answer) if answer else None)

    # What the person does to answers.

    async def flag(
        self,
        message_id: MessageId,
        *,
        wrong: str,
        right: str,
        category: Category,
        always: bool = False,
        explanation: str = "",
    ) -> Kept:
        """Mark an answer as wrong; the correction is kept and holds from the next turn on."""
        answer = self._log.find(message_id)
        if not right.strip():
            raise UsageError("Say what it should be.", "Fill in the second field.")
        question = self._log.question_of(answer)
        new = listening.from_flag(
            wrong=wrong,
            right=right,
            category=category,
            always=always,
            explanation=explanation,
            query=question.text if question else "",
            answer=answer,
        )
        kept = await self._keep(new)
        if kept.how is not KeptAs.REJECTED:
            await self._listener.judge_broken(kept, answer, unheard)
        return kept

    async def remember(self, rule: str) -> Kept:
        """Keep a standing rule that the person states (`/remember`)."""
        if not rule.strip():
            raise UsageError("Say what to remember.", "For example: /remember dates as YYYY-MM-DD")
        return await self._keep(listening.from_rule(rule, chat_id=self.chat.id))

    async def _keep(self, new: NewCorrection) -> Kept:
        if not self.learning:
            raise UsageError("Learning is switched off, so nothing is stored.", "Switch it on with ctrl+t or in F2.")
        await self._env.learning_ready()
        return await self._env.memory.keep(new)

    async def put_back(self, message_id: MessageId) -> Message:
        """Show an answer as the model gave it; that counts as *reverted* for the lessons that changed it."""
        answer = self._log.find(message_id)
        if answer.draft is None or not (answer.applied or answer.edited):
            raise UsageError("This answer was not changed, so there is nothing to put back.")
        self._put_back[answer.id] = answer
        shown = await self._log.change(replace(answer, text=answer.draft, draft=answer.text, applied=(), edited=False))
        if self.learning and answer.applied:
            await self._listener.record(answer.applied, OutcomeKind.REVERTED, answer, "original put back")
        return shown

    async def put_changed(self, message_id: MessageId) -> Message:
        """Show the changed text of an answer again whose original was put back."""
        answer = self._log.find(message_id)
        changed = self._put_back.pop(answer.id, None)
        if changed is None or answer.draft is None:
            raise UsageError("The original of this answer was not put back.")
        shown = await self._log.change(
            replace(answer, text=answer.draft, draft=answer.text, applied=changed.applied, edited=changed.edited)
        )
        if self.learning and changed.applied:
            await self._listener.record(changed.applied, OutcomeKind.RESTORED, answer, "corrected again")
        return shown

    async def edit_answer(self, message_id: MessageId, text: str, *, learn: bool) -> Edited:
        """Put the person's text in the place of an answer; the chat goes on from it, the model's text is kept.

        With `learn` what differs is kept as corrections (source `edit`); without it, and where nothing can be made of
        the difference, the edit is a weak sign.
        """
        before = self._log.find(message_id)
        if before.role is not Role.ASSISTANT or not text.strip():
            raise UsageError("An answer needs a text.")
        if text == before.text:
            return Edited(before)
        question = self._log.question_of(before)
        draft = before.draft if before.draft is not None else before.text
        shown = await self._log.change(replace(before, text=text, draft=draft, edited=True))
        query = question.text if question else ""
        news = listening.from_edits(before, text, query=query) if learn and self.learning else []
        kept = [await self._keep(new) for new in news]
        for one in kept:
            if one.how is not KeptAs.REJECTED:
                await self._listener.judge_broken(one, before, unheard)
        if not kept and (asked := await self._noticer.notice(SignalKind.EDITED, before, question=question, after=text)):
            kept = [asked]
        return Edited(shown, tuple(kept))

    async def stopped(self) -> Kept | None:
        """The person stopped the newest answer: a weak sign; gives what it put in the inbox, if it met others."""
        answer = self._log.last_answer
        if answer is None or answer.status is not MessageStatus.PARTIAL:
            return None
        return await self._noticer.notice(SignalKind.CANCELLED, answer)

    async def copied_code(self, message_id: MessageId) -> None:
        """The person copied code of an answer: a weak sign for it."""
        answer = self._log.find(message_id)
        if answer.role is Role.ASSISTANT:
            await self._noticer.notice(SignalKind.COPIED, answer)

    async def undo_last(self) -> str | None:
        """Take the last exchange out of the chat (kept, hidden); gives the person's text, None if there is none."""
        messages = self._log.messages
        at = next((i for i in reversed(range(len(messages))) if messages[i].role is Role.USER), None)
        if at is None:
            return None
        text = messages[at].text
        await self._log.hide(messages[at:])
        return text

    async def rename(self, title: str) -> None:
        """Give the chat another title."""
        self._log.chat = replace(self._log.chat, title=title.strip()[:200])
        if self._log.saved:
            await self._env.history.save_chat(self._log.chat)

    async def fork(self, message_id: MessageId | None = None) -> ChatSession:
        """A new chat that begins as this one does, up to and with a message (the last one where none is named)."""
        messages = self._log.messages
        end = messages.index(self._log.find(message_id)) + 1 if message_id else len(messages)
        now = self._env.clock()
        title = f"{self.chat.title} (fork)"
        chat = replace(self.chat, id=ChatId(self._env.new_id()), title=title, created_at=now, updated_at=now)
        copies = [replace(m, id=MessageId(self._env.new_id()), chat_id=chat.id, parent_id=None) for m in messages[:end]]
        await self._env.history.import_chat(chat, copies)
        return ChatSession(self._env, chat, copies)


async def _events(story: Callable[[Emit], Awaitable[None]]) -> Events:
    """The events of a story as they happen; closing the iterator (or cancelling its reader) cancels the story."""
    queue: asyncio.Queue[TurnEvent | None] = asyncio.Queue()

    async def tell() -> None:
        try:
            await story(queue.put_nowait)
        finally:
            queue.put_nowait(None)

    task = asyncio.create_task(tell())
    try:
        while (event := await queue.get()) is not None:
            yield event
        await task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
