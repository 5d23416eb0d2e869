"""What the corrections panel and the browser have in common: search, list, detail, and acts that can be undone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar, Self

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from rlmchat.chat.services import Services
from rlmchat.errors import NotFoundError, RlmChatError
from rlmchat.learning.correction import Correction, Status
from rlmchat.learning.memory import Conflict
from rlmchat.learning.ports import Sort
from rlmchat.widgets.bindings import bindings
from rlmchat.widgets.correction_detail import CorrectionDetail
from rlmchat.widgets.corrections_acts import Acts, mark_of
from rlmchat.widgets.corrections_keys import DESK
from rlmchat.widgets.corrections_list import CorrectionsList
from rlmchat.widgets.corrections_source import Source
from rlmchat.widgets.key_line import KeyLine
from rlmchat.widgets.plain_text import one_line
from rlmchat.widgets.search_input import SearchInput

WORTH_RANKING = 3
"""Letters from which on one match is better than another: nearly every text has a word with one given letter."""


def best_for(text: str) -> Sort:
    """The order of what a search finds, where the person has not chosen one."""
    return Sort.RELEVANCE if len(text.strip()) >= WORTH_RANKING else Sort.NEWEST


class CorrectionsChanged(Message):
    """Corrections were changed by hand: whoever shows some must look again."""


class CorrectionsDesk(Vertical):
    """Base of panel and browser. Subclasses compose `parts` and say with `source` what is listed."""

    BINDINGS: ClassVar = [*bindings(DESK), Binding("escape", "back", "back", show=False)]
    DEFAULT_CSS = """
    CorrectionsDesk .search { height: 1; width: 1fr; }
    CorrectionsDesk .slash { width: 2; color: $dim; }
    CorrectionsDesk .empty { height: 1fr; padding: 1 2; color: $dim; display: none; }
    CorrectionsDesk.-empty .empty { display: block; }
    CorrectionsDesk.-empty CorrectionsList { height: 0; }
    CorrectionsDesk .told { height: auto; max-height: 3; padding: 0 1; color: $dim; display: none; }
    CorrectionsDesk.-told .told { display: block; }
    """

    TWO_LINES = False

    class Asked(Message):
        """Base of what needs a dialog: whoever holds the desk opens it and gives the result to the desk."""

        def __init__(self, desk: CorrectionsDesk) -> None:
            super().__init__()
            self.desk = desk

    class EditAsked(Asked):
        """A correction is to be edited; the result goes to `desk.save`."""

        def __init__(self, desk: CorrectionsDesk, record: Correction) -> None:
            super().__init__(desk)
            self.record = record

    class NewAsked(Asked):
        """A correction is to be written by hand; the result goes to `desk.add`."""

    class ConflictAsked(Asked):
        """Two corrections disagree; the result goes to `desk.resolve`."""

        def __init__(self, desk: CorrectionsDesk, conflict: Conflict) -> None:
            super().__init__(desk)
            self.conflict = conflict

    def __init__(self, services: Services, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.services = services
        self.acts = Acts(services.memory)
        self._edited: Correction | None = None
        self.search = SearchInput()
        self.list = CorrectionsList(two_lines=self.TWO_LINES)
        self.detail = CorrectionDetail(services)
        self.told = Static("", classes="told", markup=False)
        self.empty = Static("", classes="empty", markup=False)
        self.keys = KeyLine()

    # What subclasses say.

    def source(self) -> Source:
        """What is to be listed now."""
        raise NotImplementedError

    def why_empty(self) -> str:
        """What an empty list says, and what to do next."""
        raise NotImplementedError

    async def count(self) -> None:
        """Bring what is counted on the screen up to date; may raise RlmChatError."""

    @property
    def covering(self) -> bool:
        """Whether the detail, when open, takes the place of the list."""
        return True

    # Pieces.

    def search_row(self) -> Horizontal:
        """`/ search`."""
        return Horizontal(Static("/", classes="slash", markup=False), self.search, classes="search")

    def compose(self) -> ComposeResult:
        """Made of the pieces by subclasses."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """List, and count."""
        self.detail.display = not self.covering
        self.relist()
        self._count_again()

    # Looking.

    def focus(self, scroll_visible: bool = True) -> Self:
        """Keys go to the list."""
        self.list.focus(scroll_visible)
        return self

    def relist(self, *, soon: bool = False) -> None:
        """List anew from the top: another search, tab or filter."""
        self.list.show(self.source(), soon=soon)

    def reload(self) -> None:
        """Look again, in place: something changed elsewhere."""
        self.list.reload()
        self._count_again()
        if self.detail_open and self.detail.record is not None:
            self._look_again(self.detail.record)

    @work(exclusive=True, group="corrections-count")
    async def _count_again(self) -> None:
        try:
            await self.count()
        except RlmChatError as error:
            self.tell(str(error), bad=True)

    @work(exclusive=True, group="corrections-look")
    async def _look_again(self, record: Correction) -> None:
        try:
            fresh: Correction | None = await self.services.memory.get(record.id)
        except NotFoundError:
            # Its making was taken back.
            fresh = None
        except RlmChatError as error:
            self.tell(str(error), bad=True)
            return
        if fresh is None and (self.covering or self.list.away):
            self.close_detail()
        elif self.detail.record is record:
            self.detail.show(fresh)
            self.show_keys()

    @property
    def detail_open(self) -> bool:
        """Whether the detail is on the screen."""
        return bool(self.detail.display)

    @property
    def subject(self) -> Correction | None:
        """The correction that keys act on: the one whose detail is shown, else the chosen one."""
        if self.detail_open and self.detail.record is not None:
            return self.detail.record
        return self.list.record

    @on(Input.Changed, "#search")
    def _searched(self, event: Input.Changed) -> None:
        event.stop()
        self.relist(soon=True)

    @on(SearchInput.Left)
    def _to_list(self, event: SearchInput.Left) -> None:
        event.stop()
        self.list.focus()

    @on(CorrectionsList.Highlighted)
    def _highlighted(self, event: CorrectionsList.Highlighted) -> None:
        event.stop()
        if self.detail_open and not self.covering and not self.list.away:
            self.detail.show(event.record)
        self.show_keys()

    @on(CorrectionsList.Counted)
    def _counted(self, event: CorrectionsList.Counted) -> None:
        event.stop()
        if not event.total:
            self.empty.update(self.why_empty())
        # An empty list keeps the focus: after the last one is gone, z must still bring it back.
        self.set_class(not event.total, "-empty")

    @on(CorrectionsList.Failed)
    def _failed(self, event: CorrectionsList.Failed) -> None:
        event.stop()
        self.tell(str(event.error), bad=True)

    @on(CorrectionsList.Opened)
    def _opened(self, event: CorrectionsList.Opened) -> None:
        event.stop()
        self.open_detail(event.record)

    @on(CorrectionDetail.Linked)
    def _linked(self, event: CorrectionDetail.Linked) -> None:
        event.stop()
        self.list.point(event.record)
        self.open_detail(event.record)

    def open_detail(self, record: Correction) -> None:
        """Show all of it."""
        self.detail.display = True
        if self.covering:
            self.add_class("-detail")
        self.detail.show(record)
        self.detail.focus()
        self.show_keys()

    def close_detail(self) -> None:
        """Back to the list."""
        self.remove_class("-detail")
        self.list.come_back()
        self.detail.display = not self.covering
        if not self.covering:
            self.detail.show(self.list.record)
        self.list.focus()
        self.show_keys()

    def show_keys(self) -> None:
        """Say which keys mean something now."""

    # Telling.

    def tell(self, sentence: str, *, bad: bool = False) -> None:
        """One calm line about what was done, or what went wrong; empty takes it away."""
        self.set_class(bool(sentence), "-told")
        mark = "✗" if bad else mark_of(sentence)
        style = {"✗": "bold $error", "✓": "$success"}.get(mark, "$dim")
        self.told.update(Content.assemble((mark, style), " ", one_line(sentence, 240)) if sentence else "")

    # Acts.

    @work(group="corrections-act")
    async def act(self, doing: Awaitable[str]) -> None:
        """Do it, tell it, look again."""
        try:
            sentence = await doing
        except RlmChatError as error:
            self.tell(str(error), bad=True)
            return
        self.tell(sentence)
        self.reload()
        self.post_message(CorrectionsChanged())

    def _act(self, what: Callable[[Correction], Awaitable[str]]) -> None:
        if (record := self.subject) is not None:
            self.act(what(record))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what means something now; a key that means nothing here is left to others."""
        if action == "accept":
            return self._waits
        if action == "back":
            return self.search.has_focus or bool(self.search.value) or self._aside
        return True

    @property
    def _aside(self) -> bool:
        """Whether something stands before the list, or beside it without being in it."""
        return self.detail_open and (self.covering or self.list.away)

    @property
    def _waits(self) -> bool:
        record = self.subject
        return record is not None and record.status is Status.TENTATIVE

    def action_open(self) -> None:
        """Show all of the chosen one."""
        if record := self.subject:
            self.open_detail(record)

    def action_edit(self) -> None:
        """Edit the chosen one."""
        if record := self.subject:
            # While the dialog is open, the list may come to stand on another one.
            self._edited = record
            self.post_message(self.EditAsked(self, record))

    def save(self, values: Mapping[str, Any] | None) -> None:
        """The edit dialog is done; None changes nothing."""
        if values and self._edited is not None:
            self.act(self.acts.edit(self._edited, values))

    def add(self, values: Mapping[str, Any] | None) -> None:
        """A new one is written; None adds nothing."""
        if values:
            self.act(self.acts.add(values))

    def action_mute(self) -> None:
        """Mute, or use again."""
        self._act(self.acts.mute)

    def action_delete(self) -> None:
        """Forget it."""
        self._act(self.acts.delete)

    def action_restore(self) -> None:
        """Bring it back."""
        self._act(self.acts.restore)

    def action_accept(self) -> None:
        """Yes, learn it."""
        if self._waits:
            self._act(self.acts.accept)

    def action_reject_or_new(self) -> None:
        """No, do not learn it; where nothing waits for that, write a new one."""
        if self._waits:
            self._act(self.acts.reject)
        else:
            self.action_new()

    def action_new(self) -> None:
        """Write one by hand."""
        self.post_message(self.NewAsked(self))

    def action_undo(self) -> None:
        """Take back what was done last."""
        self.act(self.acts.undo(self.subject))

    @work(exclusive=True, group="corrections-conflicts")
    async def action_conflicts(self) -> None:
        """Decide the next conflict."""
        try:
            conflicts = await self.services.memory.conflicts()
        except RlmChatError as error:
            self.tell(str(error), bad=True)
            return
        if conflicts:
            self.post_message(self.ConflictAsked(self, conflicts[0]))
        else:
            self.tell("no corrections disagree")

    def resolve(self, conflict: Conflict, keep: str | None) -> None:
        """The conflict dialog is done; None leaves it for later."""
        if keep:
            self.act(self.acts.resolve(conflict, keep))

    def action_search(self) -> None:
        """To the search."""
        if self.covering and self.detail_open:
            self.close_detail()
        self.search.focus()

    def action_back(self) -> None:
        """Out of the detail, or out of the search."""
        if self._aside:
            self.close_detail()
        else:
            self.search.value = ""
            self.list.focus()

    @on(KeyLine.Pressed)
    async def _pressed(self, event: KeyLine.Pressed) -> None:
        event.stop()
        await self.run_action(event.action)
