"""The inside of the corrections browser: filters, list and detail, side by side or one at a time."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from rlmchat.chat.services import Services
from rlmchat.learning.correction import LIVE, Category, ScopeKind, Source, Status
from rlmchat.learning.ports import Find, Sort
from rlmchat.widgets import corrections_keys as keys
from rlmchat.widgets import corrections_source
from rlmchat.widgets.bindings import bindings
from rlmchat.widgets.corrections_desk import best_for
from rlmchat.widgets.corrections_files import CorrectionsFiles
from rlmchat.widgets.corrections_list import CorrectionsList
from rlmchat.widgets.key_line import Entry
from rlmchat.widgets.pick import Pick

WIDE = 100
"""Columns from which on list and detail stand side by side."""
EVERY = "every"

STATUSES = {
    "tentative": "inbox",
    "active": "active",
    "superseded": "superseded",
    "muted": "muted",
    "quarantined": "quarantined",
    "deleted": "deleted",
    EVERY: "all of them",
}
SORTS = {"newest": "newest", "oldest": "oldest", "confidence": "surest", "used": "most used", "relevance": "best match"}


class CorrectionsBrowser(CorrectionsFiles):
    """Everything that was learned: filter, sort, read, change, take back, export."""

    BINDINGS: ClassVar = bindings(keys.BROWSER)
    DEFAULT_CSS = """
    CorrectionsBrowser { height: 1fr; width: 1fr; background: $background; }
    CorrectionsBrowser #head { height: 1; padding: 0 1; }
    CorrectionsBrowser.-narrow #head { layout: vertical; height: 2; }
    CorrectionsBrowser #finding { height: 1; width: 1fr; }
    CorrectionsBrowser #total { width: auto; margin-right: 3; }
    CorrectionsBrowser #picks { width: auto; height: 1; }
    CorrectionsBrowser.-narrow #picks { width: 1fr; }
    CorrectionsBrowser.-narrow #pick-category { margin-left: 0; }
    CorrectionsBrowser #body { height: 1fr; border-top: solid $panel; border-bottom: solid $panel; }
    CorrectionsBrowser #left { width: 40%; height: 1fr; border-right: solid $panel; }
    CorrectionsBrowser.-narrow #left { width: 1fr; border-right: none; }
    CorrectionsBrowser.-narrow.-detail #left { display: none; }
    """

    def __init__(self, services: Services, *, inbox: bool = False, id: str | None = None) -> None:
        super().__init__(services, id=id)
        self._total = Static(Content.styled("Corrections", "bold"), id="total")
        self._picks = {
            "category": Pick("category", {str(one): str(one) for one in Category}),
            "status": Pick("status", STATUSES, unset="in use: active and inbox"),
            "scope": Pick("scope", {str(one): str(one) for one in ScopeKind}),
            "source": Pick("source", {str(one): str(one) for one in Source}),
            "sort": Pick("sort", SORTS, unset="newest", always=True),
        }
        if inbox:
            self._picks["status"].set_reactive(Pick.value, str(Status.TENTATIVE))
        self._first_search = ""
        self._waiting = 0
        self._conflicts = 0
        self._covering = False

    def compose(self) -> ComposeResult:
        """Filters; list and detail; what was done; keys."""
        with Horizontal(id="head"):
            yield Horizontal(self._total, self.search_row(), id="finding")
            yield Horizontal(*self._picks.values(), id="picks")
        with Horizontal(id="body"):
            yield Horizontal(self.list, self.empty, id="left")
            yield self.detail
        yield self.told
        yield self.keys

    def on_mount(self) -> None:
        """The list has the focus: keys act at once."""
        self._fold(self.app.size.width)
        self.search.value = self._first_search
        self.list.focus()

    # Side by side, or one at a time.

    @property
    def covering(self) -> bool:
        """On narrow screens the detail takes the place of the list."""
        return self._covering

    def on_resize(self, event: events.Resize) -> None:
        """Fold or unfold."""
        if (event.size.width < WIDE) is not self._covering:
            self._fold(event.size.width)

    def _fold(self, width: int) -> None:
        self._covering = width < WIDE
        self.set_class(self._covering, "-narrow")
        self.remove_class("-detail")
        self.list.come_back()
        self.detail.display = not self._covering
        if not self._covering:
            self.detail.show(self.list.record)
        self.show_keys()

    # What is listed.

    def find(self) -> Find:
        """By filters and search."""
        chosen = {name: pick.value for name, pick in self._picks.items()}
        text = self.search.value.strip()
        return Find(
            text=text,
            statuses=_statuses(chosen["status"]),
            categories=frozenset({Category(chosen["category"])} if chosen["category"] else ()),
            scopes=frozenset({ScopeKind(chosen["scope"])} if chosen["scope"] else ()),
            sources=frozenset({Source(chosen["source"])} if chosen["source"] else ()),
            sort=Sort(chosen["sort"]) if chosen["sort"] else best_for(text),
        )

    def source(self) -> corrections_source.Source:
        """What the store finds."""
        return corrections_source.Found(self.services.memory, self.find())

    def relist(self, *, soon: bool = False) -> None:
        """A search without a chosen order gives the best match first, and says so."""
        self._picks["sort"].unset = "best match" if self.search.value.strip() else "newest"
        super().relist(soon=soon)

    async def count(self) -> None:
        """What waits in inbox and conflicts."""
        tally = await self.services.memory.tally()
        self._waiting = tally.get(Status.TENTATIVE, 0)
        self._conflicts = len(await self.services.memory.conflicts())
        self.show_keys()

    @property
    def filtered(self) -> bool:
        """Whether a filter is on."""
        return any(pick.value for name, pick in self._picks.items() if name != "sort")

    def why_empty(self) -> str:
        """What to do next."""
        if text := self.search.value.strip():
            return f"Nothing matches “{text}”.\n\nesc clears the search."
        if self._picks["status"].value == "tentative":
            return "Nothing waits for you.\n\nCorrections that are not certain come here for a yes or no. i goes back."
        if self.filtered:
            return "Nothing passes these filters.\n\nf clears them."
        return (
            "Nothing learned yet.\n\nWhen an answer is wrong, say so in your own words, or press x on it.\n"
            "n writes a correction by hand. I reads them from a file."
        )

    @on(CorrectionsList.Counted)
    def _show_total(self, event: CorrectionsList.Counted) -> None:
        if event.sure:
            self._total.update(Content.assemble(("Corrections", "bold"), (f"  {event.total:,}", "$dim")))

    @on(Pick.Changed)
    def _picked(self, event: Pick.Changed) -> None:
        event.stop()
        self.tell("")
        self.relist()

    def look_for(self, text: str) -> None:
        """Search for a text."""
        if self.is_mounted:
            self.search.value = text
        else:
            self._first_search = text

    def show_keys(self) -> None:
        """The keys for what is chosen."""
        record = self.subject
        waits = record is not None and record.status is Status.TENTATIVE
        entries: list[Entry] = [(keys.ACCEPT, ""), (keys.REJECT, "reject")] if waits else []
        # What waits for the person is named where there is room for little else.
        if self._conflicts:
            entries.append((keys.CONFLICTS, f"conflicts {self._conflicts}"))
        inbox = (keys.INBOX, f"inbox {self._waiting}" if self._waiting else "inbox")
        entries += [inbox] if self._waiting else []
        if self.covering and not self.detail_open:
            entries.append((keys.OPEN, ""))
        unused = record is not None and record.status not in LIVE
        entries += [(keys.EDIT, ""), (keys.MUTE, "unmute" if record and record.status is Status.MUTED else "")]
        entries += [(keys.RESTORE, "")] if unused else [(keys.DELETE, "")]
        entries.append((keys.UNDO, ""))
        entries += [] if self._waiting else [inbox]
        entries += [(keys.EXPORT, "")] + ([] if waits else [(keys.REJECT, "new")])
        self.keys.show([*entries, (keys.BACK, "")])

    # Keys of the browser.

    async def action_back_or_leave(self) -> None:
        """Escape, by a click."""
        if self.check_action("back", ()):
            self.action_back()
        else:
            await self.screen.run_action("leave")

    def action_inbox(self) -> None:
        """What waits for a yes or no, and back."""
        status = self._picks["status"]
        status.value = "" if status.value == "tentative" else "tentative"
        self.list.focus()

    def action_clear_filters(self) -> None:
        """Let all through."""
        for name, pick in self._picks.items():
            if name != "sort":
                pick.value = ""
        self.list.focus()


def _statuses(chosen: str) -> frozenset[Status]:
    if not chosen:
        return LIVE
    return frozenset(Status) if chosen == EVERY else frozenset({Status(chosen)})
