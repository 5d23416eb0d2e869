"""The log: rotating files readable by the owner alone, with every key masked and, by default, no message text."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from logging.handlers import RotatingFileHandler

from rlmchat.locations import Locations, private_folder

LEVEL_VARIABLE = "RLMCHAT_LOG"
"""Environment variable for another level than INFO: debug, warning, error."""
FILE_SIZE = 1_000_000
"""Bytes of one file; three older ones are kept."""

_MASK = "***"
_SECRETS = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|hf|ghp|gho|pplx|csk|r8)[-_][A-Za-z0-9_\-]{8,}"
    r"|\bAIza[A-Za-z0-9_\-]{20,}|\beyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_.\-]+"
)
_NAMED = re.compile(
    r"(?i)((?:api[-_ ]?key|authorization|bearer|access[-_ ]?token|secret|password)"
    r"[\"']?\s*[:=]?\s*(?:bearer\s+)?[\"']?)"
    r"([^\s\"',;}]{6,})"
)
_KEY_VARIABLE = re.compile(r"(?:_KEY|_TOKEN|_SECRET|_PASSWORD)$")
_SHORTEST = 6
"""Values of variables shorter than this are no keys, and masking them would eat ordinary words."""


def redacted(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """The text with everything that is, or looks like, a key masked."""
    for name, value in environ.items():
        if len(value) >= _SHORTEST and _KEY_VARIABLE.search(name):
            text = text.replace(value, _MASK)
    return _NAMED.sub(rf"\1{_MASK}", _SECRETS.sub(_MASK, text))


class _Redacting(logging.Formatter):
    """Masks the whole line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class _Private(RotatingFileHandler):
    """Makes its files for the owner alone, and gives up in silence when the disk does."""

    def _open(self):  # type: ignore[no-untyped-def]
        private_folder(self._folder)
        os.close(os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT, 0o600))
        return super()._open()

    @property
    def _folder(self):  # type: ignore[no-untyped-def]
        from pathlib import Path

        return Path(self.baseFilename).parent

    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk or a lost folder must not print into the screen."""


def open_log(places: Locations, environ: Mapping[str, str] = os.environ) -> logging.Handler:
    """Send the log of everything under `rlmchat` to the log file; the file is made by the first line.

    Calling it again replaces the file. Nothing of it reaches the terminal.
    """
    handler = _Private(places.log_file, maxBytes=FILE_SIZE, backupCount=3, encoding="utf-8", delay=True)
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    ours = logging.getLogger("rlmchat")
    close_log()
    ours.addHandler(handler)
    ours.propagate = False
    level = logging.getLevelName(environ.get(LEVEL_VARIABLE, "INFO").upper())
    ours.setLevel(level if isinstance(level, int) else logging.INFO)
    return handler


def close_log() -> None:
    """Let go of the log file."""
    ours = logging.getLogger("rlmchat")
    for handler in [h for h in ours.handlers if isinstance(h, _Private)]:
        ours.removeHandler(handler)
        handler.close()
