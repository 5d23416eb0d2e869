"""The top line: which chat, which model, and whether lessons are in use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from rich.cells import cell_len
from textual.app import RenderResult
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from rlmchat.widgets.plain_text import one_line


@dataclass(frozen=True, slots=True)
class Heading:
    """What the top line tells."""

    title: str = ""
    model: str = ""
    demo: bool = False
    """Whether the offline demo answers; said in plain words."""
    learning: bool = True
    lessons: int | None = None
    """How many are in play for the newest answer; None before one."""
    inbox: int = 0
    """How many corrections wait for a yes or no."""


def model_name(name: str, width: int = 28) -> str:
    """A model's name without its provider, short enough for a line."""
    return one_line(name.rsplit("/", 1)[-1], width)


class HeaderBar(Widget):
    """One line, drawn when something on it changes."""

    DEFAULT_CSS = """
    HeaderBar { height: 2; width: 1fr; padding: 0 1; color: $dim; border-bottom: solid $panel;  }
    """

    def __init__(self) -> None:
        super().__init__()
        self.heading = Heading()
        self.auto_links = False

    def tell(self, **changes: Any) -> None:
        """Change some of it."""
        heading = replace(self.heading, **changes)
        if heading != self.heading:
            self.heading = heading
            self.refresh()

    def render(self) -> RenderResult:
        """Name and title left, model and learning right; the title gives way first."""
        right = Content("    ").join([self._model(), *self._inbox(), self._learning()])
        room = self.content_size.width - cell_len(right.plain) - 2
        left = Content.assemble(("rlmchat", "bold $accent"), "   ", (self._title(room - 10), "$foreground"))
        gap = max(2, self.content_size.width - cell_len(left.plain) - cell_len(right.plain))
        return Content.assemble(left, " " * gap, right)

    def _title(self, room: int) -> str:
        return one_line(self.heading.title or "new chat", max(8, room))

    def _model(self) -> Content:
        if not self.heading.model:
            return Content("")
        name = ("demo, offline", "$warning") if self.heading.demo else (model_name(self.heading.model), "$foreground")
        return Content.assemble(name, " ▾").stylize(Style.from_meta({"@click": "screen.models"}))

    def _inbox(self) -> list[Content]:
        if not self.heading.inbox:
            return []
        written = Content.assemble(("?", "bold $accent"), (f" inbox {self.heading.inbox}", "$dim"))
        return [written.stylize(Style.from_meta({"@click": "screen.inbox"}))]

    def _learning(self) -> Content:
        heading = self.heading
        if not heading.learning:
            written = Content.assemble(("○", "bold $warning"), (" learning off", "$warning"))
            return written.stylize(Style.from_meta({"@click": "screen.learning"}))
        count = heading.lessons or 0
        words = f" {count} lesson{'s' if count != 1 else ''}" if count else " learning"
        mark = ("◆", "$accent") if count else ("◇", "$dim")
        return Content.assemble(mark, (words, "$dim")).stylize(Style.from_meta({"@click": "screen.panel"}))
