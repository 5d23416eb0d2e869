"""What commands read: standard input as text or JSON lines, and files; mistakes are named with their line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rlmchat.errors import NotFoundError, UsageError


class BadLine(UsageError):
    """One line of JSON lines cannot be used; `number` counts from 1."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"line {number}: {why}")
        self.number = number


def piped() -> bool:
    """Whether standard input comes from a file or a pipe, and not from a keyboard."""
    return sys.stdin is not None and not sys.stdin.closed and not sys.stdin.isatty()


def read_text(*, exact: bool = False) -> str:
    """All of standard input; raises UsageError where it is no text."""
    return decoded(sys.stdin.buffer.read(), "Standard input", exact=exact)


def read_file(name: str) -> str:
    """A text file, `-` for standard input; raises NotFoundError, UsageError."""
    return read_text() if name == "-" else decoded(read_bytes(Path(name)), name)


def read_bytes(path: Path) -> bytes:
    """A file's content; raises NotFoundError, UsageError."""
    try:
        return path.expanduser().read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError(f"There is no file {path}.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error


def decoded(data: bytes, name: str, *, exact: bool = False) -> str:
    """UTF-8 text, a byte order mark left out unless it must be `exact`; raises UsageError."""
    try:
        return data.decode("utf-8" if exact else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not UTF-8 text (byte {error.start}).") from error


def lines() -> Iterator[tuple[int, bytes]]:
    """The lines of standard input as they come, with their numbers from 1, blank ones left out."""
    for number, line in enumerate(sys.stdin.buffer, 1):
        if line.strip():
            yield number, line


def json_object(number: int, line: bytes | str) -> dict[str, Any]:
    """The object on one JSON line; raises BadLine."""
    try:
        value = json.loads(line)
    except UnicodeDecodeError as error:
        raise BadLine(number, f"not UTF-8 text (byte {error.start}).") from error
    except ValueError as error:
        raise BadLine(number, f"this is no JSON ({error}).") from error
    except RecursionError as error:
        raise BadLine(number, "this is nested too deep.") from error
    if not isinstance(value, dict):
        raise BadLine(number, "a JSON object in braces is wanted.")
    return {tidy(key): tidy(held) if isinstance(held, str) else held for key, held in value.items()}


def text_of(number: int, data: dict[str, Any], key: str, *, needed: bool = False) -> str:
    """A text in such an object, empty where it is missing or null; raises BadLine."""
    value = data.get(key)
    if value is None and not needed:
        return ""
    if not isinstance(value, str):
        raise BadLine(number, f'"{key}" {"is missing" if value is None else "must be a text"}.')
    return value


def tidy(text: str) -> str:
    """The text without halves of characters, which no file and no screen can take."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
