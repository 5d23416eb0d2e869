"""From the key table to Textual's bindings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.app import App
from textual.binding import Binding, BindingType

from rlmchat.widgets.keys import Key


def bindings(keys: Iterable[Key], *, priority: bool = False) -> list[BindingType]:
    """One binding a key, known to the keymap (`[keys]` in config.toml) by the key's name."""
    return [
        Binding(key.keys, key.action, key.label, show=key.show, id=key.id, priority=priority, tooltip=key.help)
        for key in keys
    ]


def written(app: App[Any], key: Key) -> str:
    """The keys that do one thing, separated by commas, as the person has bound them."""
    return app._keymap.get(key.id, key.keys)


def key_of(app: App[Any], key: Key) -> str:
    """How the first of them is written on the screen."""
    return app.get_key_display(Binding(written(app, key).split(",")[0], key.action))


def keys_of(app: App[Any], key: Key) -> str:
    """How all of them are written on the screen."""
    return " ".join(app.get_key_display(Binding(one, key.action)) for one in written(app, key).split(","))
