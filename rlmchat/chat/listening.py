"""From what the person typed to a correction: only their own words count, never pasted text of the model or of us."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from rlmchat.chat.lesson_block import CLOSE, OPEN
from rlmchat.conversation import Message
from rlmchat.learning.correction import Category, Detection, NewCorrection, Source, Status
from rlmchat.learning.edits import edits_of, from_edit
from rlmchat.learning.spans import best_sentence

PASTED_LINE = 24
"""Characters from which on a line that also stands in an answer counts as pasted from it."""
LONGEST_TYPED = 20_000
"""Characters that are looked at: more is a paste and no remark."""
CONTEXT_LENGTH = 240
EXPLANATION_LENGTH = 500

_BLOCK = re.compile(re.escape(OPEN) + r".*?(?:" + re.escape(CLOSE) + r"|\Z)", re.DOTALL)


def typed_part(text: str, answers: Iterable[str]) -> str:
    """The person's own words in a message: without lesson blocks and lines copied from the answers."""
    own = _BLOCK.sub("", text[:LONGEST_TYPED]) if OPEN in text else text[:LONGEST_TYPED]
    if "\n" not in own and len(own) < PASTED_LINE:
        return own
    known = {line.strip() for answer in answers for line in answer.splitlines() if len(line.strip()) >= PASTED_LINE}
    return "\n".join(line for line in own.splitlines() if _bare(line) not in known)


def _bare(line: str) -> str:
    """A line without the marks of a quotation."""
    return line.strip().removeprefix(">").strip()


def sentence_around(text: str, span: str) -> str:
    """The sentence (or line) of a text in which a span stands; empty where it does not."""
    at = text.find(span) if span else -1
    if at < 0:
        return ""
    marks = ("\n", ". ", "! ", "? ")
    start = max(text.rfind(mark, 0, at) + len(mark) if mark in text[:at] else 0 for mark in marks)
    ends = [i for mark in marks if (i := text.find(mark, at + len(span))) >= 0]
    return text[start : min(ends, default=len(text) - 1) + 1].strip()[:CONTEXT_LENGTH]


def _place(answer: str, named: str, said: str) -> str:
    """The sentence of the answer that is corrected: around what was wrong, else the one that the message is about."""
    return (sentence_around(answer, named.partition("\n")[0]) or best_sentence(said, answer))[:CONTEXT_LENGTH]


def from_detection(
    detection: Detection, message: str, *, query: str, answer: Message | None, chat_id: str, tentative: bool
) -> NewCorrection | None:
    """What is kept of a detected correction; None where nothing in it can be held to."""
    corrected = (detection.corrected or message).strip()[:EXPLANATION_LENGTH]
    if not corrected:
        return None
    said = message.strip()[:EXPLANATION_LENGTH]
    named = (detection.original or "").strip("\n")
    # Only aligned spans can take each other's place; else the sentence that fits best is where a rule came from.
    original = named if detection.aligned else ""
    around = _place(answer.text, named, said) if answer else ""
    return NewCorrection(
        corrected=corrected,
        original=original,
        query=query[:EXPLANATION_LENGTH],
        explanation="" if said == corrected else said,
        context=(around,) if around and around != original else (),
        category=detection.category,
        confidence=detection.confidence,
        source=Source.EXPLICIT if detection.explicit else Source.CORRECTION,
        standing=detection.explicit,
        status=Status.TENTATIVE if tentative else Status.ACTIVE,
        session_id=chat_id,
        message_id=answer.id if answer else "",
        answer=answer.text if answer else "",
        lessons=answer.lessons if answer else (),
        applied=answer.applied if answer else (),
    )


_CHANGE = re.compile(
    r"\b(?:no longer|any ?more|instead of|in place of|replaced|replaces|is over|(?:switched|moved|changed) (?:from|to)|"
    r"changed my mind|not .{1,40} from now|as of|from now)\b",
    re.IGNORECASE,
)
LONGEST_CHANGE = 160
"""Characters of a message that only tells of a change."""


def from_change(message: str, *, chat_id: str) -> NewCorrection | None:
    """A change that is told of whatever was answered ("we've switched from A to B"), to be kept if A is known."""
    said = message.strip()
    if len(said) > LONGEST_CHANGE or "\n" in said or not _CHANGE.search(said):
        return None
    return NewCorrection(said, category=Category.PREFERENCE, confidence=0.85, session_id=chat_id, if_known=True)


def from_flag(
    *, wrong: str, right: str, category: Category, always: bool, explanation: str, query: str, answer: Message
) -> NewCorrection:
    """What is kept of an answer that the person marked as wrong."""
    around = sentence_around(answer.text, wrong)
    return NewCorrection(
        corrected=right.strip(),
        original=wrong.strip(),
        query=query[:EXPLANATION_LENGTH],
        explanation=explanation.strip(),
        context=(around,) if around and around != wrong else (),
        category=category,
        confidence=0.95,
        source=Source.FLAG,
        standing=always,
        session_id=answer.chat_id,
        message_id=answer.id,
        answer=answer.text,
        lessons=answer.lessons,
        applied=answer.applied,
    )


def from_edits(answer: Message, text: str, *, query: str) -> list[NewCorrection]:
    """What is kept of an answer that the person rewrote: a correction for each change."""
    made = [
        from_edit(
            edit,
            answer.text,
            query=query[:EXPLANATION_LENGTH],
            chat_id=answer.chat_id,
            message_id=answer.id,
        )
        for edit in edits_of(answer.text, text)
    ]
    around = [sentence_around(answer.text, new.original) for new in made]
    return [
        replace(new, context=(where,) if where and where != new.original else ())
        for new, where in zip(made, around, strict=True)
    ]


def from_rule(rule: str, *, chat_id: str) -> NewCorrection:
    """What is kept of `/remember RULE`."""
    return NewCorrection(
        corrected=rule.strip(),
        category=Category.PREFERENCE,
        confidence=0.97,
        source=Source.EXPLICIT,
        standing=True,
        session_id=chat_id,
    )
