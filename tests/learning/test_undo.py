"""Undo of one correction out of an act that touched many, and what becomes of what an undo took away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rlmchat.learning.correction import Category, NewCorrection, Source, Status
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import Find
from rlmchat.learning.profile_desk import ProfileDesk
from tests.learning.memories import World

EVERY = Find(statuses=frozenset(Status))
NEWS = [NewCorrection(f"value {i}", f"wrong {i}", f"subject number {i}") for i in range(4)]
BULLETS = NewCorrection(
    "always bullet points in my texts", category=Category.STYLE, source=Source.EXPLICIT, standing=True
)
NO_BULLETS = replace(BULLETS, corrected="no bullet points in my texts")


async def rules(memory: Memory) -> dict[str, Status]:
    return {record.corrected_output: record.status for record in await memory.find(EVERY)}


async def test_an_import_is_taken_back_piece_by_piece_or_whole() -> None:
    memory = await World().memory()
    ids = [kept.correction.id for kept in await memory.import_many(NEWS)]
    assert [record.id for record in (await memory.undo(ids[1])).gone] == [ids[1]]
    assert not await memory.undo(ids[1])
    assert [record.id for record in (await memory.undo()).gone] == [ids[0], *ids[2:]]
    assert not await memory.undo()


async def test_an_import_of_which_all_pieces_are_taken_back_is_done_with() -> None:
    memory = await World().memory()
    first = (await memory.keep(BULLETS)).correction
    for kept in await memory.import_many(NEWS):
        await memory.undo(kept.correction.id)
    assert (await memory.undo()).gone == (first,)


async def test_what_an_imported_one_replaced_comes_back_and_the_rest_stays() -> None:
    world = World()
    memory = await world.memory()
    old = (await memory.keep(BULLETS)).correction
    world.later(days=90)
    kept = await memory.import_many([*NEWS, NO_BULLETS])
    assert kept[-1].superseded
    undone = await memory.undo(kept[-1].correction.id)
    assert (undone.back, [record.id for record in undone.gone]) == ((old,), [kept[-1].correction.id])
    assert len(await rules(memory)) == 5
    assert len((await memory.undo()).gone) == 4
    assert await memory.find(EVERY) == [old]


@pytest.mark.parametrize(("nth", "left"), [(0, NO_BULLETS), (1, BULLETS)])
async def test_of_two_that_disagree_in_one_import_each_is_taken_back_alone(nth: int, left: NewCorrection) -> None:
    world = World()
    memory = await world.memory()
    news = [replace(BULLETS, created_at=world.now.replace(year=2025)), replace(NO_BULLETS, created_at=world.now)]
    kept = await memory.import_many(news)
    assert kept[1].superseded
    await memory.undo(kept[nth].correction.id)
    assert await rules(memory) == {left.corrected: Status.ACTIVE}
    assert await memory.undo(kept[1 - nth].correction.id)
    assert await rules(memory) == {}


async def test_what_was_taken_back_comes_back_as_it_was() -> None:
    world = World()
    memory = await world.memory()
    await memory.keep(BULLETS)
    world.later(days=90)
    new = (await memory.keep(NO_BULLETS)).correction
    before = await memory.find(EVERY)
    await memory.undo()
    assert await memory.taken_back(new.id) == new
    assert await memory.restore(new.id) == new
    assert await memory.find(EVERY) == before
    assert await memory.taken_back(new.id) is None
    await memory.undo()
    assert await rules(memory) == {BULLETS.corrected: Status.ACTIVE}


async def test_an_edit_of_the_page_is_one_act() -> None:
    memory = await World().memory()
    for name in ("tabs in Python", "euros for money", "metres for lengths"):
        await memory.keep(replace(BULLETS, corrected=name))
    before = await rules(memory)
    desk = ProfileDesk(memory)
    lines = [line for line in (await desk.markdown()).splitlines() if "tabs" not in line and "euros" not in line]
    done = await desk.edit("\n".join([*lines, "- short answers", ""]))
    assert (len(done.gone), len(done.new)) == (2, 1)
    await memory.undo()
    assert await rules(memory) == before
