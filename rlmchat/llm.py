"""The door to language models: what the turn needs of one, whoever serves it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol

from rlmchat.conversation import Role, Usage


@dataclass(frozen=True, slots=True)
class PromptMessage:
    """One message as it is sent to a model."""

    role: Role
    content: str
    images: tuple[str, ...] = ()
    """`data:` or `https:` addresses of images that go with the text, for models that see."""


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """How to ask; None leaves the choice to the provider."""

    temperature: float | None = None
    max_tokens: int | None = None
    timeout: float = 120.0
    """Seconds to wait for the first byte and between two chunks."""
    retries: int = 2
    """How often a 429, a 5xx or a failed connection is tried again, only before the first token."""


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One call of one model."""

    model: str
    """By its LiteLLM name: `openai/gpt-4o-mini`, `ollama_chat/llama3.2`, `demo/demo`."""
    messages: tuple[PromptMessage, ...]
    options: ModelOptions = ModelOptions()
    purpose: str = "answer"
    """What the call is for (answer, revise, detect, phrase, embed): counted in the metrics, never sent."""


class LanguageModel(Protocol):
    """A source of answers.

    `stream` yields pieces of text as they come and, where the provider tells, one `Usage` at the end. It raises a
    `ModelError` for everything that the provider or the network can do wrong, before or between pieces. Closing the
    iterator (or cancelling the task) ends the request at the provider.
    """

    async def warm(self) -> None:
        """Load whatever the first call would have to wait for; harmless to call twice."""
        ...

    def stream(self, request: ModelRequest) -> AsyncGenerator[str | Usage, None]:
        """The answer, piece by piece."""
        ...

    async def window(self, model: str) -> int | None:
        """Tokens that fit into one prompt of that model; None where that is not known."""
        ...

    async def models(self) -> Sequence[str]:
        """Names that the person may choose from: configured, local servers' and well-known ones; empty if unknown."""
        ...

    async def aclose(self) -> None:
        """Let go of processes and connections."""
        ...


async def complete(model: LanguageModel, request: ModelRequest) -> str:
    """The whole answer as one text."""
    return "".join([piece async for piece in model.stream(request) if isinstance(piece, str)])
