from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.correction import Category, Correction, CorrectionId, Scope, ScopeKind, Source, Status
from rlmchat.learning.transfer import Retired, from_dict

NOW = datetime(2026, 11, 20, 14, 7, tzinfo=UTC)
RECORD = Correction(
    CorrectionId("0192"),
    NOW,
    "Sydney",
    "Canberra",
    query="capital?",
    explanation="it never was",
    context=("The capital is Sydney.",),
    category=Category.DOMAIN,
    severity=0.7,
    confidence=0.4,
    base_confidence=0.8,
    source=Source.FLAG,
    scope=Scope(ScopeKind.DOMAIN, "geography"),
    status=Status.ACTIVE,
    session_id="chat",
    message_id="message",
    tags=("a",),
)


def test_what_is_written_is_read_again() -> None:
    new = from_dict(json.loads(json.dumps(RECORD.to_dict())))
    for name in ("query", "explanation", "context", "category", "severity", "source", "scope", "standing", "tags"):
        assert getattr(new, name) == getattr(RECORD, name)
    assert (new.original, new.corrected) == ("Sydney", "Canberra")
    assert (new.created_at, new.session_id, new.message_id) == (NOW, "chat", "message")
    # The belief that it began with: the outcomes that moved it do not come along.
    assert new.confidence == 0.8


def test_defaults() -> None:
    plain = from_dict({"corrected": "x"})
    assert (plain.source, plain.category, plain.scope, plain.standing) == (
        Source.CORRECTION,
        Category.FACTUAL,
        None,
        False,
    )
    rule = from_dict({"corrected": "x", "standing": True})
    assert (rule.source, rule.category) == (Source.EXPLICIT, Category.PREFERENCE)
    assert from_dict({"corrected": "x"}, source=Source.IMPORT).source is Source.IMPORT
    assert from_dict({"corrected": "x", "created_at": "2026-11-20T14:07:00"}).created_at == NOW
    assert from_dict({"corrected": "x", "created_at": "2026-11-20T16:07:00+02:00"}).created_at == NOW


def test_null_is_the_same_as_missing() -> None:
    keys = (
        "original",
        "query",
        "category",
        "standing",
        "scope",
        "source",
        "created_at",
        "confidence",
        "tags",
        "context",
    )
    assert from_dict({"corrected": "x", **dict.fromkeys(keys)}) == from_dict({"corrected": "x"})


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({}, '"corrected" is missing'),
        ({"corrected": " \n"}, '"corrected" is missing'),
        ({"corrected": 3}, '"corrected" must be a text'),
        ({"corrected": "x", "category": "odd"}, '"category" must be one of factual'),
        ({"corrected": "x", "source": 4}, '"source" must be a text'),
        ({"corrected": "x", "standing": "yes"}, '"standing" must be true or false'),
        ({"corrected": "x", "scope": "moon"}, '"scope" must be topic'),
        ({"corrected": "x", "scope": "chat"}, '"scope" needs a name'),
        ({"corrected": "x", "confidence": 1.5}, '"confidence" must be a number from 0 to 1'),
        ({"corrected": "x", "confidence": True}, '"confidence" must be a number'),
        ({"corrected": "x", "severity": float("nan")}, '"severity" must be a number'),
        ({"corrected": "x", "created_at": "yesterday"}, '"created_at" must be a time'),
        ({"corrected": "x", "created_at": "0001-01-01T00:00:00+14:00"}, '"created_at" must be a time'),
        ({"corrected": "x", "tags": [1]}, '"tags" must be a list of texts'),
        ({"corrected": "x" * 100_001}, "longer than"),
    ],
)
def test_mistakes_are_named(data: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        from_dict(data)


@pytest.mark.parametrize("status", [Status.SUPERSEDED, Status.MUTED, Status.QUARANTINED, Status.DELETED])
def test_what_is_not_live_is_no_mistake(status: Status) -> None:
    with pytest.raises(Retired):
        from_dict(replace(RECORD, status=status).to_dict())


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
NAMES = st.sampled_from([*RECORD.to_dict(), "unheard"])


@given(st.dictionaries(NAMES, ANY))
def test_any_json_is_read_or_refused_in_words(data: dict[str, Any]) -> None:
    try:
        told = from_dict(data).corrected.strip()
    except ValueError as error:
        told = str(error)
    assert told
