"""One thing that a key does, as the tables of keys hold it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that a key does."""

    id: str
    """The name under `[keys]` in config.toml."""
    keys: str
    """Keys by Textual's names, separated by commas."""
    action: str
    """The Textual action."""
    label: str
    """One or two words, for the bottom line."""
    help: str
    """One short sentence, for the key help."""
    show: bool = False
    """Whether the bottom line mentions it."""
