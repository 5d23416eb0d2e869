"""What all parts of the chat screen share: the services, the session, the widgets, and running a turn."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

from textual.screen import ModalScreen, Screen
from textual.worker import Worker, WorkerCancelled, WorkerFailed

from rlmchat.errors import RlmChatError
from rlmchat.screens.start import Start
from rlmchat.settings import Settings
from rlmchat.widgets.bindings import key_of, written
from rlmchat.widgets.header_bar import HeaderBar
from rlmchat.widgets.keys import CHAT, MESSAGE, PROMPT
from rlmchat.widgets.prompt_input import PromptInput
from rlmchat.widgets.queue_view import QueueView, Waiting
from rlmchat.widgets.status_bar import StatusBar
from rlmchat.widgets.transcript import Transcript

if TYPE_CHECKING:
    from rlmchat.chat.events import TurnEvent
    from rlmchat.chat.services import Services
    from rlmchat.chat.session import ChatSession

STOP = next(key for key in CHAT if key.id == "stop")
WRONG = next(key for key in PROMPT if key.id == "wrong_last")


class ChatBase(Screen[None]):
    """The services, the session once it is open, and the widgets by name."""

    def __init__(self, start: Start) -> None:
        super().__init__()
        self._begun_with = start
        self.connected_services: Services | None = None
        self._connected = asyncio.Event()
        self.session: ChatSession | None = None
        self._turn: Worker[None] | None = None
        self._loading: asyncio.Task[None] | None = None
        """Starts the model's process; held, since the loop holds its tasks only weakly."""

    @property
    def services(self) -> Services:
        """The running parts; only for what cannot happen before they are connected."""
        assert self.connected_services is not None
        return self.connected_services

    @property
    def settings(self) -> Settings:
        """As they are now."""
        return self.connected_services.settings if self.connected_services else self._begun_with.settings

    async def connect(self) -> None:
        """Import and build everything, in a thread, so that keys are taken meanwhile."""
        self.connected_services = await asyncio.to_thread(self._begun_with.connect)
        self._connected.set()

    async def connected(self) -> Services:
        """The running parts, as soon as they are there."""
        await self._connected.wait()
        return self.services

    @property
    def transcript(self) -> Transcript:
        """The messages."""
        return self.query_one(Transcript)

    @property
    def prompt(self) -> PromptInput:
        """Where the person writes."""
        return self.query_one(PromptInput)

    @property
    def header(self) -> HeaderBar:
        """The top line."""
        return self.query_one(HeaderBar)

    @property
    def status(self) -> StatusBar:
        """The bottom line."""
        return self.query_one(StatusBar)

    @property
    def queue(self) -> QueueView:
        """Messages that wait."""
        return self.query_one(QueueView)

    @property
    def standing(self) -> bool:
        """Whether the screen has its widgets; on the way out of the app it has not."""
        return self.is_attached and bool(self.query(HeaderBar)) and bool(self.query(StatusBar))

    @property
    def busy(self) -> bool:
        """Whether a turn is running."""
        return self._turn is not None and not self._turn.is_finished

    def tell(self, error: RlmChatError | str, *, bad: bool = True) -> None:
        """One sentence in a corner, gone by itself."""
        self.notify(str(error), severity="warning" if bad else "information", markup=False)

    async def ask(self, dialog: ModalScreen[Any]) -> Any:
        """Show a dialog and wait for its answer, of the type that the dialog names; call it from a worker."""
        return await self.app.push_screen_wait(dialog)

    def noted(self) -> None:
        """The empty prompt takes the letters that are offered for the newest note and the newest answer."""
        note = self.transcript.newest_note()
        self.prompt.arm([*(note.letters if note else ()), *self.answer_letters()])
        if self.session is not None:
            self.header.tell(title=self.session.chat.title, lessons=self._lessons)

    @property
    def _lessons(self) -> int | None:
        """How many were in play for the newest answer, as the line under it counts them."""
        answer = self.transcript.last_answer()
        return len(answer.message.lessons) if answer is not None and answer.message is not None else None

    def answer_letters(self) -> dict[str, str]:
        """Letters for the newest answer, and what they do, where a correction changed its text.

        Only those that few messages begin with: a question that begins with `w` must not open anything.
        """
        answer = self.transcript.last_answer()
        if answer is None or answer.message is None or answer.message.draft is None:
            return {}
        return {written(self.app, key).split(",")[0]: key.id for key in MESSAGE if key.id in ("diff", "put_back")}

    # Running a turn.

    def run_turn(self, events: Callable[[ChatSession], AsyncIterator[TurnEvent]]) -> None:
        """Begin a turn; only when none is running."""
        self._turn = self.run_worker(self._follow(events), group="turn", exclusive=True, exit_on_error=True)

    async def _follow(self, events: Callable[[ChatSession], AsyncIterator[TurnEvent]]) -> None:
        from rlmchat.screens.turn_view import Stage, TurnView

        assert self.session is not None
        session = self.session
        stage = Stage(
            transcript=self.transcript,
            header=self.header,
            status=self.status,
            newest=lambda: session.messages[-1] if session.messages else None,
            noted=self.noted,
            say_again=self.say_again,
            stop_key=key_of(self.app, STOP),
            wrong_key=key_of(self.app, WRONG),
            loading=self._loading,
        )
        view = TurnView(stage)
        try:
            await view.follow(events(session))
        except RlmChatError as error:
            self.tell(error)
            view.failed = True
        except asyncio.CancelledError:
            if self.standing:
                self.unqueue()
            raise
        if not self.standing:
            return
        self.header.tell(title=session.chat.title, model=session.model)
        self.after_turn(view.failed, view.conflicts)

    async def stop_turn(self) -> None:
        """Cancel what is running and wait until the session has kept what came."""
        if self._turn is not None and self.busy:
            self._turn.cancel()
            with contextlib.suppress(WorkerCancelled, WorkerFailed):
                await self._turn.wait()

    def after_turn(self, failed: bool, conflicts: list[Any]) -> None:
        """What comes next: a waiting message, or the person."""

    def say_again(self, text: str) -> None:
        """The text of a failed message goes back to the prompt, unless something else was begun there."""
        if not self.prompt.text.strip():
            self.prompt.put(text)

    def unqueue(self) -> None:
        """Waiting messages go back to the prompt, before what is written there."""
        texts: list[str] = []
        while (item := self.queue.next()) is not None:
            texts.append(item.text)
        if texts:
            written = self.prompt.whole.strip()
            self.prompt.put("\n\n".join([*texts, *([written] if written else [])]))
        self.prompt.queued = False

    def enqueue(self, text: str) -> None:
        """A message waits for its turn."""
        self.queue.push(Waiting(text))
        self.prompt.queued = True
