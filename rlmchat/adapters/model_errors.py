"""Turns whatever LiteLLM and its providers raise into our errors: one sentence, and what to do, and no key in it."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from rlmchat.adapters.keys import known_provider
from rlmchat.errors import ContextTooLong, ModelBusy, ModelError, ModelRefused, ModelUnavailable

_TOO_LONG = re.compile(
    r"context.{0,12}(length|window|limit)|maximum context|prompt is too long|too many tokens|exceeds the (limit|model)",
    re.I,
)
_NO_SUCH_MODEL = re.compile(r"model.{0,80}(not (exist|found|supported|available)|unknown)|no such model", re.I)
_UNKNOWN_PROVIDER = re.compile(r"LLM Provider NOT provided|unmapped.*provider|Unknown provider", re.I)
_WITHHELD = re.compile(r"content.?(policy|filter|management)|safety", re.I)
_KEY_LIKE = re.compile(r"\b(sk|pk|gsk|xai|key|rk|AIza)[-_]?[\w*.-]{6,}|Bearer \S+", re.I)
_CUT = frozenset(
    {"RemoteProtocolError", "ReadError", "ClientPayloadError", "IncompleteRead", "ServerDisconnectedError"}
)
_UNREACHABLE = frozenset({"ConnectError", "ClientConnectorError", "ClientConnectorDNSError", "gaierror"})
_WRONG_KEY, _FORBIDDEN, _NOT_FOUND, _TOO_LARGE, _TOO_MANY, _SERVER_ERROR, _OVERLOADED = (
    401,
    403,
    404,
    413,
    429,
    500,
    529,
)
_FILTERED = "Its safety filter objects; put it differently."
LONGEST_QUOTE = 160
"""Characters of a provider's own words that a hint may hold."""


class StreamCut(Exception):
    """The stream ended without the provider's word that the answer is complete."""


class NoAnswer(Exception):
    """The stream ended properly and there was no text in it; the argument is the provider's reason to stop."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of whom, for the sentences."""

    model: str
    provider: str
    address: str = ""
    """Base address, where it is not the provider's own."""
    key_variable: str = ""
    timeout: float = 120.0
    secrets: tuple[str, ...] = ()
    """Never to be seen in a sentence."""

    @property
    def who(self) -> str:
        """The provider as people name it."""
        known = known_provider(self.provider)
        return known.title if known else self.provider or "the provider"

    @property
    def where(self) -> str:
        """host:port of the server, empty where it is the provider's own."""
        parts = urlsplit(self.address)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        return f"{parts.hostname}:{port}" if parts.hostname else ""

    def no_key(self) -> ModelRefused:
        """The error for a missing key."""
        variable = self.key_variable or f"{self.provider.upper()}_API_KEY"
        return ModelRefused(
            f"There is no API key for {self.who}.",
            f"Set {variable} in the environment, or run `keyring set rlmchat {self.provider}`; demo/demo needs none.",
        )


@contextlib.contextmanager
def translated(asked: Asked) -> Iterator[None]:
    """Raise a ModelError from anything that goes wrong inside; cancellation and our own errors pass."""
    try:
        yield
    except ModelError:
        raise
    # A plug-in boundary: behind LiteLLM are a hundred providers' clients, which raise whatever they like.
    except Exception as error:
        raise _translate(error, asked) from error


def _translate(error: Exception, asked: Asked) -> ModelError:
    causes = _chain(error)
    if isinstance(error, NoAnswer):
        return _no_answer(str(error), asked)
    if _timed_out(causes):
        return ModelUnavailable(
            f"{_capital(_server(asked))} gave no sign of life for {asked.timeout:g} s.",
            "Send again, or raise model.timeout.",
        )
    if _garbled(causes):
        return ModelUnavailable(
            f"{_capital(_server(asked))} sent something that is no answer.",
            "Send again; if it stays, check its address.",
        )
    if _cut(causes):
        return ModelUnavailable("The answer broke off: the connection was cut.", "Send again to get a whole one.")
    if _unreachable(causes):
        return _no_connection(asked, causes)
    return _by_status(error, asked)


def _timed_out(causes: list[BaseException]) -> bool:
    return any(isinstance(cause, TimeoutError) or "Timeout" in type(cause).__name__ for cause in causes)


def _garbled(causes: list[BaseException]) -> bool:
    return any(isinstance(cause, json.JSONDecodeError) for cause in causes)


def _cut(causes: list[BaseException]) -> bool:
    return any(isinstance(cause, StreamCut) or type(cause).__name__ in _CUT for cause in causes)


def _unreachable(causes: list[BaseException]) -> bool:
    return any(isinstance(cause, ConnectionError) or type(cause).__name__ in _UNREACHABLE for cause in causes)


def transient(error: ModelError) -> bool:
    """Whether a call that failed so, before its first token, is worth trying again: 429, 5xx, or no connection."""
    causes = _chain(error)[1:]
    if not causes or isinstance(causes[0], NoAnswer) or _timed_out(causes) or _garbled(causes):
        return False
    status = _status(causes[0])
    return (
        _cut(causes)
        or _unreachable(causes)
        or (status is not None and (status == _TOO_MANY or status >= _SERVER_ERROR))
    )


def _chain(error: BaseException) -> list[BaseException]:
    """The error and what it came from, outermost first."""
    found: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in found:
        found.append(cause)
        cause = cause.__cause__ or cause.__context__
    return found


def _by_status(error: Exception, asked: Asked) -> ModelError:
    status = _status(error)
    text = _plain(error, asked)
    if _TOO_LONG.search(text) or "ContextWindow" in type(error).__name__ or status == _TOO_LARGE:
        return ContextTooLong(
            f"The chat is too long for {asked.model}.",
            "Start a new chat, drop a file, or choose a model with more room.",
        )
    if status in (_TOO_MANY, _OVERLOADED):
        return _busy(error, asked)
    if status in (_WRONG_KEY, _FORBIDDEN):
        return _rejected(status, asked)
    if _UNKNOWN_PROVIDER.search(text):
        return ModelRefused(
            f"No provider is known for the model {asked.model}.",
            "Name it as provider/model, for example openai/gpt-4o-mini.",
        )
    if status == _NOT_FOUND or _NO_SUCH_MODEL.search(text):
        return _not_found(text, asked)
    if _WITHHELD.search(text) or "ContentPolicy" in type(error).__name__:
        return ModelRefused(f"{_capital(asked.who)} withheld the answer.", _FILTERED)
    if status is not None and status < _SERVER_ERROR:
        return ModelRefused(f"{_capital(_server(asked))} did not accept the request.", _quote(text))
    return ModelUnavailable(f"{_capital(_server(asked))} has a problem of its own.", "Try again in a moment.")


def _rejected(status: int, asked: Asked) -> ModelRefused:
    variable = asked.key_variable or "the key"
    if status == _WRONG_KEY:
        return ModelRefused(f"{_capital(asked.who)} does not accept the API key.", f"Check {variable}.")
    return ModelRefused(
        f"{_capital(asked.who)} does not let this key use {asked.model}.", f"Check {variable} and what it may do."
    )


def _busy(error: Exception, asked: Asked) -> ModelBusy:
    wait = retry_after(error)
    when = f"Try again in {wait:.0f} s" if wait else "Try again in a moment"
    return ModelBusy(f"{_capital(_server(asked))} is busy or a limit is reached.", f"{when}, or choose another model.")


def _no_connection(asked: Asked, causes: list[BaseException]) -> ModelUnavailable:
    if asked.provider.startswith("ollama"):
        hint = "Start it with `ollama serve`, or check OLLAMA_API_BASE."
    elif asked.where:
        hint = f"Is it running? The address comes from providers.{asked.provider}.api_base or the environment."
    else:
        hint = "Check the network connection."
    return ModelUnavailable(
        f"There is no connection to {_server(asked) if asked.where else _host(causes, asked)}.", hint
    )


def _host(causes: list[BaseException], asked: Asked) -> str:
    """Host and port that could not be reached, from the request if an error kept it."""
    for cause in causes:
        if host := getattr(cause, "host", ""):
            return f"{asked.who} at {host}:{getattr(cause, 'port', '') or 443}"
    return asked.who


def _no_answer(reason: str, asked: Asked) -> ModelError:
    if reason == "content_filter":
        return ModelRefused(f"{_capital(asked.who)} withheld the answer.", _FILTERED)
    if reason == "length":
        return ModelRefused(f"{asked.model} used up its tokens before it wrote anything.", "Raise model.max_tokens.")
    return ModelUnavailable(f"{asked.model} gave an empty answer.", "Send again, or choose another model.")


def _not_found(text: str, asked: Asked) -> ModelRefused:
    if asked.address and not asked.provider.startswith("ollama") and "model" not in text.lower():
        return ModelRefused(f"{_capital(_server(asked))} has no chat at that address.", "Most addresses end in /v1.")
    return ModelRefused(f"{_capital(_server(asked))} has no model {_short(asked.model)}.", _which_model(asked))


def _which_model(asked: Asked) -> str:
    if asked.provider.startswith("ollama"):
        return f"Run `ollama pull {_short(asked.model)}`, or choose another model."
    return "Check the name, or choose another model."


def _server(asked: Asked) -> str:
    if not asked.where:
        return asked.who
    return f"{'Ollama' if asked.provider.startswith('ollama') else 'the server'} at {asked.where}"


def _short(model: str) -> str:
    return model.partition("/")[2] or model


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _status(error: BaseException) -> int | None:
    """The HTTP status, from the outermost error that has one."""
    for cause in _chain(error):
        status = getattr(cause, "status_code", None)
        if isinstance(status, int):
            return status
    return None


def retry_after(error: BaseException) -> float | None:
    """Seconds that the server asks to wait for (Retry-After, RFC 9110 section 10.2.3), if it says so in seconds."""
    for cause in _chain(error):
        headers = getattr(getattr(cause, "response", None), "headers", None)
        value = headers.get("retry-after") if headers is not None else None
        if value is not None:
            with contextlib.suppress(ValueError):
                return max(0.0, float(value))
    return None


def _plain(error: Exception, asked: Asked) -> str:
    """The provider's words, with everything that is or looks like a key taken out."""
    text = str(getattr(error, "message", "") or error)
    for secret in asked.secrets:
        text = text.replace(secret, "[key]") if secret else text
    return _KEY_LIKE.sub("[key]", text)


def _quote(text: str) -> str:
    """The gist of a provider's words, for a hint: their first line, without LiteLLM's prefixes."""
    gist = re.sub(r"^(?:litellm\.|[A-Za-z_]*(?:Error|Exception)\b(?: -|:)?\s*)+", "", text).strip()
    line = gist.splitlines()[0].strip() if gist else ""
    shown = line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1] + "…"
    return f"It says: {shown}" if shown else "Check the model's options in the settings."
