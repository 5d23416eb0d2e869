"""Marking an answer as wrong: what is wrong, what it should be, what kind of mistake it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from rlmchat.learning.correction import Category
from rlmchat.learning.edits import delta
from rlmchat.screens.external_editor import edit_text
from rlmchat.widgets.correction_rows import fit
from rlmchat.widgets.form_fields import Choice, FieldArea, Tick
from rlmchat.widgets.key import Key
from rlmchat.widgets.key_line import KeyLine
from rlmchat.widgets.plain_text import clean, one_line

SAVE = Key("flag_again", "enter", "save(True)", "save and regenerate", "Keep it and ask for another answer.")
SAVE_ONLY = Key("flag_save", "ctrl+s", "save(False)", "save only", "Keep it; the answer stays.")
EDITOR = Key("flag_editor", "ctrl+o", "editor", "in $EDITOR", "Write the field in $EDITOR.")
CANCEL = Key("flag_cancel", "escape", "cancel", "cancel", "Keep nothing.")

_SENTENCE = re.compile(r"[^\n]*?[.!?。！？](?=[\s\"')\]*_»”]|$)[\"')\]*_»”]*|[^\n]+")
_MARKS = re.compile(r"^(?:[#>\-+*\s]|\d+[.)]\s)+")


@dataclass(frozen=True, slots=True)
class FlagResult:
    """What the person says is wrong with an answer."""

    wrong: str
    """The wrong span: what the correction takes away, else the whole of what was marked. Empty for a mere rule."""
    right: str
    """What belongs there, or the rule."""
    category: Category
    always: bool
    """Everywhere, not only here."""
    regenerate: bool
    """Ask for another answer at once."""
    explanation: str = ""


def sentences(answer: str) -> tuple[str, ...]:
    """The sentences (and lines of lists and code) of an answer, without the marks before them."""
    found = (_MARKS.sub("", m.group()).strip() for m in _SENTENCE.finditer(answer))
    return tuple(one for one in found if any(c.isalnum() for c in one))


def likely(answer: str, query: str) -> int:
    """Which sentence says most about what was asked: the one that shares most long words with the question."""
    asked = set(re.findall(r"\w{4,}", query.casefold()))
    shared = [len(asked & set(re.findall(r"\w{4,}", one.casefold()))) for one in sentences(answer)]
    return shared.index(max(shared)) if shared else 0


class FlagDialog(ModalScreen[FlagResult | None]):
    """Three fields that fit on 80×24; None where the person thinks better of it."""

    CSS_PATH: ClassVar = ["dialog.tcss", "flag.tcss"]
    BINDINGS: ClassVar = [
        Binding("enter", "save(True)", show=False),
        Binding("ctrl+s", "save(False)", show=False, priority=True),
        Binding("ctrl+o", "editor", show=False, priority=True),
        Binding("escape", "cancel", show=False),
    ]

    def __init__(
        self, answer: str, query: str = "", selected: str = "", *, category: Category = Category.FACTUAL
    ) -> None:
        super().__init__(classes="dialog")
        self._sentences = sentences(answer)
        self._at = likely(answer, query)
        first = self._sentences[self._at] if self._sentences else answer.strip()
        start = clean(selected.strip() or first)
        self._prefilled = start
        self._offered = {start, *(clean(one) for one in self._sentences)}
        self._wrong = FieldArea(start, placeholder="nothing in particular: a rule for everything", id="wrong")
        self._right = FieldArea(start, placeholder="what you want instead", id="right")
        self._category = Choice([str(one) for one in Category], str(category), id="category")
        self._always = Tick("always, not only here", id="always")
        self._told = Static("", classes="told", markup=False)
        self._learns = Static("", id="learns", markup=False)

    def compose(self) -> ComposeResult:
        """Top to bottom as it is filled in."""
        several = len(self._sentences) > 1
        with Vertical(classes="box"):
            yield Static(self._label("What is wrong?", "↑ ↓ other sentence" if several else ""), classes="label first")
            yield self._wrong
            yield Static(self._label("What should it be?", "ctrl+o in $EDITOR"), classes="label")
            yield self._right
            yield self._learns
            yield self._category
            yield self._always
            yield self._told
            yield KeyLine([(SAVE, ""), (SAVE_ONLY, ""), (EDITOR, ""), (CANCEL, "")])

    @staticmethod
    def _label(question: str, hint: str) -> Content:
        return Content.assemble((question, "bold $foreground"), (f"   {hint}", "$dim") if hint else "")

    def on_mount(self) -> None:
        """Ready to be rewritten."""
        self._right.focus()
        for area in (self._wrong, self._right):
            area.move_cursor(area.document.end)
        self._show_delta()

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        if event.text_area is self._wrong and self._right.text == self._prefilled:
            # Still the same text in both: what is marked as wrong is where the right one starts from.
            self._prefilled = self._wrong.text
            self._right.put(self._wrong.text)
        self._complain("")
        self._show_delta()

    @on(FieldArea.PastEdge)
    def _other_sentence(self, event: FieldArea.PastEdge) -> None:
        """Up and down in the untouched field go through the sentences of the answer."""
        if event.area is self._wrong and len(self._sentences) > 1 and self._wrong.text in self._offered:
            self._at = (self._at + event.by) % len(self._sentences)
            self._wrong.put(self._sentences[self._at])

    def _show_delta(self) -> None:
        wrong, right = self._wrong.text.strip(), self._right.text.strip()
        if wrong == right or not right:
            self._learns.update(Content.styled("learns   change the text above", "$dim"))
            return
        old, new = (one_line(side) for side in delta(wrong, right))
        room = (self._learns.content_size.width or 70) - 12
        shown = (fit(old, room // 2), "strike $dim"), (" → " if old else "", "$dim"), fit(new, room - room // 2)
        self._learns.update(Content.assemble(("learns   ", "$dim"), *shown))

    def _complain(self, sentence: str) -> None:
        self._told.update(f"✗ {sentence}" if sentence else "")
        self._told.set_class(bool(sentence), "-shown")

    @on(FieldArea.Submitted)
    def _submitted(self) -> None:
        self.action_save(True)

    @on(KeyLine.Pressed)
    async def _pressed(self, event: KeyLine.Pressed) -> None:
        await self.run_action(event.action)

    def action_save(self, regenerate: bool) -> None:
        """Keep it, if it says something."""
        wrong, right = self._wrong.text.strip(), self._right.text.strip()
        if not right:
            self._complain("Say what it should be.")
            self._right.focus()
        elif wrong == right:
            self._complain("Both are the same: change what it should be.")
            self._right.focus()
        else:
            old, new = delta(wrong, right)
            self.dismiss(FlagResult(old, new, Category(self._category.chosen), self._always.value, regenerate))

    def action_editor(self) -> None:
        """Write the field at hand in $EDITOR."""
        area = self._wrong if self._wrong.has_focus else self._right
        edited = edit_text(self.app, area.text)
        if edited is not None:
            area.put(edited.strip("\n"))
        area.focus()

    def action_cancel(self) -> None:
        """Keep nothing."""
        self.dismiss(None)
