"""A model in memory that answers by rules, in pieces, fails by script, and remembers what it was asked."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

from rlmchat.conversation import Role, Usage
from rlmchat.errors import ModelError
from rlmchat.llm import ModelRequest


@dataclass(frozen=True, slots=True)
class Reply:
    """The reply to prompts whose last user text matches, and whose system prompt does."""

    match: str
    text: str
    system: str = ""

    def fits(self, request: ModelRequest) -> bool:
        return bool(re.search(self.match, last_user(request), re.S | re.I)) and bool(
            re.search(self.system, system_of(request), re.S | re.I)
        )


@dataclass(frozen=True, slots=True)
class Breaks:
    """So much of an answer, then an error."""

    error: ModelError
    text: str = ""


@dataclass(frozen=True, slots=True)
class Waits:
    """So much of an answer, then nothing until `release()`, then the rest."""

    text: str = ""
    rest: str = ""


Step = str | Breaks | Waits


SOME_USAGE = Usage(12, 5, 0.0001)


class FakeModel:
    """A LanguageModel. Each call takes the next step of `script`; when that is used up, `rules` answer, first fit first."""

    def __init__(
        self,
        rules: Sequence[Reply] = (),
        *,
        script: Sequence[Step] = (),
        default: str = "It works.",
        piece: int = 7,
        usage: Usage | None = SOME_USAGE,
        names: Sequence[str] = ("fake/model",),
        size: int | None = 8192,
    ) -> None:
        self.rules = list(rules)
        self.script = list(script)
        self.default = default
        self.piece = piece
        """Characters a piece."""
        self.usage = usage
        self.names = tuple(names)
        self.size = size
        self.requests: list[ModelRequest] = []
        self.finished = 0
        """Answers that were taken to their end."""
        self.abandoned = 0
        """Answers that were left (cancelled, closed) before their end."""
        self.warmed = False
        self.closed = False
        self.waiting = asyncio.Event()
        """Set while a `Waits` holds an answer back."""
        self._released = asyncio.Event()

    def release(self) -> None:
        """Let every `Waits` go on."""
        self._released.set()

    async def warm(self) -> None:
        self.warmed = True

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str | Usage, None]:
        self.requests.append(request)
        step = self.script.pop(0) if self.script else self._by_rule(request)
        try:
            async for piece in self._perform(step):
                yield piece
            if self.usage is not None:
                yield self.usage
        except (GeneratorExit, asyncio.CancelledError):
            self.abandoned += 1
            raise
        self.finished += 1

    async def window(self, model: str) -> int | None:
        return self.size

    async def models(self) -> Sequence[str]:
        return self.names

    async def embed(self, model: str, texts: Sequence[str]) -> list[list[float]]:
        return [[float(len(text)), float(text.count("a")), 1.0] for text in texts]

    async def aclose(self) -> None:
        self.closed = True

    @property
    def asked(self) -> list[str]:
        """Last user text of every request, in order."""
        return [last_user(request) for request in self.requests]

    def _by_rule(self, request: ModelRequest) -> str:
        return next((rule.text for rule in self.rules if rule.fits(request)), self.default)

    async def _perform(self, step: Step) -> AsyncGenerator[str, None]:
        text = step if isinstance(step, str) else step.text
        async for piece in self._pieces(text):
            yield piece
        if isinstance(step, Breaks):
            raise step.error
        if isinstance(step, Waits):
            self.waiting.set()
            await self._released.wait()
            async for piece in self._pieces(step.rest):
                yield piece

    async def _pieces(self, text: str) -> AsyncGenerator[str, None]:
        for start in range(0, len(text), self.piece):
            # A real answer comes through a socket: others get their turn between two pieces.
            await asyncio.sleep(0)
            yield text[start : start + self.piece]


def last_user(request: ModelRequest) -> str:
    """Text of the newest user message."""
    return next((m.content for m in reversed(request.messages) if m.role is Role.USER), "")


def system_of(request: ModelRequest) -> str:
    """All system messages."""
    return "\n".join(m.content for m in request.messages if m.role is Role.SYSTEM)
