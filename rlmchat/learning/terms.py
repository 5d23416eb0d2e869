"""Takes phrases out of a text and leaves clean spacing, punctuation and capitals behind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rlmchat.learning.occurrences import Span


def removed(text: str, spans: Sequence[Span]) -> str:
    """The text without the spans; what is left reads as if they had never been there."""
    for span in reversed(spans):
        text = _without(text, span.start, span.end)
    return text


_SENTENCE_BEFORE = re.compile(r"(?:^|[.!?:]['\"”’)*_]*|\n[ \t>*+-]*)[ \t]*$")


def _without(text: str, start: int, end: int) -> str:
    before, after = text[:start], text[end:]
    opens = bool(_SENTENCE_BEFORE.search(before)) or not before.strip()
    line_start = not before or before.endswith("\n")
    if opens:
        after = re.sub(r"^[ \t]*[,.;:!?–—-]*[ \t]*", "", after) if text[end - 1] not in ".!?" else after.lstrip(" \t")
        if line_start and after.startswith("\n"):
            after = after.lstrip("\n")
        after = _capital(after)
    elif after[:1] in ".,;:!?":
        before = before.rstrip(" \t,;")
    elif before.endswith((" ", "\t")) and after[:1] in (" ", "\t"):
        after = after.lstrip(" \t")
    return before + after


def _capital(text: str) -> str:
    m = re.match(r"[*_\"'“‘(]*", text)
    at = m.end() if m else 0
    # A word with a capital inside ("iPhone") or of code is written as it is.
    word = re.match(r"[^\W\d_]+", text[at:])
    if word and word.group().islower():
        return text[:at] + text[at].upper() + text[at + 1 :]
    return text
