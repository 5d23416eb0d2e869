"""The corrections browser: find, read, change, take back, add, export; wide and narrow."""

from __future__ import annotations

import asyncio
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from rlmchat.chat.services import Services
from rlmchat.learning.correction import Category, NewCorrection, Source, Status
from rlmchat.learning.ports import Find, Sort
from rlmchat.screens.corrections import CorrectionsScreen
from rlmchat.screens.edit_correction import EditCorrection
from rlmchat.screens.export_corrections import ExportDialog
from rlmchat.screens.import_corrections import ImportDialog
from rlmchat.widgets.correction_detail import Link
from rlmchat.widgets.corrections_browser import CorrectionsBrowser
from rlmchat.widgets.pick import Pick, PickList
from tests.screens.chat_world import see
from tests.widgets.corrections_world import (
    ABROAD,
    DATES,
    MUTED,
    PNPM,
    SHORT,
    SPACES,
    SYDNEY,
    TABS,
    World,
    settle,
    small_world,
    text_of,
    utc,  # noqa: F401
)

WIDE, NARROW = (120, 40), (80, 24)


@pytest.fixture
async def services(tmp_path: Path) -> Services:
    return await small_world(tmp_path)


def world(services: Services) -> World:
    return World(lambda: CorrectionsScreen(services))


def browser(pilot: Pilot[Any]) -> CorrectionsBrowser:
    return pilot.app.screen_stack[1].query_one(CorrectionsBrowser)


async def press(pilot: Pilot[Any], *keys: str) -> str:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)
    return text_of(pilot.app)


def flat(text: str) -> str:
    """Wrapped text on one line."""
    return " ".join(text.replace("▌", " ").split())


async def choose(pilot: Pilot[Any], name: str, *, at: int) -> str:
    """Open a filter and take its nth entry."""
    browser(pilot).query_one(f"#pick-{name}", Pick).focus_label()
    return await press(pilot, "enter", "home", *["down"] * at, "enter")


async def test_list_and_detail_stand_side_by_side(services: Services) -> None:
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        text = await press(pilot)
        assert "Corrections  7" in text
        assert "▸  Sydney → Canberra" in text
        assert "The capital of Australia is Canberra." in text
        assert "2026-11-14 19:07, by you, in “Capitals and coasts”" in text
        assert "2:1 → held 3, broken 0, reverted 0" in text
        assert "created · confirmed once" in text
        assert "the text was changed" in text
        assert "2 merged corrections · said 3 times" in text
        text = await press(pilot, "down", "down")
        assert "the lock file is pnpm's" in text
        assert "The capital" not in text


async def test_below_a_hundred_columns_the_detail_replaces_the_list(services: Services) -> None:
    async with world(services).run_test(size=NARROW) as pilot:
        await settle(pilot)
        assert "instead of" not in text_of(pilot.app)
        text = await press(pilot, "enter")
        assert "instead of" in text
        assert "npm" not in text
        text = await press(pilot, "escape")
        assert "npm → pnpm" in text
        await pilot.resize_terminal(*WIDE)
        await settle(pilot)
        text = text_of(pilot.app)
        assert "npm → pnpm" in text
        assert "instead of" in text
        await pilot.resize_terminal(*NARROW)
        await settle(pilot)
        assert "instead of" not in text_of(pilot.app)
        await press(pilot, "escape")
        assert isinstance(pilot.app, World)
        assert pilot.app.result is False


async def test_live_search_puts_the_best_match_first(services: Services) -> None:
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        text = await press(pilot, "slash", *"indent")
        assert "Corrections  1" in text
        assert "sort: best match" in text
        await press(pilot, "enter")
        assert browser(pilot).list.has_focus
        assert browser(pilot).list.record == SPACES
        text = await press(pilot, "escape")
        assert "Corrections  7" in text
        assert "sort: newest" in text


async def test_filters_narrow_and_f_clears_them(services: Services) -> None:
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        text = await choose(pilot, "category", at=2)
        assert "style ▾" in text
        assert "Corrections  2" in text
        text = await choose(pilot, "status", at=7)
        assert "Corrections  4" in text
        assert "superseded    –" in text
        assert "muted         –" in text
        text = await choose(pilot, "scope", at=4)
        assert "Nothing passes these filters." in text
        browser(pilot).list.focus()
        browser(pilot).focus()
        text = await press(pilot, "tab", "f")
        assert "Corrections  7" in text
        text = await choose(pilot, "source", at=4)
        assert browser(pilot).list.record == ABROAD
        assert browser(pilot).find() == Find(sources=frozenset({Source.FLAG}))


async def test_the_filter_of_statuses_says_what_in_use_means(services: Services) -> None:
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        browser(pilot).query_one("#pick-status", Pick).focus_label()
        text = await press(pilot, "enter")
        assert re.search("• in use: active and inbox +", text)


@pytest.mark.parametrize("size", [NARROW, (60, 20)])
async def test_what_waits_is_named_before_other_keys(tmp_path: Path, size: tuple[int, int]) -> None:
    services = await small_world(tmp_path, conflict="ask")
    for right, days in (("Oslo", 1), ("Bergen", 2)):
        more = {"query": "What is the capital of Norway?", "session_id": f"c{days}"}
        await services.memory.keep(NewCorrection(right, "Stavanger", **more))
    assert len(await services.memory.conflicts()) == 1
    async with world(services).run_test(size=size) as pilot:
        await settle(pilot)
        line = text_of(pilot.app).splitlines()[-1]
        assert "c conflicts 1  i inbox 2" in line
        assert "esc back" in line


async def test_sorting(services: Services) -> None:
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        text = await choose(pilot, "sort", at=3)
        assert "sort: surest" in text
        assert browser(pilot).find().sort is Sort.CONFIDENCE
        assert browser(pilot).list.record == SYDNEY
        await choose(pilot, "sort", at=2)
        record = browser(pilot).list.record
        assert record is not None
        assert record.session_id == "chat-odd"


async def test_a_filter_can_be_left_without_choosing(services: Services) -> None:
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await pilot.click("#pick-status")
        await settle(pilot)
        assert pilot.app.screen.query(PickList)
        await press(pilot, "down", "escape")
        assert not pilot.app.screen.query(PickList)
        assert "Corrections  7" in text_of(pilot.app)
        await pilot.click("#pick-status")
        await settle(pilot)
        await pilot.click(CorrectionsBrowser, offset=(5, 30))
        await settle(pilot)
        assert not pilot.app.screen.query(PickList)


async def test_mute_delete_restore_and_undo_show_at_once_in_recall(services: Services) -> None:
    async def recalled() -> set[str]:
        recall = await services.memory.recall(SYDNEY.query, threshold=0)
        return {lesson.correction.id for lesson in recall.lessons}

    await services.memory.rebuild()
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert SYDNEY.id in await recalled()
        assert "✓ muted: Sydney → Canberra" in await press(pilot, "m")
        assert SYDNEY.id not in await recalled()
        await press(pilot, "z")
        assert SYDNEY.id in await recalled()
        await press(pilot, "home", "delete")
        assert SYDNEY.id not in await recalled()
        await choose(pilot, "status", at=6)
        text = await press(pilot, "tab", "r")
        assert "Nothing passes" in text or "Corrections  0" in text
        assert SYDNEY.id in await recalled()


async def test_an_edit_shows_in_list_detail_and_recall(services: Services) -> None:
    await services.memory.rebuild()
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, EditCorrection)
        text = await press(pilot, *["backspace"] * 9, *"Perth.", "enter")
        assert "✓ changed: Sydney → Perth" in text
        assert "▸  Sydney → Perth" in text
        assert "edited once" in text
        recall = await services.memory.recall(SYDNEY.query, threshold=0)
        assert "The capital of Australia is Perth." in [one.correction.corrected_output for one in recall.lessons]


async def test_the_inbox_and_back(services: Services) -> None:
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert "i inbox 1" in text_of(pilot.app)
        text = await press(pilot, "i")
        assert "prefers short answers" in text
        assert "Corrections  1" in text
        assert "n reject" in text
        text = await press(pilot, "n")
        assert "– not learned: prefers short answers" in text
        assert (await services.memory.get(SHORT.id)).status is Status.DELETED
        assert "Nothing waits for you." in text
        text = await press(pilot, "tab", "i")
        assert "Corrections  6" in text


async def test_writing_one_by_hand_and_taking_it_back(services: Services) -> None:
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "n")
        dialog = pilot.app.screen
        assert isinstance(dialog, EditCorrection)
        text = await press(pilot, *"ize", "enter")
        assert "✗ do: say what it should be." in text
        text = await press(pilot, *"ise", "enter")
        assert "✓ learned: ize → ise" in text
        assert "Corrections  8" in text
        kept = (await services.memory.find(Find(text="ise")))[0]
        assert (kept.source, kept.category) == (Source.EXPLICIT, Category.PREFERENCE)
        text = await press(pilot, "z")
        assert "Corrections  7" in text


async def test_keys_cursor_and_footer_are_of_the_linked_one_though_the_list_leaves_it_out(services: Services) -> None:
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        text = await choose(pilot, "status", at=3)
        assert "▸" in text
        assert "r restore" in text
        browser(pilot).query_one(Link).focus()
        text = await press(pilot, "enter")
        assert "▸" not in text
        assert "r restore" not in text
        assert "del delete" in text
        text = await press(pilot, "m")
        assert (await services.memory.get(SPACES.id)).status is Status.MUTED
        assert (await services.memory.get(TABS.id)).status is Status.SUPERSEDED
        # It stays on the screen, and the footer follows.
        assert browser(pilot).detail.record == await services.memory.get(SPACES.id)
        assert "m unmute" in text
        text = await press(pilot, "escape")
        assert "▸" in text
        assert browser(pilot).detail.record == browser(pilot).subject == browser(pilot).list.record
        browser(pilot).query_one(Link).focus()
        await press(pilot, "enter")
        browser(pilot).list.focus()
        assert "▸" in await press(pilot, "down")
        assert browser(pilot).subject == browser(pilot).list.record


async def test_the_cursor_goes_to_the_linked_one_where_the_list_has_it(services: Services) -> None:
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await choose(pilot, "status", at=7)
        browser(pilot).list.cursor = 4
        await settle(pilot)
        assert browser(pilot).list.record == TABS
        browser(pilot).query_one(Link).focus()
        text = await press(pilot, "enter")
        assert re.search("▸ +indent with four spaces", text)
        assert browser(pilot).subject == browser(pilot).list.record == browser(pilot).detail.record == SPACES


async def test_links_lead_to_what_was_replaced_and_escape_leads_back(services: Services) -> None:
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        text = await press(pilot, *["down"] * 4)
        assert browser(pilot).list.record == SPACES
        assert "replaces" in text_of(pilot.app)
        text = await press(pilot, "tab", "tab", "enter")
        assert browser(pilot).subject == TABS
        assert "replaced by a newer one" in text
        await press(pilot, "r")
        assert (await services.memory.get(TABS.id)).status is Status.ACTIVE


async def test_muted_ones_are_used_again_with_the_same_key(services: Services) -> None:
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        text = await choose(pilot, "status", at=4)
        assert "m unmute" in text
        await press(pilot, "tab", "m")
        assert (await services.memory.get(MUTED.id)).status is Status.ACTIVE


async def test_export_writes_what_is_listed(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "slash", *"pnpm", "enter", "x")
        dialog = pilot.app.screen
        assert isinstance(dialog, ExportDialog)
        assert "1 correction, one JSON object a line" in text_of(pilot.app)
        assert "corrections-2026-11-20.jsonl" in text_of(pilot.app)
        dialog.query_one("#path").value = str(tmp_path)  # type: ignore[attr-defined]
        assert "is a folder" in flat(await press(pilot, "enter"))
        dialog.query_one("#path").value = str(tmp_path / "no" / "x")  # type: ignore[attr-defined]
        assert "There is no folder" in flat(await press(pilot, "enter"))
        dialog.query_one("#path").value = str(path)  # type: ignore[attr-defined]
        path.write_text("older", encoding="utf-8")
        assert "This file exists." in await press(pilot, "enter")
        text = flat(await press(pilot, "enter"))
        assert "1 correction written to" in text
        assert json.loads(path.read_text(encoding="utf-8"))["id"] == PNPM.id


async def test_an_export_can_be_stopped(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, gate = services.memory.find, asyncio.Event()

    async def slow(what: Find) -> list[Any]:
        found = await real(replace(what, limit=3))
        if what.limit > 64 and what.offset:
            await gate.wait()
        return found

    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        monkeypatch.setattr(services.memory, "find", slow)
        browser(pilot).export_to(tmp_path / "out.jsonl")
        await see(pilot, "3 of 7 written")
        text = await press(pilot, "escape")
        assert "export stopped" in text
        assert not [name for name in os.listdir(tmp_path) if "out" in name]


async def test_changes_are_told_on_leaving(services: Services) -> None:
    app = world(services)
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        await press(pilot, "m", "escape")
        assert app.result is True


async def test_a_search_can_be_given_from_outside(services: Services) -> None:
    screen = CorrectionsScreen(services)
    screen.search("pnpm")
    async with World(lambda: screen).run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert "Corrections  1" in text_of(pilot.app)


async def test_an_empty_memory_says_what_to_do(tmp_path: Path) -> None:
    async with world(await small_world(tmp_path, ())).run_test(size=NARROW) as pilot:
        await settle(pilot)
        text = text_of(pilot.app)
        assert "Nothing learned yet." in text
        assert "n writes a correction by hand." in text
        await press(pilot, "escape")
        app = pilot.app
        assert isinstance(app, World)
        assert app.result is False


async def test_everything_works_with_the_mouse(services: Services) -> None:
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await pilot.click("CorrectionsList", offset=(10, 1))
        await settle(pilot)
        assert browser(pilot).subject == DATES
        line = text_of(pilot.app).splitlines()[-1]
        await pilot.click("KeyLine", offset=(line.index("m mute") + 1, 0))
        await settle(pilot)
        assert (await services.memory.get(DATES.id)).status is Status.MUTED
        await pilot.click("#pick-category")
        await settle(pilot)
        await pilot.click(PickList, offset=(4, 1))
        await settle(pilot)
        assert browser(pilot).find().categories == {Category.FACTUAL}
        line = text_of(pilot.app).splitlines()[-1]
        await pilot.click("KeyLine", offset=(line.index("esc back") + 1, 0))
        await settle(pilot)
        app = pilot.app
        assert isinstance(app, World)
        assert app.result is True


async def test_import_reads_a_file(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    lines = [{"original": "Lake Constance", "corrected": "Bodensee"}, {"corrected": "never use acronyms"}]
    path.write_text("\n".join([*map(json.dumps, lines), "no JSON"]), encoding="utf-8")
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        before = await services.memory.count(Find())
        await press(pilot, "I")
        dialog = pilot.app.screen
        assert isinstance(dialog, ImportDialog)
        assert "Name a file." in await press(pilot, "enter")
        dialog.query_one("#path").value = str(tmp_path / "none")  # type: ignore[attr-defined]
        assert "There is no file" in await press(pilot, "enter")
        dialog.query_one("#path").value = str(path)  # type: ignore[attr-defined]
        text = flat(await press(pilot, "enter"))
        assert "2 read: 2 new, 1 unusable, first line 3: this is no JSON" in text
        assert "Bodensee" in text
        assert await services.memory.count(Find()) == before + 2
        await press(pilot, "z")
        assert await services.memory.count(Find()) == before


async def test_rules_of_a_markdown_file_are_imported_as_standing_ones(services: Services, tmp_path: Path) -> None:
    (tmp_path / "AGENTS.md").write_text("# Style\n\n- British spelling\n- no emoji\n", encoding="utf-8")
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        browser(pilot).import_from(tmp_path / "AGENTS.md")
        await see(pilot, "2 read: 2 new")
    rules = await services.memory.find(Find(standing=True))
    assert {"British spelling", "no emoji"} <= {rule.corrected_output for rule in rules}


async def test_an_import_can_be_stopped(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    rows = ({"query": f"number {i}?", "original": f"wrong{i}", "corrected": f"right{i}"} for i in range(1500))
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    async with world(services).run_test(size=WIDE) as pilot:
        await settle(pilot)
        before = await services.memory.count(Find())
        browser(pilot).import_from(path)
        await see(pilot, "of 1,500 read")
        text = await press(pilot, "escape")
        assert "import stopped" in text
        kept = await services.memory.count(Find()) - before
        assert 0 < kept < 1500
        assert f"{kept} were kept" in text
        await press(pilot, "z")
        assert await services.memory.count(Find()) == before


async def test_with_learning_off_nothing_is_imported(services: Services) -> None:
    off = replace(services.settings, learning=replace(services.settings.learning, enabled=False))
    async with world(replace(services, settings=off)).run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert "Learning is switched off" in await press(pilot, "I")
