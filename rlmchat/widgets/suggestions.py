"""A short list above the prompt: slash commands or files that complete what is being typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from rlmchat.widgets.plain_text import one_line

MOST = 8
"""Lines that are shown at once."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One way to go on."""

    text: str
    """What the typed word becomes."""
    about: str = ""


class Suggestions(Widget):
    """Shown while there are any; the prompt keeps the focus and moves the choice."""

    DEFAULT_CSS = """
    Suggestions { height: auto; width: 1fr; padding: 0 1 0 3; display: none; background: $surface;  }
    """

    class Taken(Message):
        """One was clicked: it is the chosen one now."""

    def __init__(self, find: Callable[[str, str], Sequence[Suggestion]]) -> None:
        super().__init__()
        self._find = find
        """What completes the line before the cursor, given that and the whole text."""
        self._items: tuple[Suggestion, ...] = ()
        self._at = 0
        self._before = self._text = ""
        self.auto_links = False

    @property
    def chosen(self) -> Suggestion | None:
        """The one that tab or enter would take."""
        return self._items[self._at] if self._items else None

    def follow(self, before: str, text: str) -> None:
        """Show what fits what is written now: the line up to the cursor, and all of it.

        A list that was closed stays closed until the text is another.
        """
        if text == self._text and (before == self._before or not self._items):
            return
        self._before, self._text = before, text
        self._show(self._find(before, text))

    def close(self, text: str | None = None) -> None:
        """Show none for this text, or for the text that is written now."""
        self._text = self._text if text is None else text
        self._show(())

    def _show(self, items: Sequence[Suggestion]) -> None:
        if tuple(items) == self._items:
            return
        self._items, self._at = tuple(items), 0
        self.display = bool(self._items)
        self.refresh(layout=True)

    def move(self, step: int) -> None:
        """Choose the next or the previous."""
        self._at = (self._at + step) % len(self._items)
        self.refresh()

    def render(self) -> RenderResult:
        """One a line, the chosen one marked."""
        wide = max((len(item.text) for item in self._items), default=0)
        first = max(0, min(self._at - MOST + 2, len(self._items) - MOST))
        rows = list(enumerate(self._items))[first : first + MOST]
        return Content("\n").join(self._line(at, item, wide) for at, item in rows)

    def _line(self, at: int, item: Suggestion, wide: int) -> Content:
        chosen = at == self._at
        return Content.assemble(
            ("▸ " if chosen else "  ", "$accent"),
            (one_line(item.text).ljust(wide), "bold" if chosen else ""),
            "   ",
            (one_line(item.about), "$dim"),
        ).stylize(Style.from_meta({"@click": f"take({at})"}))

    def action_take(self, at: int) -> None:
        """A click chooses and takes."""
        self._at = at
        self.post_message(self.Taken())
