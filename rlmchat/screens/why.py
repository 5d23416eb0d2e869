"""Why an answer was held to these corrections and not to others: all that was considered, with every factor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from rlmchat.learning.recall import Lesson, Recall
from rlmchat.widgets.correction_rows import number, rule_line
from rlmchat.widgets.key import Key
from rlmchat.widgets.key_line import KeyLine
from rlmchat.widgets.plain_text import one_line

CLOSE = Key("why_close", "escape", "close", "close", "Back to the chat.")
COLUMNS = ("relevance", "similarity", "confidence", "recency", "success")
NARROW_COLUMNS = ("relev", "simil", "confid", "recen", "succ")
LEGEND = """\
relevance = similarity × confidence × recency × success
◆ changed the text  ◇ sent along  ✗ broken  · left out"""
UNKNOWN = """\
Nothing was noted for this answer: learning was off, or it came from
another program or an older rlmchat.

Ask again (r on the answer) to see what is considered."""
NOTHING = "Nothing that you taught came near this question, so nothing was sent along."
MOST_SHOWN = 100
"""Lessons of a kind that are listed; they come best first."""


def cells(lesson: Lesson) -> tuple[str, ...]:
    """The factors, in the order of the columns."""
    factors = (lesson.relevance, lesson.similarity, lesson.confidence, lesson.recency, lesson.success)
    return tuple(number(value) for value in factors)


def reason(lesson: Lesson) -> str:
    """What brought it up, or why it was left out; how much it weighs, where that is a factor."""
    return _reason(lesson) + (f" · weighs {number(lesson.weight)} as a preference" if lesson.weight != 1 else "")


def _reason(lesson: Lesson) -> str:
    found = ", ".join(lesson.found_by)
    if lesson.left_out:
        return f"left out: {lesson.left_out}" + (f" · found by {found}" if found else "")
    standing = "standing · " if lesson.standing and "standing" not in lesson.found_by else ""
    return f"{standing}found by {found}" if found else "standing"


CHROME = 11
"""Lines around what scrolls."""


class WhyTable(Static):
    """The lessons as a table that fits the width it is given."""

    def __init__(self, recall: Recall, applied: Sequence[str], broken: Sequence[str]) -> None:
        super().__init__(markup=False)
        self._recall = recall
        self._applied = frozenset(applied)
        self._broken = frozenset(broken)

    def render(self) -> Content:
        """Used ones, then those left out."""
        width = self.content_size.width or 76
        names = COLUMNS if width >= 84 else NARROW_COLUMNS
        widths = [len(name) + 1 for name in names]
        room = width - sum(widths) - 3
        head = Content.assemble(" " * (room + 3), *(f"{name:>{w}}" for name, w in zip(names, widths, strict=True)))
        out = [head.stylize("$dim")]
        out += self._section("used", self._recall.lessons, room, widths)
        out += self._section("left out", self._recall.considered, room, widths)
        more = len(self._recall.considered) - MOST_SHOWN
        if more > 0:
            out.append(Content.styled(f"   … {more:,} more, less relevant", "$dim"))
        return Content("\n").join(out)

    def _section(self, title: str, lessons: Sequence[Lesson], room: int, widths: Sequence[int]) -> list[Content]:
        if not lessons:
            return []
        rows = [Content.styled(f"{title} {len(lessons):,}", "bold")]
        for lesson in lessons[:MOST_SHOWN]:
            mark, style = self._mark(lesson)
            rule = rule_line(lesson.correction, room)
            numbers = [f"{text:>{w}}" for text, w in zip(cells(lesson), widths, strict=True)]
            first = Content.assemble((f" {mark} ", style), rule, " " * (room - rule.cell_length), (numbers[0], "bold"))
            row = Content.assemble(first, *numbers[1:])
            rows.append(row.stylize("$dim") if lesson.left_out else row)
            rows.append(Content.styled(f"   {one_line(reason(lesson), max(20, room + sum(widths)))}", "$dim"))
        return [*rows, Content("")]

    def _mark(self, lesson: Lesson) -> tuple[str, str]:
        if lesson.left_out:
            return "·", "$dim"
        if lesson.correction.id in self._broken:
            return "✗", "bold $error"
        return ("◆", "bold $accent") if lesson.correction.id in self._applied else ("◇", "$accent")


class WhyScreen(ModalScreen[None]):
    """What was recalled for an answer; `applied` and `broken` are ids of lessons that changed it, or that it breaks."""

    CSS_PATH: ClassVar = ["dialog.tcss", "why.tcss"]
    BINDINGS: ClassVar = [
        Binding("escape,q,w,enter", "close", show=False),
        Binding("j", "scroll(1)", show=False),
        Binding("k", "scroll(-1)", show=False),
    ]

    def __init__(self, recall: Recall | None, applied: Sequence[str] = (), broken: Sequence[str] = ()) -> None:
        super().__init__(classes="dialog")
        self._recall = recall
        self._applied = applied
        self._broken = broken

    def compose(self) -> ComposeResult:
        """The question, the formula, the table."""
        with Vertical(classes="box"):
            yield Static(Content.styled("Why these corrections", "bold"), classes="title")
            if self._recall is None:
                yield Static(UNKNOWN, classes="note", markup=False)
            else:
                yield from self._known(self._recall)
            yield KeyLine([(CLOSE, "")])

    def _known(self, recall: Recall) -> ComposeResult:
        yield Static(
            Content.assemble(
                ("for ", "$dim"), "“", one_line(recall.query, 200), "”", (f"   {recall.ms:.1f} ms", "$dim")
            ),
            classes="question",
        )
        if not recall.lessons and not recall.considered:
            yield Static(NOTHING, classes="note", markup=False)
            return
        with VerticalScroll(id="scroll"):
            yield WhyTable(recall, self._applied, self._broken)
        yield Static(LEGEND, classes="legend", markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """Title and keys always stay in sight; what is between them scrolls."""
        for scroll in self.query(VerticalScroll):
            scroll.styles.max_height = max(3, event.size.height - CHROME)

    def on_mount(self) -> None:
        """Keys scroll at once."""
        for scroll in self.query("#scroll"):
            scroll.focus()

    @on(KeyLine.Pressed)
    async def _pressed(self, event: KeyLine.Pressed) -> None:
        await self.run_action(event.action)

    def action_scroll(self, by: int) -> None:
        """A line on or back."""
        for scroll in self.query("#scroll").results(VerticalScroll):
            scroll.scroll_relative(y=by, animate=False)

    def action_close(self) -> None:
        """Back to the chat."""
        self.dismiss(None)
