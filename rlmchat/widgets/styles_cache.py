"""The lines that Textual's widgets have drawn: mends a leak of them, and lets them be forgotten."""

from __future__ import annotations

from functools import lru_cache, partial

from textual._styles_cache import StylesCache
from textual.widget import Widget


def mend() -> None:
    """Keep the colours of a border by the two colours they come from, and not also by the widget that asked.

    Else Textual keeps what the last thousand widgets drew, long after they have left the screen.
    `StylesCache.get_inner_outer` is an `lru_cache` over a method that makes no use of its object: each entry holds on
    to that object, and with it to all lines that a widget had drawn (20 kB a message).
    """
    method = StylesCache.__dict__.get("get_inner_outer")
    plain = getattr(method, "__wrapped__", None)
    if plain is not None and not isinstance(method, staticmethod):
        StylesCache.get_inner_outer = staticmethod(lru_cache(1024)(partial(plain, None)))  # type: ignore[assignment,method-assign]


def forget_lines(widget: Widget) -> None:
    """Let go of what a widget and all in it have drawn (2 kB a line): it is drawn again when it comes into view."""
    for part in widget.walk_children(Widget, with_self=True):
        part._styles_cache.clear()
