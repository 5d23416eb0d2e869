"""From a `Find` to SQL, and the keyword search: everything that looks corrections up by what they say or are."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rlmchat.adapters.sqlite_text import clean, keyword_terms, phrases, prefix_query
from rlmchat.learning.correction import CorrectionId, Status
from rlmchat.learning.ports import Find, Sort

MOST_RANKED = 4000
"""Matches of a search up to which they are ranked: 20 ms."""
DENSE = 5
"""The share of the records, one in so many, that must match for the first ones to be looked at one by one."""
WALKED = 400
"""Records of which each is looked at by itself: 10 ms."""
FAR = 4000
"""Rows down a list from which on it pays to know how long the list is."""
MOST_TOTALS = 64
MATCH_BUDGET = 1200
"""Most records that one keyword search weighs (about a microsecond each)."""
FREQUENT = 200
"""Records from which on the count of a word is remembered."""
MOST_COUNTS = 10_000
MOST_TERMS = 32
"""Words of one keyword search that are counted, the longest ones: they are the rarest."""

_ORDERS = {
    Sort.NEWEST: "c.created_at DESC, c.number DESC",
    Sort.OLDEST: "c.created_at, c.number",
    Sort.CONFIDENCE: "c.confidence DESC, c.created_at DESC, c.number DESC",
    Sort.USED: "c.apply_count DESC, c.created_at DESC, c.number DESC",
    Sort.RELEVANCE: "c.created_at DESC, c.number DESC",
}
_MATCHING = "correction_words WHERE correction_words MATCH ?"
_ID_START = re.compile(r"[0-9a-f]{6,8}(-[0-9a-f]{0,12}){0,4}", re.IGNORECASE)
_TEXTS = (
    *(f"json_extract(record, '$.{name}')" for name in ("query", "original_output", "corrected_output", "explanation")),
    *(f"(SELECT group_concat(value, char(10)) FROM json_each(record, '$.{name}'))" for name in ("context", "tags")),
)


@dataclass(frozen=True, slots=True)
class Selection:
    """The part of a statement after SELECT …: tables and conditions, its order, and the values for both."""

    tables: str
    order: str
    values: tuple[object, ...]


def selection(what: Find) -> Selection:
    """What a `Find` asks for, of the table `correction` as c."""
    tables, order = "correction c", _ORDERS[what.sort]
    conditions, values = _filters(what)
    text = what.text.strip()
    words = phrases(text)
    if what.sort is Sort.RELEVANCE and words and not _ID_START.fullmatch(text):
        tables = "correction_words w JOIN correction c ON c.number = w.rowid"
        order = f"w.rank, {order}"
        conditions.append("correction_words MATCH ?")
        values.append(prefix_query(words))
    elif text:
        condition, searched = _text_condition(text, words)
        conditions.append(condition)
        values += searched
    return Selection(f"{tables} WHERE {' AND '.join(conditions)}", order, tuple(values))


def _filters(what: Find) -> tuple[list[str], list[object]]:
    # Nearly all records are active: with the plus sign SQLite goes along the order and not through that index.
    status = "+c.status" if Status.ACTIVE in what.statuses else "c.status"
    conditions = [f"{status} IN ({_marks(what.statuses)})"]
    values: list[object] = [*sorted(what.statuses)]
    for column, chosen in (("category", what.categories), ("source", what.sources), ("scope_kind", what.scopes)):
        if chosen:
            conditions.append(f"c.{column} IN ({_marks(chosen)})")
            values += sorted(chosen)
    if what.session_id:
        conditions.append("c.session_id = ?")
        values.append(clean(what.session_id))
    if what.standing is not None:
        # Written out, for only then does SQLite use the partial index.
        conditions.append(f"c.standing = {int(what.standing)}")
    return conditions, values


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)


def _text_condition(text: str, words: Sequence[str]) -> tuple[str, list[object]]:
    if not words:
        # Only signs ("→", "++"), which no word index knows: look at every text.
        searched = " OR ".join(f"instr({each}, ?)" for each in _TEXTS)
        condition = f"EXISTS (SELECT 1 FROM revision r WHERE r.seq = c.seq AND ({searched}))"
        return condition, [clean(text)] * len(_TEXTS)
    condition = "c.number IN (SELECT rowid FROM correction_words WHERE correction_words MATCH ?)"
    values: list[object] = [prefix_query(words)]
    if _ID_START.fullmatch(text):
        condition = f"({condition} OR c.id BETWEEN ? AND ?)"
        values += id_range(text.lower())
    return condition, values


def id_range(start: str) -> tuple[str, str]:
    """Between these two lie all ids that begin with `start`."""
    return start, start + "\U0010ffff"


class TermCounts:
    """In how many records frequent words are, so that what counts them is counted once and not for every query.

    They choose what a search weighs and need be right only roughly: they are kept until the memory is an eighth larger.
    """

    def __init__(self) -> None:
        self._size = 0
        self._counts: dict[str, int] = {}

    def of(self, connection: sqlite3.Connection, term: str) -> int:
        """Counted no further than needed to know that it is too frequent."""
        if (known := self._counts.get(term)) is not None:
            return known
        count = _count(connection, term)
        if count >= FREQUENT and len(self._counts) < MOST_COUNTS:
            self._counts[term] = count
        return count

    def look(self, connection: sqlite3.Connection) -> None:
        """Forget all when the memory has grown by much."""
        (size,) = connection.execute("SELECT coalesce(max(number), 0) FROM correction").fetchone()
        if not self._size <= size <= self._size * 9 // 8:
            self._size, self._counts = size, {}


class Totals:
    """How much lists find, remembered until something is written."""

    def __init__(self) -> None:
        self._seq = -1
        self._known: dict[Find, int] = {}

    def of(self, connection: sqlite3.Connection, what: Find) -> int:
        """How many are found, whatever limit and offset."""
        (seq,) = connection.execute("SELECT coalesce(max(seq), 0) FROM revision").fetchone()
        if seq != self._seq or len(self._known) >= MOST_TOTALS:
            self._seq, self._known = seq, {}
        whole = replace(what, limit=0, offset=0)
        if whole not in self._known:
            self._known[whole] = total(connection, whole)
        return self._known[whole]


def page(connection: sqlite3.Connection, what: Find, totals: Totals) -> list[int]:
    """Positions of the newest revisions of what is found, from `what.offset` on, at most `what.limit`."""
    words = _searched_words(what)
    if words and _as_many_match(connection, words, MOST_RANKED):
        # What nearly every record matches ranks none before another; and newest first many are met soon.
        what = replace(what, sort=Sort.NEWEST) if what.sort is Sort.RELEVANCE else what
        (size,) = connection.execute("SELECT coalesce(max(number), 0) FROM correction").fetchone()
        few = what.offset + what.limit <= WALKED and _as_many_match(connection, words, max(1, size // DENSE))
        if few and len(found := _walked(connection, what, words)) == what.limit:
            return found
    chosen = selection(what)
    order, limit, offset = chosen.order, what.limit, what.offset
    # An offset is walked to, row by row: what is nearer to the end is read from there.
    size = totals.of(connection, what) if offset >= FAR else 0
    backwards = offset > size // 2 > 0
    if backwards:
        limit, offset = max(0, min(limit, size - offset)), max(0, size - offset - limit)
        order = ", ".join(_flipped(term) for term in order.split(", "))
    rows = connection.execute(
        f"SELECT c.seq FROM {chosen.tables} ORDER BY {order} LIMIT ? OFFSET ?", (*chosen.values, limit, offset)
    )
    seqs = [seq for (seq,) in rows]
    return seqs[::-1] if backwards else seqs


def _flipped(term: str) -> str:
    return term.removesuffix(" DESC") if term.endswith(" DESC") else f"{term} DESC"


def total(connection: sqlite3.Connection, what: Find) -> int:
    """How many are found, whatever limit and offset."""
    words = _searched_words(what)
    if words and what == Find(what.text, what.statuses, sort=what.sort, limit=what.limit, offset=what.offset):
        hidden = [status for status in Status if status not in what.statuses]
        few = f"SELECT number FROM correction WHERE status IN ({_marks(hidden)}) LIMIT {WALKED}"
        others = connection.execute(few, hidden).fetchall()
        if len(others) < WALKED:
            # Counting in the word index alone takes a tenth of the time that it takes to look each record up.
            query = prefix_query(words)
            (matching,) = connection.execute(f"SELECT count(*) FROM {_MATCHING}", (query,)).fetchone()
            gone = f"SELECT 1 FROM {_MATCHING} AND rowid = ?"
            return int(matching) - sum(bool(connection.execute(gone, (query, n)).fetchone()) for (n,) in others)
    chosen = selection(what)
    (number,) = connection.execute(f"SELECT count(*) FROM {chosen.tables}", chosen.values).fetchone()
    return int(number)


def _searched_words(what: Find) -> list[str]:
    """The words that are searched for; none where ids or mere signs are meant."""
    text = what.text.strip()
    return [] if _ID_START.fullmatch(text) else phrases(text)


def _as_many_match(connection: sqlite3.Connection, words: Sequence[str], number: int) -> bool:
    """Whether at least so many records match; counts no further."""
    statement = f"SELECT count(*) FROM (SELECT 1 FROM {_MATCHING} LIMIT ?)"
    (count,) = connection.execute(statement, (prefix_query(words), number)).fetchone()
    return int(count) == number


def _walked(connection: sqlite3.Connection, what: Find, words: Sequence[str]) -> list[int]:
    """The same as `page` as far as it is found among the first records of the order, each of them looked at."""
    conditions, values = _filters(what)
    first = (
        f"SELECT number, seq FROM correction c WHERE {' AND '.join(conditions)}"
        f" ORDER BY {_ORDERS[what.sort]} LIMIT {WALKED}"
    )
    rows = connection.execute(
        f"SELECT seq FROM ({first}) c WHERE EXISTS (SELECT 1 FROM {_MATCHING} AND rowid = c.number) LIMIT ? OFFSET ?",
        (*values, prefix_query(words), what.limit, what.offset),
    )
    return [seq for (seq,) in rows]


def keyword_hits(
    connection: sqlite3.Connection, query: str, limit: int, counts: TermCounts
) -> list[tuple[CorrectionId, float]]:
    """BM25 over the recallable records, best first, whatever words the query has, at a bounded cost.

    Rare words say most and cost least. So words are taken from the rarest on until they match MATCH_BUDGET records;
    where even the rarest is in more than that, only their conjunction says anything.
    """
    counts.look(connection)
    counted = [(counts.of(connection, term), term) for term in longest_terms(query)]
    known = sorted((count, i, term) for i, (count, term) in enumerate(counted) if count)
    chosen, matches = [], 0
    for count, _, term in known:
        matches += count
        if matches > MATCH_BUDGET:
            break
        chosen.append(term)
    if chosen:
        return connection.execute(
            "SELECT c.id, -k.rank FROM (SELECT rowid, rank FROM correction_keywords WHERE correction_keywords MATCH ?"
            " ORDER BY rank, rowid DESC LIMIT ?) k JOIN correction c ON c.number = k.rowid"
            " ORDER BY k.rank, k.rowid DESC",
            (" OR ".join(chosen), limit),
        ).fetchall()
    return [(one, score) for _, one, score in together(connection, [term for _, _, term in known], limit)]


def longest_terms(query: str) -> list[str]:
    """The words of a query by which it is searched for, the longest ones: they are the rarest."""
    return sorted(keyword_terms(query), key=len, reverse=True)[:MOST_TERMS]


def _count(connection: sqlite3.Connection, term: str) -> int:
    """In how many records the word is, counted no further than needed to know that it is too frequent."""
    (count,) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM correction_keywords WHERE correction_keywords MATCH ? LIMIT ?)",
        (term, MATCH_BUDGET + 1),
    ).fetchone()
    return int(count)


def together(connection: sqlite3.Connection, terms: Sequence[str], limit: int) -> list[tuple[int, CorrectionId, float]]:
    """Newest records that have as many of these frequent words as can be had together: number, id and a score."""
    for size in range(len(terms), 0, -1):
        found = connection.execute(
            "SELECT c.number, c.id, ? FROM correction_keywords k JOIN correction c ON c.number = k.rowid"
            " WHERE correction_keywords MATCH ? ORDER BY k.rowid DESC LIMIT ?",
            (0.1 * size, " AND ".join(terms[:size]), limit),
        ).fetchall()
        if found:
            return found
    return []
