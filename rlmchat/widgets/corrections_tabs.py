"""The tabs of the corrections panel, on one line: in this answer, this chat, all, inbox, each with its number."""

from __future__ import annotations

from enum import StrEnum

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widgets import Static


class Tab(StrEnum):
    """What the panel lists."""

    ANSWER = "in this answer"
    CHAT = "this chat"
    ALL = "all"
    INBOX = "inbox"


SHORT = {Tab.ANSWER: "answer", Tab.CHAT: "chat", Tab.ALL: "all", Tab.INBOX: "inbox"}


class CorrectionsTabs(Static):
    """Shows the tabs; a click chooses one."""

    DEFAULT_CSS = """
    CorrectionsTabs { height: 1; width: 1fr; color: $dim; text-wrap: nowrap; link-style: none; link-color: $dim;
        link-background-hover: $panel; link-style-hover: none; link-color-hover: $accent; }
    """

    chosen: reactive[Tab] = reactive(Tab.ALL)

    class Chosen(Message):
        """A tab was chosen."""

        def __init__(self, tab: Tab) -> None:
            super().__init__()
            self.tab = tab

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.counts: dict[Tab, int] = {}

    def show(self, counts: dict[Tab, int]) -> None:
        """Show other numbers."""
        if counts != self.counts:
            self.counts = counts
            self.refresh()

    def watch_chosen(self, tab: Tab) -> None:
        """Say so."""
        if self.is_mounted:
            self.post_message(self.Chosen(tab))

    def step(self, by: int) -> None:
        """The next tab, or the one before."""
        tabs = list(Tab)
        self.chosen = tabs[(tabs.index(self.chosen) + by) % len(tabs)]

    def render(self) -> Content:
        """Long names where they fit."""
        long = self._written({tab: str(tab) for tab in Tab})
        return long if long.cell_length <= self.content_size.width else self._written(SHORT)

    def _written(self, names: dict[Tab, str]) -> Content:
        return Content.styled(" · ", "$dim").join([self._tab(tab, name) for tab, name in names.items()])

    def _tab(self, tab: Tab, name: str) -> Content:
        count = f" {self.counts[tab]:,}" if tab in self.counts else ""
        if tab is self.chosen:
            return Content.assemble((name, "bold underline $accent"), (count, "$accent"))
        click = Style.from_meta({"@click": f"choose('{tab.name}')"})
        return Content.styled(f"{name}{count}", "$dim").stylize(click)

    def action_choose(self, name: str) -> None:
        """A click."""
        self.chosen = Tab[name]
