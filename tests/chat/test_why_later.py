"""What was considered for an answer is known after a restart, in a copy of the chat, and to the next correction."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from rlmchat.adapters.chroma_index import ChromaIndex
from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_history import SqliteHistory
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.chat.events import LessonsJudged, ReplyFinished, TurnEvent
from rlmchat.chat.services import Services
from rlmchat.chat.session import ChatSession
from rlmchat.learning.recall import Recall
from rlmchat.settings import Settings
from tests.fakes.history import MemoryHistory
from tests.fakes.index import MemoryIndex
from tests.fakes.ledger import MemoryLedger
from tests.fakes.model import FakeModel, Reply
from tests.fakes.services import fake_services, ticking, with_apply, with_learning

QUESTION = "What is the capital of Australia?"
OTHER_WORDS = "Which city is the capital of Australia, please?"
CORRECTION = "No, it's Canberra, not Sydney."

Run = Callable[..., object]
"""One run of the program: an async context that gives Services on what earlier runs left."""


@pytest.fixture(params=["fake", "real"])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Run:
    clock = ticking()
    ledger, history, index = MemoryLedger(clock=clock), MemoryHistory(), MemoryIndex()

    @asynccontextmanager
    async def fake(settings: Settings | None = None) -> AsyncIterator[Services]:
        model = FakeModel([Reply("capital", "The capital of Australia is Sydney.")], default="Noted.")
        doors = {"ledger": ledger, "history": history.restarted(), "index": index}
        yield fake_services(model, settings=settings, clock=clock, **doors)

    @asynccontextmanager
    async def real(settings: Settings | None = None) -> AsyncIterator[Services]:
        model = FakeModel([Reply("capital", "The capital of Australia is Sydney.")], default="Noted.")
        database = Database(tmp_path / "rlmchat.db", tmp_path / "backups")
        await database.open()
        doors = {
            "ledger": SqliteLedger(database, clock=clock),
            "history": SqliteHistory(database),
            "index": ChromaIndex(tmp_path / "chroma"),
        }
        services = fake_services(model, settings=settings, clock=clock, **doors)
        yield services
        await services.aclose()
        await database.aclose()

    return fake if request.param == "fake" else real


async def heard(session: ChatSession, text: str) -> list[TurnEvent]:
    return [event async for event in session.send(text)]


def timeless(recall: Recall | None) -> Recall | None:
    return recall and replace(recall, ms=0)


async def taught(services: Services) -> tuple[ChatSession, str]:
    """A chat about something else after the correction; gives it and its last answer."""
    first = await services.open_chat()
    await heard(first, QUESTION)
    await heard(first, CORRECTION)
    later = await services.open_chat()
    events = await heard(later, OTHER_WORDS)
    (done,) = [event for event in events if isinstance(event, ReplyFinished)]
    return later, done.message.id


async def test_the_next_run_says_the_same_as_this_one(run: Run) -> None:
    async with run() as services:
        session, answer = await taught(services)
        before = await session.recall_of(answer)
        assert before is not None
        assert [x.correction.corrected_output for x in before.lessons] == ["Canberra"]
    async with run() as services:
        session = await services.open_chat(continue_last=True)
        assert timeless(await session.recall_of(answer)) == timeless(before)
        assert await session.recall_of(answer) is await session.recall_of(answer)
        nothing = await services.open_chat()
        await heard(nothing, "Tell me of bread")
        assert await nothing.recall_of(nothing.messages[-1].id) is not None
        copy = await session.fork()
        copied = await copy.recall_of(copy.messages[-1].id)
    async with run() as services:
        again = await services.open_chat(copy.chat.id)
        assert timeless(copied) == timeless(await again.recall_of(again.messages[-1].id)) == timeless(before)
        await services.history.purge_chat(session.chat.id)
        assert await services.history.recall_notes([answer]) == {}


async def test_nothing_considered_is_told_from_learning_off(run: Run) -> None:
    async with run() as services:
        session = await services.open_chat()
        await heard(session, "Tell me of bread")
    async with run(with_learning(Settings(), enabled=False)) as services:
        silent = await services.open_chat()
        await heard(silent, "Tell me of bread")
    async with run() as services:
        session = await services.open_chat(session.chat.id)
        told = await session.recall_of(session.messages[-1].id)
        assert told == Recall("Tell me of bread", ms=told.ms if told else 0)
        silent = await services.open_chat(silent.chat.id)
        assert await silent.recall_of(silent.messages[-1].id) is None


async def test_a_correction_of_an_answer_of_an_earlier_run_breaks_its_lesson(run: Run) -> None:
    off = with_apply(Settings(), mode="off")
    async with run(off) as services:
        session, _ = await taught(services)
    async with run(off) as services:
        session = await services.open_chat(continue_last=True)
        (judged,) = [e for e in await heard(session, CORRECTION) if isinstance(e, LessonsJudged)]
        assert [record.corrected_output for record in judged.broken] == ["Canberra"]
