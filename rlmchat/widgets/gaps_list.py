"""What keeps coming back, two lines each, to choose from: the subject with its counts, and what is proposed."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from rlmchat.learning.failures import TEACHES
from rlmchat.learning.patterns import Pattern
from rlmchat.widgets.correction_rows import fit
from rlmchat.widgets.plain_text import one_line

LINES = 2
"""Lines of one entry."""
NOTHING = "Nothing keeps coming back. What you correct three times on one subject shows up here, with a proposal."


def counts(pattern: Pattern) -> str:
    """How often, in words."""
    return f"said {_times(pattern.times)}" + (f", lesson broken {_times(pattern.broken)}" if pattern.broken else "")


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


class GapsList(Static, can_focus=True):
    """One of them is chosen; the screen says what its keys do."""

    DEFAULT_CSS = """
    GapsList { width: 1fr; height: auto; padding: 0 1; }
    """

    class Chosen(Message):
        """A click on one of them."""

    at: reactive[int] = reactive(0)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self.patterns: tuple[Pattern, ...] = ()

    def show(self, patterns: Sequence[Pattern]) -> None:
        """Show others; the place in the list stays."""
        self.patterns = tuple(patterns)
        self.at = max(0, min(self.at, len(self.patterns) - 1))
        self.refresh(layout=True)

    @property
    def chosen(self) -> Pattern | None:
        """The one that keys act on."""
        return self.patterns[self.at] if self.patterns else None

    def move(self, by: int) -> None:
        """The next one, or the one before."""
        self.at = max(0, min(self.at + by, len(self.patterns) - 1))

    def render(self) -> Content:
        """A heading, then the entries."""
        width = self.content_size.width or 76
        heading = Content.styled(f"Keeps coming back {len(self.patterns) or ''}".rstrip(), "bold")
        if not self.patterns:
            return Content("\n").join([heading, Content.styled(NOTHING, "$dim")])
        rows = [row for n, one in enumerate(self.patterns) for row in self._entry(one, width, n == self.at)]
        return Content("\n").join([heading, *rows])

    def _entry(self, pattern: Pattern, width: int, cursor: bool) -> list[Content]:
        mark = "▸ " if cursor else "  "
        told = f"{counts(pattern)} · {pattern.failure}"
        subject = fit(one_line(pattern.title), max(12, width - len(told) - 4))
        first = Content.assemble((mark, "$accent"), (subject, "bold" if cursor else ""), (f"  {told}", "$dim"))
        if pattern.proposal is None:
            stands = any(record.standing for record in pattern.records)
            proposed = "a rule stands already" if stands else "you said both: nothing is proposed"
        else:
            proposed = f"{TEACHES[pattern.failure]}: {one_line(pattern.proposal.corrected)}"
        return [first, Content.assemble("  ", (fit(proposed, width - 2), "$dim"))]

    def on_click(self, event: events.Click) -> None:
        """Choose by mouse; a click on the chosen one opens it."""
        row = (event.y - 1) // LINES
        if event.y < 1 or row >= len(self.patterns):
            return
        if row == self.at:
            self.post_message(self.Chosen())
        self.at = row
