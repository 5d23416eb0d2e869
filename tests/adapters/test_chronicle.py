"""The chronicle: the same counts from SQLite as from the fake, across processes, without imports and undone acts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from rlmchat.adapters.sqlite_chronicle import SqliteChronicle
from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_history import SqliteHistory
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.conversation import Chat, ChatId, Message, MessageId, Role
from rlmchat.learning.chronicle import SAID_AGAIN
from rlmchat.learning.correction import (
    Action,
    Category,
    Correction,
    CorrectionId,
    Outcome,
    OutcomeKind,
    Source,
    Status,
)
from rlmchat.learning.ports import Change
from tests.fakes.chronicle import MemoryChronicle
from tests.fakes.history import MemoryHistory
from tests.fakes.ledger import MemoryLedger

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@dataclass
class Stores:
    """Ledger and history that were written to, and the chronicle that reads them."""

    ledger: Any
    history: Any
    chronicle: Any
    now: datetime = MONDAY

    def later(self, **more: float) -> None:
        self.now += timedelta(**more)

    async def keep(self, *ids: str, action: Action = Action.CREATED, group: str = "", **more: Any) -> None:
        steps = [
            Change(CorrectionId(i), action, Correction(CorrectionId(i), self.now, "", f"rule {i}", **more)) for i in ids
        ]
        await self.ledger.append(steps, group or f"act-{self.now.isoformat()}-{ids[0]}-{action}")

    async def broken(self, id: str, message: str, reason: str = SAID_AGAIN) -> None:
        one = Outcome(CorrectionId(id), OutcomeKind.BROKEN, "c", message, self.now, reason)
        await self.ledger.record_outcomes([one])

    async def say(self, text: str) -> None:
        chat = Chat(ChatId("c"), "t", self.now, self.now)
        await self.history.save_chat(chat)
        for role in (Role.USER, Role.ASSISTANT):
            one = Message(MessageId(f"{role}-{self.now.isoformat()}"), chat.id, role, text, self.now)
            await self.history.save_message(one)


@pytest_asyncio.fixture(params=["fake", "sqlite"])
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stores]:
    made: Stores
    if request.param == "fake":
        ledger, history = MemoryLedger(clock=lambda: made.now), MemoryHistory()
        made = Stores(ledger, history, MemoryChronicle(ledger, history))
        yield made
        return
    database = Database(tmp_path / "rlmchat.db")
    await database.open()
    sqlite = SqliteLedger(database, clock=lambda: made.now)
    made = Stores(sqlite, SqliteHistory(database), SqliteChronicle(database))
    yield made
    await database.aclose()


async def test_nothing_happened_yet(stores: Stores) -> None:
    days, totals = await stores.chronicle.days(), await stores.chronicle.totals()
    assert [len(x) for x in (days.turns, days.corrections, days.repeats, days.outcomes)] == [0, 0, 0, 0]
    assert (totals.turns, totals.repeats, dict(totals.saved), dict(totals.outcomes)) == (0, 0, {}, {})
    assert await stores.chronicle.as_of(MONDAY) == []


async def test_turns_corrections_and_outcomes_by_day(stores: Stores) -> None:
    await stores.say("hello")
    await stores.keep("a", category=Category.STYLE)
    stores.later(days=1)
    await stores.say("no")
    stores.later(seconds=1)
    await stores.say("no!")
    await stores.broken("a", "m1", "the answer goes against it")
    days = await stores.chronicle.days()
    first, second = MONDAY.date(), stores.now.date()
    assert dict(days.turns) == {first: 1, second: 2}
    assert dict(days.corrections) == {(first, Category.STYLE): 1}
    assert dict(days.outcomes) == {(second, OutcomeKind.BROKEN): 1}
    assert not days.repeats


async def test_said_again_is_a_repeat_once_however_it_shows(stores: Stores) -> None:
    await stores.keep("a")
    stores.later(days=1)
    await stores.keep("a", action=Action.MERGED)
    stores.later(seconds=2)
    await stores.broken("a", "m1")
    stores.later(days=1)
    await stores.keep("b")
    await stores.broken("a", "m2")
    await stores.broken("c", "m2")
    days = await stores.chronicle.days()
    assert dict(days.repeats) == {(MONDAY + timedelta(days=1)).date(): 1, (MONDAY + timedelta(days=2)).date(): 1}
    assert (await stores.chronicle.totals()).repeats == 2


async def test_what_was_undone_and_what_was_imported_is_no_remark_but_was_written(stores: Stores) -> None:
    await stores.keep("a", source=Source.FLAG)
    await stores.keep("a", action=Action.MERGED, group="slip", source=Source.FLAG)
    undone = Correction(CorrectionId("a"), stores.now, "", "rule a")
    await stores.ledger.append([Change(undone.id, Action.UNDONE, undone, "undid: slip")], "undo")
    many = [f"i{n}" for n in range(9)]
    await stores.keep(*many, source=Source.IMPORT)
    await stores.keep(*many, action=Action.MERGED, group="again", source=Source.IMPORT)
    days, totals = await stores.chronicle.days(), await stores.chronicle.totals()
    assert not days.repeats
    assert dict(days.corrections) == {(MONDAY.date(), Category.FACTUAL): 1}
    assert dict(totals.saved) == {Source.FLAG: 2, Source.IMPORT: 18}


async def test_what_was_proposed_and_declined_is_no_correction(stores: Stores) -> None:
    await stores.keep("a", status=Status.DELETED, source=Source.INFERRED)
    await stores.keep("b")
    stores.later(days=1)
    await stores.keep("b", action=Action.DELETED, status=Status.DELETED)
    days, totals = await stores.chronicle.days(), await stores.chronicle.totals()
    assert dict(days.corrections) == {(MONDAY.date(), Category.FACTUAL): 1}
    assert dict(totals.saved) == {Source.CORRECTION: 1}


async def test_what_was_known_at_a_moment(stores: Stores) -> None:
    await stores.keep("a")
    stores.later(days=1)
    await stores.keep("a", action=Action.DELETED, status=Status.DELETED)
    await stores.keep("b")
    before = await stores.chronicle.as_of(MONDAY + timedelta(hours=1))
    after = await stores.chronicle.as_of(stores.now)
    assert [(r.id, r.status) for r in before] == [("a", Status.ACTIVE)]
    assert sorted((r.id, r.status) for r in after) == [("a", Status.DELETED), ("b", Status.ACTIVE)]
