"""A correction in one or two lines of a list."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from textual.content import Content

from rlmchat.learning.correction import RECALLABLE, Correction, ScopeKind, Source, Status
from rlmchat.learning.correction_form import own_tags
from rlmchat.widgets.plain_text import one_line

NAME_LENGTH = 60
"""Characters of a correction that is named in a sentence."""
LONG_SIDE = 28
"""Characters from which on only what differs between the two sides is shown."""
ROOMY = 60
"""Cells from which on the browser's line has room for state and category."""
READ = 600
"""Characters of a side that are looked at for a line: no screen is wider."""

MARKS = {"changed": "◆", "held": "◇", "broken": "✗", "tentative": "?", "muted": "–", "gone": "·"}
"""What stands before a correction; the first three tell what it did to the answer in question."""


def gist(record: Correction) -> tuple[str, str]:
    """Wrong and right side in few words: of two alike sentences only what differs."""
    old, new = one_line(record.original_output[:READ]), one_line(record.corrected_output[:READ])
    if not old or max(len(old), len(new)) <= LONG_SIDE:
        return old, new
    a, b = old.split(" "), new.split(" ")
    head = _common(a, b)
    tail = _common(a[head:][::-1], b[head:][::-1])
    shorter = " ".join(a[head : len(a) - tail]), " ".join(b[head : len(b) - tail])
    stripped = tuple(side.strip(".,;:!? ") for side in shorter)
    return (stripped[0], stripped[1]) if all(stripped) else (old, new)


def name_of(record: Correction) -> str:
    """A correction in a sentence: its gist, short."""
    old, new = gist(record)
    return one_line(f"{old} → {new}" if old else new, NAME_LENGTH)


def _common(a: list[str], b: list[str]) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def fit(text: str, width: int) -> str:
    """The text cut to so many cells, with an ellipsis where something is left out."""
    if cell_len(text) <= width:
        return text
    return Content(text).truncate(max(1, width), ellipsis=True).plain


def rule_line(record: Correction, width: int) -> Content:
    """`wrong → right` in at most `width` cells, both sides visible; the wrong one dim."""
    old, new = gist(record)
    if not old:
        return Content(fit(new, width))
    room = max(2, width - 3)
    left, right = cell_len(old), cell_len(new)
    if left + right > room:
        left = min(left, max(room // 2, room - right))
        right = room - left
    return Content.assemble((fit(old, left), "$dim"), (" → ", "$dim"), fit(new, right))


def number(value: float) -> str:
    """A probability in three characters, a factor above one in four: `.93`, `1.20`."""
    text = f"{value:.2f}"
    return text[1:] if text.startswith("0") else text


def belief(record: Correction) -> str:
    """How sure we are, or a dash for what is not in use."""
    return number(record.confidence) if record.status in RECALLABLE else "–"


def about(record: Correction) -> str:
    """Second line in the panel: kind, where it holds, what became of it."""
    if record.status is Status.TENTATIVE:
        place = "inferred" if record.source is Source.INFERRED else "inbox"
        return f"{place} · y accept  n reject  e edit"
    where = next(iter(own_tags(record)), "") or _scope(record)
    state = "" if record.status is Status.ACTIVE else str(record.status)
    return " · ".join(part for part in (state, str(record.category), one_line(where, 20), _use(record)) if part)


def _scope(record: Correction) -> str:
    if record.scope.kind is ScopeKind.DOMAIN:
        return record.scope.key
    return {"chat": "this chat", "project": "project"}.get(record.scope.kind, str(record.scope.kind))


def _use(record: Correction) -> str:
    used = record.held + record.forced + record.broken + record.reverted
    if not used:
        return "new" if not record.confirmations else f"said {record.confirmations + 1} times"
    parts = [f"used {used}", f"held {record.held + record.forced}"]
    if record.broken:
        parts.append(f"broken {record.broken}")
    if record.reverted:
        parts.append(f"reverted {record.reverted}")
    return ", ".join(parts)


def mark_of(record: Correction, marks: Mapping[str, str]) -> tuple[str, str]:
    """The mark before a correction and its style; `marks` says by id what it did to the answer in question."""
    if record.status is Status.TENTATIVE:
        return MARKS["tentative"], "bold $warning"
    if record.status is not Status.ACTIVE:
        return MARKS["muted" if record.status is Status.MUTED else "gone"], "$dim"
    did = marks.get(record.id, "")
    return MARKS.get(did, " "), {"changed": "$accent", "held": "$accent", "broken": "$error"}.get(did, "")


def _row(left: Content, right: Content, width: int) -> Content:
    """Left and right apart, exactly `width` cells."""
    gap = max(0, width - left.cell_length - right.cell_length)
    return Content.assemble(left, " " * gap, right)


def two_lines(record: Correction, width: int, marks: Mapping[str, str], *, cursor: bool) -> tuple[Content, ...]:
    """As the panel shows it: the rule and how sure we are; below it kind, place and use."""
    mark, style = mark_of(record, marks)
    head = Content.assemble(("▸" if cursor else " ", "$accent"), (mark, style), " ")
    sure = Content.styled(f" {belief(record)} ", "$dim")
    rule = _styled(record, rule_line(record, width - head.cell_length - sure.cell_length))
    below = Content.assemble("   ", (fit(about(record), width - 4), "$dim"))
    return _row(head + rule, sure, width), _row(below, Content(""), width)


def one_line_row(record: Correction, width: int, marks: Mapping[str, str], *, cursor: bool) -> tuple[Content, ...]:
    """As the browser shows it: the rule, its state if it is not in use, its category, how sure we are."""
    mark, style = mark_of(record, marks)
    unused = record.status not in (Status.ACTIVE, Status.TENTATIVE)
    # Where there is little room, the state takes the place of the category.
    state = f" ({record.status})" if unused and width >= ROOMY else ""
    kind = record.status if unused and width < ROOMY else record.category
    head = Content.assemble(("▸" if cursor else " ", "$accent"), (mark, style), " ")
    tail = Content.styled(f" {kind:<11} {belief(record):>3} ", "$dim")
    room = width - head.cell_length - tail.cell_length - len(state)
    rule = _styled(record, rule_line(record, room))
    return (_row(Content.assemble(head, rule, (state, "$dim")), tail, width),)


def _styled(record: Correction, rule: Content) -> Content:
    return rule if record.status in RECALLABLE else rule.stylize("$dim")
