"""Every record comes back from its stored form as it was."""

from __future__ import annotations

import json
from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from rlmchat.adapters.record_codec import decode, encode
from rlmchat.learning.correction import Correction, Scope, ScopeKind
from tests.adapters.records import correction

TEXT = st.text(st.characters(exclude_categories=()), max_size=30)
TIME = st.datetimes(timezones=st.just(UTC))
SCOPE = st.builds(Scope, st.sampled_from(ScopeKind), TEXT.map(str.strip))


@given(
    st.builds(
        Correction,
        id=TEXT,
        created_at=TIME,
        original_output=TEXT,
        corrected_output=TEXT,
        query=TEXT,
        context=st.lists(TEXT, max_size=3).map(tuple),
        confidence=st.floats(0, 1),
        severity=st.floats(0, 1),
        scope=SCOPE,
        standing=st.booleans(),
        last_applied=st.none() | TIME,
        tags=st.lists(TEXT, max_size=3).map(tuple),
        held=st.integers(0, 1000),
    )
)
def test_every_record_comes_back(record: Correction) -> None:
    text = encode(record)
    text.encode()
    assert decode(text) == record


def test_what_a_newer_version_wrote_is_passed_over() -> None:
    record = correction()
    data = json.loads(encode(record)) | {"mood": "good"}
    assert decode(json.dumps(data)) == record


def test_empty_fields_take_no_room() -> None:
    text = encode(correction())
    assert "superseded_by" not in text
    assert "severity" in text
    assert len(text) < 400
