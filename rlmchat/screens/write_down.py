"""One dialog: write down what is missing on a subject, from what is proposed."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from rlmchat.learning.failures import TEACHES
from rlmchat.learning.patterns import Pattern
from rlmchat.learning.proposals import note
from rlmchat.widgets.correction_rows import rule_line
from rlmchat.widgets.form_fields import FieldArea
from rlmchat.widgets.gaps_list import counts
from rlmchat.widgets.key import Key
from rlmchat.widgets.key_line import KeyLine
from rlmchat.widgets.plain_text import one_line

SAVE = Key("write_save", "enter", "save", "keep", "Keep it: from now on it holds.")
CANCEL = Key("write_cancel", "escape", "cancel", "later", "Decide later.")
EVIDENCE = 4
"""Corrections that are shown as the reason."""
ROOM = 68


class WriteDown(ModalScreen[str | None]):
    """Gives the text to keep, None for later."""

    CSS_PATH: ClassVar = ["dialog.tcss"]
    DEFAULT_CSS = """
    WriteDown FieldArea { max-height: 6; }
    WriteDown .reasons { height: auto; color: $dim; margin-top: 1; }
    """
    BINDINGS: ClassVar = [Binding("enter", "save", show=False), Binding("escape", "cancel", show=False)]

    def __init__(self, pattern: Pattern) -> None:
        super().__init__(classes="dialog")
        self._pattern = pattern
        self._new = note(pattern)
        self._text = FieldArea(self._new.corrected, placeholder="what it should know", id="text")
        self._told = Static("", classes="told", markup=False)

    def compose(self) -> ComposeResult:
        """The subject, the text, where it will hold, and what it was made of."""
        with Vertical(classes="box"):
            title = Content.styled(one_line(self._pattern.title), "bold")
            yield Static(Content.assemble(title, (f"   {counts(self._pattern)}", "$dim")), classes="title")
            yield Static(f"Write it down as a {TEACHES[self._pattern.failure]}", classes="label", markup=False)
            yield self._text
            yield Static(Content.styled(f"holds {self._where()}", "$dim"), classes="label")
            yield Static(self._reasons(), classes="reasons")
            yield self._told
            yield KeyLine([(SAVE, ""), (CANCEL, "")])

    def _where(self) -> str:
        if self._new.standing:
            return "always, whatever the question"
        return f"whenever this comes up: {one_line(self._pattern.title)}"

    def _reasons(self) -> Content:
        shown = self._pattern.records[-EVIDENCE:]
        lines = [Content.assemble("· ", rule_line(record, ROOM)) for record in shown]
        more = len(self._pattern.records) - len(shown)
        if more > 0:
            lines.append(Content(f"… {more} more"))
        return Content("\n").join([Content("because you said"), *lines])

    def on_mount(self) -> None:
        """Ready to be changed."""
        self._text.focus()
        self._text.move_cursor(self._text.document.end)

    @on(FieldArea.Submitted)
    def action_save(self) -> None:
        """Keep it, if it says something."""
        if self._text.text.strip():
            self.dismiss(self._text.text.strip())
        else:
            self._told.update("✗ Say what it should know, or press esc.")
            self._told.add_class("-shown")

    @on(KeyLine.Pressed)
    async def _pressed(self, event: KeyLine.Pressed) -> None:
        await self.run_action(event.action)

    def action_cancel(self) -> None:
        """Later."""
        self.dismiss(None)
