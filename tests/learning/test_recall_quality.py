"""Recall on the real default embedder: the written situations, each others' distractors, must not get worse."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest_asyncio

from rlmchat.adapters.embedders import StaticEmbedder
from rlmchat.learning.correction import Category, NewCorrection
from rlmchat.learning.memory import Memory
from rlmchat.learning.wishes import wish_model
from tests.learning.memories import World

DATA = Path(__file__).parents[2] / "benchmarks" / "data" / "situations.py"


def load() -> ModuleType:
    """The written situations, which lie beside the benchmarks and are no package."""
    spec = importlib.util.spec_from_file_location("situations", DATA)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


written = load()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stocked() -> tuple[Memory, list[str]]:
    memory = await World(embedder=StaticEmbedder()).memory()
    news = [
        NewCorrection(right, original=wrong, query=query, explanation=why, category=Category(category))
        for category, query, wrong, right, why, *_ in written.SITUATIONS
    ]
    return memory, [kept.correction.id for kept in await memory.import_many(news)]


async def given(memory: Memory, query: str, draft: str = "") -> list[str]:
    return [lesson.correction.id for lesson in (await memory.recall(query, draft=draft)).lessons]


async def test_the_right_correction_comes_for_other_words_and_for_later_questions(stocked) -> None:
    memory, ids = stocked
    rows = list(zip(written.SITUATIONS, ids, strict=True))
    same = [one in await given(memory, row[5]) for row, one in rows]
    later = [one in await given(memory, row[6], row[7]) for row, one in rows]
    assert sum(same) / len(same) >= 0.85
    assert sum(later) / len(later) >= 0.85


async def test_near_misses_bring_nothing(stocked) -> None:
    memory, _ = stocked
    silent = [not await given(memory, row[8], row[9]) for row in written.SITUATIONS]
    assert sum(silent) / len(silent) >= 0.8


async def test_unrelated_questions_bring_nothing(stocked) -> None:
    memory, _ = stocked
    asked = [await given(memory, query) for query, _ in written.UNRELATED]
    assert sum(map(len, asked)) <= 2
    drafted = [await given(memory, query, draft) for query, draft in written.UNRELATED]
    assert sum(map(len, drafted)) / len(drafted) <= 2.5


async def test_a_number_in_a_draft_is_no_sign_by_itself() -> None:
    memory = await World(embedder=StaticEmbedder()).memory()
    await memory.keep(NewCorrection("3.7", original="3.6", query="Since when are Python dicts ordered?"))
    assert await given(memory, "how far is it to the lake?", "It is 3.6 km to the lake.") == []
    where = "which minimum interpreter do I need if I rely on the order of keys?"
    assert await given(memory, where, "Python 3.6: from there on dicts keep the order of insertion.")


async def test_a_wish_comes_for_the_questions_whose_answers_it_limits() -> None:
    memory = await World(embedder=StaticEmbedder()).memory()
    wishes = [
        "I am afraid of heights and keep away from them.",
        "I prefer to read on paper and not on screens.",
        "I never eat anything with gluten.",
        "I dislike open-plan offices.",
        "I avoid plastic packaging.",
        "I only watch films with subtitles.",
    ]
    ids = [k.correction.id for k in await memory.import_many([NewCorrection(w, category="preference") for w in wishes])]
    for question, wish in [
        ("What adventures can I have in the Grand Canyon?", 0),
        ("How do I bake bread at home?", 2),
        ("Which French movie should I see tonight?", 5),
    ]:
        ranked = await memory.recall(question, limit=1, threshold=0.0)
        assert [x.correction.id for x in ranked.lessons] == [ids[wish]]
        assert "wish" in ranked.lessons[0].found_by
    assert await given(memory, "explain quicksort") == []


def test_what_is_learned_of_wishes_is_plain_arrays_for_the_embedders_that_ship() -> None:
    for name, dimensions in (("static", 256), ("minilm", 384)):
        model = wish_model(name)
        assert model is not None
        assert model.weight.shape == (dimensions, dimensions)
        for bank, partners in ((model.wishes, model.asked_of), (model.questions, model.wished_of)):
            assert bank.rows.shape == partners.shape == (len(bank.group), dimensions)
    assert wish_model("openai/text-embedding-3-small") is None
