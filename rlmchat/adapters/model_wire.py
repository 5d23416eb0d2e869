"""What the program and its model process say to each other: one JSON object a line, both ways."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rlmchat import errors
from rlmchat.conversation import Role, Usage
from rlmchat.errors import ModelError
from rlmchat.llm import ModelOptions, ModelRequest, PromptMessage
from rlmchat.settings import ModelSettings, Provider, Settings

_ERRORS: dict[str, type[ModelError]] = {
    kind.__name__: kind
    for kind in (
        errors.ModelError,
        errors.ModelUnavailable,
        errors.ModelRefused,
        errors.ModelBusy,
        errors.ContextTooLong,
    )
}


def encode(message: Mapping[str, Any]) -> bytes:
    """One line. Everything beyond ASCII is escaped, so that even half a surrogate pair gets through."""
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """The object of one line; ValueError if there is none."""
    message = json.loads(line)
    if not isinstance(message, dict):
        raise ValueError(f"no message: {line[:80]!r}")
    return message


class Lines:
    """Cuts a stream of bytes into lines of any length; asyncio's own reader gives up at 64 KiB."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that this data completes, without their ends."""
        first, *rest = data.split(b"\n")
        self._parts.append(first)
        if not rest:
            return []
        lines = [b"".join(self._parts), *rest[:-1]]
        self._parts = [rest[-1]]
        return lines


def request_to_wire(request: ModelRequest) -> dict[str, Any]:
    """A call as plain data."""
    return asdict(request)


def request_from_wire(data: Mapping[str, Any]) -> ModelRequest:
    """The call again."""
    messages = tuple(PromptMessage(Role(m["role"]), m["content"], tuple(m["images"])) for m in data["messages"])
    return ModelRequest(data["model"], messages, ModelOptions(**data["options"]), data["purpose"])


def settings_to_wire(settings: Settings) -> dict[str, Any]:
    """What the model process needs of the settings: addresses, names of key variables, configured models."""
    return {
        "model": settings.model.name,
        "models": list(settings.models),
        "providers": {name: asdict(provider) for name, provider in settings.providers.items()},
    }


def settings_from_wire(data: Mapping[str, Any]) -> Settings:
    """Settings with that in it and defaults for the rest."""
    return Settings(
        model=ModelSettings(name=data["model"]),
        models=dict.fromkeys(data["models"], ModelSettings()),
        providers={name: Provider(**provider) for name, provider in data["providers"].items()},
    )


def error_to_wire(error: ModelError) -> dict[str, str]:
    """An error without what caused it: a vendor's words may hold anything."""
    return {"kind": type(error).__name__, "message": error.message, "hint": error.hint}


def error_from_wire(data: Mapping[str, str]) -> ModelError:
    """The error again."""
    return _ERRORS.get(data["kind"], ModelError)(data["message"], data["hint"])


def usage_from_wire(data: Mapping[str, Any]) -> Usage:
    """The usage again (its wire form is `asdict`)."""
    return Usage(**data)
