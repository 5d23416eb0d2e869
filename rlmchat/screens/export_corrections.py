"""Where to write the corrections that are listed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from rlmchat.widgets.form_fields import FieldInput
from rlmchat.widgets.key import Key
from rlmchat.widgets.key_line import KeyLine

SAVE = Key("export_save", "enter", "save", "write", "Write the file.")
CANCEL = Key("export_cancel", "escape", "cancel", "cancel", "Write nothing.")


def problem(path: Path) -> str:
    """Why a file cannot be written there; empty if it can, as far as one can see."""
    if path.is_dir():
        return f"{path} is a folder; add the name of a file."
    if not path.parent.is_dir():
        return f"There is no folder {path.parent}."
    return ""


class ExportDialog(ModalScreen[Path | None]):
    """Asks for a path; one that exists is overwritten only on a second enter. None writes nothing."""

    CSS_PATH: ClassVar = ["dialog.tcss"]
    BINDINGS: ClassVar = [Binding("escape", "cancel", show=False)]

    def __init__(self, count: int, now: datetime) -> None:
        super().__init__(classes="dialog")
        self._count = count
        self._path = FieldInput(f"~/corrections-{now.astimezone():%Y-%m-%d}.jsonl", id="path")
        self._told = Static("", classes="told", markup=False)
        self._confirmed: Path | None = None

    def compose(self) -> ComposeResult:
        """What is written, and where to."""
        many = f"{self._count:,} correction{'s' if self._count != 1 else ''}"
        with Vertical(classes="box"):
            yield Static(
                Content.assemble(("Export", "bold"), (f"   {many}, one JSON object a line", "$dim")),
                classes="title",
            )
            yield Static("File", classes="label", markup=False)
            yield self._path
            yield self._told
            yield KeyLine([(SAVE, ""), (CANCEL, "")])

    def on_mount(self) -> None:
        """Ready to be changed."""
        self._path.focus()
        self._path.cursor_position = len(self._path.value)

    @on(Input.Changed)
    def _changed(self) -> None:
        self._told.set_class(False, "-shown")

    @on(Input.Submitted)
    def action_save(self) -> None:
        """Take the path."""
        path = Path(self._path.value.strip()).expanduser().absolute()
        if not self._path.value.strip():
            self._complain("Name a file.")
        elif why := problem(path):
            self._complain(why)
        elif path.exists() and path != self._confirmed:
            self._confirmed = path
            self._complain("This file exists. Enter again overwrites it.")
        else:
            self.dismiss(path)

    def _complain(self, sentence: str) -> None:
        self._told.update(f"✗ {sentence}")
        self._told.set_class(True, "-shown")

    @on(KeyLine.Pressed)
    async def _pressed(self, event: KeyLine.Pressed) -> None:
        await self.run_action(event.action)

    def action_cancel(self) -> None:
        """Write nothing."""
        self.dismiss(None)
