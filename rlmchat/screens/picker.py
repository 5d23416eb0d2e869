"""Choosing one of many by typing parts of its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.fuzzy import Matcher
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from rlmchat.screens.prompt_dialogs import DIALOG_CSS
from rlmchat.widgets.calm_input import CalmInput
from rlmchat.widgets.hints import HintLine, hint
from rlmchat.widgets.plain_text import one_line

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """One of many."""

    id: str
    label: str
    about: str = ""


def matching(choices: Sequence[Choice], typed: str) -> list[Choice]:
    """Those whose label has the letters of every typed word in their order, best first; all for nothing typed."""
    matchers = [Matcher(word) for word in typed.split()]
    if not matchers:
        return list(choices)
    scored = [([matcher.match(choice.label) for matcher in matchers], at, choice) for at, choice in enumerate(choices)]
    found = [(-sum(scores), at, choice) for scores, at, choice in scored if min(scores) > 0]
    return [choice for _, _, choice in sorted(found, key=lambda one: one[:2])]


class Picker(ModalScreen[str | None]):
    """A filter and a list. Typing filters, up and down move, enter chooses, esc gives None."""

    DEFAULT_CSS = (
        DIALOG_CSS.format(name="Picker")
        + """
    Picker OptionList { height: auto; max-height: 16; text-wrap: nowrap; text-overflow: ellipsis;
        border: none; background: transparent; padding: 0; margin-top: 1;
        scrollbar-size-vertical: 1; }
    Picker OptionList:focus { border: none; }
    """
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "cancel", show=False),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("pageup", "move(-10)", show=False, priority=True),
        Binding("pagedown", "move(10)", show=False, priority=True),
    ]

    def __init__(self, title: str, choices: Sequence[Choice] = (), current: str = "", *, free: bool = False) -> None:
        super().__init__()
        self._question = title
        self._choices = list(choices)
        self._current = current
        self._free = free
        self._shown: list[Choice] = []

    def compose(self) -> ComposeResult:
        """Title, filter, list, keys."""
        with Vertical():
            yield Static(self._question, classes="title", markup=False)
            yield CalmInput(placeholder="type to filter")
            yield OptionList()
            yield HintLine([hint("enter", "choose"), hint("esc", "cancel")], classes="keys")

    def on_mount(self) -> None:
        """Everything, the current one highlighted."""
        self.offer(self._choices)

    def offer(self, choices: Sequence[Choice]) -> None:
        """These are to be chosen from."""
        self._choices = list(choices)
        self._filter(self.query_one(Input).value)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._filter(event.value)

    def _filter(self, typed: str) -> None:
        self._shown = matching(self._choices, typed)[:MOST_SHOWN]
        if self._free and typed.strip() and all(choice.id != typed.strip() for choice in self._shown):
            self._shown.append(Choice(typed.strip(), typed.strip(), "use this name as it stands"))
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(self._line(choice)) for choice in self._shown])
        if self._shown:
            ids = [choice.id for choice in self._shown]
            options.highlighted = ids.index(self._current) if not typed and self._current in ids else 0

    def _line(self, choice: Choice) -> Content:
        mark = "● " if choice.id == self._current else "  "
        about = f"   {one_line(choice.about)}" if choice.about else ""
        return Content.assemble((mark, "$accent"), one_line(choice.label), (about, "$dim"))

    def action_move(self, step: int) -> None:
        """Up and down work while typing."""
        options = self.query_one(OptionList)
        if self._shown:
            at = options.highlighted or 0
            options.highlighted = max(0, min(len(self._shown) - 1, at + step))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        at = self.query_one(OptionList).highlighted
        if at is not None and self._shown:
            self.dismiss(self._shown[at].id)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._shown[event.option_index].id)
