"""Age puts what bears on a question in order, and never hides it: an old mistake must not come back."""

from __future__ import annotations

from datetime import timedelta

from rlmchat.learning.correction import Category, NewCorrection
from tests.fakes.services import START, fake_services

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
