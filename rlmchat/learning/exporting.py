"""Writes corrections to a JSON-lines file, a page at a time, so that many of them never stand in memory at once."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from rlmchat.errors import UsageError
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import Find

PAGE = 500


async def export(memory: Memory, what: Find, path: Path, progress: Callable[[int], None] | None = None) -> int:
    """Write all that match, one JSON object a line (`Correction.to_dict`); how many they were.

    The file appears when it is complete, readable by its owner alone; cancelled or failed, nothing is left behind.
    Raises UsageError where the file cannot be written, StoreError where the corrections cannot be read.
    """
    part = path.with_name(f".{path.name}.part")
    done = 0
    try:
        with await asyncio.to_thread(_open, part) as file:
            while records := await memory.find(replace(what, limit=PAGE, offset=done)):
                lines = (json.dumps(record.to_dict(), ensure_ascii=False) + "\n" for record in records)
                await asyncio.to_thread(file.writelines, list(lines))
                done += len(records)
                if progress:
                    progress(done)
        os.replace(part, path)
    except OSError as error:
        raise UsageError(f"Cannot write {path}: {error.strerror or error}.", "Choose another file.") from error
    finally:
        part.unlink(missing_ok=True)
    return done


def _open(path: Path) -> TextIO:
    return open(path, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600))
