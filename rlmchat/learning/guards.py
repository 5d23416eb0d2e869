"""The guards that a model's rewrite must pass (design section 7): only what the lessons touch may differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from markdown_it import MarkdownIt

from rlmchat.learning.correction import Category, Correction
from rlmchat.learning.text import normalise
from rlmchat.learning.zones import fences

_LINK = re.compile(r"\]\(([^()\s]+)|(https?://[^\s<>()\]]+)")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_STRUCTURE_WORDS = re.compile(
    r"\b(?:bullets?|lists?|prose|paragraphs?|headings?|headers?|tables?|numbered|steps?|order|sentences?|shorter|short|"
    r"concise|brief|longer|sections?|first|last|before|after|markdown|plain text|bold|summary|intro|code block|"
    r"fence)\b",
    re.IGNORECASE,
)
UNCHANGED = "nothing was changed"
"""The objection to a rewrite that is the draft."""
_LEAK = 6
"""So many words in a row taken from a lesson's explanation, and not in the draft, are a leak."""
_TALKS = re.compile(
    r"\b(?:as (?:you|the user) (?:said|asked|corrected|noted)|per your (?:correction|preference)|the corrections?\b|"
    r"revised passage|here is the revised)",
    re.IGNORECASE,
)
_SHORTER = re.compile(
    r"\b(?:short(?:er)?|brief(?:er)?|concise|(?:less|fewer) words|"
    r"(?:at most|max(?:imum)?|under|only|one) (?:\w+ )?(?:words?|sentences?|lines?))\b",
    re.IGNORECASE,
)
_OF_NUMBERS = re.compile(
    r"\b(?:dates?|times?|units?|metric|clock|numbers?|figures?|digits?|prices?|amounts?|percent\w*|celsius|fahrenheit|"
    r"kilomet\w+|miles|round\w*|decimals?|thousands?|calculat\w+|sum|average|mean|count)\b",
    re.IGNORECASE,
)


def objection(draft: str, rewrite: str, lessons: Sequence[Correction]) -> str:
    """Why the rewrite must not be taken, in one phrase; empty when it may."""
    if not rewrite.strip():
        return "the rewrite is empty"
    if rewrite == draft:
        return UNCHANGED
    checks = (_length, _fences, _links, _numbers, _leak, _structure)
    return next((reason for check in checks if (reason := check(draft, rewrite, lessons))), "")


def _length(draft: str, rewrite: str, lessons: Sequence[Correction]) -> str:
    ratio = len(rewrite.strip()) / max(1, len(draft.strip()))
    if 0.5 <= ratio <= 2:
        return ""
    if ratio < 0.5 and any(asks_shorter(c) for c in lessons) and ratio > 0.02:
        return ""
    return f"length went to {ratio:.2f} of the draft"


def asks_shorter(correction: Correction) -> bool:
    """Whether the lesson itself asks for a shorter answer."""
    return bool(_SHORTER.search(f"{correction.corrected_output} {correction.explanation}"))


def _code_lessons(lessons: Sequence[Correction]) -> bool:
    return any(c.category in (Category.CODE, Category.LOGIC) or _mentions_code(c) for c in lessons)


_CODE_WORDS = re.compile(
    r"\b(?:code|function|script|variable|comments?|docstrings?|python|java|javascript|js|typescript|sql|bash|shell|css|"
    r"html|golang|c\+\+|indent\w*|tabs?|spaces|semicolons?)\b|[={};$]|\w_\w|\w\(",
    re.IGNORECASE,
)


def _mentions_code(correction: Correction) -> bool:
    said = f"{correction.query} {correction.corrected_output} {correction.explanation} {correction.original_output}"
    return bool(_CODE_WORDS.search(said))


def _fences(draft: str, rewrite: str, lessons: Sequence[Correction]) -> str:
    before = [draft[f.start : f.end].strip() for f in fences(draft)]
    after = [rewrite[f.start : f.end].strip() for f in fences(rewrite)]
    if before == after:
        return ""
    if _code_lessons(lessons) and len(before) == len(after):
        return ""
    touched = _touched_text(lessons)
    if len(before) == len(after) and all(
        a == b or _only_touched(a, b, touched) for a, b in zip(before, after, strict=True)
    ):
        return ""
    return "code was changed"


def _only_touched(before: str, after: str, touched: str) -> bool:
    named = set(re.findall(r"\w+", touched))
    gone = Counter(re.findall(r"\w+", before)) - Counter(re.findall(r"\w+", after))
    return bool(gone) and all(w.casefold() in named for w in gone)


def _touched_text(lessons: Sequence[Correction]) -> str:
    return normalise(" ".join(f"{c.original_output} {c.corrected_output}" for c in lessons))


def _links(draft: str, rewrite: str, lessons: Sequence[Correction]) -> str:
    before, after = (Counter(a or b for a, b in _LINK.findall(t)) for t in (draft, rewrite))
    touched = _touched_text(lessons)
    changed = [u for u in (before - after) + (after - before) if normalise(u) not in touched]
    if not changed or any(
        re.search(r"\b(?:links?|urls?|sources?|references?)\b", c.corrected_output, re.IGNORECASE) for c in lessons
    ):
        return ""
    return "a link was changed"


def _numbers(draft: str, rewrite: str, lessons: Sequence[Correction]) -> str:
    """Numbers may come and go with a lesson about numbers, dates or amounts; else all must stay."""
    before, after = _figures(draft), _figures(rewrite)
    gone, come = before - after, after - before
    if not gone and not come:
        return ""
    if any(_about_numbers(c) for c in lessons):
        return ""
    if not come and len(rewrite) < len(draft):
        # A sentence that a lesson forbids may take its figures with it.
        free = any(c.category is not Category.FACTUAL or not c.original_output for c in lessons)
        return "" if free else "a number was lost"
    return f"a number came in: {next(iter(come))}" if come else "a number was lost"


def _figures(text: str) -> Counter[str]:
    """Numbers of a text, those that only count the items of a list left out."""
    plain = re.sub(r"(?m)^[ \t>]*\d{1,9}[.)](?=\s)", "", text)
    return Counter(_NUMBER.findall(plain))


def _about_numbers(correction: Correction) -> bool:
    said = f"{correction.original_output} {correction.corrected_output}"
    if correction.category is Category.LOGIC or any(c.isdigit() for c in said):
        return True
    return bool(_OF_NUMBERS.search(f"{said} {correction.explanation}"))


def _leak(draft: str, rewrite: str, lessons: Sequence[Correction]) -> str:
    if _TALKS.search(rewrite) and not _TALKS.search(draft):
        return "it talks about the correction"
    had, has = normalise(draft), normalise(rewrite)
    for c in lessons:
        for said in (c.explanation, c.corrected_output if c.original_output == "" or c.standing else "", *c.context):
            if _run(said, had, has, c):
                return "text of a lesson came in"
    return ""


def _run(said: str, had: str, has: str, lesson: Correction) -> bool:
    parts = normalise(said).split()
    corrected = normalise(lesson.corrected_output)
    for i in range(len(parts) - _LEAK + 1):
        run = " ".join(parts[i : i + _LEAK])
        if run in has and run not in had and (run not in corrected or not lesson.original_output):
            return True
    return False


def _structure(draft: str, rewrite: str, lessons: Sequence[Correction]) -> str:
    if any(_STRUCTURE_WORDS.search(f"{c.corrected_output} {c.explanation}") for c in lessons):
        return ""
    return "" if structure(draft) == structure(rewrite) else "the block structure was changed"


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def structure(text: str) -> tuple[str, ...]:
    """Kinds of the top-level blocks in order, lists without the number of their items."""
    return tuple(t.type + t.tag for t in _parser().parse(text) if t.level == 0 and t.nesting >= 0)
