"""Half a year of chatting on fakes, for the looks and stories of the insights."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from rlmchat.learning.chronicle import Days, Totals
from rlmchat.learning.correction import Action, Category, Correction, CorrectionId, OutcomeKind, Scope, Source
from rlmchat.learning.ports import Change
from tests.widgets.corrections_world import ABROAD, CHAT, DATES, NOW, PNPM, SYDNEY, one, small_world

MONDAY = date(2026, 5, 25)
REPEATS = (9, 7, 8, 5, 6, 3, 4, 0, 2, 3, 1, 2, 0, 1, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0)


class WrittenChronicle:
    """Days as a test writes them, and pages of the past."""

    def __init__(self, days: Days, past: Mapping[datetime, list[Correction]] | None = None) -> None:
        self._days = days
        self._past = past or {}

    async def days(self) -> Days:
        return self._days

    async def totals(self) -> Totals:
        return Totals()

    async def as_of(self, moment: datetime) -> list[Correction]:
        return next((known for at, known in sorted(self._past.items(), reverse=True) if at <= moment), [])


def half_a_year() -> Days:
    """Ever fewer repeats; one week of holidays."""
    turns, repeats, corrections = {}, {}, {}
    for n, count in enumerate(REPEATS):
        day = MONDAY + timedelta(weeks=n, days=2)
        turns[day] = 2 if n == 7 else 38 + n % 5
        repeats[day] = count
        corrections[day, Category.FACTUAL] = 2 + count // 2
        corrections[day, Category.STYLE] = 1
        if n % 2:
            corrections[day, Category.PREFERENCE] = 1
        if n % 6 == 0:
            corrections[day, Category.DOMAIN] = 1
    outcomes = {
        (MONDAY, OutcomeKind.HELD): 212,
        (MONDAY, OutcomeKind.FORCED): 41,
        (MONDAY, OutcomeKind.BROKEN): 9,
        (MONDAY, OutcomeKind.REVERTED): 2,
    }
    return Days(turns, corrections, repeats, outcomes)


def recurring() -> list[Correction]:
    """Returns of a shop, three times; and a rule of style that is not kept to."""
    returns = [
        Correction(
            CorrectionId(f"0000001{n}-0000-7000-8000-00000000001{n}"),
            NOW - timedelta(days=20 - n),
            wrong,
            right,
            query,
            category=Category.DOMAIN,
            session_id=f"chat-{n}",
            broken=n % 2,
        ).believed()
        for n, (wrong, right, query) in enumerate(
            (
                ("14 days", "60 days", "Until when can shoes be sent back?"),
                ("30 days", "returns: 60 days with us", "Write our return policy"),
                ("14 days", "60 days", "How long may a gift be returned?"),
            )
        )
    ]
    style = one(
        4,
        "",
        "short answers, no bullet points",
        category=Category.STYLE,
        source=Source.EXPLICIT,
        scope=Scope.parse("everywhere"),
        standing=True,
        broken=4,
    )
    return [*returns, style]


async def busy_world(home: Path = Path("/nowhere")) -> Any:
    """Services with all of it."""
    services = await small_world(home, (SYDNEY, DATES, PNPM, ABROAD))
    await services.memory._ledger.append([Change(r.id, Action.CREATED, r, "said so") for r in recurring()], "recurring")
    await services.memory.open()
    services.chronicle = WrittenChronicle(half_a_year())
    assert CHAT
    return services
