"""Patterns: what keeps coming back is found, named, and leads to its own kind of learning; a no is a no."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.correction import Category, Correction, CorrectionId, NewCorrection, ScopeKind, Source, Status
from rlmchat.learning.failures import Failure, failure_of, threshold, weight
from rlmchat.learning.kept import KeptAs
from rlmchat.learning.patterns import clusters, patterns
from rlmchat.learning.ports import Find
from rlmchat.learning.proposals import Proposals
from tests.learning.memories import NOW, World, canberra, rule


def record(id: str, right: str, wrong: str = "", query: str = "", **more: Any) -> Correction:
    values: dict[str, Any] = {"created_at": NOW + timedelta(hours=len(id) + ord(id[-1])), "session_id": f"chat-{id}"}
    return Correction(CorrectionId(id), original_output=wrong, corrected_output=right, query=query, **(values | more))


PACKAGES = [
    record("p1", "pnpm", "npm", "How do I add zod to the web app?", category=Category.PREFERENCE),
    record("p2", "we're on pnpm in this repo", "", "What installs a date library?", category=Category.PREFERENCE),
    record("p3", "pnpm", "npm", "Command for the dependencies after cloning?", category=Category.PREFERENCE),
]
OTHERS = [
    record("o1", "Canberra", "Sydney", "What is the capital of Australia?"),
    record("o2", "7 to 10 days", "two weeks", "How long are our trips abroad?", category=Category.DOMAIN),
    record("o3", "dates as YYYY-MM-DD", "", "When was it?", category=Category.STYLE),
]


def test_one_subject_is_one_cluster_and_others_stay_out_of_it() -> None:
    found = clusters([*PACKAGES, *OTHERS])
    assert {r.id for r in found[0]} == {"p1", "p2", "p3"}
    assert len(found) == 4


def test_what_was_said_three_times_is_a_pattern_with_a_name() -> None:
    (found,) = patterns([*PACKAGES, *OTHERS])
    assert (found.times, found.gap, found.failure) == (3, True, Failure.RECOMMENDATION)
    assert "pnpm" in found.subject
    assert found.title == "npm → pnpm"
    assert found.proposal is not None
    assert found.proposal.corrected == "prefers pnpm to npm"
    assert (found.proposal.standing, found.proposal.source) == (True, Source.INFERRED)
    assert found.proposal.severity == pytest.approx(0.8)


def test_one_correction_said_again_and_again_is_one_too_and_so_is_a_lesson_that_keeps_breaking() -> None:
    again = record("a", "Canberra", "Sydney", "The capital of Australia?", confirmations=2)
    broken = record("b", "British spelling", category=Category.STYLE, broken=3, standing=True)
    first, second = patterns([again, broken])
    assert [(p.times, p.broken, p.gap) for p in (second, first)] == [(3, 0, True), (1, 3, True)]
    assert first.proposal is None
    assert second.proposal is not None
    assert second.title == "The capital of Australia?"
    assert second.proposal.corrected == "The capital of Australia? Canberra, not Sydney"
    assert second.proposal.scope is not None
    assert second.proposal.scope.kind is ScopeKind.DOMAIN


def test_twice_is_no_pattern_and_what_is_not_in_use_does_not_count() -> None:
    assert patterns(PACKAGES[:2]) == []
    muted = record("p4", "pnpm", "npm", "Which lock file?", status=Status.MUTED)
    assert patterns([*PACKAGES[:2], muted]) == []


def test_three_facts_of_one_kind_are_three_matters_each_said_once() -> None:
    capitals = [
        record(f"c{n}", right, wrong, f"What is the capital of {land}?")
        for n, (land, wrong, right) in enumerate(
            (("Australia", "Sydney", "Canberra"), ("Turkey", "Istanbul", "Ankara"), ("Brazil", "Rio", "Brasilia"))
        )
    ]
    marta = [
        record("m1", "Marta lives in Porto", "", "Where does Marta live?"),
        record("m2", "Marta works at the harbour", "Marta works at the bank", "What does Marta do?"),
        record("m3", "the office is in Porto", "", "Where is the office?"),
    ]
    painted = [record(f"l{n}", "Leonardo", wrong, f"Who painted {what}?") for n, (what, wrong) in enumerate(PAINTED)]
    assert patterns([*capitals, *marta, *painted]) == []
    again = record("c7", "Ankara", "Istanbul", "What is the capital of Turkey?", confirmations=1)
    (found,) = patterns([*capitals, *marta, *painted, again])
    assert {r.id for r in found.records} == {"c1", "c7"}
    assert (found.title, found.times) == ("What is the capital of Turkey?", 3)


PAINTED = (("the Last Supper", "Raphael"), ("the Mona Lisa", "Titian"), ("the Annunciation", "Giotto"))


def test_what_came_with_a_file_was_not_said() -> None:
    rows = [record(f"i{n}", "pnpm", "npm", query, source=Source.IMPORT) for n, query in enumerate(("a?", "b?", "c?"))]
    assert patterns(rows) == []
    assert patterns([*rows, *PACKAGES[:2]]) == []
    (found,) = patterns([*rows, *PACKAGES])
    assert found.times == 3
    (found,) = patterns([record("i", "pnpm", "npm", source=Source.IMPORT, confirmations=2)])
    assert (found.times, found.title) == (3, "npm → pnpm")


@pytest.mark.parametrize(
    ("said", "more", "failure"),
    [
        ("Canberra", {}, Failure.FACTUAL),
        ("shorter, please", {"category": Category.STYLE}, Failure.TONE),
        ("our policy is 60 days", {}, Failure.CONTEXT),
        ("trips abroad take 7 days", {"category": Category.DOMAIN}, Failure.CONTEXT),
        ("pnpm", {"category": Category.PREFERENCE}, Failure.RECOMMENDATION),
        ("you should have asked me first before you refund", {}, Failure.ESCALATION),
        ("hand this over to a colleague", {}, Failure.ESCALATION),
        ("you could have solved that yourself", {}, Failure.ESCALATION),
        ("refunds", {"tags": ("escalation",)}, Failure.ESCALATION),
        ("anything", {"tags": ("gap",)}, Failure.CONTEXT),
    ],
)
def test_each_of_the_five_is_told_apart(said: str, more: dict[str, Any], failure: Failure) -> None:
    assert failure_of(record("x", said, **more)) is failure


def test_each_of_the_five_leads_to_its_own_kind_of_learning() -> None:
    def proposed(*said: str, **more: Any) -> NewCorrection:
        query = "A customer wants a refund for a jacket"
        (found,) = patterns([record(f"r{n}", text, "", query, **more) for n, text in enumerate(said)])
        assert found.proposal is not None
        return found.proposal

    facts = proposed("the refund is 40 euros", "refunds are 40 euros here", "40 euros refund")
    assert (facts.category, facts.standing, "knowledge" in facts.tags) == (Category.FACTUAL, False, True)
    tone = proposed("warmer with refunds", "warmer tone in refunds", "a warm refund text", category=Category.STYLE)
    assert (tone.category, tone.standing) == (Category.STYLE, True)
    ours = proposed("our policy: refund in 60 days", "in our shop refunds take 60 days", "refunds: 60 days with us")
    assert (ours.category, "gap" in ours.tags) == (Category.DOMAIN, True)
    asks = proposed("ask me first on refunds", "refunds: hand over to me", "refunds? ask me")
    assert (asks.category, "ask first" in asks.corrected) == (Category.DOMAIN, True)
    alone = proposed("just do the refund", "don't ask about refunds", "you could have done the refund")
    assert "without asking" in alone.corrected


def test_where_the_person_wants_both_nothing_is_proposed() -> None:
    said = ("ask me first on refunds", "stop asking about refunds", "ask me about refunds", "just do the refund")
    (found,) = patterns([record(f"r{n}", text, "", "A refund") for n, text in enumerate(said)])
    assert (found.failure, found.proposal) == (Failure.ESCALATION, None)
    assert threshold(found.records) == 0.5


def test_a_preference_weighs_by_what_speaks_for_it_and_against_it() -> None:
    assert weight([record("a", "x")]) == pytest.approx(2 / 3)
    assert weight([record("a", "x", reverted=2)]) == pytest.approx(2 / 7)
    assert weight([record("a", "x", held=8)]) == pytest.approx(10 / 11)


async def taught(world: World) -> Any:
    memory = await world.memory()
    for n, query in enumerate(("How do I add zod?", "Install a date library?", "Command for dependencies?")):
        more = {"query": query, "session_id": f"c{n}", "category": Category.PREFERENCE}
        await memory.keep(canberra(corrected="pnpm", original="npm", explanation="", **more))
        world.later(days=1)
    return memory


async def test_an_accepted_proposal_is_the_persons_own_rule_and_does_not_come_back_until_it_is_undone() -> None:
    world = World()
    memory = await taught(world)
    proposals = Proposals(memory)
    (found,) = await proposals.open()
    kept = await proposals.accept(found, "always pnpm, never npm, in our repositories")
    assert (kept.correction.source, kept.correction.standing) == (Source.EXPLICIT, True)
    assert kept.correction.corrected_output == "always pnpm, never npm, in our repositories"
    assert await proposals.open() == []
    assert kept.correction.id in {x.correction.id for x in (await memory.recall("anything at all")).lessons}
    await memory.undo()
    assert [p.subject for p in await proposals.open()] == [found.subject]


async def test_an_accepted_proposal_leaves_what_it_was_made_of_as_it_is() -> None:
    world = World()
    memory = await world.memory()
    for n in range(3):
        await memory.keep(canberra(session_id=f"c{n}"))
        world.later(days=1)
    (before,) = await memory.find(Find())
    (found,) = await Proposals(memory).open()
    for text in ("", "The capital of Australia is Canberra, since 1913", "Perth"):
        kept = await Proposals(memory).accept(found, text)
        assert (kept.how, kept.superseded) == (KeptAs.NEW, ())
        assert await memory.get(before.id) == before
        await memory.undo()
    await Proposals(memory).accept(found)
    assert (await Proposals(memory).accept(found)).how is KeptAs.MERGED
    assert await memory.get(before.id) == before


async def test_a_declined_proposal_never_comes_back_also_not_when_it_happens_again() -> None:
    world = World()
    memory = await taught(world)
    (found,) = await Proposals(memory).open()
    buried = await Proposals(memory).decline(found)
    assert buried.status is Status.DELETED
    await memory.keep(canberra(corrected="pnpm", original="npm", query="Which lock file is it?", session_id="c9"))
    again = await world.memory()
    assert await Proposals(again).open() == []
    assert buried.id not in {x.correction.id for x in (await again.recall("pnpm npm zod")).lessons}
    await again.undo(buried.id)
    assert len(await Proposals(again).open()) == 1


async def test_a_rule_that_stands_and_is_broken_is_shown_and_can_be_declined() -> None:
    world = World()
    memory = await world.memory()
    kept = await memory.keep(rule())
    one = record("x", "British spelling", category=Category.STYLE, broken=4, standing=True)
    (found,) = patterns([one])
    assert found.proposal is None
    await Proposals(memory).decline(found)
    assert (await memory.get(kept.correction.id)).confirmations == 0


@given(st.lists(st.tuples(st.text(max_size=12), st.text(min_size=1, max_size=12), st.text(max_size=20)), max_size=12))
def test_any_corrections_are_parted_into_subjects_without_loss(rows: list[tuple[str, str, str]]) -> None:
    records = [record(f"r{n:02}", right, wrong, query) for n, (wrong, right, query) in enumerate(rows)]
    found = [r.id for cluster in clusters(records) for r in cluster]
    assert sorted(found) == sorted(r.id for r in records)
    assert all(len(p.subject) <= 80 for p in patterns(records))
