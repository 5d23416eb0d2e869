"""The profile: the standing corrections as one short readable page, within a token budget, to be shown and exported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rlmchat.learning.correction import Category, Correction, NewCorrection, Source

HEADINGS = {
    Category.PREFERENCE: "Preferences",
    Category.STYLE: "Style",
    Category.DOMAIN: "Domain",
    Category.FACTUAL: "Facts",
    Category.CODE: "Code",
    Category.LOGIC: "Reasoning",
}
"""Sections in the order in which they are written."""
TITLE = "# What the assistant should know"

_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?(.+)$")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$")
_INSTEAD = re.compile(r"^instead of “(?P<wrong>.+?)”: (?P<right>.+)$")


def tokens(text: str) -> int:
    """About how many tokens a text takes; four characters each."""
    return (len(text.encode()) + 3) // 4


def line_of(record: Correction) -> str:
    """One standing correction in one line."""
    right = " ".join(record.corrected_output.split())
    wrong = " ".join(record.original_output.split())
    return f"instead of “{wrong}”: {right}" if wrong else right


def chosen(records: Iterable[Correction], budget: int) -> list[Correction]:
    """The surest and newest that fit in so many tokens, each statement once."""
    left, seen, fitting = budget, set[str](), []
    for record in sorted(records, key=lambda r: (-round(r.confidence, 1), -r.created_at.timestamp())):
        line = line_of(record)
        cost = tokens(line) + 2
        if line.casefold() in seen or cost > left:
            continue
        seen.add(line.casefold())
        fitting.append(record)
        left -= cost
    return fitting


def profile(records: Iterable[Correction], budget: int = 600) -> str:
    """One line a standing correction, by category, the least sure ones left out beyond the budget; "" if none."""
    fitting = chosen(records, budget)
    return "\n".join(line_of(record) for category in HEADINGS for record in fitting if record.category is category)


def to_markdown(records: Sequence[Correction], budget: int = 10_000) -> str:
    """A rules file in Markdown (as in AGENTS.md), one section a category."""
    fitting = chosen(records, budget)
    parts = [TITLE]
    for category, heading in HEADINGS.items():
        lines = [f"- {line_of(record)}" for record in fitting if record.category is category]
        if lines:
            parts.append("\n".join([f"## {heading}", "", *lines]))
    return "\n\n".join(parts) + "\n"


def from_markdown(text: str) -> list[NewCorrection]:
    """The rules of a Markdown file: every list item outside code fences, its category from the heading above it."""
    by_heading = {heading.casefold(): category for category, heading in HEADINGS.items()}
    category, fenced, rules = Category.PREFERENCE, False, []
    for line in text.splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif fenced:
            continue
        elif heading := _HEADING.match(line):
            category = by_heading.get(heading[1].casefold(), Category.PREFERENCE)
        elif item := _ITEM.match(line):
            rules.append(_rule(item[1].strip(), category))
    return rules


def _rule(text: str, category: Category) -> NewCorrection:
    split = _INSTEAD.match(text)
    wrong, right = (split["wrong"], split["right"]) if split else ("", text)
    return NewCorrection(
        corrected=right, original=wrong, category=category, source=Source.IMPORT, confidence=0.9, standing=True
    )
