"""Insights, told from the person's chair: see whether it helps, write down what is missing, say no for good."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from rlmchat.learning.chronicle import Days
from rlmchat.learning.correction import Source
from rlmchat.learning.ports import Find
from rlmchat.screens.insights import InsightsScreen
from rlmchat.widgets.form_fields import FieldArea
from rlmchat.widgets.gaps_list import GapsList
from rlmchat.widgets.hints import LINEAR
from tests.fakes.model import FakeModel, Reply
from tests.fakes.services import fake_services
from tests.screens.chat_world import chatting, say, see, see_no
from tests.screens.insights_world import WrittenChronicle, busy_world
from tests.widgets.corrections_world import World, settle, small_world, text_of

SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["wide", "small"])
THEMES = pytest.mark.parametrize("theme", ["rlmchat-dark", "rlmchat-light"])


async def press(pilot: Pilot[Any], *keys: str) -> str:
    await pilot.press(*keys)
    await settle(pilot)
    return text_of(pilot.app)


@SIZES
@THEMES
def test_looks(snap_compare: Any, size: tuple[int, int], theme: str) -> None:
    services = asyncio.run(busy_world())
    app = World(lambda: InsightsScreen(services), theme)
    assert snap_compare(app, terminal_size=size, run_before=settle)


async def test_every_theme_has_bars_in_its_own_colours() -> None:
    services = await busy_world()
    app = World(lambda: InsightsScreen(services), "high-contrast")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        dark = app.export_screenshot()
        assert app.theme_variables["accent"].lower() in dark.lower()


async def test_an_empty_home_says_what_to_do_next(tmp_path: Path) -> None:
    services = await small_world(tmp_path, ())
    services.chronicle = WrittenChronicle(Days())
    app = World(lambda: InsightsScreen(services))
    async with app.run_test(size=(80, 24)) as pilot:
        text = await press(pilot)
        assert "Nothing to show yet." in text
        assert "say so when an answer is wrong" in text
        await press(pilot, "n", "z", "enter", "j")
        await press(pilot, "escape")
    assert app.result is False


async def test_what_is_missing_is_written_down_in_the_persons_own_words_and_can_be_taken_back() -> None:
    services = await busy_world()
    app = World(lambda: InsightsScreen(services))
    async with app.run_test(size=(120, 40)) as pilot:
        text = await press(pilot)
        assert "Keeps coming back 3" in text
        text = await press(pilot, "j", "enter")
        assert "Write it down as a domain note" in text
        assert "because you said" in text
        pilot.app.screen.query_one(FieldArea).put("60 days in our shop")
        text = await press(pilot, "enter")
        assert "✓ learned: " in text
        assert "60 days in our shop" in text
        assert "Keeps coming back 2" in text
        (kept,) = await services.memory.find(Find(text="60 days in our shop", sources=frozenset({Source.EXPLICIT})))
        assert kept.corrected_output == "60 days in our shop"
        text = await press(pilot, "z")
        assert "↶ taken back: learned: " in text
        assert "Keeps coming back 3" in text
        await press(pilot, "escape")
    assert app.result is False


async def test_a_no_is_for_good() -> None:
    services = await busy_world()
    app = World(lambda: InsightsScreen(services))
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot)
        text = await press(pilot, "n")
        assert "– not proposed again" in text
        assert "Keeps coming back 2" in text
        await press(pilot, "q")
    assert app.result is True
    again = World(lambda: InsightsScreen(services))
    async with again.run_test(size=(80, 24)) as pilot:
        await press(pilot, "end")
        assert len(pilot.app.screen.query_one(GapsList).patterns) == 2


async def test_later_keeps_nothing_and_an_empty_text_is_told_of() -> None:
    services = await busy_world()
    app = World(lambda: InsightsScreen(services))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        assert "✗ Say what it should know" in await press(pilot, "ctrl+u", "enter")
        text = await press(pilot, "escape")
        assert "✓" not in text


async def test_the_mouse_chooses_and_opens() -> None:
    services = await busy_world()
    app = World(lambda: InsightsScreen(services))
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot)
        await pilot.click("GapsList", offset=(5, 3))
        await settle(pilot)
        assert pilot.app.screen.query_one(GapsList).at == 1
        await pilot.click("GapsList", offset=(5, 3))
        await settle(pilot)
        assert "Write it down as a" in text_of(app)


async def test_read_aloud_the_plot_is_a_sentence() -> None:
    services = await busy_world()
    app = World(lambda: InsightsScreen(services))
    async with app.run_test(size=(80, 24)) as pilot:
        app.add_class(LINEAR)
        app.screen.reload()  # type: ignore[attr-defined]
        text = await press(pilot)
        assert "by week: 31 Aug: 2.4; " in " ".join(text.split())
        assert "┤" not in text


async def test_from_the_chat_by_key_and_by_command() -> None:
    services = fake_services(FakeModel([Reply("capital", "It is Sydney.")]))
    async with chatting(services) as pilot:
        await say(pilot, "What is the capital of Australia?")
        await say(pilot, "No, it's Canberra, not Sydney.")
        await pilot.press("f4")
        await see(pilot, "Repeat corrections per 100 turns", "factual", "Nothing keeps coming back")
        await see(pilot, "5 turns in a week are needed to tell")
        await pilot.press("escape")
        await see_no(pilot, "Repeat corrections")
        await pilot.press(*"/insights", "enter")
        await see(pilot, "Repeat corrections per 100 turns")
