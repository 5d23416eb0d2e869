"""The one big plot: repeat corrections per 100 turns, week by week."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.color import Color
from textual_plotext import PlotextPlot

from rlmchat.learning.insights import Week

LEAST_TOP = 5.0
"""The scale never ends below this many per 100 turns: one slip in a quiet month is no mountain."""
CELLS_PER_WEEK = 4
"""Columns that a bar and the gap after it take at least; older weeks give way."""
CELLS_PER_NAME = 9
"""Columns that the name of a week takes on the axis."""
AXIS = 8
"""Columns of the scale."""


class RatePlot(PlotextPlot):
    """Bars, one a week; weeks with too few turns to tell stay open. Colours are those of the theme."""

    DEFAULT_CSS = "RatePlot { height: 1fr; width: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._weeks: Sequence[Week] = ()

    def show(self, weeks: Sequence[Week]) -> None:
        """Show other weeks."""
        self._weeks = tuple(weeks)
        self.refresh()

    def render(self) -> Text:
        """Drawn anew at each size and theme."""
        self._draw()
        self.plt.plotsize(self.size.width, self.size.height)
        self.plt._set_size(self.size.width, self.size.height)
        return Text.from_ansi(self.plt.build())

    def _draw(self) -> None:
        plt = self.plt
        weeks = self._weeks[-max(1, (self.size.width - AXIS) // CELLS_PER_WEEK) :]
        plt.clear_figure()
        back, dim, accent = (self._rgb(name) for name in ("background", "dim", "accent"))
        plt.canvas_color(back)
        plt.axes_color(back)
        plt.ticks_color(dim)
        plt.xaxes(True, False)
        plt.yaxes(True, False)
        known = [(n, week.rate) for n, week in enumerate(weeks) if week.rate is not None]
        top = max([LEAST_TOP, *(rate for _, rate in known)])
        plt.ylim(0, top * 1.05)
        plt.xlim(-0.6, len(weeks) - 0.4)
        if known:
            plt.bar([n for n, _ in known], [rate for _, rate in known], width=0.5, marker="sd", color=accent, minimum=0)
        names = self._names(weeks)
        plt.xticks([n for n, _ in names], [name for _, name in names])
        step = _step(top)
        ticks = [step * n for n in range(int(top / step) + 1)]
        plt.yticks(ticks, [f"{tick:g}" for tick in ticks])

    def _names(self, weeks: Sequence[Week]) -> list[tuple[int, str]]:
        """The weeks that are named under the axis: from the newest back, as many as there is room for."""
        room = max(1, (self.size.width - AXIS) // CELLS_PER_NAME)
        every = max(1, -(-len(weeks) // room))
        last = len(weeks) - 1
        return [(n, f"{week.monday:%d %b}") for n, week in enumerate(weeks) if (last - n) % every == 0]

    def _rgb(self, name: str) -> tuple[int, int, int]:
        return Color.parse(self.app.theme_variables.get(name) or "#808080").rgb


def _step(top: float) -> float:
    """The distance of the lines of the scale: 1, 2 or 5 times a power of ten, three to six of them."""
    step = 1.0
    while top / step > 6:
        step *= 2.5 if f"{step:g}".startswith("2") else 2
    return step
