"""No text, however odd, breaks out of a search or makes it fail."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.adapters.sqlite_schema import MIGRATIONS
from rlmchat.adapters.sqlite_text import (
    MOST_PHRASES,
    clean,
    fold,
    keyword_terms,
    phrases,
    prefix_query,
    snippet,
    spaced,
    to_moment,
    to_number,
)

ANY = st.text(st.characters(exclude_categories=())) | st.text(alphabet="\"'*^():+-~{}[]<>|&!\\\0 ANDORTab\ud800日本é")


@pytest.fixture(scope="module")
def searchable() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    for statement in MIGRATIONS[0]:
        connection.execute(statement)
    connection.execute("INSERT INTO correction_words (rowid, words) VALUES (1, ?)", (spaced("a 日本 AND or*"),))
    connection.execute("INSERT INTO correction_keywords (rowid, words) VALUES (1, ?)", (spaced("a 日本 AND or*"),))
    return connection


@given(ANY)
def test_every_text_is_a_valid_search(searchable: sqlite3.Connection, text: str) -> None:
    if words := phrases(text):
        searchable.execute(
            "SELECT rowid FROM correction_words WHERE correction_words MATCH ?", (prefix_query(words),)
        ).fetchall()
    if terms := keyword_terms(text):
        searchable.execute(
            "SELECT rowid FROM correction_keywords WHERE correction_keywords MATCH ?", (" OR ".join(terms),)
        ).fetchall()


@given(ANY)
def test_every_text_can_be_stored_and_found_by_its_own_words(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5 (words, tokenize = 'unicode61 remove_diacritics 2')")
    connection.execute("INSERT INTO t (rowid, words) VALUES (1, ?)", (spaced(text),))
    # ASCII alone: what SQLite takes for a letter is older than what Python does.
    if text.isascii() and (words := phrases(text)):
        assert connection.execute("SELECT rowid FROM t WHERE t MATCH ?", (prefix_query(words),)).fetchall() == [(1,)]


@given(ANY, st.lists(ANY, max_size=3), st.integers(5, 200))
def test_a_snippet_is_one_short_line(text: str, words: list[str], width: int) -> None:
    words = [word for part in words for word in phrases(part)]
    found = snippet(text, words, width)
    assert "\n" not in found
    bare = found.replace("«", "").replace("»", "").strip("…").strip()
    assert bare in " ".join(text.replace("«", "").replace("»", "").split()) or len(bare) <= len(text)


@given(ANY)
def test_folding_keeps_every_position(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(ANY)
def test_clean_text_can_be_written(text: str) -> None:
    clean(text).encode()
    assert len(clean(text)) == len(text)


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_times_come_back_exactly(moment: datetime) -> None:
    assert to_moment(to_number(moment)) == moment


def test_keyword_terms_leave_out_what_says_nothing() -> None:
    assert keyword_terms("What is the capital of Australia?") == ['"capital"', '"australia"']
    assert keyword_terms("首都は東京") == ['"首 都"', '"都 は"', '"は 東"', '"東 京"']
    assert keyword_terms("是") == ['"是"']
    assert keyword_terms("") == []


def test_a_pasted_text_is_cut_to_a_bearable_query() -> None:
    assert len(phrases(" ".join(f"w{i}" for i in range(5000)))) == MOST_PHRASES


def test_snippets_mark_words_from_their_beginning() -> None:
    assert snippet("The Canberran café", ["canb", "cafe"]) == "The «Canberran» «café»"
    assert snippet("scanberra", ["canb"]) == "scanberra"
    assert snippet("x " * 200 + "needle " + "y " * 200, ["needle"], 40).count("«needle»") == 1
