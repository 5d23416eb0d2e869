"""The corrections browser: everything that was learned, to search, read, change and take back."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding

from rlmchat.chat.services import Services
from rlmchat.screens.correction_dialogs import CorrectionDialogs
from rlmchat.screens.export_corrections import ExportDialog
from rlmchat.screens.import_corrections import ImportDialog
from rlmchat.widgets.corrections_browser import CorrectionsBrowser
from rlmchat.widgets.corrections_desk import CorrectionsChanged
from rlmchat.widgets.corrections_files import CorrectionsFiles

__all__ = ["CorrectionsChanged", "CorrectionsScreen"]


class CorrectionsScreen(CorrectionDialogs):
    """F3. Dismissed with whether anything was changed; each change also posts CorrectionsChanged, up to the app."""

    CSS_PATH: ClassVar = ["corrections.tcss"]
    BINDINGS: ClassVar = [Binding("escape,f3", "leave", "back", show=False)]

    def __init__(self, services: Services, *, inbox: bool = False) -> None:
        super().__init__()
        self.browser = CorrectionsBrowser(services, inbox=inbox)
        self._changed = False

    def compose(self) -> ComposeResult:
        """The browser is all of it."""
        yield self.browser

    def search(self, text: str) -> None:
        """Begin with a search."""
        self.browser.look_for(text)

    def on_corrections_changed(self) -> None:
        """Remember it for those below."""
        self._changed = True

    def on_corrections_files_export_asked(self, event: CorrectionsFiles.ExportAsked) -> None:
        """Ask where to."""
        event.stop()
        self.app.push_screen(ExportDialog(event.count, self.browser.services.clock()), self.browser.export_to)

    def on_corrections_files_import_asked(self, event: CorrectionsFiles.ImportAsked) -> None:
        """Ask where from."""
        event.stop()
        self.app.push_screen(ImportDialog(), self.browser.import_from)

    def action_leave(self) -> None:
        """Back to the chat."""
        self.dismiss(self._changed)
