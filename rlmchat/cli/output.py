"""What commands print: JSON lines, aligned tables, one-line errors; no text from elsewhere drives the terminal."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TextIO

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
GAP = "  "


def complain(message: str) -> None:
    """One line on standard error."""
    _print(f"rlmchat: {one_line(message)}", sys.stderr)


def note(message: str) -> None:
    """One line for the person, where a person watches; nothing into logs and pipes."""
    if sys.stderr.isatty():
        _print(one_line(message), sys.stderr)


def remark(message: str) -> None:
    """One line on standard error, also where nobody watches: what happened beside what was asked for."""
    _print(one_line(message), sys.stderr)


def say(text: str = "") -> None:
    """Lines of text on standard output."""
    _print(visible(text))


def say_json(value: Any) -> None:
    """One JSON value on a line of its own, handed on at once."""
    sys.stdout.write(json_line(value, ascii_only="utf" not in (sys.stdout.encoding or "utf-8").lower()))
    sys.stdout.flush()


def json_line(value: Any, *, ascii_only: bool = False) -> str:
    """A JSON value on one line, with its end; no other line end in it, not even those that only Unicode knows."""
    return json.dumps(value, ensure_ascii=ascii_only).translate(_LINE_ENDS) + "\n"


def _print(text: str, file: TextIO | None = None) -> None:
    file = file or sys.stdout
    encoding = file.encoding or "utf-8"
    file.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def visible(text: str) -> str:
    """The text with control characters as signs that can be seen and do nothing; line ends and tabs stay."""
    return _CONTROL.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "\N{REPLACEMENT CHARACTER}"


def one_line(text: str) -> str:
    """The text on one line."""
    return visible(" ".join(text.split()))


def width(text: str) -> int:
    """Columns that a text takes in a terminal."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def clipped(text: str, columns: int) -> str:
    """The text in so many columns, with … where something is missing."""
    if width(text) <= columns:
        return text
    out, used = [], 0
    for c in text:
        used += width(c)
        if used > columns - 1:
            break
        out.append(c)
    return "".join(out) + "…"


def columns() -> int:
    """Columns to write for: the terminal's, else enough for any line."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() or "COLUMNS" in os.environ else 200


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, wide: int = -1, right: Sequence[int] = ()) -> None:
    """Aligned columns; the column `wide` gives way where the terminal is narrow, those in `right` are set right."""
    cells = [list(head), *([one_line(cell) for cell in row] for row in rows)]
    widths = [max(width(row[i]) for row in cells) for i in range(len(head))]
    wide %= len(head)
    rest = sum(widths) - widths[wide] + len(GAP) * (len(head) - 1)
    widths[wide] = max(len(head[wide]), 10, min(widths[wide], columns() - rest))
    for row in cells:
        say(GAP.join(_cell(cell, widths[i], i in right) for i, cell in enumerate(row)).rstrip())


def _cell(text: str, columns: int, right: bool) -> str:
    text = clipped(text, columns)
    space = " " * (columns - width(text))
    return space + text if right else text + space


def local(moment: datetime | None) -> str:
    """A moment in the person's own time."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M") if moment else ""


def short_ids(ids: Iterable[str], least: int = 13) -> dict[str, str]:
    """The beginnings of ids by which they can be told apart, of one length."""
    wanted = list(dict.fromkeys(ids))
    length = least
    while length < 36 and len({one[:length] for one in wanted}) < len(wanted):
        length += 1
    return {one: one[:length].rstrip("-") if length < 36 else one for one in wanted}


def counted(number: int, one: str, many: str = "") -> str:
    """`1 correction`, `2 corrections`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
