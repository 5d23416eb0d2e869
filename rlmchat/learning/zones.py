"""The parts of a Markdown text that are not prose: code, links, addresses, HTML, mathematics."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class ZoneKind(StrEnum):
    """What a part of the text is."""

    FENCE = "fence"
    INLINE = "inline"
    LINK = "link"
    HTML = "html"
    MATH = "math"


@dataclass(frozen=True, slots=True)
class Zone:
    """A part that is no prose: text[start:end]."""

    start: int
    end: int
    kind: ZoneKind
    language: str = ""
    """First word of a fence's info string, lower case."""


_FENCE_LINE = re.compile(r"^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})[ \t]*([^\s`]*)[^`\n]*$")
_INLINE = re.compile(r"(?<!`)(`{1,4})(?!`)")
_LINKS = re.compile(
    r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"\n]*\")?\)"
    r"|\]\[[^\]\n]*\]"
    r"|<?(?:https?|ftp|file|ssh|git)://[^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*>?"
    r"|\bmailto:\S+|(?<![\w.])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|\bwww\.[^\s<>()]+"
)
_HTML = re.compile(r"<(?:[A-Za-z/][^<>\n]{0,500}|!--[^\n]{0,500}?--)>")
_MATH = re.compile(
    r"\$\$[^$]{1,2000}\$\$|(?<![\w$\\])\$(?=[^\s$\d])[^$\n]{0,200}?[^\s$\\]\$(?![\w$])|\\\([^\n]{0,500}?\\\)|"
    r"\\\[.{0,2000}?\\\]",
    re.DOTALL,
)


class Zones:
    """Looks up what a place in one text is."""

    def __init__(self, text: str) -> None:
        self.all = zones_of(text)
        self._starts = [z.start for z in self.all]

    def at(self, start: int, end: int) -> Zone | None:
        """The zone that text[start:end] touches, or None where it is all prose."""
        index = bisect_right(self._starts, start) - 1
        if index >= 0 and self.all[index].end > start:
            return self.all[index]
        if index + 1 < len(self.all) and self.all[index + 1].start < end:
            return self.all[index + 1]
        return None


@lru_cache(maxsize=16)
def zones_of(text: str) -> tuple[Zone, ...]:
    """Every zone in order; they do not overlap. The last few texts are remembered: each is looked at many times."""
    return tuple(_zones(text))


@lru_cache(maxsize=16)
def prose(text: str) -> tuple[tuple[int, int], ...]:
    """Bounds of the runs of prose, in order."""
    out: list[tuple[int, int]] = []
    at = 0
    for zone in zones_of(text):
        if zone.start > at:
            out.append((at, zone.start))
        at = zone.end
    if at < len(text):
        out.append((at, len(text)))
    return tuple(out)


def fences(text: str) -> Iterator[Zone]:
    """Fenced code with its delimiting lines; an unclosed fence reaches to the end. Linear in the text."""
    at = start = 0
    mark = language = ""
    for line in text.splitlines(keepends=True):
        m = _FENCE_LINE.match(line.rstrip("\r\n"))
        if not mark and m:
            mark, language, start = m.group(1), m.group(2).lower(), at
        elif mark and _closes(line, mark):
            yield Zone(start, at + len(line), ZoneKind.FENCE, language)
            mark = ""
        at += len(line)
    if mark:
        yield Zone(start, len(text), ZoneKind.FENCE, language)


def _closes(line: str, mark: str) -> bool:
    bare = line.strip(" \t\r\n>")
    return len(bare) >= len(mark) and not bare.strip(mark[0])


def _zones(text: str) -> Iterator[Zone]:
    at = 0
    for fence in fences(text):
        yield from _inline(text, at, fence.start)
        yield fence
        at = fence.end
    yield from _inline(text, at, len(text))


def _inline(text: str, start: int, end: int) -> Iterator[Zone]:
    """Zones within a stretch that has no fence: code spans first, then the rest where they left room."""
    at = start
    for left, right in _code_spans(text, start, end):
        yield from _others(text, at, left)
        yield Zone(left, right, ZoneKind.INLINE)
        at = right
    yield from _others(text, at, end)


def _code_spans(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs of backticks paired by length, not across an empty line."""
    opened: dict[int, int] = {}
    at = start
    for m in re.finditer(r"`+|\n[ \t]*\n", text[start:end]):
        place, size = start + m.start(), len(m.group())
        if m.group()[0] == "\n":
            opened.clear()
        elif place < at:
            continue
        elif size in opened:
            yield opened[size], place + size
            at = place + size
            opened.clear()
        else:
            opened[size] = place


def _others(text: str, start: int, end: int) -> Iterator[Zone]:
    part = text[start:end]
    if not part:
        return
    found = []
    if any(sign in part for sign in ("/", "](", "@", "][", "www.")):
        found += [Zone(start + m.start(), start + m.end(), ZoneKind.LINK) for m in _LINKS.finditer(part)]
    if "<" in part:
        found += [Zone(start + m.start(), start + m.end(), ZoneKind.HTML) for m in _HTML.finditer(part)]
    if "$" in part or "\\" in part:
        found += [Zone(start + m.start(), start + m.end(), ZoneKind.MATH) for m in _MATH.finditer(part)]
    last = start
    for zone in sorted(found, key=lambda z: z.start):
        if zone.start >= last:
            yield zone
            last = zone.end
