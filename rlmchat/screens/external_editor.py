"""Writing a text in $EDITOR while the app is suspended."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

FALLBACK = "vi"


def editor_command() -> list[str]:
    """The person's editor, with its arguments."""
    return shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or FALLBACK)


def edit_text(app: App[Any], text: str, suffix: str = ".md") -> str | None:
    """The text as the person left it in the editor; None (and a notice) where it could not be edited."""
    handle, name = tempfile.mkstemp(prefix="rlmchat-", suffix=suffix)
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        with app.suspend():
            subprocess.run([*editor_command(), name], check=True)
        return path.read_text(encoding="utf-8").rstrip("\n")
    except (OSError, subprocess.CalledProcessError, SuspendNotSupported, UnicodeDecodeError, ValueError) as error:
        app.notify(f"The editor could not be used: {error}. Set $EDITOR to yours.", severity="warning", markup=False)
        return None
    finally:
        path.unlink(missing_ok=True)
