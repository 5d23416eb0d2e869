"""A Markdown text that only grows at its end: finished blocks are parsed and rendered once, and never again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from textual.app import RenderResult
from textual.css.styles import RulesMap
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual
from textual.widget import Widget

from rlmchat.widgets.markdown_block import Block
from rlmchat.widgets.markdown_rows import BLANK, blocks, parse, parts

T = TypeVar("T")
_GAP = Block([BLANK])


class Document(Visual):
    """Blocks, one under the other. What the finished ones give is kept, so that only the last one costs anything."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.finished = 0
        """How many of the blocks will not change any more."""
        self._lines: _Kept[Strip] = _Kept()
        self._height: _Kept[None] = _Kept()

    def forget(self) -> None:
        """Other colours, or other blocks."""
        self._lines, self._height = _Kept(), _Kept()

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """All lines on the screen."""
        if options.selection is not None:
            out, _ = self._render(self.blocks, 0, width, style, options)
        else:
            kept = self._lines.at((width, style))
            more, kept.count = self._render(self.blocks[kept.upto : self.finished], kept.count, width, style, options)
            kept.items += more
            kept.upto = max(kept.upto, self.finished)
            out = kept.items + self._render(self.blocks[self.finished :], kept.count, width, style, options)[0]
        return out if height is None else out[:height]

    def _render(
        self, blocks: Sequence[Block], line: int, width: int, style: Style, options: RenderOptions
    ) -> tuple[list[Strip], int]:
        out: list[Strip] = []
        for block in blocks:
            out += block.strips(width, style, options, line)
            line += block.line_count(width)
        return out, line

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """It takes what it gets."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Lines at a width."""
        kept = self._height.at(width)
        kept.count += sum(block.height(width) for block in self.blocks[kept.upto : self.finished])
        kept.upto = max(kept.upto, self.finished)
        return kept.count + sum(block.height(width) for block in self.blocks[self.finished :])


class _Kept(Generic[T]):
    """What the first `upto` blocks gave for a key."""

    def __init__(self) -> None:
        self._key: object = None
        self.upto = 0
        self.count = 0
        self.items: list[T] = []

    def at(self, key: object) -> _Kept[T]:
        """Itself, emptied if it is for another key."""
        if key != self._key:
            self._key, self.upto, self.count, self.items = key, 0, 0, []
        return self


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
        self._grow(source)

    def render(self) -> RenderResult:
        """The document."""
        return self.document

    def append(self, source: str) -> None:
        """More of the text."""
        if source:
            self._grow(source)
            self.refresh(layout=True)

    def replace(self, source: str) -> None:
        """Another text."""
        self.document, self._open = Document(), ""
        self._grow(source)
        self.refresh(layout=True)

    def _grow(self, source: str) -> None:
        self._open += source
        self.parses += len(self._open)
        found = list(blocks(parse(self._open)))
        if not found:
            return
        del self.document.blocks[self.document.finished :]
        *done, last = found
        for _, tokens in done:
            self._add(Block(parts(tokens)))
        self.document.finished = len(self.document.blocks)
        self._add(Block(parts(last[1], growing=True)))
        lines = self._open.split("\n")
        self._open = "\n".join(lines[last[0] :])

    def finish(self) -> None:
        """Nothing more comes: what was left plain while it grew gets its colours."""
        found = list(blocks(parse(self._open)))
        if found:
            del self.document.blocks[self.document.finished :]
            for _, tokens in found:
                self._add(Block(parts(tokens)))
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
