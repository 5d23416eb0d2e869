"""Two corrections disagree: both with date and chat, decided with one key or a click."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from rlmchat.errors import StoreError
from rlmchat.learning.kept import Conflict
from rlmchat.screens.conflict import ConflictDialog
from tests.widgets.corrections_world import (
    ODD,
    PNPM,
    SPACES,
    SYDNEY,
    TABS,
    World,
    settle,
    small_world,
    text_of,
    utc,  # noqa: F401
)

CONFLICT = Conflict(SPACES, TABS, "indentation")


async def press(pilot: Pilot[Any], *keys: str) -> str:
    for key in keys:
        await pilot.press(key)
    await settle(pilot)
    return text_of(pilot.app)


async def test_both_are_shown_with_date_and_chat(tmp_path: Path) -> None:
    services = await small_world(tmp_path)
    app = World(lambda: ConflictDialog(Conflict(PNPM, SYDNEY, "x"), services.history))
    async with app.run_test(size=(80, 24)) as pilot:
        text = await press(pilot)
        assert "1  pnpm   not npm" in text
        assert "2  The capital of Australia is Canberra." in text
        assert "2026-11-14 17:07, by you, as a rule, in “Build scripts”" in text
        assert "2026-11-14 19:07, by you, in “Capitals and coasts”" in text
        assert "scope: topic · preference" in text


async def test_without_a_history_the_dates_stand_alone() -> None:
    app = World(lambda: ConflictDialog(CONFLICT))
    async with app.run_test(size=(80, 24)) as pilot:
        text = await press(pilot)
        assert "These two disagree   about indentation" in text
        assert "2026-11-14 14:07, by you" in text


async def test_a_broken_history_hides_no_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services = await small_world(tmp_path)

    async def broken(_: object) -> None:
        raise StoreError("The database is locked.")

    monkeypatch.setattr(services.history, "chat", broken)
    app = World(lambda: ConflictDialog(CONFLICT, services.history))
    async with app.run_test(size=(80, 24)) as pilot:
        assert "indent with tabs" in await press(pilot)


@pytest.mark.parametrize(("key", "kept"), [("1", "older"), ("2", "newer"), ("b", "both"), ("escape", None)])
async def test_one_key_decides(key: str, kept: str | None) -> None:
    app = World(lambda: ConflictDialog(CONFLICT))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, key)
    assert app.result == kept


async def test_a_click_on_a_statement_keeps_it() -> None:
    app = World(lambda: ConflictDialog(CONFLICT))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.click("Statement .said")
    assert app.result == "older"


async def test_a_click_on_a_key_decides_too() -> None:
    app = World(lambda: ConflictDialog(CONFLICT))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.click("KeyLine", offset=(31, 0))
    assert app.result == "both"


async def test_markup_and_escape_sequences_are_text() -> None:
    app = World(lambda: ConflictDialog(Conflict(ODD, SPACES, "[b]x\x1b[0m")))
    async with app.run_test(size=(80, 24)) as pilot:
        text = await press(pilot)
        assert "about [b]x␛[0m" in text
        assert "not [red]bold[/red]" in text
