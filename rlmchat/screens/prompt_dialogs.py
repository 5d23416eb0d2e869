"""Two small dialogs: ask for a line of text, ask for a yes."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from rlmchat.widgets.calm_input import CalmInput
from rlmchat.widgets.hints import HintLine, hint
from rlmchat.widgets.plain_text import clean

DIALOG_CSS = """
{name} {{ align: center middle; background: $background 60%; }}
{name} > Vertical {{ width: 72; max-width: 94%; height: auto; max-height: 92%; background: $surface; padding: 1 2;
    border-left: outer $accent; }}
{name} .title {{ text-style: bold; margin-bottom: 1; height: auto; }}
{name} .keys {{ color: $dim; margin-top: 1; height: auto; }}
"""
"""The shape that our dialogs share: one plane, one accent bar, no frame."""


class AskText(ModalScreen[str | None]):
    """Asks for one line; esc gives None."""

    DEFAULT_CSS = DIALOG_CSS.format(name="AskText")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "cancel", show=False)]

    def __init__(self, title: str, value: str = "", about: str = "") -> None:
        super().__init__()
        self._question = title
        self._value = value
        self._about = about

    def compose(self) -> ComposeResult:
        """Question, line, keys."""
        with Vertical():
            yield Static(self._question, classes="title", markup=False)
            yield CalmInput(clean(self._value))
            if self._about:
                yield Static(self._about, classes="keys", markup=False)
            yield HintLine([hint("enter", "save"), hint("esc", "cancel")], classes="keys")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter answers."""
        event.stop()
        self.dismiss(event.value)


class Confirm(ModalScreen[bool]):
    """Asks before something that cannot be taken back; only y does it."""

    DEFAULT_CSS = DIALOG_CSS.format(name="Confirm")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "yes"),
        Binding("n,escape,enter", "dismiss(False)", "no"),
    ]

    def __init__(self, question: str, yes: str = "yes") -> None:
        super().__init__()
        self._question = question
        self._yes = yes

    def compose(self) -> ComposeResult:
        """Question and keys."""
        with Vertical():
            yield Static(Content(clean(self._question)))
            keys = [hint("y", self._yes, "screen.dismiss(True)"), hint("n", "no", "screen.dismiss(False)")]
            yield HintLine(keys, classes="keys")
