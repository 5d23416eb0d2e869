"""Recall on the real default embedder: the written situations, each others' distractors, must not get worse."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest_asyncio

from rlmchat.adapters.embedders import StaticEmbedder
from rlmchat.learning.correction import Category, NewCorrection
from rlmchat.learning.memory import Memory
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
