"""What a person does with the memory: tell it, look, change, take back; and what it survives."""

from __future__ import annotations

import asyncio

import pytest

from rlmchat.errors import NotFoundError, UsageError
from rlmchat.learning.correction import Action, NewCorrection, Outcome, OutcomeKind, Scope, Status
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import Find
from rlmchat.learning.undo import Undone
from tests.learning.memories import NOW, World, canberra, rule


async def rules(memory: Memory, query: str = "capital of Australia", **more: str) -> list[str]:
    return [lesson.correction.rule for lesson in (await memory.recall(query, **more)).lessons]


async def test_what_was_said_in_one_chat_is_recalled_in_another() -> None:
    memory = await World().memory()
    kept = await memory.keep(canberra())
    assert (kept.how, kept.correction.scope) == ("new", Scope.parse("topic"))
    assert await rules(memory, "the capital of Australia?", chat_id="chat-2") == ["Sydney → Canberra"]
    assert await rules(memory, "How do I bake bread?", chat_id="chat-2") == []


async def test_it_is_there_after_a_restart() -> None:
    world = World()
    await (await world.memory()).keep(canberra())
    assert await rules(await world.memory()) == ["Sydney → Canberra"]


async def test_muted_deleted_and_back_again() -> None:
    memory = await World().memory()
    one = (await memory.keep(canberra())).correction.id
    for act, back in ((memory.mute, memory.unmute), (memory.delete, memory.restore)):
        await act(one)
        assert await rules(memory) == []
        assert (await back(one)).status is Status.ACTIVE
        assert await rules(memory) == ["Sydney → Canberra"]


async def test_an_edit_is_recalled_as_edited() -> None:
    memory = await World().memory()
    one = (await memory.keep(canberra())).correction.id
    edited = await memory.edit(one, corrected_output="Canberra, ACT", severity=0.9)
    assert (edited.corrected_output, edited.severity) == ("Canberra, ACT", 0.9)
    assert await rules(memory) == ["Sydney → Canberra, ACT"]
    assert [step.action for step in await memory.history(one)] == [Action.CREATED, Action.EDITED]


async def test_only_a_persons_fields_can_be_edited() -> None:
    memory = await World().memory()
    one = (await memory.keep(canberra())).correction.id
    with pytest.raises(UsageError, match="held"):
        await memory.edit(one, held=3)


async def test_an_edit_that_changes_nothing_leaves_no_trace() -> None:
    memory = await World().memory()
    one = (await memory.keep(canberra())).correction.id
    await memory.edit(one, corrected_output="Canberra")
    assert len(await memory.history(one)) == 1


async def test_a_correction_is_found_by_the_beginning_of_its_id() -> None:
    memory = await World().memory()
    one = (await memory.keep(canberra())).correction
    assert await memory.get(one.id[:13]) == one
    with pytest.raises(NotFoundError):
        await memory.get("ffffffff")
    with pytest.raises(NotFoundError):
        await memory.get("")


async def test_undo_takes_back_act_after_act() -> None:
    memory = await World().memory()
    one = (await memory.keep(canberra())).correction
    await memory.edit(one.id, corrected_output="Hobart")
    await memory.delete(one.id)
    assert (await memory.undo()).back[0].status is Status.ACTIVE
    assert await memory.undo(one.id) == Undone(back=(one,))
    assert await rules(memory) == ["Sydney → Canberra"]
    assert await memory.undo() == Undone(gone=(one,))
    assert (await memory.find(Find(statuses=frozenset(Status))), await rules(memory)) == ([], [])
    assert not await memory.undo()


async def test_undo_of_one_correction_leaves_the_others() -> None:
    memory = await World().memory()
    first = (await memory.keep(canberra())).correction.id
    second = (await memory.keep(rule())).correction.id
    await memory.undo(first)
    assert [r.id for r in await memory.find(Find())] == [second]


async def test_undo_keeps_what_outcomes_have_told_meanwhile() -> None:
    memory = await World().memory()
    one = (await memory.keep(canberra())).correction.id
    await memory.edit(one, corrected_output="Hobart")
    await memory.judge([Outcome(one, OutcomeKind.HELD, "chat-2", "m", NOW)])
    back = (await memory.undo(one)).back[0]
    assert (back.corrected_output, back.held) == ("Canberra", 1)


async def test_a_dead_index_costs_the_meaning_and_not_the_memory() -> None:
    world = World()
    world.index.broken = "The folder is damaged."
    memory = await world.memory()
    assert "keywords" in memory.health
    assert (await memory.keep(canberra())).how == "new"
    await memory.keep(rule())
    assert await rules(memory, "capital of Australia?") == ["British spelling", "Sydney → Canberra"]


async def test_a_dead_index_is_rebuilt_from_the_ledger() -> None:
    world = World()
    memory = await world.memory()
    await memory.keep(canberra())
    world.index.broken = "The folder is damaged."
    await memory.recall("anything")
    late = (await memory.keep(rule())).correction.id
    assert await memory.rebuild() == 2
    assert memory.health == ""
    assert late in await world.index.ids()


async def test_an_index_that_comes_back_is_used_again_after_a_while() -> None:
    world = World()
    memory = await world.memory()
    world.index.broken = "busy"
    await memory.keep(canberra())
    await memory.recall("anything")
    world.index.broken = ""
    assert memory.health
    world.later(minutes=1)
    await memory.recall("anything")
    assert memory.health == ""
    assert len(await world.index.ids()) == 1


async def test_a_dead_embedder_costs_the_meaning_and_not_the_memory() -> None:
    world = World()
    memory = await world.memory()
    world.embedder.broken = "no network"
    assert (await memory.keep(canberra())).how == "new"
    assert await rules(memory, "capital of Australia?") == ["Sydney → Canberra"]
    assert "embedder" in memory.health


async def test_an_index_lost_between_two_starts_is_made_anew() -> None:
    world = World()
    await (await world.memory()).keep(canberra())
    await world.index.clear("static")
    assert await rules(await world.memory()) == ["Sydney → Canberra"]


async def test_a_changed_embedder_embeds_all_texts_again() -> None:
    world = World()
    memory = await world.memory()
    await memory.import_many([canberra(), rule()])
    world.embedder = type(world.embedder)("minilm", 384)
    steps: list[tuple[int, int]] = []
    await Memory(world.ledger, world.index, world.embedder, memory.settings, clock=world.clock).open(
        lambda done, of: steps.append((done, of))
    )
    assert steps == [(2, 2)]
    assert world.index.embedder == "minilm"
    assert len(world.embedder.embedded) >= 4


async def test_a_crash_between_ledger_and_index_is_repaired_at_the_next_start() -> None:
    world = World()
    memory = await world.memory()
    one = (await memory.keep(canberra())).correction
    two = (await memory.keep(rule())).correction
    await world.index.remove([one.id])
    await world.ledger.set_synced_seq(0)
    await world.memory()
    assert await world.index.ids() == {one.id, two.id}


async def test_two_programs_on_one_home_see_each_others_corrections() -> None:
    world = World()
    here, there = await world.memory(), await world.memory()
    await there.keep(canberra())
    assert await rules(here) == ["Sydney → Canberra"]
    assert world.index.refreshed == 1
    await rules(here)
    assert world.index.refreshed == 1


async def test_what_another_program_left_half_done_is_finished() -> None:
    world = World()
    here, there = await world.memory(), await world.memory()
    one = (await there.keep(canberra())).correction.id
    await world.index.remove([one])
    await world.ledger.set_synced_seq(0)
    await rules(here)
    assert await world.index.ids() == {one}


async def test_many_at_once_are_one_act() -> None:
    memory = await World().memory()
    seen: list[tuple[int, int]] = []
    news = [NewCorrection(f"rule number {i} about subject{i}", original=f"wrong{i}") for i in range(300)]
    kept = await memory.import_many(news, lambda done, of: seen.append((done, of)))
    assert {one.how for one in kept} == {"new"}
    assert seen[-1] == (300, 300)
    assert await memory.count(Find()) == 300
    await memory.undo()
    assert await memory.tally() == {}


async def test_writers_wait_for_each_other() -> None:
    memory = await World().memory()
    await asyncio.gather(*(memory.keep(canberra(session_id=f"chat-{i}")) for i in range(5)))
    (one,) = await memory.find(Find())
    assert (one.confirmations, len(one.chats)) == (4, 5)


async def test_the_tally_counts_every_status() -> None:
    memory = await World().memory()
    one = (await memory.keep(canberra())).correction.id
    await memory.keep(rule())
    await memory.mute(one)
    assert await memory.tally() == {Status.ACTIVE: 1, Status.MUTED: 1}
