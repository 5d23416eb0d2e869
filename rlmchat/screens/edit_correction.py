"""All fields of a correction that a person can change, as a form, or as TOML in $EDITOR."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from rlmchat.errors import UsageError
from rlmchat.learning import correction_form as form
from rlmchat.learning.correction import Category, Correction, CorrectionId, ScopeKind, Source
from rlmchat.screens.external_editor import edit_text
from rlmchat.widgets.form_fields import Choice, FieldArea, FieldInput, Tick
from rlmchat.widgets.key import Key
from rlmchat.widgets.key_line import KeyLine
from rlmchat.widgets.plain_text import clean

SAVE = Key("edit_save", "enter", "save", "save", "Keep the changes.")
EDITOR = Key("edit_editor", "ctrl+o", "editor", "in $EDITOR", "Edit all fields as TOML.")
CANCEL = Key("edit_cancel", "escape", "cancel", "cancel", "Change nothing.")

LABELS = {
    "original_output": "instead of",
    "corrected_output": "do",
    "query": "when",
    "explanation": "because",
    "category": "kind",
    "scope": "holds",
    "scope_key": "",
    "standing": "",
    "tags": "tags",
    "confidence": "confidence",
    "severity": "severity",
    "source": "said as",
    "valid_from": "from",
    "valid_until": "until",
    "context": "context",
}
AREAS = ("original_output", "corrected_output", "query", "explanation", "context")
PLACEHOLDERS = {
    "original_output": "what was wrong; empty for a rule",
    "corrected_output": "what it should be",
    "query": "the question that it belongs to",
    "explanation": "why",
    "context": "what was in play; a blank line between pieces",
    "scope_key": "which chat, project, or domain",
    "tags": "comma, separated",
    "valid_from": "YYYY-MM-DD",
    "valid_until": "YYYY-MM-DD",
    "confidence": "0 to 1",
    "severity": "0 to 1",
}
BLANK = Correction(
    id=CorrectionId(""),
    created_at=datetime(2000, 1, 1, tzinfo=UTC),
    original_output="",
    corrected_output="",
    category=Category.PREFERENCE,
    source=Source.EXPLICIT,
    confidence=0.95,
)
"""What a new one starts from."""

CHROME = 8
"""Lines around what scrolls."""


class EditCorrection(ModalScreen[dict[str, Any] | None]):
    """Gives the fields that were changed, None where nothing was; for a new one (record None) all fields."""

    CSS_PATH: ClassVar = ["dialog.tcss", "edit_correction.tcss"]
    BINDINGS: ClassVar = [
        Binding("enter", "save", show=False),
        Binding("ctrl+s", "save", show=False, priority=True),
        Binding("ctrl+o", "editor", show=False, priority=True),
        Binding("escape", "cancel", show=False),
    ]

    def __init__(self, record: Correction | None = None) -> None:
        super().__init__(classes="dialog")
        self._new = record is None
        self._record = record or BLANK
        texts = self._texts(self._record)
        self._fields: dict[str, FieldArea | FieldInput | Choice | Tick] = {
            "category": Choice([str(one) for one in Category], texts["category"], id="category"),
            "scope": Choice([str(one) for one in ScopeKind], texts["scope"], id="scope"),
            "source": Choice([str(one) for one in Source], texts["source"], id="source"),
            "standing": Tick("always within that, whatever the question", bool(texts["standing"]), id="standing"),
        }
        for name in LABELS:
            if name not in self._fields:
                kind = FieldArea if name in AREAS else FieldInput
                self._fields[name] = kind(texts[name], placeholder=PLACEHOLDERS[name], id=name)
        self._told = Static("", classes="told", markup=False)

    @staticmethod
    def _texts(record: Correction) -> dict[str, str]:
        """The fields as they stand here: the scope in two."""
        texts = form.as_texts(record)
        return texts | {"scope": str(record.scope.kind), "scope_key": record.scope.key}

    def compose(self) -> ComposeResult:
        """Most important first."""
        with Vertical(classes="box"):
            title = "A new correction" if self._new else "Edit the correction"
            yield Static(Content.styled(title, "bold"), classes="title")
            with VerticalScroll(id="form", can_focus=False):
                yield from self._rows()
            yield self._told
            yield KeyLine([(SAVE, ""), (EDITOR, ""), (CANCEL, "")])

    def _rows(self) -> Iterable[Widget]:
        for names in (
            ("original_output",),
            ("corrected_output",),
            ("query",),
            ("explanation",),
            ("category",),
            ("scope",),
            ("scope_key",),
            ("standing",),
            ("tags",),
            ("confidence", "severity"),
            ("valid_from", "valid_until"),
            ("source",),
            ("context",),
        ):
            cells: list[Widget] = []
            for name in names:
                cells += [Static(LABELS[name], classes="name", markup=False), self._fields[name]]
            yield Horizontal(*cells, classes="row", id=f"row-{names[0]}")

    def on_resize(self, event: events.Resize) -> None:
        """Title and keys always stay in sight; what is between them scrolls."""
        for scroll in self.query(VerticalScroll):
            scroll.styles.max_height = max(3, event.size.height - CHROME)

    def on_mount(self) -> None:
        """What it should be is what is changed most often."""
        self._fields["original_output" if self._new else "corrected_output"].focus()
        for field in self._fields.values():
            if isinstance(field, FieldArea):
                field.move_cursor(field.document.end)

    # Reading and filling in.

    def _read(self) -> dict[str, str]:
        texts = {name: self._text(field) for name, field in self._fields.items()}
        key = texts.pop("scope_key").strip()
        return texts | {"scope": f"{texts['scope']}:{key}" if key else texts["scope"]}

    @staticmethod
    def _text(field: FieldArea | FieldInput | Choice | Tick) -> str:
        if isinstance(field, Tick):
            return "yes" if field.value else ""
        if isinstance(field, Choice):
            return field.chosen
        return field.text if isinstance(field, FieldArea) else field.value

    def _fill(self, record: Correction) -> None:
        for name, text in self._texts(record).items():
            field = self._fields[name]
            if isinstance(field, Tick):
                field.value = bool(text)
            elif isinstance(field, Choice):
                field.chosen = text
            else:
                field.put(text)

    def _values(self) -> dict[str, Any] | None:
        """What was filled in; None (and said so) where it makes no sense. Untouched texts stay as they were."""
        texts = self._read()
        shown = {name: clean(text) for name, text in form.as_texts(self._record).items()}
        touched = {name: text for name, text in texts.items() if self._new or text != shown[name]}
        needed = {name: texts[name] for name in ("original_output", "corrected_output", "valid_from", "valid_until")}
        try:
            form.from_texts(needed | touched)
            return form.from_texts(touched)
        except form.FormError as error:
            self._complain(error.fields)
            return None

    def _complain(self, fields: Mapping[str, str]) -> None:
        for name, field in self._fields.items():
            field.set_class(name in fields, "-wrong")
        said = [f"{LABELS.get(name) or name}: {why}" for name, why in fields.items()]
        self._told.update(Content("\n").join([Content.assemble("✗ ", line) for line in said]))
        self._told.set_class(bool(said), "-shown")
        first = next((name for name in LABELS if name in fields), "")
        if first:
            self._fields[first].focus()

    @on(TextArea.Changed)
    @on(Input.Changed)
    def _changed(self) -> None:
        self._told.set_class(False, "-shown")

    # Keys.

    @on(FieldArea.Submitted)
    @on(Input.Submitted)
    def action_save(self) -> None:
        """Keep it, if it makes sense."""
        values = self._values()
        if values is not None:
            changes = values if self._new else form.changed(self._record, values)
            self.dismiss(changes or None)

    @on(KeyLine.Pressed)
    async def _pressed(self, event: KeyLine.Pressed) -> None:
        await self.run_action(event.action)

    def action_editor(self) -> None:
        """All fields as TOML; what comes back fills the form."""
        values = self._values()
        if values is None:
            return
        edited = edit_text(self.app, form.as_toml(replace(self._record, **values)), suffix=".toml")
        if edited is None:
            return
        try:
            changes = form.from_toml(edited)
        except form.FormError as error:
            self._complain(error.fields)
        except UsageError as error:
            self._complain({"TOML": str(error)})
        else:
            self._fill(replace(self._record, **(values | changes)))

    def action_cancel(self) -> None:
        """Change nothing."""
        self.dismiss(None)
