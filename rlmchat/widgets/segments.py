"""Where a Markdown text may be cut so that its parts render like the whole."""

from __future__ import annotations

import re

SEGMENT = 4_000
"""Characters after which a long answer goes on in a fresh widget: what is laid out again stays that small."""

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_PLAIN_START = re.compile(r"[^\s\-+*>|=~`\d<\[]|[*_`]{1,3}[^\s*_`]|\[[^\]]*\][^:]")


def open_fence(text: str) -> bool:
    """Whether the text ends inside a fenced code block."""
    return _scan(text)[1] is not None


def cut(text: str, least: int = SEGMENT) -> int:
    """Where to cut a text: the first safe place at or after `least` characters, 0 where there is none.

    Safe is the beginning of a line after a blank one, outside a fence, that begins a heading or a plain paragraph (and
    so belongs to nothing before it).
    """
    if len(text) <= least:
        return 0
    return next((at for at in _scan(text)[0] if at >= least), 0)


def parts(text: str, least: int = SEGMENT) -> list[str]:
    """The text cut at every safe place, in parts of about `least` characters; joined they are the text."""
    places, _ = _scan(text)
    out: list[str] = []
    began = 0
    for at in places:
        if at - began >= least:
            out.append(text[began:at])
            began = at
    return [*out, text[began:]] if text[began:] or not out else out


def _scan(text: str) -> tuple[list[int], str | None]:
    """The safe places, and the marks of the fence that is open at the end."""
    places: list[int] = []
    fence: str | None = None
    at, blank = 0, False
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if fence is None:
            if blank and _PLAIN_START.match(line):
                places.append(at)
            if match and not (match[1][0] == "`" and "`" in match[2]):
                fence = match[1]
        elif match and match[1].startswith(fence) and not match[2].strip():
            fence = None
        blank = not line.strip()
        at += len(line) + 1
    return places, fence
