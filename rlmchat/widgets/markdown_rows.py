"""Markdown as rows of styled text: what a terminal line can show of it, before it is wrapped to a width."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from textual.content import Content, Span
from textual.style import Style

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

BULLETS = ("• ", "◦ ", "▪ ")
QUOTE = "▌ "
CODE = "on $surface"
COLUMN_GAP = "   "
LEAST_COLUMN = 6
"""Cells below which a column of a table is not squeezed."""
HIGHLIGHTED = 60_000
"""Characters of one code block up to which it is coloured."""
CODE_LINES = 24
"""Lines of code in one row: what is drawn, and coloured while it is being written, in one go."""

_INLINE = {"strong": "bold", "em": "italic", "s": "strike"}
_HEADINGS = {"h1": "bold $primary", "h2": "bold $primary", "h3": "bold", "h4": "bold"}
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Row:
    """One or more lines of text that are wrapped together."""

    content: Content
    first: Content = field(default_factory=lambda: Content(""))
    """Before its first line: a bullet, a number, the bar of a quotation."""
    rest: Content = field(default_factory=lambda: Content(""))
    """Before each further line, as wide as `first`."""
    ground: str = ""
    """A style that fills the whole width."""
    whole: bool = False
    """Not wrapped: a rule that takes the width it is given."""
    blank: bool = False
    """Only room between others."""


@dataclass(frozen=True, slots=True)
class Table:
    """Cells, to be laid out when the width is known."""

    head: tuple[Content, ...]
    body: tuple[tuple[Content, ...], ...]
    first: Content
    rest: Content


BLANK = Row(Content(""), blank=True)
Part = Row | Table


@cache
def parser() -> MarkdownIt:
    """The parser of every answer. HTML is text here: a model's `<div>` must not vanish."""
    from markdown_it import MarkdownIt

    return MarkdownIt("gfm-like", {"html": False})


def get_ready() -> None:
    """Load what the first answer would have to wait for."""
    parse("")
    coloured("pass", "python")


def parse(source: str) -> list[Token]:
    """The tokens of a text."""
    return parser().parse(source)


def blocks(tokens: Sequence[Token]) -> Iterator[tuple[int, list[Token]]]:
    """The top-level blocks: the line at which each begins, and its tokens."""
    block: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield (block[0].map or [0])[0], block
            block = []


def parts(tokens: Sequence[Token]) -> list[Part]:
    """The rows of a block."""
    return list(_without_ends(_Walk().parts(tokens)))


def lone_code(tokens: Sequence[Token]) -> tuple[str, str] | None:
    """Text and language of a block that is nothing but code."""
    if len(tokens) == 1 and tokens[0].type in ("fence", "code_block"):
        return tokens[0].content.removesuffix("\n"), _language(tokens[0])
    return None


def code_rows(content: Content, first: Content, rest: Content) -> Iterator[Row]:
    """Code as rows of few lines each, so that only those in view are drawn."""
    ends = [at for at, letter in enumerate(content.plain) if letter == "\n"]
    cuts = [at + 1 for at in ends[CODE_LINES - 1 :: CODE_LINES]]
    pieces = content.divide(cuts) if cuts else [content]
    margin = Content(" ")
    for number, piece in enumerate(pieces):
        if number < len(cuts):
            piece = piece[:-1]
        yield Row(piece, (rest if number else first) + margin, rest + margin, ground=CODE)


def _language(token: Token) -> str:
    return token.info.split()[0] if token.info.split() else ""


def _without_ends(found: Iterable[Part]) -> Iterator[Part]:
    """Blank rows only between others, never two."""
    waiting: Part | None = None
    begun = False
    for part in found:
        if isinstance(part, Row) and part.blank:
            waiting = part if begun else None
            continue
        if waiting is not None:
            yield waiting
        waiting, begun = None, True
        yield part


class _Walk:
    """One walk over the tokens of a block."""

    def __init__(self) -> None:
        self._prefixes: list[tuple[Content, Content]] = []
        self._used: list[bool] = []
        self._numbers: list[int | None] = []

    def parts(self, tokens: Sequence[Token]) -> Iterator[Part]:
        """Row after row."""
        at = 0
        while at < len(tokens):
            token = tokens[at]
            kind = token.type
            if kind == "table_open":
                end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
                yield self._table(tokens[at:end])
                yield self._blank()
                at = end
            elif kind in ("fence", "code_block"):
                yield from self._code(token)
            elif kind == "inline":
                yield self._text(token, tokens[at - 1])
            elif kind == "hr":
                yield Row(Content.styled("─", "$dim"), *self._prefix(), whole=True)
                yield self._blank()
            elif self._nesting(token):
                yield self._blank()
            at += 1

    def _nesting(self, token: Token) -> bool:
        """Keep count of lists and quotations; whether a blank row is due."""
        kind = token.type
        if kind in ("bullet_list_open", "ordered_list_open"):
            start = token.attrs.get("start", 1)
            self._numbers.append(int(start) if kind == "ordered_list_open" else None)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._numbers.pop()
            return not self._numbers
        elif kind == "list_item_open":
            self._push(self._marker())
        elif kind == "blockquote_open":
            bar = Content.styled(QUOTE, "$dim")
            self._push(bar, bar)
        elif kind in ("list_item_close", "blockquote_close"):
            self._prefixes.pop()
            self._used.pop()
            return kind == "blockquote_close"
        elif kind in ("paragraph_close", "heading_close"):
            return not token.hidden
        return False

    def _push(self, first: Content, rest: Content | None = None) -> None:
        self._prefixes.append((first, rest if rest is not None else Content(" " * len(first.plain))))
        self._used.append(False)

    def _marker(self) -> Content:
        number = self._numbers[-1]
        if number is None:
            depth = sum(1 for one in self._numbers if one is None)
            return Content.styled(BULLETS[(depth - 1) % len(BULLETS)], "$dim")
        self._numbers[-1] = number + 1
        return Content.styled(f"{number}. ", "$dim")

    def _prefix(self) -> tuple[Content, Content]:
        """What stands before the next row: markers that were not used yet, else their width."""
        first = Content("").join(
            rest if used else begin for (begin, rest), used in zip(self._prefixes, self._used, strict=True)
        )
        rest = Content("").join(rest for _, rest in self._prefixes)
        self._used = [True] * len(self._used)
        return first, rest

    def _blank(self) -> Row:
        """Room; within a quotation its bar goes on."""
        rest = Content("").join(rest for _, rest in self._prefixes)
        return Row(Content(""), rest, rest, blank=True) if rest.plain.strip() else BLANK

    def _text(self, token: Token, opening: Token) -> Row:
        content = inline(token)
        if opening.type == "heading_open":
            content = content.stylize_before(_HEADINGS.get(opening.tag, "bold $dim"))
        return Row(content, *self._prefix())

    def _code(self, token: Token) -> Iterator[Part]:
        code = token.content.removesuffix("\n")
        yield from code_rows(coloured(code, _language(token)), *self._prefix())
        yield self._blank()

    def _table(self, tokens: Sequence[Token]) -> Table:
        rows: list[list[Content]] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(inline(token))
        head, *body = rows
        return Table(tuple(head), tuple(tuple(row) for row in body), *self._prefix())


def inline(token: Token) -> Content:
    """The text of a paragraph, heading or cell with its emphasis, code and links."""
    text: list[str] = []
    spans: list[Span] = []
    open_styles: list[tuple[int, str | Style]] = []
    at = 0
    for child in token.children or ():
        piece = _piece(child)
        if child.nesting > 0:
            open_styles.append((at, _style(child)))
        elif child.nesting < 0:
            if open_styles:
                began, style = open_styles.pop()
                spans.append(Span(began, at, style))
        elif child.type in ("code_inline", "image"):
            spans.append(Span(at, at + len(piece), _style(child)))
        text.append(piece)
        at += len(piece)
    return Content("".join(text), spans)


def _piece(token: Token) -> str:
    if token.type == "text":
        return _SPACE.sub(" ", token.content)
    if token.type == "softbreak":
        return " "
    if token.type == "hardbreak":
        return "\n"
    if token.type == "image":
        return f"🖼 {token.content or token.attrs.get('src', '')}"
    return token.content if token.nesting == 0 else ""


def _style(token: Token) -> str | Style:
    if token.type == "code_inline":
        return "bold on $surface"
    if token.type in ("link_open", "image"):
        address = str(token.attrs.get("href") or token.attrs.get("src") or "")
        return Style(underline=True) + Style.from_meta({"@click": f"link({address!r})"})
    return _INLINE.get(token.tag if token.tag != "strong" else "strong", "")


def coloured(code: str, language: str) -> Content:
    """Code with its colours; without them where the language is not known or there is very much of it."""
    if not language or len(code) > HIGHLIGHTED:
        return Content(code)
    from rlmchat.widgets.code_colours import highlighted

    return highlighted(code, language)


def table_rows(table: Table, width: int) -> list[Row]:
    """A table as rows that fit a width: columns as wide as they want to be, the widest give way first."""
    rows = [table.head, *table.body]
    columns = max(len(row) for row in rows)
    room = width - len(table.first.plain) - len(COLUMN_GAP) * (columns - 1)
    wanted = [max((row[at].cell_length for row in rows if at < len(row)), default=0) for at in range(columns)]
    widths = _squeezed(wanted, room)
    out: list[Row] = []
    for number, row in enumerate(rows):
        cells = [cell.stylize("bold") for cell in row] if number == 0 else list(row)
        lines = _table_line(cells, widths)
        out += [
            Row(line, table.first if not out and not at else table.rest, table.rest) for at, line in enumerate(lines)
        ]
        if number == 0:
            rule = COLUMN_GAP.join("─" * one for one in widths)
            out.append(Row(Content.styled(rule, "$dim"), table.rest, table.rest))
    return out


def _squeezed(wanted: list[int], room: int) -> list[int]:
    widths = [max(1, one) for one in wanted]
    while sum(widths) > room and max(widths) > LEAST_COLUMN:
        widest = widths.index(max(widths))
        widths[widest] -= 1
    return widths


def _table_line(cells: Sequence[Content], widths: Sequence[int]) -> list[Content]:
    """One row of a table, its cells wrapped beside each other."""
    wrapped = [cell.wrap(width) for cell, width in zip(cells, widths, strict=False)]
    height = max((len(lines) for lines in wrapped), default=1)
    out: list[Content] = []
    for at in range(height):
        pieces = []
        for lines, width in zip(wrapped, widths, strict=False):
            line = lines[at] if at < len(lines) else Content("")
            pieces.append(line + Content(" " * (width - line.cell_length)))
        out.append(Content(COLUMN_GAP).join(pieces).rstrip())
    return out
