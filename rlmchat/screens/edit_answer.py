"""Rewriting an answer: the person's text takes its place, and what differs can be learned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from rlmchat.learning.edits import Edit, edits_of
from rlmchat.screens.external_editor import edit_text
from rlmchat.widgets.correction_rows import fit
from rlmchat.widgets.form_fields import Tick
from rlmchat.widgets.key import Key
from rlmchat.widgets.key_line import KeyLine
from rlmchat.widgets.plain_text import one_line

SAVE = Key("edit_answer_save", "ctrl+s", "save", "save", "Put your text in the place of the answer.")
EDITOR = Key("edit_answer_editor", "ctrl+o", "editor", "in $EDITOR", "Write the text in $EDITOR.")
CANCEL = Key("edit_answer_cancel", "escape", "cancel", "cancel", "Leave the answer as it is.")
ROOM = 12
"""Cells of the line of what is learned that its label and its arrow take."""


@dataclass(frozen=True, slots=True)
class EditResult:
    """What the person made of an answer."""

    text: str
    learn: bool


class AnswerArea(TextArea):
    """The whole answer; tab goes on to the tick."""

    DEFAULT_CSS = """
    AnswerArea { height: auto; width: 1fr; padding: 0 0 0 1; border: none; border-left: outer $dim 60%;
        background: transparent; color: $foreground; scrollbar-size-vertical: 1;
        & .text-area--cursor-line { background: transparent; }
        & .text-area--cursor { background: $accent; color: $background; text-style: none; }
        &:focus { border: none; border-left: outer $accent; }
    }
    """


class EditAnswer(ModalScreen[EditResult | None]):
    """One field, a line that says what is learned, a tick; None where the person thinks better of it."""

    CSS_PATH: ClassVar = ["dialog.tcss", "edit_answer.tcss"]
    BINDINGS: ClassVar = [
        Binding("ctrl+s", "save", show=False, priority=True),
        Binding("ctrl+o", "editor", show=False, priority=True),
        Binding("escape", "cancel", show=False, priority=True),
    ]

    def __init__(self, answer: str, *, learning: bool = True) -> None:
        super().__init__(classes="dialog")
        self._before = answer
        self._learning = learning
        self._area = AnswerArea(
            answer, soft_wrap=True, tab_behavior="focus", show_line_numbers=False, highlight_cursor_line=False
        )
        self._area.cursor_blink = False
        self._learn = Tick("learn what I changed", learning, id="learn")
        self._learns = Static("", id="learns", markup=False)

    def compose(self) -> ComposeResult:
        """Top to bottom as it is filled in."""
        with Vertical(classes="box"):
            yield Static(Content.styled("Edit the answer", "bold $foreground"), classes="label first")
            yield self._area
            yield self._learns
            if self._learning:
                yield self._learn
            yield KeyLine([(SAVE, ""), (EDITOR, ""), (CANCEL, "")])

    def on_mount(self) -> None:
        """Ready to be rewritten."""
        self._area.focus()
        self._show_learned()
        self.watch(self._learn, "value", self._show_learned, init=False)

    @on(TextArea.Changed)
    def _changed(self) -> None:
        self._show_learned()

    def _show_learned(self) -> None:
        """What would be kept of the change as it stands."""
        self._learns.update(Content.assemble(("learns   ", "$dim"), self._learned()))

    def _learned(self) -> Content:
        if not self._learning:
            return Content.styled("nothing: learning is off", "$dim")
        text = self._area.text
        if text == self._before:
            return Content.styled("change the text above", "$dim")
        if not self._learn.value:
            return Content.styled("nothing: the tick is off", "$dim")
        edits = edits_of(self._before, text)
        if not edits:
            return Content.styled("nothing: no word was put in another's place, or too many were", "$dim")
        return self._written(edits)

    def _written(self, edits: tuple[Edit, ...]) -> Content:
        more = f"   and {len(edits) - 1} more" if len(edits) > 1 else ""
        room = (self._learns.content_size.width or 70) - ROOM - len(more)
        old, new = one_line(edits[0].original), one_line(edits[0].corrected)
        shown = (fit(old, room // 2), "strike $dim"), (" → " if old else "", "$dim"), fit(new, room - room // 2)
        return Content.assemble(*shown, (more, "$dim"))

    @on(KeyLine.Pressed)
    async def _pressed(self, event: KeyLine.Pressed) -> None:
        await self.run_action(event.action)

    def action_save(self) -> None:
        """Take the text over; an empty one is no answer, and one that did not change changes nothing."""
        text = self._area.text
        unchanged = not text.strip() or text == self._before
        self.dismiss(None if unchanged else EditResult(text, self._learning and self._learn.value))

    def action_editor(self) -> None:
        """Write it in $EDITOR."""
        edited = edit_text(self.app, self._area.text)
        if edited is not None:
            self._area.load_text(edited.strip("\n"))
        self._area.focus()

    def action_cancel(self) -> None:
        """Leave all as it is."""
        self.dismiss(None)
