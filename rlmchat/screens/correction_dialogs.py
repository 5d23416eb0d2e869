"""The dialogs of panel and browser: a screen that holds one of them mixes this in."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from rlmchat.screens.conflict import ConflictDialog
from rlmchat.screens.edit_correction import EditCorrection
from rlmchat.widgets.corrections_desk import CorrectionsDesk


class CorrectionDialogs(Screen[Any]):
    """Opens what a desk asks for and gives the result back to it."""

    def on_corrections_desk_edit_asked(self, event: CorrectionsDesk.EditAsked) -> None:
        """Edit all fields."""
        event.stop()
        self.app.push_screen(EditCorrection(event.record), event.desk.save)

    def on_corrections_desk_new_asked(self, event: CorrectionsDesk.NewAsked) -> None:
        """Write one by hand."""
        event.stop()
        self.app.push_screen(EditCorrection(), event.desk.add)

    def on_corrections_desk_conflict_asked(self, event: CorrectionsDesk.ConflictAsked) -> None:
        """Decide between two."""
        event.stop()

        def decided(keep: str | None) -> None:
            event.desk.resolve(event.conflict, keep)

        self.app.push_screen(ConflictDialog(event.conflict, event.desk.services.history), decided)
