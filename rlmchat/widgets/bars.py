"""Counts as bars of text: a name, a bar, a number, each on a line."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from rlmchat.widgets.correction_rows import fit

NAMES = 12


class Bars(Static):
    """A heading and its bars, the longest as long as there is room."""

    DEFAULT_CSS = "Bars { width: 1fr; height: auto; padding: 0 2 0 1; }"

    def __init__(self, title: str, *, names: int = NAMES, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._title = title
        self._names = names
        """Cells of the column of names; at most half of the room."""
        self._rows: Sequence[tuple[str, int, str]] = ()

    def show(self, rows: Sequence[tuple[str, int, str]]) -> None:
        """Show other counts: name, number, style of the bar."""
        self._rows = tuple(rows)
        self.refresh(layout=True)

    def render(self) -> Content:
        """As wide as there is room for."""
        width = self.content_size.width or 30
        most = max((count for _, count, _ in self._rows), default=0)
        digits = len(f"{most:,}")
        names = min(self._names, width // 2)
        room = max(3, width - names - digits - 2)
        lines = [Content.styled(self._title, "bold")]
        for text, count, style in self._rows:
            full = round(count / most * room) if most else 0
            full = max(full, 1) if count else 0
            name = Content(fit(text, names - 1))
            gap = " " * (names - name.cell_length)
            number = f" {count:,}" if full else f"{count:,}"
            lines.append(Content.assemble(name.stylize("$dim"), gap, ("▇" * full, style), number))
        if not self._rows:
            lines.append(Content.styled("nothing yet", "$dim"))
        return Content("\n").join(lines)
