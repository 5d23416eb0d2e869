"""A correction as a form and as TOML: nothing is lost on the way, and every mistake is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.errors import UsageError
from rlmchat.learning.correction import Category, Correction, CorrectionId, Scope, ScopeKind, Source
from rlmchat.learning.correction_form import FIELDS, FormError, as_texts, as_toml, changed, from_texts, from_toml
from rlmchat.learning.keeping import WAITS_ON
from rlmchat.learning.memory import EDITABLE

NOW = datetime(2026, 11, 20, 14, 7, tzinfo=UTC)
RECORD = Correction(
    CorrectionId("c1"),
    NOW,
    "Sydney",
    "Canberra",
    query="capital?",
    tags=("capitals", f"{WAITS_ON}c2"),
    context=("one", "two\nlines"),
    valid_from=NOW,
)

line = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=30).map(str.strip)
records = st.builds(
    Correction,
    id=st.just(CorrectionId("c1")),
    created_at=st.just(NOW),
    original_output=line,
    corrected_output=line.filter(bool),
    query=line,
    explanation=line,
    context=st.lists(line.filter(bool), max_size=3).map(tuple),
    category=st.sampled_from(Category),
    severity=st.integers(0, 100).map(lambda n: n / 100),
    confidence=st.integers(0, 99).map(lambda n: n / 100),
    source=st.sampled_from(Source),
    scope=st.sampled_from(
        [Scope(), Scope(ScopeKind.EVERYWHERE), Scope(ScopeKind.DOMAIN, "law"), Scope(ScopeKind.CHAT, "x")]
    ),
    standing=st.booleans(),
    tags=st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), max_size=3, unique=True).map(tuple),
    valid_from=st.one_of(st.none(), st.integers(0, 10_000).map(lambda n: NOW - timedelta(minutes=n))),
).filter(lambda record: record.original_output != record.corrected_output)


def test_every_field_that_can_be_edited_is_in_the_form() -> None:
    assert set(FIELDS) == EDITABLE


@given(records)
def test_unchanged_texts_change_nothing(record: Correction) -> None:
    record = replace(record, valid_from=record.valid_from and record.valid_from.replace(second=0))
    assert changed(record, from_texts(as_texts(record))) == {}


@given(records)
def test_unchanged_toml_changes_nothing(record: Correction) -> None:
    assert changed(record, from_toml(as_toml(record))) == {}


def test_tags_that_link_records_are_not_shown_and_not_lost() -> None:
    assert as_texts(RECORD)["tags"] == "capitals"
    assert changed(RECORD, {"tags": ("cities",)}) == {"tags": ("cities", f"{WAITS_ON}c2")}


def test_a_field_that_is_left_out_stays() -> None:
    assert changed(RECORD, from_toml('corrected_output = "Perth"')) == {"corrected_output": "Perth"}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("corrected_output", "  ", "say what it should be"),
        ("category", "colour", "one of factual, style"),
        ("source", "heard", "one of explicit"),
        ("scope", "galaxy", "one of chat"),
        ("scope", "domain", "say which domain"),
        ("confidence", "1.5", "from 0 to 1"),
        ("confidence", "much", "from 0 to 1"),
        ("severity", "nan", "from 0 to 1"),
        ("valid_from", "tomorrow", "YYYY-MM-DD"),
    ],
)
def test_mistakes_are_named(name: str, text: str, said: str) -> None:
    with pytest.raises(FormError) as caught:
        from_texts({name: text})
    assert said in caught.value.fields[name]


def test_several_mistakes_are_named_at_once() -> None:
    with pytest.raises(FormError) as caught:
        from_texts({"category": "x", "confidence": "x", "tags": "fine"})
    assert set(caught.value.fields) == {"category", "confidence"}


def test_fields_that_do_not_fit_together() -> None:
    with pytest.raises(FormError, match="before it begins"):
        from_texts({"valid_from": "2026-02-01", "valid_until": "2026-01-01"})
    with pytest.raises(FormError, match="what was wrong"):
        from_texts({"original_output": "same", "corrected_output": "same"})


def test_forgiving_where_the_meaning_is_clear() -> None:
    values = from_texts({"confidence": "0,8", "category": " Style ", "tags": " a, b,, a ", "scope": "everywhere"})
    assert values == {
        "confidence": 0.8,
        "category": Category.STYLE,
        "tags": ("a", "b"),
        "scope": Scope(ScopeKind.EVERYWHERE),
    }
    assert from_texts({"confidence": "1"}) == {"confidence": 0.99}


def test_toml_names_line_and_key() -> None:
    with pytest.raises(UsageError, match="line 2"):
        from_toml('query = "a"\ncategory = \n')
    with pytest.raises(FormError, match="colour"):
        from_toml('colour = "red"')
    assert from_toml("valid_from = 2026-01-31")["valid_from"].astimezone().strftime("%Y-%m-%d") == "2026-01-31"
