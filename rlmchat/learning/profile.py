"""The profile: who the person is to the assistant, as one readable page; to Markdown rules files and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff

from rlmchat.learning.correction import (
    Category,
    Correction,
    NewCorrection,
    Scope,
    ScopeKind,
    Source,
    Status,
)

GLOSSARY = "Glossary"
GLOSSARY_TAG = "glossary"
HEADINGS = {
    Category.PREFERENCE: "Preferences",
    Category.STYLE: "Style",
    Category.DOMAIN: "Domain",
    Category.FACTUAL: "Facts",
    Category.CODE: "Code",
    Category.LOGIC: "Reasoning",
}
"""Sections in the order in which they are written; the glossary comes after them."""
TITLE = "# What the assistant should know"
SURE, LIKELY = 0.8, 0.6
"""Beliefs from which on a line counts as sure, and as likely."""
MOST_LINES = 2000
ALIKE = 0.5
"""How like two lines must be for one to count as the other, changed."""

_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?(.+)$")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$")
_INSTEAD = re.compile(r"^instead of “(?P<wrong>.+?)”: (?P<right>.+)$")
_TERM = re.compile(r"^(?P<right>.+?), not “(?P<wrong>.+)”$")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page."""

    record: Correction
    section: str
    text: str

    @property
    def sure(self) -> str:
        """How sure we are of it, in a word."""
        if self.record.confidence >= SURE:
            return "sure"
        return "likely" if self.record.confidence >= LIKELY else "unsure"


def tokens(text: str) -> int:
    """About how many tokens a text takes; four characters each."""
    return (len(text.encode()) + 3) // 4


def line_of(record: Correction) -> str:
    """One correction in one line."""
    right = " ".join(record.corrected_output.split())
    wrong = " ".join(record.original_output.split())
    if is_term(record) and wrong:
        return f"{right}, not “{wrong}”"
    return f"instead of “{wrong}”: {right}" if wrong else right


def is_term(record: Correction | NewCorrection) -> bool:
    """Whether it is a word of the person's field."""
    return GLOSSARY_TAG in record.tags


def belongs(record: Correction) -> bool:
    """Whether a correction says something of the person: a standing rule, a word of their field, a fact of it."""
    if record.status is not Status.ACTIVE or record.scope.kind is ScopeKind.CHAT:
        return False
    return record.standing or is_term(record) or record.category is Category.DOMAIN


def page(records: Iterable[Correction]) -> list[Line]:
    """The page: sections in their order, in each the surest and newest first, each statement once."""
    lines = [
        Line(record, GLOSSARY if is_term(record) else HEADINGS[record.category], line_of(record))
        for record in chosen((r for r in records if belongs(r)), MOST_LINES * 50)
    ]
    order = [*HEADINGS.values(), GLOSSARY]
    return sorted(lines, key=lambda line: order.index(line.section))


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


# To Markdown and back.


def to_markdown(records: Iterable[Correction], budget: int = 10_000) -> str:
    """A rules file in Markdown (as in AGENTS.md), one section a category, the glossary last."""
    fitting = chosen(records, budget)
    parts = [TITLE]
    for heading in (*HEADINGS.values(), GLOSSARY):
        lines = [
            f"- {_escaped(line_of(record))}"
            for record in fitting
            if heading == (GLOSSARY if is_term(record) else HEADINGS[record.category])
        ]
        if lines:
            parts.append("\n".join([f"## {heading}", "", *lines]))
    return "\n\n".join(parts) + "\n"


def _escaped(line: str) -> str:
    """A line that is read back as it is: what looks like a tick box gets a backslash."""
    return f"\\{line}" if line.startswith(("[ ] ", "[x] ", "[X] ", "\\")) else line


def from_markdown(text: str) -> list[NewCorrection]:
    """The rules of a Markdown file: every list item outside code fences, its category from the heading above it.

    A line that goes on below its item, further in, belongs to it, as in files that people wrap by hand.
    """
    by_heading = {heading.casefold(): category for category, heading in HEADINGS.items()}
    section, fenced, items = "", False, list[tuple[str, str]]()
    open_item = False
    for line in text.split("\n"):
        line = line.removesuffix("\r")
        if line.lstrip().startswith(("```", "~~~")):
            fenced, open_item = not fenced, False
        elif fenced:
            continue
        elif heading := _HEADING.match(line):
            section, open_item = heading[1].casefold(), False
        elif item := _ITEM.match(line):
            items.append((section, item[1].strip()))
            open_item = True
        elif open_item and line.startswith(("  ", "\t")) and line.strip():
            items[-1] = (items[-1][0], f"{items[-1][1]} {line.strip()}")
        else:
            open_item = False
    return [
        term(*_sides(_TERM, text)) if section == GLOSSARY.casefold() else _rule(text, by_heading.get(section))
        for section, text in ((section, text.removeprefix("\\")) for section, text in items)
        if text
    ]


def _sides(form: re.Pattern[str], text: str) -> tuple[str, str]:
    split = form.match(text)
    return (split["right"], split["wrong"]) if split else (text, "")


def _rule(text: str, category: Category | None) -> NewCorrection:
    right, wrong = _sides(_INSTEAD, text)
    return NewCorrection(
        corrected=right,
        original=wrong,
        category=category or Category.PREFERENCE,
        source=Source.IMPORT,
        confidence=0.9,
        standing=True,
    )


def term(right: str, wrong: str = "", *, source: Source = Source.IMPORT) -> NewCorrection:
    """A word of the person's field; where it is known how it is got wrong, that is put right wherever it stands."""
    return NewCorrection(
        corrected=right,
        original=wrong,
        category=Category.DOMAIN,
        source=source,
        scope=Scope(ScopeKind.EVERYWHERE),
        confidence=0.95,
        standing=True,
        tags=(GLOSSARY_TAG,),
    )


# Over time, and by hand.


def compared(before: Iterable[Correction], after: Iterable[Correction]) -> list[str]:
    """What changed between two pages, as lines of a unified diff without its head; [] where nothing did."""
    old, new = (to_markdown([r for r in records if belongs(r)], MOST_LINES * 50) for records in (before, after))
    return list(unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=2))[2:]


@dataclass(frozen=True, slots=True)
class Edits:
    """What a page that was edited by hand asks for."""

    changed: tuple[tuple[Correction, NewCorrection], ...] = ()
    gone: tuple[Correction, ...] = ()
    new: tuple[NewCorrection, ...] = ()


def edits(lines: Sequence[Line], text: str) -> Edits:
    """From the page as it was and as it is now: lines that changed, went and came.

    Lines carry no ids: one is the same where its words are, and a changed one is the most like of those that went,
    in its section.
    """
    wanted = from_markdown(text)
    known = {_key(line.section, line.text): line.record for line in lines}
    keys = {_key(_section(new), _text(new)): new for new in wanted}
    fresh = {key: new for key, new in keys.items() if key not in known}
    left = {key: record for key, record in known.items() if key not in keys}
    changed: list[tuple[Correction, NewCorrection]] = []
    pairs = sorted(((_like(a[1], b[1]), a, b) for a in left for b in fresh if a[0] == b[0]), key=lambda x: -x[0])
    for score, a, b in pairs:
        if score >= ALIKE and a in left and b in fresh:
            changed.append((left.pop(a), fresh.pop(b)))
    return Edits(tuple(changed), tuple(left.values()), tuple(fresh.values()))


def _section(new: NewCorrection) -> str:
    return GLOSSARY if is_term(new) else HEADINGS[new.category]


def _text(new: NewCorrection) -> str:
    right, wrong = " ".join(new.corrected.split()), " ".join(new.original.split())
    if is_term(new) and wrong:
        return f"{right}, not “{wrong}”"
    return f"instead of “{wrong}”: {right}" if wrong else right


def _key(section: str, text: str) -> tuple[str, str]:
    return section, text.casefold()


def _like(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio()
