"""The exact vectors of the records in a local index, a byte a number, in a small database beside Chroma's.

Those of a small memory are all kept at hand, and then the candidates are found among them too: every record is looked
at, in a fraction of the time that one question to Chroma takes.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from rlmchat.adapters.chroma_records import id_bytes, short_id, short_id_bytes
from rlmchat.adapters.chroma_upkeep import EXACT
from rlmchat.adapters.kept_vectors import KeptVectors, Stored
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
_PUT = """INSERT INTO vector (name, situation, rule) VALUES (?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET situation = excluded.situation, rule = excluded.rule"""


class ExactVectors:
    """Belongs to the thread that opens it. Several processes may use one file. Raises `sqlite3.Error`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / EXACT
        self._connection: sqlite3.Connection | None = None
        self._kept: KeptVectors | None = None
        self._version = 0
        """What SQLite called the state of the file when all was read."""

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
        self._kept = None

    def put(self, ids: Sequence[CorrectionId], pairs: Vectors) -> None:
        """Write the vectors of these records, shape (ids, 2, dimensions)."""
        rows = packed(pairs.reshape(2 * len(ids), -1)).reshape(pairs.shape)
        blobs = [[row.tobytes() if row.any() else b"" for row in pair] for pair in rows]
        # A rule that has the vector of the situation, as it has where there is none, is stored as nothing.
        written = [(id_bytes(one), s, None if r == s else r) for one, (s, r) in zip(ids, blobs, strict=True)]
        with self._transaction():
            self.connection.executemany(_PUT, written)
        self._forget(ids)
        self._make_room(len(ids))
        if self._kept is not None and self._kept.whole:
            self._take_in(written)

    def remove(self, ids: Sequence[CorrectionId]) -> None:
        """Take out; unknown ids are no error."""
        with self._transaction():
            self.connection.executemany("DELETE FROM vector WHERE name = ?", [(id_bytes(one),) for one in ids])
        self._forget(ids)

    def clear(self) -> None:
        """Take all out."""
        with self._transaction():
            self.connection.execute("DELETE FROM vector")
        self._kept = None

    def places(self, keys: Sequence[str]) -> list[int]:
        """Where the vectors of these are, by `chroma_records.short_id`, until the next call; -1 for unknown ones."""
        self._make_room(len(keys))
        self._remember()
        unread = [key for key in keys if self._kept is None or key not in self._kept.place]
        if unread:
            self._take_in(self._look_up([short_id_bytes(key) for key in unread]))
        place = self._kept.place if self._kept else {}
        return [place.get(key, -1) for key in keys]

    def nearest(self, vectors: Vectors, count: int) -> list[list[int]] | None:
        """Places of the records nearest to each row, as `KeptVectors` says, of all there are.

        None where those are not all at hand, or another process wrote: then it is for Chroma to say what there is.
        """
        kept = self._whole()
        return None if kept is None else kept.nearest(vectors, count)

    def compared(self, vectors: Vectors, limit: int) -> list[list[Hit]] | None:
        """The nearest keys to each row, as `KeptVectors` says, of all there are; None as for `nearest`."""
        if self._kept is None and not self._count():
            return [[] for _ in vectors]
        kept = self._whole()
        return None if kept is None else kept.compared(vectors, limit)

    def _whole(self) -> KeptVectors | None:
        """All that are stored, where they are at hand and nobody else has written."""
        self._remember()
        if self._kept is None or not self._kept.whole:
            return None
        if self._file_version() != self._version:
            self._kept = None
        return self._kept

    def _make_room(self, more: int) -> None:
        if self._kept is not None and len(self._kept) + more > MOST:
            self._kept = None

    def _remember(self) -> None:
        """All at once take a few microseconds each, and are at hand for the first question."""
        if self._kept is None and self._count() <= REMEMBERED:
            self._version = self._file_version()
            self._take_in(self.connection.execute(_SELECT).fetchall(), whole=True)

    def _file_version(self) -> int:
        """Another number after each write of another process, not after those of this one."""
        (version,) = self.connection.execute("PRAGMA data_version").fetchone()
        return int(version)

    def _count(self) -> int:
        (count,) = self.connection.execute("SELECT count(*) FROM vector").fetchone()
        return int(count)

    def _look_up(self, names: Sequence[bytes]) -> list[Stored]:
        found: list[Stored] = []
        for start in range(0, len(names), IDS_AT_ONCE):
            part = names[start : start + IDS_AT_ONCE]
            marks = ", ".join("?" * len(part))
            found += self.connection.execute(f"{_SELECT} WHERE name IN ({marks})", part).fetchall()
        return found

    def owner(self, place: int) -> CorrectionId:
        """Whose vectors are there."""
        assert self._kept is not None
        return self._kept.ids[place]

    def cosines(self, vectors: Vectors, places: Sequence[int]) -> Vectors:
        """As `KeptVectors` says."""
        assert self._kept is not None
        return self._kept.cosines(vectors, places)

    def _take_in(self, found: Sequence[Stored], *, whole: bool = False) -> None:
        if not found:
            return
        if self._kept is None:
            size = max(len(row or b"") for _, *pair in found for row in pair)
            self._kept = KeptVectors(size, whole=whole)
        self._kept.take_in(found)

    def _forget(self, ids: Sequence[CorrectionId]) -> None:
        if self._kept is not None:
            self._kept.forget([short_id(id_bytes(one)) for one in ids])

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
