"""The person's own editor: opens a file in it, or a text, and waits."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from rlmchat import SET_HERE
from rlmchat.errors import RlmChatError, UsageError

FALLBACK = "vi"


def open_file(path: Path) -> None:
    """Open a file in the editor ($VISUAL, $EDITOR) and wait until it is closed; raises RlmChatError."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or FALLBACK
    theirs = {name: value for name, value in os.environ.items() if name not in SET_HERE}
    try:
        subprocess.run([*shlex.split(command), str(path)], check=True, env=theirs)
    except subprocess.CalledProcessError as error:
        how = f"ended with exit code {error.returncode}" if error.returncode > 0 else "was ended"
        raise RlmChatError(f"The editor {command} {how}.", "Try again, or set $EDITOR to another.") from error
    except (OSError, ValueError) as error:
        raise RlmChatError(f"The editor {command} could not be used: {error}.", "Set $EDITOR to yours.") from error


def edited(text: str, suffix: str, aside: AbstractContextManager[object] | None = None) -> str:
    """The text as the person left it in the editor; `aside` is held meanwhile. Raises RlmChatError, UsageError.

    The file is theirs alone and gone afterwards, whatever happens.
    """
    handle, name = tempfile.mkstemp(prefix="rlmchat-", suffix=suffix)
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        with aside or nullcontext():
            open_file(path)
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UsageError("What the editor left is not UTF-8 text.") from error
    except OSError as error:
        raise RlmChatError(f"The text cannot be handed to the editor: {error}.") from error
    finally:
        path.unlink(missing_ok=True)
