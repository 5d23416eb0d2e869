"""The form for all fields of a correction: what changes is given back, mistakes are named, $EDITOR works."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from rlmchat.learning.correction import Category, Scope, ScopeKind
from rlmchat.screens import edit_correction
from rlmchat.screens.edit_correction import EditCorrection
from rlmchat.widgets.form_fields import Choice, FieldArea, FieldInput
from tests.widgets.corrections_world import ODD, SYDNEY, World, settle, text_of, utc  # noqa: F401

SIZE = (100, 34)


def world(record: Any = SYDNEY) -> World:
    return World(lambda: EditCorrection(record))


async def press(pilot: Pilot[Any], *keys: str) -> str:
    for key in keys:
        await pilot.press(key)
    await settle(pilot)
    return text_of(pilot.app)


def field(pilot: Pilot[Any], name: str) -> Any:
    return pilot.app.screen.query_one(f"#{name}")


async def test_everything_is_there_and_only_what_changed_is_given() -> None:
    app = world()
    async with app.run_test(size=SIZE) as pilot:
        text = await press(pilot)
        for part in (
            "is Sydney.",
            "is Canberra.",
            QUERY,
            "(•) factual",
            "(•) topic",
            "capitals",
            "0.99",
            "(•) correction",
        ):
            assert part in text
        await press(pilot, *["backspace"] * 9, *"Perth.", "enter")
    assert app.result == {"corrected_output": "The capital of Australia is Perth."}


QUERY = "Which Australian city is the seat of government?"


async def test_nothing_changed_gives_nothing() -> None:
    app = world()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter")
    assert app.result is None


async def test_escape_changes_nothing() -> None:
    app = world()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "x", "escape")
    assert app.result is None


async def test_all_kinds_of_fields() -> None:
    app = world()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        field(pilot, "category").focus()
        await press(pilot, "d", "tab", "right", "tab", *"law", "tab", "space", "tab", *", law", "enter")
    assert app.result == {
        "category": Category.DOMAIN,
        "scope": Scope(ScopeKind.DOMAIN, "law"),
        "standing": True,
        "tags": ("capitals", "law"),
    }


async def test_mistakes_are_named_and_the_first_gets_the_focus() -> None:
    app = world()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        field(pilot, "confidence").put("2")
        field(pilot, "valid_until").put("soon")
        text = await press(pilot, "enter")
        assert "✗ confidence: a number from 0 to 1." in text
        assert "✗ until: a date as YYYY-MM-DD" in text
        assert field(pilot, "confidence").has_focus
        text = await press(pilot, "backspace", *".5")
        assert "✗" not in text
        field(pilot, "valid_until").put("")
        await press(pilot, "enter")
    assert app.result == {"confidence": 0.5}


async def test_right_and_wrong_must_differ_also_when_only_one_was_touched() -> None:
    app = world()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        field(pilot, "original_output").put(SYDNEY.corrected_output)
        assert "✗ do: this is what was wrong" in await press(pilot, "enter")


async def test_a_new_one_gives_all_fields() -> None:
    app = world(None)
    async with app.run_test(size=SIZE) as pilot:
        text = await press(pilot, "tab", *"metric", "enter")
        assert text
    assert app.result["corrected_output"] == "metric"
    assert app.result["category"] is Category.PREFERENCE
    assert set(app.result) == set(edit_correction.form.FIELDS)


async def test_the_editor_gets_toml_and_fills_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def edited(app: object, text: str, suffix: str = "") -> str:
        seen.append(text + suffix)
        return text.replace('category = "factual"', 'category = "style"').replace("Canberra", "Perth")

    monkeypatch.setattr(edit_correction, "edit_text", edited)
    app = world()
    async with app.run_test(size=SIZE) as pilot:
        text = await press(pilot, "ctrl+o")
        assert 'query = "Which' in seen[0]
        assert seen[0].endswith(".toml")
        assert "(•) style" in text
        assert "is Perth." in text
        await press(pilot, "enter")
    assert app.result == {"category": Category.STYLE, "corrected_output": "The capital of Australia is Perth."}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("category = ", "This is no TOML"),
        ('category = "x"', "kind: one of factual"),
        ("colour = 1", "colour: there is no"),
    ],
)
async def test_mistakes_from_the_editor_are_named(monkeypatch: pytest.MonkeyPatch, written: str, said: str) -> None:
    monkeypatch.setattr(edit_correction, "edit_text", lambda *_, **__: written)
    app = world()
    async with app.run_test(size=SIZE) as pilot:
        assert said in await press(pilot, "ctrl+o")


async def test_an_editor_that_cannot_be_used_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edit_correction, "edit_text", lambda *_, **__: None)
    app = world()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "ctrl+o", "enter")
    assert app.result is None


async def test_on_a_small_screen_the_keys_stay_in_sight_and_fields_scroll() -> None:
    app = world()
    async with app.run_test(size=(80, 24)) as pilot:
        assert "enter save" in await press(pilot)
        field(pilot, "context").focus()
        text = await press(pilot)
        assert "federal parliament" in text
        assert "enter save" in text


async def test_odd_texts_are_shown_letter_by_letter_and_stay_as_they_are() -> None:
    app = world(ODD)
    async with app.run_test(size=SIZE) as pilot:
        text = await press(pilot)
        assert "[red]bold[/red]" in text
        assert "␛[31mplain" in text
        field(pilot, "category").focus()
        await press(pilot, "f", "enter")
    assert app.result == {"category": Category.FACTUAL}


async def test_words_are_chosen_by_arrow_letter_and_click() -> None:
    app = world()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        choice = field(pilot, "source")
        assert isinstance(choice, Choice)
        choice.focus()
        await press(pilot, "right", "e")
        assert choice.chosen == "explicit"
        await press(pilot, "e")
        assert choice.chosen == "edit"
        await press(pilot, "left", "left", "left")
        assert choice.chosen == "import"
        await pilot.click("#source", offset=(4, 0))
        await settle(pilot)
        assert choice.chosen == "explicit"
        assert isinstance(field(pilot, "tags"), FieldInput)
        assert isinstance(field(pilot, "query"), FieldArea)
