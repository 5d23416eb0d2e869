"""Ids sort by the time of their making."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from rlmchat.identifiers import Uuid7, utc_now

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


@given(st.lists(MOMENTS, min_size=2, max_size=50))
def test_they_sort_as_they_were_made_even_when_the_clock_does_not(moments: list[datetime]) -> None:
    clock = iter(sorted(moments))
    new_id = Uuid7(lambda: next(clock))
    ids = [new_id() for _ in moments]
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)


def test_many_in_one_moment_are_distinct_and_in_order() -> None:
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    new_id = Uuid7(lambda: moment)
    ids = [new_id() for _ in range(10_000)]
    assert ids == sorted(set(ids))


def test_they_are_version_7() -> None:
    made = UUID(Uuid7()())
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert abs((made.int >> 80) / 1000 - utc_now().timestamp()) < 60
