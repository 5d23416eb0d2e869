"""The exact vectors of the records in a local index, a byte a number, in a small database beside Chroma's."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rlmchat.adapters.chroma_records import id_bytes, id_of, short_id, short_id_bytes
from rlmchat.adapters.chroma_upkeep import EXACT
from rlmchat.adapters.vector_scan import scan
from rlmchat.learning.byte_vectors import packed
from rlmchat.learning.correction import CorrectionId
from rlmchat.learning.ports import Hit, KeyKind, Vectors

PATIENCE = 10.0
"""Seconds to wait for another window's write."""
IDS_AT_ONCE = 500
MAPPED = 1 << 28
"""Bytes of the file that are read where they lie."""
REMEMBERED = 16_384
"""Records up to which all vectors are read at once: some 12 MB."""
MOST = 24_000
"""Vectors that are kept as they were read, outdated ones among them: then all are forgotten."""
KINDS = (KeyKind.SITUATION, KeyKind.RULE)
"""The keys of a record, in the order of its rows."""

_TABLE = """CREATE TABLE IF NOT EXISTS vector (
    number INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, situation BLOB NOT NULL, rule BLOB
)"""
_SELECT = "SELECT name, situation, rule FROM vector"
_Row = tuple[bytes, bytes, bytes | None]
_PUT = """INSERT INTO vector (name, situation, rule) VALUES (?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET situation = excluded.situation, rule = excluded.rule"""


@dataclass(slots=True)
class _Read:
    """Vectors that are kept as they were read, a place each."""

    rows: NDArray[np.int8]
    """Shape (room, 2, dimensions): situation and rule."""
    lengths: NDArray[np.float32]
    """Shape (room, 2); 0 for a text that was empty."""
    place: dict[str, int]
    ids: list[CorrectionId]
    """By place."""
    version: int = -1
    """Of the file, where all that is in it was read; else no version that there is."""


class ExactVectors:
    """Belongs to the thread that opens it. Several processes may use one file. Raises `sqlite3.Error`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / EXACT
        self._connection: sqlite3.Connection | None = None
        self._read: _Read | None = None

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
        for setting in ("page_size = 8192", "journal_mode = WAL", "synchronous = FULL", f"mmap_size = {MAPPED}"):
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
        self._read = None

    def put(self, ids: Sequence[CorrectionId], pairs: Vectors) -> None:
        """Write the vectors of these records, shape (ids, 2, dimensions)."""
        rows = packed(pairs.reshape(2 * len(ids), -1)).reshape(pairs.shape)
        blobs = [[row.tobytes() if row.any() else b"" for row in pair] for pair in rows]
        # A rule that has the vector of the situation, as it has where there is none, is stored as nothing.
        stored = [(id_bytes(one), s, None if r == s else r) for one, (s, r) in zip(ids, blobs, strict=True)]
        with self._transaction():
            self.connection.executemany(_PUT, stored)
        self._forget(ids)
        if self._read is not None and self._read.version >= 0:
            self._take_in(stored)

    def remove(self, ids: Sequence[CorrectionId]) -> None:
        """Take out; unknown ids are no error."""
        with self._transaction():
            self.connection.executemany("DELETE FROM vector WHERE name = ?", [(id_bytes(one),) for one in ids])
        self._forget(ids)

    def clear(self) -> None:
        """Take all out."""
        with self._transaction():
            self.connection.execute("DELETE FROM vector")
        self._read = None

    def places(self, keys: Sequence[str]) -> list[int]:
        """Where the vectors of these are, by `chroma_records.short_id`, until the next call; -1 for unknown ones."""
        if self._read is not None and len(self._read.ids) + len(keys) > MOST:
            self._read = None
        if self._read is None and self._count() <= REMEMBERED:
            # All at once take a few microseconds each, and are at hand for the first question.
            self._read_all()
        unread = [key for key in keys if self._read is None or key not in self._read.place]
        if unread:
            self._take_in(self._look_up([short_id_bytes(key) for key in unread]))
        place = self._read.place if self._read else {}
        return [place.get(key, -1) for key in keys]

    def nearest(self, vectors: Vectors, limit: int) -> list[list[Hit]] | None:
        """The nearest keys to each row, by comparing it with all that are stored.

        None where those are too many for that, or where another process has just written: Chroma knows what it means.
        """
        if self._count() > REMEMBERED:
            return None
        if self._read is None or self._read.version < 0 or len(self._read.ids) > MOST:
            self._read_all()
        read = self._read
        if read is None:
            return [[] for _ in vectors]
        if read.version != self._version():
            self._read = None
            return None
        size, end = read.rows.shape[2], 2 * len(read.ids)
        if vectors.shape[1] != size:
            return None
        found = scan(vectors, read.rows.reshape(-1, size)[:end], read.lengths.reshape(-1)[:end], limit)
        return [
            [Hit(read.ids[key >> 1], KINDS[key & 1], cosine) for key, cosine in zip(keys, cosines, strict=True)]
            for keys, cosines in found
        ]

    def _read_all(self) -> None:
        self._read = None
        version = self._version()
        self._take_in(self.connection.execute(_SELECT).fetchall())
        if self._read is not None:
            self._read.version = version

    def _version(self) -> int:
        """Another one once another connection has written."""
        (version,) = self.connection.execute("PRAGMA data_version").fetchone()
        return int(version)

    def _count(self) -> int:
        (count,) = self.connection.execute("SELECT count(*) FROM vector").fetchone()
        return int(count)

    def _look_up(self, names: Sequence[bytes]) -> list[_Row]:
        found: list[_Row] = []
        for start in range(0, len(names), IDS_AT_ONCE):
            part = names[start : start + IDS_AT_ONCE]
            marks = ", ".join("?" * len(part))
            found += self.connection.execute(f"{_SELECT} WHERE name IN ({marks})", part).fetchall()
        return found

    def owner(self, place: int) -> CorrectionId:
        """Whose vectors are there."""
        assert self._read is not None
        return self._read.ids[place]

    def cosines(self, vectors: Vectors, places: Sequence[int]) -> Vectors:
        """Of each row with both keys at each place, shape (rows, places, 2); -2 for the key of an empty text."""
        assert self._read is not None
        size = self._read.rows.shape[2]
        if vectors.shape[1] != size:
            raise ValueError("the vectors in the index have another length")
        stored = self._read.rows[places].reshape(-1, size).astype(np.float32)
        known = self._read.lengths[places].reshape(-1, 1)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        stored /= np.where(known > 0, known, 1.0)
        cosines = np.asarray(vectors / np.where(lengths > 0, lengths, 1.0), dtype=np.float32) @ stored.T
        np.clip(cosines, -1.0, 1.0, out=cosines)
        cosines[:, (known == 0).ravel()] = -2.0
        return cosines.reshape(len(vectors), -1, 2)

    def _take_in(self, found: Sequence[_Row]) -> None:
        if not found:
            return
        pairs = [(situation, situation if rule is None else rule) for _, situation, rule in found]
        size = max(len(row) for pair in pairs for row in pair)
        blank = bytes(size)
        rows = np.frombuffer(b"".join(row or blank for pair in pairs for row in pair), dtype=np.int8)
        rows = rows.reshape(len(found), 2, size)
        if self._read is None:
            self._read = _Read(np.zeros((0, 2, size), np.int8), np.zeros((0, 2), np.float32), {}, [])
        read = self._read
        start, end = len(read.ids), len(read.ids) + len(found)
        if end > len(read.rows):
            room = max(1024, 2 * end - start) - len(read.rows)
            read.rows = np.concatenate([read.rows, np.zeros((room, 2, size), np.int8)])
            read.lengths = np.concatenate([read.lengths, np.zeros((room, 2), np.float32)])
        read.rows[start:end] = rows
        read.lengths[start:end] = np.linalg.norm(rows.astype(np.float32), axis=2)
        read.ids += [id_of(name) for name, _, _ in found]
        read.place.update((short_id(name), start + i) for i, (name, _, _) in enumerate(found))

    def _forget(self, ids: Sequence[CorrectionId]) -> None:
        """Their places stay empty until all are read anew."""
        if self._read is not None:
            known = [self._read.place.pop(short_id(id_bytes(one)), None) for one in ids]
            self._read.lengths[[place for place in known if place is not None]] = 0.0

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
