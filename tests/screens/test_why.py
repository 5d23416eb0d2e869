"""Why: all that was considered for an answer, with every factor, in columns that line up."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from rlmchat.learning.correction import Correction, CorrectionId
from rlmchat.learning.recall import Lesson, Recall
from rlmchat.screens.why import MOST_SHOWN, WhyScreen
from tests.widgets.corrections_world import ABROAD, DATES, NOW, PNPM, SYDNEY, World, settle, text_of

QUERY = "Which Australian city is the seat of government?"


def lesson(
    record: Correction, relevance: float, left_out: str = "", found_by: tuple[str, ...] = ("situation",)
) -> Lesson:
    return Lesson(record, relevance, 0.91, record.confidence, 0.87, 1.2, record.standing, found_by, left_out)


RECALL = Recall(
    QUERY,
    (
        lesson(SYDNEY, 0.93, found_by=("situation", "keywords")),
        lesson(DATES, 0.88, found_by=("standing",)),
        lesson(ABROAD, 0.7),
    ),
    (lesson(PNPM, 0.31, "below the threshold"),),
    3.21,
)


async def press(pilot: Pilot[Any], *keys: str) -> str:
    for key in keys:
        await pilot.press(key)
    await settle(pilot)
    return text_of(pilot.app)


@pytest.mark.parametrize("size", [(80, 30), (120, 40)])
async def test_used_and_left_out_with_all_factors(size: tuple[int, int]) -> None:
    app = World(lambda: WhyScreen(RECALL, (SYDNEY.id,), (ABROAD.id,)))
    async with app.run_test(size=size) as pilot:
        text = await press(pilot)
        assert f"for “{QUERY}”   3.2 ms" in text
        assert "used 3" in text
        assert "left out 1" in text
        assert "◆ Sydney → Canberra" in text
        assert "◇ dates as" in text
        assert "✗ 3–5 days" in text
        assert "· npm → pnpm" in text
        assert "found by situation, keywords" in text
        assert "left out: below the threshold · found by situation" in text
        assert "relevance = similarity × confidence × recency × success" in text


async def test_the_columns_line_up() -> None:
    app = World(lambda: WhyScreen(RECALL))
    async with app.run_test(size=(120, 40)) as pilot:
        rows = (await press(pilot)).splitlines()
    head = next(row for row in rows if "similarity" in row and "=" not in row)
    ends = [head.index(name) + len(name) for name in ("relevance", "similarity", "confidence", "recency", "success")]
    for record, numbers in ((SYDNEY, (".93", ".91", ".99")), (PNPM, (".31", ".91", ".81"))):
        row = next(row for row in rows if record.corrected_output.split()[-1].strip(".") in row)
        assert [row[end - 3 : end] for end in ends[:3]] == list(numbers)
        assert row[: ends[4]].endswith("1.20")


async def test_nothing_considered_says_so() -> None:
    app = World(lambda: WhyScreen(Recall(QUERY)))
    async with app.run_test(size=(80, 24)) as pilot:
        assert "Nothing that you taught came near this question" in await press(pilot)
        await press(pilot, "escape")
    assert app.result is None


async def test_an_answer_without_a_note_says_so() -> None:
    app = World(lambda: WhyScreen(None))
    async with app.run_test(size=(80, 24)) as pilot:
        assert "Nothing was noted for this answer" in await press(pilot)


async def test_very_many_scroll_and_are_cut() -> None:
    many = tuple(
        lesson(Correction(CorrectionId(f"c{n}"), NOW, "", f"rule {n}"), 0.1, "below") for n in range(MOST_SHOWN + 50)
    )
    app = World(lambda: WhyScreen(Recall(QUERY, (), many)))
    async with app.run_test(size=(80, 24)) as pilot:
        text = await press(pilot)
        assert f"left out {MOST_SHOWN + 50}" in text
        assert "esc close" in text
        text = await press(pilot, "end")
        assert "… 50 more, less relevant" in text
        assert "esc close" in text
        assert text != await press(pilot, "k", "k")
        assert text == await press(pilot, "j", "j")


async def test_markup_is_text() -> None:
    odd = Correction(CorrectionId("o"), NOW, "", "[red]x[/red]\x1b[0m")
    app = World(lambda: WhyScreen(Recall("[b]q[/b]", (lesson(odd, 0.9),))))
    async with app.run_test(size=(80, 24)) as pilot:
        text = await press(pilot)
        assert "“[b]q[/b]”" in text
        assert "[red]x[/red]␛[0m" in text
        await pilot.click("KeyLine", offset=(2, 0))
    assert app.result is None
