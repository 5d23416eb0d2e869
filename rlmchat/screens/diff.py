"""What a correction changed in an answer, word by word; one key puts the original back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from rlmchat.learning.diff import DiffPart, word_diff
from rlmchat.widgets.key import Key
from rlmchat.widgets.key_line import Entry, KeyLine
from rlmchat.widgets.plain_text import clean

PUT_BACK = "put_back"
AROUND = 1
"""Unchanged lines that are shown before and after a change."""
STYLES = {"same": "", "removed": "strike $dim", "added": "underline bold $accent"}

BACK_KEY = Key("diff_put_back", "z", "put_back", "put the original back", "Show the answer as the model wrote it.")
FOLD_KEY = Key("diff_fold", "space", "fold", "unfold", "Show the unchanged lines too, or fold them.")
CLOSE_KEY = Key("diff_close", "escape", "close", "close", "Back to the chat.")

Line = tuple[DiffPart, ...]


def lines(parts: Iterable[DiffPart]) -> list[Line]:
    """The parts, line by line. A removed or added line end is shown as `↵` and then begins a line."""
    out: list[Line] = []
    line: list[DiffPart] = []
    for part in parts:
        pieces = part.text.split("\n")
        for at, piece in enumerate(pieces):
            ends = at < len(pieces) - 1
            text = piece + "↵" if ends and part.kind != "same" else piece
            if text:
                line.append(DiffPart(part.kind, text))
            # A line end that was taken away ends no line of what is left.
            if ends and part.kind != "removed":
                out.append(tuple(line))
                line = []
    return [*out, tuple(line)]


CHROME = 7
"""Lines around what scrolls."""


@dataclass(frozen=True, slots=True)
class Fold:
    """Unchanged lines in a row that are not shown."""

    count: int


def folded(all_lines: Sequence[Line], around: int = AROUND) -> list[Line | Fold]:
    """The changed lines with some around them; the rest as folds. One line is never folded."""
    changed = [at for at, line in enumerate(all_lines) if any(part.kind != "same" for part in line)]
    shown = {at for mark in changed for at in range(mark - around, mark + around + 1)}
    out: list[Line | Fold] = []
    hidden: list[Line] = []

    def settle() -> None:
        out.extend(hidden if len(hidden) <= 1 else [Fold(len(hidden))])
        hidden.clear()

    for at, line in enumerate(all_lines):
        if at in shown:
            settle()
            out.append(line)
        else:
            hidden.append(line)
    settle()
    return out


def drawn(shown: Iterable[Line | Fold]) -> Content:
    """Lines and folds as they stand on the screen."""
    return Content("\n").join([_drawn(one) for one in shown])


def _drawn(line: Line | Fold) -> Content:
    if isinstance(line, Fold):
        return Content.styled(f"  ⋯ {line.count:,} unchanged lines", "$dim")
    pieces: list[tuple[str, str]] = []
    for at, part in enumerate(line):
        pieces.append((clean(part.text), STYLES[part.kind]))
        if part.kind == "removed" and at + 1 < len(line) and line[at + 1].kind == "added" and part.text[-1:] != " ":
            # Old and new word apart, also for who sees neither strikes nor colours.
            pieces.append((" ", ""))
    return Content.assemble(*pieces)


def summary(parts: Iterable[DiffPart]) -> str:
    """How many words went and came."""
    gone = come = 0
    for part in parts:
        count = len(part.text.split())
        gone += count if part.kind == "removed" else 0
        come += count if part.kind == "added" else 0
    return f"{_words(gone)} removed, {come} added"


def _words(count: int) -> str:
    return f"{count} word{'s' if count != 1 else ''}"


class DiffScreen(ModalScreen[str | None]):
    """Before and after in one text; gives "put_back" where the original is to be shown again, else None."""

    CSS_PATH: ClassVar = ["dialog.tcss", "diff.tcss"]
    BINDINGS: ClassVar = [
        Binding("z", "put_back", show=False),
        Binding("space", "fold", show=False),
        Binding("escape,q,d,enter", "close", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(self, before: str, after: str, title: str = "What changed", *, can_put_back: bool = True) -> None:
        super().__init__(classes="dialog")
        self._title = title
        self._can = can_put_back and before != after
        self._parts = word_diff(before, after)
        self._lines = lines(self._parts)
        self._folded = True
        self._text = Static("", id="text")
        self._keys = KeyLine()

    def compose(self) -> ComposeResult:
        """Title, text, keys."""
        with Vertical(classes="box"):
            yield Static(
                Content.assemble((clean(self._title), "bold"), (f"   {summary(self._parts)}", "$dim")),
                classes="title",
            )
            with VerticalScroll(id="scroll"):
                yield self._text
            yield self._keys

    def on_resize(self, event: events.Resize) -> None:
        """Title and keys always stay in sight; what is between them scrolls."""
        for scroll in self.query(VerticalScroll):
            scroll.styles.max_height = max(3, event.size.height - CHROME)

    def on_mount(self) -> None:
        """Folded at first."""
        self._show()
        self.query_one("#scroll").focus()

    def _show(self) -> None:
        short = folded(self._lines)
        self._text.update(drawn(short if self._folded else self._lines))
        entries: list[Entry] = [(BACK_KEY, "")] if self._can else []
        if any(isinstance(one, Fold) for one in short):
            entries.append((FOLD_KEY, "unfold" if self._folded else "fold"))
        self._keys.show([*entries, (CLOSE_KEY, "")])

    @on(KeyLine.Pressed)
    async def _pressed(self, event: KeyLine.Pressed) -> None:
        await self.run_action(event.action)

    def action_put_back(self) -> None:
        """The original is to be shown."""
        if self._can:
            self.dismiss(PUT_BACK)

    def action_fold(self) -> None:
        """All lines, or only what changed."""
        self._folded = not self._folded
        self._show()

    def action_scroll(self, by: int) -> None:
        """A line on or back."""
        self.query_one("#scroll", VerticalScroll).scroll_relative(y=by, animate=False)

    def action_close(self) -> None:
        """Leave it as it is."""
        self.dismiss(None)
