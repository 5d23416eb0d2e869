"""What the person can set, as frozen values with their defaults, read from and written to config.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

DEMO_MODEL = "demo/demo"
DEFAULT_PERSONA = "You are a helpful, precise assistant. Answer in Markdown."


@dataclass(frozen=True, slots=True)
class Provider:
    """How to reach one provider: `[providers.NAME]`, NAME being the part of a model's name before its first slash."""

    api_base: str = ""
    """Base address of an OpenAI-compatible or other server; empty means the provider's own."""
    api_key_env: str = ""
    """Name of the environment variable that holds the key; empty means the provider's usual one, then the keyring."""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """`[model]`, and `[models."NAME"]` for what differs for one model."""

    name: str = ""
    """The model of new chats; empty chooses: the first provider with a key in the environment, else the demo."""
    temperature: float | None = None
    """0 to 2; unset leaves it to the provider."""
    max_tokens: int | None = None
    """Longest answer; unset leaves it to the provider."""
    timeout: float = 120.0
    """Seconds without a sign of life from the provider after which a turn fails."""
    retries: int = 2
    """How often a rate limit, a server error or a failed connection is tried again before the first token."""
    context_tokens: int | None = None
    """Size of the prompt to trim the history to; unset takes what is known of the model, else 8,192."""
    persona: str = ""
    """Name of the persona in use; empty is the default one."""


@dataclass(frozen=True, slots=True)
class LearningSettings:
    """`[learning]`."""

    enabled: bool = True
    """Off sends no lessons and stores nothing."""
    detect: bool = True
    """Whether messages are looked at for corrections; the key and the commands work all the same."""
    save_threshold: float = 0.7
    """Above this probability a detected correction is saved at once."""
    ask_threshold: float = 0.4
    """Between this and `save_threshold` it goes to the inbox and asks."""
    background_model: bool = False
    """Whether the model may be asked, in the background, about uncertain detections."""
    phrase: bool = False
    """Whether a model may be asked, in the background, in which other words a question may come that a new correction
    bears on; what it says is searched by and nothing else."""
    phrase_model: str = ""
    """The model for that; empty takes the chat's."""
    conflict: str = "newest"
    """What happens to a correction that a new one contradicts: newest, ask, both."""
    budget_tokens: int = 1200
    """Most tokens that the lessons may take in a prompt."""
    limit: int = 5
    """Most corrections recalled for a query, besides standing ones."""
    threshold: float = 0.6
    """Least relevance of a recalled correction."""
    implicit: bool = True
    """Whether weak signs count at all, never enough alone; each has its own switch in `[signals]`."""
    holdout: float = 0.0
    """Share of the turns on which a lesson is left out on purpose, to learn what it causes; 0 is never."""


@dataclass(frozen=True, slots=True)
class SignalSettings:
    """`[signals]`: which weak signs are noticed, as evidence and, where several meet, as a question."""

    regenerated: bool = True
    """Another answer was asked for."""
    rephrased: bool = True
    """The same question was put in other words."""
    edited: bool = True
    """The answer was edited without having it learned."""
    cancelled: bool = True
    """The answer was stopped midway."""
    copied: bool = True
    """A block of code was copied: speaks for the answer."""
    silence: bool = True
    """The person went on without complaint: speaks for what the lessons changed."""


@dataclass(frozen=True, slots=True)
class ApplySettings:
    """`[apply]`."""

    mode: str = "auto"
    """auto, always (ask the model whenever a lesson was recalled), deterministic (no model calls), off."""
    render: str = "blocks"
    """blocks (each block as it passes), hold (the whole answer at its end), live (at once, revised at the end)."""


@dataclass(frozen=True, slots=True)
class EmbedderSettings:
    """`[embedder]`."""

    name: str = "static"
    """static (WordLlama, offline), minilm (Chroma's ONNX model, downloaded once), or a LiteLLM embedding model."""


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """`[store]`."""

    url: str = ""
    """A Chroma server to use instead of the local folder; empty is local."""
    user_id: str = ""
    """Whose corrections, on a server that several people use."""


@dataclass(frozen=True, slots=True)
class LookSettings:
    """`[look]`."""

    theme: str = "rlmchat-dark"
    """A shipped theme, one of your own in the config folder's themes/, or one of Textual's."""
    linear: bool = False
    """Plain top-to-bottom screen without side panels and animations, for screen readers."""
    welcome: bool = True
    """Whether the first-run steps are still to be shown."""
    panel: bool = False
    """Whether the corrections panel is open at start."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All of it; unset values are the defaults written here."""

    model: ModelSettings = ModelSettings()
    learning: LearningSettings = LearningSettings()
    signals: SignalSettings = SignalSettings()
    apply: ApplySettings = ApplySettings()
    embedder: EmbedderSettings = EmbedderSettings()
    store: StoreSettings = StoreSettings()
    look: LookSettings = LookSettings()
    models: Mapping[str, ModelSettings] = field(default_factory=lambda: MappingProxyType({}))
    """`[models."openai/gpt-4o"]`: what differs from `[model]` for one model (its `name` is not read)."""
    providers: Mapping[str, Provider] = field(default_factory=lambda: MappingProxyType({}))
    """`[providers.openai]`: address and key variable by provider."""
    personas: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """`[personas]`: NAME = "system prompt"."""
    keys: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """`[keys]`: ACTION = "key,key", replaces the keys of that action (names: `rlmchat config keys`)."""

    def persona(self, name: str | None = None) -> str:
        """The system prompt of a persona, of the one in use where none is named."""
        return self.personas.get(name or self.model.persona, DEFAULT_PERSONA)

    def for_model(self, name: str) -> ModelSettings:
        """The options that hold for one model."""
        return self.models.get(name, self.model)
