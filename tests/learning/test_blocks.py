from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.blocks import BlockSplitter

LINES = st.sampled_from([
    "", "", " ", "plain words", "more. And more!", "# Title", "Title", "===", "---", "***", "- item", "* other", "  - inner", "1. first", "2) second",
    "   text of an item", "    four in", "\tx = 1", "```", "```py", "````", "~~~", "  ```js", "- ```sh", "> quote", "> ```", ">", "> - a", "| a | b |", "|---|---|",
    "<div>", "</div>", "<!-- note", "-->", "<script>", "</script>", "$$", "$$x$$", "\\[", "\\]", "x = `a", "a  ", "\r",
])  # fmt: skip
TEXTS = st.lists(LINES, max_size=30).map("\n".join)


def split(text: str, sizes: list[int] | None = None) -> list[str]:
    splitter, out, at = BlockSplitter(), [], 0
    for size in sizes or [len(text)]:
        out += splitter.feed(text[at : at + size])
        at += size
    out += splitter.feed(text[at:])
    return [*out, rest] if (rest := splitter.flush()) else out


@given(TEXTS, st.lists(st.integers(0, 9), max_size=60))
def test_blocks_join_to_the_input_however_it_comes(text: str, sizes: list[int]) -> None:
    assert "".join(split(text, sizes)) == text
    assert split(text, sizes) == split(text, [1] * len(text)) == split(text)


@given(st.text(max_size=200), st.lists(st.integers(0, 7), max_size=40))
def test_any_text_joins_to_itself(text: str, sizes: list[int]) -> None:
    assert "".join(split(text, sizes)) == text


@pytest.mark.parametrize(
    "blocks",
    [
        ["# Title\n\n", "First paragraph\ngoes on.\n\n", "Second."],
        ["Title\n=====\n", "text"],
        ["Words before\n", "```py\na = 1\n\n# no heading\n\nb = 2\n```\n", "after"],
        ["````md\n```py\nx\n```\n````\n\n", "after"],
        ["~~~\n```\n~~~\n", "after"],
        ["- a\n- b\n\n  more of b\n\n- c\n\n", "no list"],
        ["- a\n  ```py\n  x = 1\n\n  y = 2\n  ```\n- b\n\n", "after"],
        ["1. a\n\n   ```sh\n   ls\n\n   pwd\n   ```\n\n2. b\n\n", "after"],
        ["- a\n", "```\ncode\n```\n"],
        ["- a\n\n", "1. b\n"],
        ["> said\n> ```\n> code\n>\n> more\n> ```\n\n", "after"],
        ["> said\nlazily\n\n", "after"],
        ["| a | b |\n|---|---|\n| 1 | 2 |\n\n", "after"],
        ["<div>\nhtml\n\n", "text\n\n", "</div>"],
        ["<!-- a\n\nb -->\n", "text"],
        ["$$\na = b\n$$\n", "text"],
        ["\\[\nx\n\\]\n", "text"],
        ["text\n\n\n\n", "after"],
        ["***\n", "text"],
        ["    code\n\n    code\n\n", "text"],
        ["text\n", "- interrupts\n"],
        ["In 1990\n1990. is no list\n"],
        ["```\nnever closed\n\ntext\n"],
    ],
)
def test_where_blocks_end(blocks: list[str]) -> None:
    text = "".join(blocks)
    assert split(text) == blocks
    assert split(text, [1] * len(text)) == blocks


def test_a_block_is_given_out_as_soon_as_it_is_certain() -> None:
    splitter = BlockSplitter()
    assert splitter.feed("One.\n") == []
    assert splitter.feed("\n") == []
    assert splitter.feed("T") == ["One.\n\n"]
    assert splitter.feed("wo\n```\nx\n```\n") == ["Two\n"]
    assert splitter.feed("y") == ["```\nx\n```\n"]
    assert splitter.flush() == "y"
    assert splitter.flush() == ""


def test_a_fence_of_many_lines_costs_the_same_a_line() -> None:
    steps = []
    for lines in (2_000, 8_000):
        splitter = Counting()
        splitter.feed("```\n")
        for _ in range(lines):
            splitter.feed("x = 1\n")
        steps.append(splitter.looked_at // lines)
    assert steps[0] == steps[1]


class Counting(BlockSplitter):
    looked_at = 0

    def _line(self, line: str, out: list[str]) -> None:
        self.looked_at += len(line) + len(self._partial)
        super()._line(line, out)
