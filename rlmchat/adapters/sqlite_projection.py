"""The present state of the corrections, made from their newest revisions: a row each, and what search knows of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rlmchat.adapters.record_codec import decode
from rlmchat.adapters.sqlite_text import clean, spaced, to_number
from rlmchat.learning.correction import RECALLABLE, Correction

_IDS_AT_ONCE = 500
_STEPS_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Step:
    """One revision that has been written."""

    seq: int
    id: str
    record: Correction | None
    text: str | None
    """The record as it is stored."""


def words_of(record: Correction) -> str:
    """What lists are searched by: every text of the record."""
    texts = (*record.questions, *record.wrongs, record.corrected_output, record.explanation)
    return spaced("\n".join((*texts, *record.context, *record.tags)))


def keywords_of(record: Correction) -> str:
    """What recall is searched by; empty unless the record can be recalled."""
    if record.status not in RECALLABLE:
        return ""
    texts = (*record.questions, *record.wrongs, record.corrected_output, record.explanation, *record.triggers)
    return spaced("\n".join(texts))


def project(connection: sqlite3.Connection, steps: Sequence[Step]) -> None:
    """Bring present state and search up to date with these steps; runs inside the transaction that wrote them."""
    newest = {step.id: step for step in steps}
    known = _known(connection, list(newest))
    (number,) = connection.execute("SELECT coalesce(max(number), 0) FROM correction").fetchone()
    rows, gone, old, new = [], [], [], []
    for step in newest.values():
        if step.id in known:
            at, record = known[step.id]
            old.append((at, record))
        elif step.record:
            number += 1
            at = number
        else:
            continue
        if step.record:
            rows.append(_row(at, step.seq, step.id, step.record))
            new.append((at, step.record))
        else:
            gone.append((at,))
    connection.executemany("DELETE FROM correction WHERE number = ?", gone)
    connection.executemany(
        "INSERT OR REPLACE INTO correction (number, id, seq, status, category, source, scope_kind, session_id,"
        " standing, confidence, apply_count, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    for table, text_of in (("correction_words", words_of), ("correction_keywords", keywords_of)):
        _index(connection, table, [(n, text_of(r)) for n, r in old], [(n, text_of(r)) for n, r in new])


def _known(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, tuple[int, Correction]]:
    known = {}
    for start in range(0, len(ids), _IDS_AT_ONCE):
        part = ids[start : start + _IDS_AT_ONCE]
        rows = connection.execute(
            "SELECT c.id, c.number, r.record FROM correction c JOIN revision r ON r.seq = c.seq"
            f" WHERE c.id IN ({', '.join('?' * len(part))})",
            part,
        )
        known.update({one: (number, decode(text)) for one, number, text in rows})
    return known


def _row(number: int, seq: int, one: str, record: Correction) -> tuple[object, ...]:
    return (
        number,
        one,
        seq,
        record.status,
        record.category,
        record.source,
        record.scope.kind,
        clean(record.session_id),
        record.standing,
        record.confidence,
        record.apply_count,
        to_number(record.created_at),
    )


def _index(
    connection: sqlite3.Connection, table: str, old: Iterable[tuple[int, str]], new: Iterable[tuple[int, str]]
) -> None:
    """The search table holds no texts of its own, so that it has to be told what it is to forget."""
    before, after = dict(old), dict(new)
    connection.executemany(
        f"INSERT INTO {table} ({table}, rowid, words) VALUES ('delete', ?, ?)",
        [(n, text) for n, text in before.items() if text and after.get(n) != text],
    )
    connection.executemany(
        f"INSERT INTO {table} (rowid, words) VALUES (?, ?)",
        [(n, text) for n, text in after.items() if text and before.get(n) != text],
    )


def _step(connection: sqlite3.Connection, seq: int) -> Step:
    statement = "SELECT correction_id, record FROM revision WHERE seq = ?"
    one, text = connection.execute(statement, (seq,)).fetchone()
    return Step(seq, one, decode(text) if text else None, text)


def rebuild(connection: sqlite3.Connection) -> int:
    """Make the present state anew from the revisions; how many records there are then. For repairs and migrations."""
    connection.execute("DELETE FROM correction")
    for table in ("correction_words", "correction_keywords"):
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
    statement = "SELECT max(seq) FROM revision GROUP BY correction_id ORDER BY min(seq)"
    newest = connection.execute(statement).fetchall()
    for start in range(0, len(newest), _STEPS_AT_ONCE):
        project(connection, [_step(connection, seq) for (seq,) in newest[start : start + _STEPS_AT_ONCE]])
    (count,) = connection.execute("SELECT count(*) FROM correction").fetchone()
    return int(count)
