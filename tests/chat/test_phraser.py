"""A model may say in which other words a question comes: searched by, never learned, never in the way."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.adapters.sqlite_phrasebook import SqlitePhrasebook
from rlmchat.chat.phraser import MOST_A_RUN, phrasings_in
from rlmchat.chat.services import Services
from rlmchat.errors import ModelUnavailable
from rlmchat.learning.correction import Status
from rlmchat.learning.phrasebook import MOST, usable
from rlmchat.learning.ports import Find
from rlmchat.settings import DEMO_MODEL, Settings
from tests.adapters.records import correction
from tests.chat.test_session import CORRECTION, QUESTION, WRONG, heard
from tests.fakes.model import Breaks, FakeModel, Reply, Waits
from tests.fakes.phrasebook import MemoryPhrasebook
from tests.fakes.services import fake_services, with_learning

ALLOWED = with_learning(Settings(), phrase=True)
ELSEWHERE = "Where do the parliamentarians of the kangaroo continent convene?"
REPLY = f'["{ELSEWHERE}", "Tell me the town that hosts the parliament down under"]'


def rewording(reply: str = REPLY) -> FakeModel:
    return FakeModel([Reply('"right"', reply), Reply("capital", WRONG)], default="Noted.")


async def taught(services: Services) -> str:
    session = await services.open_chat()
    await heard(session.send(QUESTION))
    await heard(session.send(CORRECTION))
    await asyncio.gather(*services._background)
    (record,) = await services.memory.find(Find())
    return record.id


@pytest.fixture(params=["fake", "real"])
async def doors(request: pytest.FixtureRequest, tmp_path: Path):  # type: ignore[no-untyped-def]
    if request.param == "fake":
        yield {"phrasebook": MemoryPhrasebook()}
        return
    database = Database(tmp_path / "rlmchat.db")
    await database.open()
    yield {"ledger": SqliteLedger(database), "phrasebook": SqlitePhrasebook(database)}
    await database.aclose()


async def test_a_question_in_quite_other_words_finds_it(doors: dict[str, object]) -> None:
    services = fake_services(rewording(), settings=ALLOWED, **doors)
    one = await taught(services)
    record = await services.memory.get(one)
    assert await services.memory.phrasings(record) == tuple(json.loads(REPLY))
    (lesson,) = (await services.memory.recall(ELSEWHERE)).lessons
    assert lesson.correction.id == one
    assert "phrasing" in lesson.found_by
    assert (await services.memory.recall("How do I bake bread?")).lessons == ()
    # Switched off again, they are not searched by.
    services.memory.settings = replace(services.memory.settings, phrase=False)
    assert (await services.memory.recall(ELSEWHERE)).lessons == ()


async def test_nothing_that_the_model_says_becomes_a_correction(doors: dict[str, object]) -> None:
    services = fake_services(rewording(), settings=ALLOWED, **doors)
    one = await taught(services)
    record = await services.memory.get(one)
    assert ELSEWHERE not in repr(record.to_dict())
    assert all(ELSEWHERE not in repr(step.record) for step in await services.memory.history(one))
    session = await services.open_chat()
    await heard(session.send(ELSEWHERE))
    assert "down under" not in services.model.requests[-1].messages[0].content  # type: ignore[attr-defined]


async def test_they_rest_when_the_texts_change_and_come_back_with_them(doors: dict[str, object]) -> None:
    services = fake_services(rewording(), settings=ALLOWED, **doors)
    one = await taught(services)
    await services.memory.edit(one, corrected_output="Canberra, ACT")
    assert await services.memory.phrasings(await services.memory.get(one)) == ()
    assert (await services.memory.recall(ELSEWHERE)).lessons == ()
    await services.memory.undo(one)
    assert len((await services.memory.recall(ELSEWHERE)).lessons) == 1
    await services.memory.mute(one)
    assert (await services.memory.recall(ELSEWHERE)).lessons == ()


async def test_off_by_default_and_never_asked_of_the_demo() -> None:
    model = rewording()
    await taught(fake_services(model))
    assert "phrase" not in [request.purpose for request in model.requests]
    demo = rewording()
    await taught(fake_services(demo, settings=with_learning(ALLOWED, phrase_model=DEMO_MODEL)))
    assert "phrase" not in [request.purpose for request in demo.requests]


async def test_its_own_model_is_asked_after_the_answer_and_within_its_budget() -> None:
    model = rewording()
    services = fake_services(model, settings=with_learning(ALLOWED, phrase_model="fake/small"))
    await taught(services)
    asked = [(request.purpose, request.model) for request in model.requests]
    assert asked == [("answer", "fake/model"), ("answer", "fake/model"), ("phrase", "fake/small")]
    services.phrased = MOST_A_RUN
    session = await services.open_chat()
    await session.flag((await heard_first(session)), wrong="", right="Perth", category=correction().category)
    await asyncio.gather(*services._background)
    assert [request.purpose for request in model.requests].count("phrase") == 1


async def heard_first(session):  # type: ignore[no-untyped-def]
    await heard(session.send("hello"))
    return session.messages[-1].id


@pytest.mark.parametrize("reply", ["", "no idea", "[]", '["x"]', '{"a": 1}', "[1, 2]", f'["{QUESTION}", "Canberra"]'])
async def test_a_malformed_answer_changes_nothing(reply: str) -> None:
    services = fake_services(rewording(reply), settings=ALLOWED)
    one = await taught(services)
    assert await services.memory.phrasings(await services.memory.get(one)) == ()


async def test_a_failing_model_or_store_costs_nothing_but_the_phrasings() -> None:
    model = FakeModel(script=[WRONG, "Noted.", Breaks(ModelUnavailable("Nobody answers."))])
    services = fake_services(model, settings=ALLOWED)
    one = await taught(services)
    assert (await services.memory.get(one)).status is Status.ACTIVE
    book = MemoryPhrasebook()
    services = fake_services(rewording(), settings=ALLOWED, phrasebook=book)
    book.broken = "The disk is full."
    one = await taught(services)
    assert [x.correction.id for x in (await services.memory.recall(QUESTION)).lessons] == [one]


async def test_the_end_of_the_program_does_not_wait_for_it() -> None:
    model = FakeModel(script=[WRONG, "Noted.", Waits()])
    services = fake_services(model, settings=ALLOWED)
    session = await services.open_chat()
    await heard(session.send(QUESTION))
    await heard(session.send(CORRECTION))
    await model.waiting.wait()
    await asyncio.wait_for(services.aclose(), 5)
    assert all(task.done() for task in services._background)


@given(st.text(max_size=300))
def test_whatever_it_says_gives_a_few_short_texts(said: str) -> None:
    found = usable(phrasings_in(said), correction())
    assert len(found) <= MOST
    assert all("\n" not in one for one in found)
