"""What a person changed in an answer, as corrections: the words that differ, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rlmchat.learning.correction import Category, NewCorrection, Source, Status
from rlmchat.learning.delta import word_delta
from rlmchat.learning.diff import DiffPart, word_diff

MOST_SPANS = 5
"""Changes up to which an edit is made of corrections; with more the person wrote a text of their own."""
EDIT_LENGTH = 400
"""Characters of either side of one change: a longer one is a text of the person's own, no correction."""
SHORT = 3
"""Letters below which a changed word is too little to be found again by itself."""
MOVED = 24
"""Characters from which on new text that stood elsewhere in the answer counts as moved, hence as the model's."""
LITTLE = 80
"""Characters up to which an answer may be changed whole and the change is a correction still."""
READ = 60_000
"""Characters of an answer that are compared."""

_END = re.compile(r"[.!?。！？][\"')\]*_»”]*(?=\s|$)|\n")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: what stood there, and what the person put in its place."""

    original: str
    corrected: str
    at: int = 0
    """Where in the answer the sentence begins in which it stands."""


def edits_of(before: str, after: str) -> tuple[Edit, ...]:
    """The changes between an answer and its edited form; none where nothing, or too much for corrections, changed.

    Text that was taken out or put in by itself comes with its sentence, for it could not be found again alone. What
    only moved within the answer is no change: it is the model's text still.
    """
    if before == after or max(len(before), len(after)) > READ:
        return ()
    pairs = _sentences(word_diff(before, after))
    found = [edit for edit in (_edit(at, old, new) for at, old, new in pairs) if _says_something(edit, before)]
    whole = sum(len(edit.original) for edit in found) > len(before) / 2 and len(before) > LITTLE
    long = any(max(len(edit.original), len(edit.corrected)) > EDIT_LENGTH for edit in found)
    return () if whole or long or len(found) > MOST_SPANS else tuple(found)


def _edit(at: int, old: str, new: str) -> Edit:
    old, new = old.strip(), new.strip()
    if not {part.kind for part in word_diff(old, new)} >= {"removed", "added"}:
        return Edit(old, new, at)
    original, corrected = delta(old, new)
    # An operator and a digit stand in many lines of code: the line says which one is meant.
    vague = not _letters(original) and bool(set("=<>+*/%&|^") & set(original))
    return Edit(old, new, at) if vague else Edit(original, corrected, at)


def _says_something(edit: Edit, before: str) -> bool:
    """Whether there is a change in it that is the person's own."""
    moved = len(edit.corrected) >= (MOVED if edit.original else SHORT) and edit.corrected in before
    return edit.original != edit.corrected and any(c.isalnum() for c in edit.corrected) and not moved


def _sentences(parts: Sequence[DiffPart]) -> list[tuple[int, str, str]]:
    """Each stretch of sentences in which something differs: where it begins in the old text, old form, new form."""
    out: list[tuple[int, str, str]] = []
    at = start = 0
    old = new = ""
    touched = False
    for part in parts:
        if part.kind == "removed":
            old, touched = old + part.text, True
            at += len(part.text)
            continue
        if part.kind == "added":
            new, touched = new + part.text, True
            continue
        ends = [found.end() for found in _END.finditer(part.text)]
        if ends and touched:
            head = part.text[: ends[0]]
            out.append((start, old + head, new + head))
        if ends:
            start, touched = at + ends[-1], False
            old = new = part.text[ends[-1] :]
        else:
            old, new = old + part.text, new + part.text
        at += len(part.text)
    if touched:
        out.append((start, old, new))
    return out


def delta(wrong: str, right: str) -> tuple[str, str]:
    """What a correction is: the words that differ, where both texts are versions of one; else both as they are.

    A difference that is too little to be found again (one digit, one letter) keeps the word beside it.
    """
    wrong, right = wrong.strip(), right.strip()
    old, new = word_delta(wrong, right)
    old, new = old.strip(), new.strip()
    if not old or not new or len(old) >= len(wrong):
        return wrong, right
    shared = len(wrong) + len(right) - len(old) - len(new)
    if shared < len(old) + len(new) and len(wrong.split()) < 6:
        return wrong, right
    if _letters(old) < SHORT:
        return _widened(wrong, right, old, new)
    return old, new


def _letters(text: str) -> int:
    return len(re.sub(r"[\W\d_]", "", text))


def _widened(wrong: str, right: str, old: str, new: str) -> tuple[str, str]:
    """With the word after it, or else before it, where both texts have the same there."""
    after = [re.match(r"\s*[^\s.,;:!?]+", text.partition(part)[2]) for text, part in ((wrong, old), (right, new))]
    if after[0] and after[1] and after[0].group() == after[1].group():
        return old + after[0].group(), new + after[1].group()
    before = [re.search(r"\S+\s*$", text.partition(part)[0]) for text, part in ((wrong, old), (right, new))]
    if before[0] and before[1] and before[0].group() == before[1].group():
        return before[0].group() + old, before[1].group() + new
    return wrong, right


def from_edit(
    edit: Edit, before: str, *, query: str = "", chat_id: str = "", message_id: str = "", asked: bool = False
) -> NewCorrection:
    """What is kept of one change: learned where the person wanted that, tentative where it is only `asked`."""
    return NewCorrection(
        corrected=edit.corrected,
        original=edit.original,
        query=query,
        category=_category(edit, before),
        confidence=0.6 if asked else 0.9,
        source=Source.INFERRED if asked else Source.EDIT,
        status=Status.TENTATIVE if asked else Status.ACTIVE,
        session_id=chat_id,
        message_id=message_id,
    )


def _category(edit: Edit, before: str) -> Category:
    if len(_FENCE.findall(before[: edit.at])) % 2:
        return Category.CODE
    if _bare(edit.original) == _bare(edit.corrected):
        return Category.STYLE
    if any(c.isdigit() for c in edit.original + edit.corrected) or (_named(edit.original) and _named(edit.corrected)):
        return Category.FACTUAL
    return Category.PREFERENCE


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _named(text: str) -> bool:
    return next((c for c in text if c.isalpha()), "").isupper()
