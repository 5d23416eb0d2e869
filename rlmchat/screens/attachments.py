"""Files that go with a message: `@path` in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rlmchat.errors import UsageError
from rlmchat.widgets.suggestions import MOST, Suggestion

if TYPE_CHECKING:
    from rlmchat.chat.prompt import Attachment

LARGEST = 2_000_000
"""Bytes of one file."""
MOST_LOOKED_AT = 2_000
"""Entries of a folder that are looked at for suggestions."""

_MENTION = re.compile(r"(?:^|(?<=\s))@(?:\"([^\"\n]+)\"|(\S+))")
_WORD = re.compile(r"(?:^|\s)@(\"[^\"]*|\S*)$")


def mentioned(text: str) -> Iterator[Path]:
    """The files that a message names with `@`, where there are such files."""
    for match in _MENTION.finditer(text):
        name = match[1] or match[2].rstrip(",;:!?)")
        for candidate in (name, name.rstrip(".")):
            path = Path(candidate).expanduser()
            if candidate and path.is_file():
                yield path
                break


def read(path: Path) -> Attachment:
    """One file, as text or as a picture; raises UsageError where it is neither or too large."""
    import base64
    import mimetypes

    from rlmchat.chat.prompt import Attachment

    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path} is larger than {LARGEST // 1_000_000} MB.", "Send a part of it.")
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    kind = mimetypes.guess_type(path.name)[0] or ""
    if kind.startswith("image/"):
        return Attachment(str(path), image=f"data:{kind};base64,{base64.b64encode(data).decode()}")
    try:
        return Attachment(str(path), text=data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is neither text nor a picture.", "Only those can be sent.") from error


def attachments(text: str) -> tuple[Attachment, ...]:
    """What goes with a message; raises UsageError."""
    return tuple(read(path) for path in dict.fromkeys(mentioned(text)))


def suggestions(before: str) -> list[Suggestion]:
    """Files and folders that complete the `@` word at the end of a line."""
    match = _WORD.search(before)
    if match is None:
        return []
    typed = match[1].lstrip('"')
    folder, _, start = typed.rpartition("/")
    base = Path(f"{folder}/" if folder or typed.startswith("/") else ".").expanduser()
    out: list[Suggestion] = []
    for path in _entries(base):
        if not path.name.lower().startswith(start.lower()) or (path.name.startswith(".") and not start.startswith(".")):
            continue
        end = "/" if path.is_dir() else ""
        name = f"{folder}/{path.name}{end}" if folder or typed.startswith("/") else f"{path.name}{end}"
        out.append(Suggestion(f'@"{name}"' if " " in name and not end else f"@{name}", "folder" if end else ""))
        if len(out) == MOST:
            break
    return out


def _entries(folder: Path) -> list[Path]:
    try:
        found = [path for _, path in zip(range(MOST_LOOKED_AT), folder.iterdir(), strict=False)]
    except OSError:
        return []
    return sorted(found, key=lambda path: (path.is_file(), path.name.lower()))
