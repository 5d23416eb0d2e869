"""Where a provider's key and address come from (settings, environment, keyring), and which model to begin with.

Nothing here imports LiteLLM. No key is written anywhere.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass

from rlmchat.settings import DEMO_MODEL, Provider, Settings

SERVICE = "rlmchat"
"""Under this name keys lie in the system keyring: `keyring set rlmchat openai`."""

LOCAL_MODEL = "ollama_chat/llama3.2"
"""What is asked of a local Ollama of which nothing else is known."""

NO_KEY = "not-needed"
"""Sent to servers with an address of their own and no key: their client insists on one, local servers ignore it."""


@dataclass(frozen=True, slots=True)
class KnownProvider:
    """A provider that wants a key."""

    name: str
    """As LiteLLM names it: the part of a model's name before its first slash."""
    title: str
    """As people name it."""
    variables: tuple[str, ...]
    """Environment variables that may hold its key, first one first."""
    model: str
    """A sensible, affordable model to begin with; empty where a person has to name one."""


KNOWN = (
    KnownProvider("openai", "OpenAI", ("OPENAI_API_KEY",), "openai/gpt-4o-mini"),
    KnownProvider("anthropic", "Anthropic", ("ANTHROPIC_API_KEY",), "anthropic/claude-sonnet-5"),
    KnownProvider("gemini", "Google Gemini", ("GEMINI_API_KEY", "GOOGLE_API_KEY"), "gemini/gemini-flash-latest"),
    KnownProvider("mistral", "Mistral", ("MISTRAL_API_KEY",), "mistral/mistral-small-latest"),
    KnownProvider("groq", "Groq", ("GROQ_API_KEY",), "groq/openai/gpt-oss-120b"),
    KnownProvider("deepseek", "DeepSeek", ("DEEPSEEK_API_KEY",), "deepseek/deepseek-v4-flash"),
    KnownProvider("openrouter", "OpenRouter", ("OPENROUTER_API_KEY", "OR_API_KEY"), "openrouter/openrouter/auto"),
    KnownProvider("xai", "xAI", ("XAI_API_KEY",), "xai/grok-4.5-latest"),
    KnownProvider("cohere_chat", "Cohere", ("COHERE_API_KEY", "CO_API_KEY"), "cohere_chat/command-a-03-2025"),
    KnownProvider("together_ai", "Together", ("TOGETHERAI_API_KEY",), "together_ai/openai/gpt-oss-120b"),
    KnownProvider("cerebras", "Cerebras", ("CEREBRAS_API_KEY",), "cerebras/gpt-oss-120b"),
    KnownProvider("perplexity", "Perplexity", ("PERPLEXITYAI_API_KEY", "PERPLEXITY_API_KEY"), "perplexity/sonar"),
    KnownProvider("azure", "Azure OpenAI", ("AZURE_API_KEY",), ""),
)
"""In the order in which `default_model` looks for a key."""

_BY_NAME = {known.name: known for known in KNOWN}
_ALIASES = {"cohere": "cohere_chat", "text-completion-openai": "openai", "anthropic_text": "anthropic"}
_LOCAL = frozenset({"ollama", "ollama_chat"})
_LOCAL_ADDRESS = "http://localhost:11434"


def known_provider(name: str) -> KnownProvider | None:
    """What is known of a provider that wants a key; None for all others."""
    return _BY_NAME.get(_ALIASES.get(name, name))


def provider_of(model: str) -> str:
    """The part of a model's name before its first slash; empty where there is none."""
    provider, slash, _ = model.partition("/")
    return provider if slash else ""


def key_variable(provider: str, settings: Settings) -> str:
    """The environment variable to name when a key is missing; empty for providers we know nothing of."""
    chosen = settings.providers.get(provider, Provider()).api_key_env
    known = known_provider(provider)
    return chosen or (known.variables[0] if known else "")


def key_from_environment(provider: str, settings: Settings, environ: Mapping[str, str]) -> str:
    """The key as the environment has it; empty if it has none."""
    chosen = settings.providers.get(provider, Provider()).api_key_env
    known = known_provider(provider)
    names = (chosen, *(known.variables if known else ()))
    return next((environ[name] for name in names if environ.get(name)), "")


def key_from_keyring(provider: str) -> str:
    """The key as the system keyring has it; empty if there is none, or no keyring (it is an optional extra)."""
    if importlib.util.find_spec("keyring") is None:
        return ""
    import keyring
    import keyring.errors

    try:
        return keyring.get_password(SERVICE, provider) or ""
    except keyring.errors.KeyringError:
        # A locked or missing keyring is as good as none: the error that follows names the environment variable.
        return ""


def api_base(provider: str, settings: Settings, environ: Mapping[str, str]) -> str:
    """The address to reach a provider at, from settings or environment; empty means the provider's own."""
    configured = settings.providers.get(provider, Provider()).api_base
    if configured:
        return configured.rstrip("/")
    if provider in _LOCAL:
        return _ollama_base(environ)
    prefix = provider.upper().replace("-", "_")
    # The same order as LiteLLM's own for OpenAI: the newer name wins.
    found = environ.get(f"{prefix}_BASE_URL") or environ.get(f"{prefix}_API_BASE") or ""
    return found.rstrip("/")


def _ollama_base(environ: Mapping[str, str]) -> str:
    """Ollama's own variable holds a host, maybe without scheme and port; 0.0.0.0 means that it serves every one."""
    if base := environ.get("OLLAMA_API_BASE"):
        return base.rstrip("/")
    host = environ.get("OLLAMA_HOST", "").rstrip("/")
    if not host:
        return _LOCAL_ADDRESS
    scheme, _, rest = host.rpartition("://")
    if ":" not in rest:
        rest += ":11434" if not scheme else ""
    return f"{scheme or 'http'}://{rest}".replace("//0.0.0.0", "//127.0.0.1")


def has_local_ollama(environ: Mapping[str, str]) -> bool:
    """Whether the environment says that there is an Ollama to talk to."""
    return bool(environ.get("OLLAMA_HOST") or environ.get("OLLAMA_API_BASE"))


def providers_with_key(settings: Settings, environ: Mapping[str, str]) -> list[KnownProvider]:
    """Known providers whose key is in the environment, preferred ones first (the keyring may prompt: not asked)."""
    return [known for known in KNOWN if key_from_environment(known.name, settings, environ)]


def default_model(settings: Settings, environ: Mapping[str, str]) -> str:
    """The model of a new chat: the configured one, else the first provider's with a key, else Ollama, else the demo."""
    if settings.model.name:
        return settings.model.name
    for known in providers_with_key(settings, environ):
        if known.model:
            return known.model
    return LOCAL_MODEL if has_local_ollama(environ) else DEMO_MODEL
