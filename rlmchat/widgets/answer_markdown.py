"""One stretch of an answer as Markdown: plain colours, no HTML, links that only tell where they lead."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from textual import events
from textual.app import ComposeResult
from textual.widgets import Markdown


@cache
def parser() -> MarkdownIt:
    """The parser of every answer. HTML is text here: a model's `<div>` must not vanish."""
    return MarkdownIt("gfm-like", {"html": False})


class AnswerMarkdown(Markdown):
    """Markdown that is composed at once and then only grows at its end."""

    DEFAULT_CSS = """
    AnswerMarkdown {
        padding: 0;
        MarkdownHeader {
            margin: 0 0 1 0; padding: 0; content-align: left middle; width: 1fr;
            color: $foreground; background: transparent; text-style: bold;
        }
        MarkdownH1 { color: $primary; text-style: bold; }
        MarkdownH2 { color: $primary; }
        MarkdownH5, MarkdownH6 { color: $dim; }
        MarkdownHorizontalRule { border-bottom: solid $dim 50%; }
        MarkdownBlockQuote, MarkdownBlockQuote:light {
            background: transparent; border-left: outer $dim 60%; margin: 0 0 1 0;
        }
        MarkdownFence, MarkdownFence:light {
            background: $surface; color: $foreground; margin: 0 0 1 0;
            & > Label { padding: 0 1; }
        }
        MarkdownBullet { color: $dim; }
        MarkdownTable, MarkdownTable:light { background: transparent; }
        MarkdownBlock:dark > .code_inline, MarkdownBlock:light > .code_inline {
            background: $surface; color: $foreground; text-style: bold;
        }
    }
    """

    def __init__(self, source: str = "", *, classes: str | None = None) -> None:
        super().__init__(parser_factory=parser, open_links=False, classes=classes)
        self._first = source

    def compose(self) -> ComposeResult:
        """The blocks of the first text, so that it is there with the first layout."""
        tokens = parser().parse(self._first)
        self._markdown = self._first
        for token in reversed(tokens):
            if token.map is not None and token.level == 0:
                self._last_parsed_line = token.map[0]
                break
        yield from self._parse_markdown(tokens)

    async def _on_mount(self, event: events.Mount) -> None:
        # The base would parse the text a second time, in a thread, and mount it anew.
        event.prevent_default()
