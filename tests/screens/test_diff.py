"""The diff of an applied correction: word by word, unchanged lines folded, one key puts the original back."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from rlmchat.learning.diff import word_diff
from rlmchat.screens.diff import DiffScreen, Fold, drawn, folded, lines, summary
from tests.widgets.corrections_world import World, settle, text_of

BEFORE = "One.\nTwo.\nThree.\nThe capital is Sydney, by the sea.\nFive.\nSix.\nSeven."
AFTER = BEFORE.replace("Sydney", "Canberra")


async def press(pilot: Pilot[Any], *keys: str) -> str:
    for key in keys:
        await pilot.press(key)
    await settle(pilot)
    return text_of(pilot.app)


async def test_what_changed_stands_with_a_line_around_it() -> None:
    app = World(lambda: DiffScreen(BEFORE, AFTER, "What the correction changed"))
    async with app.run_test(size=(80, 24)) as pilot:
        text = await press(pilot)
        assert "What the correction changed   1 word removed, 1 added" in text
        assert "The capital is Sydney Canberra, by the sea." in text
        assert "⋯ 2 unchanged lines" in text
        assert "Three." in text
        assert "Two." not in text
        text = await press(pilot, "space")
        assert "Two." in text
        assert "unchanged" not in text
        assert "unchanged" in await press(pilot, "space")


async def test_removed_is_struck_and_added_underlined() -> None:
    content = drawn(lines(word_diff("a Sydney b", "a Canberra b")))
    styles = {content.plain[span.start : span.end]: str(span.style) for span in content.spans}
    assert "strike" in styles["Sydney"]
    assert "underline" in styles["Canberra"]


async def test_z_puts_the_original_back() -> None:
    app = World(lambda: DiffScreen(BEFORE, AFTER))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "z")
    assert app.result == "put_back"


async def test_a_click_does_too() -> None:
    app = World(lambda: DiffScreen(BEFORE, AFTER))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.click("KeyLine", offset=(3, 0))
    assert app.result == "put_back"


async def test_escape_leaves_it_as_it_is() -> None:
    app = World(lambda: DiffScreen(BEFORE, AFTER))
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "escape")
    assert app.result is None


async def test_where_nothing_can_be_put_back_the_key_is_not_offered() -> None:
    app = World(lambda: DiffScreen(BEFORE, AFTER, can_put_back=False))
    async with app.run_test(size=(80, 24)) as pilot:
        assert "original back" not in await press(pilot, "z")
        assert app.result == "nothing yet"


async def test_a_long_diff_scrolls_and_keeps_its_keys_in_sight() -> None:
    before = "\n".join(f"line {n} old" for n in range(200))
    app = World(lambda: DiffScreen(before, before.replace("old", "new")))
    async with app.run_test(size=(80, 24)) as pilot:
        text = await press(pilot)
        assert "z put the original back" in text
        assert "line 0 old new" in text
        text = await press(pilot, "end")
        assert "line 199" in text
        assert "z put the original back" in text
        assert "line 199" not in await press(pilot, "home")
        assert "line 0 " not in await press(pilot, "j", "j")


async def test_markup_and_escape_sequences_are_text() -> None:
    app = World(lambda: DiffScreen("[b]x[/b] \x1b[2Jold", "[b]x[/b] \x1b[2Jnew"))
    async with app.run_test(size=(80, 24)) as pilot:
        assert "[b]x[/b] ␛[2Jold 2Jnew" in await press(pilot)


def test_one_unchanged_line_is_not_folded() -> None:
    shown = folded(lines(word_diff("a\nb\nc", "a\nb\nd")))
    assert not any(isinstance(one, Fold) for one in shown)


def test_equal_texts_are_one_fold() -> None:
    shown = folded(lines(word_diff("a\nb\nc", "a\nb\nc")))
    assert shown == [Fold(3)]
    assert summary(word_diff("a", "a")) == "0 words removed, 0 added"


words = st.text("ab \n", max_size=40)


@given(words, words)
def test_no_letter_is_lost(before: str, after: str) -> None:
    shown = lines(word_diff(before, after))
    kept = "\n".join("".join(part.text for part in line if part.kind != "removed") for line in shown)
    assert kept.replace("↵", "") == after
    gone = "".join(part.text for line in shown for part in line if part.kind != "added").replace("↵", "")
    assert gone.replace("\n", "") == before.replace("\n", "")


@given(words, words, st.integers(0, 3))
def test_folds_and_shown_lines_add_up(before: str, after: str, around: int) -> None:
    whole = lines(word_diff(before, after))
    parts = folded(whole, around)
    assert sum(part.count if isinstance(part, Fold) else 1 for part in parts) == len(whole)
    changed = [line for line in whole if any(part.kind != "same" for part in line)]
    assert all(line in parts for line in changed)
