"""One block of Markdown, rendered once a width and kept."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.content import Content
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions

from rlmchat.widgets.markdown_rows import Part, Row, Table, table_rows


class Block:
    """The rows of a block and, by width, its lines on the screen."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._rows: tuple[int, list[Row]] = (-1, [])
        self._height: tuple[int, int] = (-1, 0)
        self._count: tuple[int, int] = (-1, 0)

    def rows(self, width: int) -> list[Row]:
        """Its rows, tables laid out to the width."""
        if self._rows[0] != width:
            rows: list[Row] = []
            for part in self._parts:
                rows += table_rows(part, width) if isinstance(part, Table) else [part]
            self._rows = (width, rows)
        return self._rows[1]

    def lines(self, width: int) -> list[str]:
        """Its text as it is selected and copied: unwrapped, with its bullets."""
        out: list[str] = []
        for row in self.rows(width):
            first, *rest = row.content.plain.split("\n")
            out += [row.first.plain + first, *(row.rest.plain + line for line in rest)]
        return out

    def line_count(self, width: int) -> int:
        """How many lines of text `lines` has."""
        if self._count[0] != width:
            self._count = (width, sum(row.content.plain.count("\n") + 1 for row in self.rows(width)))
        return self._count[1]

    def height(self, width: int) -> int:
        """Lines on the screen."""
        if self._height[0] != width:
            height = sum(len(_wrapped(row, row.content.without_spans, width)) for row in self.rows(width))
            self._height = (width, height)
        return self._height[1]

    def strips(self, width: int, style: Style, options: RenderOptions, line: int) -> list[Strip]:
        """Its lines on the screen; `line` is the number of its first line of text, for selecting."""
        out: list[Strip] = []
        for row in self.rows(width):
            out += _row_strips(row, width, style, options, line)
            line += row.content.plain.count("\n") + 1
        return out


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
