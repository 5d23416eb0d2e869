"""Looks after the files of a local Chroma folder in a process of its own, which this file is run as.

Chroma brings its own SQLite. A second one in the same process, Python's, would take the locks off the file when it
closes it (POSIX locks belong to the process), and two writers would damage it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

DATABASE = "chroma.sqlite3"
EXACT = "exact.sqlite3"
"""Our own, with the exact vectors."""
WORTH_IT = 4_000_000
"""Bytes that must be unused before a database is made smaller."""
PATIENCE = 2.0
"""Seconds to wait for another window's write."""


def write_ahead(folder: Path) -> None:
    """Put the database into SQLite's write-ahead mode for good: a write waits for the disk once, not nine times."""
    _elsewhere(folder, "wal")


def remove_orphans(folder: Path) -> None:
    """Remove vector files that belong to no collection any more: Chroma leaves them when one is deleted."""
    _elsewhere(folder, "orphans")


def vacuum_if_it_pays(folder: Path, least: int = WORTH_IT) -> bool:
    """Give unused space back to the disk if it is a quarter of a database; whether that was begun. Nobody waits."""
    pays = hasattr(os, "posix_spawn") and any(_unused(folder / name, least) for name in (DATABASE, EXACT))
    if pays:
        # Not by `subprocess`, which would want to be asked how it went: it may outlive us.
        with open(os.devnull, "rb+") as null:
            quiet = [(os.POSIX_SPAWN_DUP2, null.fileno(), stream) for stream in (0, 1, 2)]
            os.posix_spawn(sys.executable, _command(folder, "vacuum"), os.environ, file_actions=quiet)
    return pays


def _unused(file: Path, least: int) -> bool:
    """Whether a quarter of a database, and so many bytes, are free, by its first page (sqlite.org/fileformat.html)."""
    try:
        with file.open("rb") as opened:
            head = opened.read(40)
        page = int.from_bytes(head[16:18], "big")
        free, size = int.from_bytes(head[36:40], "big"), file.stat().st_size
    except OSError:
        return False
    unused = free * (65_536 if page == 1 else page)
    return unused >= max(least, size / 4)


def _command(folder: Path, task: str) -> list[str]:
    return [sys.executable, "-I", __file__, str(folder), task]


def _elsewhere(folder: Path, task: str) -> None:
    """Run a task in another process. One that fails (in use, damaged) changes nothing: Chroma says what is wrong."""
    subprocess.run(_command(folder, task), check=False, stdin=subprocess.DEVNULL, capture_output=True)


def _remove_orphans(folder: Path, connection: sqlite3.Connection) -> None:
    # Under the write lock nobody can make a collection whose files would look like orphans.
    connection.execute("BEGIN IMMEDIATE")
    known = {name for (name,) in connection.execute("SELECT id FROM segments")}
    for header in folder.glob("*/header.bin"):
        if header.parent.name not in known:
            shutil.rmtree(header.parent)
    connection.execute("ROLLBACK")


def main(folder: Path, task: str) -> None:
    """Do one task: wal, orphans or vacuum."""
    names = (DATABASE, EXACT) if task == "vacuum" else (DATABASE,)
    for file in (folder / name for name in names if name == DATABASE or (folder / name).exists()):
        with contextlib.closing(sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)) as connection:
            if task == "orphans":
                _remove_orphans(folder, connection)
            else:
                connection.execute({"wal": "PRAGMA journal_mode = WAL", "vacuum": "VACUUM"}[task])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
