"""A Markdown text that only grows at its end: finished blocks are parsed and rendered once, and never again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.app import RenderResult
from textual.content import Content
from textual.css.styles import RulesMap
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widget import Widget

from rlmchat.widgets.markdown_block import Block
from rlmchat.widgets.markdown_rows import BLANK, CODE_LINES, blocks, code_rows, coloured, lone_code, parse, parts

if TYPE_CHECKING:
    from markdown_it.token import Token

_GAP = Block([BLANK])
_NONE = Content("")


class Document(Visual):
    """Blocks, one under the other. Only what is in view is drawn, and only what is new is measured."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._width = -1
        self._tops = [0]
        """The line on the screen at which each measured block begins, and the one after the last."""
        self._numbers = [0]
        """The same in lines of text, for selecting."""

    def cut(self, count: int) -> None:
        """Take away all but the first `count` blocks."""
        del self.blocks[count:], self._tops[count + 1 :], self._numbers[count + 1 :]

    def measure(self, width: int) -> None:
        """Lay out what has come since the last time."""
        if width != self._width:
            self._width, self._tops, self._numbers = width, [0], [0]
        for block in self.blocks[len(self._tops) - 1 :]:
            self._tops.append(self._tops[-1] + block.height(width))
            self._numbers.append(self._numbers[-1] + block.line_count(width))

    def forget(self) -> None:
        """Other colours."""
        for block in self.blocks:
            block.forget()

    def line(self, y: int, width: int, style: Style, options: RenderOptions) -> Strip | None:
        """One line on the screen; None below the last."""
        self.measure(width)
        if not 0 <= y < self._tops[-1]:
            return None
        at = bisect_right(self._tops, y) - 1
        return self.blocks[at].line(y - self._tops[at], width, style, options, self._numbers[at])

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """All lines on the screen."""
        self.measure(width)
        lines = range(self._tops[-1] if height is None else min(height, self._tops[-1]))
        return [strip for y in lines if (strip := self.line(y, width, style, options)) is not None]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """It takes what it gets."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Lines at a width."""
        self.measure(width)
        return self._tops[-1]


class MarkdownText(Widget):
    """Shows a Markdown text; `append` costs as much as the last block is long."""

    DEFAULT_CSS = """
    MarkdownText { height: auto; width: 1fr; color: $foreground; }
    """

    class LinkClicked(Message):
        """A link was clicked; nothing is opened by that."""

        def __init__(self, href: str) -> None:
            super().__init__()
            self.href = href

    def __init__(self, source: str = "") -> None:
        super().__init__()
        self.auto_links = False
        self.document = Document()
        self._open = ""
        """The source from the last block on."""
        self.parses = 0
        """Characters that were parsed so far, for who wants to know what growing costs."""
        self._settled = 0
        """How many of the document's blocks will not change any more."""
        self._chunks = 0
        """How many of the blocks after them are stretches of the code that is being written."""
        self.grow(source)

    def render(self) -> RenderResult:
        """The document."""
        return self.document

    def render_line(self, y: int) -> Strip:
        """One line on the screen, drawn when it is asked for: an answer may be a hundred screens long."""
        self._dirty_regions.clear()
        selection = self.text_selection
        look = Style.from_styles(self.screen.get_component_styles("screen--selection")) if selection else None
        options = RenderOptions(self._get_style, self.styles, selection, look)  # type: ignore[arg-type]
        width = self.size.width
        line = self.document.line(y, width, self.visual_style, options)
        return Strip.blank(width, self.visual_style.rich_style) if line is None else line

    def append(self, source: str) -> None:
        """More of the text."""
        if source:
            self.grow(source)
            self.refresh(layout=True)

    def replace(self, source: str) -> None:
        """Another text."""
        self.document, self._open = Document(), ""
        self._settled, self._chunks = 0, 0
        self.grow(source)
        self.refresh(layout=True)

    def grow(self, source: str) -> None:
        """Take in more of the text, without showing it yet."""
        self._open += source
        self.parses += len(self._open)
        found = list(blocks(parse(self._open)))
        if not found:
            return
        *done, (start, tokens) = found
        if done:
            self._settle(tokens for _, tokens in done)
            self._open = "\n".join(self._open.split("\n")[start:])
        code = lone_code(tokens)
        if code is not None:
            self._grow_code(*code)
        else:
            self.document.cut(self._settled)
            self._add(Block(parts(tokens)))

    def _settle(self, done: Iterable[Sequence[Token]]) -> None:
        """These blocks will not change any more."""
        self.document.cut(self._settled)
        for tokens in done:
            self._add(Block(parts(tokens)))
        self._settled, self._chunks = len(self.document.blocks), 0

    def _grow_code(self, code: str, language: str) -> None:
        """Code that may go on: full stretches of lines are blocks that stay, only what follows them is made anew."""
        lines = code.split("\n")
        gap = 1 if self._settled else 0
        self.document.cut(self._settled + (gap + self._chunks if self._chunks else 0))
        if gap and not self._chunks:
            self.document.blocks.append(_GAP)
        # Its last line may still grow.
        for at in range(self._chunks, (len(lines) - 1) // CODE_LINES):
            self._add_code(lines[at * CODE_LINES : (at + 1) * CODE_LINES], language)
            self._chunks += 1
        self._add_code(lines[self._chunks * CODE_LINES :], language)

    def _add_code(self, lines: Sequence[str], language: str) -> None:
        self.document.blocks.append(Block(list(code_rows(coloured("\n".join(lines), language), _NONE, _NONE))))

    def finish(self) -> None:
        """Nothing more comes: code that was coloured piece by piece while it grew is coloured as a whole."""
        if self._chunks:
            self._settle(tokens for _, tokens in blocks(parse(self._open)))
            self._open = ""
            self.refresh(layout=True)

    def _add(self, block: Block) -> None:
        if self.document.blocks:
            self.document.blocks.append(_GAP)
        self.document.blocks.append(block)

    def notify_style_update(self) -> None:
        """Other colours."""
        self.document.forget()
        super().notify_style_update()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """What is selected, without the line breaks of the screen."""
        lines = [line for block in self.document.blocks for line in block.lines(self.content_size.width)]
        return selection.extract("\n".join(lines)), "\n"

    def action_link(self, href: str) -> None:
        """A click on a link."""
        self.post_message(self.LinkClicked(href))
