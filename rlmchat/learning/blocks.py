"""Splits a streaming Markdown answer into its top-level blocks, each given out as soon as it is certain to be complete.

Only the block structure that decides where a block ends is read (CommonMark 0.31 sections 4 and 5, GFM tables). What is
given out joins to exactly what was fed, and the work is linear in the length of the text.
"""

from __future__ import annotations

import re
from enum import Enum, auto

_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_BULLET = re.compile(r"[-+*](?:[ \t]+|$)|\d{1,9}[.)](?:[ \t]+|$)")
_RULE = re.compile(r"(?:\*[ \t]*){3,}$|(?:-[ \t]*){3,}$|(?:_[ \t]*){3,}$")
_HEADING = re.compile(r"#{1,6}(?:[ \t]|$)")
_SETEXT = re.compile(r"=+[ \t]*$|-+[ \t]*$")
_HTML_END = (
    (
        re.compile(r"<(?:script|pre|style|textarea)(?:[\s>]|$)", re.IGNORECASE),
        re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
)
_HTML_OPEN = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:[\s/>]|$)")
_DISPLAY_MATH = {"$$": "$$", "\\[": "\\]"}


class _In(Enum):
    """What the lines at hand belong to."""

    NOTHING = auto()
    PARAGRAPH = auto()
    LIST = auto()
    QUOTE = auto()
    FENCE = auto()
    HTML = auto()
    MATH = auto()
    INDENTED = auto()


class BlockSplitter:
    """Takes the pieces of one answer and gives out finished blocks, trailing blank lines included."""

    def __init__(self) -> None:
        self._partial: list[str] = []
        self._lines: list[str] = []
        self._in = _In.NOTHING
        self._blank = False
        """The block at hand is followed by a blank line."""
        self._certain = False
        """The block at hand is complete: the next thing that is not blank belongs to another."""
        self._fence = ""
        self._fence_indent = 0
        self._fence_quoted = False
        self._list_indent = 0
        self._list_mark = ""
        self._until: re.Pattern[str] | str = ""

    def feed(self, piece: str) -> list[str]:
        """Add a piece of any length; the blocks that it completed, in order."""
        out: list[str] = []
        *whole, rest = piece.split("\n")
        for line in whole:
            self._partial.append(line)
            text = "".join(self._partial) + "\n"
            self._partial = []
            self._line(text, out)
        if rest:
            opens = not self._partial
            self._partial.append(rest)
            if (self._certain and not rest.isspace()) or (opens and self._ended_by(rest[0])):
                self._give(out)
        return out

    def _ended_by(self, first: str) -> bool:
        """Whether a line that opens with this character cannot go on a list or indented code after a blank line."""
        if not self._blank or self._fence:
            return False
        if self._in is _In.LIST:
            return first not in " \t\r-+*0123456789"
        return self._in is _In.INDENTED and first not in " \t\r"

    def flush(self) -> str:
        """All that is left when the answer has ended; the splitter is as new afterwards."""
        rest = "".join(self._lines) + "".join(self._partial)
        self.__init__()  # type: ignore[misc]
        return rest

    def _give(self, out: list[str]) -> None:
        if self._lines:
            out.append("".join(self._lines))
        self._lines = []
        self._in = _In.NOTHING
        self._blank = self._certain = False

    def _line(self, line: str, out: list[str]) -> None:
        if not line.strip():
            self._blank_line()
        else:
            if self._certain or not self._goes_on(line):
                self._give(out)
            if self._in is _In.NOTHING:
                self._open(line)
            self._blank = False
        self._lines.append(line)

    def _blank_line(self) -> None:
        self._blank = True
        if self._in in (_In.PARAGRAPH, _In.QUOTE, _In.MATH) or (self._in is _In.HTML and not self._until):
            self._certain = True

    def _open(self, line: str) -> None:
        """Begin a block with its first line."""
        bare = line.strip()
        indent = _indent(line)
        if indent >= 4:
            self._in = _In.INDENTED
        elif _RULE.match(bare) or _HEADING.match(bare):
            self._in, self._certain = _In.PARAGRAPH, True
        elif fence := _FENCE.match(bare):
            self._open_fence(fence, 0, quoted=False)
        elif bare.startswith(">"):
            self._in = _In.QUOTE
            self._nested_fence(line)
        elif mark := _BULLET.match(bare):
            self._in = _In.LIST
            self._list_mark = mark.group().strip()[-1]
            self._list_item(line)
        elif bare[:2] in _DISPLAY_MATH:
            self._open_math(bare)
        else:
            self._open_html_or_paragraph(bare)

    def _open_math(self, bare: str) -> None:
        end = _DISPLAY_MATH[bare[:2]]
        self._in, self._until = _In.MATH, end
        self._certain = bare[2:].endswith(end)

    def _open_html_or_paragraph(self, bare: str) -> None:
        self._in, self._until = _In.PARAGRAPH, ""
        for begin, end in _HTML_END:
            if begin.match(bare):
                self._in, self._until = _In.HTML, end
                self._certain = bool(end.search(bare, 4 if bare.startswith("<!--") else 1))
                return
        if _HTML_OPEN.match(bare):
            self._in = _In.HTML

    def _open_fence(self, fence: re.Match[str], indent: int, *, quoted: bool) -> None:
        if indent == 0 and not quoted:
            self._in = _In.FENCE
        self._fence = fence.group(1) or fence.group(2)
        self._fence_indent = indent
        self._fence_quoted = quoted

    def _goes_on(self, line: str) -> bool:
        """Whether a line that is not blank belongs to the block at hand."""
        match self._in:
            case _In.FENCE:
                self._certain = self._closes(line)
                return True
            case _In.LIST:
                return self._list_goes_on(line)
            case _In.QUOTE:
                return self._quote_goes_on(line)
            case _In.HTML | _In.MATH:
                return self._until_end(line)
            case _In.INDENTED:
                return _indent(line) >= 4
            case _In.PARAGRAPH:
                return self._paragraph_goes_on(line)
        return True

    def _until_end(self, line: str) -> bool:
        if isinstance(self._until, str):
            self._certain = bool(self._until) and line.rstrip().endswith(self._until)
        else:
            self._certain = bool(self._until.search(line))
        return True

    def _paragraph_goes_on(self, line: str) -> bool:
        bare = line.strip()
        if _indent(line) < 4 and _SETEXT.match(bare):
            self._certain = True
            return True
        return not _interrupts(line)

    def _quote_goes_on(self, line: str) -> bool:
        quoted = line.lstrip().startswith(">")
        if self._fence:
            if quoted and self._closes(line.lstrip()[1:]):
                self._fence = ""
            return quoted
        if not quoted:
            # A lazy line belongs to the quote's paragraph.
            return not _interrupts(line)
        self._nested_fence(line)
        return True

    def _nested_fence(self, line: str) -> None:
        inner = line.lstrip().lstrip("> \t")
        if fence := _FENCE.match(inner.rstrip()):
            self._open_fence(fence, 1, quoted=True)

    def _closes(self, line: str) -> bool:
        bare = line.strip(" \t\r\n>") if self._fence_quoted else line.strip()
        closed = len(bare) >= len(self._fence) and not bare.strip(self._fence[0]) and bool(bare)
        if closed:
            self._fence = ""
        return closed

    def _list_goes_on(self, line: str) -> bool:
        indent = _indent(line)
        bare = line.strip()
        if self._fence:
            if indent >= min(self._fence_indent, 2):
                self._closes(line)
                return True
            self._fence = ""
        mark = _BULLET.match(bare)
        if mark and not _RULE.match(bare):
            if indent < 2 and mark.group().strip()[-1] != self._list_mark:
                return False
            self._list_item(line)
            return True
        if indent >= 2:
            if fence := _FENCE.match(bare):
                self._open_fence(fence, indent, quoted=False)
            return True
        return not self._blank and not _interrupts(line)

    def _list_item(self, line: str) -> None:
        """Note where an item's content begins, and a fence that opens in its first line."""
        indent = _indent(line)
        bare = line.strip()
        while mark := _BULLET.match(bare):
            indent += mark.end()
            bare = bare[mark.end() :]
        if bare and (fence := _FENCE.match(bare)):
            self._open_fence(fence, indent, quoted=False)


def _indent(line: str) -> int:
    """Columns of leading whitespace, tab stops of four."""
    column = 0
    for char in line:
        if char == " ":
            column += 1
        elif char == "\t":
            column += 4 - column % 4
        else:
            break
    return column


def _interrupts(line: str) -> bool:
    """Whether a line begins another block although no blank line came before it."""
    if _indent(line) >= 4:
        return False
    bare = line.strip()
    if _HEADING.match(bare) or _FENCE.match(bare) or _RULE.match(bare) or bare.startswith(">"):
        return True
    if bare in _DISPLAY_MATH:
        return True
    mark = _BULLET.match(bare)
    # An ordered list interrupts a paragraph only when it starts with 1, and an empty item never does.
    return bool(mark and bare[mark.end() :] and (not mark.group()[0].isdigit() or mark.group().strip()[:-1] == "1"))
