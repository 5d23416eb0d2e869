"""Writing a text in $EDITOR while the app is suspended."""

from __future__ import annotations

from typing import Any

from textual.app import App, SuspendNotSupported

from rlmchat.editor import edited
from rlmchat.errors import RlmChatError


def edit_text(app: App[Any], text: str, suffix: str = ".md") -> str | None:
    """The text as the person left it in the editor; None (and a notice) where it could not be edited."""
    try:
        return edited(text, suffix, app.suspend()).rstrip("\n")
    except (RlmChatError, SuspendNotSupported) as error:
        app.notify(str(error), severity="warning", markup=False)
        return None
