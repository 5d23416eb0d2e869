"""Files that go with a question: texts and pictures, read as they are and never learned from."""

from __future__ import annotations

import base64
import mimetypes
import os
import sys
from pathlib import Path

from rlmchat.chat.prompt import Attachment
from rlmchat.cli.input import read_bytes
from rlmchat.cli.output import note
from rlmchat.errors import RlmChatError, UsageError

LARGEST = 2_000_000
"""Bytes of one file."""


def attachment(name: str) -> Attachment:
    """One file, as text or as a picture; raises NotFoundError, UsageError."""
    data = read_bytes(Path(name))
    if len(data) > LARGEST:
        raise UsageError(f"{name} is larger than {LARGEST // 1_000_000} MB.", "Send a part of it.")
    kind = mimetypes.guess_type(name)[0] or ""
    if kind.startswith("image/"):
        return Attachment(name, image=f"data:{kind};base64,{base64.b64encode(data).decode()}")
    try:
        return Attachment(name, text=data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is neither text nor a picture.", "Only those can be sent.") from error


def split_files(groups: list[list[str]], has_text: bool) -> tuple[list[str], list[str]]:
    """Files, and words of the question that stand after `-f FILE` and would be taken for files.

    `ask -f notes.md "Sum it up"` and `ask "Compare" -f a.md b.md` are both what people write: after the first name of
    a `-f`, what is no file is the question, if there is none yet.
    """
    files = [name for group in groups for name in group]
    words: list[str] = []
    last = len(groups[-1]) if groups else 0
    while not has_text and last > 1 and not Path(files[-1]).expanduser().is_file():
        words.insert(0, files.pop())
        last -= 1
    return files, words


def deliver(text: str, output: str, what: str) -> None:
    """Write a text to a file, or to standard output where that is `-`; raises RlmChatError."""
    if output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    else:
        write_private(Path(output).expanduser(), text)
        note(f"{what} written to {output}.")


def write_private(path: Path, text: str) -> None:
    """Write a file, whole or not at all, readable by its owner alone; raises RlmChatError."""
    part = path.with_name(f".{path.name}.part")
    try:
        with open(part, "w", encoding="utf-8", errors="replace", opener=_private) as file:
            file.write(text)
        os.replace(part, path)
    except OSError as error:
        raise RlmChatError(f"{path} cannot be written: {error.strerror or error}.", "Choose another file.") from error
    finally:
        part.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
