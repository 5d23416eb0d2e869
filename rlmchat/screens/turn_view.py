"""One turn on the screen: every event of it, in one match."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from rlmchat.chat.events import (
    ComplaintHeard,
    ConflictFound,
    CorrectionKept,
    Detected,
    LearningFailed,
    LessonsJudged,
    LessonsRecalled,
    ReplyChunk,
    ReplyFinished,
    ReplyRevised,
    ReplyRevising,
    ReplyStarted,
    TurnEvent,
    TurnFailed,
    TurnStarted,
)
from rlmchat.conversation import Message
from rlmchat.learning.kept import Conflict
from rlmchat.screens.notes import complaint_note, conflict_note, failure_note, kept_note
from rlmchat.widgets.header_bar import HeaderBar, model_name
from rlmchat.widgets.message_view import AnswerMessage, UserMessage
from rlmchat.widgets.status_bar import StatusBar
from rlmchat.widgets.transcript import Transcript

REVISING_SECONDS = 0.3
"""How long a rewrite may take before the screen mentions it."""


@dataclass(slots=True)
class Stage:
    """Where a turn is shown."""

    transcript: Transcript
    header: HeaderBar
    status: StatusBar
    newest: Callable[[], Message | None]
    """The last message as the session has it."""
    noted: Callable[[], None]
    """Notes came or went: which letters the empty prompt takes may have changed."""
    say_again: Callable[[str], None]
    """Gives the person's text back to the prompt."""
    stop_key: str
    """How the key that stops an answer is written."""
    wrong_key: str
    """The same of the key that says what is wrong with one."""
    loading: asyncio.Future[None] | None = None
    """Done when LiteLLM is loaded, which the first answer after a start may have to wait for."""


class TurnView:
    """Shows one turn. After `follow`, `failed` tells how it ended and `conflicts` what the person must decide."""

    def __init__(self, stage: Stage) -> None:
        self._on = stage
        self._answer: AnswerMessage | None = None
        self._waits = ""
        """What the answer waits for, when all is loaded."""
        self.failed = False
        self.conflicts: list[Conflict] = []

    async def follow(self, events: AsyncIterator[TurnEvent]) -> None:
        """Show every event; when cancelled, what came is kept and marked."""
        try:
            async for event in events:
                # The app may be on its way out: then the session's part of the turn goes on without a screen.
                if self._on.transcript.is_attached:
                    await self._show(event)
        except asyncio.CancelledError:
            if self._on.transcript.is_attached:
                await self._stopped()
            raise
        finally:
            self._on.status.tell(activity="")

    async def _show(self, event: TurnEvent) -> None:  # noqa: C901 - one case an event, that is the point
        match event:
            case TurnStarted(message):
                await self._started(message)
            case Detected():
                pass
            case ComplaintHeard():
                await self._on.transcript.note(complaint_note(self._on.wrong_key), before_answer=True)
            case CorrectionKept(kept):
                await self._on.transcript.note(kept_note(kept), before_answer=True)
                self._on.noted()
            case ConflictFound(conflict):
                self.conflicts.append(conflict)
                await self._on.transcript.note(conflict_note(conflict), before_answer=True)
                self._on.noted()
            case LessonsJudged(broken):
                await self._judged(tuple(one.id for one in broken))
            case LessonsRecalled(recall):
                self._on.header.tell(lessons=len(recall.lessons))
                view = await self._view()
                view.rules.update({x.correction.id: x.correction.rule for x in recall.lessons})
            case ReplyStarted(_, model):
                self._on.status.tell(activity=f"answering · {self._on.stop_key} stops")
                self._waits = f"waiting for {model_name(model)} …"
                self._say_what_it_waits_for(await self._view())
            case ReplyChunk(text):
                (await self._view()).write(text)
            case ReplyRevising():
                self._revising()
            case ReplyRevised(text):
                view = await self._view()
                view.say("")
                await view.body.show(text)
            case LearningFailed(stage, message):
                self._learning_failed(stage, message)
            case ReplyFinished(message, applied):
                await self._finished(message, applied.broken if applied else ())
            case TurnFailed(message, error):
                await self._failed(message, str(error))

    async def _started(self, message: Message) -> None:
        transcript = self._on.transcript
        await transcript.clear_failures()
        await transcript.drop([message.id])
        await transcript.drop_questions()
        self._on.noted()
        await transcript.add(UserMessage(message))
        transcript.anchor()
        self._say_what_it_waits_for(await self._view())

    def _say_what_it_waits_for(self, view: AnswerMessage) -> None:
        loading = self._on.loading
        if loading is None or loading.done():
            view.say(self._waits)
            return
        view.say("loading LiteLLM, once a start …")

        def loaded(_: object) -> None:
            if view is self._answer and view.is_attached and not view.body.begun:
                view.say(self._waits)

        loading.add_done_callback(loaded)

    async def _view(self) -> AnswerMessage:
        if self._answer is None:
            self._answer = AnswerMessage()
            await self._on.transcript.add(self._answer)
        return self._answer

    def _revising(self) -> None:
        if (view := self._answer) is None:
            return

        def tell() -> None:
            if view.message is None and view.is_attached:
                view.say("revising …")

        view.set_timer(REVISING_SECONDS, tell)

    async def _judged(self, broken: tuple[str, ...]) -> None:
        answer = self._on.transcript.last_answer()
        if answer is not None and answer.message is not None:
            await answer.show(answer.message, broken)

    def _learning_failed(self, stage: str, message: str) -> None:
        if stage == "save":
            self._on.status.tell(saved=False, trouble="not saved")
        else:
            self._on.status.tell(trouble=f"learning: {stage} failed")
        self._on.status.app.notify(message, severity="warning", markup=False)

    async def _finished(self, message: Message, broken: tuple[str, ...]) -> None:
        await (await self._view()).show(message, broken)
        self._answer = None
        self._on.noted()
        state = self._on.status.state
        if state.saved is not False:
            self._on.status.tell(saved=True)
        if message.usage is not None:
            used = message.usage.prompt_tokens + message.usage.completion_tokens
            self._on.status.tell(tokens=state.tokens + used, cost=state.cost + message.usage.cost)

    async def _failed(self, message: Message, sentence: str) -> None:
        self.failed = True
        await self._let_go()
        # The text first: who reads the sentence must find it there.
        self._on.say_again(message.text)
        self._on.transcript.mark_failed(message)
        note = await self._on.transcript.note(failure_note(sentence))
        note.scroll_visible(animate=False)
        self._on.noted()

    async def _stopped(self) -> None:
        """The session has saved what came by now."""
        newest = self._on.newest()
        if self._answer is not None and newest is not None and newest.role == "assistant" and self._answer.body.text:
            await self._answer.show(newest)
            self._answer = None
            self._on.noted()
        else:
            await self._let_go()

    async def _let_go(self) -> None:
        if self._answer is not None:
            await self._answer.body.end()
            await self._answer.remove()
            self._answer = None
