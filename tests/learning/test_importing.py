"""Keeping many at once: what becomes of each is what would have become of it alone, at a bounded number of questions."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.learning import keeping, statement
from rlmchat.learning.correction import (
    Action,
    Category,
    Correction,
    CorrectionId,
    NewCorrection,
    Revision,
    Source,
    Status,
)
from rlmchat.learning.keeping import BATCH
from rlmchat.learning.kept import Kept
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import Change, Find, IndexEntry
from tests.fakes.index import MemoryIndex
from tests.learning.memories import NOW, World
from tests.learning.written_pairs import PAIRS

THINGS = (
    "bakery report museum garden server kitchen market river bicycle novel engine school festival harbour library "
    "theatre clinic cinema bridge tunnel airport castle chapel stadium"
).split()
PLACES = (
    "Lisbon Oslo Kyoto Ghent Quito Perth Turin Riga Accra Boston Lima Porto Cork Graz Basel Split Lagos Hanoi Delhi "
    "Cairo Tunis Malmo Bergen Leeds"
).split()
WISHES = ("I never fly", "I love trains", "I avoid museums", "No seafood for me", "I am a vegetarian now")


@pytest.fixture
async def ledger() -> AsyncIterator[SqliteLedger]:
    database = Database(None)
    await database.open()
    yield SqliteLedger(database, clock=lambda: NOW)
    await database.aclose()


def pair_side(side: tuple[str, str, str, str]) -> NewCorrection:
    query, original, corrected, category = side
    return NewCorrection(corrected, original, query, category=Category(category))


def fact(chance: random.Random) -> NewCorrection:
    """One of some subjects: sooner or later the same is asked again, and answered otherwise."""
    thing, place = chance.choice(THINGS), chance.choice(PLACES)
    opens = chance.random() < 0.5
    query = f"When does the {thing} in {place} open?" if opens else f"Who runs the {thing} of {place}?"
    if not opens:
        return NewCorrection(f"{chance.choice(PLACES)}son", f"{chance.choice(THINGS).title()}er", query)
    return NewCorrection(
        f"at {chance.randrange(6, 12)}:{chance.randrange(10, 60)}", f"at {chance.randrange(13, 20)}", query
    )


def again(new: NewCorrection, chance: random.Random) -> NewCorrection:
    """The same in other letters, or with another question."""
    changed = chance.choice(("", f"{new.corrected}!", new.corrected.upper(), f"{new.corrected}, please"))
    query = chance.choice((new.query, new.query.lower(), f"Once more: {new.query}"))
    return NewCorrection(changed or new.corrected, new.original, query, category=new.category)


def generated(seed: int, count: int = 330) -> list[NewCorrection]:
    """Facts, written pairs of all relations, wishes and repetitions, some near each other and some far apart."""
    chance = random.Random(seed)
    news: list[NewCorrection] = []
    while len(news) < count:
        kind = chance.random()
        if kind < 0.45 or not news:
            news.append(fact(chance))
        elif kind < 0.65:
            news += [pair_side(side) for side in chance.choice(PAIRS)[1:]]
        elif kind < 0.72:
            news.append(NewCorrection(chance.choice(WISHES), category=Category.PREFERENCE, source=Source.EXPLICIT))
        else:
            news.append(again(chance.choice(news[-chance.choice((5, 200)) :]), chance))
    return [replace(new, created_at=NOW + timedelta(hours=i)) for i, new in enumerate(news)]


def story(kept: Sequence[Kept]) -> list[tuple[object, ...]]:
    """What became of each, in words: ids differ from run to run."""
    return [
        (one.how, one.reason, one.correction.query, one.correction.rule, sorted(loser.rule for loser in one.superseded))
        for one in kept
    ]


async def state(memory: Memory) -> list[tuple[object, ...]]:
    """All records, whatever their status, without their ids."""
    records = await memory.find(Find(statuses=frozenset(Status), sort="oldest", limit=10_000))
    return sorted(_shape(record) for record in records)


def _shape(r: Correction) -> tuple[object, ...]:
    return (r.created_at, r.query, r.rule, str(r.status), r.confirmations, len(r.supersedes), r.base_confidence)


@pytest.mark.parametrize("policy", ["newest", "both"])
async def test_many_at_once_become_what_they_become_one_by_one(ledger: SqliteLedger, policy: str) -> None:
    news = generated(len(policy))
    database = Database(None)
    await database.open()
    one_by_one = await World(SqliteLedger(database, clock=lambda: NOW)).memory(conflict=policy)
    together = await World(ledger).memory(conflict=policy)
    alone = [await one_by_one.keep(new) for new in news]
    kept = await together.import_many(news)
    assert len({how for how, *_ in story(alone)}) > 1
    assert any(one.superseded for one in alone) or policy == "both"
    assert story(kept) == story(alone)
    assert await state(together) == await state(one_by_one)
    await database.aclose()


class CountingIndex(MemoryIndex):
    """Counts its writes too."""

    def __init__(self) -> None:
        super().__init__()
        self.upserts = 0

    async def upsert(self, entries: Sequence[IndexEntry]) -> None:
        self.upserts += 1
        await super().upsert(entries)


async def test_a_batch_costs_one_question_to_each_store(ledger: SqliteLedger) -> None:
    index, batches = CountingIndex(), 3
    world = World(ledger, index)
    memory = await world.memory()
    asked: list[int] = []
    sharing_words = ledger.sharing_words

    async def counted(texts: Sequence[str], limit: int) -> list[list[CorrectionId]]:
        asked.append(len(texts))
        return await sharing_words(texts, limit)

    ledger.sharing_words = counted  # type: ignore[method-assign]
    news = [NewCorrection(f"value {i}", f"wrong {i}", f"subject number {i}") for i in range(batches * BATCH)]
    await memory.import_many(news)
    assert index.queries == batches
    assert index.upserts == batches
    assert asked == [BATCH] * batches
    # Each text once: what was embedded to be compared is what is stored.
    assert len(world.embedder.embedded) == 2 * len(news)


async def test_cancelled_it_leaves_what_it_told_of_and_nothing_by_halves(ledger: SqliteLedger) -> None:
    index = MemoryIndex()
    memory = await World(ledger, index).memory()
    told: list[int] = []
    running: list[asyncio.Task[list[Kept]]] = []

    def progress(done: int, of: int) -> None:
        told.append(done)
        if done >= 2 * BATCH:
            running[0].cancel()

    news = [NewCorrection(f"value {i}", f"wrong {i}", f"subject number {i}") for i in range(5 * BATCH)]
    running.append(asyncio.create_task(memory.import_many(news, progress)))
    with pytest.raises(asyncio.CancelledError):
        await running[0]
    assert told == [BATCH, 2 * BATCH]
    records = await memory.find(Find(sort="oldest", limit=10_000))
    assert [record.rule for record in records] == [f"wrong {i} → value {i}" for i in range(2 * BATCH)]
    assert await index.ids() == {record.id for record in records}
    # The memory goes on, and one undo takes back what the import did.
    assert (await memory.keep(news[-1])).how == "new"
    await memory.undo()
    await memory.undo()
    assert await memory.count(Find()) == 0


async def test_what_is_said_in_a_chat_meanwhile_waits_for_one_batch_only(ledger: SqliteLedger) -> None:
    memory = await World(ledger).memory()
    news = [NewCorrection(f"value {i}", f"wrong {i}", f"subject number {i}") for i in range(4 * BATCH)]
    # The last of the file is said in the chat while the file is read: it is known by then.
    said: list[tuple[int, asyncio.Task[Kept]]] = []

    def progress(done: int, of: int) -> None:
        if done == BATCH:
            said.append((done, asyncio.create_task(memory.keep(news[-1]))))
        elif said and said[0][1].done():
            finished.append(done)

    finished: list[int] = []
    kept = await memory.import_many(news, progress)
    assert finished[0] < len(news)
    assert (await said[0][1]).how == "new"
    assert [one.how for one in kept] == ["new"] * (len(news) - 1) + ["merged"]
    assert await memory.count(Find()) == len(news)


async def test_what_another_window_changes_meanwhile_is_not_overwritten(ledger: SqliteLedger) -> None:
    memory, append = await World(ledger).memory(), ledger.append
    news = [NewCorrection(f"value {i}", f"wrong {i}", f"subject number {i}") for i in range(3 * BATCH)]
    batches = 0

    async def meanwhile(changes: Sequence[Change], group: str) -> list[Revision]:
        nonlocal batches
        batches += 1
        if batches == 2:
            # Of the batch before, whose records are known; and none of this one has been written yet.
            (first,) = await ledger.find(Find(sort="oldest", limit=1))
            await append([Change(first.id, Action.EDITED, replace(first, tags=("edited",)))], "other")
        return await append(changes, group)

    ledger.append = meanwhile  # type: ignore[method-assign]
    said = [*news[: 2 * BATCH], replace(news[0], corrected="value 0!"), *news[2 * BATCH :]]
    kept = await memory.import_many(said)
    assert kept[2 * BATCH].how == "merged"
    (again,) = await ledger.get([kept[2 * BATCH].correction.id])
    assert (again.confirmations, again.tags) == (1, ("edited",))


async def test_what_is_known_is_not_read_again(ledger: SqliteLedger) -> None:
    memory, get = await World(ledger).memory(), ledger.get
    await memory.import_many([NewCorrection(f"value {i}", f"wrong {i}", f"subject number {i}") for i in range(40)])
    read: list[CorrectionId] = []

    async def counted(ids: Sequence[CorrectionId]) -> list[Correction]:
        found = await get(ids)
        # What was written is looked up once more, for the index.
        read.extend(one.id for one in found if one.query.startswith("subject number") and one.query[-1] != "x")
        return found

    ledger.get = counted  # type: ignore[method-assign]
    await memory.import_many(
        [NewCorrection(f"value {i}", f"wrong {i}", f"subject number {i} x") for i in range(100, 100 + 3 * BATCH)]
    )
    assert len(read) == len(set(read)) == 40


async def test_what_an_import_compares_and_reads_stays_bounded(
    ledger: SqliteLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = {"compared": 0, "taken apart": 0}
    compare, take_apart = keeping.relation, statement._taken_apart

    def compared(*pair: object) -> object:
        counts["compared"] += 1
        return compare(*pair)  # type: ignore[arg-type]

    def taken_apart(*texts: object) -> object:
        counts["taken apart"] += 1
        return take_apart(*texts)  # type: ignore[arg-type]

    monkeypatch.setattr(keeping, "relation", compared)
    monkeypatch.setattr(statement, "_taken_apart", taken_apart)
    statement._seen.clear()
    memory = await World(ledger).memory()
    news = [NewCorrection(f"value {i}", f"wrong {i}", f"subject {i % 50} of number {i}") for i in range(3 * BATCH)]
    await memory.import_many(news)
    # Three lists of 24, with those that are in two of them counted once.
    assert counts["compared"] < 3 * 24 * len(news)
    # Each record once, however many others it is compared with.
    assert counts["taken apart"] == len(news)
