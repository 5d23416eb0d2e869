"""Names and values in two columns, drawn by one widget: as quick to change as a single line of text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from rlmchat.widgets.plain_text import clean

NAMES = 12
"""Cells of the column of names."""
LONGEST = 4_000
"""Characters of a value that are shown."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One name and its value; facts without a value are not shown."""

    name: str
    value: Content | str
    gap: bool = False
    """A free line before it."""
    style: str = ""

    @property
    def content(self) -> Content:
        """The value as it is drawn; text letter by letter."""
        if isinstance(self.value, Content):
            return self.value
        more = len(self.value) - LONGEST
        text = Content(clean(self.value[:LONGEST])).stylize(self.style)
        return text if more <= 0 else text + Content.styled(f"\n… {more:,} more characters", "$dim")


class FactSheet(Widget):
    """Shows facts (`show`); long values are wrapped within their column."""

    DEFAULT_CSS = """
    FactSheet { width: 1fr; height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._facts: tuple[Fact, ...] = ()
        self._lines: dict[int, Content] = {}
        """The text as laid out, by width."""

    def show(self, facts: Iterable[Fact]) -> None:
        """Show other facts."""
        self._facts = tuple(fact for fact in facts if fact.value)
        self._lines.clear()
        self.refresh(layout=True)

    def render(self) -> Content:
        """Both columns."""
        return self._laid_out(self.content_size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the values need."""
        return self._laid_out(width).plain.count("\n") + 1

    def _laid_out(self, width: int) -> Content:
        if width not in self._lines:
            self._lines[width] = Content("\n").join([line for fact in self._facts for line in _lines_of(fact, width)])
        return self._lines[width]


def _lines_of(fact: Fact, width: int) -> list[Content]:
    lines = fact.content.wrap(max(8, width - NAMES))
    drawn = [
        Content.assemble((f"{fact.name if at == 0 else '':<{NAMES}}", "$dim"), line) for at, line in enumerate(lines)
    ]
    return [Content(""), *drawn] if fact.gap else drawn
