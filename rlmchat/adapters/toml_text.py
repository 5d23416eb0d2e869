"""Finds and changes one key in the text of a TOML file, so that comments and order outlive a change of settings."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import tomli_w

Path = tuple[str, ...]

_HEADER = re.compile(r"^\s*(\[[^\[\]]*(?:\"[^\"]*\"|'[^']*')?[^\[\]]*\])\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_COMMENT = re.compile(r"""=\s*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^"'#]*?)(\s*#.*)?$""")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file that opens a table or sets a key."""

    number: int
    """From 1."""
    path: Path
    is_header: bool


def lines(text: str) -> Iterator[Line]:
    """The headers and keys of a text, in order; also of one that is no good TOML, as far as they can be told."""
    table: Path = ()
    quote = ""
    for number, line in enumerate(text.split("\n"), 1):
        inside, quote = quote, _open_quote(line, quote)
        if inside:
            continue
        if (header := _HEADER.match(line)) and (found := _path(header[1] + "\n")) is not None:
            table = found
            yield Line(number, table, True)
        elif (key := _KEY.match(line)) and (found := _path(f"{key[1]} = 0\n")) is not None:
            yield Line(number, (*table, *found), False)


def line_of(text: str, path: Path) -> int:
    """The line (from 1) on which a key is set or a table opened; where it is not found, that of its table, else 0."""
    best = 0
    for line in lines(text):
        if line.path == path:
            return line.number
        if not best and line.path == path[: len(line.path)]:
            best = line.number
    return best


def with_value(text: str, path: Path, value: Any) -> str:
    """The text with one key set to a value (taken out where that is None), all else as it was.

    The result is read again and compared; where the text is too special to be changed in place it is written anew.
    """
    wanted = with_key(tomllib.loads(text), path, value)
    for attempt in (_replaced, _inserted_last, _inserted_first):
        changed = attempt(text, path, value)
        if changed is not None and _loads(changed) == wanted:
            return changed
    return tomli_w.dumps(wanted)


def with_key(document: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    """The document with one key set, or taken out where the value is None."""
    out = copy.deepcopy(document)
    table = out
    for part in path[:-1]:
        table = table.setdefault(part, {})
    if value is None:
        table.pop(path[-1], None)
    else:
        table[path[-1]] = value
    return out


def _loads(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _path(text: str) -> Path | None:
    """The keys that lead to the innermost value of a one-line document."""
    here = _loads(text)
    out: list[str] = []
    while isinstance(here, dict) and here:
        ((key, here),) = here.items()
        out.append(key)
    return tuple(out) if out else None


def _open_quote(line: str, inside: str) -> str:
    """Which multi-line quote is open after a line."""
    for mark in re.findall(r'"""|\'\'\'', line):
        if not inside:
            inside = mark
        elif inside == mark:
            inside = ""
    return inside


def _written(value: Any) -> str:
    return tomli_w.dumps({"k": value}).removeprefix("k = ").removesuffix("\n")


def _dotted(path: Path) -> str:
    return ".".join(part if _BARE.fullmatch(part) else _written(part) for part in path)


def _replaced(text: str, path: Path, value: Any) -> str | None:
    """With the line that sets the key changed, or taken out; a comment at its end stays."""
    number = next((line.number for line in lines(text) if line.path == path and not line.is_header), 0)
    if not number:
        return None
    all_lines = text.split("\n")
    if value is None:
        del all_lines[number - 1]
        return "\n".join(all_lines)
    old = all_lines[number - 1]
    comment = _COMMENT.search(old)
    before = old[: old.index("=")].rstrip()
    all_lines[number - 1] = f"{before} = {_written(value)}{(comment[1] or '') if comment else ''}"
    return "\n".join(all_lines)


def _inserted_last(text: str, path: Path, value: Any) -> str | None:
    """With a new line after the last key of its table, which is opened at the end of the file where there is none."""
    header = _header(text, path[:-1])
    if value is None:
        return None
    if header == 0:
        space = "\n" if text.strip() else ""
        return f"{text.rstrip()}\n{space}[{_dotted(path[:-1])}]\n{_line(path, value)}\n".lstrip("\n")
    last = header
    for line in lines(text):
        if line.number > header:
            if line.is_header:
                break
            last = line.number
    return _with_line(text, last, _line(path, value))


def _inserted_first(text: str, path: Path, value: Any) -> str | None:
    """With a new line right below the header: where the last key has a value of several lines."""
    header = _header(text, path[:-1])
    return _with_line(text, header, _line(path, value)) if header and value is not None else None


def _header(text: str, table: Path) -> int:
    return next((line.number for line in lines(text) if line.is_header and line.path == table), 0)


def _line(path: Path, value: Any) -> str:
    return f"{_dotted(path[-1:])} = {_written(value)}"


def _with_line(text: str, after: int, new: str) -> str:
    all_lines = text.split("\n")
    all_lines.insert(after, new)
    return "\n".join(all_lines)
