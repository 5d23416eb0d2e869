"""Outcomes: what became of the lessons in one answer, read from the answer and from what the person did next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from rlmchat.conversation import Message
from rlmchat.learning.applier import Applied
from rlmchat.learning.correction import Correction, Outcome, OutcomeKind
from rlmchat.learning.kept import Kept, KeptAs
from rlmchat.learning.recall import Lesson, Recall
from rlmchat.learning.signals import TELLS, Signal
from rlmchat.learning.text import normalise

NO_COMPLAINT = "no complaint"
"""The reason of an outcome that says again what is counted already: the answer was changed, and nobody minded."""


def judge_answer(
    recall: Recall, applied: Applied | None, answer: Message, *, chat_id: str, at: datetime
) -> list[Outcome]:
    """What became of each lesson in an answer that is complete.

    The applier knows which ones it had to force and which stay broken. Of the others a lesson held by itself where
    the answer says what it asks for, and was ignored where the answer shows no trace of it.
    """
    return [
        Outcome(lesson.correction.id, kind, chat_id, answer.id, at, reason)
        for lesson in recall.lessons
        for kind, reason in [_became(lesson.correction, applied, answer.text)]
    ]


def _became(record: Correction, applied: Applied | None, text: str) -> tuple[OutcomeKind, str]:
    if applied and record.id in applied.applied:
        return OutcomeKind.FORCED, "the text was changed"
    if applied and record.id in applied.broken:
        return OutcomeKind.BROKEN, "; ".join(applied.notes) or "the answer goes against it"
    shown = normalise(text)
    right, wrong = normalise(record.corrected_output), normalise(record.original_output)
    if right and right in shown and not (wrong and wrong in shown.replace(right, "")):
        return OutcomeKind.HELD, "the answer says it so by itself"
    return OutcomeKind.IGNORED, "no trace of it in the answer"


def unopposed(recall: Recall, answer: Message, *, chat_id: str, at: datetime) -> list[Outcome]:
    """Weak evidence: the person goes on without complaint, so what the applier changed was right to change.

    Only lessons that changed the answer count: silence says nothing about those that had no bearing on it, and
    those that held by themselves are counted already.
    """
    return [
        Outcome(lesson.correction.id, OutcomeKind.HELD, chat_id, answer.id, at, NO_COMPLAINT)
        for lesson in recall.lessons
        if lesson.correction.id in answer.applied
    ]


def shaped_by(records: Sequence[Correction], answer: Message) -> list[Correction]:
    """The lessons that had a bearing on an answer: they changed its text, or the answer says what they ask for."""
    return [
        record
        for record in records
        if record.id in answer.applied or _became(record, None, answer.text)[0] is OutcomeKind.HELD
    ]


def weak(signal: Signal, records: Sequence[Correction]) -> list[Outcome]:
    """What a weak sign about an answer says of the lessons that shaped it, with its small weight and its reason."""
    return [
        Outcome(record.id, signal.outcome, signal.chat_id, signal.message_id, signal.at, TELLS[signal.kind], weight)
        for record in records
        if (weight := round(abs(signal.weight), 4))
    ]


def broken_by(kept: Kept, lessons: Sequence[Lesson]) -> list[Correction]:
    """The lessons of the last answer that a new correction shows to be broken: it says the same once more."""
    if kept.how is KeptAs.MERGED:
        return [x.correction for x in lessons if x.correction.id == kept.correction.id]
    said = kept.correction
    return [x.correction for x in lessons if x.correction.id != said.id and _same_matter(x.correction, said)]


def _same_matter(lesson: Correction, said: Correction) -> bool:
    """Whether both ask for the same text, or against the same text for the same reason."""
    if normalise(lesson.corrected_output) == normalise(said.corrected_output):
        return True
    wrong = normalise(said.original_output)
    return bool(wrong) and wrong == normalise(lesson.original_output) and lesson.scope == said.scope


def quarantine_due(outcomes: Sequence[Outcome]) -> bool:
    """Whether a correction was reverted in two or more distinct chats: it does harm, so it rests."""
    standing = reverts(outcomes)
    return len({o.chat_id for o in outcomes if o.message_id in standing}) >= REVERTED_CHATS


def reverts(outcomes: Sequence[Outcome]) -> set[str]:
    """The answers whose original was put back and stayed so; `outcomes` of one correction, in any order."""
    tally = Counter[str]()
    for outcome in outcomes:
        tally[outcome.message_id] += (outcome.kind is OutcomeKind.REVERTED) - (outcome.kind is OutcomeKind.RESTORED)
    return {message for message, count in tally.items() if count > 0}


REVERTED_CHATS = 2
"""One chat may be an exception; two are a pattern (design section 5)."""
