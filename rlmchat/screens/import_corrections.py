"""Which file to read corrections from."""

from __future__ import annotations

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

READ = Key("import_read", "enter", "read", "read", "Read the file.")
CANCEL = Key("import_cancel", "escape", "cancel", "cancel", "Read nothing.")


def problem(path: Path) -> str:
    """Why a file cannot be read; empty if it can, as far as one can see."""
    if path.is_dir():
        return f"{path} is a folder; add the name of a file."
    return "" if path.exists() else f"There is no file {path}."


class ImportDialog(ModalScreen[Path | None]):
    """Asks for a path. None reads nothing."""

    CSS_PATH: ClassVar = ["dialog.tcss"]
    BINDINGS: ClassVar = [Binding("escape", "cancel", show=False)]

    def __init__(self) -> None:
        super().__init__(classes="dialog")
        self._path = FieldInput("", id="path", placeholder="~/corrections.jsonl, or rules in an AGENTS.md")
        self._told = Static("", classes="told", markup=False)

    def compose(self) -> ComposeResult:
        """What can be read, and where from."""
        with Vertical(classes="box"):
            yield Static(
                Content.assemble(("Import", "bold"), ("   an export (.jsonl), or rules as a list (.md)", "$dim")),
                classes="title",
            )
            yield Static("File", classes="label", markup=False)
            yield self._path
            yield self._told
            yield KeyLine([(READ, ""), (CANCEL, "")])

    def on_mount(self) -> None:
        """Ready to be typed in."""
        self._path.focus()

    @on(Input.Changed)
    def _changed(self) -> None:
        self._told.set_class(False, "-shown")

    @on(Input.Submitted)
    def action_read(self) -> None:
        """Take the path."""
        typed = self._path.value.strip()
        path = Path(typed).expanduser().absolute()
        if why := problem(path) if typed else "Name a file.":
            self._told.update(f"✗ {why}")
            self._told.set_class(True, "-shown")
        else:
            self.dismiss(path)

    @on(KeyLine.Pressed)
    async def _pressed(self, event: KeyLine.Pressed) -> None:
        await self.run_action(event.action)

    def action_cancel(self) -> None:
        """Read nothing."""
        self.dismiss(None)
