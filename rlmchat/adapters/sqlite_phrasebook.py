"""The phrasebook in SQLite: a row a correction, its vectors with a byte a number, compared exactly in memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_text import clean
from rlmchat.learning.correction import CorrectionId
from rlmchat.learning.phrasebook import Near, Phrased
from rlmchat.learning.ports import Vectors

IDS_AT_ONCE = 500
_COLUMNS = "correction_id, texts, made_for, embedder, vectors"


@dataclass(frozen=True, slots=True)
class _Table:
    """All phrasings of one embedder."""

    seen: tuple[int, int]
    """State of the database that it was read in."""
    embedder: str
    keys: tuple[tuple[str, str], ...]
    """Correction and mark by row."""
    rows: Vectors
    """Shape (phrasings, dimensions)."""


class SqlitePhrasebook:
    """Implements `rlmchat.learning.phrasebook.Phrasebook` on an open Database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._writes = 0
        # Belongs to the database's thread.
        self._table: _Table | None = None

    async def write(self, phrased: Sequence[Phrased]) -> None:
        """Write, in place of earlier ones of the same corrections; durable when it returns."""
        rows = [
            (clean(one.id), json.dumps(one.texts), one.made_for, one.embedder, packed(one.vectors)) for one in phrased
        ]
        statement = f"INSERT OR REPLACE INTO phrasing ({_COLUMNS}) VALUES (?, ?, ?, ?, ?)"
        await self._database.write(lambda c: c.executemany(statement, rows))
        self._writes += 1

    async def of(self, ids: Sequence[CorrectionId]) -> dict[CorrectionId, Phrased]:
        """The phrasings of these corrections."""
        found: dict[CorrectionId, Phrased] = {}
        for start in range(0, len(ids), IDS_AT_ONCE):
            part = [clean(one) for one in ids[start : start + IDS_AT_ONCE]]
            marks = ", ".join("?" * len(part))
            found |= {one.id: one for one in await self._read(f"WHERE correction_id IN ({marks})", part)}
        return found

    async def nearest(self, vector: Vectors, embedder: str, limit: int) -> list[Near]:
        """The nearest phrasings, best first, one a correction at most."""
        table = await self._database.read(lambda c: self._known(c, embedder))
        if not table.keys or limit < 1 or table.rows.shape[1] != vector.size:
            return []
        cosines = table.rows @ np.asarray(vector, dtype=np.float32).reshape(-1)
        best: dict[str, Near] = {}
        for at in np.argsort(-cosines, kind="stable"):
            one, made_for = table.keys[at]
            best.setdefault(one, Near(CorrectionId(one), made_for, float(cosines[at])))
            if len(best) >= limit:
                break
        return list(best.values())

    async def by_others(self, embedder: str, limit: int) -> list[Phrased]:
        """Some of those whose vectors another embedder made."""
        return await self._read("WHERE embedder != ? LIMIT ?", [embedder, limit])

    async def _read(self, condition: str, values: Sequence[object]) -> list[Phrased]:
        statement = f"SELECT {_COLUMNS} FROM phrasing {condition}"
        rows = await self._database.read(lambda c: c.execute(statement, tuple(values)).fetchall())
        return [
            Phrased(CorrectionId(one), tuple(json.loads(texts)), made_for, embedder, unpacked(vectors, texts))
            for one, texts, made_for, embedder, vectors in rows
        ]

    def _known(self, connection: sqlite3.Connection, embedder: str) -> _Table:
        # Changes with each commit of another connection; own ones are counted.
        (version,) = connection.execute("PRAGMA data_version").fetchone()
        seen = int(version), self._writes
        if self._table is None or self._table.seen != seen or self._table.embedder != embedder:
            self._table = _table(connection, seen, embedder)
        return self._table


def _table(connection: sqlite3.Connection, seen: tuple[int, int], embedder: str) -> _Table:
    statement = "SELECT correction_id, texts, made_for, vectors FROM phrasing WHERE embedder = ?"
    keys: list[tuple[str, str]] = []
    parts: list[Vectors] = []
    for one, texts, made_for, vectors in connection.execute(statement, (embedder,)):
        part = unpacked(vectors, texts)
        keys += [(one, made_for)] * len(part)
        parts.append(part)
    return _Table(seen, embedder, tuple(keys), np.concatenate(parts) if parts else np.zeros((0, 0), dtype=np.float32))


def packed(vectors: Vectors) -> bytes:
    """Unit rows as one byte a number: by the largest of each row, which making them unit rows again undoes."""
    peaks = np.abs(vectors).max(axis=1, keepdims=True)
    return np.round(vectors / np.where(peaks == 0, 1, peaks) * 127).astype(np.int8).tobytes()


def unpacked(data: bytes, texts: str) -> Vectors:
    """The inverse, of as many rows as there are texts (as JSON); shape (texts, dimensions)."""
    rows = np.frombuffer(data, dtype=np.int8).astype(np.float32).reshape(max(1, len(json.loads(texts))), -1)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths == 0, 1, lengths), dtype=np.float32)
