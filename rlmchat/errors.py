"""Every error that rlmchat raises on purpose, so that callers can catch what they can mend.

RlmChatError
├── UsageError             the person asked for something that makes no sense (exit code 2)
├── NotFoundError          no such chat, correction, theme, file (exit code 3)
├── SettingsError          config.toml cannot be read, or a value in it is wrong
├── ThemeError             a theme file cannot be used
├── ModelError             the model gave no answer (exit code 4)
│   ├── ModelUnavailable   no connection, no such host, server error, time-out, cut stream
│   ├── ModelRefused       no or wrong key, unknown model, request not accepted
│   ├── ModelBusy          rate limit or overload
│   └── ContextTooLong     the prompt does not fit the model
├── StoreError             the database or the vector index cannot be read or written
└── LearningError          a learning step failed; the chat goes on without it
"""

from __future__ import annotations


class RlmChatError(Exception):
    """Base of all expected errors: one sentence that says what happened, and one that says what to do."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        """What happened, one sentence, no vendor's jargon."""
        self.hint = hint
        """What the person can do about it, or empty."""

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(RlmChatError):
    """The person asked for something that makes no sense."""

    exit_code = 2


class NotFoundError(RlmChatError):
    """There is no such chat, correction, theme or file."""

    exit_code = 3


class SettingsError(RlmChatError):
    """config.toml cannot be read, or a value in it is wrong; the message names file, line and key."""


class ThemeError(RlmChatError):
    """A theme file cannot be used; the message names file and key."""


class ModelError(RlmChatError):
    """The model gave no (complete) answer."""

    exit_code = 4


class ModelUnavailable(ModelError):
    """No connection, no such host, a server error, a time-out or a stream cut in the middle."""


class ModelRefused(ModelError):
    """No or a wrong key, an unknown model, or a request that the provider does not accept."""


class ModelBusy(ModelError):
    """The provider's rate limit or an overload."""


class ContextTooLong(ModelError):
    """The prompt does not fit the model's context window."""


class StoreError(RlmChatError):
    """The database or the vector index cannot be read or written."""


class LearningError(RlmChatError):
    """A learning step failed; the chat goes on without it."""
