"""The optional model call on an uncertain correction: after the answer, on the person's words, and never malformed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.bootstrap import build
from rlmchat.chat.deciding import MODEL_NO, MODEL_YES, Doubtful, Verdict, named, span_in, verdict
from rlmchat.chat.events import CorrectionKept, ReplyFinished
from rlmchat.chat.services import Services
from rlmchat.chat.session import ChatSession
from rlmchat.learning.correction import Category, Correction, Status
from rlmchat.settings import Settings
from tests.chat.test_session import QUESTION, WRONG, heard, only
from tests.fakes.model import FakeModel, Reply, Waits, system_of
from tests.fakes.services import fake_services, with_learning
from tests.fakes.session import correction
from tests.loopback import LoopbackServer, Rule

MESSAGE = "Canberra I believe"
YES = '{"is_correction": true, "confidence": 0.9, "category": "factual", "original": "Sydney", "corrected": "Canberra"}'
NO = '{"is_correction": false, "confidence": 0.9}'
ALLOWED = with_learning(Settings(), save_threshold=0.999, ask_threshold=0.3, background_model=True)
ASKED = '"message"'


def judging(reply: str) -> FakeModel:
    return FakeModel([Reply(ASKED, reply), Reply("capital", WRONG)], default="Noted.")


async def uncertain(services: Services) -> tuple[ChatSession, Correction, list[Correction]]:
    """A chat in which an uncertain correction was put in the inbox; the last list is what was told of it."""
    session = await services.open_chat()
    told: list[Correction] = []
    session.when_decided(told.append)
    await heard(session.send(QUESTION))
    record = only(await heard(session.send(MESSAGE)), CorrectionKept).kept.correction
    return session, record, told


async def settled(services: Services) -> None:
    await asyncio.gather(*services._background)


async def decided(reply: str, settings: Settings = ALLOWED) -> tuple[Correction, Correction, Services]:
    """The record before and after the model's reply."""
    services = fake_services(judging(reply), settings=settings)
    _, record, told = await uncertain(services)
    await settled(services)
    after = await services.memory.get(record.id)
    assert told == ([after] if after != record else [])
    return record, after, services


async def test_a_yes_moves_it_to_the_active_ones_and_says_who_said_so() -> None:
    before, after, services = await decided(YES)
    assert (before.status, after.status) == (Status.TENTATIVE, Status.ACTIVE)
    assert (after.original_output, after.corrected_output, after.category) == ("Sydney", "Canberra", Category.FACTUAL)
    assert after.confidence == 0.85
    assert (await services.memory.history(after.id))[-1].reason == MODEL_YES


async def test_a_no_takes_it_out_of_the_inbox_and_can_be_undone() -> None:
    before, after, services = await decided(NO)
    assert after.status is Status.DELETED
    assert (await services.memory.history(after.id))[-1].reason == MODEL_NO
    await services.memory.undo(after.id)
    assert await services.memory.get(after.id) == before


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "I think it is.",
        "[]",
        "}{",
        '{"is_correction": "yes", "confidence": 0.9}',
        '{"is_correction": true, "confidence": "high"}',
        '{"is_correction": true, "confidence": 7}',
        '{"is_correction": true, "confidence": true}',
        '{"is_correction": true, "confidence": 0.5}',
        '{"is_correction": true, "confidence": 0.9, "category": "geography"}',
        '{"is_correction": true, "confidence": 0.9, "original": ["Sydney"]}',
        '{"is_correction": true, "confidence": 0.9, "corrected": 7}',
        YES[:-1],
    ],
)
async def test_a_malformed_or_unsure_answer_changes_nothing(reply: str) -> None:
    before, after, _ = await decided(reply)
    assert after == before


async def test_it_may_think_aloud_and_fence_its_object() -> None:
    thought = f'<think>{{"is_correction": maybe}}</think>\n```json\n{YES}\n```\nThat is all.'
    assert verdict(thought) == Verdict(True, 0.9, Category.FACTUAL, "Sydney", "Canberra")


async def test_without_leave_the_model_is_not_asked() -> None:
    services = fake_services(judging(YES), settings=with_learning(ALLOWED, background_model=False))
    _, record, _ = await uncertain(services)
    await settled(services)
    assert (await services.memory.get(record.id)).status is Status.TENTATIVE
    assert {request.purpose for request in services.model.requests} == {"answer"}  # type: ignore[attr-defined]


async def test_it_is_asked_after_the_answer_and_counted_for_what_it_is() -> None:
    services = fake_services(judging(YES), settings=ALLOWED)
    await uncertain(services)
    await settled(services)
    model: Any = services.model
    assert [request.purpose for request in model.requests] == ["answer", "answer", "detect"]
    assert all(name in system_of(model.requests[-1]) for name in ("is_correction", "confidence", "category"))
    assert all(name in system_of(model.requests[-1]) for name in ("original", "corrected", "explanation"))


async def test_a_model_that_takes_its_time_holds_up_neither_this_answer_nor_the_next() -> None:
    model = FakeModel(script=[WRONG, "Noted.", Waits("", YES)], default="Mix flour.")
    services = fake_services(model, settings=ALLOWED)
    session, record, told = await uncertain(services)
    await model.waiting.wait()
    events = await heard(session.send("How do I bake bread?"))
    assert only(events, ReplyFinished).message.text == "Mix flour."
    assert told == []
    model.release()
    await settled(services)
    assert (await services.memory.get(record.id)).status is Status.ACTIVE


async def test_the_person_is_quicker_and_has_the_last_word() -> None:
    services = fake_services(judging(YES), settings=ALLOWED)
    _, record, told = await uncertain(services)
    await services.memory.reject(record.id)
    await settled(services)
    assert (await services.memory.get(record.id)).status is Status.DELETED
    assert told == []


async def test_a_record_that_was_taken_back_stays_gone() -> None:
    services = fake_services(judging(YES), settings=ALLOWED)
    _, record, told = await uncertain(services)
    await services.memory.undo(record.id)
    await settled(services)
    assert await services.memory.tally() == {}
    assert told == []


async def test_switched_off_meanwhile_it_changes_nothing() -> None:
    services = fake_services(judging(YES), settings=ALLOWED)
    _, record, _ = await uncertain(services)
    await services.set_learning(False)
    await settled(services)
    assert await services.memory.get(record.id) == record


# Only what the person typed.


@pytest.mark.parametrize(
    ("original", "corrected"),
    [
        ("Sydney", "Melbourne"),
        ("Sydney", "The seat of government is Canberra, as the model knows"),
        ("Perth", "Canberra"),
        ("the", "Canberra"),
        ("Canberra", "canberra"),
        ("Sydney", ""),
        ("", "Canberra"),
        ("ydne", "Canberra"),
    ],
)
def test_words_that_nobody_typed_are_not_taken_over(original: str, corrected: str) -> None:
    doubtful = Doubtful(correction(), MESSAGE, QUESTION, f"{WRONG} It is the largest city.")
    assert named(Verdict(True, 0.9, None, original, corrected), doubtful) == {}


async def test_a_yes_with_words_of_its_own_keeps_those_of_the_person() -> None:
    invented = YES.replace('"Canberra"', '"Canberra, founded in 1913"')
    before, after, _ = await decided(invented)
    assert after.status is Status.ACTIVE
    assert (after.original_output, after.corrected_output) == (before.original_output, before.corrected_output)


async def test_its_explanation_is_never_kept() -> None:
    explained = YES[:-1] + ', "explanation": "The capital was chosen in 1908."}'
    _, after, services = await decided(explained)
    assert after.status is Status.ACTIVE
    assert "1908" not in str(await services.memory.history(after.id))


@given(st.text(max_size=60), st.text(max_size=20))
def test_a_span_is_given_as_it_stands_in_the_text(text: str, span: str) -> None:
    found = span_in(text, span)
    assert found in text
    assert found.casefold().split() == span.casefold().split() or not found or found.lower() != found.casefold()


@given(st.text(max_size=300))
def test_any_text_is_a_verdict_or_none(text: str) -> None:
    found = verdict(text)
    assert found is None or found.confidence >= 0.7


# Over a real socket.


@pytest.fixture
def server() -> Any:
    rules = [Rule(ASKED, YES), Rule("capital", WRONG), Rule(".", "Noted.")]
    with LoopbackServer(rules=rules) as running:
        yield running


@pytest.fixture
async def real(tmp_path: Path, server: LoopbackServer) -> AsyncIterator[Services]:
    """All real: LiteLLM, SQLite, Chroma, embedder."""
    environ = {"OPENAI_API_KEY": "sk-test", "OPENAI_API_BASE": server.base_url}
    services = build(tmp_path, environ=environ)
    services.default_model = "openai/test-model"
    await services.change_settings(replace(services.settings, learning=ALLOWED.learning))
    yield services
    await services.aclose()


async def test_over_a_real_socket_the_inbox_is_decided_and_the_lesson_holds(
    real: Services, server: LoopbackServer
) -> None:
    _, record, told = await uncertain(real)
    assert record.status is Status.TENTATIVE
    await settled(real)
    assert [one.status for one in told] == [Status.ACTIVE]
    judged = server.requests[-1]
    assert judged.body["temperature"] == 0
    assert "is_correction" in judged.system
    assert MESSAGE in judged.last
    await heard((await real.open_chat()).send("Which Australian city is the capital?"))
    assert "Canberra" in server.requests[-1].system
