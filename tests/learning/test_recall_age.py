"""Age puts what bears on a question in order, and never hides it: an old mistake must not come back."""

from __future__ import annotations

from datetime import timedelta

from rlmchat.learning.correction import Category, NewCorrection
from tests.fakes.services import START, fake_services
from tests.learning.memories import World

QUESTION = "What is the capital of Australia?"


async def test_a_fact_that_was_corrected_a_year_ago_is_still_recalled_for_the_same_question() -> None:
    memory = fake_services().memory
    await memory.open()
    said = START - timedelta(days=365)
    await memory.keep(NewCorrection("Canberra", "Sydney", query=QUESTION, category=Category.FACTUAL, created_at=said))
    (lesson,) = (await memory.recall(QUESTION)).lessons
    assert lesson.recency == 0.3
    assert lesson.relevance < 0.3


async def test_an_unrelated_question_brings_it_up_no_more_than_before() -> None:
    memory = fake_services().memory
    await memory.open()
    said = START - timedelta(days=365)
    await memory.keep(NewCorrection("Canberra", "Sydney", query=QUESTION, category=Category.FACTUAL, created_at=said))
    assert (await memory.recall("How long do I boil an egg?")).lessons == ()


async def test_what_is_old_is_looked_at_as_closely_as_what_is_new() -> None:
    """A quick look overrates what it does not read; that an old lesson has less to reach is no reason to pass it."""
    world = World()
    memory = await world.memory()
    await memory.keep(NewCorrection("Canberra", "Sydney", query=QUESTION, category=Category.FACTUAL))
    asked = [QUESTION, "What is the capital of Portugal?", "the capital of a company", "Australia and its coasts"]
    young = [await memory.recall(one) for one in asked]
    world.later(days=365)
    old = [await memory.recall(one) for one in asked]
    for before, after in zip(young, old, strict=True):
        assert [len(x.lessons) for x in (before, after)] in ([0, 0], [1, 1])
        likeness = [(x.lessons + x.considered)[0].similarity for x in (before, after)]
        assert likeness[0] == likeness[1], before.query
