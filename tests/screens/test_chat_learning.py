"""The chat with the real turn and the real learning, on fakes of the doors: correct, and never be told twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rlmchat.chat.services import Services
from rlmchat.settings import Settings
from rlmchat.widgets.message_view import AnswerMessage
from tests.fakes.model import FakeModel, Reply
from tests.fakes.services import fake_services, with_learning
from tests.screens.chat_world import chat, chatting, idle, say, see, see_no, type_in, until

QUESTION = "What is the capital of Australia?"
CORRECTION = "No, it's Canberra, not Sydney."
STUBBORN = (
    Reply("capital|seat of government", "The capital of Australia is Sydney."),
    Reply("not Sydney", "Thank you, I will keep that in mind."),
    Reply("bread", "Mix flour, water, salt and yeast."),
)


def world(settings: Settings | None = None, **doors: Any) -> Services:
    return fake_services(FakeModel(STUBBORN), settings=settings, **doors)


async def test_a_correction_is_noted_kept_and_holds_in_the_next_chat() -> None:
    services = world()
    async with chatting(services) as pilot:
        await say(pilot, QUESTION)
        await see(pilot, "is Sydney.")
        await say(pilot, CORRECTION)
        await see(pilot, "✓ learned: Sydney → Canberra")
        await pilot.press("ctrl+n")
        await see(pilot, "Ask anything.")
        await say(pilot, QUESTION)
        await see(
            pilot, "The capital of Australia is Canberra.", "◆ held to 1 correction", "changed the text", "◆ 1 lesson"
        )
        await say(pilot, "How do I bake bread?")
        await see(pilot, "Mix flour")


async def test_the_diff_shows_it_and_one_key_restores_the_original() -> None:
    async with chatting(world()) as pilot:
        await say(pilot, QUESTION)
        await say(pilot, CORRECTION)
        await say(pilot, QUESTION)
        await see(pilot, "is Canberra.")
        await pilot.press("tab", "d")
        await see(pilot, "What the correction changed", "Sydney", "Canberra")
        await pilot.press("z")
        await see(pilot, "original put back")
        answer = chat(pilot).transcript.last_answer()
        assert answer is not None
        assert answer.text == "The capital of Australia is Sydney."


async def test_undo_in_the_note_takes_it_back() -> None:
    services = world()
    async with chatting(services) as pilot:
        await say(pilot, QUESTION)
        await say(pilot, CORRECTION)
        await see(pilot, "✓ learned")
        await type_in(pilot, "z")
        await see(pilot, "↶ taken back: Sydney → Canberra")
        await say(pilot, QUESTION)
        await see_no(pilot, "changed the text")


async def test_flagging_the_last_answer_saves_and_regenerates() -> None:
    services = world()
    async with chatting(services) as pilot:
        await say(pilot, QUESTION)
        await pilot.press("ctrl+x")
        await see(pilot, "What is wrong?", "What should it be?")
        dialog = pilot.app.screen
        await until(pilot, lambda: pilot.app.focused is not None)
        from textual.widgets import TextArea

        fields = list(dialog.query(TextArea))
        fields[-1].load_text("The capital of Australia is Canberra.")
        fields[-1].focus()
        await pilot.press("enter")
        await see(pilot, "✓ learned: Sydney → Canberra")
        await idle(pilot)
        await see(pilot, "The capital of Australia is Canberra.")


async def test_why_names_the_lesson_and_its_factors() -> None:
    async with chatting(world()) as pilot:
        await say(pilot, QUESTION)
        await say(pilot, CORRECTION)
        await say(pilot, QUESTION)
        await see(pilot, "held to 1 correction")
        await pilot.press("tab", "w")
        await see(pilot, "relevance = similarity", "Canberra")
        await pilot.press("escape")
        assert isinstance(pilot.app.focused, AnswerMessage)


async def test_learning_off_stores_and_sends_nothing() -> None:
    services = world(with_learning(Settings(), enabled=False))
    async with chatting(services) as pilot:
        await see(pilot, "○ learning off")
        await say(pilot, QUESTION)
        await say(pilot, CORRECTION)
        await see(pilot, "keep that in mind")
        await see_no(pilot, "✓ learned")
        await pilot.press("ctrl+x")
        await see(pilot, "What is wrong?")
        await pilot.press("escape")
        assert await services.memory.tally() == {}


async def test_the_panel_follows_what_is_learned() -> None:
    async with chatting(world()) as pilot:
        await pilot.press("ctrl+b")
        await see(pilot, "Nothing learned yet.")
        await type_in(pilot, "/remember british spelling\n")
        await until(pilot, lambda: "british spelling" in _panel_text(pilot))
        await pilot.press("shift+tab")
        await until(pilot, lambda: pilot.app.focused is not chat(pilot).prompt)
        await pilot.press("escape")
        assert pilot.app.focused is chat(pilot).prompt
        await pilot.press("ctrl+b")
        await until(pilot, lambda: not chat(pilot).query("CorrectionsPanel"))


def _panel_text(pilot: Any) -> str:
    from tests.screens.chat_world import shown

    return "\n".join(line[75:] for line in shown(pilot).splitlines())


async def test_forget_opens_the_browser_at_the_words() -> None:
    async with chatting(world()) as pilot:
        await type_in(pilot, "/remember british spelling\n")
        await see(pilot, "✓ learned")
        await type_in(pilot, "/forget british\n")
        await see(pilot, "Corrections", "british")
        await pilot.press("escape", "escape", "escape")
        await until(pilot, lambda: pilot.app.screen is chat(pilot))


async def test_a_chat_goes_on_where_it_was() -> None:
    services = world()
    async with chatting(services) as pilot:
        await say(pilot, QUESTION)
        await see(pilot, "is Sydney.")
    again = replace(fake_services(FakeModel(STUBBORN), history=services.history), memory=services.memory)
    async with chatting(again, continue_last=True) as pilot:
        await see(pilot, QUESTION, "is Sydney.", "saved")


async def test_the_top_line_counts_the_lessons_of_the_newest_answer_as_the_line_under_it_does() -> None:
    services = world()
    async with chatting(services) as pilot:
        await say(pilot, QUESTION)
        await say(pilot, CORRECTION)
        await pilot.press("ctrl+n")
        await see(pilot, "Ask anything.", "◇ learning")
        await say(pilot, QUESTION)
        await see(pilot, "◆ held to 1 correction", "◆ 1 lesson")
    again = replace(fake_services(FakeModel(STUBBORN), history=services.history), memory=services.memory)
    async with chatting(again, continue_last=True) as pilot:
        await see(pilot, "◆ held to 1 correction", "◆ 1 lesson")
        answer = chat(pilot).transcript.last_answer()
        assert answer is not None
        assert answer.message is not None
        # Lessons that only the finished answer brings up count too.
        await answer.show(replace(answer.message, lessons=(*answer.message.lessons, "late")))
        chat(pilot).noted()
        await see(pilot, "◆ held to 2 corrections", "◆ 2 lessons")


async def _broken() -> list[str]:
    return ["The folder cannot be used."]


async def test_where_nothing_can_be_saved_the_status_never_says_saved() -> None:
    services = world()
    services.opening = _broken
    async with chatting(services) as pilot:
        await say(pilot, QUESTION)
        await see(pilot, "not saved")
