"""A list of corrections as long as the memory: only what is seen is read, and only that is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer
from textual.visual import Visual

from rlmchat.errors import RlmChatError
from rlmchat.learning.correction import Correction
from rlmchat.widgets.bindings import bindings
from rlmchat.widgets.correction_rows import one_line_row, two_lines
from rlmchat.widgets.corrections_keys import LIST
from rlmchat.widgets.corrections_source import Source

PAGE = 64
"""Corrections that are read at once."""
PAGES_KEPT = 8
"""Pages that stay in memory: those nearest to what is seen."""
DEBOUNCE = 0.015
"""Seconds without another wish before a list is read: a fast typist's letters are one search."""

Row = Callable[..., tuple[Content, ...]]


class CorrectionsList(ScrollView, can_focus=True):
    """Draws lines, mounts nothing. `show` lists something else, `reload` the same anew, in place."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar = bindings(LIST)
    COMPONENT_CLASSES: ClassVar[set[str]] = {"corrections-list--cursor", "corrections-list--cursor-focus"}
    DEFAULT_CSS = """
    CorrectionsList { height: 1fr; width: 1fr; background: transparent; overflow-x: hidden; text-wrap: nowrap;
        scrollbar-size-vertical: 1; scrollbar-color: $dim 40%; scrollbar-color-hover: $dim;
        scrollbar-color-active: $accent; scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background; }
    CorrectionsList > .corrections-list--cursor { background: $surface; }
    CorrectionsList > .corrections-list--cursor-focus { background: $panel; }
    """

    cursor: reactive[int] = reactive(0, repaint=False)
    """Which one is chosen, counted from 0."""

    class Highlighted(Message):
        """Another one is chosen (or the same one has changed); None where the list is empty."""

        def __init__(self, record: Correction | None) -> None:
            super().__init__()
            self.record = record

    class Opened(Message):
        """One was clicked twice."""

        def __init__(self, record: Correction) -> None:
            super().__init__()
            self.record = record

    class Counted(Message):
        """The list was read; it is so long, or at least so long where it is not `sure` yet."""

        def __init__(self, total: int, *, sure: bool) -> None:
            super().__init__()
            self.total = total
            self.sure = sure

    class Failed(Message):
        """The list could not be read."""

        def __init__(self, error: RlmChatError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, *, two_lines: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self.total = 0
        self.marks: Mapping[str, str] = {}
        """What corrections did to the answer in question, by id: changed, held, broken."""
        self._two = two_lines
        self._pages: dict[int, Sequence[Correction]] = {}
        self._source: Source | None = None
        self._asked: Source | None = None
        self._in_place = False
        self._reading = False
        self._timer: Timer | None = None
        self._told: Correction | None = None
        self._away = ""

    @property
    def row_height(self) -> int:
        """Lines of one correction."""
        return 2 if self._two else 1

    @property
    def record(self) -> Correction | None:
        """The chosen correction; None where the list is empty or not read yet."""
        return self._record(self.cursor)

    @property
    def busy(self) -> bool:
        """Whether something is still being read."""
        return self._reading or self._timer is not None

    @property
    def away(self) -> bool:
        """Whether no row is chosen: what is shown beside the list does not stand in it."""
        return bool(self._away)

    # What is listed.

    def show(self, source: Source, *, soon: bool = False) -> None:
        """List something else, from its top; with `soon`, wait a moment for a better wish."""
        self._ask(source, in_place=False, delay=DEBOUNCE if soon else 0)

    def reload(self) -> None:
        """Read the same list anew and stay where we are."""
        if source := self._asked or self._source:
            self._ask(source, in_place=self._asked is None or self._in_place, delay=0)

    def _ask(self, source: Source, *, in_place: bool, delay: float) -> None:
        self._asked, self._in_place = source, in_place
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if delay:
            self._timer = self.set_timer(delay, self._serve)
        else:
            self._serve()

    def _serve(self) -> None:
        self._timer = None
        if not self._reading:
            self._reading = True
            self.run_worker(self._read(), group="corrections-list", exit_on_error=True)

    async def _read(self) -> None:
        """Serve the newest wish, then fetch what is seen and missing; one question to the store at a time."""
        try:
            while True:
                if self._asked is not None and self._timer is None:
                    await self._read_list(self._asked)
                elif (page := self._missing()) is not None and self._source is not None:
                    await self._read_page(self._source, page)
                else:
                    return
        except RlmChatError as error:
            self._asked = None
            self.post_message(self.Failed(error))
        finally:
            self._reading = False

    async def _read_list(self, source: Source) -> None:
        if self._in_place and self._source is not None:
            await self._read_in_place(source)
            return
        first = await source.page(0, PAGE)
        if self._asked is not source:
            # Another wish came meanwhile: this answer is stale.
            return
        self._asked, self._source = None, source
        self._pages = {0: first}
        # Counting may take longer than finding: what was found is shown before.
        self._lay_out(len(first), sure=len(first) < PAGE)
        if len(first) == PAGE:
            total = await source.count()
            if self._asked is None:
                self._grow(max(total, len(first)))

    async def _read_in_place(self, source: Source) -> None:
        total = await source.count()
        last = max(0, total - 1) // PAGE
        pages = {n: await source.page(n * PAGE, PAGE) for n in sorted({min(n, last) for n in self._seen()})}
        if self._asked is source:
            self._asked, self._source = None, source
            self._pages = pages
            self._lay_out(total, sure=True, in_place=True)

    async def _read_page(self, source: Source, page: int) -> None:
        records = await source.page(page * PAGE, PAGE)
        if self._asked is None and self._source is source:
            self._pages[page] = records
            self._forget_far_pages()
            if not records:
                # Shorter than it was counted: read it anew.
                self._asked, self._in_place = source, True
            self.refresh()
            self._tell()

    def _forget_far_pages(self) -> None:
        here = self._seen()[0]
        near = sorted(self._pages, key=lambda page: abs(page - here))
        for page in near[PAGES_KEPT:]:
            del self._pages[page]

    def _grow(self, total: int) -> None:
        """Only the length is new."""
        self.total = total
        self.virtual_size = Size(self.size.width, total * self.row_height)
        self.post_message(self.Counted(total, sure=True))

    def _lay_out(self, total: int, *, sure: bool, in_place: bool = False) -> None:
        chosen = self._told
        self.total = total
        self.virtual_size = Size(self.size.width, total * self.row_height)
        if not in_place:
            self._away = ""
            self.scroll_to(y=0, animate=False, force=True)
            self.set_reactive(CorrectionsList.cursor, 0)
        elif self._away and (row := self._row_of(self._away)) is not None:
            # What is shown has come into the list.
            self._away = ""
            self.set_reactive(CorrectionsList.cursor, row)
            self._reveal()
        else:
            self.set_reactive(CorrectionsList.cursor, self._where(chosen))
            self._reveal()
        self.refresh()
        self.post_message(self.Counted(total, sure=sure))
        self._tell(always=True)

    def _where(self, chosen: Correction | None) -> int:
        """Where the chosen one is now, as far as it is in sight; else the same place."""
        row = self._row_of(chosen.id) if chosen is not None else None
        return max(0, min(self.cursor, self.total - 1)) if row is None else row

    def _row_of(self, one: str) -> int | None:
        for page, records in self._pages.items():
            for at, record in enumerate(records):
                if record.id == one:
                    return page * PAGE + at
        return None

    def _record(self, row: int) -> Correction | None:
        page, at = divmod(row, PAGE)
        records = self._pages.get(page, ())
        return records[at] if 0 <= at < len(records) else None

    def _seen(self) -> range:
        """Pages in sight, and the one with the cursor if it is near."""
        first = self.scroll_offset.y // self.row_height
        last = (self.scroll_offset.y + max(1, self.size.height)) // self.row_height
        return range(max(0, first) // PAGE, max(0, last) // PAGE + 1)

    def _missing(self) -> int | None:
        if not self.total:
            return None
        end = (self.total - 1) // PAGE
        seen = self._seen()
        # The neighbours come last, so that scrolling on finds its rows there already.
        wanted = (*seen, self.cursor // PAGE, seen[-1] + 1, seen[0] - 1)
        return next((n for n in wanted if n not in self._pages and 0 <= n <= end), None)

    def _tell(self, *, always: bool = False) -> None:
        record = self.record
        if record is not self._told or always:
            self._told = record
            if record is not None or not self.total:
                self.post_message(self.Highlighted(record))

    # Moving.

    def point(self, record: Correction) -> None:
        """Choose what is shown beside the list: its row, or no row where it is not in sight."""
        row = self._row_of(record.id)
        self._away = record.id if row is None else ""
        self.refresh()
        if row is not None:
            self.cursor = row

    def come_back(self) -> None:
        """The row with the cursor is the chosen one again."""
        if self._away:
            self._away = ""
            self.refresh()
            self._tell(always=True)

    def validate_cursor(self, cursor: int) -> int:
        """Within the list."""
        return max(0, min(cursor, self.total - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Draw both rows, bring the new one into sight, say so."""
        for row in (old, new):
            self.refresh_lines(row * self.row_height - self.scroll_offset.y, self.row_height)
        self._reveal()
        self._tell()
        if self._missing() is not None:
            self._serve()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Read what comes into sight."""
        super().watch_scroll_y(old_value, new_value)
        if self._missing() is not None:
            self._serve()

    def on_resize(self) -> None:
        """More may be in sight."""
        self.virtual_size = Size(self.size.width, self.total * self.row_height)
        if self._missing() is not None:
            self._serve()

    def _reveal(self) -> None:
        self.scroll_to_region(
            Region(0, self.cursor * self.row_height, 1, self.row_height), animate=False, force=True, x_axis=False
        )

    def action_move(self, by: int) -> None:
        """Up or down."""
        self.come_back()
        self.cursor += by

    def action_page(self, by: int) -> None:
        """A screenful up or down."""
        self.come_back()
        self.cursor += by * max(1, self.size.height // self.row_height - 1)

    def action_first(self) -> None:
        """To the top."""
        self.come_back()
        self.cursor = 0

    def action_last(self) -> None:
        """To the end."""
        self.come_back()
        self.cursor = self.total - 1

    def on_click(self, event: events.Click) -> None:
        """Choose; twice opens."""
        row = (event.y + self.scroll_offset.y) // self.row_height
        if 0 <= row < self.total:
            self.come_back()
            self.cursor = row
            if event.chain >= 2 and (record := self.record) is not None:
                self.post_message(self.Opened(record))

    def on_focus(self) -> None:
        """The chosen row shows that keys go here."""
        self.refresh()

    def on_blur(self) -> None:
        """And that they do not."""
        self.refresh()

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        width = self.size.width
        row, line = divmod(y + self.scroll_offset.y, self.row_height)
        if row >= self.total or width < 8:
            return Strip.blank(width, self.rich_style)
        chosen = row == self.cursor and not self._away
        style = self.visual_style
        if chosen:
            name = "corrections-list--cursor-focus" if self.has_focus else "corrections-list--cursor"
            style = self.get_visual_style(name)
        record = self._record(row)
        if record is None:
            # Not read yet: it comes with the next page.
            content = Content.styled("   …" if line == 0 else "", "$dim")
        else:
            content = self._row(record, width, chosen)[line]
        return Visual.to_strips(self, content, width, 1, style, apply_selection=False, pad=True)[0]

    def _row(self, record: Correction, width: int, chosen: bool) -> tuple[Content, ...]:
        draw: Row = two_lines if self._two else one_line_row
        return draw(record, width, self.marks, cursor=chosen)
