"""Acts on corrections: each tells what it did, does nothing twice, and can be taken back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from rlmchat.errors import StoreError
from rlmchat.learning.correction import Action, Category, Revision, Source, Status
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import Find
from rlmchat.widgets.correction_facts import bar, evidence, history_lines, outcome_lines, state, used, validity
from rlmchat.widgets.corrections_acts import NOTHING, Acts
from rlmchat.widgets.corrections_source import Chosen
from tests.widgets.corrections_world import (
    DATES,
    MUTED,
    NOW,
    SHORT,
    SPACES,
    SYDNEY,
    TABS,
    changed,
    small_world,
    utc,  # noqa: F401
)


@pytest.fixture
async def memory(tmp_path: Path) -> Memory:
    return (await small_world(tmp_path)).memory


async def test_nothing_is_done_twice(memory: Memory) -> None:
    acts = Acts(memory)
    assert await acts.restore(DATES) == "in use already"
    assert "r restores it" in await acts.mute(TABS)
    assert await acts.edit(DATES, {"category": Category.STYLE}) == "nothing was changed"
    await acts.delete(DATES)
    assert "deleted already" in await acts.delete(await memory.get(DATES.id))
    assert "r restores it" in await acts.mute(await memory.get(DATES.id))
    assert await acts.undo(None) == "taken back: deleted: dates as YYYY-MM-DD"
    assert await acts.undo(None) == NOTHING


async def test_restoring_says_what_gives_way_and_is_taken_back_with_it(memory: Memory) -> None:
    acts = Acts(memory)
    tabs, spaces = await memory.get(TABS.id), await memory.get(SPACES.id)
    assert (await acts.restore(tabs)).startswith("restored in place of “indent with four spaces”: ")
    assert (await memory.get(SPACES.id)).status is Status.SUPERSEDED
    await acts.undo(None)
    assert [await memory.get(TABS.id), await memory.get(SPACES.id)] == [tabs, spaces]


async def test_mute_and_unmute(memory: Memory) -> None:
    acts = Acts(memory)
    assert await acts.mute(MUTED) == "in use again: colour → color"
    assert (await memory.get(MUTED.id)).status is Status.ACTIVE
    await acts.undo(None)
    assert (await memory.get(MUTED.id)).status is Status.MUTED


async def test_a_failed_act_is_not_taken_back_instead_of_the_one_before(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = Acts(memory)
    await acts.mute(DATES)

    async def broken(_: str) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(memory, "delete", broken)
        with pytest.raises(StoreError):
            await acts.delete(SYDNEY)
    await acts.undo(None)
    assert (await memory.get(DATES.id)).status is Status.ACTIVE


async def test_a_failed_undo_can_be_tried_again(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    acts = Acts(memory)
    await acts.mute(DATES)

    async def broken(_: str) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(memory, "undo", broken)
        with pytest.raises(StoreError):
            await acts.undo(None)
    assert "taken back" in await acts.undo(None)


async def test_by_hand_again_makes_surer_and_dates_are_kept(memory: Memory) -> None:
    acts = Acts(memory)
    values = {
        "corrected_output": "amounts in euros",
        "category": Category.PREFERENCE,
        "source": Source.EXPLICIT,
        "standing": True,
        "valid_until": NOW + timedelta(days=30),
    }
    assert await acts.add(values) == "learned: amounts in euros"
    (record,) = await memory.find(Find(text="euros"))
    assert record.valid_until == NOW + timedelta(days=30)
    assert await acts.add({**values, "valid_until": None}) == "known already, and surer now: amounts in euros"
    assert (await acts.add({**values, "corrected_output": " "})).startswith("not kept: ")


async def test_accept_and_reject(memory: Memory) -> None:
    acts = Acts(memory)
    assert await acts.reject(SHORT) == "not learned: prefers short answers"
    await acts.undo(None)
    assert (await memory.get(SHORT.id)).status is Status.TENTATIVE
    assert await acts.accept(SHORT) == "learned: prefers short answers"


async def test_corrections_of_an_answer_that_were_taken_back_are_left_out(memory: Memory) -> None:
    source = Chosen(memory, (SYDNEY.id, "00000000-dead-7000-8000-000000000000", DATES.id), "CAPITAL")
    assert await source.page(0, 9) == [SYDNEY]
    assert await source.count() == 1


def test_facts_in_words() -> None:
    assert bar(0.0) == "░" * 10
    assert bar(1.0) == "▇" * 10
    assert used(DATES) == "in no answer yet"
    assert used(changed(DATES, apply_count=3, forced=1)) == "held in 3 answers, changed the text of 1"
    assert validity(changed(DATES, valid_from=NOW, valid_until=NOW)) == "from 2026-11-20 until 2026-11-20"
    assert evidence(changed(DATES, evidence=("a",), chats=("a", "b"))) == "1 merged correction · in 2 chats"
    assert history_lines([]).plain == "nothing is recorded"


def test_the_state_of_what_held_once_is_not_in_use() -> None:
    assert state(DATES, NOW) == "in use"
    assert state(changed(DATES, valid_until=NOW), NOW).startswith("held until 2026-11-20 · not in use now")


def test_history_names_what_was_undone_and_who_replaced_it() -> None:
    def step(action: Action, reason: str, group: str) -> Revision:
        return Revision(1, TABS.id, NOW, action, reason, group, TABS)

    steps = [
        step(Action.CREATED, "from correction", "g0"),
        step(Action.MUTED, "", "g1-long"),
        step(Action.UNDONE, "undid: g1-long", "g2"),
        step(Action.SUPERSEDED, f"{SPACES.id} says otherwise since", "g3"),
    ]
    text = history_lines(steps, {SPACES.id: "indent with four spaces"}).plain
    assert "took back: muted" in text
    assert "“indent with four spaces” says otherwise since" in text
    assert "another one says otherwise" in history_lines(steps).plain
    assert "created · muted once · undone once · superseded once" in text


def test_long_histories_are_cut() -> None:
    steps = [Revision(n, TABS.id, NOW, Action.EDITED, "", f"g{n}", TABS) for n in range(20)]
    assert "… 12 earlier" in history_lines(steps).plain
    assert outcome_lines([]).plain.startswith("none yet")
