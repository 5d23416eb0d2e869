"""What may stand in config.toml: every key, its type, its range, and the words that say so."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from rlmchat.settings import ModelSettings, Provider, Settings

Value = bool | int | float | str | None
"""What one key may hold; None is "unset" and only for optional ones."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one key may hold."""

    kind: type
    """bool, int, float or str."""
    optional: bool = False
    """Whether it may be unset."""
    low: float = -math.inf
    high: float = math.inf
    choices: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    """For addresses: one of these must come first, unless the text is empty."""

    @property
    def allowed(self) -> str:
        """What is allowed, as the end of a sentence."""
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        if self.kind is bool:
            return "true or false"
        if self.kind is str:
            return f"a text that begins with {' or '.join(self.starts)}" if self.starts else "a text in quotes"
        return ("a whole number" if self.kind is int else "a number") + self._range()

    def _range(self) -> str:
        if math.isinf(self.high):
            return "" if math.isinf(self.low) else f" of at least {self.low:g}"
        return f" from {self.low:g} to {self.high:g}"

    def check(self, value: object) -> Value:
        """The value as it is kept; raises ValueError that says what is allowed."""
        if self.kind is float and type(value) is int:
            value = float(value)
        # `type`, for True is an int to isinstance.
        if type(value) is not self.kind or not self._fits(value):
            raise ValueError(f"must be {self.allowed}")
        return value  # type: ignore[return-value]

    def _fits(self, value: Any) -> bool:
        if self.kind is str:
            return (not self.choices or value in self.choices) and (not value or value.startswith(self.starts or ("",)))
        return self.kind is bool or self.low <= value <= self.high

    def parse(self, text: str) -> Value:
        """From the command line; an empty text unsets what is optional. Raises ValueError."""
        if self.kind is str:
            return self.check(text)
        if not text and self.optional:
            return None
        try:
            return self.check(_READERS[self.kind](text.strip().lower()))
        except (ValueError, KeyError, OverflowError):
            raise ValueError(f"must be {self.allowed}") from None


_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
_READERS: dict[type, Any] = {bool: _WORDS.__getitem__, int: int, float: float}
_KINDS: dict[str, type] = {"bool": bool, "int": int, "float": float, "str": str}
_WEB = ("http://", "https://")

_LIMITS: dict[str, dict[str, Any]] = {
    "model.temperature": {"low": 0, "high": 2},
    "model.max_tokens": {"low": 1, "high": 10_000_000},
    "model.timeout": {"low": 0.1, "high": 86_400},
    "model.retries": {"low": 0, "high": 20},
    "model.context_tokens": {"low": 256, "high": 100_000_000},
    "learning.save_threshold": {"low": 0, "high": 1},
    "learning.ask_threshold": {"low": 0, "high": 1},
    "learning.conflict": {"choices": ("newest", "ask", "both")},
    "learning.budget_tokens": {"low": 0, "high": 1_000_000},
    "learning.limit": {"low": 0, "high": 100},
    "learning.threshold": {"low": 0, "high": 1.5},
    "learning.holdout": {"low": 0, "high": 0.5},
    "apply.mode": {"choices": ("auto", "always", "deterministic", "off")},
    "apply.render": {"choices": ("blocks", "hold", "live")},
    "store.url": {"starts": _WEB},
    "providers.api_base": {"starts": _WEB},
}


def _rules(name: str, cls: type) -> dict[str, Rule]:
    out: dict[str, Rule] = {}
    for field in fields(cls):
        kind, _, rest = str(field.type).partition(" | ")
        out[field.name] = Rule(_KINDS[kind], rest == "None", **_LIMITS.get(f"{name}.{field.name}", {}))
    return out


SECTIONS: Mapping[str, Mapping[str, Rule]] = {
    field.name: _rules(field.name, type(field.default)) for field in fields(Settings) if is_dataclass(field.default)
}
"""The tables with fixed keys: `[model]`, `[learning]`, …"""

NAMED: Mapping[str, Mapping[str, Rule]] = {
    "models": _rules("model", ModelSettings),
    "providers": _rules("providers", Provider),
}
"""The tables of tables: `[models."openai/gpt-4o"]`, `[providers.openai]`."""

TEXTS = ("personas", "keys")
"""The tables in which every key holds a text."""

TABLES = (*SECTIONS, *NAMED, *TEXTS)
"""Every table that may stand at the top."""


def rule_for(path: tuple[str, ...]) -> Rule | None:
    """The rule of a key, as `("learning", "limit")` or `("models", "openai/gpt-4o", "timeout")`; None if unknown."""
    match path:
        case (section, key) if section in SECTIONS:
            return SECTIONS[section].get(key)
        case (section, key) if section in TEXTS and key:
            return Rule(str)
        case (section, name, key) if section in NAMED and name:
            return NAMED[section].get(key)
    return None
