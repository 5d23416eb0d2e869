"""Text from models, files and people as a terminal may show it: nothing in it can steer the screen."""

from __future__ import annotations

_PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"} | {0x7F: 0x2421}
_LINE_ENDS = {0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
_UNSEEN = dict.fromkeys((*range(128, 160), *range(8234, 8239), *range(8294, 8298)), "�")
_SAFE: dict[int, int | str] = {**_PICTURES, **_UNSEEN, **_LINE_ENDS}


def clean(text: str) -> str:
    """The text with control characters made visible: an escape sequence shows as `␛[31m`, and does nothing.

    C0 codes become control pictures, C1 codes and marks that turn the direction of writing become U+FFFD, every kind
    of line end becomes a plain newline. Tabs stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return text.replace("\r\n", "\n").translate(_SAFE)


def one_line(text: str, width: int = 0) -> str:
    """The text cleaned and on one line, cut with an ellipsis at `width` characters (0 cuts nothing)."""
    line = " ".join(clean(text).split())
    return f"{line[: width - 1].rstrip()}…" if width and len(line) > width else line
