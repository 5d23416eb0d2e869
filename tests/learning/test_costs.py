"""What recalling and judging cost, counted and not timed: how often each store is asked."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rlmchat.learning.correction import Category, CorrectionId, NewCorrection, Outcome, OutcomeKind
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import IndexEntry
from tests.fakes.index import MemoryIndex
from tests.fakes.ledger import MemoryLedger
from tests.learning.memories import NOW, World, canberra, rule


class CountingLedger(MemoryLedger):
    """Counts its keyword searches and reads by id."""

    def __init__(self) -> None:
        super().__init__()
        self.searched = 0
        self.got = 0
        self.found = 0

    async def keywords_many(self, queries: Sequence[str], limit: int) -> list[list[tuple[CorrectionId, float]]]:
        self.searched += 1
        return await super().keywords_many(queries, limit)

    async def sharing_words(self, texts: Sequence[str], limit: int) -> list[list[CorrectionId]]:
        self.searched += 1
        return await super().sharing_words(texts, limit)

    async def get(self, ids):  # type: ignore[no-untyped-def]
        self.got += 1
        return await super().get(ids)

    async def find(self, what):  # type: ignore[no-untyped-def]
        self.found += 1
        return await super().find(what)


class CountingIndex(MemoryIndex):
    """Counts its writes."""

    def __init__(self) -> None:
        super().__init__()
        self.upserts = 0

    async def upsert(self, entries: Sequence[IndexEntry]) -> None:
        self.upserts += 1
        await super().upsert(entries)


async def remembered() -> tuple[Memory, CountingLedger, CountingIndex, World]:
    """A memory with a fact and a rule, all counts at zero."""
    ledger, index = CountingLedger(), CountingIndex()
    world = World(ledger, index)
    memory = await world.memory()
    await memory.import_many([canberra(), rule(original="color")])
    await memory.recall("anything", chat_id="here")
    ledger.searched = ledger.got = ledger.found = index.queries = index.upserts = 0
    world.embedder.embedded.clear()
    return memory, ledger, index, world


@pytest.mark.parametrize("draft", ["", "The capital of Australia is Sydney."])
async def test_a_recall_asks_each_store_once_with_a_draft_too(draft: str) -> None:
    memory, ledger, index, world = await remembered()
    recalled = await memory.recall("What is the capital of Australia?", draft=draft, chat_id="here")
    assert "Canberra" in {lesson.correction.corrected_output for lesson in recalled.lessons}
    assert (index.queries, ledger.searched, ledger.got) == (1, 1, 1)
    # Standing ones and those of the chat are read again only when something was written.
    assert ledger.found == 0
    assert len(world.embedder.embedded) == (3 if draft else 1)


async def test_wishes_cost_one_question_more() -> None:
    memory, _, index, _ = await remembered()
    await memory.keep(NewCorrection("I never fly", category=Category.PREFERENCE))
    index.queries = 0
    await memory.recall("How do I get to Lisbon? I never know whether to fly.")
    assert index.queries <= 2


async def test_an_outcome_changes_no_vector() -> None:
    memory, _, index, world = await remembered()
    kept = (await memory.recall("What is the capital of Australia?")).lessons[-1].correction
    world.embedder.embedded.clear()
    await memory.judge([Outcome(kept.id, OutcomeKind.HELD, "chat-1", "m1", NOW)])
    assert (index.upserts, world.embedder.embedded) == (0, [])
    assert (await memory.get(kept.id)).held == 1
