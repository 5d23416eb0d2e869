"""Reads files of corrections that are to be kept: JSON lines, as an export has them, or rules in Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rlmchat.errors import UsageError
from rlmchat.learning.correction import NewCorrection, Source
from rlmchat.learning.profile import from_markdown
from rlmchat.learning.transfer import Retired, from_dict


@dataclass
class Reading:
    """What a file has in it."""

    news: list[NewCorrection] = field(default_factory=list)
    retired: int = 0
    """Records that are not live any more, which are passed over."""
    wrong: list[tuple[int, str]] = field(default_factory=list)
    """Lines that cannot be used, by their number from 1, each with the reason as a sentence."""


def is_markdown(name: str) -> bool:
    """Whether a file is one of rules, by its name."""
    return Path(name).suffix.lower() in (".md", ".markdown")


def read_rules(text: str) -> Reading:
    """The list items of a Markdown file, each a standing rule."""
    return Reading(from_markdown(text))


def read_lines(text: str, *, as_is: bool = False) -> Reading:
    """JSON lines; `as_is`, a backup of one's own, what they say of their sources is believed, and those that were
    laid aside (muted, deleted) come along. Else they count as imported, and only what is live is taken.
    """
    reading = Reading()
    for number, line in _filled(text):
        try:
            new = from_dict(_object(line), source=Source.IMPORT, laid_aside=as_is)
            reading.news.append(new if as_is else replace(new, source=Source.IMPORT))
        except Retired:
            reading.retired += 1
        except ValueError as error:
            reading.wrong.append((number, f"{error}."))
    return reading


def read_file(path: Path) -> Reading:
    """A file by its name; raises UsageError where it cannot be read as a whole. Blocks while it reads."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}.", "Choose another file.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text (byte {error.start}).", "Choose another file.") from error
    return read_rules(text) if is_markdown(path.name) else read_lines(text)


def _filled(text: str) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except RecursionError:
        raise ValueError("this is nested too deep") from None
    except ValueError as error:
        raise ValueError(f"this is no JSON ({error})") from None
    if not isinstance(value, dict):
        raise ValueError("a JSON object in braces is wanted")
    return {_whole(key): _whole(held) if isinstance(held, str) else held for key, held in value.items()}


def _whole(text: str) -> str:
    """Without halves of characters, which no file can take."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
