"""The corrections beside the chat: tabs, live search, acts and their undo, the inbox, the detail in place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from rlmchat.chat.services import Services
from rlmchat.conversation import Message, MessageId, Role
from rlmchat.errors import StoreError
from rlmchat.learning.correction import NewCorrection, Status
from rlmchat.screens.conflict import ConflictDialog
from rlmchat.screens.edit_correction import EditCorrection
from rlmchat.widgets.corrections_panel import CorrectionsPanel
from rlmchat.widgets.corrections_tabs import Tab
from tests.widgets.corrections_world import (
    CHAT,
    DATES,
    NOW,
    PNPM,
    SHORT,
    SYDNEY,
    Holder,
    World,
    settle,
    small_world,
    text_of,
    utc,  # noqa: F401
)

SIZE = (46, 30)


@pytest.fixture
async def services(tmp_path: Path) -> Services:
    return await small_world(tmp_path)


def world(services: Services) -> World:
    return World(lambda: CorrectionsPanel(services, chat_id=CHAT))


def panel(pilot: Pilot[Any]) -> CorrectionsPanel:
    return pilot.app.screen_stack[1].query_one(CorrectionsPanel)


async def press(pilot: Pilot[Any], *keys: str) -> str:
    """Press keys, each when the one before is done; what is on the screen then."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)
    return text_of(pilot.app)


def flat(text: str) -> str:
    """Wrapped text on one line."""
    return " ".join(text.replace("▏", " ").split())


async def begin(pilot: Pilot[Any]) -> CorrectionsPanel:
    await settle(pilot)
    panel(pilot).focus()
    await settle(pilot)
    return panel(pilot)


ANSWER = Message(MessageId("a1"), CHAT, Role.ASSISTANT, "…", NOW, lessons=(SYDNEY.id, DATES.id), applied=(SYDNEY.id,))


async def test_everything_that_is_in_use_is_listed_newest_first(services: Services) -> None:
    async with world(services).run_test(size=SIZE) as pilot:
        await begin(pilot)
        text = text_of(pilot.app)
        assert text.index("Sydney → Canberra") < text.index("dates as YYYY-MM-DD") < text.index("npm → pnpm")
        assert "color" not in text
        assert "answer 0 · chat 3 · all 7 · inbox 1" in text


async def test_the_answer_at_hand_marks_what_its_lessons_did(services: Services) -> None:
    async with world(services).run_test(size=SIZE) as pilot:
        shown = await begin(pilot)
        shown.show_answer(ANSWER, broken=(PNPM.id,))
        await settle(pilot)
        text = text_of(pilot.app)
        assert "◆ Sydney" in text
        assert "◇ dates" in text
        assert "✗ npm" in text
        text = await press(pilot, "left", "left")
        assert shown.tabs.chosen is Tab.ANSWER
        assert "answer 3" in text
        assert "indent" not in text
        shown.show_answer(None)
        await settle(pilot)
        assert "No correction was in play" in text_of(pilot.app)


async def test_tabs_narrow_it_and_wrap_around(services: Services) -> None:
    async with world(services).run_test(size=SIZE) as pilot:
        shown = await begin(pilot)
        text = await press(pilot, "left")
        assert "Sydney" in text
        assert "pnpm" not in text
        text = await press(pilot, "right", "right")
        assert shown.tabs.chosen is Tab.INBOX
        assert "prefers short answers" in text
        assert "Sydney" not in text
        await press(pilot, "right")
        assert shown.tabs.chosen is Tab.ANSWER
        await pilot.click("CorrectionsTabs", offset=(14, 0))
        await settle(pilot)
        assert shown.tabs.chosen is Tab.CHAT


async def test_search_is_live_and_escape_clears_it(services: Services) -> None:
    async with world(services).run_test(size=SIZE) as pilot:
        shown = await begin(pilot)
        text = await press(pilot, "slash", "p", "n", "p")
        assert "npm → pnpm" in text
        assert "Sydney" not in text
        text = await press(pilot, "z", "z")
        assert "Nothing matches “pnpzz”." in text
        text = await press(pilot, "escape")
        assert shown.list.has_focus
        assert "Sydney" in text


async def test_a_search_says_where_it_searches_and_what_there_is_elsewhere(services: Services) -> None:
    async with world(services).run_test(size=SIZE) as pilot:
        shown = await begin(pilot)
        assert "/ search all" in text_of(pilot.app)
        text = await press(pilot, "left")
        assert "/ search in this chat" in text
        text = flat(await press(pilot, "slash", *"npm"))
        assert "Nothing matches “npm” in this chat, 1 in all." in text
        assert "another tab" in text
        text = flat(await press(pilot, "x"))
        assert "Nothing matches “npmx” in this chat. esc clears" in text
        text = await press(pilot, "backspace", "enter", "right")
        assert shown.tabs.chosen is Tab.ALL
        assert "npm → pnpm" in text


async def test_other_chats_have_other_corrections(services: Services) -> None:
    async with world(services).run_test(size=SIZE) as pilot:
        shown = await begin(pilot)
        await press(pilot, "left")
        shown.show_chat("chat-build")
        await settle(pilot)
        text = text_of(pilot.app)
        assert "pnpm" in text
        assert "Sydney" not in text
        shown.show_chat("a-chat-without-lessons")
        await settle(pilot)
        assert "This chat has taught nothing yet." in text_of(pilot.app)


async def test_delete_is_told_seen_by_the_chat_and_taken_back(services: Services) -> None:
    async with world(services).run_test(size=SIZE) as pilot:
        await begin(pilot)
        text = await press(pilot, "delete")
        assert "✓ deleted: Sydney → Canberra" in text
        assert "all 6" in text
        assert (await services.memory.get(SYDNEY.id)).status is Status.DELETED
        holder = pilot.app.screen
        assert isinstance(holder, Holder)
        assert holder.changes == 1
        text = await press(pilot, "z")
        assert "↶ taken back: deleted: Sydney → Canberra" in text
        assert "all 7" in text
        assert (await services.memory.get(SYDNEY.id)) == SYDNEY
        assert holder.changes == 2


async def test_acts_are_taken_back_last_first(services: Services) -> None:
    async with world(services).run_test(size=SIZE) as pilot:
        await begin(pilot)
        await press(pilot, "m", "delete")
        assert (await services.memory.get(SYDNEY.id)).status is Status.MUTED
        assert (await services.memory.get(DATES.id)).status is Status.DELETED
        await press(pilot, "z")
        assert (await services.memory.get(DATES.id)).status is Status.ACTIVE
        assert (await services.memory.get(SYDNEY.id)).status is Status.MUTED
        await press(pilot, "z")
        assert (await services.memory.get(SYDNEY.id)).status is Status.ACTIVE


async def test_with_nothing_done_undo_takes_back_the_last_change_but_never_the_making(services: Services) -> None:
    await services.memory.edit(SYDNEY.id, corrected_output="Perth")
    async with world(services).run_test(size=SIZE) as pilot:
        await begin(pilot)
        assert "taken back: edited" in await press(pilot, "z")
        assert (await services.memory.get(SYDNEY.id)).corrected_output == SYDNEY.corrected_output
        assert "There is nothing to take back" in await press(pilot, "down", "z")
        assert (await services.memory.get(DATES.id)).status is Status.ACTIVE


async def test_the_inbox_is_answered_with_one_key(services: Services) -> None:
    async with world(services).run_test(size=SIZE) as pilot:
        shown = await begin(pilot)
        text = await press(pilot, "right")
        assert "y accept  n reject" in text.splitlines()[-1]
        text = await press(pilot, "y")
        assert (await services.memory.get(SHORT.id)).status is Status.ACTIVE
        assert "Nothing waits for you." in text
        await press(pilot, "escape", "z")
        await press(pilot, "escape")
        shown.list.focus()
        await press(pilot, "n")
        assert (await services.memory.get(SHORT.id)).status is Status.DELETED


async def test_accept_and_reject_leave_others_alone(services: Services) -> None:
    async with world(services).run_test(size=SIZE) as pilot:
        await begin(pilot)
        await press(pilot, "y")
        assert (await services.memory.get(SYDNEY.id)).status is Status.ACTIVE


async def test_enter_opens_the_detail_in_place_and_escape_closes_it(services: Services) -> None:
    async with world(services).run_test(size=SIZE) as pilot:
        shown = await begin(pilot)
        text = flat(await press(pilot, "enter"))
        assert "The capital of Australia is Sydney." in text
        assert "npm" not in text
        assert "in “Capitals and coasts”" in text
        text = await press(pilot, "m")
        assert "muted" in text
        assert shown.detail_open
        text = await press(pilot, "escape")
        assert "npm" in text
        assert shown.list.has_focus


async def test_editing_from_the_panel(services: Services) -> None:
    async with world(services).run_test(size=(80, 30)) as pilot:
        await begin(pilot)
        await press(pilot, "down", "e")
        assert isinstance(pilot.app.screen, EditCorrection)
        text = await press(pilot, "space", "!", "enter")
        assert "✓ changed: dates as YYYY-MM-DD !" in text
        assert (await services.memory.get(DATES.id)).corrected_output == "dates as YYYY-MM-DD !"
        assert (await services.memory.get(DATES.id)).tags == DATES.tags


async def test_conflicts_are_decided(tmp_path: Path) -> None:
    services = await small_world(tmp_path, (DATES,), conflict="ask")
    kept = await services.memory.keep(
        NewCorrection("The office opens at 9.", original="The office opens at 8.", query="When does the office open?")
    )
    other = await services.memory.keep(
        NewCorrection("The office opens at 10.", original="The office opens at 8.", query="When does the office open?")
    )
    assert other.conflict is not None
    async with world(services).run_test(size=(80, 30)) as pilot:
        await begin(pilot)
        text = await press(pilot, "c")
        assert isinstance(pilot.app.screen, ConflictDialog)
        assert "opens at 9" in text
        assert "opens at 10" in text
        assert "✓ kept" in await press(pilot, "2")
        assert (await services.memory.get(other.correction.id)).status is Status.ACTIVE
        assert (await services.memory.get(kept.correction.id)).status is Status.SUPERSEDED
        await press(pilot, "z")
        assert (await services.memory.get(kept.correction.id)).status is Status.ACTIVE
        assert "no corrections disagree" not in await press(pilot, "c")


async def test_no_conflicts_are_told(services: Services) -> None:
    async with world(services).run_test(size=SIZE) as pilot:
        await begin(pilot)
        assert "no corrections disagree" in await press(pilot, "c")


async def test_an_empty_memory_says_what_to_do(tmp_path: Path) -> None:
    services = await small_world(tmp_path, ())
    async with world(services).run_test(size=SIZE) as pilot:
        await begin(pilot)
        text = text_of(pilot.app)
        assert "Nothing learned yet." in text
        assert "press x" in text
        for key in ("enter", "e", "m", "delete", "z"):
            await press(pilot, key)
        await services.memory.keep(NewCorrection("dates as YYYY-MM-DD", standing=True))
        panel(pilot).reload()
        await settle(pilot)
        assert "dates as YYYY-MM-DD" in text_of(pilot.app)


async def test_a_broken_store_is_one_calm_line(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise StoreError("The database is locked.", "Close the other rlmchat.")

    async with world(services).run_test(size=(80, 30)) as pilot:
        await begin(pilot)
        monkeypatch.setattr(services.memory, "delete", broken)
        assert "✗ The database is locked. Close the other rlmchat." in flat(await press(pilot, "delete"))
        for name in ("find", "tally", "conflicts", "history"):
            monkeypatch.setattr(services.memory, name, broken)
        assert "✗ The database is locked." in flat(await press(pilot, "left", "c", "right"))


async def test_what_changes_elsewhere_shows_on_reload(services: Services) -> None:
    async with world(services).run_test(size=SIZE) as pilot:
        shown = await begin(pilot)
        await press(pilot, "enter")
        await services.memory.edit(SYDNEY.id, corrected_output="The capital of Australia is Perth.")
        shown.reload()
        await settle(pilot)
        assert "is Perth." in flat(text_of(pilot.app))


async def test_keys_can_be_clicked(services: Services) -> None:
    async with world(services).run_test(size=SIZE) as pilot:
        await begin(pilot)
        await pilot.click("KeyLine", offset=(9, 0))
        await settle(pilot)
        assert (await services.memory.get(SYDNEY.id)).status is Status.MUTED


async def test_brackets_and_escape_sequences_are_text(services: Services) -> None:
    async with world(services).run_test(size=(80, 30)) as pilot:
        await begin(pilot)
        text = await press(pilot, "end", "enter")
        assert "[red]bold[/red]" in text
        assert "␛[31mplain␛[0m" in text


async def test_an_edit_goes_to_the_correction_it_was_begun_on(services: Services) -> None:
    async with world(services).run_test(size=(80, 30)) as pilot:
        shown = await begin(pilot)
        await press(pilot, "e")
        await services.memory.keep(NewCorrection("meanwhile", standing=True))
        shown.reload()
        shown.list.cursor = 3
        await settle(pilot)
        await press(pilot, "!", "enter")
        assert (await services.memory.get(SYDNEY.id)).corrected_output.endswith("Canberra.!")


async def test_a_correction_that_is_taken_back_elsewhere_closes_its_detail(services: Services) -> None:
    kept = await services.memory.keep(NewCorrection("amounts in euros", standing=True))
    async with world(services).run_test(size=(80, 30)) as pilot:
        shown = await begin(pilot)
        await press(pilot, "end", "home")
        for _ in range(20):
            if shown.list.record is not None and shown.list.record.id == kept.correction.id:
                break
            await press(pilot, "down")
        await press(pilot, "enter")
        await services.memory.undo(kept.correction.id)
        shown.reload()
        await settle(pilot)
        assert not shown.detail_open
        assert "euros" not in text_of(pilot.app)


async def test_searching_leaves_the_detail(services: Services) -> None:
    async with world(services).run_test(size=(80, 30)) as pilot:
        shown = await begin(pilot)
        text = await press(pilot, "enter", "slash", *"pnpm")
        assert not shown.detail_open
        assert "npm → pnpm" in text


async def test_own_keys_are_shown_and_work(services: Services) -> None:
    app = world(services)
    app.set_keymap({"correction_mute": "u"})
    async with app.run_test(size=(80, 30)) as pilot:
        await begin(pilot)
        assert "u mute" in text_of(app)
        await press(pilot, "u")
        assert (await services.memory.get(SYDNEY.id)).status is Status.MUTED
