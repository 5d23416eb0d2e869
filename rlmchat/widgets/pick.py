"""A filter on one line: its name while it lets all through, else what it lets through; a list opens under it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option


class PickLabel(Static, can_focus=True):
    """What is shown of it while it is closed."""

    DEFAULT_CSS = """
    PickLabel { width: auto; height: 1; color: $dim; }
    PickLabel:hover { background: $panel; }
    PickLabel:focus { background: $panel; color: $foreground; }
    """


class PickList(OptionList):
    """The list under it, there only while it is open."""

    BINDINGS: ClassVar = [
        Binding("escape,tab", "close", show=False),
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
    ]
    DEFAULT_CSS = """
    PickList { overlay: screen; constrain: inside inside; width: auto; height: auto; max-height: 12; border: none;
        padding: 0; background: $panel; color: $foreground; scrollbar-size-vertical: 1;
        & > .option-list--option { padding: 0 1; }
        & > .option-list--option-highlighted, &:focus > .option-list--option-highlighted {
            background: $accent; color: $background; text-style: none; }
        & > .option-list--option-hover { background: $surface; }
        &:focus { border: none; background-tint: transparent 0%; }
    }
    """

    class Closed(Message):
        """Nothing was chosen."""

    def action_close(self) -> None:
        """Choose nothing."""
        self.post_message(self.Closed())

    def on_blur(self) -> None:
        """A click elsewhere closes it."""
        self.action_close()


class Pick(Vertical):
    """`value` is the chosen key of `options`, empty where all pass; `unset` says in words what that means."""

    BINDINGS: ClassVar = [Binding("enter,space,down", "open", show=False)]
    DEFAULT_CSS = """
    Pick { width: auto; height: 1; margin-left: 2; }
    """

    value: reactive[str] = reactive("")
    unset: reactive[str] = reactive("any")

    class Changed(Message):
        """Another one was chosen."""

    def __init__(self, name: str, options: Mapping[str, str], *, unset: str = "any", always: bool = False) -> None:
        super().__init__(id=f"pick-{name}")
        self.what = name
        self._options = dict(options)
        self._always = always
        self._label = PickLabel("", markup=False)
        self.set_reactive(Pick.unset, unset)

    def compose(self) -> ComposeResult:
        """The label; the list comes when it is opened."""
        yield self._label

    def on_mount(self) -> None:
        """Write the label."""
        self._write()

    def watch_value(self) -> None:
        """Say so."""
        self._write()
        if self.is_mounted:
            self.post_message(self.Changed())

    def watch_unset(self) -> None:
        """Another word for it."""
        self._write()

    def _write(self) -> None:
        if self._always:
            text = Content.assemble((f"{self.what}: ", "$dim"), self._options.get(self.value, self.unset))
        elif self.value:
            # Bold, so that colour is not the only sign of a filter that is on.
            text = Content.styled(self._options[self.value], "bold $accent")
        else:
            text = Content(self.what)
        self._label.update(Content.assemble(text, (" ▾", "$dim")))

    def focus_label(self) -> None:
        """Keys go here."""
        self._label.focus()

    def action_open(self) -> None:
        """Show what can be chosen."""
        if self.query(PickList):
            return
        chosen = ["", *self._options]
        words = [self.unset, *self._options.values()]
        options = [
            Option(Content(f"{'•' if key == self.value else ' '} {word}"), id=key or "-")
            for key, word in zip(chosen, words, strict=True)
        ]
        picking = PickList(*options, compact=True)
        picking.styles.width = max(map(len, words)) + 5
        picking.highlighted = chosen.index(self.value)
        self.mount(picking)
        picking.focus()

    def on_click(self) -> None:
        """Open, too."""
        self.action_open()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._close()
        self.value = "" if event.option.id == "-" else str(event.option.id)

    @on(PickList.Closed)
    def _left_open(self, event: PickList.Closed) -> None:
        event.stop()
        self._close()

    def _close(self) -> None:
        lists = self.query(PickList)
        if any(one.has_focus for one in lists):
            self._label.focus()
        lists.remove()
