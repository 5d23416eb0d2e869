"""The inbox from the person's chair: asked with one key, shown as what it is, decided in note, panel and browser."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from rlmchat.chat.services import Services
from rlmchat.learning.correction import Correction, Source, Status
from rlmchat.learning.ports import Find
from rlmchat.settings import Settings
from rlmchat.widgets.message_view import AnswerMessage
from tests.fakes.model import FakeModel, Reply, Waits
from tests.fakes.services import fake_services, with_learning
from tests.screens.chat_world import chat, chatting, idle, say, see, see_no, shown, type_in, until

QUESTION = "What is the capital of Australia?"
OTHER_WORDS = "Which city is the capital of Australia, please?"
CORRECTION = "No, it's Canberra, not Sydney."
WRONG = "The capital of Australia is Sydney."
CODE = "Try this:\n\n```python\nprint('Sydney')\n```"
YES = '{"is_correction": true, "confidence": 0.9}'
NO = '{"is_correction": false, "confidence": 0.9}'
RULES = (
    Reply("not Sydney", "Thank you."),
    Reply("code", CODE),
    Reply("capital", WRONG),
    Reply("bread", "Mix flour, water, salt and yeast."),
)
UNSURE = with_learning(Settings(), save_threshold=0.999)
EVERY = Find(statuses=frozenset(Status))


def world(settings: Settings = UNSURE, *rules: Reply) -> Services:
    return fake_services(FakeModel((*rules, *RULES)), settings=settings)


async def only(services: Services) -> Correction:
    (record,) = await services.memory.find(EVERY)
    return record


async def asked(pilot: Pilot[Any]) -> None:
    """An uncertain correction was said, and is asked about."""
    await say(pilot, QUESTION)
    await say(pilot, CORRECTION)
    await see(pilot, 'was that a correction: "Sydney → Canberra"', "y learn", "n no", "e edit", "? inbox 1")


@pytest.mark.parametrize(
    ("letter", "told", "status"),
    [("y", "✓ learned: Sydney → Canberra", Status.ACTIVE), ("n", "– not learned", Status.DELETED)],
)
async def test_one_key_in_the_empty_prompt_decides(letter: str, told: str, status: Status) -> None:
    services = world()
    async with chatting(services) as pilot:
        await asked(pilot)
        await type_in(pilot, letter)
        await see(pilot, told)
        await see_no(pilot, "inbox 1")
        assert (await only(services)).status is status


async def test_it_is_gone_at_the_next_message_and_waits_in_the_inbox() -> None:
    services = world()
    async with chatting(services) as pilot:
        await asked(pilot)
        await say(pilot, "How do I bake bread?")
        await see_no(pilot, "was that a correction")
        await see(pilot, "? inbox 1")
        assert (await only(services)).status is Status.TENTATIVE


async def test_edited_in_the_note_it_is_learned() -> None:
    services = world()
    async with chatting(services) as pilot:
        await asked(pilot)
        await type_in(pilot, "e")
        await until(pilot, lambda: len(pilot.app.screen_stack) > 1)
        area = next(a for a in pilot.app.screen.query(TextArea) if a.text == "Canberra")
        area.load_text("Canberra, in the ACT")
        await pilot.press("ctrl+s")
        await see(pilot, "✓ learned: Sydney → Canberra, in the ACT")
        record = await only(services)
        assert (record.status, record.corrected_output) == (Status.ACTIVE, "Canberra, in the ACT")


async def test_used_in_this_chat_and_in_no_other_until_it_is_accepted() -> None:
    services = world()
    async with chatting(services) as pilot:
        await asked(pilot)
        await say(pilot, QUESTION)
        await see(pilot, "The capital of Australia is Canberra.")
        await pilot.press("ctrl+n")
        await see(pilot, "Ask anything.")
        await say(pilot, QUESTION)
        await see(pilot, WRONG)
        await services.memory.accept((await only(services)).id)
        await pilot.press("ctrl+n")
        await see(pilot, "Ask anything.")
        await say(pilot, QUESTION)
        await see(pilot, "The capital of Australia is Canberra.")


async def test_the_panels_inbox_is_a_tab_with_keys() -> None:
    services = world()
    async with chatting(services) as pilot:
        await asked(pilot)
        await pilot.press("ctrl+b")
        await see(pilot, "inbox · y accept  n reject  e edit")
        await pilot.press("shift+tab")
        await until(pilot, lambda: pilot.app.focused is not chat(pilot).prompt)
        await pilot.press("right")
        await see(pilot, "y accept", "n reject")
        await pilot.press("y")
        await see(pilot, "learned: Sydney → Canberra", "Nothing waits for you.")
        # The question beside it was answered here.
        await see_no(pilot, "was that a correction")
        await see_no(pilot, "inbox 1")
        assert (await only(services)).status is Status.ACTIVE


async def test_the_command_opens_the_browser_at_the_inbox_and_a_no_is_undone() -> None:
    services = world()
    async with chatting(services) as pilot:
        await asked(pilot)
        await type_in(pilot, "/inbox\n")
        await see(pilot, "Corrections  1", "in the inbox", "y accept", "n reject")
        await pilot.press("n")
        await see(pilot, "not learned: Sydney → Canberra", "Nothing waits for you.")
        await pilot.press("z")
        await see(pilot, "taken back", "Corrections  1")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen is chat(pilot))
        await see(pilot, "? inbox 1")


async def test_signs_that_meet_ask_and_the_browser_shows_them_as_what_they_are() -> None:
    services = world(Settings())
    async with chatting(services) as pilot:
        await say(pilot, QUESTION)
        await pilot.press("escape", "r")
        await idle(pilot)
        await see_no(pilot, "learn this?")
        await say(pilot, OTHER_WORDS)
        await see(pilot, 'learn this? "Which city is the capital', "inferred: regenerated, rephrased", "y learn")
        await pilot.press("ctrl+b")
        await see(pilot, "inferred · y accept  n reject  e edit")
        await type_in(pilot, "/inbox\n")
        await see(pilot, "inferred, not said", "signals", "regenerated once, rephrased once")
        assert (await only(services)).source is Source.INFERRED


async def test_stopping_an_answer_is_a_sign_and_opening_another_chat_is_none() -> None:
    model = FakeModel(RULES, script=[Waits("The capital of")])
    services = fake_services(model, settings=Settings())
    async with chatting(services) as pilot:
        await type_in(pilot, f"{QUESTION}\n")
        await until(pilot, model.waiting.is_set)
        await see(pilot, "The capital of")
        session = chat(pilot).session
        assert session is not None
        await pilot.press("escape")
        await see(pilot, "stopped")
        await until(pilot, lambda: not chat(pilot).busy)
        await pilot.app.workers.wait_for_complete([worker for worker in pilot.app.workers if worker.group == "signs"])
        assert [str(s.kind) for s in await services.memory.signals(session.chat.id)] == ["cancelled"]
        model.waiting.clear()
        model.script.append(Waits("Mix"))
        await type_in(pilot, "How do I bake bread?\n")
        await until(pilot, model.waiting.is_set)
        await see(pilot, "Mix")
        await pilot.press("ctrl+n")
        await see(pilot, "Ask anything.")
        assert len(await services.memory.signals(session.chat.id)) == 1


async def test_copying_code_is_a_sign_for_the_answer() -> None:
    services = world(Settings())
    async with chatting(services) as pilot:
        await say(pilot, "Show me code")
        await pilot.press("escape", "c")
        await see(pilot, "Code copied.")
        session = chat(pilot).session
        assert session is not None
        await pilot.app.workers.wait_for_complete([w for w in pilot.app.workers if w.group == "signs"])
        assert [str(s.kind) for s in await services.memory.signals(session.chat.id)] == ["copied"]


async def edit(pilot: Pilot[Any], text: str) -> None:
    """Open the answer for editing and write another text."""
    if pilot.app.focused is chat(pilot).prompt:
        await pilot.press("escape")
    await pilot.press("e")
    await see(pilot, "Edit the answer", "change the text above")
    pilot.app.screen.query_one(TextArea).load_text(text)


async def test_an_answer_is_edited_and_the_words_that_changed_are_learned() -> None:
    services = world(Settings())
    async with chatting(services) as pilot:
        await say(pilot, QUESTION)
        await edit(pilot, WRONG.replace("Sydney", "Canberra"))
        await see(pilot, "learns   Sydney → Canberra", "[x] learn what I changed")
        await pilot.press("ctrl+s")
        await see(pilot, "✓ learned: Sydney → Canberra", "✎ edited by you", "The capital of Australia is Canberra.")
        record = await only(services)
        assert (record.source, record.status, record.query) == (Source.EDIT, Status.ACTIVE, QUESTION)
        answer = chat(pilot).transcript.last_answer()
        assert isinstance(answer, AnswerMessage)
        chat(pilot).transcript.focus_on(answer)
        await pilot.press("d")
        await see(pilot, "What you changed", "Sydney", "Canberra")
        await pilot.press("z")
        await see(pilot, "original put back", "change it again", WRONG)
        await pilot.press("z")
        await see(pilot, "✎ edited by you")


async def test_with_the_tick_off_nothing_is_learned_and_escape_changes_nothing() -> None:
    services = world(Settings())
    async with chatting(services) as pilot:
        await say(pilot, QUESTION)
        await edit(pilot, "It is Canberra.")
        await pilot.press("escape")
        await see(pilot, WRONG)
        await edit(pilot, WRONG.replace("Sydney", "Canberra"))
        await pilot.press("tab", "space")
        await see(pilot, "nothing: the tick is off")
        await pilot.press("ctrl+s")
        await see(pilot, "✎ edited by you")
        assert await services.memory.find(EVERY) == []


async def test_with_learning_off_an_answer_can_be_edited_and_nothing_is_kept() -> None:
    services = world(with_learning(Settings(), enabled=False))
    async with chatting(services) as pilot:
        await say(pilot, QUESTION)
        await edit_without_learning(pilot)
        await see(pilot, "✎ edited by you")
        assert await services.memory.find(EVERY) == []


async def edit_without_learning(pilot: Pilot[Any]) -> None:
    await pilot.press("escape", "e")
    await see(pilot, "Edit the answer", "learning is off")
    pilot.app.screen.query_one(TextArea).load_text("It is Canberra.")
    await pilot.press("ctrl+s")


@pytest.mark.parametrize(
    ("reply", "told"), [(YES, "the model agrees"), (NO, 'not learned: "Sydney → Canberra" · the model says no')]
)
async def test_what_the_model_decided_shows_in_the_note_that_asked(reply: str, told: str) -> None:
    services = world(with_learning(UNSURE, background_model=True), Reply('"message"', reply))
    async with chatting(services) as pilot:
        await say(pilot, QUESTION)
        await say(pilot, CORRECTION)
        await see(pilot, told, "z undo")
        await see_no(pilot, "inbox 1")
        await asyncio.gather(*services._background)
        await type_in(pilot, "z")
        await see(pilot, "↶ taken back", "? inbox 1")
        assert (await only(services)).status is Status.TENTATIVE


async def test_every_sign_has_its_line_in_the_settings() -> None:
    services = world(Settings())
    async with chatting(services) as pilot:
        await pilot.press("f2")
        await see(pilot, "Weak signs", "Asked for again", "Asked in other words", "Answer edited", "Stopped midway")
        await see(pilot, "Code copied", "No complaint")
        screen = pilot.app.screen
        from textual.widgets import OptionList

        options = screen.query_one(OptionList)
        options.highlighted = options.get_option_index("signals.copied")
        await pilot.press("enter")
        await until(pilot, lambda: not services.settings.signals.copied)
        assert services.settings.signals == replace(Settings().signals, copied=False)


async def test_a_narrow_screen_has_room_for_all_of_it() -> None:
    services = world()
    async with chatting(services, size=(80, 24)) as pilot:
        await asked(pilot)
        await pilot.press("escape", "k", "e")
        await until(pilot, lambda: len(pilot.app.screen_stack) > 1)
        assert "save" in shown(pilot)
