"""The three models on one stage: the same steps, played by a socket for the real ones and by a script for the fake."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Protocol

from rlmchat.adapters.litellm_model import LiteLlmModel
from rlmchat.adapters.model_process import ModelProcess
from rlmchat.conversation import Role
from rlmchat.errors import ContextTooLong, ModelBusy, ModelError, ModelRefused, ModelUnavailable
from rlmchat.llm import LanguageModel, ModelOptions, ModelRequest, PromptMessage
from rlmchat.settings import Provider, Settings
from tests.fakes.model import Breaks, FakeModel, Waits
from tests.loopback import Cut, Fail, Garble, Hold, LoopbackServer, Say, Step

KEY = "sk-very-secret-0123456789"
MODEL = "openai/gpt-4o-mini"


class Stage(Protocol):
    """A model, and what its provider does next."""

    model: LanguageModel

    def plays(self, *steps: Step) -> None:
        """What happens at the next calls."""

    def calls(self) -> int:
        """How often the provider was called."""

    async def dropped(self) -> bool:
        """Whether the provider has seen that the client left."""

    def release(self) -> None:
        """Let a `Hold` go on."""


class SocketStage:
    """A real model and a loopback server of its own."""

    def __init__(self, model: LiteLlmModel | ModelProcess, server: LoopbackServer) -> None:
        self.model: LiteLlmModel | ModelProcess = model
        self.server = server
        model.configure(Settings(providers={"openai": Provider(server.base_url)}))

    def plays(self, *steps: Step) -> None:
        self.server.script.extend(steps)

    def calls(self) -> int:
        return len(self.server.requests)

    async def dropped(self) -> bool:
        return await asyncio.to_thread(self.server.dropped.wait, 10)

    def release(self) -> None:
        self.server.release()


class FakeStage:
    """The fake, told to behave as a provider would make the real ones behave."""

    def __init__(self) -> None:
        self.model = FakeModel()

    def plays(self, *steps: Step) -> None:
        self.model.script.extend(_as_fake(step) for step in steps)

    def calls(self) -> int:
        return len(self.model.requests)

    async def dropped(self) -> bool:
        return self.model.abandoned == 1

    def release(self) -> None:
        self.model.release()


def _as_fake(step: Step) -> str | Breaks | Waits:
    match step:
        case Say(text):
            return text
        case Fail(status, code):
            return Breaks(_error(status, code))
        case Cut(text, after) | Garble(text, after):
            return Breaks(ModelUnavailable("The answer broke off.", "Send again."), " ".join(text.split()[:after]))
        case Hold(text, after):
            words = text.split()
            return Waits(" ".join(words[:after]), " " + " ".join(words[after:]))


def _error(status: int, code: str) -> ModelError:
    if code == "context_length_exceeded":
        return ContextTooLong("Too long.", "Start a new chat.")
    if status == 429:
        return ModelBusy("Busy.", "Try again.")
    kind = ModelRefused if status < 500 else ModelUnavailable
    return kind("It failed.", "Do something.")


def ask(text: str = "hi", **options: float) -> ModelRequest:
    """A request with one user message; waits are not worth having in most tests, so nothing is tried again."""
    chosen = ModelOptions(**{"retries": 0, **options})  # type: ignore[arg-type]
    return ModelRequest(MODEL, (PromptMessage(Role.USER, text),), chosen)


async def answer(model: LanguageModel, request: ModelRequest) -> str:
    """The text of an answer."""
    return "".join([piece async for piece in model.stream(request) if isinstance(piece, str)])


async def failure(model: LanguageModel, request: ModelRequest) -> tuple[str, ModelError]:
    """What came before the error, and the error."""
    pieces: list[str] = []
    try:
        async for piece in model.stream(request):
            if isinstance(piece, str):
                pieces.append(piece)
    except ModelError as error:
        return "".join(pieces), error
    raise AssertionError("the call did not fail")


def environ(**more: str) -> dict[str, str]:
    """An environment with a key, and whatever Python needs to start."""
    return {**os.environ, "OPENAI_API_KEY": KEY, **more}


async def nothing(_: float) -> None:
    """Waits no time."""


Sleep = Callable[[float], Awaitable[object]]
