"""Messages typed while an answer is being written: they wait above the prompt."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import RenderResult
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from rlmchat.widgets.plain_text import one_line


@dataclass(frozen=True, slots=True)
class Waiting:
    """One message that waits."""

    text: str
    """With its pastes unfolded: what will be sent."""


class QueueView(Widget):
    """One dim line a message; up in the empty prompt (or a click) takes it back for editing."""

    DEFAULT_CSS = """
    QueueView { height: auto; max-height: 4; width: 1fr; padding: 0 1 0 3; display: none; color: $dim;  }
    """

    def __init__(self) -> None:
        super().__init__()
        self._items: list[Waiting] = []
        self.auto_links = False

    def __len__(self) -> int:
        return len(self._items)

    def push(self, item: Waiting) -> None:
        """One more at the end."""
        self._items.append(item)
        self._changed()

    def next(self) -> Waiting | None:
        """The one whose turn it is."""
        return self._take(0)

    def last(self) -> Waiting | None:
        """The newest, to be edited."""
        return self._take(-1)

    def _take(self, at: int) -> Waiting | None:
        item = self._items.pop(at) if self._items else None
        self._changed()
        return item

    def _changed(self) -> None:
        self.display = bool(self._items)
        self.refresh(layout=True)

    def render(self) -> RenderResult:
        """The newest says how to get it back."""
        width = max(20, self.content_size.width - 28)
        lines = [f"queued · {one_line(item.text, width)}" for item in self._items]
        out = Content("\n").join(Content(line) for line in lines)
        more = Content.assemble("   ", ("up", "bold"), " edit")
        return Content.assemble(out, more).stylize(Style.from_meta({"@click": "screen.edit_queued"}))
