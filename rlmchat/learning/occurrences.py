"""Finds a span in a text, word for word or nearly so, and puts another in its place with the same case and number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rlmchat.learning.inflection import forms
from rlmchat.learning.text import code_like, fold, numeric


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text, and what belongs there instead."""

    start: int
    end: int
    replacement: str


def find(text: str, original: str, replacement: str) -> list[Span]:
    """Places where `original` stands by itself (variants of case, number, spaces, quotes, dashes and digit groups too).

    A place inside a longer word, identifier, path, version or number is none. Each comes with the replacement in the
    same form: capitals and plural carried over, "a" and "an" put right. Where the replacement contains the original
    ("tea" → "tea and cake"), a place that already reads so is none.
    """
    if not original.strip():
        return []
    spans = []
    for pattern, instead in _patterns(original, replacement):
        for m in pattern.finditer(text):
            if _stands_alone(text, m.start(), m.end(), original) and not _reads_so(text, m.start(), m.end(), instead):
                spans.append(Span(m.start(), m.end(), carry_case(m.group(), original, instead)))
    return [_with_article(text, span) for span in _without_overlap(spans)]


def contains(text: str, original: str) -> bool:
    """Whether `original` stands by itself somewhere in the text."""
    return bool(find(text, original, "\0"))


def put(text: str, spans: Sequence[Span]) -> str:
    """The text with every span replaced; spans are sorted and do not overlap."""
    out, at = [], 0
    for span in spans:
        out += [text[at : span.start], span.replacement]
        at = span.end
    return "".join(out) + text[at:]


def carry_case(found: str, original: str, replacement: str) -> str:
    """The replacement in the case in which the original was found, where that is not how the original is written."""
    letters = [c for c in found if c.isalpha()]
    plain = [c for c in original if c.isalpha()]
    if not letters or not plain or found == original or not replacement:
        return replacement
    if len(letters) > 1 and all(c.isupper() for c in letters) and not all(c.isupper() for c in plain):
        return replacement.upper()
    if found[0].isupper() and original[0].islower():
        return replacement[0].upper() + replacement[1:]
    if found[0].islower() and original[0].isupper() and replacement[0].isupper() and replacement[1:].islower():
        return replacement[0].lower() + replacement[1:]
    return replacement


@lru_cache(maxsize=2048)
def _patterns(original: str, replacement: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The span itself first, then its inflected forms, each with what goes in its place."""
    return tuple((_pattern(old), new) for old, new in forms(original, replacement))


_PARTS = re.compile(r"[^\W_]+|\s+|.", re.DOTALL)
_QUOTES = "['\"‘’‚‛“”„«»`]"
_DASHES = "[-‐‑‒–—−]"
_SPACE = "(?:[ \\t\u00a0\u202f]+|[ \\t]*\\n[ \\t>]*)"
_GROUPED = re.compile(r"\d{1,3}(?:[,.' \u00a0\u202f]\d{3})+(?!\d)|\d{4,}")


def _pattern(original: str) -> re.Pattern[str]:
    """Matches the span with other quotes, dashes, spaces and digit groups too; case counts for names and code."""
    pieces = []
    at = 0
    for m in _GROUPED.finditer(original):
        pieces += [_literal(original[at : m.start()]), _digits(m.group())]
        at = m.end()
    pieces.append(_literal(original[at:]))
    return re.compile("".join(pieces), 0 if _case_counts(original) else re.IGNORECASE)


def _case_counts(original: str) -> bool:
    """Names ("Alien") and code are found only as written; ordinary words in any case."""
    if re.search(r"[_$(){}\[\]=<>]|[a-z][A-Z]|\w\.\w", original):
        return True
    capitals = [w for w in re.findall(r"[^\W\d_]+", original) if w[0].isupper()]
    return bool(capitals) and original.lstrip("(\"'")[:1].isupper() and len(original.split()) <= 3


def _literal(text: str) -> str:
    out = []
    for part in _PARTS.findall(fold(text)):
        if part.isspace():
            out.append(_SPACE)
        elif part in "'\"":
            out.append(_QUOTES)
        elif part == "-":
            out.append(_DASHES)
        else:
            out.append(re.escape(part))
    return "".join(out)


def _digits(number: str) -> str:
    """A number of four digits or more with any separator of thousands or none; a year stays as it is."""
    bare = re.sub(r"\D", "", number)
    if len(bare) > 15 or number.startswith("0"):
        return re.escape(number)
    groups = [bare[max(0, i - 3) : i] for i in range(len(bare), 0, -3)][::-1]
    return "[,.'’ \u00a0\u202f]?".join(groups)


_BEFORE = re.compile(r"\w\Z|[\w)\]][-./\\@:#&]\Z|(?:^|[\s(`'\"])[.~]?/\Z|--?\Z|[@#$]\Z|\w['’]\Z|\d[.,:]\Z")
_NUMBER_BEFORE = re.compile(r"[\w]\Z|[\w][-./\\@:#&]\Z|\d[.,:]\Z|--?\Z|[@#]\Z")
_AFTER = re.compile(r"[\w(]|[.,:]\d|[-/\\@](?=\S)|[.:#=](?=[A-Za-z_/])|['’](?!s\b)\w")
_SUFFIX = re.compile(r"[-–](?:based|born|style|area|like|side|only)\b|:(?=[A-Za-z])")


def _stands_alone(text: str, start: int, end: int, original: str) -> bool:
    before, after = text[max(0, start - 3) : start], text[end : end + 12]
    if not any(c.isalnum() for c in original):
        return not (before[-1:].strip() or after[:1].strip(" \t\n.,;:!?)"))
    number = numeric(original)
    if original[0].isalnum() or original[0] in "_$":
        blocked = (_NUMBER_BEFORE if number else _BEFORE).search(before)
        if blocked:
            return False
    if not (original[-1].isalnum() or original[-1] in "_$"):
        return True
    if not number and _SUFFIX.match(after):
        return True
    if after[:1] == "(" and code_like(original):
        return True
    return not _AFTER.match(after)


def _reads_so(text: str, start: int, end: int, replacement: str) -> bool:
    """Whether the place is already part of the replacement ("docker compose v2" for "docker compose")."""
    found = text[start:end].casefold()
    at = replacement.casefold().find(found)
    if at < 0 or not replacement:
        return False
    here = text[max(0, start - at) : start - at + len(replacement)]
    return here[1:] == replacement[1:] and here[:1].casefold() == replacement[:1].casefold()


def _without_overlap(spans: list[Span]) -> list[Span]:
    out: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not out or span.start >= out[-1].end:
            out.append(span)
    return out


_ARTICLE = re.compile(r"\b([Aa])(n?)([ \t]+)$")
_SILENT_H = re.compile(r"(?:hour|honest|honou?r|heir)", re.IGNORECASE)
_CONSONANT_SOUND = re.compile(r"(?:uni(?!n|m)|us[eau]|eu|one\b|once\b|ut[eio]|ubi)", re.IGNORECASE)


def _with_article(text: str, span: Span) -> Span:
    """Stretched over a preceding "a" or "an" that no longer fits."""
    m = _ARTICLE.search(text[max(0, span.start - 8) : span.start])
    new = span.replacement.lstrip()
    if not m or not new[:1].isalpha() or _vowel(text[span.start : span.end]) == _vowel(new):
        return span
    article = m.group(1) + ("n" if _vowel(new) else "") + m.group(3)
    return Span(span.start - len(m.group()), span.end, article + span.replacement)


def _vowel(word: str) -> bool:
    """Whether a word begins with a vowel sound, as far as its letters tell."""
    if _SILENT_H.match(word):
        return True
    return word[:1].casefold() in "aeiou" and not _CONSONANT_SOUND.match(word)
