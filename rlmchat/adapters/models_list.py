"""The names of models that the person may choose from: configured, served nearby, well known, and the demo."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from rlmchat.adapters import keys
from rlmchat.adapters.keys import KnownProvider
from rlmchat.settings import DEMO_MODEL, Settings

PATIENCE = 1.5
"""Seconds that a server gets to list its models."""
MOST_PER_PROVIDER = 60
"""Well-known models of one provider in the list."""

_NO_CHAT = ("audio", "realtime", "transcribe", "tts", "search-preview", "computer-use", "embedding", "ft:", "robotics")


async def models(settings: Settings, environ: Mapping[str, str], prices: Mapping[str, Any]) -> list[str]:
    """All of them, each once: configured ones first, the demo last. `prices` is LiteLLM's table of models."""
    found = list(configured(settings))
    for names in await asyncio.gather(*_nearby(settings, environ)):
        found += names
    for known in keys.providers_with_key(settings, environ):
        # A provider's name with an address of its own is another server: what it has was asked above.
        if not keys.api_base(known.name, settings, environ):
            found += well_known(known, prices)
    return list(dict.fromkeys([*found, DEMO_MODEL]))


def configured(settings: Settings) -> Iterable[str]:
    """Models named in the settings."""
    if settings.model.name:
        yield settings.model.name
    yield from settings.models


def well_known(known: KnownProvider, prices: Mapping[str, Any], today: str | None = None) -> list[str]:
    """Chat models of a provider that LiteLLM has a price for and that are not switched off yet; our own pick first."""
    now = today or datetime.now(UTC).date().isoformat()
    names = [_full(known.name, name) for name, entry in prices.items() if _fits(known.name, name, entry, now)]
    pick = [known.model] if known.model else []
    return list(dict.fromkeys([*pick, *names]))[:MOST_PER_PROVIDER]


def window(model: str, prices: Mapping[str, Any]) -> int | None:
    """Tokens that fit into one prompt of a model; None where that is not known."""
    for name in (model, model.partition("/")[2]):
        entry = prices.get(name)
        size = entry.get("max_input_tokens") if isinstance(entry, Mapping) else None
        if isinstance(size, int) and size > 0:
            return size
    return None


def _fits(provider: str, name: str, entry: Any, now: str) -> bool:
    if not isinstance(entry, Mapping) or entry.get("litellm_provider") != provider or entry.get("mode") != "chat":
        return False
    return str(entry.get("deprecation_date") or "9999") > now and not any(part in name for part in _NO_CHAT)


def _full(provider: str, name: str) -> str:
    return name if name.startswith(f"{provider}/") else f"{provider}/{name}"


def _nearby(settings: Settings, environ: Mapping[str, str]) -> list[Any]:
    """What to ask: every provider with an address of its own, and the Ollama of this machine, if there is one."""
    names = [*settings.providers, *(known.name for known in keys.KNOWN)]
    asked = [
        asyncio.to_thread(_served, name, base, keys.key_from_environment(name, settings, environ))
        for name in dict.fromkeys(names)
        if not name.startswith("ollama") and (base := keys.api_base(name, settings, environ))
    ]
    return [*asked, asyncio.to_thread(_ollama, keys.api_base("ollama_chat", settings, environ))]


def _served(provider: str, base: str, key: str) -> list[str]:
    """Models of an OpenAI-compatible server; none if it does not answer."""
    answer = _get(f"{base}/models", key)
    return [f"{provider}/{entry['id']}" for entry in _entries(answer, "data") if isinstance(entry.get("id"), str)]


def _ollama(base: str) -> list[str]:
    """Models of an Ollama; none if it does not answer."""
    answer = _get(f"{base}/api/tags", "")
    return [
        f"ollama_chat/{entry['name']}" for entry in _entries(answer, "models") if isinstance(entry.get("name"), str)
    ]


def _entries(answer: Any, field: str) -> list[dict[str, Any]]:
    entries = answer.get(field) if isinstance(answer, dict) else None
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _get(url: str, key: str) -> Any:
    """The JSON at an address, None for whatever goes wrong: a server that is not there has no models."""
    if not url.startswith(("http://", "https://")):
        return None
    try:
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {key}"} if key else {})
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:
            return json.load(response)
    except (OSError, ValueError, urllib.error.URLError):
        return None
