"""Two corrections disagree: which one holds?"""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from rlmchat.chat.history import History
from rlmchat.conversation import ChatId
from rlmchat.errors import RlmChatError
from rlmchat.learning.correction import Correction
from rlmchat.learning.kept import Conflict
from rlmchat.widgets.correction_facts import said
from rlmchat.widgets.key import Key
from rlmchat.widgets.key_line import KeyLine
from rlmchat.widgets.plain_text import clean, one_line

FIRST = Key("conflict_first", "1", "keep('older')", "keep first", "The first one holds; the second is set aside.")
SECOND = Key("conflict_second", "2", "keep('newer')", "keep second", "The second one holds; the first is set aside.")
BOTH = Key("conflict_both", "b", "keep('both')", "both", "Both hold, each in its place.")
LATER = Key("conflict_later", "escape", "later", "later", "Decide another time.")
TEXT_LENGTH = 360


class Statement(Vertical):
    """One of the two; a click keeps it."""

    def __init__(self, number: str, record: Correction, keep: str) -> None:
        super().__init__(classes="statement")
        self._number = number
        self.record = record
        self.keep = keep

    def compose(self) -> ComposeResult:
        """The rule, and when and where it was said."""
        old, new = (one_line(x, TEXT_LENGTH) for x in (self.record.original_output, self.record.corrected_output))
        wrong = (f"   not {old}", "strike $dim") if old else ""
        yield Static(Content.assemble((f"{self._number}  ", "bold $accent"), (new, "bold"), wrong), classes="rule")
        yield Static("", classes="said", markup=False)
        yield Static(
            f"scope: {one_line(str(self.record.scope), 60)} · {self.record.category}", classes="where", markup=False
        )

    def on_mount(self) -> None:
        """The chat's title comes a moment later."""
        self.tell("")

    def tell(self, chat: str) -> None:
        """Say in which chat it was said."""
        self.query_one(".said", Static).update(said(self.record, chat))

    def on_click(self) -> None:
        """Keep this one."""
        self.screen.dismiss(self.keep)


class ConflictDialog(ModalScreen[str | None]):
    """Shows both; gives "older", "newer", "both", or None for later. With the history it names their chats."""

    CSS_PATH: ClassVar = ["dialog.tcss", "conflict.tcss"]
    BINDINGS: ClassVar = [
        Binding("1", "keep('older')", show=False),
        Binding("2", "keep('newer')", show=False),
        Binding("b", "keep('both')", show=False),
        Binding("escape", "later", show=False),
    ]

    def __init__(self, conflict: Conflict, history: History | None = None) -> None:
        super().__init__(classes="dialog")
        self._conflict = conflict
        self._history = history

    def compose(self) -> ComposeResult:
        """Subject, first, second, keys."""
        about = one_line(self._conflict.slot, 50)
        with Vertical(classes="box"):
            yield Static(
                Content.assemble(("These two disagree", "bold"), (f"   about {clean(about)}", "$dim") if about else ""),
                classes="title",
            )
            yield Statement("1", self._conflict.older, "older")
            yield Statement("2", self._conflict.newer, "newer")
            yield Static(
                "What you do not keep is set aside, not lost: r restores it in F3.", classes="note", markup=False
            )
            yield KeyLine([(FIRST, ""), (SECOND, ""), (BOTH, "both"), (LATER, "")])

    def on_mount(self) -> None:
        """Look up where they were said."""
        if self._history is not None:
            self._name_chats(self._history)

    @work
    async def _name_chats(self, history: History) -> None:
        for statement in self.query(Statement):
            try:
                chat = await history.chat(ChatId(statement.record.session_id))
            except RlmChatError:
                # The question stands without the titles.
                return
            if chat is not None:
                statement.tell(chat.title)

    @on(KeyLine.Pressed)
    async def _pressed(self, event: KeyLine.Pressed) -> None:
        await self.run_action(event.action)

    def action_keep(self, which: str) -> None:
        """Decided."""
        self.dismiss(which)

    def action_later(self) -> None:
        """Both wait."""
        self.dismiss(None)
