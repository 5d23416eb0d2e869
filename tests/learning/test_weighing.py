"""A wrong recommendation moves the weight of a preference, and that its place among others."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rlmchat.chat.lesson_block import lesson_block
from rlmchat.learning.correction import Category, NewCorrection, Source
from rlmchat.learning.weighing import preference_weight, share
from tests.adapters.records import correction
from tests.learning.memories import World

QUERY = "Which train should I take to Rome?"


@given(st.sampled_from(Category), st.floats(0, 1), st.integers(0, 50))
def test_it_is_a_factor_of_preferences_alone_and_rises_each_time_they_are_said_again(
    category: Category, severity: float, said_again: int
) -> None:
    record = correction(category=category, severity=severity, confirmations=said_again)
    weight = preference_weight(record)
    assert weight == 1.0 if category is not Category.PREFERENCE else 0.5 <= weight <= 1.5
    assert share(replace(record, confirmations=said_again + 1)) >= share(record)


def test_said_once_it_is_1() -> None:
    assert preference_weight(correction(category=Category.PREFERENCE)) == 1.0
    assert preference_weight(correction(category=Category.PREFERENCE, confirmations=2)) == 1.25


def wish(text: str, **more: object) -> NewCorrection:
    return NewCorrection(text, category=Category.PREFERENCE, source=Source.CORRECTION, **more)  # type: ignore[arg-type]


async def test_of_two_that_are_alike_the_weightier_comes_first() -> None:
    memory = await World().memory()
    light = (await memory.keep(wish("the night train", query=QUERY))).correction
    heavy = (await memory.keep(wish("a window seat", query=QUERY))).correction
    await memory.edit(light.id, severity=0.2)
    await memory.edit(heavy.id, severity=0.9)
    found = [(x.correction.id, x.weight) for x in (await memory.recall(QUERY)).lessons]
    assert found == [(heavy.id, 1.4), (light.id, 0.7)]
    await memory.edit(light.id, severity=1.0)
    await memory.edit(heavy.id, severity=0.0)
    first, second = (await memory.recall(QUERY)).lessons
    assert [first.correction.id, second.correction.id] == [light.id, heavy.id]
    product = first.similarity * first.confidence * first.recency * first.success
    assert abs(first.relevance - 1.5 * product) < 0.001


async def test_it_hides_nothing_and_brings_up_nothing() -> None:
    memory = await World().memory()
    kept = (await memory.keep(wish("the night train", query=QUERY))).correction
    for severity in (0.0, 0.5, 1.0):
        await memory.edit(kept.id, severity=severity)
        assert [x.correction.id for x in (await memory.recall(QUERY)).lessons] == [kept.id]
        assert (await memory.recall("How long do I boil an egg?")).lessons == ()


async def test_standing_wishes_beyond_the_budget_are_given_by_weight() -> None:
    memory = await World().memory(budget_tokens=120)
    places = "courtyard garden river harbour church market station mountain".split()
    for at, place in enumerate(places):
        await memory.keep(wish(f"room number {at} looks out on the {place}, for that is how it was", standing=True))
    given_before = {x.correction.id for x in (await memory.recall("x")).lessons}
    assert 0 < len(given_before) < len(places)
    left = next(r for r in await memory.as_of() if r.id not in given_before)
    await memory.edit(left.id, severity=1.0)
    assert left.id in {x.correction.id for x in (await memory.recall("x")).lessons}


async def test_in_the_prompt_the_weightier_stands_closer_to_the_turn() -> None:
    world = World()
    memory = await world.memory()
    heavy = (await memory.keep(wish("a window seat", query=QUERY))).correction
    world.later(hours=1)
    await memory.keep(wish("the night train", query=QUERY))
    await memory.edit(heavy.id, severity=0.9)
    block = lesson_block((await memory.recall(QUERY)).lessons, chat_id="", budget=1200)
    assert block.index("night train") < block.index("window seat")
