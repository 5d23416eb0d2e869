"""Makes a damaged database anew: what can still be read is taken over, the damaged file is kept beside it."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rlmchat.adapters.record_codec import decode
from rlmchat.adapters.sqlite_db import Database, translated
from rlmchat.adapters.sqlite_projection import Step, project
from rlmchat.errors import StoreError

TABLES = {
    "revision": "seq",
    "act": "name",
    "outcome": "number",
    "chat": "id",
    "message": "number",
    "signal": "number",
    "recall_note": "message_id",
    "phrasing": "correction_id",
}
"""The tables that hold what cannot be computed, parents first, each with its key."""


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What became of a damaged database."""

    rows: dict[str, int]
    """Rows taken over, by table."""
    aside: Path
    """Where the damaged file lies now."""
    source: Path
    """What the rows were read from: the damaged file, or a copy of before a migration where nothing was readable."""


async def salvage(path: Path, backups: Path) -> Salvaged:
    """Put a sound database in the place of a damaged one; raises StoreError. No other rlmchat may be running."""
    with translated(path, backups):
        aside = _move_aside(path)
    sources = (aside, *_newest_first(backups))
    for source in sources:
        fresh = Database(path)
        await fresh.open()
        try:
            rows = await _take_over(fresh, source)
        finally:
            await fresh.aclose()
        if any(rows.values()) or source == sources[-1]:
            return Salvaged(rows, aside, source)
    raise StoreError("The database could not be made anew.")  # pragma: no cover - the loop always returns


def _newest_first(backups: Path) -> list[Path]:
    copies = backups.glob("*.db") if backups.is_dir() else ()
    return sorted(copies, key=lambda copy: copy.stat().st_mtime, reverse=True)


def _move_aside(path: Path) -> Path:
    """Move the file and its side files to the first free name."""
    aside = next(name for n in itertools.count(1) if not (name := path.with_name(f"{path.name}.broken-{n}")).exists())
    for end in ("", "-wal", "-shm"):
        part = path.with_name(path.name + end)
        if part.exists():
            shutil.move(part, aside.with_name(aside.name + end))
    return aside


async def _take_over(fresh: Database, source: Path) -> dict[str, int]:
    # Read whole before anything is written: a readable table is a few megabytes at most, and reading may fail anywhere.
    found = await asyncio.to_thread(_readable, source)
    return await fresh.write(lambda c: {table: _fill(c, table, rows) for table, rows in found.items()})


Rows = list[dict[str, object]]


def _readable(source: Path) -> dict[str, Rows]:
    with contextlib.closing(sqlite3.connect(source)) as old:
        old.row_factory = sqlite3.Row
        return {table: list(_rows(old, table, key)) for table, key in TABLES.items()}


def _rows(old: sqlite3.Connection, table: str, key: str) -> Iterator[dict[str, object]]:
    """The rows from the front up to the damage, then those from the back down to it."""
    seen = set()
    for order in ("", "DESC"):
        try:
            for row in old.execute(f"SELECT * FROM {table} ORDER BY {key} {order}"):
                if row[key] in seen:
                    return
                seen.add(row[key])
                yield dict(row)
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            continue
        return


def _fill(connection: sqlite3.Connection, table: str, rows: Rows) -> int:
    # What an older file has no column for takes its default.
    known = [row["name"] for row in _columns(connection, table) if not rows or row["name"] in rows[0]]
    if table == "message":
        chats = {one for (one,) in connection.execute("SELECT id FROM chat")}
        # Not searchable yet: the next search makes them so.
        rows = [{**row, "searchable": 0} for row in rows if row["chat_id"] in chats]
    if table == "revision":
        rows = [row for row in rows if row["record"] is None or _sound(str(row["record"]))]
    before = connection.total_changes
    connection.executemany(
        f"INSERT OR IGNORE INTO {table} ({', '.join(known)}) VALUES ({', '.join('?' * len(known))})",
        [[row.get(name) for name in known] for row in rows],
    )
    done = connection.total_changes - before
    if table == "revision":
        _project(connection)
    return done


def _columns(connection: sqlite3.Connection, table: str) -> list[dict[str, str]]:
    return [{"name": row[1]} for row in connection.execute(f"PRAGMA table_info({table})")]


def _sound(record: str) -> bool:
    try:
        decode(record)
    except (ValueError, TypeError, KeyError):
        return False
    return True


def _project(connection: sqlite3.Connection) -> None:
    steps = [
        Step(seq, one, decode(text) if text else None, text)
        for seq, one, text in connection.execute("SELECT seq, correction_id, record FROM revision ORDER BY seq")
    ]
    project(connection, steps)
