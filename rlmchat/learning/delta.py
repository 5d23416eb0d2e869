"""What an edited answer changed: the smallest span that differs, in whole words."""

from __future__ import annotations


def word_delta(before: str, after: str) -> tuple[str, str]:
    """The smallest changed span between an answer and its edited form, widened to whole words: (original, corrected).

    Both are empty where nothing changed; one is empty where text was only added or taken away at an edge, else it is
    widened by the word next to it so that the original can be found again.
    """
    if before == after:
        return "", ""
    start = 0
    limit = min(len(before), len(after))
    while start < limit and before[start] == after[start]:
        start += 1
    end = 0
    while end < limit - start and before[-1 - end] == after[-1 - end]:
        end += 1
    while start > 0 and _inside_word(before, after, start):
        start -= 1
    while end > 0 and _inside_word_end(before, after, end):
        end -= 1
    if start == len(before) - end or start == len(after) - end:
        start = _word_before(before, start)
    old = before[start : len(before) - end]
    new = after[start : len(after) - end]
    return _evenly_trimmed(old, new)


def _inside_word(before: str, after: str, at: int) -> bool:
    """Whether a cut at this place goes through a word or a number of either text; what is left of it is the same."""
    return _joined(before, at) or _joined(after, at)


def _inside_word_end(before: str, after: str, end: int) -> bool:
    """The same for a cut counted from the end."""
    return _joined(before, len(before) - end) or _joined(after, len(after) - end)


def _joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of a place belong together: letters of a word, digits and their marks."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    if _wordy(left) and _wordy(right):
        return True
    if left.isdigit() and right in ".,:/":
        return text[at + 1 : at + 2].isdigit()
    return right.isdigit() and left in ".,:/" and text[max(0, at - 2) : at - 1].isdigit()


def _wordy(c: str) -> bool:
    return c.isalnum() or c in "_'’-"


def _word_before(text: str, at: int) -> int:
    """The start of the word before a place; the place itself where there is none."""
    start = at
    while start > 0 and text[start - 1].isspace():
        start -= 1
    if start == 0:
        return at
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    return start


def _evenly_trimmed(old: str, new: str) -> tuple[str, str]:
    """Both without the white space that they share at their edges."""
    start = _shared_space(old, new)
    old, new = old[start:], new[start:]
    end = _shared_space(old[::-1], new[::-1])
    return old[: len(old) - end], new[: len(new) - end]


def _shared_space(old: str, new: str) -> int:
    """How many characters of white space both begin with."""
    return next(
        (i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b or not a.isspace()),
        min(len(old), len(new)),
    )
