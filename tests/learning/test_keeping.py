"""What becomes of a new correction: learned, said again, in place of another, put aside, or not learned at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rlmchat.errors import UsageError
from rlmchat.learning.chronicle import SAID_AGAIN
from rlmchat.learning.correction import Category, NewCorrection, Outcome, OutcomeKind, Scope, Source, Status
from rlmchat.learning.memory import Memory
from rlmchat.learning.merging import merged
from rlmchat.learning.ports import Find
from rlmchat.learning.precedence import Verdict, verdict
from rlmchat.learning.undo import Undone
from tests.adapters.records import correction
from tests.learning.memories import NOW, World, canberra, rule

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


@pytest.mark.parametrize("place", ["chat:zzz", "project:/home/ana/web", "domain:geography"])
async def test_a_place_that_was_asked_for_is_kept_where_the_same_is_known_elsewhere(place: str) -> None:
    memory = await World().memory()
    first = (await memory.keep(canberra())).correction
    kept = await memory.keep(canberra(scope=Scope.parse(place)))
    assert (kept.how, str(kept.correction.scope), kept.superseded) == ("new", place, ())
    again = await memory.keep(canberra(scope=Scope.parse(place)))
    assert (again.how, again.correction.id) == ("merged", kept.correction.id)
    assert await memory.get(first.id) == first


def test_merging_takes_the_newer_words_and_keeps_what_only_the_older_has() -> None:
    older = correction(
        "Sydney", "Canberra", age=9, query="capital?", explanation="since 1913", source=Source.CORRECTION
    )
    newer = correction("", "Canberra, ACT", age=1, source=Source.EXPLICIT, standing=True)
    both = merged(older, newer, newer.created_at)
    assert (both.id, both.original_output, both.corrected_output) == (older.id, "Sydney", "Canberra, ACT")
    assert (both.query, both.explanation, both.source, both.standing) == ("capital?", "since 1913", "explicit", True)
    assert merged(newer, older, newer.created_at).corrected_output == "Canberra, ACT"


CANARY = "My canary is called Fips"


@pytest.mark.parametrize("again", [NewCorrection("Fips"), NewCorrection("Fips", "Hansi", "What is my canary called?")])
async def test_a_part_of_a_rule_said_again_leaves_the_rule_whole(again: NewCorrection) -> None:
    memory = await World().memory()
    first = (await memory.keep(rule(CANARY))).correction
    kept = await memory.keep(again)
    assert (kept.how, kept.correction.corrected_output) == ("merged", CANARY)
    assert kept.correction.original_output == again.original
    assert await memory.undo() == Undone(back=(first,))


def test_a_value_that_can_stand_for_the_wrong_one_takes_the_place_of_a_sentence_with_it() -> None:
    sentence = correction("Hansi", "Your canary is called Fips.", age=9, source=Source.CORRECTION)
    value = correction("Hansi", "Fips", age=1, source=Source.CORRECTION)
    assert merged(sentence, value, value.created_at).corrected_output == "Fips"
    fuller, part = (replace(value, corrected_output=text) for text in ("Canberra, ACT", "Canberra"))
    assert (
        merged(replace(fuller, created_at=sentence.created_at), part, part.created_at).rule == "Hansi → Canberra, ACT"
    )


async def test_undoing_what_was_said_again_takes_back_that_the_lesson_was_broken() -> None:
    memory = await World().memory()
    first = (await memory.keep(rule(CANARY))).correction
    await memory.judge([Outcome(first.id, OutcomeKind.BROKEN, "chat-1", "m1", NOW)])
    broken = await memory.get(first.id)
    kept = await memory.keep(NewCorrection("Fips"))
    await memory.judge([Outcome(kept.correction.id, OutcomeKind.BROKEN, "chat-1", "m2", NOW, SAID_AGAIN)])
    assert (await memory.get(first.id)).broken == 2
    assert await memory.undo() == Undone(back=(broken,))


async def test_undo_leaves_other_outcomes_as_they_are() -> None:
    memory = await World().memory()
    first = (await memory.keep(rule(CANARY))).correction
    await memory.keep(NewCorrection("Fips"))
    await memory.judge([Outcome(first.id, OutcomeKind.BROKEN, "chat-1", "m2", NOW)])
    assert [one.broken for one in (await memory.undo()).back] == [1]


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


CHANGES_OF_MIND = [
    ("Lars Berg", "Anna Berg", "Tom Berg", "Who is my boss?", "Who is the boss of me?"),
    ("Dr. Meyer", "Dr. Yılmaz", "Dr. Novak", "Who is my doctor?", "What is my doctor called?"),
    ("St. Gallen", "St. Moritz", "St. Anton", "Where do we ski?", "Where do we ski?"),
    (
        "Your gym is in Halle.",
        "Your gym is in Leipzig.",
        "Your gym is in Jena.",
        "Where is my gym?",
        "Where is my gym?",
    ),
    ("Marta lives in Lisbon", "Marta lives in Porto", "Marta lives in Braga", "Where does Marta live?", ""),
    (
        "Room 4 (ground floor)",
        "Room 5 (ground floor)",
        "Room 5 (first floor)",
        "Where do we meet?",
        "Where do we meet?",
    ),
    ("The office opens at 8.", "The office opens at 9.", "The office opens at 10.", "", ""),
    ("Meyer", "Yılmaz", "Novak", "", ""),
]


@pytest.mark.parametrize(("first", "then", "now", "query", "again"), CHANGES_OF_MIND)
async def test_what_was_right_and_is_wrong_now_is_superseded_once(
    first: str, then: str, now: str, query: str, again: str
) -> None:
    memory = await World().memory()
    old = (await memory.keep(NewCorrection(then, first, query))).correction
    kept = await memory.keep(NewCorrection(now, then, again))
    assert (kept.how, [one.id for one in kept.superseded]) == ("new", [old.id])
    assert dict(await everything(memory)) == {then: Status.SUPERSEDED, now: Status.ACTIVE}


@pytest.mark.parametrize(("first", "then", "now", "query", "again"), CHANGES_OF_MIND)
async def test_policy_ask_asks_of_every_change_of_mind(first: str, then: str, now: str, query: str, again: str) -> None:
    memory = await World().memory(conflict="ask")
    await memory.keep(NewCorrection(then, first, query))
    kept = await memory.keep(NewCorrection(now, then, again))
    assert kept.conflict is not None
    assert len(await memory.conflicts()) == 1


async def test_another_right_value_for_one_wrong_sentence_takes_its_place() -> None:
    memory = await World().memory()
    await memory.keep(NewCorrection("Marta lives in Porto", "Marta lives in Lisbon"))
    kept = await memory.keep(NewCorrection("Marta lives in Braga", "Marta lives in Lisbon"))
    assert [one.corrected_output for one in kept.superseded] == ["Marta lives in Porto"]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        (("Dresden", "Leipzig", "Where is our office?"), ("Leipzig", "Jena", "Where is my gym?")),
        (("Meyer", "Novak", "Who is my doctor?"), ("Novak", "Berg", "Who is my dentist?")),
        (("Lisbon", "Porto", "Where does Marta live?"), ("Porto", "Braga", "Where does Pedro live?")),
        (
            ("Your gym is in Halle", "Your gym is in Leipzig", ""),
            ("Your office is in Leipzig", "Your office is in Jena", ""),
        ),
        (("30 days", "14 days", ""), ("14 days", "60 days", "")),
        (("Istanbul", "Ankara", "The capital of Turkey?"), ("Ankara", "Istanbul", "The largest city of Turkey?")),
    ],
)
async def test_a_value_may_be_right_in_one_matter_and_wrong_in_another(
    older: tuple[str, str, str], newer: tuple[str, str, str]
) -> None:
    memory = await World().memory()
    for wrong, right, query in (older, newer):
        kept = await memory.keep(NewCorrection(right, wrong, query))
    assert (kept.how, kept.superseded) == ("new", ())


@pytest.mark.parametrize("queries", [("", ""), ("", "Format a string in Python"), ("Format a string in Python",) * 2])
@pytest.mark.parametrize("where", ["", " in Python code"])
@pytest.mark.parametrize("standing", [True, False])
async def test_rules_for_code_of_different_things_hold_together(
    queries: tuple[str, str], where: str, standing: bool
) -> None:
    memory = await World().memory()
    rules = [("tabs", "4 spaces"), ("% formatting", "f-strings"), ("print", "logging"), ("", "type hints")]
    for wrong, right in rules:
        new = NewCorrection(
            f"Use {right}{where}.",
            wrong,
            queries[wrong == "% formatting"],
            category=Category.CODE,
            scope=Scope.parse("domain:python"),
            standing=standing,
        )
        kept = await memory.keep(new)
        assert (kept.how, kept.superseded) == ("new", ())


async def test_a_value_in_more_words_is_the_same_value() -> None:
    memory = await World().memory()
    await memory.keep(canberra())
    assert (await memory.keep(canberra(original="Canberra", corrected="Canberra, ACT"))).how == "merged"


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


BOSS = "Who is my boss?"
ANNA, TOM = NewCorrection("Anna Berg", "Lars Berg", BOSS), NewCorrection("Tom Berg", "Anna Berg", BOSS)


async def recalled(memory: Memory) -> set[str]:
    return {lesson.correction.corrected_output for lesson in (await memory.recall(BOSS)).lessons}


async def test_what_is_restored_holds_again_instead_of_what_had_taken_its_place() -> None:
    world = World()
    memory = await world.memory()
    old = (await memory.keep(ANNA)).correction
    world.later(days=1)
    new = (await memory.keep(TOM)).correction
    assert await recalled(memory) == {"Tom Berg"}
    for back, gone in ((old, new), (new, old)):
        in_use = await memory.in_place_of(back.id)
        assert in_use is not None
        assert in_use.id == gone.id
        before = await everything(memory)
        await memory.restore(back.id)
        assert await recalled(memory) == {back.corrected_output}
        assert (await memory.get(gone.id)).superseded_by == back.id
        await memory.undo()
        assert await everything(memory) == before
        await memory.restore(back.id)


async def test_what_is_restored_takes_the_place_of_the_last_of_a_chain() -> None:
    memory = await World().memory()
    first = (await memory.keep(ANNA)).correction
    await memory.keep(TOM)
    last = (await memory.keep(NewCorrection("Ida Berg", "Tom Berg", BOSS))).correction
    await memory.restore(first.id)
    assert {text for text, status in await everything(memory) if status is Status.ACTIVE} == {"Anna Berg"}
    assert (await memory.get(last.id)).superseded_by == first.id


async def test_what_nothing_stands_in_the_place_of_is_restored_alone() -> None:
    memory = await World().memory()
    first = (await memory.keep(ANNA)).correction
    second = (await memory.keep(TOM)).correction
    await memory.delete(second.id)
    assert await memory.in_place_of(first.id) is None
    assert (await memory.restore(first.id)).supersedes == ()
    assert (await memory.get(second.id)).status is Status.DELETED


@pytest.mark.parametrize("policy", ["ask", "both"])
async def test_what_is_to_stand_beside_another_is_recalled_with_it(policy: str) -> None:
    world = World()
    memory = await world.memory(conflict=policy)
    await memory.keep(ANNA)
    world.later(days=1)
    await memory.keep(TOM)
    for waiting in await memory.conflicts():
        await memory.resolve(waiting, "both")
    assert await recalled(memory) == {"Anna Berg", "Tom Berg"}


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
