"""The profile, told from the person's chair: read it, change a line, teach a word, export, import, take back."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from rlmchat.learning.chronicle import Days
from rlmchat.learning.correction import Category, Scope, ScopeKind, Source
from rlmchat.learning.profile import GLOSSARY_TAG
from rlmchat.screens.profile import ProfileScreen
from rlmchat.widgets.calm_input import CalmInput
from tests.fakes.services import fake_services
from tests.screens.chat_world import chatting, see
from tests.screens.insights_world import WrittenChronicle
from tests.widgets.corrections_world import ABROAD, DATES, NOW, SYDNEY, World, one, settle, small_world, text_of

TERM = one(
    3,
    "cooper netties",
    "Kubernetes",
    category=Category.DOMAIN,
    standing=True,
    scope=Scope(ScopeKind.EVERYWHERE),
    tags=(GLOSSARY_TAG,),
)
PNPM = one(
    2,
    "npm",
    "pnpm",
    category=Category.PREFERENCE,
    source=Source.EXPLICIT,
    standing=True,
    scope=Scope(ScopeKind.EVERYWHERE),
    base_confidence=0.7,
)
KNOWN = (SYDNEY, DATES, PNPM, ABROAD, TERM)
SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["wide", "small"])
THEMES = pytest.mark.parametrize("theme", ["rlmchat-dark", "rlmchat-light"])


async def profile_world(home: Path, records: Any = KNOWN) -> Any:
    services = await small_world(home, records)
    services.chronicle = WrittenChronicle(Days(), {NOW - timedelta(days=60): [DATES, PNPM]})  # type: ignore[assignment]
    return services


async def press(pilot: Pilot[Any], *keys: str) -> str:
    await pilot.press(*keys)
    await settle(pilot)
    return text_of(pilot.app)


async def fill_in(pilot: Pilot[Any], text: str) -> str:
    pilot.app.screen.query_one(CalmInput).value = text
    return await press(pilot, "enter")


def told(app: App[Any], text: str) -> bool:
    """Whether a notice said so."""
    return any(text in notice.message for notice in app._notifications)


@SIZES
@THEMES
def test_looks(snap_compare: Any, tmp_path: Path, size: tuple[int, int], theme: str) -> None:
    services = asyncio.run(profile_world(tmp_path))
    assert snap_compare(World(lambda: ProfileScreen(services), theme), terminal_size=size, run_before=settle)


async def test_an_empty_page_says_what_to_do(tmp_path: Path) -> None:
    services = await profile_world(tmp_path, ())
    app = World(lambda: ProfileScreen(services))
    async with app.run_test(size=(80, 24)) as pilot:
        assert "Nothing is known of you yet." in await press(pilot)
        await press(pilot, "e", "delete", "z")
        await press(pilot, "escape")
    assert app.result is False


async def test_a_line_is_changed_forgotten_and_both_taken_back(tmp_path: Path) -> None:
    services = await profile_world(tmp_path)
    app = World(lambda: ProfileScreen(services))
    async with app.run_test(size=(120, 40)) as pilot:
        text = await press(pilot)
        assert "instead of “npm”: pnpm" in text
        assert "Canberra" not in text
        await press(pilot, "enter")
        text = await fill_in(pilot, "instead of “npm”: bun")
        assert "instead of “npm”: bun" in text
        assert (await services.memory.get(PNPM.id)).corrected_output == "bun"
        text = await press(pilot, "j", "delete")
        assert "✓ deleted: dates as YYYY-MM-DD" in text
        text = await press(pilot, "z")
        assert "↶ taken back: deleted: dates as YYYY-MM-DD" in text
        assert text.count("dates as YYYY-MM-DD") == 2
        text = await press(pilot, "z")
        assert "↶ taken back: changed: instead of “npm”: bun" in text
        assert (await services.memory.get(PNPM.id)).corrected_output == "pnpm"
        # What was done elsewhere is not taken back here.
        assert await press(pilot, "z") == text
        await press(pilot, "escape")
    assert app.result is True


async def test_a_rule_and_a_word_are_added(tmp_path: Path) -> None:
    services = await profile_world(tmp_path)
    app = World(lambda: ProfileScreen(services))
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "a")
        assert "short answers, no lists" in await fill_in(pilot, "short answers, no lists")
        await press(pilot, "t")
        await fill_in(pilot, "PostgreSQL")
        text = await fill_in(pilot, "postgress")
        assert "PostgreSQL, not “postgress”" in text
        await press(pilot, "t", "escape")
        await press(pilot, "a", "escape")
        assert text_of(app).count("not “") == 2


async def test_exported_and_taken_over_elsewhere(tmp_path: Path) -> None:
    services = await profile_world(tmp_path)
    file = tmp_path / "AGENTS.md"
    app = World(lambda: ProfileScreen(services))
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "x")
        assert "✓ written:" in await fill_in(pilot, str(file))
        assert "- Kubernetes, not “cooper netties”" in file.read_text()
        await press(pilot, "x")
        await fill_in(pilot, str(file))
        assert told(app, "cannot be written")
    other = await profile_world(tmp_path, ())
    again = World(lambda: ProfileScreen(other))
    async with again.run_test(size=(120, 40)) as pilot:
        await press(pilot, "i")
        text = await fill_in(pilot, str(file))
        assert "Kubernetes, not “cooper netties”" in text
        await press(pilot, "i")
        await fill_in(pilot, str(tmp_path / "nowhere.md"))
        assert told(again, "cannot be read")


async def test_what_changed_lately(tmp_path: Path) -> None:
    services = await profile_world(tmp_path)
    app = World(lambda: ProfileScreen(services))
    async with app.run_test(size=(80, 24)) as pilot:
        text = await press(pilot, "d")
        assert "What changed in 30 days" in text
        assert "+- Kubernetes, not “cooper netties”" in text
        assert "What changed" not in await press(pilot, "escape")


async def test_from_the_chat_by_key_and_by_command() -> None:
    async with chatting(fake_services()) as pilot:
        await pilot.press("f5")
        await see(pilot, "Nothing is known of you yet.")
        await pilot.press("escape", *"/profile", "enter")
        await see(pilot, "Nothing is known of you yet.")
