"""Where keys and addresses come from, and which model a newcomer meets."""

from __future__ import annotations

import pytest

from rlmchat.adapters import keys
from rlmchat.settings import DEMO_MODEL, ModelSettings, Provider, Settings


@pytest.mark.parametrize(
    ("environ", "model"),
    [
        ({}, DEMO_MODEL),
        ({"OPENAI_API_KEY": "x"}, "openai/gpt-4o-mini"),
        ({"OPENAI_API_KEY": ""}, DEMO_MODEL),
        ({"ANTHROPIC_API_KEY": "x", "GEMINI_API_KEY": "x"}, "anthropic/claude-sonnet-5"),
        ({"GOOGLE_API_KEY": "x"}, "gemini/gemini-flash-latest"),
        ({"OLLAMA_HOST": "127.0.0.1"}, keys.LOCAL_MODEL),
        ({"OLLAMA_API_BASE": "http://gpu:11434", "GROQ_API_KEY": "x"}, "groq/openai/gpt-oss-120b"),
        ({"AZURE_API_KEY": "x"}, DEMO_MODEL),
    ],
)
def test_the_first_provider_with_a_key_answers(environ: dict[str, str], model: str) -> None:
    assert keys.default_model(Settings(), environ) == model


def test_the_configured_model_wins() -> None:
    settings = Settings(model=ModelSettings(name="mistral/x"))
    assert keys.default_model(settings, {"OPENAI_API_KEY": "x"}) == "mistral/x"


def test_every_known_provider_names_models_of_its_own() -> None:
    assert all(known.model == "" or keys.provider_of(known.model) == known.name for known in keys.KNOWN)
    assert len({known.name for known in keys.KNOWN}) == len(keys.KNOWN)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("", "http://localhost:11434"),
        ("127.0.0.1", "http://127.0.0.1:11434"),
        ("0.0.0.0:9999", "http://127.0.0.1:9999"),
        ("http://gpu:1/", "http://gpu:1"),
        ("https://gpu.example", "https://gpu.example"),
    ],
)
def test_ollamas_own_variable_is_understood(host: str, address: str) -> None:
    assert keys.api_base("ollama_chat", Settings(), {"OLLAMA_HOST": host}) == address


def test_an_address_in_the_settings_wins_over_the_environment() -> None:
    environ = {"OPENAI_API_BASE": "http://old/v1", "OPENAI_BASE_URL": "http://new/v1/"}
    assert keys.api_base("openai", Settings(), environ) == "http://new/v1"
    settings = Settings(providers={"openai": Provider("http://mine/v1")})
    assert keys.api_base("openai", settings, environ) == "http://mine/v1"
    assert keys.api_base("groq", settings, environ) == ""


def test_a_key_variable_of_ones_own_comes_before_the_usual_one() -> None:
    settings = Settings(providers={"openai": Provider(api_key_env="WORK_KEY")})
    environ = {"OPENAI_API_KEY": "usual", "WORK_KEY": "work"}
    assert keys.key_from_environment("openai", settings, environ) == "work"
    assert keys.key_from_environment("openai", settings, {"OPENAI_API_KEY": "usual"}) == "usual"
    assert keys.key_variable("openai", settings) == "WORK_KEY"
    assert keys.key_variable("groq", settings) == "GROQ_API_KEY"
    assert keys.key_variable("nobody", settings) == ""


@pytest.mark.parametrize(
    ("model", "provider"), [("openai/gpt-4o", "openai"), ("openrouter/openai/x", "openrouter"), ("gpt-4o", "")]
)
def test_the_provider_is_the_part_before_the_first_slash(model: str, provider: str) -> None:
    assert keys.provider_of(model) == provider


def test_the_keyrings_key_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = pytest.importorskip("keyring")
    kept = {("rlmchat", "groq"): "secret"}
    monkeypatch.setattr(keyring, "get_password", lambda service, name: kept.get((service, name)))
    assert keys.key_from_keyring("groq") == "secret"
    assert keys.key_from_keyring("openai") == ""


def test_a_locked_keyring_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = pytest.importorskip("keyring")
    from keyring.errors import KeyringLocked

    def locked(*_: str) -> str:
        raise KeyringLocked

    monkeypatch.setattr(keyring, "get_password", locked)
    assert keys.key_from_keyring("openai") == ""
