"""Numbers over time: weeks without gaps, a rate only where there is enough to tell, the best and the worst lessons."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.chronicle import Days
from rlmchat.learning.correction import Category, OutcomeKind
from rlmchat.learning.insights import MOST_WEEKS, insights
from tests.learning.test_patterns import record

MONDAY = date(2026, 11, 2)
TODAY = date(2026, 11, 20)


def day(week: int, weekday: int = 0) -> date:
    return MONDAY + timedelta(weeks=week, days=weekday)


def test_nothing_yet() -> None:
    found = insights(Days(), [], [], TODAY)
    assert (found.weeks, found.rate, found.trend, found.turns) == ((), None, None, 0)


def test_weeks_run_from_the_first_turn_to_this_week_without_gaps() -> None:
    found = insights(Days({day(0, 2): 10, day(2, 4): 20}, {}, {day(0, 3): 4, day(2, 1): 1}), [], [], TODAY)
    assert [(w.monday, w.turns, w.repeats, w.rate) for w in found.weeks] == [
        (day(0), 10, 4, 40.0),
        (day(1), 0, 0, None),
        (day(2), 20, 1, 5.0),
    ]
    assert found.rate == 100 * 5 / 30
    assert found.trend == (40.0, 5.0)


def test_a_week_with_hardly_any_turns_tells_nothing() -> None:
    (week,) = insights(Days({day(2): 4}, {}, {day(2): 4}), [], [], TODAY).weeks
    assert week.rate is None


def test_counts_are_of_the_weeks_that_are_shown() -> None:
    old, new = TODAY - timedelta(weeks=MOST_WEEKS + 2), day(2)
    days = Days(
        {old: 50, new: 50},
        {(old, Category.STYLE): 3, (new, Category.FACTUAL): 2},
        {},
        {(old, OutcomeKind.HELD): 7, (new, OutcomeKind.BROKEN): 1},
    )
    found = insights(days, [], [], TODAY)
    assert len(found.weeks) == MOST_WEEKS
    assert (found.categories, found.outcomes) == ({Category.FACTUAL: 2}, {OutcomeKind.BROKEN: 1})


def test_the_most_useful_and_the_most_broken() -> None:
    good = record("good", "a", held=5, forced=2)
    bad = record("bad", "b", held=1, broken=4)
    never = record("never", "c")
    put_back = record("back", "d", reverted=1)
    found = insights(Days(), [never, bad, good, put_back], [], TODAY)
    assert [r.id for r in found.useful] == ["good"]
    assert [r.id for r in found.broken] == ["bad", "back"]


@given(st.dictionaries(st.dates(date(2024, 1, 1), TODAY), st.integers(0, 99)), st.dates(TODAY, date(2027, 1, 1)))
def test_no_turn_of_the_last_year_is_lost(turns: dict[date, int], today: date) -> None:
    weeks = insights(Days(turns), [], [], today).weeks
    begin = weeks[0].monday if weeks else today
    assert sum(w.turns for w in weeks) == sum(n for d, n in turns.items() if d >= begin)
    assert all(b.monday - a.monday == timedelta(weeks=1) for a, b in pairwise(weeks))
    assert len(weeks) <= MOST_WEEKS
