"""Keys named on the screen: `d diff   z put back`, each clickable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual.app import App
from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widgets import Static

GAP = "   "


LINEAR = "-linear"
"""The class of the app while the screen is to be read aloud: words instead of signs."""
_WORDS = {
    "✓": "done:",
    "?": "question:",
    "✗": "error:",
    "↶": "undone:",
    "–": "note:",
    "→": "next:",
    "◇": "lessons:",
    "◆": "lessons:",
    "✎": "edited:",
    "you": "you:",
    "ai": "answer:",
}


def sign(app: App[Any], mark: str) -> str:
    """A mark, or the word for it on a screen that is read aloud."""
    return _WORDS.get(mark, mark) if app.has_class(LINEAR) else mark


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


class Aside(Visual):
    """A sentence with its keys: on one line where they fit, else the keys below, never torn apart."""

    def __init__(self, said: Content, keys: Sequence[Content]) -> None:
        self._said = said
        self._keys = hints(keys)
        self._one = said if not keys else Content.assemble(said, "     ", self._keys)

    def _at(self, width: int) -> Content:
        if self._one.cell_length <= width or not self._keys.plain:
            return self._one
        return Content("\n").join([self._said, self._keys])

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """As it fits."""
        return self._at(width).render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """On one line."""
        return self._one.get_optimal_width(rules, container_width)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """As it fits."""
        return self._at(width).get_height(rules, width)
