"""Weak signs in a chat: small evidence, a question where several meet, and nothing that the model wrote."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from typing import Any

import pytest

from rlmchat.chat.events import ComplaintHeard, CorrectionKept, ReplyFinished
from rlmchat.chat.services import Services
from rlmchat.chat.session import ChatSession
from rlmchat.conversation import Message, MessageStatus
from rlmchat.errors import StoreError
from rlmchat.learning.correction import Category, OutcomeKind, Source, Status
from rlmchat.learning.ports import Find
from rlmchat.learning.signals import SignalKind, summary
from rlmchat.settings import Settings
from tests.chat.test_session import CORRECTION, OTHER_WORDS, QUESTION, WRONG, corrected, heard, only, stubborn
from tests.fakes.ledger import MemoryLedger
from tests.fakes.model import FakeModel, Reply, Waits, system_of
from tests.fakes.services import fake_services, with_learning

EVERY = Find(statuses=frozenset(Status))
CODE = "Use this:\n\n```python\nprint('Sydney')\n```"


def without(*kinds: SignalKind) -> Settings:
    return replace(Settings(), signals=replace(Settings().signals, **{str(kind): False for kind in kinds}))


async def asked(settings: Settings | None = None, **doors: Any) -> tuple[Services, ChatSession, Message]:
    """A chat in which a first question was answered."""
    services = fake_services(doors.pop("model", None) or stubborn(), settings=settings, **doors)
    session = await services.open_chat()
    answer = only(await heard(session.send(QUESTION)), ReplyFinished).message
    return services, session, answer


async def stop_midway(session: ChatSession, model: FakeModel, text: str) -> None:
    """Send a message and stop its answer after the first words, as the screen does."""
    turn = asyncio.create_task(heard(session.send(text)))
    await model.waiting.wait()
    turn.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await turn
    await session.stopped()


async def signs(services: Services, session: ChatSession) -> str:
    return summary(await services.memory.signals(session.chat.id))


async def test_one_sign_is_kept_and_asks_nothing() -> None:
    services, session, answer = await asked()
    events = await heard(session.regenerate(answer.id))
    assert not [event for event in events if isinstance(event, CorrectionKept)]
    assert await signs(services, session) == "regenerated once"
    assert await services.memory.find(EVERY) == []


async def test_many_signs_without_a_word_of_the_person_ask_nothing() -> None:
    services, session, answer = await asked()
    for _ in range(4):
        answer = only(await heard(session.regenerate(answer.id)), ReplyFinished).message
    assert await signs(services, session) == "regenerated 4×"
    assert await services.memory.find(EVERY) == []


async def test_where_two_signs_meet_the_persons_own_words_wait_for_a_yes() -> None:
    services, session, answer = await asked()
    await heard(session.regenerate(answer.id))
    kept = only(await heard(session.send(OTHER_WORDS)), CorrectionKept).kept
    record = kept.correction
    assert (record.status, record.source) == (Status.TENTATIVE, Source.INFERRED)
    assert (record.query, record.original_output, record.corrected_output) == (QUESTION, "", OTHER_WORDS)
    assert record.confidence < 0.4
    assert kept.reason == "inferred: regenerated, rephrased"
    assert summary(await services.memory.signals_of(record)) == "regenerated once, rephrased once"


async def test_the_order_in_which_signs_meet_does_not_matter() -> None:
    services, session, _ = await asked()
    events = await heard(session.send(OTHER_WORDS))
    assert not [event for event in events if isinstance(event, CorrectionKept)]
    answer = only(events, ReplyFinished).message
    record = only(await heard(session.regenerate(answer.id)), CorrectionKept).kept.correction
    assert (record.query, record.corrected_output) == (QUESTION, OTHER_WORDS)
    assert await services.memory.find(EVERY) == [record]


async def test_a_matter_is_asked_about_once_and_not_again_after_a_no() -> None:
    services, session, answer = await asked()
    await heard(session.regenerate(answer.id))
    events = await heard(session.send(OTHER_WORDS))
    await services.memory.reject(only(events, CorrectionKept).kept.correction.id)
    again = await heard(session.regenerate(only(events, ReplyFinished).message.id))
    again += await heard(session.send("Which town is the capital city of Australia?"))
    assert not [event for event in again if isinstance(event, CorrectionKept)]
    # In another chat the same words meet the tombstone.
    later = await services.open_chat()
    answer = only(await heard(later.send(QUESTION)), ReplyFinished).message
    await heard(later.regenerate(answer.id))
    assert not [e for e in await heard(later.send(OTHER_WORDS)) if isinstance(e, CorrectionKept)]
    assert {record.status for record in await services.memory.find(EVERY)} == {Status.DELETED}


async def test_a_second_inference_never_confirms_the_first() -> None:
    services, session, answer = await asked()
    await heard(session.regenerate(answer.id))
    await heard(session.send(OTHER_WORDS))
    later = await services.open_chat()
    answer = only(await heard(later.send(QUESTION)), ReplyFinished).message
    await heard(later.regenerate(answer.id))
    await heard(later.send(OTHER_WORDS))
    assert {r.status for r in await services.memory.find(EVERY)} == {Status.TENTATIVE}
    assert all(r.confirmations == 0 for r in await services.memory.find(EVERY))


async def test_what_is_accepted_is_recalled_in_later_chats() -> None:
    model = stubborn()
    services, session, answer = await asked(model=model)
    await heard(session.regenerate(answer.id))
    record = only(await heard(session.send(OTHER_WORDS)), CorrectionKept).kept.correction
    await heard((await services.open_chat()).send(QUESTION))
    assert OTHER_WORDS not in system_of(model.requests[-1])
    accepted = await services.memory.accept(record.id)
    assert (accepted.status, accepted.confidence) == (Status.ACTIVE, 0.9)
    await heard((await services.open_chat()).send(QUESTION))
    assert OTHER_WORDS in system_of(model.requests[-1])


async def test_an_answer_stopped_midway_and_the_question_put_otherwise() -> None:
    model = FakeModel([Reply("capital", WRONG)], script=[])
    services = fake_services(model)
    session = await services.open_chat()
    model.script.append(Waits("The capital of"))
    await stop_midway(session, model, QUESTION)
    assert session.messages[-1].status is MessageStatus.PARTIAL
    assert await signs(services, session) == "cancelled once"
    record = only(await heard(session.send(OTHER_WORDS)), CorrectionKept).kept.correction
    assert (record.query, record.corrected_output) == (QUESTION, OTHER_WORDS)


async def test_a_question_said_differently_in_place_is_the_same_sign() -> None:
    services, session, answer = await asked()
    await heard(session.regenerate(answer.id))
    record = only(await heard(session.resend(session.messages[0].id, OTHER_WORDS)), CorrectionKept).kept.correction
    assert (record.query, record.corrected_output) == (QUESTION, OTHER_WORDS)
    assert await signs(services, session) == "regenerated once, rephrased once"


async def test_what_was_said_in_words_needs_no_sign() -> None:
    services, session, answer = await asked()
    await session.flag(answer.id, wrong="Sydney", right="Canberra", category=Category.FACTUAL)
    await heard(session.regenerate(answer.id))
    assert await signs(services, session) == ""


async def test_pasted_answers_are_no_words_of_the_person() -> None:
    services, session, answer = await asked()
    await heard(session.regenerate(answer.id))
    await heard(session.send(f"> {WRONG}\n"))
    assert await services.memory.find(EVERY) == []


@pytest.mark.parametrize("kind", [SignalKind.REGENERATED, SignalKind.REPHRASED])
async def test_each_kind_has_its_switch(kind: SignalKind) -> None:
    services, session, answer = await asked(without(kind))
    await heard(session.regenerate(answer.id))
    await heard(session.send(OTHER_WORDS))
    assert str(kind) not in await signs(services, session)
    assert await services.memory.find(EVERY) == []


@pytest.mark.parametrize(
    "settings", [with_learning(Settings(), enabled=False), with_learning(Settings(), implicit=False)]
)
async def test_learning_off_and_weak_signs_off_switch_all_of_them_off(settings: Settings) -> None:
    model = FakeModel([Reply("capital", CODE)])
    services, session, answer = await asked(settings, model=model)
    await session.copied_code(answer.id)
    await session.edit_answer(answer.id, CODE.replace("Sydney", "Perth"), learn=False)
    await heard(session.regenerate(answer.id))
    await heard(session.send(OTHER_WORDS))
    assert await services.memory.signals(session.chat.id) == []
    assert await services.memory.find(EVERY) == []


async def test_a_sign_is_counted_once_an_answer() -> None:
    services, session, answer = await asked(model=FakeModel([Reply("capital", CODE)]))
    await session.copied_code(answer.id)
    await session.copied_code(answer.id)
    assert await signs(services, session) == "copied once"


async def test_copied_code_outweighs_a_doubt() -> None:
    services, session, answer = await asked(model=FakeModel([Reply("capital", CODE)]))
    await session.copied_code(answer.id)
    await heard(session.regenerate(answer.id))
    await heard(session.send(OTHER_WORDS))
    assert await services.memory.find(EVERY) == []


# Evidence on lessons.


async def overruled(settings: Settings | None = None) -> tuple[Services, ChatSession, Message]:
    """A later chat in which a lesson changed the answer."""
    session = await corrected(stubborn(), settings)
    services: Services = session._env  # type: ignore[attr-defined,assignment]
    later = await services.open_chat()
    return services, later, only(await heard(later.send(OTHER_WORDS)), ReplyFinished).message


async def test_a_sign_is_weak_evidence_with_its_reason_and_moves_no_counter() -> None:
    services, session, answer = await overruled()
    before = await services.memory.get(answer.applied[0])
    await heard(session.regenerate(answer.id))
    after = await services.memory.get(before.id)
    (outcome,) = [o for o in await services.memory.outcomes(before.id) if o.kind is OutcomeKind.DOUBTED]
    assert (outcome.weight, outcome.reason, outcome.message_id) == (0.25, "asked for again", answer.id)
    assert after.doubted == 0.25
    assert (after.held, after.broken, after.reverted) == (before.held, before.broken, before.reverted)
    assert before.confidence * 0.85 < after.confidence < before.confidence


async def test_copied_code_speaks_for_the_lesson_that_shaped_it() -> None:
    services, session, answer = await overruled()
    before = await services.memory.get(answer.applied[0])
    await session.copied_code(answer.id)
    after = await services.memory.get(before.id)
    assert after.backed == 0.2
    assert after.belief == (before.belief[0] + 0.2, before.belief[1])


async def test_weak_signs_alone_never_take_a_lesson_away() -> None:
    services, session, answer = await overruled()
    for _ in range(12):
        answer = only(await heard(session.regenerate(answer.id)), ReplyFinished).message
    record = await services.memory.get(answer.applied[0])
    assert record.status is Status.ACTIVE
    assert record.doubted > 2
    assert record.confidence > 0.7
    later = await services.open_chat()
    assert only(await heard(later.send(OTHER_WORDS)), ReplyFinished).message.applied == (record.id,)


async def test_an_edit_doubts_only_the_lessons_that_it_took_out() -> None:
    services, session, answer = await overruled()
    await session.edit_answer(answer.id, f"{answer.text} Or so they say, whoever they may be in the end.", learn=False)
    assert (await services.memory.get(answer.applied[0])).doubted == 0
    services, session, answer = await overruled()
    await session.edit_answer(answer.id, answer.text.replace("Canberra", "Melbourne"), learn=False)
    assert (await services.memory.get(answer.applied[0])).doubted == 0.3


async def test_silence_on_an_answer_in_doubt_is_no_praise() -> None:
    services, session, answer = await overruled()
    await session.edit_answer(answer.id, answer.text.replace("Canberra", "Melbourne"), learn=False)
    await heard(session.send("How do I bake bread?"))
    kinds = {outcome.kind for outcome in await services.memory.outcomes(answer.applied[0])}
    assert OutcomeKind.HELD not in kinds


async def test_silence_has_its_own_switch() -> None:
    quiet = replace(Settings(), signals=replace(Settings().signals, silence=False))
    services, session, answer = await overruled(quiet)
    await heard(session.send("How do I bake bread?"))
    kinds = {outcome.kind for outcome in await services.memory.outcomes(answer.applied[0])}
    assert kinds == {OutcomeKind.FORCED}


# Editing an answer.


async def test_an_edited_answer_is_learned_word_by_word_and_sent_on() -> None:
    model = stubborn()
    services, session, answer = await asked(model=model)
    edited = await session.edit_answer(answer.id, WRONG.replace("Sydney", "Canberra"), learn=True)
    (kept,) = edited.kept
    record = kept.correction
    assert (record.source, record.status) == (Source.EDIT, Status.ACTIVE)
    assert (record.original_output, record.corrected_output, record.query) == ("Sydney", "Canberra", QUESTION)
    assert (edited.message.text, edited.message.draft, edited.message.edited) == (
        "The capital of Australia is Canberra.",
        WRONG,
        True,
    )
    assert await signs(services, session) == ""
    await heard(session.send("And how do I get there?"))
    assert "The capital of Australia is Canberra." in [m.content for m in model.requests[-1].messages]
    later = await services.open_chat()
    assert only(await heard(later.send(OTHER_WORDS)), ReplyFinished).message.text == (
        "The capital of Australia is Canberra."
    )


async def test_an_edit_can_be_put_back_and_done_again() -> None:
    _, session, answer = await asked()
    await session.edit_answer(answer.id, "It is Canberra.", learn=False)
    back = await session.put_back(answer.id)
    assert (back.text, back.edited) == (WRONG, False)
    again = await session.put_changed(answer.id)
    assert (again.text, again.draft, again.edited) == ("It is Canberra.", WRONG, True)


async def test_an_edit_that_is_not_to_be_learned_asks_where_it_meets_another_sign() -> None:
    _, session, answer = await asked()
    answer = only(await heard(session.regenerate(answer.id)), ReplyFinished).message
    edited = await session.edit_answer(answer.id, WRONG.replace("Sydney", "Canberra"), learn=False)
    (kept,) = edited.kept
    record = kept.correction
    assert (record.source, record.status) == (Source.INFERRED, Status.TENTATIVE)
    assert (record.original_output, record.corrected_output) == ("Sydney", "Canberra")
    assert kept.reason == "inferred: regenerated, edited"


async def test_an_edit_of_an_older_answer_belongs_to_its_own_question() -> None:
    _, session, answer = await asked()
    await heard(session.send("How do I bake bread?"))
    edited = await session.edit_answer(answer.id, WRONG.replace("Sydney", "Canberra"), learn=True)
    assert edited.kept[0].correction.query == QUESTION


async def test_an_edit_that_says_what_a_lesson_says_marks_it_broken() -> None:
    services, session, _ = await asked()
    await heard(session.send(CORRECTION))
    (known,) = await services.memory.find(Find())
    again = only(await heard(session.send("Tell me about the capital of Australia")), ReplyFinished).message
    assert again.applied == (known.id,)
    await session.put_back(again.id)
    edited = await session.edit_answer(again.id, WRONG.replace("Sydney", "Canberra"), learn=True)
    assert edited.kept[0].correction.id == known.id
    assert (await services.memory.get(known.id)).broken == 1


async def test_a_store_that_fails_costs_only_the_sign() -> None:
    class Failing(MemoryLedger):
        async def note_signal(self, signal: Any) -> bool:
            raise StoreError("The disk is full.")

    _, session, answer = await asked(ledger=Failing())
    await session.copied_code(answer.id)
    assert only(await heard(session.regenerate(answer.id)), ReplyFinished).message.text == WRONG


@pytest.mark.parametrize("message", ["that's wrong", "No!", "wrong again"])
async def test_a_complaint_that_names_nothing_teaches_nothing_and_is_no_consent(message: str) -> None:
    services, session, _ = await asked()
    events = await heard(session.send(message))
    assert [event for event in events if isinstance(event, ComplaintHeard)]
    assert not [event for event in events if isinstance(event, CorrectionKept)]
    assert await services.memory.find(EVERY) == []
    await services.aclose()


async def test_a_no_to_the_assistants_own_question_is_no_complaint() -> None:
    services, session, _ = await asked(model=FakeModel(default="Shall I write it in English?"))
    events = await heard(session.send("no"))
    assert not [event for event in events if isinstance(event, ComplaintHeard)]
    await services.aclose()
