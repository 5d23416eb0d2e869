"""Insights: whether learning helps, as numbers over time, made from the chronicle and the corrections themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rlmchat.learning.chronicle import Days
from rlmchat.learning.correction import Category, Correction, OutcomeKind
from rlmchat.learning.patterns import Pattern

WEEK = timedelta(days=7)
MOST_WEEKS = 52
"""Weeks that are looked back."""
FEWEST_TURNS = 5
"""Turns below which a week's rate says nothing and is left open."""
MOST_LISTED = 5


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday (UTC)."""

    monday: date
    turns: int
    corrections: int
    repeats: int

    @property
    def rate(self) -> float | None:
        """Repeat corrections per 100 turns; None for a week with too few turns to tell."""
        return 100 * self.repeats / self.turns if self.turns >= FEWEST_TURNS else None


@dataclass(frozen=True, slots=True)
class Insights:
    """Everything that the screen shows."""

    weeks: tuple[Week, ...] = ()
    """From the first week with a turn to this one, without gaps; at most a year."""
    categories: Mapping[Category, int] | None = None
    """Corrections that were said, by category, over these weeks."""
    outcomes: Mapping[OutcomeKind, int] | None = None
    """Over these weeks."""
    useful: tuple[Correction, ...] = ()
    """Those that held or were held to most often."""
    broken: tuple[Correction, ...] = ()
    """Those that were broken or put back most often."""
    patterns: tuple[Pattern, ...] = ()

    @property
    def turns(self) -> int:
        """Messages of the person over these weeks."""
        return sum(week.turns for week in self.weeks)

    @property
    def repeats(self) -> int:
        """Repeat corrections over these weeks."""
        return sum(week.repeats for week in self.weeks)

    @property
    def rate(self) -> float | None:
        """Repeat corrections per 100 turns over all weeks."""
        return 100 * self.repeats / self.turns if self.turns else None

    @property
    def trend(self) -> tuple[float, float] | None:
        """The same for the earlier and for the later half of the weeks; None where a half has too few turns."""
        half = len(self.weeks) // 2
        halves = self.weeks[:half], self.weeks[half:]
        turns = [sum(w.turns for w in these) for these in halves]
        if min(turns, default=0) < FEWEST_TURNS or half == 0:
            return None
        first, second = (100 * sum(w.repeats for w in these) / n for these, n in zip(halves, turns, strict=True))
        return first, second


def insights(days: Days, records: Sequence[Correction], found: Sequence[Pattern], today: date) -> Insights:
    """What is known up to and with today."""
    weeks = _weeks(days, today)
    begin = weeks[0].monday if weeks else today
    categories = Counter[Category]()
    for (day, category), count in days.corrections.items():
        categories[category] += count if day >= begin else 0
    outcomes = Counter[OutcomeKind]()
    for (day, kind), count in days.outcomes.items():
        outcomes[kind] += count if day >= begin else 0
    return Insights(
        weeks,
        +categories,
        +outcomes,
        _most(records, lambda r: r.held + r.forced - r.broken - 2 * r.reverted),
        _most(records, lambda r: r.broken + 2 * r.reverted),
        tuple(found),
    )


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def _weeks(days: Days, today: date) -> tuple[Week, ...]:
    turns = _by_week(days.turns)
    said = _by_week({})
    for (day, _), count in days.corrections.items():
        said[monday_of(day)] += count
    repeats = _by_week(days.repeats)
    known = [day for day in (*turns, *said, *repeats) if day <= today]
    if not known:
        return ()
    last = monday_of(today)
    first = max(min(known), last - (MOST_WEEKS - 1) * WEEK)
    mondays = [first + n * WEEK for n in range((last - first).days // 7 + 1)]
    return tuple(Week(day, turns[day], said[day], repeats[day]) for day in mondays)


def _by_week(counts: Mapping[date, int]) -> Counter[date]:
    out = Counter[date]()
    for day, count in counts.items():
        out[monday_of(day)] += count
    return out


def _most(records: Sequence[Correction], score: Callable[[Correction], int]) -> tuple[Correction, ...]:
    ranked = sorted(records, key=lambda r: (-score(r), -r.created_at.timestamp()))
    return tuple(r for r in ranked[:MOST_LISTED] if score(r) > 0)
