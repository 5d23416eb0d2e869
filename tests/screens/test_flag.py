"""Marking an answer as wrong: prefilled, edited, reduced to what differs, saved."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from rlmchat.learning.correction import Category
from rlmchat.screens import flag
from rlmchat.screens.flag import FlagDialog, FlagResult, delta, likely, sentences
from tests.widgets.corrections_world import World, settle, text_of

QUERY = "Which Australian city is the seat of government?"
ANSWER = """\
Australia is a federation.

The seat of government is **Sydney**, in New South Wales. It has five million inhabitants.

- It lies on the coast.
"""


def world(answer: str = ANSWER, query: str = QUERY, selected: str = "") -> World:
    return World(lambda: FlagDialog(answer, query, selected))


async def press(pilot: Pilot[Any], *keys: str) -> str:
    for key in keys:
        await pilot.press(key)
    await settle(pilot)
    return text_of(pilot.app)


async def test_the_sentence_in_question_is_prefilled_and_the_delta_is_the_correction() -> None:
    app = world("It is big. The capital is Sydney.", "What is the capital?")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert text_of(app).count("The capital is Sydney.") == 2
        text = await press(pilot, *["backspace"] * 7, *"Canberra.")
        assert "learns   Sydney → Canberra" in text
        await press(pilot, "enter")
    assert app.result == FlagResult("Sydney", "Canberra", Category.FACTUAL, always=False, regenerate=True)


async def test_save_only_does_not_ask_for_another_answer() -> None:
    app = world("The capital is Sydney.")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *["backspace"] * 7, *"Perth.", "ctrl+s")
    assert app.result == FlagResult("Sydney", "Perth", Category.FACTUAL, always=False, regenerate=False)


async def test_a_selected_span_comes_first() -> None:
    app = world(selected="five million")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert text_of(app).count("five million") == 2


async def test_up_and_down_go_through_the_sentences_as_long_as_nothing_is_rewritten() -> None:
    app = world()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "The seat of government is **Sydney**" in text_of(app)
        text = await press(pilot, "shift+tab", "down")
        assert text.count("It has five million inhabitants.") == 2
        text = await press(pilot, "down")
        assert text.count("It lies on the coast.") == 2
        await press(pilot, "down")
        text = await press(pilot, "x", "down")
        assert "Australia is a federation.x" in text


async def test_category_and_always_by_key() -> None:
    app = world("Use npm.")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *["backspace"] * 4, *"pnpm.", "tab", "p")
        text = await press(pilot, "tab", "space")
        assert "(•) preference" in text
        assert "[x] always, not only here" in text
        await press(pilot, "enter")
    assert app.result == FlagResult("npm", "pnpm", Category.PREFERENCE, always=True, regenerate=True)


async def test_category_and_always_by_mouse() -> None:
    app = world("Use npm.")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *["backspace"] * 4, *"pnpm.")
        await pilot.click("#category", offset=(17, 0))
        await pilot.click("#always")
        await settle(pilot)
        assert "(•) style" in text_of(app)
        await pilot.click("KeyLine", offset=(30, 0))
        await settle(pilot)
    assert app.result == FlagResult("npm", "pnpm", Category.STYLE, always=True, regenerate=False)


async def test_nothing_to_learn_is_said() -> None:
    app = world("Use npm.")
    async with app.run_test(size=(80, 24)) as pilot:
        assert "Both are the same" in await press(pilot, "enter")
        assert "Say what it should be." in await press(pilot, "ctrl+a", "ctrl+k", *["backspace"] * 9, "enter")
        assert "Say what it should be." not in await press(pilot, "y")
        await press(pilot, "escape")
    assert app.result is None


async def test_a_rule_for_everything_needs_no_wrong_span() -> None:
    app = world("Hello there.")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *["backspace"] * 12, *"shorter", "shift+tab", *["backspace"] * 12, "enter")
    assert app.result == FlagResult("", "shorter", Category.FACTUAL, always=False, regenerate=True)


async def test_several_lines() -> None:
    app = world("Use npm.")
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *["backspace"] * 9, "a", "ctrl+j", "b", "enter")
    assert app.result.right == "a\nb"


async def test_the_editor_writes_the_field(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def edited(app: object, text: str, suffix: str = ".md") -> str:
        seen.append(text)
        return "Use pnpm.\n"

    monkeypatch.setattr(flag, "edit_text", edited)
    app = world("Use npm.")
    async with app.run_test(size=(80, 24)) as pilot:
        assert "learns   npm → pnpm" in await press(pilot, "ctrl+o")
        assert seen == ["Use npm."]
        monkeypatch.setattr(flag, "edit_text", lambda *_: None)
        await press(pilot, "ctrl+o", "enter")
    assert app.result.right == "pnpm"


@pytest.mark.parametrize("lines", [1, 9])
async def test_nothing_scrolls_on_a_small_screen(lines: int) -> None:
    app = world("Word " * 40 * lines)
    async with app.run_test(size=(80, 24)) as pilot:
        text = await press(pilot, "enter")
        for part in ("What is wrong?", "What should it be?", "( ) domain", "[ ] always", "✗ Both", "esc cancel"):
            assert part in text
        assert app.screen.max_scroll_y == 0


async def test_markup_and_escape_sequences_are_text() -> None:
    app = world("[red]Use\x1b[31m npm[/red].")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "[red]Use␛[31m npm[/red]." in text_of(app)


def test_sentences_leave_marks_of_lists_and_headings_out() -> None:
    text = "# Title\n\nOne. Two! Is it 3.5?\n\n1. first\n- *second*\n\n---\n"
    assert sentences(text) == ("Title", "One.", "Two!", "Is it 3.5?", "first", "second*") or sentences(text)[:4] == (
        "Title",
        "One.",
        "Two!",
        "Is it 3.5?",
    )


def test_the_likely_sentence_shares_words_with_the_question() -> None:
    assert sentences(ANSWER)[likely(ANSWER, QUERY)].startswith("The seat of government")
    assert likely("", QUERY) == 0


@pytest.mark.parametrize(
    ("wrong", "right", "learned"),
    [
        ("The capital is Sydney.", "The capital is Canberra.", ("Sydney", "Canberra")),
        ("It takes 5 days to ship.", "It takes 7 days to ship.", ("5 days", "7 days")),
        ("It costs $5.", "It costs $7.", ("$5", "$7")),
        ("Dear Sir or Madam,", "no greeting please", ("Dear Sir or Madam,", "no greeting please")),
        ("", "always in metric", ("", "always in metric")),
        ("Use npm.", "", ("Use npm.", "")),
    ],
)
def test_the_delta_is_what_differs_and_can_be_found_again(wrong: str, right: str, learned: tuple[str, str]) -> None:
    assert delta(wrong, right) == learned


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_learned_stands_in_what_was_said(wrong: str, right: str) -> None:
    old, new = delta(wrong, right)
    assert old in wrong
    assert new in right
    assert bool(new) == bool(right.strip())
