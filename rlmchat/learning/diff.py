"""Word-level difference of two texts, for showing what the applier changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_WORDS_LIMIT = 1_500
"""More words than this on a side are compared by lines first: the matcher's worst case is quadratic."""
_LINES_LIMIT = 4_000

Kind = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A run of text that both have, or that only one has."""

    kind: Kind
    text: str


def word_diff(before: str, after: str) -> list[DiffPart]:
    """The parts in order: same + removed joins to `before`, same + added to `after`."""
    return _merged(_compare(_WORD.findall(before), _WORD.findall(after), _WORDS_LIMIT))


def _compare(old: Sequence[str], new: Sequence[str], limit: int) -> Iterable[DiffPart]:
    """Compare without the common ends, which in a corrected answer are nearly all of it."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    middle_old, middle_new = old[head : len(old) - tail], new[head : len(new) - tail]
    yield DiffPart("same", "".join(old[:head]))
    if max(len(middle_old), len(middle_new)) <= limit:
        yield from _matched(middle_old, middle_new, by_lines=False)
    else:
        lines_old, lines_new = _LINE.findall("".join(middle_old)), _LINE.findall("".join(middle_new))
        yield from _matched(lines_old, lines_new, by_lines=True)
    yield DiffPart("same", "".join(old[len(old) - tail :]))


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return count


def _matched(old: Sequence[str], new: Sequence[str], *, by_lines: bool) -> Iterable[DiffPart]:
    if max(len(old), len(new)) > _LINES_LIMIT or not old or not new:
        yield DiffPart("removed", "".join(old))
        yield DiffPart("added", "".join(new))
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=by_lines).get_opcodes():
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        if tag == "equal":
            yield DiffPart("same", gone)
        elif by_lines and len(gone) + len(come) < 8 * _WORDS_LIMIT:
            yield from _compare(_WORD.findall(gone), _WORD.findall(come), 8 * _WORDS_LIMIT)
        else:
            yield DiffPart("removed", gone)
            yield DiffPart("added", come)


def _merged(parts: Iterable[DiffPart]) -> list[DiffPart]:
    """Neighbours of one kind joined, empty ones dropped, lone spaces between changes drawn into them."""
    out: list[DiffPart] = []
    gone: list[str] = []
    come: list[str] = []

    def settle() -> None:
        if removed := "".join(gone):
            out.append(DiffPart("removed", removed))
        if added := "".join(come):
            out.append(DiffPart("added", added))
        gone.clear()
        come.clear()

    waiting = ""
    for part in parts:
        if not part.text:
            continue
        if part.kind == "same":
            if (gone or come) and part.text.isspace() and "\n" not in part.text and not waiting:
                waiting = part.text
                continue
            settle()
            text, waiting = waiting + part.text, ""
            if out and out[-1].kind == "same":
                out[-1] = DiffPart("same", out[-1].text + text)
            else:
                out.append(DiffPart("same", text))
            continue
        if waiting:
            gone.append(waiting)
            come.append(waiting)
            waiting = ""
        (gone if part.kind == "removed" else come).append(part.text)
    settle()
    if waiting:
        out.append(DiffPart("same", waiting))
    return out
