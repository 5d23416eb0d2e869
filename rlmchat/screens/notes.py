"""The words of the notes in the transcript."""

from __future__ import annotations

from rlmchat.learning.correction import Correction, ScopeKind
from rlmchat.learning.kept import Conflict, Kept, KeptAs
from rlmchat.widgets.note_line import TEXT_LENGTH, Note
from rlmchat.widgets.plain_text import one_line

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


def question_note(record: Correction) -> Note:
    """? was that a correction: …"""
    text = f'was that a correction: "{one_line(record.rule, TEXT_LENGTH)}"'
    return Note("?", text, (("y", "learn"), ("n", "no"), EDIT), record.id, "-ask")


def kept_note(kept: Kept) -> Note:
    """What keeping did, in the words that fit."""
    if kept.how is KeptAs.TENTATIVE:
        return question_note(kept.correction)
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
