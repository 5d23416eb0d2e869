"""The stored record: what was wrong, what is right, in which situation, and how sure we are."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType, Self

CorrectionId = NewType("CorrectionId", str)

CONFIDENCE_CEILING = 0.99
"""No belief is ever certain (design section 3)."""


MOST_WEAK = 0.5
"""What weak signs can weigh together, however many: half of one outcome, never enough alone."""


class Category(StrEnum):
    """What kind of thing was wrong."""

    FACTUAL = "factual"
    STYLE = "style"
    CODE = "code"
    LOGIC = "logic"
    PREFERENCE = "preference"
    DOMAIN = "domain"


class Source(StrEnum):
    """How we came to know it."""

    EXPLICIT = "explicit"
    """A rule stated for the future: "always", "from now on"."""
    CORRECTION = "correction"
    """The person said that the answer was wrong."""
    EDIT = "edit"
    """The person rewrote the answer; the delta is the correction."""
    FLAG = "flag"
    """Marked wrong with the key."""
    INFERRED = "inferred"
    """Found by pattern analysis or by a model."""
    IMPORT = "import"
    """Came from a file."""


class Status(StrEnum):
    """Where a record is in its life. No change of status destroys anything."""

    TENTATIVE = "tentative"
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    MUTED = "muted"
    QUARANTINED = "quarantined"
    DELETED = "deleted"


RECALLABLE = frozenset({Status.TENTATIVE, Status.ACTIVE})
"""Statuses whose vectors are in the index; tentative ones are used in their own chat only."""

LIVE = frozenset({Status.TENTATIVE, Status.ACTIVE})
"""Statuses shown by default in lists."""

LAID_ASIDE = frozenset({Status.MUTED, Status.QUARANTINED, Status.DELETED})
"""Statuses of what is not in use by itself, and not because another took its place: a backup brings it along."""


class ScopeKind(StrEnum):
    """How far a record reaches, from narrow to wide."""

    CHAT = "chat"
    PROJECT = "project"
    TOPIC = "topic"
    """Wherever its subject comes up: the default of a correction that is no standing rule."""
    DOMAIN = "domain"
    EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a correction holds; written `kind` or `kind:key` (`chat:ID`, `project:/folder`, `domain:law`)."""

    kind: ScopeKind = ScopeKind.TOPIC
    key: str = ""

    @classmethod
    def parse(cls, text: str) -> Self:
        """From its written form; raises ValueError for an unknown kind."""
        kind, _, key = text.partition(":")
        return cls(ScopeKind(kind.strip().lower() or "topic"), key.strip())

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}" if self.key else str(self.kind)


PRIORS: dict[Source, tuple[float, float]] = {
    Source.EXPLICIT: (4, 1),
    Source.EDIT: (4, 1),
    Source.FLAG: (3, 1),
    Source.CORRECTION: (2, 1),
    Source.INFERRED: (1, 1),
    Source.IMPORT: (2, 2),
}
"""Starting belief Beta(α, β) by source (design section 3)."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One stored correction. Times are aware and in UTC; probabilities are in [0, 1]."""

    id: CorrectionId
    created_at: datetime
    original_output: str
    """The wrong span or sentence; empty for a rule that replaces nothing in particular."""
    corrected_output: str
    """What it should be, or the rule itself."""
    query: str = ""
    """The question whose answer was corrected: the situation."""
    explanation: str = ""
    """Why, in the person's words."""
    context: tuple[str, ...] = ()
    """Short chunks of what was in play: the sentence of the answer, files, surrounding text."""
    category: Category = Category.FACTUAL
    severity: float = 0.5
    """0 minor to 1 major."""
    confidence: float = 0.9
    """How sure we are now: `base_confidence` moved by outcomes."""
    base_confidence: float = 0.9
    """How sure the detection was."""
    source: Source = Source.CORRECTION
    scope: Scope = field(default_factory=Scope)
    standing: bool = False
    """Holds for everything within its scope, whatever the query."""
    status: Status = Status.ACTIVE
    session_id: str = ""
    """The chat in which it was said."""
    message_id: str = ""
    """The answer that was corrected."""
    embedder: str = ""
    """Name of the embedder whose vectors of it are in the index."""
    apply_count: int = 0
    last_applied: datetime | None = None
    confirmed_at: datetime | None = None
    confirmations: int = 0
    """How often it was said again: 1 = confirmed knowledge, 2 or more = proactive (design section 5)."""
    held: int = 0
    broken: int = 0
    reverted: int = 0
    forced: int = 0
    backed: float = 0.0
    """Sum of the weak signs for it, each with its small weight."""
    doubted: float = 0.0
    """Sum of the weak signs against it."""
    supersedes: tuple[str, ...] = ()
    superseded_by: str = ""
    valid_from: datetime | None = None
    """When it began to hold, if that is not when it was said."""
    valid_until: datetime | None = None
    evidence: tuple[str, ...] = ()
    """Ids of records merged into it."""
    chats: tuple[str, ...] = ()
    """Distinct chats in which it was said or confirmed: the evidence for widening its scope."""
    tags: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    """Other words by which it is looked for, made of its own (`triggers.phrasings`): search keys and nothing else."""
    situations: tuple[str, ...] = ()
    """Other questions at which the same was said, oldest first."""
    also_wrong: tuple[str, ...] = ()
    """Other wrong spans in whose place the corrected text belongs: of what was merged into it or came before it."""

    @property
    def questions(self) -> tuple[str, ...]:
        """All questions at which it was said, the newest first."""
        if not self.situations:
            return (self.query,) if self.query.strip() else ()
        return tuple(dict.fromkeys(q for q in (self.query, *reversed(self.situations)) if q.strip()))

    @property
    def wrongs(self) -> tuple[str, ...]:
        """All wrong spans in whose place the corrected text belongs, its own first."""
        if not self.also_wrong:
            return (self.original_output,) if self.original_output.strip() else ()
        return tuple(dict.fromkeys(w for w in (self.original_output, *self.also_wrong) if w.strip()))

    @property
    def belief(self) -> tuple[float, float]:
        """Beta(α, β) after outcomes: α + held, β + broken + 2·reverted, and what weak signs add to either."""
        alpha, beta = PRIORS[self.source]
        weak_for, weak_against = min(self.backed, MOST_WEAK), min(self.doubted, MOST_WEAK)
        return alpha + self.held + weak_for, beta + self.broken + 2 * self.reverted + weak_against

    def believed(self) -> Self:
        """Itself with `confidence` computed anew.

        confidence = base_confidence · posterior mean / prior mean, at most 0.99: the detection's confidence where
        there are no outcomes, moved by exactly as much as they move the source's Beta belief.
        """
        alpha, beta = PRIORS[self.source]
        a, b = self.belief
        moved = self.base_confidence * (a / (a + b)) / (alpha / (alpha + beta))
        return replace(self, confidence=round(min(CONFIDENCE_CEILING, moved), 4))

    @property
    def rule(self) -> str:
        """The rule in one line, for people: `original → corrected`, or the corrected text alone."""
        if self.original_output:
            return f"{self.original_output} → {self.corrected_output}"
        return self.corrected_output

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types, `original` and `corrected` given again under their short names."""
        out: dict[str, Any] = {}
        for f in fields(self):
            value = getattr(self, f.name)
            if isinstance(value, datetime):
                value = value.isoformat()
            elif isinstance(value, (StrEnum, Scope)):
                value = str(value)
            elif isinstance(value, tuple):
                value = list(value)
            out[f.name] = value
        out["original"] = self.original_output
        out["corrected"] = self.corrected_output
        return out

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The inverse of `to_dict`; unknown keys are passed over, missing ones take their defaults."""
        known = {f.name for f in fields(cls)}
        values = {key: value for key, value in data.items() if key in known}
        for key in ("created_at", "last_applied", "confirmed_at", "valid_from", "valid_until"):
            if isinstance(values.get(key), str):
                values[key] = datetime.fromisoformat(values[key])
        for key, kind in (("category", Category), ("source", Source), ("status", Status)):
            if key in values:
                values[key] = kind(values[key])
        if isinstance(values.get("scope"), str):
            values["scope"] = Scope.parse(values["scope"])
        for key in ("context", "supersedes", "evidence", "chats", "tags", "triggers", "situations", "also_wrong"):
            if key in values:
                values[key] = tuple(values[key] or ())
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Detection:
    """The judgement whether a message corrects the previous answer (design section 2, step 1)."""

    is_correction: bool
    """Whether `confidence` is above one half."""
    confidence: float
    """Calibrated probability that the message is a correction."""
    category: Category = Category.FACTUAL
    original: str | None = None
    corrected: str | None = None
    explanation: str = ""
    explicit: bool = False
    """States a rule for the future."""
    cues: tuple[str, ...] = ()
    """Names of the cues and signals that spoke, for people who ask why."""
    category_confidence: float = 0.0
    aligned: bool = False
    """Whether `corrected` can take the place of `original` in the answer; else they are a sentence and a rule."""


@dataclass(frozen=True, slots=True)
class NewCorrection:
    """What is known of a correction before it is kept: everything but id, embedding and counters."""

    corrected: str
    original: str = ""
    query: str = ""
    explanation: str = ""
    context: tuple[str, ...] = ()
    category: Category = Category.FACTUAL
    severity: float = 0.5
    confidence: float = 0.9
    source: Source = Source.CORRECTION
    scope: Scope | None = None
    """None lets keeping choose the narrowest that fits: standing = everywhere, else its topic."""
    standing: bool = False
    status: Status = Status.ACTIVE
    session_id: str = ""
    message_id: str = ""
    created_at: datetime | None = None
    """None means now."""
    valid_from: datetime | None = None
    """When it began to hold, if that is not when it was said."""
    valid_until: datetime | None = None
    tags: tuple[str, ...] = ()
    answer: str = ""
    """The answer that it corrects, to be looked at while it is kept; not stored."""
    lessons: tuple[str, ...] = ()
    """Ids of the lessons that were in play for that answer; not stored."""
    applied: tuple[str, ...] = ()
    """Ids of those that changed its text; not stored."""
    if_known: bool = False
    """Kept only where it changes something that is known: a change told of without an answer before it."""
    beside: bool = False
    """It stands beside what is known: it becomes one with the same words alone, and replaces nothing."""


class OutcomeKind(StrEnum):
    """What became of a lesson in one answer."""

    HELD = "held"
    """The model kept to it by itself."""
    FORCED = "forced"
    """The applier had to change the text."""
    BROKEN = "broken"
    """The answer went against it all the same."""
    REVERTED = "reverted"
    """The person put the original back, or undid it."""
    RESTORED = "restored"
    """The person changed their mind about putting the original back: takes one *reverted* back."""
    IGNORED = "ignored"
    """Was in the prompt, had no bearing on the answer."""
    BACKED = "backed"
    """A weak sign for it: the person took code from the answer that it shaped."""
    DOUBTED = "doubted"
    """A weak sign against it: the answer that it shaped was asked for again, put otherwise, edited or stopped."""
    WITHHELD = "withheld"
    """Was left out on purpose, to see what it changes; moves no belief."""


WEAK = frozenset({OutcomeKind.BACKED, OutcomeKind.DOUBTED})
"""Outcomes that count with a small weight and move no counter."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome as it is recorded."""

    correction_id: CorrectionId
    kind: OutcomeKind
    chat_id: str
    message_id: str
    at: datetime
    reason: str = ""
    weight: float = 1.0
    """What it counts for, in (0, 1]: 1 for what was seen, less for a weak sign."""


class Action(StrEnum):
    """What a revision did."""

    CREATED = "created"
    EDITED = "edited"
    MERGED = "merged"
    CONFIRMED = "confirmed"
    SUPERSEDED = "superseded"
    ACCEPTED = "accepted"
    MUTED = "muted"
    UNMUTED = "unmuted"
    DELETED = "deleted"
    RESTORED = "restored"
    QUARANTINED = "quarantined"
    WIDENED = "widened"
    NARROWED = "narrowed"
    OUTCOME = "outcome"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Revision:
    """One step in the history of a record; append-only."""

    seq: int
    """Position in the whole ledger, rising."""
    correction_id: CorrectionId
    at: datetime
    action: Action
    reason: str
    group: str
    """Revisions with the same group were one act of the person and are undone together."""
    record: Correction | None
    """The record after the step; None where the step took back its making."""
