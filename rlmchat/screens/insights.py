"""Insights: whether learning helps, what lessons became of, and what keeps coming back all the same."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from rlmchat.chat.services import Services
from rlmchat.errors import RlmChatError
from rlmchat.learning.chronicle import Days
from rlmchat.learning.correction import OutcomeKind, Status
from rlmchat.learning.insights import FEWEST_TURNS, Insights, Week, insights
from rlmchat.learning.ports import Find
from rlmchat.learning.proposals import Proposals
from rlmchat.screens.write_down import WriteDown
from rlmchat.widgets import insights_keys as keys
from rlmchat.widgets.bars import Bars
from rlmchat.widgets.bindings import bindings
from rlmchat.widgets.correction_rows import gist
from rlmchat.widgets.gaps_list import LINES, GapsList
from rlmchat.widgets.hints import LINEAR
from rlmchat.widgets.key_line import KeyLine
from rlmchat.widgets.plain_text import one_line
from rlmchat.widgets.rate_plot import RatePlot

NARROW = 100
MOST_READ = 2000
LONG_NAMES = 30
LINEAR_WEEKS = 12
"""Weeks that are told in words on a screen that is read aloud."""
OUTCOMES = {
    OutcomeKind.HELD: "$success",
    OutcomeKind.FORCED: "$accent",
    OutcomeKind.BROKEN: "$error",
    OutcomeKind.REVERTED: "$warning",
}
EMPTY = Content.assemble(
    ("Nothing to show yet.", "bold"),
    "\nChat, and say so when an answer is wrong: in your own words, or with ",
    ("x", "bold"),
    " on the answer.\nFrom the first week on you see here how often you must say the same thing twice,\n"
    "whether the model keeps to what it was taught, and what is still missing.",
)


class InsightsScreen(Screen[bool]):
    """F4. Dismissed with whether anything was learned or undone here."""

    CSS_PATH: ClassVar = ["insights.tcss"]
    BINDINGS: ClassVar = bindings(keys.INSIGHTS)
    AUTO_FOCUS = ""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._proposals = Proposals(services.memory)
        self._changed = False
        self._done = ""
        """What was decided last, in words."""
        self._head = Static(Content.styled("Insights", "bold"), id="head")
        self._rate = Static("", id="rate", markup=False)
        self._plot = RatePlot(id="plot")
        self._told = Static("", id="told", markup=False)
        self._outcomes = Bars("What became of lessons", id="outcomes")
        self._categories = Bars("Corrections by kind", id="categories")
        self._useful = Bars("Most useful", names=LONG_NAMES, id="useful")
        self._broken = Bars("Most broken", names=LONG_NAMES, id="broken")
        self._gaps = GapsList(id="gaps")
        self._keys = KeyLine([(keys.BACK, "")])

    def compose(self) -> ComposeResult:
        """The plot, the bars, what keeps coming back, keys."""
        yield self._head
        with VerticalScroll(id="body", can_focus=False):
            yield Static(EMPTY, id="empty")
            with Vertical(id="all"):
                yield self._rate
                yield self._plot
                yield Horizontal(self._outcomes, self._categories, id="bars")
                yield self._gaps
                yield Horizontal(self._useful, self._broken, id="lists")
        yield self._told
        yield self._keys

    def on_mount(self) -> None:
        """Read what there is."""
        self._fold(self.app.size.width)
        # The plot stays in sight: it is what one comes for.
        self._gaps.focus(scroll_visible=False)
        self.reload()

    def on_resize(self, event: events.Resize) -> None:
        """Less plot on small screens."""
        self._fold(event.size.width)

    def _fold(self, width: int) -> None:
        self.set_class(width < NARROW, "-narrow")

    @work(group="insights", exclusive=True)
    async def reload(self) -> None:
        """Read everything anew."""
        try:
            self._show(await self._read())
        except RlmChatError as error:
            self.notify(str(error), severity="warning", markup=False)

    async def _read(self) -> Insights:
        chronicle, memory = self._services.chronicle, self._services.memory
        days = await chronicle.days() if chronicle is not None else Days()
        records = await memory.find(Find(statuses=frozenset({Status.ACTIVE, Status.QUARANTINED}), limit=MOST_READ))
        return insights(days, records, await self._proposals.open(), self._services.clock().date())

    def _show(self, now: Insights) -> None:
        self.set_class(not now.turns and not now.categories and not now.patterns, "-empty")
        self._head.update(_head(now))
        linear = self.app.has_class(LINEAR)
        self._plot.display = not linear
        some_rate = any(week.rate is not None for week in now.weeks)
        self._rate.update(_in_words(now.weeks) if linear else RATE if some_rate else RATE + TOO_FEW)
        self._plot.show(now.weeks)
        outcomes, categories = now.outcomes or {}, now.categories or {}
        self._outcomes.show([(str(kind), outcomes.get(kind, 0), style) for kind, style in OUTCOMES.items()])
        self._categories.show(
            [(str(c), n, "$accent") for c, n in sorted(categories.items(), key=lambda pair: -pair[1])]
        )
        self._useful.show([(_name(gist(r)), r.held + r.forced, "$success") for r in now.useful])
        self._broken.show([(_name(gist(r)), r.broken + r.reverted, "$error") for r in now.broken])
        self._gaps.show(now.patterns)
        some = [(keys.WRITE, ""), (keys.DECLINE, "")] if now.patterns else []
        undo = [(keys.UNDO, "")] if self._changed else []
        self._keys.show([*some, *undo, (keys.BACK, "")])

    # What the person decides.

    @on(GapsList.Chosen)
    @work(group="dialog", exclusive=True)
    async def action_write_down(self) -> None:
        """Write down what is missing."""
        pattern = self._gaps.chosen
        if pattern is None:
            return
        text = await self.app.push_screen_wait(WriteDown(pattern))
        if text:
            try:
                await self._services.learning_ready()
                kept = await self._proposals.accept(pattern, text)
            except RlmChatError as error:
                self.notify(str(error), severity="warning", markup=False)
                return
            self._tell(f"✓ learned: {one_line(kept.correction.rule, 60)}")

    @work(group="dialog", exclusive=True)
    async def action_decline(self) -> None:
        """Do not propose it again."""
        pattern = self._gaps.chosen
        if pattern is None:
            return
        try:
            await self._proposals.decline(pattern)
        except RlmChatError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        self._tell(f"– not proposed again: {one_line(pattern.title, 60)}")

    @work(group="dialog", exclusive=True)
    async def action_undo(self) -> None:
        """Take the last decision back; only what was decided here."""
        if not self._changed:
            return
        try:
            await self._services.memory.undo()
        except RlmChatError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        self._tell(f"↶ taken back: {self._done}")
        self._changed = False

    def _tell(self, text: str) -> None:
        self._changed = True
        self._done = text[2:]
        self._told.update(text)
        self.add_class("-told")
        self.reload()

    def action_move(self, by: int) -> None:
        """Another gap; it scrolls into sight."""
        self._gaps.move(by)
        body = self.query_one("#body", VerticalScroll)
        if not self._gaps.patterns:
            body.scroll_relative(y=by, animate=False)
            return
        top = self._gaps.virtual_region.y + 1 + self._gaps.at * LINES
        if top < body.scroll_y or top + LINES > body.scroll_y + body.size.height:
            body.scroll_to(y=max(0, top + LINES - body.size.height), animate=False)

    def action_page(self, by: int) -> None:
        """Scroll."""
        body = self.query_one("#body", VerticalScroll)
        body.scroll_relative(y=by * max(1, body.size.height - 2), animate=False)

    def action_leave(self) -> None:
        """Back to the chat."""
        self.dismiss(self._changed)

    @on(KeyLine.Pressed)
    async def _pressed(self, event: KeyLine.Pressed) -> None:
        await self.run_action(event.action)


RATE = Content.styled("Repeat corrections per 100 turns, by week", "$dim")
TOO_FEW = Content.styled(f" · {FEWEST_TURNS} turns in a week are needed to tell", "$dim")


def _head(now: Insights) -> Content:
    """The number that matters, and where it comes from."""
    parts: list[Content] = [Content.styled("Insights", "bold")]
    if now.rate is not None:
        said = Content.assemble((f"{now.rate:.1f}", "bold $accent"), (" repeats per 100 turns", "$dim"))
        parts.append(said)
        if now.trend is not None:
            before, after = now.trend
            parts.append(Content.styled(f"{before:.1f} before, {after:.1f} lately", "$dim"))
        weeks = f"{len(now.weeks)} weeks" if len(now.weeks) != 1 else "1 week"
        parts.append(Content.styled(f"{now.turns:,} turns, {weeks}", "$dim"))
    return Content("   ").join(parts)


def _in_words(weeks: tuple[Week, ...]) -> Content:
    told = [f"{week.monday:%d %b}: {week.rate:.1f}" for week in weeks[-LINEAR_WEEKS:] if week.rate is not None]
    return Content("Repeat corrections per 100 turns, by week: " + ("; ".join(told) or "too few turns to tell") + ".")


def _name(sides: tuple[str, str]) -> str:
    old, new = sides
    return f"{old} → {new}" if old else new
