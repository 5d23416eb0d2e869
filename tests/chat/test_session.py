"""The turn as one story: what the person says, what the model is sent, what is shown and kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

import pytest

from rlmchat.chat.events import (
    CorrectionKept,
    Detected,
    LearningFailed,
    LessonsJudged,
    LessonsRecalled,
    ReplyChunk,
    ReplyFinished,
    ReplyRevised,
    ReplyRevising,
    TurnEvent,
    TurnFailed,
    TurnStarted,
)
from rlmchat.chat.prompt import Attachment
from rlmchat.chat.session import ChatSession
from rlmchat.conversation import Message, MessageStatus, Role, Usage
from rlmchat.errors import ContextTooLong, ModelUnavailable, StoreError, UsageError
from rlmchat.learning.correction import Category, OutcomeKind, Source, Status
from rlmchat.learning.memory import KeptAs
from rlmchat.learning.ports import Find
from rlmchat.learning.recall_note import RecallNote
from rlmchat.settings import ModelSettings, Settings
from tests.fakes.history import MemoryHistory
from tests.fakes.model import Breaks, FakeModel, Reply, Waits, system_of
from tests.fakes.services import fake_services, with_apply, with_learning

T = TypeVar("T")
QUESTION = "What is the capital of Australia?"
OTHER_WORDS = "Which city is the capital of Australia, please?"
CORRECTION = "No, it's Canberra, not Sydney."
WRONG = "The capital of Australia is Sydney."


async def heard(events: AsyncIterator[TurnEvent]) -> list[TurnEvent]:
    return [event async for event in events]


def only(events: list[TurnEvent], kind: type[T]) -> T:
    (found,) = [event for event in events if isinstance(event, kind)]
    return found


def shown(events: list[TurnEvent]) -> str:
    """What is on the screen after these events."""
    text = ""
    for event in events:
        if isinstance(event, ReplyChunk):
            text += event.text
        elif isinstance(event, ReplyRevised):
            text = event.text
    return text


def stubborn() -> FakeModel:
    return FakeModel([Reply("capital", WRONG)], default="Noted.")


async def corrected(model: FakeModel, settings: Settings | None = None) -> ChatSession:
    """A chat in which the capital was asked for and corrected."""
    session = await fake_services(model, settings=settings).open_chat()
    await heard(session.send(QUESTION))
    await heard(session.send(CORRECTION))
    return session


async def test_a_first_turn_is_shown_piece_by_piece_and_saved() -> None:
    services = fake_services(FakeModel(default="Hello, how are you?"))
    session = await services.open_chat()
    events = await heard(session.send("hi"))
    assert shown(events) == "Hello, how are you?"
    finished = only(events, ReplyFinished)
    assert finished.message.status is MessageStatus.COMPLETE
    assert finished.message.usage == Usage(12, 5, 0.0001)
    assert {"first", "stream", "total"} <= set(finished.ms)
    saved = await services.history.messages(session.chat.id)
    assert [(m.role, m.text) for m in saved] == [(Role.USER, "hi"), (Role.ASSISTANT, "Hello, how are you?")]
    assert session.chat.title == "hi"


async def test_the_message_is_saved_before_the_model_is_called() -> None:
    model = FakeModel(script=[Waits()])
    services = fake_services(model)
    session = await services.open_chat()
    turn = asyncio.create_task(heard(session.send("hi")))
    await model.waiting.wait()
    assert [m.text for m in await services.history.messages(session.chat.id)] == ["hi"]
    model.release()
    await turn


async def test_a_correction_in_plain_words_is_kept_and_told() -> None:
    services = fake_services(stubborn())
    session = await services.open_chat()
    await heard(session.send(QUESTION))
    events = await heard(session.send(CORRECTION))
    assert only(events, Detected).detection.confidence > 0.7
    kept = only(events, CorrectionKept).kept
    assert (kept.correction.original_output, kept.correction.corrected_output) == ("Sydney", "Canberra")
    assert kept.correction.query == QUESTION
    assert kept.correction.source is Source.CORRECTION
    assert [x.id for x in await services.memory.find(Find())] == [kept.correction.id]


async def test_the_correction_is_in_the_very_next_prompt_and_in_a_later_chat_of_another_question() -> None:
    model = stubborn()
    services = fake_services(model)
    session = await services.open_chat()
    await heard(session.send(QUESTION))
    assert "Canberra" not in system_of(model.requests[-1])
    await heard(session.send(CORRECTION))
    assert "Canberra" in system_of(model.requests[-1])
    later = await services.open_chat()
    await heard(later.send(OTHER_WORDS))
    assert 'instead of "Sydney" do "Canberra"' in system_of(model.requests[-1])
    await heard((await services.open_chat()).send("How do I bake bread?"))
    assert "Canberra" not in system_of(model.requests[-1])


async def test_a_stubborn_model_is_overruled_before_anything_is_shown() -> None:
    session = await corrected(stubborn())
    later = await session._env.open_chat()  # type: ignore[attr-defined]
    events = await heard(later.send(OTHER_WORDS))
    assert all("Sydney" not in event.text for event in events if isinstance(event, ReplyChunk))
    answer = only(events, ReplyFinished).message
    assert answer.text == "The capital of Australia is Canberra."
    assert answer.draft == WRONG
    assert answer.applied == answer.lessons
    assert len(answer.applied) == 1


@pytest.mark.parametrize("render", ["blocks", "hold", "live"])
async def test_all_three_ways_of_rendering_end_with_the_same_answer(render: str) -> None:
    session = await corrected(stubborn(), with_apply(Settings(), render=render))
    later = await session._env.open_chat()  # type: ignore[attr-defined]
    events = await heard(later.send(OTHER_WORDS))
    assert shown(events) == "The capital of Australia is Canberra."
    revised = [event for event in events if isinstance(event, ReplyRevised)]
    assert len(revised) == (1 if render == "live" else 0)


async def test_mode_off_shows_the_model_as_it_is() -> None:
    session = await corrected(stubborn(), with_apply(Settings(), mode="off"))
    later = await session._env.open_chat()  # type: ignore[attr-defined]
    assert shown(await heard(later.send(OTHER_WORDS))) == WRONG


async def test_put_back_shows_the_original_and_counts_as_reverted() -> None:
    session = await corrected(stubborn())
    services = session._env
    later = await services.open_chat()  # type: ignore[attr-defined]
    answer = only(await heard(later.send(OTHER_WORDS)), ReplyFinished).message
    back = await later.put_back(answer.id)
    assert back.text == WRONG
    assert (await services.history.message(answer.id)).text == WRONG  # type: ignore[union-attr]
    kinds = [outcome.kind for outcome in await services.memory.outcomes(answer.applied[0])]
    assert OutcomeKind.REVERTED in kinds
    again = await later.put_changed(answer.id)
    assert again.text == "The capital of Australia is Canberra."
    record = await services.memory.get(answer.applied[0])
    assert record.reverted == 0, "who changes their mind has not said that the lesson was wrong"
    with pytest.raises(UsageError):
        await later.put_changed(answer.id)


async def test_nothing_to_fix_costs_one_model_call() -> None:
    model = FakeModel([Reply("capital", "The capital of Australia is Canberra.", system="Canberra"), *stubborn().rules])
    session = await corrected(model)
    later = await session._env.open_chat()  # type: ignore[attr-defined]
    before = len(model.requests)
    await heard(later.send(OTHER_WORDS))
    assert len(model.requests) == before + 1


async def test_a_block_that_still_goes_against_a_rule_is_rewritten_by_one_call() -> None:
    draft = "- Staff stay longer\n- It is fair\n"
    prose = "Staff stay longer, and it is fair.\n"
    model = FakeModel(script=[draft, f"<passage>{prose}</passage>"])
    services = fake_services(model)
    session = await services.open_chat()
    await session.remember("No bullet points, write prose paragraphs.")
    events = await heard(session.send("Why parental leave?"))
    revised = [request for request in model.requests if request.purpose == "revise"]
    assert len(revised) == 1
    assert any(isinstance(event, ReplyRevising) for event in events)
    assert shown(events).strip() == prose.strip()


async def test_learning_off_sends_no_lessons_and_stores_nothing() -> None:
    model = stubborn()
    services = fake_services(model)
    session = await services.open_chat()
    await heard(session.send(QUESTION))
    await heard(session.send(CORRECTION))
    await services.set_learning(False)
    events = await heard(session.send(OTHER_WORDS))
    assert "Canberra" not in system_of(model.requests[-1])
    assert only(events, LessonsRecalled).recall.lessons == ()
    await heard(session.send("No, it's Perth, not Sydney."))
    assert await services.memory.count(Find()) == 1
    with pytest.raises(UsageError):
        await session.remember("always in French")


async def test_the_models_text_and_files_never_become_a_correction() -> None:
    services = fake_services(FakeModel(default="No, it's Canberra, not Sydney. That is wrong, actually."))
    session = await services.open_chat()
    await heard(session.send(QUESTION))
    pasted = "> No, it's Canberra, not Sydney. That is wrong, actually."
    await heard(session.send(pasted))
    note = Attachment("notes.txt", "No, that's wrong, it should be Perth instead of Sydney.")
    await heard(session.send("Thanks! Please summarise this file.", [note]))
    assert await services.memory.count(Find()) == 0


async def test_an_uncertain_correction_waits_in_the_inbox_and_holds_in_this_chat_only() -> None:
    settings = with_learning(Settings(), save_threshold=0.999)
    model = stubborn()
    services = fake_services(model, settings=settings)
    session = await services.open_chat()
    await heard(session.send(QUESTION))
    kept = only(await heard(session.send(CORRECTION)), CorrectionKept).kept
    assert kept.how is KeptAs.TENTATIVE
    assert "Canberra" in system_of(model.requests[-1])
    await heard((await services.open_chat()).send(OTHER_WORDS))
    assert "Canberra" not in system_of(model.requests[-1])
    await services.memory.accept(kept.correction.id)
    await heard((await services.open_chat()).send(OTHER_WORDS))
    assert "Canberra" in system_of(model.requests[-1])


async def test_a_background_verdict_decides_on_the_inbox_only_where_it_is_allowed() -> None:
    settings = with_learning(Settings(), save_threshold=0.999, background_model=True)
    verdict = Reply('"message"', '{"is_correction": true, "confidence": 0.95}')
    services = fake_services(FakeModel([verdict, *stubborn().rules]), settings=settings)
    session = await services.open_chat()
    await heard(session.send(QUESTION))
    kept = only(await heard(session.send(CORRECTION)), CorrectionKept).kept
    await asyncio.gather(*services._background)
    assert (await services.memory.get(kept.correction.id)).status is Status.ACTIVE


async def test_a_rule_stated_before_any_answer_is_kept() -> None:
    services = fake_services()
    session = await services.open_chat()
    await heard(session.send("From now on, always write dates as 2026-11-20."))
    (record,) = await services.memory.find(Find())
    assert record.standing
    assert record.source is Source.EXPLICIT


async def test_a_lesson_that_is_corrected_again_was_broken() -> None:
    services = fake_services(stubborn(), settings=with_apply(Settings(), mode="off"))
    session = await services.open_chat()
    await heard(session.send(QUESTION))
    await heard(session.send(CORRECTION))
    later = await services.open_chat()
    await heard(later.send(OTHER_WORDS))
    events = await heard(later.send(CORRECTION))
    (broken,) = only(events, LessonsJudged).broken
    assert broken.corrected_output == "Canberra"
    assert (await services.memory.get(broken.id)).broken >= 1


async def test_cancelled_in_the_middle_the_partial_answer_is_kept_and_marked() -> None:
    model = FakeModel(script=[Waits("One, two, ", "three.")])
    services = fake_services(model)
    session = await services.open_chat()
    turn = asyncio.create_task(heard(session.send("count")))
    await model.waiting.wait()
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn
    assert session.messages[-1].text == "One, two, "
    assert session.messages[-1].status is MessageStatus.PARTIAL
    assert model.abandoned == 1
    saved = await services.history.messages(session.chat.id)
    assert [m.status for m in saved] == [MessageStatus.COMPLETE, MessageStatus.PARTIAL]
    await heard(session.send("go on"))
    assert [m.content for m in model.requests[-1].messages[1:]] == ["count", "One, two, ", "go on"]


async def test_closing_the_iterator_is_cancelling() -> None:
    model = FakeModel(script=[Waits("One, ")])
    session = await fake_services(model).open_chat()
    events = session.send("count")
    async for event in events:
        if isinstance(event, ReplyChunk):
            break
    await events.aclose()
    assert session.messages[-1].status is MessageStatus.PARTIAL


async def test_a_dead_model_keeps_the_text_ready_and_retry_answers_it() -> None:
    model = FakeModel(script=[Breaks(ModelUnavailable("The server is down.", "Start it."))], default="Here I am.")
    session = await fake_services(model).open_chat()
    events = await heard(session.send("hello?"))
    failed = only(events, TurnFailed)
    assert (failed.message.text, failed.message.status) == ("hello?", MessageStatus.FAILED)
    assert "Start it." in str(failed.error)
    events = await heard(session.retry())
    assert shown(events) == "Here I am."
    assert [m.text for m in session.messages] == ["hello?", "Here I am."]


async def test_a_new_message_takes_the_place_of_one_that_failed() -> None:
    model = FakeModel(script=[Breaks(ModelUnavailable("down"))])
    session = await fake_services(model).open_chat()
    await heard(session.send("hello?"))
    await heard(session.send("hello again?"))
    assert [m.content for m in model.requests[-1].messages[1:]] == ["hello again?"]


async def test_a_cut_stream_keeps_what_came() -> None:
    model = FakeModel(script=[Breaks(ModelUnavailable("cut"), "Half an ")])
    session = await fake_services(model).open_chat()
    events = await heard(session.send("tell me"))
    assert only(events, ReplyFinished).message.status is MessageStatus.PARTIAL
    assert only(events, TurnFailed).error.message == "cut"
    assert session.messages[-1].text == "Half an "


async def test_too_long_a_prompt_is_halved_once() -> None:
    model = FakeModel(script=["a", "b", Breaks(ContextTooLong("too long")), "fits"], size=100)
    session = await fake_services(model, settings=with_learning(Settings(), enabled=False)).open_chat()
    await heard(session.send("x" * 80))
    await heard(session.send("y" * 80))
    events = await heard(session.send("z" * 80))
    assert shown(events) == "fits"
    assert len(model.requests[-1].messages) < len(model.requests[-2].messages)


async def test_regenerate_keeps_the_old_answer_hidden() -> None:
    services = fake_services(FakeModel(script=["first", "second"]))
    session = await services.open_chat()
    await heard(session.send("say something"))
    old = session.messages[-1]
    events = await heard(session.regenerate())
    assert shown(events) == "second"
    assert session.messages[-1].parent_id == old.id
    every = await services.history.messages(session.chat.id, hidden=True)
    assert {m.text for m in every} == {"say something", "first", "second"}


async def test_resend_goes_on_from_an_earlier_message() -> None:
    model = FakeModel(default="ok")
    session = await fake_services(model).open_chat()
    await heard(session.send("one"))
    await heard(session.send("two"))
    await heard(session.resend(session.messages[0].id, "uno"))
    assert [m.text for m in session.messages] == ["uno", "ok"]
    assert [m.content for m in model.requests[-1].messages[1:]] == ["uno"]


async def test_undo_last_and_fork_and_rename() -> None:
    services = fake_services(FakeModel(default="ok"))
    session = await services.open_chat()
    await heard(session.send("one"))
    await heard(session.send("two"))
    fork = await session.fork(session.messages[1].id)
    assert await session.undo_last() == "two"
    assert [m.text for m in session.messages] == ["one", "ok"]
    await session.rename("Counting")
    assert {c.title for c in await services.history.chats()} == {"Counting", "one (fork)"}
    await heard(fork.send("three"))
    assert [m.text for m in await services.history.messages(fork.chat.id)] == ["one", "ok", "three", "ok"]
    assert await session.undo_last() == "one"
    assert await session.undo_last() is None


async def test_a_flag_is_kept_and_used_in_the_next_turn() -> None:
    model = stubborn()
    session = await fake_services(model).open_chat()
    await heard(session.send(QUESTION))
    kept = await session.flag(session.messages[-1].id, wrong="Sydney", right="Canberra", category=Category.FACTUAL)
    assert kept.correction.source is Source.FLAG
    assert shown(await heard(session.send(OTHER_WORDS))) == "The capital of Australia is Canberra."
    with pytest.raises(UsageError):
        await session.flag(session.messages[-1].id, wrong="x", right="  ", category=Category.FACTUAL)


async def test_a_failing_memory_never_costs_the_chat(monkeypatch: pytest.MonkeyPatch) -> None:
    services = fake_services(stubborn())
    session = await services.open_chat()
    await heard(session.send(QUESTION))

    async def broken(*args: object, **more: object) -> None:
        raise StoreError("The store is broken.", "Run doctor.")

    monkeypatch.setattr(services.memory, "keep", broken)
    monkeypatch.setattr(services.memory, "recall", broken)
    events = await heard(session.send(CORRECTION))
    assert shown(events) == "Noted."
    assert {event.stage for event in events if isinstance(event, LearningFailed)} == {"keep", "recall"}


async def test_a_full_disk_is_told_and_the_answer_shown_all_the_same() -> None:
    class Full(MemoryHistory):
        async def save_message(self, message: Message, note: RecallNote | None = None) -> None:
            raise StoreError("The disk is full.", "Make room.")

    session = await fake_services(FakeModel(default="Hello!"), history=Full()).open_chat()
    events = await heard(session.send("hi"))
    assert shown(events) == "Hello!"
    assert {event.message for event in events if isinstance(event, LearningFailed)} == {"The disk is full. Make room."}


async def test_two_programs_on_one_memory_know_the_same() -> None:
    first = fake_services(stubborn())
    session = await first.open_chat()
    await heard(session.send(QUESTION))
    await heard(session.send(CORRECTION))
    continued = await first.open_chat(continue_last=True)
    assert [m.text for m in continued.messages] == [m.text for m in session.messages]
    assert only(await heard(continued.send(OTHER_WORDS)), TurnStarted).message.text == OTHER_WORDS


async def test_that_the_model_echoes_what_was_just_said_is_no_outcome() -> None:
    model = FakeModel([Reply("not Sydney", "You are right, it is Canberra."), *stubborn().rules])
    services = fake_services(model)
    session = await services.open_chat()
    await heard(session.send(QUESTION))
    kept = only(await heard(session.send(CORRECTION)), CorrectionKept).kept
    assert await services.memory.outcomes(kept.correction.id) == []
    await heard(session.send(OTHER_WORDS))
    assert [outcome.kind for outcome in await services.memory.outcomes(kept.correction.id)] == [OutcomeKind.FORCED]


async def test_a_database_that_cannot_be_opened_is_said_and_the_chat_goes_on() -> None:
    async def opening() -> list[str]:
        return ["The folder cannot be used. Nothing of this session will be saved."]

    services = fake_services(FakeModel(default="Hello!"))
    services.opening = opening
    session = await services.open_chat()
    assert shown(await heard(session.send("hi"))) == "Hello!"
    assert not services.saved
    assert services.problems == await opening()


@pytest.mark.parametrize(
    ("implicit", "kinds"), [(True, {OutcomeKind.FORCED, OutcomeKind.HELD}), (False, {OutcomeKind.FORCED})]
)
async def test_silence_is_evidence_only_where_weak_signs_count(implicit: bool, kinds: set[OutcomeKind]) -> None:
    session = await corrected(stubborn(), with_learning(Settings(), implicit=implicit))
    later = await session._env.open_chat()  # type: ignore[attr-defined]
    answer = only(await heard(later.send(OTHER_WORDS)), ReplyFinished).message
    await heard(later.send("How do I bake bread?"))
    found = await session._env.memory.outcomes(answer.applied[0])
    assert {outcome.kind for outcome in found} == kinds


async def test_what_was_said_in_turn_3_holds_in_turn_300_whatever_the_window() -> None:
    model = FakeModel(default="Here is some filler. " * 40)
    small = Settings(model=ModelSettings(context_tokens=1500))
    session = await fake_services(model, settings=small).open_chat()
    await heard(session.send("hello"))
    await heard(session.send(QUESTION))
    await heard(session.send("No, write every date as 2026-11-20, not 20.11.2026."))
    for number in range(4, 300):
        await heard(session.send(f"Tell me story number {number}"))
    await heard(session.send("And when does the fair begin?"))
    last = model.requests[-1].messages
    assert "2026-11-20" in system_of(model.requests[-1])
    assert not any("every date" in m.content or "story number 250" in m.content for m in last[1:])


async def test_a_lesson_left_out_on_purpose_is_no_lesson_and_is_judged_as_such() -> None:
    services = fake_services(stubborn(), settings=with_learning(Settings(), holdout=0.5))
    first = await services.open_chat()
    await heard(first.send(QUESTION))
    await heard(first.send(CORRECTION))
    (record,) = await services.memory.find(Find())
    kinds: dict[bool, set[str]] = {True: set(), False: set()}
    for _ in range(12):
        session = await services.open_chat()
        events = await heard(session.send(OTHER_WORDS))
        used = record.id in [x.correction.id for x in only(events, LessonsRecalled).recall.lessons]
        assert ("Canberra" in shown(events)) is used
        answer = only(events, ReplyFinished).message
        kinds[used] |= {o.kind for o in await services.memory.outcomes(record.id) if o.message_id == answer.id}
    assert kinds == {True: {OutcomeKind.FORCED}, False: {OutcomeKind.WITHHELD}}
    found = await services.memory.causal_help(record.id)
    assert found.withheld + found.shown == 12
    assert found.withheld_right == 0
    assert found.effect > 0.3


async def test_what_was_recalled_is_held_for_the_newest_answers_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rlmchat.chat.log.RECALLS", 3)
    session = await fake_services(FakeModel(default="Noted.")).open_chat()
    answers = [only(await heard(session.send(f"question {n}")), ReplyFinished).message.id for n in range(5)]
    assert list(session._log.recalls) == answers[2:]


async def test_said_again_at_once_it_is_still_about_the_question_and_not_about_the_correction() -> None:
    session = await corrected(stubborn())
    await heard(session.send("It is Canberra, not Sydney!"))
    (record,) = await session._env.memory.find(Find())
    assert record.query == QUESTION
    assert record.confirmations == 1


async def test_a_change_that_is_told_in_a_new_chat_takes_the_place_of_what_is_known() -> None:
    services = fake_services(FakeModel([Reply("uploads", "Send them to Kafka.")], default="Noted."))
    session = await services.open_chat()
    await heard(session.send("How do my workers hear of uploads?"))
    await heard(session.send("No, RabbitMQ, not Kafka."))
    later = await services.open_chat()
    await heard(later.send("We've switched from RabbitMQ to NATS."))
    (record,) = await services.memory.find(Find())
    assert (record.original_output, record.corrected_output) == ("RabbitMQ", "NATS")
    other = await services.open_chat()
    assert [
        e for e in await heard(other.send("We've switched from Word to LaTeX.")) if isinstance(e, CorrectionKept)
    ] == []
