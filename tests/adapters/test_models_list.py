"""The list of models to choose from."""

from __future__ import annotations

from typing import Any

import pytest

from rlmchat.adapters import keys, models_list
from rlmchat.settings import DEMO_MODEL, ModelSettings, Provider, Settings
from tests.loopback import LoopbackServer

NOBODY = {"OLLAMA_API_BASE": "http://127.0.0.1:9"}


def chat(provider: str, **more: Any) -> dict[str, Any]:
    return {"litellm_provider": provider, "mode": "chat", "max_input_tokens": 100, **more}


PRICES = {
    "sample_spec": {"mode": "chat"},
    "groq/a": chat("groq"),
    "groq/gone": chat("groq", deprecation_date="2020-01-01"),
    "groq/whisper": {"litellm_provider": "groq", "mode": "audio_transcription"},
    "gpt-4o": chat("openai"),
    "gpt-4o-audio-preview": chat("openai"),
    "odd": "not a table",
}


async def test_without_anything_there_is_the_demo() -> None:
    assert await models_list.models(Settings(), NOBODY, PRICES) == [DEMO_MODEL]


async def test_configured_ones_come_first_and_known_ones_with_a_key_follow() -> None:
    settings = Settings(model=ModelSettings(name="x/y"), models={"z/w": ModelSettings()})
    names = await models_list.models(settings, {**NOBODY, "OPENAI_API_KEY": "k", "GROQ_API_KEY": "k"}, PRICES)
    assert names[:2] == ["x/y", "z/w"]
    assert names[2:-1] == ["openai/gpt-4o-mini", "openai/gpt-4o", "groq/openai/gpt-oss-120b", "groq/a"]
    assert names[-1] == DEMO_MODEL


async def test_servers_nearby_are_asked_with_their_key() -> None:
    with LoopbackServer(models=("m1", "m2")) as server:
        settings = Settings(providers={"openai": Provider(server.base_url), "ollama_chat": Provider(server.root_url)})
        names = await models_list.models(settings, {"OPENAI_API_KEY": "k"}, PRICES)
        assert names == ["openai/m1", "openai/m2", "ollama_chat/m1", "ollama_chat/m2", DEMO_MODEL]
        sent = {request.path: request.headers.get("Authorization") for request in server.others}
        assert sent == {"/v1/models": "Bearer k", "/api/tags": None}


@pytest.mark.parametrize("base", ["file:///etc", "nonsense", "http://127.0.0.1:9/v1", "http://[::1"])
async def test_an_address_that_leads_nowhere_has_no_models(base: str) -> None:
    settings = Settings(providers={"openai": Provider(base)})
    assert await models_list.models(settings, NOBODY, {}) == [DEMO_MODEL]


def test_the_window_is_looked_up_with_and_without_the_provider() -> None:
    assert models_list.window("groq/a", PRICES) == 100
    assert models_list.window("openai/gpt-4o", PRICES) == 100
    assert models_list.window("openai/own", PRICES) is None
    assert models_list.window("odd", PRICES) is None


def test_our_own_pick_leads_a_providers_list() -> None:
    groq = keys.known_provider("groq")
    assert groq is not None
    assert models_list.well_known(groq, PRICES)[0] == groq.model
