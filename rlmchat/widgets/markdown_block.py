"""One block of Markdown: its rows are laid out once a width, and drawn when they come into view."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from rich.segment import Segment
from textual.content import Content
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions

from rlmchat.widgets.markdown_rows import Part, Row, Table, table_rows


class Block:
    """The rows of a block and, for one width and style, those of its lines on the screen that were asked for."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._width = -1
        self._rows: list[Row] = []
        self._tops = [0]
        """The line on the screen at which each row begins, and the one after the last."""
        self._numbers = [0]
        """The line of text at which each row begins, and the one after the last."""
        self._drawn: tuple[Style | None, dict[int, list[Strip]]] = (None, {})

    def rows(self, width: int) -> list[Row]:
        """Its rows, tables laid out to the width."""
        if self._width != width:
            self._lay_out(width)
        return self._rows

    def _lay_out(self, width: int) -> None:
        self._width, self._rows, self._tops, self._numbers = width, [], [0], [0]
        self._drawn = (None, {})
        for part in self._parts:
            self._rows += table_rows(part, width) if isinstance(part, Table) else [part]
        for row in self._rows:
            self._tops.append(self._tops[-1] + len(_wrapped(row, row.content.without_spans, width)))
            self._numbers.append(self._numbers[-1] + row.content.plain.count("\n") + 1)

    def lines(self, width: int) -> list[str]:
        """Its text as it is selected and copied: unwrapped, with its bullets."""
        out: list[str] = []
        for row in self.rows(width):
            first, *rest = row.content.plain.split("\n")
            out += [row.first.plain + first, *(row.rest.plain + line for line in rest)]
        return out

    def line_count(self, width: int) -> int:
        """How many lines of text `lines` has."""
        self.rows(width)
        return self._numbers[-1]

    def height(self, width: int) -> int:
        """Lines on the screen."""
        self.rows(width)
        return self._tops[-1]

    def line(self, y: int, width: int, style: Style, options: RenderOptions, number: int) -> Strip:
        """Its line `y` on the screen; `number` is that of its first line of text, for selecting."""
        rows = self.rows(width)
        at = bisect_right(self._tops, y) - 1
        return self._row(rows[at], at, width, style, options, number)[y - self._tops[at]]

    def _row(self, row: Row, at: int, width: int, style: Style, options: RenderOptions, number: int) -> list[Strip]:
        if options.selection is not None:
            return _row_strips(row, width, style, options, number + self._numbers[at])
        if self._drawn[0] != style:
            self._drawn = (style, {})
        drawn = self._drawn[1]
        if at not in drawn:
            drawn[at] = _row_strips(row, width, style, options, number + self._numbers[at])
        return drawn[at]

    def forget(self) -> None:
        """Other colours."""
        self._drawn = (None, {})


def _wrapped(row: Row, content: Content, width: int, **more: object) -> list[object]:
    if row.whole:
        content = Content.styled("─" * max(1, width - row.first.cell_length), "$dim")
    # Not public, but the only way to know which part of a text a wrapped line shows.
    return content._wrap_and_format(max(1, width - row.first.cell_length), **more)  # type: ignore[arg-type,return-value]


def _row_strips(row: Row, width: int, style: Style, options: RenderOptions, line: int) -> list[Strip]:
    ground = style + options.get_style(row.ground) if row.ground else style
    formatted = _wrapped(
        row,
        row.content,
        width,
        selection=_shifted(options.selection, line, len(row.first.plain)),
        selection_style=options.selection_style,
        get_style=options.get_style,
    )
    out: list[Strip] = []
    for number, one in enumerate(formatted):
        prefix = row.first if number == 0 else row.rest
        one.x += len(row.first.plain)  # type: ignore[attr-defined]
        one.y += line  # type: ignore[attr-defined]
        segments, cells = one.to_strip(ground)  # type: ignore[attr-defined]
        before = _segments(prefix, style if not row.ground else ground, options)
        strip = Strip([*before, *segments], prefix.cell_length + cells)
        out.append(strip.extend_cell_length(width, ground.rich_style) if row.ground else strip)
    return out


def _segments(prefix: Content, style: Style, options: RenderOptions) -> list[Segment]:
    if not prefix.plain:
        return []
    rendered = prefix.render(style, end="", parse_style=options.get_style)
    return [Segment(text, (style + look).rich_style) for text, look in rendered]


def _shifted(selection: Selection | None, line: int, column: int) -> Selection | None:
    """A selection as it is seen from a row that begins at a line and a column of the whole text."""
    if selection is None:
        return None
    start, end = selection
    return Selection(
        None if start is None or start.y < line else type(start)(max(0, start.x - column), start.y - line),
        None if end is None else type(end)(max(0, end.x - column), end.y - line),
    )
