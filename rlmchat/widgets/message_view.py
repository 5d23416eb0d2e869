"""One message of the chat: who speaks in the margin, what is said beside it, what was learned below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message as TextualMessage
from textual.widget import Widget
from textual.widgets import Static

from rlmchat.conversation import Message, MessageStatus
from rlmchat.widgets.answer_body import AnswerBody
from rlmchat.widgets.bindings import bindings
from rlmchat.widgets.hints import sign
from rlmchat.widgets.keys import MESSAGE
from rlmchat.widgets.plain_text import clean, one_line
from rlmchat.widgets.provenance import Provenance, ProvenanceLine
from rlmchat.widgets.styles_cache import forget_lines

FOLDED_LINES = 30
FOLDED_CHARACTERS = 3_000
MOST_SHOWN = 60_000
"""Characters of a message of the person that are shown even when unfolded; all of it can be copied."""


class MessageView(Widget, can_focus=True):
    """A message that can have the focus; its keys ask the screen to act."""

    ROLE: ClassVar[str] = ""
    BINDINGS: ClassVar = bindings(MESSAGE)
    DEFAULT_CSS = """
    MessageView { layout: horizontal; height: auto; margin-bottom: 1; padding-right: 1; border-left: blank; }
    MessageView:focus { border-left: outer $accent; }
    MessageView > .role { width: 7; height: 1; color: $dim; padding-left: 1; }
    MessageView > .column { width: 1fr; max-width: 92; height: auto; }
    MessageView .state { color: $dim; height: auto; }
    """

    class Asked(TextualMessage):
        """The person wants something done with the message."""

        def __init__(self, view: MessageView, what: str) -> None:
            super().__init__()
            self.view = view
            self.what = what
            """The name of a key in `keys.MESSAGE`."""

    def __init__(self, message: Message | None = None) -> None:
        super().__init__()
        self.message = message
        """The stored message; None while an answer is on its way."""

    @property
    def text(self) -> str:
        """What copying gives: the source, without line breaks of the screen."""
        return self.message.text if self.message else ""

    def compose(self) -> ComposeResult:
        """Margin and column."""
        yield Static(sign(self.app, self.ROLE), classes="role", markup=False)
        with Vertical(classes="column"):
            yield from self.column()

    def column(self) -> ComposeResult:
        """What stands beside the margin."""
        yield Static(Content(clean(self.text)))

    def forget_lines(self) -> None:
        """Keep nothing drawn until it is in view again."""
        forget_lines(self)

    def possible(self, what: str) -> bool:
        """Whether a key means something on this message now."""
        return what in ("copy", "fork") and self.message is not None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Show and take only the keys that mean something."""
        return self.possible(str(parameters[0])) if action == "act" else True

    def action_act(self, what: str) -> None:
        """A key was pressed."""
        self.post_message(self.Asked(self, what))


class UserMessage(MessageView):
    """What the person said, letter by letter: no Markdown, no markup."""

    ROLE = "you"
    DEFAULT_CSS = """
    UserMessage .said { height: auto; width: 1fr; color: $foreground; }
    UserMessage.-failed .said { color: $dim; }
    """

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.folded = len(message.text) > FOLDED_CHARACTERS or message.text.count("\n") >= FOLDED_LINES

    def column(self) -> ComposeResult:
        """The text, folded where it is long."""
        yield Static(self._said(), classes="said")

    def possible(self, what: str) -> bool:
        """Own messages can be edited, and unfolded where they are long."""
        if what == "expand":
            return len(self.text) > FOLDED_CHARACTERS or self.text.count("\n") >= FOLDED_LINES
        return what == "edit" or super().possible(what)

    def unfold(self) -> None:
        """All of a long message, or its beginning again."""
        self.folded = not self.folded
        self.query_one(".said", Static).update(self._said())

    def _said(self) -> Content:
        text = self.text
        shown = text[:MOST_SHOWN]
        if self.folded:
            shown = "\n".join(shown[:FOLDED_CHARACTERS].split("\n", FOLDED_LINES)[:FOLDED_LINES])
        rest = text[len(shown) :].removeprefix("\n")
        left = rest.count("\n") + bool(rest)
        parts: list[Any] = [clean(shown)]
        if left:
            parts.append(
                (f"\n… {left:,} more lines" + ("   space expand" if self.folded else "   y copies all"), "$dim")
            )
        files = ", ".join(one_line(name, 40) for name in (self.message.attachments if self.message else ()))
        if files:
            parts.append((f"\n⎘ {files}", "$dim"))
        return Content.assemble(*parts)


class AnswerMessage(MessageView):
    """What the model said, as it comes and as it stays."""

    ROLE = "ai"

    def __init__(self, message: Message | None = None, *, broken: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.body = AnswerBody(message.text if message else "")
        self.broken = broken
        self.rules: dict[str, str] = {}

    @property
    def text(self) -> str:
        """The Markdown source."""
        return self.message.text if self.message else self.body.text

    def column(self) -> ComposeResult:
        """The text; state and provenance follow when there is something to say."""
        yield self.body

    def forget_lines(self) -> None:
        """Keep nothing drawn until it is in view again."""
        super().forget_lines()
        self.body.document.forget()

    async def on_mount(self) -> None:
        """Say how an old answer came about."""
        if self.message is not None:
            await self._tell()

    def possible(self, what: str) -> bool:
        """What an answer allows depends on what the corrections did to it."""
        if self.message is None:
            return what == "copy"
        if what in ("wrong", "regenerate", "edit"):
            return True
        if what in ("diff", "put_back"):
            return self.message.draft is not None
        if what == "why":
            return True
        if what == "copy_code":
            return "```" in self.text or "~~~" in self.text
        return super().possible(what)

    def say(self, state: str) -> None:
        """A dim line under the text: waiting, revising, stopped; empty takes it away."""
        lines = self.query(".state")
        if not state:
            # At once, for what is removed is gone a picture later: the first word would push it down before.
            lines.set(display=False)
            lines.remove()
        elif lines:
            lines.first(Static).update(state)
        else:
            self.query_one(".column").mount(Static(state, classes="state", markup=False), after=self.body)

    def write(self, piece: str) -> None:
        """More of the answer."""
        if not piece:
            return
        if not self.body.begun:
            self.say("")
        self.body.write(piece)

    async def show(self, message: Message, broken: tuple[str, ...] = ()) -> None:
        """The answer is complete, or was changed: show it as it is stored."""
        self.message, self.broken = message, broken
        await self.body.end()
        if self.body.text != message.text:
            await self.body.show(message.text)
        if self.is_attached:
            await self._tell()
            self.refresh_bindings()

    def explain(self, rules: Mapping[str, str], broken: tuple[str, ...] = ()) -> None:
        """The rules behind the ids are known now, and which of them an answer of an earlier run broke."""
        self.rules.update(rules)
        self.broken = self.broken or broken
        for line in self.query(ProvenanceLine):
            line.show(replace(line.provenance, broken=self.broken), self.rules)

    async def _tell(self) -> None:
        assert self.message is not None
        stopped = self.message.status in (MessageStatus.PARTIAL, MessageStatus.STREAMING)
        self.say("■ stopped" if stopped else "")
        provenance = Provenance.of(self.message, self.broken)
        lines = self.query(ProvenanceLine)
        if not provenance.worth_a_line:
            await lines.remove()
        elif lines:
            lines.first().show(provenance, self.rules)
        else:
            await self.query_one(".column").mount(ProvenanceLine(provenance, self.rules))

    def on_provenance_line_chosen(self, event: ProvenanceLine.Chosen) -> None:
        """A click is a key on the message."""
        event.stop()
        self.action_act(event.what)
