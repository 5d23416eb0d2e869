"""Markdown on the screen: what it shows, what it gives to copy, and what growing costs."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.selection import SELECT_ALL

from rlmchat.widgets.markdown_text import MarkdownText
from tests.screens.chat_world import shown

WIDTH = 40
SECTION = (
    "## Section {n}\n\nSome *words* with `code`:\n\n- one\n- two\n\n```python\ndef f{n}(x):\n    return x\n```\n\n"
)


class Page(App[None]):
    CSS = "Screen { background: $background; }"

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text = MarkdownText(source)
        self.links: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.text

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"dim": "#808080"}

    def on_markdown_text_link_clicked(self, event: MarkdownText.LinkClicked) -> None:
        self.links.append(event.href)


async def page(source: str, width: int = WIDTH) -> str:
    app = Page(source)
    async with app.run_test(size=(width, 60)) as pilot:
        await pilot.pause()
        return "\n".join(line.rstrip() for line in shown(app).splitlines()).strip("\n")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("plain words", "plain words"),
        ("one\ntwo", "one two"),
        ("one  \ntwo", "one\ntwo"),
        ("# Head\n\ntext", "Head\n\ntext"),
        ("- a\n- b\n  - c\n- d", "• a\n• b\n  ◦ c\n• d"),
        ("- a\n\n- b", "• a\n\n• b"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("> q1\n>\n> q2", "▌ q1\n▌\n▌ q2"),
        ("a\n\n---\n\nb", "a\n\n" + "─" * WIDTH + "\n\nb"),
        ("```py\nx = 1\n\ny = 2\n```", " x = 1\n\n y = 2"),
        ("    indented", " indented"),
        ("| a | b |\n|---|---|\n| 1 | 22 |", "a   b\n─   ──\n1   22"),
        ("<b>kept</b> [brackets] &amp;", "<b>kept</b> [brackets] &"),
        ("<div>\n\nkept\n\n</div>", "<div>\n\nkept\n\n</div>"),
        ("![alt](http://x/y.png)", "🖼 alt"),
        ("~~gone~~ **b** *i* `c`", "gone b i c"),
        ("", ""),
    ],
)
async def test_shows(source: str, expected: str) -> None:
    found = await page(source)
    # A quotation's empty line keeps its bar; trailing blanks are not compared.
    assert [line.rstrip() for line in found.splitlines()] == [line.rstrip() for line in expected.splitlines()]


async def test_long_items_hang_under_their_text() -> None:
    found = await page("- " + "word " * 12, 30)
    assert [line[:6] for line in found.splitlines()] == ["• word", "  word", "  word"]


async def test_tables_squeeze_and_wrap_their_widest_column() -> None:
    found = await page("| k | text |\n|---|---|\n| a | " + "long words " * 6 + "|\n| b | short |", 30)
    lines = found.splitlines()
    assert max(len(line) for line in lines) <= 30
    assert lines[0].startswith("k   text")
    assert [line for line in lines if line.startswith("b")] == ["b   short"]


async def test_code_longer_than_the_line_is_folded_and_copied_whole() -> None:
    code = "x = " + "1 + " * 30 + "1"
    app = Page(f"```python\n{code}\n```")
    async with app.run_test(size=(WIDTH, 20)) as pilot:
        await pilot.pause()
        assert app.text.size.height > 1
        selected = app.text.get_selection(SELECT_ALL)
        assert selected is not None
        assert selected[0].strip() == code


async def test_selecting_with_the_mouse_copies_without_hard_breaks() -> None:
    words = "alpha beta gamma delta epsilon zeta eta theta iota kappa"
    app = Page(f"{words}\n\n- item\n\nlast line")
    async with app.run_test(size=(WIDTH, 20)) as pilot:
        await pilot.pause()
        await pilot.mouse_down(offset=(0, 0))
        await pilot.hover(offset=(9, 5))
        await pilot.mouse_up(offset=(9, 5))
        await pilot.pause()
        assert app.screen.get_selected_text() == f"{words}\n\n• item\n\nlast line"
        await pilot.mouse_down(offset=(6, 0))
        await pilot.hover(offset=(9, 0))
        await pilot.mouse_up(offset=(9, 0))
        await pilot.pause()
        assert app.screen.get_selected_text() == "beta"


async def test_a_link_says_where_it_leads_and_opens_nothing() -> None:
    app = Page("see [here](https://example.org/a'b)")
    async with app.run_test(size=(WIDTH, 5)) as pilot:
        await pilot.click(offset=(5, 0))
        await pilot.pause()
        assert app.links == ["https://example.org/a'b"]


async def test_another_theme_recolours_what_is_there() -> None:
    app = Page("# Head\n\n`code`")
    async with app.run_test(size=(WIDTH, 5)) as pilot:
        await pilot.pause()
        before = [segment.style for strip in app.screen._compositor.render_strips() for segment in strip]
        app.theme = "textual-light"
        await pilot.pause()
        after = [segment.style for strip in app.screen._compositor.render_strips() for segment in strip]
        assert before != after


BITS = st.lists(
    st.sampled_from(
        [
            "word ",
            "**b** ",
            "\n",
            "\n\n",
            "- item\n",
            "1. one\n",
            "> q\n",
            "```\n",
            "code\n",
            "# H\n",
            "| a | b |\n",
            "|-|-|\n",
            "`c` ",
        ]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(BITS, st.lists(st.integers(0, 200), max_size=6))
def test_growing_piece_by_piece_ends_like_the_whole(source: str, cuts: list[int]) -> None:
    grown = MarkdownText()
    places = sorted({min(cut, len(source)) for cut in cuts} | {0, len(source)})
    for start, end in pairwise(places):
        grown.grow(source[start:end])
    lines = [line for block in grown.document.blocks for line in block.lines(WIDTH)]
    whole = [line for block in MarkdownText(source).document.blocks for line in block.lines(WIDTH)]
    assert lines == whole


def test_finished_blocks_are_never_parsed_again() -> None:
    text = MarkdownText()
    source = "".join(SECTION.format(n=n) for n in range(100))
    for start in range(0, len(source), 400):
        text.grow(source[start : start + 400])
    # Each piece is parsed with what is left of the block before it: a small multiple of the text, whatever its length.
    assert text.parses < 2 * len(source)
