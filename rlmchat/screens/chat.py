"""The chat: transcript, prompt, corrections panel, and the keys that belong to them."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import sys
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Offset
from textual.widget import Widget
from textual.widgets import Static

from rlmchat.chat import garbage
from rlmchat.errors import RlmChatError
from rlmchat.screens import attachments, commands
from rlmchat.screens.chat_panel import ChatPanel
from rlmchat.screens.start import Start
from rlmchat.settings import DEMO_MODEL
from rlmchat.widgets import markdown_rows
from rlmchat.widgets.bindings import bindings
from rlmchat.widgets.header_bar import HeaderBar
from rlmchat.widgets.keys import CHAT
from rlmchat.widgets.markdown_text import MarkdownText
from rlmchat.widgets.note_line import Note
from rlmchat.widgets.plain_text import one_line
from rlmchat.widgets.prompt_input import PromptInput
from rlmchat.widgets.queue_view import QueueView
from rlmchat.widgets.status_bar import StatusBar
from rlmchat.widgets.suggestions import Suggestion, Suggestions
from rlmchat.widgets.transcript import Transcript

if TYPE_CHECKING:
    from rlmchat.chat.events import TurnEvent
    from rlmchat.chat.session import ChatSession

NARROW = 100
"""Columns below which the panel lies over the chat instead of beside it."""
SWITCH_SECONDS = 0.0005
"""How long a thread that imports may keep the interpreter while keys wait for it."""
HINT = "enter send · ctrl+j newline · / commands"


class ChatScreen(ChatPanel):
    """One chat at a time."""

    BINDINGS: ClassVar = bindings(CHAT)
    AUTO_FOCUS = "PromptInput"

    def __init__(
        self, start: Start, *, chat_id: str | None = None, continue_last: bool = False, model: str | None = None
    ) -> None:
        super().__init__(start)
        self._wanted: dict[str, Any] = {"chat_id": chat_id, "continue_last": continue_last, "model": model}
        self._model = model
        self._first_word = ""
        self._stirred = asyncio.Event()
        """Somebody writes."""
        self._early: asyncio.Task[None] | None = None

    def compose(self) -> ComposeResult:
        """Top line, transcript, prompt, bottom line; the panel only when it is wanted."""
        suggestions = Suggestions(self._suggested)
        yield HeaderBar()
        with Horizontal(id="middle"):
            yield Transcript()
        with Vertical(id="foot"):
            yield QueueView()
            yield suggestions
            with Horizontal(id="writing"):
                yield PromptInput(suggestions)
                yield Static(HINT, id="writing-hint", markup=False)
        yield StatusBar()

    def on_mount(self) -> None:
        """Everything that takes time waits for the first paint."""
        self.header.tell(learning=self.settings.learning.enabled, model=self._model or self._begun_with.default_model)
        self.call_after_refresh(self._begin)

    @work(group="begin")
    async def _begin(self) -> None:
        usual = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_SECONDS)
        # What is loaded now stays: nothing of it is garbage.
        gc.disable()
        try:
            await self._warm_up()
        finally:
            garbage.settle()
            gc.enable()
            sys.setswitchinterval(usual)

    async def _warm_up(self) -> None:
        self._early = asyncio.create_task(self._begin_early())
        await self.connect()
        await self._show(partial(self.services.open_chat, **self._wanted))
        for problem in self.services.problems:
            self.notify(problem, severity="warning", timeout=12, markup=False)
        if self.settings.look.panel and not self.settings.look.linear:
            self.action_panel()
        await asyncio.to_thread(markdown_rows.get_ready)
        await self._early
        await self.services.warm(self._warmed)

    async def _begin_early(self) -> None:
        """The model's process, at the first key or after a moment without any: who only looks pays for no more."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stirred.wait(), self._begun_with.patience)
        if self._begun_with.early is not None:
            self._loading = asyncio.create_task(self._begun_with.early())

    def _warmed(self, sentence: str) -> None:
        """A step of the warm-up is done or failed."""
        health = self.services.memory.health
        self.status.tell(trouble=one_line(health, 40) if health else "")
        if sentence and not sentence.endswith(" ready"):
            self.notify(sentence, severity="warning", markup=False)

    # Opening chats.

    def open_chat(self, chat_id: str | None) -> None:
        """Show another chat, or begin one; an answer that is being written is stopped and kept."""
        model = self.session.model if self.session and chat_id is None else None
        self._open({"chat_id": chat_id, "model": model})

    @work(group="open", exclusive=True)
    async def _open(self, wanted: dict[str, Any], question: str = "") -> None:
        services = await self.connected()
        await self.stop_turn()
        await self._show(partial(services.open_chat, **wanted))
        if question:
            self._send(question)

    async def _show(self, way: Callable[[], Any]) -> None:
        try:
            session: ChatSession = await way()
        except RlmChatError as error:
            self.tell(error)
            if self.session is not None:
                return
            session = await self.services.open_chat()
        self.session = session
        session.when_decided(self.decided)
        self.editing = None
        await self.transcript.show(session.messages, Static(_welcome(), classes="empty"))
        self.header.tell(title=session.chat.title, model=session.model, demo=session.model.startswith("demo/"))
        usages = [message.usage for message in session.messages if message.usage]
        self.status.tell(
            tokens=sum(usage.prompt_tokens + usage.completion_tokens for usage in usages),
            cost=sum(usage.cost for usage in usages),
            saved=False if not self.services.saved else True if session.messages else None,
            activity="",
        )
        self.noted()
        self.prompt.focus()
        self.prompt.remember(await self.services.history.prompts())
        self.learned()
        self._next()
        await self._explain()

    async def _explain(self) -> None:
        """The rules behind the lessons of old answers, and which of them an answer broke."""
        from rlmchat.learning.remembering import broken_in
        from rlmchat.widgets.message_view import AnswerMessage

        views = self.transcript.query_children(AnswerMessage)
        try:
            broken = await broken_in(self.services.memory, [view.message for view in views if view.message])
        except RlmChatError:
            broken = {}
        for view in views:
            if view.message is not None and view.message.lessons:
                rules: dict[str, str] = {}
                for one in view.message.lessons:
                    try:
                        rules[one] = (await self.services.memory.get(one)).rule
                    except RlmChatError:
                        continue
                view.explain(rules, broken.get(view.message.id, ()))
        self.show_in_panel()

    def begin_demo(self) -> None:
        """A chat with the demo model in which the first mistake stands on the screen."""
        from rlmchat.screens.welcome import FIRST_QUESTION, FIRST_WORD

        self._first_word = FIRST_WORD
        self._open({"model": DEMO_MODEL}, FIRST_QUESTION)

    # Sending.

    @on(PromptInput.Sent)
    def _sent(self, event: PromptInput.Sent) -> None:
        asked = commands.parse(event.text)
        if isinstance(asked, str):
            self.tell(asked)
            self.prompt.put(event.text)
        elif asked is not None:
            self.run_command(*asked)
        elif self.session is None or self.busy:
            self.enqueue(event.text)
        else:
            self._send(event.text)

    def _send(self, text: str) -> None:
        text = text.removeprefix("/") if text.startswith("//") else text
        try:
            files = attachments.attachments(text)
        except RlmChatError as error:
            self.tell(error)
            self.say_again(text)
            return
        edited, self.editing = self.editing, None

        def events(session: ChatSession) -> AsyncIterator[TurnEvent]:
            return session.resend(edited, text) if edited else session.send(text, files)

        if edited:
            self.run_worker(self._resend(edited, events), group="dialog")
        else:
            self.run_turn(events)

    async def _resend(self, edited: str, events: Callable[[ChatSession], AsyncIterator[TurnEvent]]) -> None:
        await self.transcript.drop([edited])
        self.run_turn(events)

    def after_turn(self, failed: bool, conflicts: list[Any]) -> None:
        """The next waiting message, or what the person must decide."""
        self.show_decided()
        self.learned()
        if failed:
            self.unqueue()
            return
        if self._first_word:
            if self._mistaken():
                self.run_worker(self.transcript.note(Note("→", self._first_word, tone="-ask")), group="note")
            self._first_word = ""
        if conflicts and not self.prompt.text:
            self.run_worker(self.decide(conflicts[0]), group="dialog")
        self._turn = None
        self._next()

    def _mistaken(self) -> bool:
        """Whether the demo's first mistake stands in its answer; who taught it before has it put right at once."""
        from rlmchat.screens.welcome import FIRST_MISTAKE, FIRST_RIGHT

        answer = self.transcript.last_answer()
        return answer is not None and FIRST_MISTAKE in answer.text and FIRST_RIGHT not in answer.text

    def _next(self) -> None:
        item = self.queue.next()
        self.prompt.queued = len(self.queue) > 0
        if item is not None:
            self._send(item.text)

    # Around the prompt.

    @on(PromptInput.Typed)
    def _typed(self, event: PromptInput.Typed) -> None:
        self._stirred.set()
        self.set_class(bool(event.text), "-written")

    def _suggested(self, before: str, text: str) -> list[Suggestion]:
        """Commands or files for the line up to the cursor."""
        found = commands.suggestions(before) if "\n" not in text else []
        return found or (attachments.suggestions(before) if "@" in before else [])

    @on(Suggestions.Taken)
    def _taken(self) -> None:
        self.prompt.focus()
        self.prompt.action_complete()

    @on(PromptInput.LoneLetter)
    def _lone_letter(self, event: PromptInput.LoneLetter) -> None:
        note, answer = self.transcript.newest_note(), self.transcript.last_answer()
        if note is not None and event.letter in note.letters:
            note.action_answer(event.letter)
        elif answer is not None and event.letter in self.answer_letters():
            answer.action_act(self.answer_letters()[event.letter])

    @on(PromptInput.LeaveWanted)
    def _leave(self) -> None:
        note, stops = self.transcript.newest_note(), self.transcript.stops()
        if note is not None or stops:
            self.transcript.focus_on(note or stops[-1])

    @on(PromptInput.WrongWanted)
    def _wrong(self) -> None:
        self.do_wrong("")

    @on(PromptInput.QueuedWanted)
    def action_edit_queued(self) -> None:
        """The newest waiting message goes back to the prompt."""
        item = self.queue.last()
        self.prompt.queued = len(self.queue) > 0
        if item is not None:
            self.prompt.put(item.text)
            self.prompt.focus()

    @on(PromptInput.EditorWanted)
    def _editor(self) -> None:
        from rlmchat.screens.external_editor import edit_text

        edited = edit_text(self.app, self.prompt.whole)
        if edited is not None:
            self.prompt.put(edited)
        self.prompt.focus()

    @on(Transcript.Left)
    def action_focus_prompt(self) -> None:
        """Back to writing."""
        self.prompt.focus()

    @on(Transcript.EarlierWanted)
    async def _earlier(self) -> None:
        await self.transcript.load_earlier()
        await self._explain()

    @on(MarkdownText.LinkClicked)
    def _link(self, event: MarkdownText.LinkClicked) -> None:
        """A link only tells where it leads: nothing that a model wrote is opened by a click."""
        event.stop()
        self.copy(event.href, f"Address copied: {one_line(event.href, 80)}")

    def action_page(self, pages: int) -> None:
        """Scroll the transcript."""
        self.transcript.page(pages)

    def action_follow(self) -> None:
        """To the end."""
        self.transcript.anchor()

    # Keys of the screen.

    def action_stop(self) -> None:
        """Close suggestions, stop an answer, or go to the newest message and back."""
        suggestions = self.query_one(Suggestions)
        if suggestions.chosen is not None:
            suggestions.close()
        elif self.busy and self._turn is not None:
            self._stop()
        elif self.editing is not None:
            self.editing = None
            self.prompt.put("")
        elif self.prompt.has_focus:
            self.clear_selection()
            if views := self.transcript.views():
                self.transcript.focus_on(views[-1])
        else:
            self.prompt.focus()

    @work(group="signs")
    async def _stop(self) -> None:
        """Stop the answer; that the person did so is a weak sign."""
        session = self.session
        await self.stop_turn()
        if session is not None and (kept := await session.stopped()):
            await self.tell_kept([kept])

    def action_new_chat(self) -> None:
        """Begin a new chat."""
        self.open_chat(None)

    def action_chats(self) -> None:
        """Other chats."""
        self.do_chats("")

    def action_models(self) -> None:
        """Other models."""
        self.do_model("")

    def action_help(self) -> None:
        """The keys."""
        self.do_help("")

    def action_settings(self) -> None:
        """The settings."""
        self.do_config("")

    def action_inbox(self) -> None:
        """What waits for a yes or no."""
        self.do_inbox("")

    def action_browser(self) -> None:
        """All corrections."""
        self.do_forget("")

    def action_insights(self) -> None:
        """Whether learning helps."""
        self.do_insights("")

    def action_profile(self) -> None:
        """What is known of the person."""
        self.do_profile("")

    @work(group="learning", exclusive=True)
    async def action_learning(self) -> None:
        """Switch learning on or off."""
        services = await self.connected()
        enabled = not services.settings.learning.enabled
        try:
            await services.set_learning(enabled)
        except RlmChatError as error:
            self.tell(error)
        self.settings_changed()
        self.tell(
            "Learning is on." if enabled else "Learning is off: nothing is sent along, nothing is stored.", bad=False
        )

    # Looks.

    def on_resize(self) -> None:
        """Narrow screens overlay."""
        self.set_class(self.size.width < NARROW, "-narrow")

    def get_widget_and_offset_at(self, x: int, y: int) -> tuple[Widget | None, Offset | None]:
        """What lies under the mouse, unless it has left the screen meanwhile.

        While an answer is written, Textual can report a block that was just replaced, and then fails on its missing
        parent (https://github.com/Textualize/textual/issues/6643).
        """
        widget, offset = super().get_widget_and_offset_at(x, y)
        return (widget, offset) if widget is None or widget.is_attached else (None, None)


def _welcome() -> Content:
    return Content.assemble(
        ("Ask anything.", "bold $foreground"),
        "\nWhen an answer is wrong, say so, or press ",
        ("ctrl+x", "bold $foreground"),
        ": the correction is kept, and holds in every later chat.\n",
        ("F1", "bold $foreground"),
        " shows the keys, ",
        ("/", "bold $foreground"),
        " the commands.",
    )
