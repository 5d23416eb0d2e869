"""The words of the notes in the transcript."""

from __future__ import annotations

from dataclasses import replace

from rlmchat.learning.correction import Correction, ScopeKind, Source, Status
from rlmchat.learning.kept import Conflict, Kept, KeptAs
from rlmchat.widgets.note_line import TEXT_LENGTH, Note
from rlmchat.widgets.plain_text import one_line

INFERRED_LENGTH = 32
"""Characters of a rule that was inferred: beside it stands what it was inferred from."""
UNDO = ("z", "undo")
EDIT = ("e", "edit")

_REACH = {
    ScopeKind.CHAT: "this chat",
    ScopeKind.PROJECT: "this project",
    ScopeKind.TOPIC: "this topic",
    ScopeKind.DOMAIN: "this domain",
    ScopeKind.EVERYWHERE: "everywhere",
}


def reach(record: Correction) -> str:
    """Where a correction holds, in words."""
    return one_line(record.scope.key, 24) if record.scope.kind is ScopeKind.DOMAIN else _REACH[record.scope.kind]


def learned_note(record: Correction, *, known: bool = False) -> Note:
    """✓ learned: …"""
    word = "confirmed" if known else "learned"
    text = f"{word}: {one_line(record.rule, TEXT_LENGTH)} · {record.category} · {reach(record)}"
    return Note("✓", text, (UNDO, EDIT), record.id, "-good")


def question_note(record: Correction, reason: str = "") -> Note:
    """? was that a correction: …; of what was inferred, from which signs."""
    rule = one_line(record.rule, TEXT_LENGTH)
    text = f'was that a correction: "{rule}"'
    if record.source is Source.INFERRED:
        rule = one_line(record.rule, INFERRED_LENGTH)
        text = f'learn this? "{rule}" · {reason or "inferred"}'
    return Note("?", text, (("y", "learn"), ("n", "no"), EDIT), record.id, "-ask")


def complaint_note(key: str) -> Note:
    """The person said that it is wrong, and not what."""
    return Note("?", f"what is right? Say it, or press {key} to mark what is wrong.", tone="-ask")


def decided_note(record: Correction) -> Note:
    """The model decided on it in the background."""
    if record.status is Status.DELETED:
        return Note("–", f'not learned: "{one_line(record.rule, TEXT_LENGTH)}" · the model says no', (UNDO,), record.id)
    note = learned_note(record)
    return replace(note, text=f"{note.text} · the model agrees")


def kept_note(kept: Kept) -> Note:
    """What keeping did, in the words that fit."""
    if kept.how is KeptAs.TENTATIVE:
        return question_note(kept.correction, kept.reason)
    if kept.how is KeptAs.REJECTED:
        return Note("–", kept.reason or "not kept: you took this back before", (), kept.correction.id)
    return learned_note(kept.correction, known=kept.how is KeptAs.MERGED)


def conflict_note(conflict: Conflict) -> Note:
    """Two records disagree."""
    text = f"two corrections disagree on {one_line(conflict.slot, 40)}"
    return Note("?", text, (("e", "decide"),), conflict.newer.id, "-ask")


def undone_note(rule: str) -> Note:
    """↶ taken back: …"""
    return Note("↶", f"taken back: {one_line(rule, TEXT_LENGTH)}")


def refused_note() -> Note:
    """The person said no."""
    return Note("–", "not learned")


def failure_note(sentence: str) -> Note:
    """The model gave no answer, and what to do."""
    return Note("✗", sentence, (("r", "retry"),), "", "-bad")
