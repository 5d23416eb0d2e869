"""What the model is sent: persona and lessons in one system message, then as much of the history as fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rlmchat.chat.lesson_block import estimate_tokens, lesson_block
from rlmchat.conversation import Message, MessageStatus, Role
from rlmchat.learning.recall import Recall
from rlmchat.llm import PromptMessage

DEFAULT_WINDOW = 32_000
"""Tokens of prompt where nothing is known of the model."""
ANSWER_SHARE = 4
"""A quarter of the window is left for the answer."""
MESSAGE_OVERHEAD = 4
"""Tokens that a message costs besides its text."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message: read by the model, never learned from."""

    name: str
    text: str = ""
    image: str = ""
    """A `data:` address, for pictures."""


def attached(text: str, attachments: Sequence[Attachment]) -> str:
    """The person's words with the text of the files after them, each fenced under its name."""
    files = [f"\n\n{a.name}:\n{_fence(a.text)}" for a in attachments if a.text]
    return text + "".join(files)


def _fence(text: str) -> str:
    marks = "```"
    while marks in text:
        marks += "`"
    return f"{marks}\n{text.rstrip()}\n{marks}"


def build_prompt(
    persona: str,
    recall: Recall,
    messages: Sequence[Message],
    *,
    chat_id: str,
    budget: int,
    window: int = DEFAULT_WINDOW,
    attachments: Sequence[Attachment] = (),
    profile: str = "",
) -> tuple[PromptMessage, ...]:
    """The messages for one call.

    `messages` end with the person's newest one, to which the attachments belong. The system message is never
    trimmed: old history goes first, a cut message is never sent in part, the newest one always stays.
    """
    block = lesson_block(recall.lessons, chat_id=chat_id, budget=budget, profile=profile)
    system = f"{persona}\n\n{block}" if block else persona
    *older, newest = messages
    last = PromptMessage(Role.USER, attached(newest.text, attachments), tuple(a.image for a in attachments if a.image))
    left = window - window // ANSWER_SHARE - _cost(system) - _cost(last.content)
    return (PromptMessage(Role.SYSTEM, system), *_newest_that_fit(older, left), last)


def _newest_that_fit(messages: Sequence[Message], budget: int) -> list[PromptMessage]:
    kept: list[PromptMessage] = []
    for message in reversed(messages):
        if message.status is MessageStatus.FAILED or not message.text:
            continue
        budget -= _cost(message.text)
        if budget < 0:
            break
        kept.append(PromptMessage(message.role, message.text))
    # An answer without its question in front of it reads as if the model had begun the chat.
    while kept and kept[-1].role is Role.ASSISTANT:
        kept.pop()
    return kept[::-1]


def _cost(text: str) -> int:
    return estimate_tokens(text) + MESSAGE_OVERHEAD
