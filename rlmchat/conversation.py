"""What a chat is made of: roles, messages and the chat itself, as values that never change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

ChatId = NewType("ChatId", str)
MessageId = NewType("MessageId", str)


class Role(StrEnum):
    """Who speaks."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class MessageStatus(StrEnum):
    """How far an answer got."""

    COMPLETE = "complete"
    STREAMING = "streaming"
    """Being written; found so after a crash it is read as PARTIAL."""
    PARTIAL = "partial"
    """Cancelled by the person, or cut; what came is kept."""
    FAILED = "failed"
    """The model gave nothing; a user message with this status waits to be resent."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one answer cost."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0
    """US dollars; 0 where the price is not known."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat, as shown and as stored."""

    id: MessageId
    chat_id: ChatId
    role: Role
    text: str
    created_at: datetime
    status: MessageStatus = MessageStatus.COMPLETE
    model: str = ""
    """The model that wrote it (answers only), by its LiteLLM name."""
    draft: str | None = None
    """The answer as the model gave it, where the applier changed it; None where it did not."""
    lessons: tuple[str, ...] = ()
    """Ids of the corrections that were in play for this answer."""
    applied: tuple[str, ...] = ()
    """Ids of the corrections that changed its text."""
    usage: Usage | None = None
    parent_id: MessageId | None = None
    """For an answer that replaced an older one (regenerated): the older one, which is kept."""
    hidden: bool = False
    """Replaced by a later version or undone: kept, not shown, not sent."""
    attachments: tuple[str, ...] = ()
    """Names of the files that went with a user message; their text is never learned from."""
    edited: bool = False
    """For an answer: the person rewrote it; `text` is theirs, `draft` what the model gave."""


@dataclass(frozen=True, slots=True)
class Chat:
    """One conversation."""

    id: ChatId
    title: str
    created_at: datetime
    updated_at: datetime
    model: str = ""
    project: str = ""
    """The folder (or its git root) in which the chat was begun: the scope `project`."""
    deleted_at: datetime | None = None
    message_count: int = 0
