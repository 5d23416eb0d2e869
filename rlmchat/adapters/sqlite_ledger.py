"""The ledger in SQLite: append-only revisions of corrections, their present state, outcomes, and search in them."""

from __future__ import annotations

import json
import sqlite3
from collections import OrderedDict
from collections.abc import Iterator, Sequence

from rlmchat.adapters.record_codec import decode, encode
from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_find import TermCounts, Totals, id_range, keyword_hits, page
from rlmchat.adapters.sqlite_projection import Step, project
from rlmchat.adapters.sqlite_text import clean, to_moment, to_number
from rlmchat.identifiers import Clock, utc_now
from rlmchat.learning.correction import (
    Action,
    Correction,
    CorrectionId,
    Outcome,
    OutcomeKind,
    Revision,
    Status,
)
from rlmchat.learning.ports import UNDID_PART, Change, Find
from rlmchat.learning.signals import Signal, SignalKind

IDS_AT_ONCE = 500
"""Values in one statement: older SQLites take no more than 999."""
DECODED = 2048
"""Records that are kept as they were read, those used last: about 2 kB each."""
SHORTEST_START = 4
"""Characters from which on the beginning of an id is taken for the id."""

_SYNCED = "synced_seq"
_STANDS = f"""
    NOT EXISTS (
        SELECT 1 FROM revision u WHERE u.correction_id = r.correction_id AND u.seq > r.seq
        AND u.action = 'undone' AND u.reason = '{UNDID_PART}' || r.act
    )
"""
"""A step r whose record's part in its act was not undone."""
_NEWEST_OF = f"""
    SELECT r.act FROM revision r JOIN act a ON a.name = r.act
    WHERE r.correction_id = {{record}} AND a.undoable = 1 AND a.undone = 0 AND {_STANDS}
    ORDER BY r.seq DESC LIMIT 1
"""
"""The newest act of a record that can be undone."""


class SqliteLedger:
    """Implements `rlmchat.learning.ports.Ledger` on an open Database; several processes may write to one file."""

    def __init__(self, database: Database, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._clock = clock
        # All of these belong to the database's thread.
        self._counts = TermCounts()
        self._totals = Totals()
        self._decoded: OrderedDict[int, Correction] = OrderedDict()
        """By revision: those never change, so what one says need not be read twice."""

    async def append(self, changes: Sequence[Change], group: str) -> list[Revision]:
        """Write steps as one transaction. A step UNDONE marks the act that it takes back as undone.

        That is the act named in its reason, else the newest one that touched the same records.
        """
        if not changes:
            return []
        now = to_number(self._clock())
        # Encoded here and not while the write lock is held.
        texts = [encode(change.record) if change.record else None for change in changes]
        first = await self._database.write(lambda c: _append(c, changes, texts, clean(group), now))
        at = to_moment(now)
        return [
            Revision(first + i, change.correction_id, at, change.action, change.reason, group, change.record)
            for i, change in enumerate(changes)
        ]

    async def get(self, ids: Sequence[CorrectionId]) -> list[Correction]:
        """Present state of the records that exist, in the order asked for; unambiguous beginnings of ids will do."""
        return await self._database.read(lambda c: self._records(c, _seqs(c, ids))) if ids else []

    async def ids(self, start: str) -> list[CorrectionId]:
        """Ids that begin so, of the records that exist, in their order."""
        statement = "SELECT id FROM correction WHERE id BETWEEN ? AND ? ORDER BY id"
        span = id_range(clean(start).lower())
        return [one for (one,) in await self._database.read(lambda c: c.execute(statement, span).fetchall())]

    async def find(self, what: Find) -> list[Correction]:
        """Present states that match."""
        return await self._database.read(lambda c: self._records(c, page(c, what, self._totals)))

    def _records(self, connection: sqlite3.Connection, seqs: Sequence[int]) -> list[Correction]:
        """What these revisions hold."""
        unknown = [seq for seq in dict.fromkeys(seqs) if seq not in self._decoded]
        fresh = {seq: decode(text) for seq, text in _texts(connection, unknown)}
        records = [fresh.get(seq) or self._decoded[seq] for seq in seqs]
        self._decoded |= fresh
        for seq in seqs:
            self._decoded.move_to_end(seq)
        while len(self._decoded) > DECODED:
            self._decoded.popitem(last=False)
        return records

    async def count(self, what: Find) -> int:
        """How many match, whatever limit and offset."""
        return await self._database.read(lambda c: self._totals.of(c, what))

    async def tally(self) -> dict[Status, int]:
        """How many records have each status."""
        statement = "SELECT status, count(*) FROM correction GROUP BY status"
        rows = await self._database.read(lambda c: c.execute(statement).fetchall())
        return {Status(status): count for status, count in rows}

    async def keywords(self, query: str, limit: int) -> list[tuple[CorrectionId, float]]:
        """BM25 over the texts and triggers of RECALLABLE records; best first, higher is better."""
        return (await self.keywords_many([query], limit))[0]

    async def keywords_many(self, queries: Sequence[str], limit: int) -> list[list[tuple[CorrectionId, float]]]:
        """The same for each query, one after the other without giving the thread away."""
        return await self._database.read(lambda c: [keyword_hits(c, query, limit, self._counts) for query in queries])

    async def sharing_words(self, texts: Sequence[str], limit: int) -> list[list[CorrectionId]]:
        """RECALLABLE records that share the rarest words with each text, best first, as one call."""
        # Only here, for it brings numpy, which commands that just read do without.
        from rlmchat.adapters.sqlite_shared import SharedWords

        return await self._database.read(lambda c: SharedWords(c).of(texts, limit))

    async def history(self, correction_id: CorrectionId) -> list[Revision]:
        """All steps of a record, oldest first."""
        return await self._database.read(
            lambda c: _revisions(c, "WHERE correction_id = ? ORDER BY seq", clean(correction_id))
        )

    async def last_group(self, correction_id: CorrectionId | None = None) -> list[Revision]:
        """The newest act (of that record, or of all) that can be undone: not an undo, not undone yet, no outcome.

        Without the steps of records whose part in it was undone.
        """
        return await self._database.read(lambda c: _last_group(c, correction_id))

    async def steps(self, act: str) -> list[Revision]:
        """The same of the act of this name; none where it cannot be undone (any more)."""
        return await self._database.read(lambda c: _open_steps(c, clean(act)))

    async def overtaken(self, act: str) -> frozenset[CorrectionId]:
        """The records of an act that a later one has touched which is not undone."""
        return await self._database.read(lambda c: _overtaken(c, clean(act)))

    async def before(self, group: str) -> dict[CorrectionId, Correction | None]:
        """State of every record that an act touched, as it was just before; None where it did not exist."""
        rows = await self._database.read(lambda c: _before(c, clean(group)))
        return {one: decode(text) if text else None for one, text in rows}

    async def since(self, seq: int) -> list[CorrectionId]:
        """Records with a step after that position, in the order of their newest steps."""
        statement = "SELECT correction_id FROM revision WHERE seq > ? GROUP BY correction_id ORDER BY max(seq)"
        rows = await self._database.read(lambda c: c.execute(statement, (seq,)).fetchall())
        return [one for (one,) in rows]

    async def last_seq(self) -> int:
        """Position of the newest step of any process; 0 when empty."""
        return await self._database.read(_last_seq)

    async def synced_seq(self) -> int:
        """Up to which position the index is known to be up to date."""
        statement = "SELECT value FROM counter WHERE name = ?"
        row = await self._database.read(lambda c: c.execute(statement, (_SYNCED,)).fetchone())
        return int(row[0]) if row else 0

    async def set_synced_seq(self, seq: int) -> None:
        """Remember that; 0 makes the next start bring everything up to date."""
        statement = "INSERT INTO counter VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        await self._database.write(lambda c: c.execute(statement, (_SYNCED, seq)))

    async def record_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Add outcomes (the counters of the records are moved by `append`)."""
        rows = [
            (
                clean(o.correction_id),
                o.kind,
                clean(o.chat_id),
                clean(o.message_id),
                to_number(o.at),
                clean(o.reason),
                o.weight,
            )
            for o in outcomes
        ]
        statement = (
            "INSERT INTO outcome (correction_id, kind, chat_id, message_id, at, reason, weight)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        if rows:
            await self._database.write(lambda c: c.executemany(statement, rows))

    async def outcomes(self, correction_id: CorrectionId | None = None, limit: int = 1000) -> list[Outcome]:
        """Outcomes, newest first."""
        condition = "WHERE correction_id = ?" if correction_id is not None else ""
        statement = (
            f"SELECT correction_id, kind, chat_id, message_id, at, reason, weight FROM outcome {condition}"
            " ORDER BY at DESC, number DESC LIMIT ?"
        )
        values = (clean(correction_id), limit) if correction_id is not None else (limit,)
        rows = await self._database.read(lambda c: c.execute(statement, values).fetchall())
        return [_to_outcome(row) for row in rows]

    async def note_signal(self, signal: Signal) -> bool:
        """Add a weak sign; False where one of its kind about that answer is known, which then stays as it is."""
        statement = (
            "INSERT OR IGNORE INTO signal (kind, message_id, strength, chat_id, question_id, next_id, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        values = (
            signal.kind,
            clean(signal.message_id),
            signal.strength,
            clean(signal.chat_id),
            clean(signal.question_id),
            clean(signal.next_id),
            to_number(signal.at),
        )
        return await self._database.write(lambda c: c.execute(statement, values).rowcount) > 0

    async def signals(self, chat_id: str) -> list[Signal]:
        """The weak signs of a chat, in the order in which they were noted."""
        statement = (
            "SELECT kind, message_id, strength, chat_id, question_id, next_id, at FROM signal WHERE chat_id = ?"
            " ORDER BY number"
        )
        rows = await self._database.read(lambda c: c.execute(statement, (clean(chat_id),)).fetchall())
        return [
            Signal(SignalKind(kind), message, strength, chat, question, following, to_moment(at))
            for kind, message, strength, chat, question, following, at in rows
        ]


def _to_outcome(row: tuple[str, str, str, str, int, str, float]) -> Outcome:
    one, kind, chat, message, at, reason, weight = row
    return Outcome(CorrectionId(one), OutcomeKind(kind), chat, message, to_moment(at), reason, weight)


def _last_seq(connection: sqlite3.Connection) -> int:
    (seq,) = connection.execute("SELECT coalesce(max(seq), 0) FROM revision").fetchone()
    return int(seq)


def _append(
    connection: sqlite3.Connection, changes: Sequence[Change], texts: Sequence[str | None], group: str, at: int
) -> int:
    first = _last_seq(connection) + 1
    steps = [
        Step(first + i, clean(change.correction_id), change.record, text)
        for i, (change, text) in enumerate(zip(changes, texts, strict=True))
    ]
    connection.executemany(
        "INSERT INTO revision (seq, correction_id, at, action, reason, act, record) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (step.seq, step.id, at, change.action, clean(change.reason), group, step.text)
            for step, change in zip(steps, changes, strict=True)
        ],
    )
    # Before the act is noted, so that an undo never takes itself for what it takes back.
    undone = [change for change in changes if change.action is Action.UNDONE]
    if undone:
        _mark_undone(connection, undone)
    undoable = not undone and any(change.action is not Action.OUTCOME for change in changes)
    connection.execute(
        "INSERT INTO act (name, last_seq, undoable) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE"
        " SET last_seq = excluded.last_seq, undoable = max(undoable, excluded.undoable)",
        (group, steps[-1].seq, undoable),
    )
    project(connection, steps)
    return first


def _mark_undone(connection: sqlite3.Connection, changes: Sequence[Change]) -> None:
    if any(change.reason.startswith(UNDID_PART) for change in changes):
        return
    named = {word for change in changes for word in clean(change.reason).split()}
    done = 0
    for part in _parts(list(named)):
        done += connection.execute(f"UPDATE act SET undone = 1 WHERE name IN ({_marks(part)})", part).rowcount
    if not done and (name := _same_records(connection, {clean(change.correction_id) for change in changes})):
        connection.execute("UPDATE act SET undone = 1 WHERE name = ?", (name,))


def _same_records(connection: sqlite3.Connection, ids: set[str]) -> str | None:
    """The newest act to undo that touched these records and no others, else the newest that touched one of them."""
    part = sorted(ids)[:IDS_AT_ONCE]
    candidates = connection.execute(
        "SELECT DISTINCT a.name, a.last_seq FROM revision r JOIN act a ON a.name = r.act"
        f" WHERE r.correction_id IN ({_marks(part)}) AND a.undoable = 1 AND a.undone = 0 ORDER BY a.last_seq DESC",
        part,
    ).fetchall()
    for name, _ in candidates:
        touched = connection.execute("SELECT DISTINCT correction_id FROM revision WHERE act = ?", (name,)).fetchall()
        if {one for (one,) in touched} == ids:
            return str(name)
    return str(candidates[0][0]) if candidates else None


def _seqs(connection: sqlite3.Connection, ids: Sequence[CorrectionId]) -> list[int]:
    """Positions of the newest revisions of the records that exist, in the order asked for."""
    wanted = [clean(one) for one in ids]
    found: dict[str, int] = {}
    for part in _parts(list(dict.fromkeys(wanted))):
        (rows,) = connection.execute(
            f"SELECT json_group_object(id, seq) FROM correction WHERE id IN ({_marks(part)})", part
        ).fetchone()
        found.update(json.loads(rows))
    for one in wanted:
        if one not in found and SHORTEST_START <= len(one) < 36 and (seq := _by_start(connection, one.lower())):
            found[one] = seq
    return [found[one] for one in wanted if one in found]


def _texts(connection: sqlite3.Connection, seqs: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The stored text of each of these revisions."""
    for start in range(0, len(seqs), IDS_AT_ONCE):
        part = seqs[start : start + IDS_AT_ONCE]
        # As one row, and no JSON that is stored holds these two signs. Between two rows the thread would have to wait
        # for the one that decides what is kept, as long as that has anything to do.
        (rows,) = connection.execute(
            "SELECT group_concat(seq || char(31) || record, char(30)) FROM revision"
            f" WHERE seq IN ({_marks(part)}) AND record IS NOT NULL",
            part,
        ).fetchone()
        for row in rows.split("\x1e") if rows else ():
            seq, _, text = row.partition("\x1f")
            yield int(seq), text


def _by_start(connection: sqlite3.Connection, start: str) -> int | None:
    rows = connection.execute("SELECT seq FROM correction WHERE id BETWEEN ? AND ? LIMIT 2", id_range(start)).fetchall()
    return rows[0][0] if len(rows) == 1 else None


def _last_group(connection: sqlite3.Connection, correction_id: CorrectionId | None) -> list[Revision]:
    if correction_id is None:
        statement = "SELECT name FROM act WHERE undoable = 1 AND undone = 0 ORDER BY last_seq DESC LIMIT 1"
        row = connection.execute(statement).fetchone()
    else:
        row = connection.execute(_NEWEST_OF.format(record="?"), (clean(correction_id),)).fetchone()
    return _open_steps(connection, row[0]) if row else []


def _open_steps(connection: sqlite3.Connection, act: str) -> list[Revision]:
    statement = "SELECT 1 FROM act WHERE name = ? AND undoable = 1 AND undone = 0"
    can = connection.execute(statement, (act,)).fetchone()
    return _revisions(connection, f"r WHERE r.act = ? AND {_STANDS} ORDER BY r.seq", act) if can else []


def _overtaken(connection: sqlite3.Connection, act: str) -> frozenset[CorrectionId]:
    newest = _NEWEST_OF.format(record="t.correction_id")
    rows = connection.execute(
        "SELECT t.correction_id FROM (SELECT DISTINCT correction_id FROM revision WHERE act = ?) t"
        f" WHERE ({newest}) != ?",
        (act, act),
    )
    return frozenset(one for (one,) in rows)


def _before(connection: sqlite3.Connection, group: str) -> list[tuple[CorrectionId, str | None]]:
    return connection.execute(
        "SELECT correction_id, (SELECT o.record FROM revision o WHERE o.correction_id = t.correction_id"
        " AND o.seq < t.seq ORDER BY o.seq DESC LIMIT 1)"
        " FROM (SELECT correction_id, min(seq) AS seq FROM revision WHERE act = ? GROUP BY correction_id) t"
        " ORDER BY t.seq",
        (group,),
    ).fetchall()


def _revisions(connection: sqlite3.Connection, condition: str, value: str) -> list[Revision]:
    rows = connection.execute(
        f"SELECT seq, correction_id, at, action, reason, act, record FROM revision {condition}", (value,)
    )
    return [
        Revision(seq, one, to_moment(at), Action(action), reason, act, decode(text) if text else None)
        for seq, one, at, action, reason, act, text in rows
    ]


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), IDS_AT_ONCE):
        yield values[start : start + IDS_AT_ONCE]


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
