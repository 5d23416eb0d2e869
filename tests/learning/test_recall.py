"""When a correction is recalled and when it is not, and what the person is told about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.calibration import STATIC, calibration_of
from rlmchat.learning.correction import (
    Category,
    Correction,
    CorrectionId,
    NewCorrection,
    Outcome,
    OutcomeKind,
    Scope,
    Source,
    Status,
)
from rlmchat.learning.divergence import divergence
from rlmchat.learning.memory import Memory
from rlmchat.learning.ranking import fuse, half_life, recency, relevance, success
from rlmchat.learning.reasoning import same_shape
from tests.learning.memories import NOW, World, canberra, project, rule


def record(**more: object) -> Correction:
    values = {"query": "What is the capital of Australia?"} | more
    return Correction(CorrectionId("1"), NOW, "Sydney", "Canberra", **values)


async def rules(memory: Memory, query: str, **more: object) -> list[str]:
    return [lesson.correction.rule for lesson in (await memory.recall(query, **more)).lessons]


# The factors.


@given(st.lists(st.lists(st.integers(0, 20), max_size=12), max_size=4))
def test_fusion_keeps_every_hit_and_prefers_what_more_lists_name_first(lists: list[list[int]]) -> None:
    fused = fuse(lists)
    assert set(fused) == {item for hits in lists for item in hits}
    assert list(fused.values()) == sorted(fused.values(), reverse=True)


def test_two_lists_that_agree_beat_one_that_is_sure() -> None:
    assert next(iter(fuse([["a", "b"], ["c", "b"]]))) == "b"


@pytest.mark.parametrize(
    ("category", "source", "days"),
    [
        (Category.FACTUAL, Source.CORRECTION, 90),
        (Category.CODE, Source.FLAG, 90),
        (Category.DOMAIN, Source.EDIT, 180),
        (Category.PREFERENCE, Source.CORRECTION, 365),
        (Category.STYLE, Source.CORRECTION, None),
        (Category.FACTUAL, Source.EXPLICIT, None),
        (Category.PREFERENCE, Source.INFERRED, 30),
    ],
)
def test_half_lives(category: Category, source: Source, days: float | None) -> None:
    assert half_life(record(category=category, source=source)) == days


def test_age_halves_and_stops_at_the_floor() -> None:
    fact = record()
    assert recency(fact, NOW) == 1
    assert recency(fact, NOW + timedelta(days=90)) == pytest.approx(0.5)
    assert recency(fact, NOW + timedelta(days=9000)) == 0.3
    assert recency(fact, NOW - timedelta(days=5)) == 1


def test_age_counts_from_the_last_confirmation_and_not_from_use() -> None:
    used = record(last_applied=NOW + timedelta(days=90))
    confirmed = record(confirmed_at=NOW + timedelta(days=90))
    later = NOW + timedelta(days=90)
    assert (recency(used, later), recency(confirmed, later)) == (pytest.approx(0.5), 1)


def test_success_is_neutral_without_outcomes_and_never_moved_by_use() -> None:
    assert success(record()) == 1
    assert success(record(apply_count=500, forced=500)) == 1
    assert success(record(held=8)) > 1 > success(record(broken=2)) > success(record(reverted=2))


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_success_stays_between_a_half_and_one_and_a_half(held: int, broken: int, reverted: int) -> None:
    assert 0.5 <= success(record(held=held, broken=broken, reverted=reverted)) <= 1.5


def test_relevance_is_the_product_of_its_factors() -> None:
    value, confidence, young, worth = relevance(0.8, record(confidence=0.5, held=2), NOW + timedelta(days=90))
    assert value == pytest.approx(0.8 * confidence * young * worth)


def test_a_calibration_for_every_embedder() -> None:
    assert calibration_of("static") is STATIC
    assert calibration_of("openai/text-embedding-3-small") is calibration_of("minilm")


def test_more_likeness_is_never_less_similar() -> None:
    values = [STATIC.query([cosine, 0.2, 0.5, 0.0]) for cosine in (-0.2, 0.1, 0.4, 0.7, 1.0)]
    assert values == sorted(values)
    assert 0 < values[0] < values[-1] < 1


# Near-misses.


@pytest.mark.parametrize(
    ("taught", "asked"),
    [
        ("who directed Alien", "who directed Aliens"),
        ("What is the capital of Australia?", "What is the capital of Austria?"),
        ("Which day should I avoid for the Louvre?", "Which day should I avoid for the Prado?"),
        ("Which port does Postgres use by default?", "Which port does MySQL use by default?"),
        ("What does HTTP 401 mean?", "What does HTTP 403 mean?"),
        ("train from Ghent to Lille", "train from Lille to Ghent"),
        ("read a json file in node", "read a json file in deno"),
    ],
)
def test_the_same_frame_with_another_filling_is_another_question(taught: str, asked: str) -> None:
    assert divergence(record(query=taught), asked, 0.6)


@pytest.mark.parametrize(
    ("taught", "asked"),
    [
        ("What is the capital of Australia?", "Which Australian city is the seat of government?"),
        ("What is the capital of Australia?", "what's Australia's capital city?"),
        ("who wrote Frankenstein", "the author of Frankenstein?"),
        ("who wrote Frankenstein", "WHO WROTE FRANKENSTEIN"),
        ("number of moons of Mars", "how many Martian moons are there"),
        ("when is the tax return due in Germany", "German tax return deadline?"),
    ],
)
def test_the_same_question_in_other_words_is_no_other_question(taught: str, asked: str) -> None:
    assert not divergence(record(query=taught), asked, 0.6)


def test_a_problem_with_its_premises_swapped_is_another_problem() -> None:
    nurses = record(query="All nurses have badge B. Kim has badge B. Is Kim a nurse?", category=Category.LOGIC)
    assert divergence(nurses, "All nurses have badge B. Kim is a nurse. Does Kim have badge B?", 0.9)


def test_problems_share_a_shape_without_sharing_a_word() -> None:
    fence = "Straight fence of 20 m, a post each 2 m, how many?"
    assert same_shape(fence, "Street of 300 metres, a lamp every 50, both ends lit. Number of lamps?") > 0.3
    assert same_shape(fence, "write a poem about rain") == 0
    assert same_shape("", fence) == 0


async def test_a_near_miss_brings_nothing_and_says_why() -> None:
    memory = await World().memory()
    await memory.keep(canberra())
    recall = await memory.recall("What is the capital of Austria?", draft="The capital of Austria is Sydney.")
    assert recall.lessons == ()
    assert recall.considered[0].left_out == "asks about austria, not australia"


async def test_what_is_faintly_like_a_near_miss_is_left_out_with_it() -> None:
    memory = await World().memory()
    await memory.keep(canberra())
    await memory.keep(canberra(query="largest harbour", original="harbour of Sydney", corrected="harbour of Botany"))
    near = "What is the capital of Austria?"
    recall = await memory.recall(near, draft="The capital of Austria is Sydney, with a large harbour of Sydney.")
    assert recall.lessons == ()
    assert any("another one is nearer" in lesson.left_out for lesson in recall.considered)


# With a draft.


async def test_the_wrong_words_in_a_draft_bring_a_correction_up_that_the_question_would_not() -> None:
    memory = await World().memory()
    await memory.keep(
        NewCorrection("docker compose", original="docker-compose", query="how do i start the stack", category="code")
    )
    question = "the worker container is stuck, how do I see what it prints?"
    assert await rules(memory, question) == []
    recall = await memory.recall(question, draft="Run `docker-compose logs -f worker` and look at the last lines.")
    assert [lesson.correction.corrected_output for lesson in recall.lessons] == ["docker compose"]
    assert "draft" in recall.lessons[0].found_by


# What always comes.


async def test_standing_corrections_come_whatever_is_asked() -> None:
    memory = await World().memory()
    await memory.keep(rule())
    (lesson,) = (await memory.recall("How do I bake bread?", chat_id="chat-9")).lessons
    assert (lesson.standing, lesson.similarity, lesson.found_by) == (True, 1.0, ("standing",))


async def test_standing_corrections_beyond_the_budget_compete() -> None:
    memory = await World().memory(budget_tokens=60)
    for i in range(6):
        await memory.keep(rule(f"unlike rule number{i} on subject{i}: " + f"words{i} " * 6, session_id=""))
    recall = await memory.recall("something about subject4 and words4 words4", chat_id="chat-9")
    always = [x for x in recall.lessons if x.standing and "standing" in x.found_by]
    assert 0 < len(always) < 6


async def test_what_was_said_in_this_chat_always_comes_last_and_newest_at_the_end() -> None:
    world = World()
    memory = await world.memory()
    await memory.keep(rule())
    await memory.keep(canberra(session_id="chat-2"))
    world.later(minutes=1)
    await memory.keep(canberra(session_id="chat-2", original="Perth", corrected="Hobart", query="the largest island"))
    found = await rules(memory, "How do I bake bread?", chat_id="chat-2")
    assert found == ["British spelling", "Sydney → Canberra", "Perth → Hobart"]


async def test_a_tentative_one_is_used_in_its_own_chat_only() -> None:
    memory = await World().memory()
    kept = await memory.keep(canberra(status=Status.TENTATIVE, confidence=0.6))
    assert kept.how == "tentative"
    asked = "What is the capital of Australia?"
    assert await rules(memory, asked, chat_id="chat-1") == ["Sydney → Canberra"]
    recall = await memory.recall(asked, chat_id="chat-2")
    assert recall.lessons == ()
    assert recall.considered[0].left_out == "not confirmed, and from another chat"
    await memory.accept(kept.correction.id)
    assert await rules(memory, asked, chat_id="chat-2", threshold=0.3) == ["Sydney → Canberra"]


async def test_scopes_hold_where_they_hold() -> None:
    memory = await World().memory()
    await memory.keep(rule("tabs", scope=project("/code/a"), session_id=""))
    await memory.keep(rule("answer in French", scope=Scope.parse("chat:chat-1")))
    assert await rules(memory, "x", project="/code/a") == ["tabs"]
    assert await rules(memory, "x", project="/code/b") == []
    assert await rules(memory, "x", chat_id="chat-1") == ["answer in French"]


async def test_what_is_hardly_believed_is_not_recalled() -> None:
    memory = await World().memory()
    one = (await memory.keep(canberra())).correction.id
    await memory.edit(one, confidence=0.2)
    recall = await memory.recall("What is the capital of Australia?", threshold=0.1)
    assert recall.lessons == ()
    assert recall.considered[0].left_out == "confidence below 0.3"


async def test_limit_and_threshold_and_ranking_alone() -> None:
    memory = await World().memory()
    news = [canberra(query=f"capital of country{i}", original=f"town{i}", corrected=f"city{i}") for i in range(8)]
    await memory.import_many(news)
    ranked = await memory.recall("capital of country3", limit=3, threshold=0.0)
    assert next(x.correction.corrected_output for x in ranked.lessons) == "city3"
    assert len(ranked.lessons) == 3
    assert all("over the limit" in x.left_out for x in ranked.considered)
    strict = await memory.recall("capital of country3", threshold=0.99)
    assert strict.lessons == ()
    assert all(x.left_out for x in strict.considered)


async def test_a_newer_wish_on_the_same_matter_comes_before_the_older_one() -> None:
    world = World()
    memory = await world.memory()
    old = NewCorrection("Prefers hiking on marked mountain trails with a guide", category=Category.PREFERENCE)
    await memory.keep(old)
    world.later(days=30)
    new = replace(old, corrected="Enjoys wild trails without any plan these days")
    await memory.keep(new)
    found = await rules(memory, "hiking on marked mountain trails with a guide?", threshold=0.0)
    assert found == [new.corrected, old.corrected]


async def test_what_had_to_be_said_again_comes_up_more_easily() -> None:
    memory = await World().memory()
    one = (await memory.keep(canberra())).correction.id
    asked = "capital city of Australia and its parks and museums and weather in spring"
    close = (await memory.recall(asked, threshold=0.0)).lessons[0].relevance
    strict = close / 0.8
    assert await rules(memory, asked, threshold=strict) == []
    for _ in range(2):
        await memory.keep(canberra())
    await memory.edit(one, confidence=0.9)
    assert await rules(memory, asked, threshold=strict) == ["Sydney → Canberra"]


@pytest.mark.parametrize("kind", [OutcomeKind.BROKEN, OutcomeKind.REVERTED])
async def test_one_bad_outcome_does_not_disable_a_correction(kind: OutcomeKind) -> None:
    memory = await World().memory()
    one = (await memory.keep(canberra())).correction.id
    asked = "What is the capital of Australia?"
    sure = (await memory.recall(asked)).lessons[0].relevance
    await memory.judge([Outcome(one, kind, "chat-1", "answer-1", NOW)])
    (lesson,) = (await memory.recall(asked)).lessons
    assert lesson.relevance < sure
    await memory.judge([Outcome(one, kind, "chat-1", f"answer-{i}", NOW) for i in (2, 3)])
    assert await rules(memory, asked) == []


async def test_every_lesson_shows_its_factors() -> None:
    memory = await World().memory()
    await memory.keep(canberra(confidence=0.8))
    recall = await memory.recall("What is the capital of Australia?", chat_id="chat-2")
    (lesson,) = recall.lessons
    product = lesson.similarity * lesson.confidence * lesson.recency * lesson.success
    assert lesson.relevance == pytest.approx(product, abs=1e-3)
    assert {"situation", "keywords"} <= set(lesson.found_by)
    assert recall.ms > 0
