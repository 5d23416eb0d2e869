"""One line of keys and what they do here: as many as fit, each clickable."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from rlmchat.widgets.bindings import key_of
from rlmchat.widgets.hints import hint
from rlmchat.widgets.key import Key

GAP = "  "

Entry = tuple[Key, str]
"""A key and the word for what it does here (empty: the key's own label)."""


class KeyLine(Static):
    """Shows entries, the least important last; what does not fit is left out, but for the very last one."""

    DEFAULT_CSS = """
    KeyLine { height: 1; width: 1fr; padding: 0 1; color: $dim; text-wrap: nowrap; link-style: none;
        link-color: $foreground; link-background-hover: $panel; link-style-hover: none; link-color-hover: $accent; }
    """

    class Pressed(Message):
        """A key was clicked."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action
            """The action of the key, to be run where the line belongs."""

    def __init__(self, entries: Sequence[Entry] = (), *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._entries = tuple(entries)

    def show(self, entries: Sequence[Entry]) -> None:
        """Show other keys."""
        if tuple(entries) != self._entries:
            self._entries = tuple(entries)
            self.refresh()

    def render(self) -> Content:
        """As many as fit."""
        shown = [hint(self._key_name(key), label or key.label, f"press('{key.id}')") for key, label in self._entries]
        while len(shown) > 2 and sum(one.cell_length for one in shown) + len(GAP) * (len(shown) - 1) > self._room:
            del shown[-2]
        return Content(GAP).join(shown)

    def _key_name(self, key: Key) -> str:
        # Other keys are written in words; so is this one.
        return key_of(self.app, key).replace("⏎", "enter")

    @property
    def _room(self) -> int:
        return self.content_size.width or 10_000

    def action_press(self, key_id: str) -> None:
        """A click."""
        for key, _ in self._entries:
            if key.id == key_id:
                self.post_message(self.Pressed(key.action))
