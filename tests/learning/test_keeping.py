"""What becomes of a new correction: learned, said again, in place of another, put aside, or not learned at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rlmchat.errors import UsageError
from rlmchat.learning.correction import Category, NewCorrection, Scope, Source, Status
from rlmchat.learning.memory import Memory
from rlmchat.learning.merging import merged
from rlmchat.learning.ports import Find
from rlmchat.learning.precedence import Verdict, verdict
from rlmchat.learning.undo import Undone
from tests.adapters.records import correction
from tests.learning.memories import World, canberra, rule

BULLETS = rule("no bullet points in my texts", query="why remote work?", original="- fewer commutes")
NO_BULLETS_ANY_MORE = rule("always bullet points, nobody reads paragraphs", query="benefits of a four day week")


async def everything(memory: Memory) -> list[tuple[str, Status]]:
    found = await memory.find(Find(statuses=frozenset(Status), sort="oldest"))
    return [(one.corrected_output, one.status) for one in found]


async def test_said_twice_is_one_record_that_is_surer() -> None:
    world = World()
    memory = await world.memory()
    first = (await memory.keep(canberra())).correction
    world.later(days=3)
    again = await memory.keep(canberra(session_id="chat-2"))
    assert again.how == "merged"
    assert again.correction.id == first.id
    assert again.correction.confidence > first.confidence
    assert again.correction.confirmed_at == world.now
    assert again.correction.chats == ("chat-1", "chat-2")
    assert len(again.correction.evidence) == 1
    assert await memory.count(Find()) == 1


async def test_a_merge_can_be_taken_back() -> None:
    memory = await World().memory()
    first = (await memory.keep(canberra())).correction
    await memory.keep(canberra())
    assert await memory.undo() == Undone(back=(first,))


async def test_the_third_time_it_is_proactive() -> None:
    memory = await World().memory()
    for _ in range(3):
        kept = await memory.keep(canberra())
    assert kept.correction.confirmations == 2
    assert "proactive" in kept.correction.tags


async def test_the_second_time_a_tentative_one_is_learned() -> None:
    memory = await World().memory()
    await memory.keep(canberra(status=Status.TENTATIVE))
    assert (await memory.keep(canberra(status=Status.TENTATIVE))).correction.status is Status.ACTIVE


async def test_what_two_chats_say_leaves_the_first_chat() -> None:
    memory = await World().memory()
    here = Scope.parse("chat:chat-1")
    await memory.keep(canberra(scope=here))
    assert (await memory.keep(canberra(scope=here))).correction.scope == here
    assert (await memory.keep(canberra(session_id="chat-2", scope=None))).correction.scope == Scope.parse("topic")


def test_merging_takes_the_newer_words_and_keeps_what_only_the_older_has() -> None:
    older = correction(
        "Sydney", "Canberra", age=9, query="capital?", explanation="since 1913", source=Source.CORRECTION
    )
    newer = correction("", "Canberra, ACT", age=1, source=Source.EXPLICIT, standing=True)
    both = merged(older, newer, newer.created_at)
    assert (both.id, both.original_output, both.corrected_output) == (older.id, "Sydney", "Canberra, ACT")
    assert (both.query, both.explanation, both.source, both.standing) == ("capital?", "since 1913", "explicit", True)
    assert merged(newer, older, newer.created_at).corrected_output == "Canberra, ACT"


async def test_a_change_of_mind_takes_the_place_of_the_old_rule() -> None:
    world = World()
    memory = await world.memory()
    old = (await memory.keep(BULLETS)).correction
    world.later(days=90)
    kept = await memory.keep(NO_BULLETS_ANY_MORE)
    assert [one.id for one in kept.superseded] == [old.id]
    gone = await memory.get(old.id)
    assert (gone.status, gone.superseded_by) == (Status.SUPERSEDED, kept.correction.id)
    assert gone.valid_until == world.now
    recall = await memory.recall("anything", chat_id="chat-9")
    assert [x.correction.id for x in recall.lessons] == [kept.correction.id]


async def test_undoing_a_change_of_mind_brings_the_old_rule_back() -> None:
    world = World()
    memory = await world.memory()
    old = (await memory.keep(BULLETS)).correction
    world.later(days=90)
    await memory.keep(NO_BULLETS_ANY_MORE)
    await memory.undo()
    assert await memory.find(Find(statuses=frozenset(Status))) == [old]


async def test_what_was_said_earlier_loses_though_it_comes_later() -> None:
    world = World()
    memory = await world.memory()
    new = (await memory.keep(NO_BULLETS_ANY_MORE)).correction
    kept = await memory.keep(replace(BULLETS, created_at=world.now.replace(year=2024)))
    assert (kept.correction.status, kept.correction.superseded_by) == (Status.SUPERSEDED, new.id)
    assert (await memory.get(new.id)).status is Status.ACTIVE


async def test_policy_ask_lets_both_wait() -> None:
    world = World()
    memory = await world.memory(conflict="ask")
    old = (await memory.keep(BULLETS)).correction
    world.later(days=90)
    kept = await memory.keep(NO_BULLETS_ANY_MORE)
    assert kept.conflict is not None
    assert (kept.conflict.older.id, kept.correction.status) == (old.id, Status.TENTATIVE)
    (waiting,) = await memory.conflicts()
    assert (waiting.older.id, waiting.newer.id) == (old.id, kept.correction.id)


@pytest.mark.parametrize(
    ("keep", "statuses"),
    [
        ("older", (Status.ACTIVE, Status.SUPERSEDED)),
        ("newer", (Status.SUPERSEDED, Status.ACTIVE)),
        ("both", (Status.ACTIVE, Status.ACTIVE)),
    ],
)
async def test_the_person_decides_a_conflict(keep: str, statuses: tuple[Status, Status]) -> None:
    world = World()
    memory = await world.memory(conflict="ask")
    await memory.keep(BULLETS)
    world.later(days=90)
    await memory.keep(NO_BULLETS_ANY_MORE)
    before = await everything(memory)
    (waiting,) = await memory.conflicts()
    after = await memory.resolve(waiting, keep)
    assert tuple(one.status for one in after) == statuses
    assert await memory.conflicts() == []
    await memory.undo()
    assert await everything(memory) == before


async def test_a_conflict_has_three_ways_out() -> None:
    memory = await World().memory(conflict="ask")
    await memory.keep(BULLETS)
    await memory.keep(NO_BULLETS_ANY_MORE)
    (waiting,) = await memory.conflicts()
    with pytest.raises(UsageError):
        await memory.resolve(waiting, "neither")


async def test_policy_both_keeps_both() -> None:
    memory = await World().memory(conflict="both")
    await memory.keep(BULLETS)
    assert (await memory.keep(NO_BULLETS_ANY_MORE)).superseded == ()
    assert {status for _, status in await everything(memory)} == {Status.ACTIVE}


async def test_accepting_from_the_inbox_takes_the_place_of_what_it_contradicts() -> None:
    world = World()
    memory = await world.memory()
    old = (await memory.keep(BULLETS)).correction
    world.later(days=90)
    kept = await memory.keep(replace(NO_BULLETS_ANY_MORE, status=Status.TENTATIVE))
    assert (await memory.get(old.id)).status is Status.ACTIVE
    accepted = await memory.accept(kept.correction.id)
    assert (accepted.status, accepted.supersedes) == (Status.ACTIVE, (old.id,))
    assert (await memory.get(old.id)).status is Status.SUPERSEDED


async def test_what_was_rejected_is_not_inferred_again_but_can_be_said_again() -> None:
    memory = await World().memory()
    one = (await memory.keep(canberra(status=Status.TENTATIVE))).correction.id
    await memory.reject(one)
    assert (await memory.keep(canberra(source=Source.INFERRED))).how == "rejected"
    assert (await memory.keep(canberra(status=Status.TENTATIVE))).how == "rejected"
    assert (await memory.keep(canberra())).how == "new"


async def test_nothing_in_it_is_not_kept() -> None:
    memory = await World().memory()
    assert (await memory.keep(NewCorrection("  \n "))).how == "rejected"
    assert await memory.tally() == {}


async def test_wishes_of_one_sitting_are_all_meant() -> None:
    memory = await World().memory()
    wishes = [
        "I prefer to avoid museums when I travel",
        "I prefer to avoid crowds when I travel",
        "I prefer to travel by train when I travel far",
    ]
    await memory.import_many([NewCorrection(w, category=Category.PREFERENCE) for w in wishes])
    assert {status for _, status in await everything(memory)} == {Status.ACTIVE}


async def test_different_things_with_the_same_numbers_never_meet() -> None:
    memory = await World().memory()
    await memory.keep(NewCorrection("October 15", original="October 5", query="when is the VAT return due"))
    await memory.keep(NewCorrection("October 16", original="October 15", query="when does the choir rehearsal start"))
    await memory.keep(NewCorrection("4 May", original="3 May", query="birthday of my mother"))
    await memory.keep(NewCorrection("14 May", original="4 May", query="birthday of my mother-in-law"))
    assert {status for _, status in await everything(memory)} == {Status.ACTIVE}


def test_precedence_narrower_then_explicit_then_newer() -> None:
    everywhere, here = Scope.parse("everywhere"), Scope.parse("project:/a")
    old, new = correction(age=9, scope=everywhere), correction(age=1, scope=everywhere)
    assert verdict(old, new) is Verdict.NEWER
    assert verdict(replace(old, source=Source.EXPLICIT), new) is Verdict.OLDER
    assert verdict(old, replace(new, scope=here)) is Verdict.EXCEPTION
    assert verdict(replace(old, scope=Scope.parse("project:/b")), replace(new, scope=here)) is Verdict.APART
    topic = replace(old, scope=Scope.parse("topic"))
    assert verdict(topic, replace(new, source=Source.EXPLICIT)) is Verdict.NEWER


async def test_an_exception_goes_before_the_rule_where_it_holds() -> None:
    world = World()
    memory = await world.memory()
    general = (await memory.keep(BULLETS)).correction
    world.later(days=9)
    here = await memory.keep(replace(NO_BULLETS_ANY_MORE, scope=Scope.parse("project:/blog")))
    inside = await memory.recall("x", project="/blog", chat_id="chat-9")
    assert [x.correction.id for x in inside.lessons] == [here.correction.id]
    assert any(x.correction.id == general.id and "exception" in x.left_out for x in inside.considered)
    outside = await memory.recall("x", project="/other", chat_id="chat-9")
    assert [x.correction.id for x in outside.lessons] == [general.id]


async def test_against_a_stated_rule_a_remark_holds_in_its_chat_only() -> None:
    world = World()
    memory = await world.memory()
    stated = (await memory.keep(BULLETS)).correction
    world.later(days=9)
    kept = await memory.keep(replace(NO_BULLETS_ANY_MORE, source=Source.CORRECTION, session_id="chat-5"))
    assert kept.correction.scope == Scope.parse("chat:chat-5")
    assert (await memory.get(stated.id)).status is Status.ACTIVE


async def test_undo_of_a_replacement_keeps_what_was_done_to_the_replaced_one_since() -> None:
    world = World()
    memory = await world.memory()
    old = (await memory.keep(BULLETS)).correction
    world.later(days=90)
    new = (await memory.keep(NO_BULLETS_ANY_MORE)).correction
    await memory.edit(old.id, severity=1.0)
    await memory.undo(new.id)
    (left,) = await memory.find(Find(statuses=frozenset(Status)))
    assert (left.id, left.status, left.superseded_by, left.severity) == (old.id, Status.ACTIVE, "", 1.0)
