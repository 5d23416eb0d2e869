"""LiteLLM in this process: any provider's model behind the LanguageModel door."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from rlmchat.adapters import keys, models_list
from rlmchat.adapters.litellm_loader import load_litellm, loaded
from rlmchat.adapters.model_errors import Asked, NoAnswer, StreamCut, retry_after, transient, translated
from rlmchat.conversation import Role, Usage
from rlmchat.errors import ModelError
from rlmchat.llm import ModelOptions, ModelRequest, PromptMessage, complete
from rlmchat.settings import DEMO_MODEL, Settings

LONGEST_WAIT = 30.0
"""Seconds; a server that asks for more patience than this gets none, the person is told instead."""
FIRST_WAIT = 0.5
"""Seconds before the first new attempt, doubled for each further one, ± 50%."""
GRACE = 10.0
"""Seconds by which the client's own time-out is longer than ours, so that ours is the one that counts."""

_FIRST = ModelRequest(DEMO_MODEL, (PromptMessage(Role.USER, "hello"),), purpose="warm")


class LiteLlmModel:
    """Calls providers through LiteLLM. Settings may be replaced at any time and hold from the next call on."""

    def __init__(
        self,
        settings: Settings | None = None,
        environ: Mapping[str, str] | None = None,
        *,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        keyring: Callable[[str], str] = keys.key_from_keyring,
    ) -> None:
        self._settings = settings or Settings()
        self._environ = os.environ if environ is None else environ
        self._sleep = sleep
        self._chance = chance
        self._keyring = keyring

    def configure(self, settings: Settings) -> None:
        """From the next call on, these addresses and keys."""
        self._settings = settings

    async def warm(self) -> None:
        """Import LiteLLM, off the event loop, and let the demo speak: that builds what every first call waits for."""
        await asyncio.to_thread(load_litellm)
        await complete(self, _FIRST)

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str | Usage, None]:
        """The answer, piece by piece; tried again after transient failures as long as nothing has come."""
        for attempt in range(request.options.retries + 1):
            started = False
            try:
                async with aclosing(self._attempt(request)) as pieces:
                    async for piece in pieces:
                        started = True
                        yield piece
                return
            except ModelError as error:
                wait = self._wait(error, attempt)
                if started or attempt == request.options.retries or wait is None:
                    raise
            await self._sleep(wait)

    async def models(self) -> Sequence[str]:
        """Configured models, those of local servers, well-known ones of providers with a key, and the demo."""
        litellm = await asyncio.to_thread(load_litellm)
        return await models_list.models(self._settings, self._environ, litellm.model_cost)

    async def window(self, model: str) -> int | None:
        """Tokens that fit into one prompt, as LiteLLM's table has it; None where it does not know the model."""
        litellm = await asyncio.to_thread(load_litellm)
        return models_list.window(model, litellm.model_cost)

    async def embed(self, model: str, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, as the provider gives it; its client tries twice more by itself. Raises a ModelError."""
        litellm = await asyncio.to_thread(load_litellm)
        options = ModelOptions()
        asked, how = await self._address(model, options)
        _spare_ollama(litellm.model_cost, model)
        with translated(asked):
            response = await litellm.aembedding(model=model, input=list(texts), **how)
        return [list(map(float, row["embedding"])) for row in sorted(response.data, key=lambda row: int(row["index"]))]

    async def aclose(self) -> None:
        """Close the connections that are kept open for the next call, those of all of this process's LiteLLM."""
        if loaded():
            litellm = load_litellm()
            await litellm.close_litellm_async_clients()
            litellm.in_memory_llm_clients_cache.flush_cache()

    def _wait(self, error: ModelError, attempt: int) -> float | None:
        """Seconds to wait before the next attempt; None if it would be in vain."""
        if not transient(error):
            return None
        asked_for = retry_after(error)
        if asked_for is not None:
            return asked_for if asked_for <= LONGEST_WAIT else None
        return float(FIRST_WAIT * 2**attempt * (0.5 + self._chance()))

    async def _attempt(self, request: ModelRequest) -> AsyncGenerator[str | Usage, None]:
        """One call of the provider."""
        litellm = await asyncio.to_thread(load_litellm)
        asked, how = await self._address(request.model, request.options)
        _spare_ollama(litellm.model_cost, request.model)
        with translated(asked):
            async with asyncio.timeout(request.options.timeout):
                response = await litellm.acompletion(**_arguments(request), **how)
            async with aclosing(_pieces(response, request.options.timeout)) as pieces:
                async for piece in pieces:
                    yield _usage(litellm, request.model, piece) if not isinstance(piece, str) else piece

    async def _address(self, model: str, options: ModelOptions) -> tuple[Asked, dict[str, Any]]:
        """Where to call and with which key, for the sentences and for LiteLLM."""
        provider = keys.provider_of(model) or await asyncio.to_thread(_guess_provider, model)
        base = keys.api_base(provider, self._settings, self._environ)
        key = keys.key_from_environment(provider, self._settings, self._environ)
        known = keys.known_provider(provider)
        if not key and known:
            key = await asyncio.to_thread(self._keyring, provider)
        asked = Asked(
            model, provider, base, keys.key_variable(provider, self._settings), options.timeout, (key,) if key else ()
        )
        if known and not key and not base:
            raise asked.no_key()
        how: dict[str, Any] = {"timeout": options.timeout + GRACE, "max_retries": 0, "num_retries": 0}
        if base:
            how["api_base"] = base
        if key or (base and known):
            how["api_key"] = key or keys.NO_KEY
        return asked, how


def _guess_provider(model: str) -> str:
    """The provider of a model that was named without one; empty if LiteLLM does not know it either."""
    litellm = load_litellm()
    try:
        return str(litellm.get_llm_provider(model)[1])
    except litellm.exceptions.BadRequestError:
        return ""


def _spare_ollama(prices: dict[str, Any], model: str) -> None:
    """Enter a local model into the price list, for nothing.

    Of one that is not in it, LiteLLM asks the Ollama at its usual address, not at ours, several times a call, without
    end if nobody answers, and from within the event loop.
    """
    provider = keys.provider_of(model)
    if provider.startswith("ollama") and model not in prices:
        prices[model] = {
            "litellm_provider": provider,
            "mode": "chat",
            "input_cost_per_token": 0.0,
            "output_cost_per_token": 0.0,
        }


def _arguments(request: ModelRequest) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "model": request.model,
        "messages": [_message(message) for message in request.messages],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if request.options.temperature is not None:
        arguments["temperature"] = request.options.temperature
    if request.options.max_tokens is not None:
        arguments["max_tokens"] = request.options.max_tokens
    return arguments


def _message(message: PromptMessage) -> dict[str, Any]:
    if not message.images:
        return {"role": str(message.role), "content": message.content}
    images = [{"type": "image_url", "image_url": {"url": url}} for url in message.images]
    return {"role": str(message.role), "content": [{"type": "text", "text": message.content}, *images]}


async def _pieces(response: Any, patience: float) -> AsyncGenerator[Any, None]:
    """Texts as they come and, at the end, the provider's usage; closes the connection however it is left."""
    any_text, usage, finish = False, None, ""
    try:
        while (chunk := await _next(response, patience)) is not None:
            usage = getattr(chunk, "usage", None) or usage
            if not chunk.choices:
                continue
            finish = chunk.choices[0].finish_reason or finish
            if text := chunk.choices[0].delta.content:
                any_text = True
                yield text
        _check_end(response, finish, any_text)
        if usage is not None and (usage.prompt_tokens or usage.completion_tokens):
            yield usage
    finally:
        await response.aclose()


async def _next(response: Any, patience: float) -> Any:
    """The next chunk, None at the end."""
    async with asyncio.timeout(patience):
        return await anext(response, None)


def _check_end(response: Any, finish: str, any_text: bool) -> None:
    """A stream that just stops was cut: LiteLLM makes up a finish reason then, but keeps the received one apart."""
    received = getattr(response, "received_finish_reason", finish) or getattr(
        response, "intermittent_finish_reason", None
    )
    if not received:
        raise StreamCut
    if not any_text:
        raise NoAnswer(finish)


def _usage(litellm: Any, model: str, told: Any) -> Usage:
    return Usage(told.prompt_tokens or 0, told.completion_tokens or 0, _cost(litellm, model, told))


def _cost(litellm: Any, model: str, told: Any) -> float:
    """US dollars, 0 where LiteLLM knows no price."""
    try:
        response = litellm.ModelResponse(model=model, usage=told)
        return float(litellm.completion_cost(completion_response=response, model=model))
    # LiteLLM raises a bare Exception for a model that is not in its price list.
    except Exception:  # noqa: BLE001
        return 0.0
