"""Wrong and right read off what was pasted: a changed line, a diff, a traceback, a failed assertion."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import pairwise

from rlmchat.learning import spans
from rlmchat.learning.counterparts import identifiers_in, likeness
from rlmchat.learning.extracted import RULE_LENGTH, SENTENCE_LENGTH, Extraction
from rlmchat.learning.reading import MessageReading
from rlmchat.learning.relation import quoted_spans

LINES = 40
"""Lines of pasted code that are looked at."""
CHANGED_LINES = 3
"""Lines that the answer has not, up to which pasted code is a changed part of the answer's; with more it is a program
of the person's own."""
ALIKE = 0.8
"""Likeness from which a line is one of the answer's, changed."""

_FRAME = re.compile(r"^\s*File \"[^\"]{1,200}\", line \d+")
_ERROR = re.compile(
    r"^\s*(?:E\s+)?(?:[\w.]{1,80}(?:Error|Exception|Warning|Exit)\b.*|(?:fatal|error|panic)(?:\[\w+\])?\s?:.*)$",
    re.IGNORECASE,
)
_ASSERTED = re.compile(r"\bassert\s+(?P<what>[^\n#]{3,300})")
_TRIED = re.compile(r"^(?:assert\b|print\b|>>>|\.\.\.|Traceback|File \"|import\b|from\b|\$ |def test)")


def from_code(reading: MessageReading, answer: str, _query: str) -> Extraction | None:
    """A line of pasted code that is a line of the answer, changed; diff marks are understood."""
    lines = [line for line in reading.code.split("\n") if len(line.strip()) > 3][:LINES]
    if not lines:
        return None
    removed = [line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---")]
    added = [line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++")]
    prose = reading.prose.strip()[:RULE_LENGTH]
    if removed and added and removed[0] in answer and removed[0] != added[0]:
        return Extraction(removed[0], added[0], prose, True, "diff")
    theirs = list(dict.fromkeys(line.strip() for line in answer[: spans.SEARCHED].split("\n") if line.strip()))[:200]
    fresh = [line.strip() for line in lines if line.strip() not in theirs and not _TRIED.match(line.strip())]
    if len(fresh) > CHANGED_LINES:
        return None
    best = max((_nearest(line, theirs) for line in fresh), default=(0.0, "", ""))
    return Extraction(best[1], best[2], prose, True, "code") if best[0] >= ALIKE else None


def _nearest(line: str, theirs: list[str]) -> tuple[float, str, str]:
    """The answer's line that is most like a pasted one: (likeness, the answer's, the pasted)."""
    close = [t for t in theirs if abs(len(t) - len(line)) < 0.5 * len(line) and likeness(t, line) > 0.5]
    close.sort(key=lambda t: -likeness(t, line))
    exact = [(SequenceMatcher(None, line[:120], t[:120], autojunk=False).ratio(), t, line) for t in close[:3]]
    return max(exact, default=(0.0, "", ""))


def from_error(reading: MessageReading, answer: str, _query: str) -> Extraction | None:
    """An error: what raised it in the answer where that is known, the error itself, and what had been expected."""
    lines = reading.text.split("\n")
    errors = [line.strip() for line in lines if len(line) < 2 * SENTENCE_LENGTH and _ERROR.match(line)]
    if not errors:
        return None
    error = errors[-1].removeprefix("E ").strip()
    failing = _failing_line(lines, answer) or _line_named_in(error, answer)
    original = f"{failing}\n{error}" if failing else error
    asserted = _ASSERTED.search(reading.text)
    wanted = asserted["what"].strip() if asserted else f"avoid {error}"
    prose = "\n".join(line for line in reading.prose.split("\n") if line.strip() and not _ERROR.match(line))
    said = "" if prose.startswith(("Traceback", "Error", "error", "Code is")) else prose.strip()
    corrected = wanted if asserted or not said else f"{said[:RULE_LENGTH]}\n{wanted}"
    return Extraction(original[: 2 * SENTENCE_LENGTH], corrected[: 2 * RULE_LENGTH], "", False, "error")


def _failing_line(lines: list[str], answer: str) -> str:
    """The last line of a traceback's frames that stands in the answer."""
    failing = ""
    for frame, code in pairwise(lines):
        if _FRAME.match(frame) and code.strip() and code.strip() in answer:
            failing = code.strip()
    return failing


def _line_named_in(error: str, answer: str) -> str:
    """A line of the answer that has something in it which the error names."""
    names = [n for n, _, _ in identifiers_in(error)] + quoted_spans(error)
    return next((line for n in names if len(n) > 2 and (line := spans.line_with(n, answer))), "")
