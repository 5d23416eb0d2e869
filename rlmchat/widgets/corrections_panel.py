"""The corrections beside the chat: what was in play for the answer at hand, what this chat taught, everything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from rlmchat.chat.services import Services
from rlmchat.conversation import Message as ChatMessage
from rlmchat.errors import RlmChatError
from rlmchat.learning.correction import LIVE, Status
from rlmchat.learning.ports import Find
from rlmchat.widgets.bindings import bindings
from rlmchat.widgets.corrections_desk import CorrectionsChanged, CorrectionsDesk, best_for
from rlmchat.widgets.corrections_keys import ACCEPT, DELETE, EDIT, MUTE, OPEN, PANEL, REJECT, UNDO
from rlmchat.widgets.corrections_list import CorrectionsList
from rlmchat.widgets.corrections_source import Chosen, Found, Source
from rlmchat.widgets.corrections_tabs import CorrectionsTabs, Tab
from rlmchat.widgets.key_line import Entry

__all__ = ["CorrectionsChanged", "CorrectionsPanel"]

INBOX = frozenset({Status.TENTATIVE})
WITHIN = {Tab.ANSWER: "in this answer", Tab.CHAT: "in this chat", Tab.ALL: "", Tab.INBOX: "in the inbox"}
"""Where a tab lists and searches, in words."""


class CorrectionsPanel(CorrectionsDesk):
    """The side panel. The chat tells it which chat and which answer are at hand (`show_chat`, `show_answer`)."""

    TWO_LINES = True
    BINDINGS: ClassVar = bindings(PANEL)
    DEFAULT_CSS = """
    CorrectionsPanel { width: 44; height: 1fr; border-left: vkey $panel; background: $background; }
    CorrectionsPanel .head { height: 1; padding: 0 1; }
    CorrectionsPanel .title { width: auto; color: $dim; margin-right: 2; }
    CorrectionsPanel CorrectionsTabs { padding: 0 1; margin-bottom: 1; }
    CorrectionsPanel CorrectionDetail { padding: 0 1; display: none; }
    CorrectionsPanel.-detail CorrectionsList, CorrectionsPanel.-detail .empty { display: none; }
    CorrectionsPanel.-detail CorrectionDetail { display: block; }
    """

    def __init__(self, services: Services, *, chat_id: str = "", id: str | None = None) -> None:
        super().__init__(services, id=id)
        self._chat_id = chat_id
        self._answer: tuple[str, ...] = ()
        self.tabs = CorrectionsTabs()

    def compose(self) -> ComposeResult:
        """Title and search, tabs, list or detail, what was done, keys."""
        yield Horizontal(Static("corrections", classes="title", markup=False), self.search_row(), classes="head")
        yield self.tabs
        yield self.list
        yield self.empty
        yield self.detail
        yield self.told
        yield self.keys

    # What is at hand.

    def show_chat(self, chat_id: str) -> None:
        """From now on this is the chat at hand."""
        if chat_id != self._chat_id:
            self._chat_id = chat_id
            self.show_answer(None)
            if self.is_mounted:
                self.relist()
                self._count_again()

    def show_answer(self, message: ChatMessage | None, broken: Sequence[str] = ()) -> None:
        """From now on this is the answer at hand: its lessons are marked with what they did to it."""
        ids = tuple(dict.fromkeys((*message.applied, *broken, *message.lessons))) if message else ()
        marks = dict.fromkeys(ids, "held") | dict.fromkeys(broken, "broken")
        marks |= dict.fromkeys(message.applied if message else (), "changed")
        if ids == self._answer and marks == self.list.marks:
            return
        self._answer, self.list.marks = ids, marks
        if self.is_mounted:
            self.list.refresh()
            if self.tabs.chosen is Tab.ANSWER:
                self.relist()
            self._count_again()

    # What is listed.

    def relist(self, *, soon: bool = False) -> None:
        """The search says where it searches."""
        self.search.placeholder = f"search {WITHIN[self.tabs.chosen] or 'all'}"
        super().relist(soon=soon)

    def source(self) -> Source:
        """By tab and search."""
        memory, text = self.services.memory, self.search.value.strip()
        if self.tabs.chosen is Tab.ANSWER:
            return Chosen(memory, self._answer, text)
        return Found(memory, self._find(self.tabs.chosen, text))

    def _find(self, tab: Tab, text: str = "") -> Find:
        return Find(
            text=text,
            statuses=INBOX if tab is Tab.INBOX else LIVE,
            # A chat that has no id yet has taught nothing; an empty id would find everything.
            session_id=(self._chat_id or "-") if tab is Tab.CHAT else "",
            sort=best_for(text),
        )

    async def count(self) -> None:
        """The numbers on the tabs."""
        memory = self.services.memory
        tally = await memory.tally()
        self.tabs.show(
            {
                Tab.ANSWER: len(self._answer),
                Tab.CHAT: await memory.count(self._find(Tab.CHAT)),
                Tab.ALL: sum(tally.get(status, 0) for status in LIVE),
                Tab.INBOX: tally.get(Status.TENTATIVE, 0),
            }
        )

    def why_empty(self) -> str:
        """What to do next."""
        if text := self.search.value.strip():
            return f"{self._nothing(text)}.\n\nesc clears the search."
        return {
            Tab.ANSWER: "No correction was in play for this answer.\n\nIf it is wrong, say so, or press x on it.",
            Tab.CHAT: "This chat has taught nothing yet.\n\nSay what is wrong in your own words, or press x.",
            Tab.ALL: "Nothing learned yet.\n\nWhen an answer is wrong, say so in your own words, or press x.",
            Tab.INBOX: "Nothing waits for you.\n\nCorrections that are not certain come here for a yes or no.",
        }[self.tabs.chosen]

    def _nothing(self, text: str) -> str:
        return f"Nothing matches “{text}” {WITHIN[self.tabs.chosen]}".rstrip()

    @on(CorrectionsList.Counted)
    def _found_nothing(self, event: CorrectionsList.Counted) -> None:
        text = self.search.value.strip()
        if text and not event.total and self.tabs.chosen is not Tab.ALL:
            self._look_in_all(text)

    @work(exclusive=True, group="corrections-elsewhere")
    async def _look_in_all(self, text: str) -> None:
        """A tab that has no match says how many there are in all."""
        try:
            total = await self.services.memory.count(self._find(Tab.ALL, text))
        except RlmChatError:
            # The list has told of it.
            return
        if total and text == self.search.value.strip() and not self.list.total and self.tabs.chosen is not Tab.ALL:
            way = "enter, then left or right: another tab.\nesc clears the search."
            self.empty.update(f"{self._nothing(text)}, {total:,} in all.\n\n{way}")

    def show_keys(self) -> None:
        """The keys for what is chosen."""
        entries: list[Entry] = [(EDIT, ""), (MUTE, ""), (DELETE, ""), (UNDO, "")]
        unmute = self.subject is not None and self.subject.status is Status.MUTED
        if unmute:
            entries[1] = (MUTE, "unmute")
        record = self.subject
        if record is not None and record.status is Status.TENTATIVE:
            entries = [(ACCEPT, ""), (REJECT, "reject"), (EDIT, ""), (UNDO, "")]
        elif not self.detail_open:
            entries.insert(3, (OPEN, ""))
        self.keys.show(entries)

    @on(CorrectionsTabs.Chosen)
    def _tab_chosen(self, event: CorrectionsTabs.Chosen) -> None:
        event.stop()
        if self.detail_open:
            self.close_detail()
        self.tell("")
        self.relist()

    def action_tab(self, by: int) -> None:
        """Another tab."""
        self.tabs.step(by)
