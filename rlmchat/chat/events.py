"""What happens in a turn, as values: the app, `rlmchat ask` and the tests read the same events."""

from __future__ import annotations

from dataclasses import dataclass

from rlmchat.conversation import Message, MessageId
from rlmchat.errors import ModelError
from rlmchat.learning.applier import Applied
from rlmchat.learning.correction import Correction, Detection
from rlmchat.learning.memory import Conflict, Kept
from rlmchat.learning.recall import Recall


@dataclass(frozen=True, slots=True)
class TurnStarted:
    """The person's message is saved."""

    message: Message


@dataclass(frozen=True, slots=True)
class Detected:
    """What the detector thinks of the message; comes only where there was an answer before it."""

    detection: Detection


@dataclass(frozen=True, slots=True)
class ComplaintHeard:
    """The message says that the answer is wrong and not one word of what: there is nothing in it to keep."""


@dataclass(frozen=True, slots=True)
class CorrectionKept:
    """A correction was saved (or, with status tentative, put in the inbox and waits for y or n)."""

    kept: Kept


@dataclass(frozen=True, slots=True)
class ConflictFound:
    """Policy `ask`: two corrections say different things of the same; both wait for the person."""

    conflict: Conflict


@dataclass(frozen=True, slots=True)
class LessonsJudged:
    """Lessons of the last answer that the new message shows to be broken."""

    broken: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class LessonsRecalled:
    """The corrections that matter for this query (may be none)."""

    recall: Recall


@dataclass(frozen=True, slots=True)
class ReplyStarted:
    """The model has been asked; an answer with this id is on its way."""

    message_id: MessageId
    model: str


@dataclass(frozen=True, slots=True)
class ReplyChunk:
    """More of the answer, ready to be rendered: it has passed the applier."""

    text: str


@dataclass(frozen=True, slots=True)
class ReplyRevising:
    """A block (or, at the end, the answer) is being rewritten by a model call; for a spinner."""

    lessons: tuple[str, ...]
    """Ids of the corrections that it is held to."""


@dataclass(frozen=True, slots=True)
class ReplyRevised:
    """What is on screen must be replaced by this text: the answer was revised after it had been rendered."""

    text: str


@dataclass(frozen=True, slots=True)
class LearningFailed:
    """A learning step failed; the chat goes on without it."""

    stage: str
    """detect, keep, recall, apply, outcomes."""
    message: str


@dataclass(frozen=True, slots=True)
class ReplyFinished:
    """The answer is complete (or cancelled: its status says so) and saved."""

    message: Message
    applied: Applied | None
    """What the applier did; None where no lesson was in play."""
    ms: dict[str, float]
    """Milliseconds by stage: detect, keep, recall, prompt, first, stream, apply, total."""


@dataclass(frozen=True, slots=True)
class TurnFailed:
    """The model gave no answer. The person's text is kept, marked failed, ready to be sent again."""

    message: Message
    error: ModelError


TurnEvent = (
    TurnStarted
    | Detected
    | ComplaintHeard
    | CorrectionKept
    | ConflictFound
    | LessonsJudged
    | LessonsRecalled
    | ReplyStarted
    | ReplyChunk
    | ReplyRevising
    | ReplyRevised
    | LearningFailed
    | ReplyFinished
    | TurnFailed
)
