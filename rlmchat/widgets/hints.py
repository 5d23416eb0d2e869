"""Keys named on the screen: `d diff   z put back`, each clickable."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

GAP = "   "


def hint(key: str, label: str, action: str = "") -> Content:
    """One key and what it does; with an action, a click does it too."""
    written = Content.assemble((key, "bold"), " ", (label, "$dim"))
    return written.stylize(Style.from_meta({"@click": action})) if action else written


class HintLine(Static):
    """A dim line of hints, without the look of links."""

    DEFAULT_CSS = "HintLine { height: auto; color: $dim; }"

    def __init__(self, items: Iterable[Content] = (), *, classes: str | None = None) -> None:
        super().__init__(hints(items), classes=classes)
        self.auto_links = False


def hints(items: Iterable[Content]) -> Content:
    """Several, with room between them."""
    return Content(GAP).join(items)
