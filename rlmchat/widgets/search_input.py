"""The search above a list of corrections."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding
from textual.message import Message
from textual.widgets import Input


class SearchInput(Input):
    """The search: escape clears it, enter and down go to what was found."""

    BINDINGS: ClassVar = [
        Binding("escape", "leave", "clear", show=False),
        Binding("down,enter", "found", "to the list", show=False),
    ]
    DEFAULT_CSS = """
    SearchInput { width: 1fr; background: transparent; padding: 0; }
    SearchInput:focus { background: $surface; background-tint: transparent 0%; }
    SearchInput > .input--placeholder { color: $dim; }
    """

    class Left(Message):
        """The person is done with searching."""

    def __init__(self) -> None:
        super().__init__(placeholder="search", compact=True, id="search", select_on_focus=False)
        self.cursor_blink = False

    def action_leave(self) -> None:
        """Clear it and go to the list."""
        self.value = ""
        self.post_message(self.Left())

    def action_found(self) -> None:
        """Go to the list."""
        self.post_message(self.Left())
