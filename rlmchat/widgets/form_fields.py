"""The fields of dialogs: a text of one or some lines, one of several words, a yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding
from textual.content import Content
from textual.events import Key as KeyEvent
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widgets import Input, Static, TextArea

from rlmchat.widgets.plain_text import clean, one_line


class FieldArea(TextArea):
    """A text of some lines. Enter is left to the dialog, ctrl+j begins a line, tab goes on."""

    BINDINGS: ClassVar = [
        # The editor takes enter before bindings are looked at; the dialog's enter must win.
        Binding("enter", "submit", show=False, priority=True),
        Binding("ctrl+j,shift+enter", "newline", show=False, priority=True),
        Binding("up", "up_or_out", show=False),
        Binding("down", "down_or_out", show=False),
    ]
    DEFAULT_CSS = """
    FieldArea { height: auto; width: 1fr; padding: 0 0 0 1; border: none; border-left: outer $dim 60%;
        background: transparent; color: $foreground; scrollbar-size-vertical: 1;
        & .text-area--cursor-line { background: transparent; }
        & .text-area--placeholder { color: $dim; }
        & .text-area--cursor { background: $accent; color: $background; text-style: none; }
        &:focus { border: none; border-left: outer $accent; }
        &.-wrong { border-left: outer $error; }
    }
    """

    class Submitted(Message):
        """Enter was pressed."""

    class PastEdge(Message):
        """Up on the first line, or down on the last."""

        def __init__(self, area: FieldArea, by: int) -> None:
            super().__init__()
            self.area = area
            self.by = by

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(
            clean(text),
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder=placeholder,
            id=id,
        )
        self.cursor_blink = False

    def put(self, text: str) -> None:
        """Replace the text, cursor at its end."""
        self.load_text(clean(text))
        self.move_cursor(self.document.end)

    def action_submit(self) -> None:
        """Leave it to the dialog."""
        self.post_message(self.Submitted())

    def action_newline(self) -> None:
        """Begin a line."""
        self.insert("\n")

    def action_up_or_out(self) -> None:
        """A line up; on the first one, tell the dialog."""
        if self.cursor_at_first_line:
            self.post_message(self.PastEdge(self, -1))
        self.action_cursor_up()

    def action_down_or_out(self) -> None:
        """A line down; on the last one, tell the dialog."""
        if self.cursor_at_last_line:
            self.post_message(self.PastEdge(self, 1))
        self.action_cursor_down()


class Choice(Static, can_focus=True):
    """One of several words on one line: `(•) factual  ( ) style`. Arrows, a word's first letter, or a click choose."""

    BINDINGS: ClassVar = [
        Binding("right,down,space", "step(1)", show=False),
        Binding("left,up", "step(-1)", show=False),
    ]
    DEFAULT_CSS = """
    Choice { height: auto; width: 1fr; padding: 0 0 0 1; border-left: outer transparent; link-style: none;
        link-color: $foreground; link-background-hover: $panel; link-style-hover: none; link-color-hover: $accent; }
    Choice:focus { border-left: outer $accent; }
    """

    chosen: reactive[str] = reactive("")

    def __init__(self, words: Sequence[str], chosen: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self.words = tuple(words)
        self.set_reactive(Choice.chosen, chosen or self.words[0])

    def render(self) -> Content:
        """All words, the chosen one marked."""
        words = [self._word(at, word) for at, word in enumerate(self.words)]
        gap, lines = self._lines(self.content_size.width)
        return Content("\n").join([Content(" " * gap).join([words[at] for at in line]) for line in lines])

    def _lines(self, width: int) -> tuple[int, list[list[int]]]:
        """Spaces between words, and which words stand on which line: a mark is never parted from its word."""
        needed = [len(word) + 4 for word in self.words]
        gap = 2 if sum(needed) + 2 * (len(needed) - 1) <= width else 1
        lines: list[list[int]] = [[]]
        room = width
        for at, cells in enumerate(needed):
            if lines[-1] and cells + gap > room:
                lines.append([])
                room = width
            room -= cells + (gap if lines[-1] else 0)
            lines[-1].append(at)
        return gap, lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the words need."""
        return len(self._lines(width)[1])

    def _word(self, at: int, word: str) -> Content:
        click = Style.from_meta({"@click": f"choose({at})"})
        if word == self.chosen:
            return Content.assemble(("(•) ", "bold $accent"), (word, "bold")).stylize(click)
        return Content.assemble(("( ) ", "$dim"), word).stylize(click)

    def action_step(self, by: int) -> None:
        """The next word, or the one before."""
        self.chosen = self.words[(self.words.index(self.chosen) + by) % len(self.words)]

    def action_choose(self, at: int) -> None:
        """A click."""
        self.chosen = self.words[at]
        self.focus()

    def on_key(self, event: KeyEvent) -> None:
        """A word's first letter."""
        letter = event.character or ""
        if letter.isalpha() and (fitting := [word for word in self.words if word.startswith(letter)]):
            event.stop()
            at = fitting.index(self.chosen) + 1 if self.chosen in fitting else 0
            self.chosen = fitting[at % len(fitting)]


class Tick(Static, can_focus=True):
    """A yes or no: `[x] always`."""

    BINDINGS: ClassVar = [Binding("space", "tick", show=False)]
    DEFAULT_CSS = """
    Tick { height: 1; width: auto; padding: 0 1; border-left: outer transparent; }
    Tick:hover { background: $panel; }
    Tick:focus { border-left: outer $accent; }
    """

    value: reactive[bool] = reactive(False)

    def __init__(self, label: str, value: bool = False, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._label = label
        self.set_reactive(Tick.value, value)

    def render(self) -> Content:
        """Box and label."""
        box = Content.styled("[x]", "bold $accent") if self.value else Content.styled("[ ]", "$dim")
        return Content.assemble(box, " ", self._label)

    def action_tick(self) -> None:
        """Yes becomes no, no becomes yes."""
        self.value = not self.value

    def on_click(self) -> None:
        """The same with the mouse."""
        self.action_tick()


class FieldInput(Input):
    """A text of one line; enter is left to the dialog."""

    DEFAULT_CSS = """
    FieldInput { width: 1fr; height: 1; padding: 0 0 0 1; border: none; border-left: outer $dim 60%;
        background: transparent; color: $foreground;
        &:focus { border: none; border-left: outer $accent; background-tint: transparent 0%; }
        &.-wrong { border-left: outer $error; }
        & > .input--placeholder { color: $dim; }
        & > .input--cursor { background: $accent; color: $background; text-style: none; }
    }
    """

    def __init__(self, text: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(one_line(text), placeholder=placeholder, id=id, select_on_focus=False)
        self.cursor_blink = False

    def put(self, text: str) -> None:
        """Replace the text."""
        self.value = one_line(text)
