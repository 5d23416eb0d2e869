"""Counts by day and running totals, read out of the tables of chats, revisions and outcomes."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime

from rlmchat.adapters.record_codec import decode
from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_text import to_number
from rlmchat.learning.chronicle import MOST_AT_ONCE, SAID_AGAIN, SAME_MOMENT, Days, Totals
from rlmchat.learning.correction import Category, Correction, OutcomeKind, Source
from rlmchat.learning.ports import UNDID_PART

_DAY = "date({at} / 1000000, 'unixepoch')"

_TURNS = f"SELECT {_DAY.format(at='created_at')}, count(*) FROM message WHERE role = 'user' GROUP BY 1"
# What was proposed and declined is written as deleted: a no is no correction.
_KEPT = "json_extract(r.record, '$.status') <> 'deleted'"
# What was said one by one and stands: acts of the person that were not undone and are no imports.
_SAID = f"""
    FROM revision r JOIN act a ON a.name = r.act
    WHERE a.undone = 0 AND r.action IN ({{actions}})
    AND NOT EXISTS (
        SELECT 1 FROM revision u WHERE u.correction_id = r.correction_id AND u.seq > r.seq
        AND u.action = 'undone' AND u.reason = '{UNDID_PART}' || r.act
    )
    AND (SELECT count(*) FROM revision o WHERE o.act = r.act AND o.action IN ('created', 'merged')) <= {MOST_AT_ONCE}
"""
_CORRECTIONS = (
    f"SELECT {_DAY.format(at='r.at')}, json_extract(r.record, '$.category'), count(*)"
    + _SAID.format(actions="'created', 'merged'")
    + f"AND {_KEPT} GROUP BY 1, 2"
)
_MERGED = f"SELECT {_DAY.format(at='r.at')}, count(*)" + _SAID.format(actions="'merged'") + "GROUP BY 1"
# The same matter in other words: no merge, but a lesson that the person's words show to be broken.
_BROKEN_AGAIN = f"""
    SELECT {_DAY.format(at="o.at")}, count(DISTINCT o.message_id) FROM outcome o
    WHERE o.kind = 'broken' AND o.reason = ? AND NOT EXISTS (
        SELECT 1 FROM revision r WHERE r.correction_id = o.correction_id AND r.action = 'merged'
        AND abs(r.at - o.at) < ?
    ) GROUP BY 1
"""
_OUTCOMES = f"SELECT {_DAY.format(at='at')}, kind, count(*) FROM outcome GROUP BY 1, 2"
_SAVED = f"""
    SELECT json_extract(r.record, '$.source'), count(*) FROM revision r
    WHERE r.action IN ('created', 'merged') AND {_KEPT} GROUP BY 1
"""
_AS_OF = """
    SELECT record FROM revision WHERE seq IN (
        SELECT max(seq) FROM revision WHERE at <= ? GROUP BY correction_id
    ) AND record IS NOT NULL ORDER BY seq
"""


class SqliteChronicle:
    """Implements `rlmchat.learning.chronicle.Chronicle` on an open Database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def days(self) -> Days:
        """Everything by day."""
        return await self._database.read(_days)

    async def totals(self) -> Totals:
        """Everything since the beginning."""
        return await self._database.read(_totals)

    async def as_of(self, moment: datetime) -> list[Correction]:
        """Every correction as it was recorded at a moment; what was not there yet is left out."""
        rows = await self._database.read(lambda c: c.execute(_AS_OF, (to_number(moment),)).fetchall())
        return [decode(text) for (text,) in rows]


def _days(connection: sqlite3.Connection) -> Days:
    return Days(
        {date.fromisoformat(day): count for day, count in connection.execute(_TURNS)},
        {(date.fromisoformat(d), Category(kind)): count for d, kind, count in connection.execute(_CORRECTIONS)},
        _repeats(connection),
        {(date.fromisoformat(day), OutcomeKind(kind)): count for day, kind, count in connection.execute(_OUTCOMES)},
    )


def _repeats(connection: sqlite3.Connection) -> dict[date, int]:
    out: dict[date, int] = {}
    again = connection.execute(_BROKEN_AGAIN, (SAID_AGAIN, int(SAME_MOMENT * 1_000_000))).fetchall()
    for day, count in [*connection.execute(_MERGED), *again]:
        out[date.fromisoformat(day)] = out.get(date.fromisoformat(day), 0) + count
    return out


def _totals(connection: sqlite3.Connection) -> Totals:
    (turns,) = connection.execute("SELECT count(*) FROM message WHERE role = 'user'").fetchone()
    outcomes = connection.execute("SELECT kind, count(*) FROM outcome GROUP BY 1").fetchall()
    return Totals(
        {Source(source): count for source, count in connection.execute(_SAVED)},
        {OutcomeKind(kind): count for kind, count in outcomes},
        int(turns),
        sum(_repeats(connection).values()),
    )
