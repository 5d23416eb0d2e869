"""The exact vectors of the records in a local index, a byte a number, in a small database beside Chroma's.

Records go by `chroma_records.id_bytes`.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rlmchat.learning.byte_vectors import packed
from rlmchat.learning.ports import Vectors

EXACT = "exact.sqlite3"
"""Name of the file."""
PATIENCE = 10.0
"""Seconds to wait for another window's write."""
IDS_AT_ONCE = 500
REMEMBERED = 16_384
"""Records whose vectors are kept as they were read: some 10 MB."""

_TABLE = """CREATE TABLE IF NOT EXISTS vector (
    number INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, situation BLOB NOT NULL, rule BLOB
)"""
_PUT = """INSERT INTO vector (name, situation, rule) VALUES (?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET situation = excluded.situation, rule = excluded.rule"""


class Keys(NamedTuple):
    """The two vectors of a record as they are stored; empty for a text that was empty."""

    situation: bytes
    rule: bytes


class ExactVectors:
    """Belongs to the thread that opens it. Several processes may use one file. Raises `sqlite3.Error`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / EXACT
        self._connection: sqlite3.Connection | None = None
        self._known: dict[bytes, Keys] = {}

    def open(self) -> None:
        """Make ready; a file that is no database is taken away, for all in it can be made again."""
        try:
            self._connect()
        except sqlite3.DatabaseError as error:
            # The low byte is the kind of error, the rest its details.
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise
            self.close()
            for path in self._path.parent.glob(f"{EXACT}*"):
                path.unlink(missing_ok=True)
            self._connect()

    def _connect(self) -> None:
        with contextlib.suppress(FileExistsError):
            # SQLite gives its side files the mode of the main file.
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        self._connection = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None)
        # Pages that seven rows of 256 dimensions fit in would be a seventh air.
        for setting in ("page_size = 8192", "journal_mode = WAL", "synchronous = FULL", "cache_size = -4000"):
            self._connection.execute(f"PRAGMA {setting}")
        self._connection.execute(_TABLE)

    @property
    def connection(self) -> sqlite3.Connection:
        """Open."""
        if self._connection is None:
            raise sqlite3.ProgrammingError("not open")
        return self._connection

    def close(self) -> None:
        """Let go of the file; harmless to call twice."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        # Another process may write until it is opened again.
        self._known.clear()

    def put(self, names: Sequence[bytes], pairs: Vectors) -> None:
        """Write the vectors of these records, shape (names, 2, dimensions)."""
        rows = packed(pairs.reshape(2 * len(names), -1))
        keys = {name: _keys(rows[2 * i : 2 * i + 2]) for i, name in enumerate(names)}
        with self._transaction():
            # A rule that has the vector of the situation, as it has where there is none, is stored as nothing.
            self.connection.executemany(
                _PUT, [(name, k.situation, None if k.rule == k.situation else k.rule) for name, k in keys.items()]
            )
        self._remember(keys)

    def remove(self, names: Sequence[bytes]) -> None:
        """Take out; unknown names are no error."""
        with self._transaction():
            self.connection.executemany("DELETE FROM vector WHERE name = ?", [(name,) for name in names])
        for name in names:
            self._known.pop(name, None)

    def clear(self) -> None:
        """Take all out."""
        with self._transaction():
            self.connection.execute("DELETE FROM vector")
        self._known.clear()

    def of(self, names: Sequence[bytes]) -> dict[bytes, Keys]:
        """The vectors of those that are known."""
        fresh: dict[bytes, Keys] = {}
        unread = [name for name in names if name not in self._known]
        for start in range(0, len(unread), IDS_AT_ONCE):
            part = unread[start : start + IDS_AT_ONCE]
            marks = ", ".join("?" * len(part))
            rows = self.connection.execute(f"SELECT name, situation, rule FROM vector WHERE name IN ({marks})", part)
            fresh.update((name, Keys(situation, situation if rule is None else rule)) for name, situation, rule in rows)
        found = {name: keys for name in names if (keys := self._known.get(name) or fresh.get(name)) is not None}
        self._remember(fresh)
        return found

    def _remember(self, keys: Mapping[bytes, Keys]) -> None:
        if len(self._known) + len(keys) > REMEMBERED:
            self._known.clear()
        self._known.update(itertools.islice(keys.items(), REMEMBERED))

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise


def _keys(rows: NDArray[np.int8]) -> Keys:
    return Keys(*(row.tobytes() if row.any() else b"" for row in rows))
