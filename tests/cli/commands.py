"""Runs commands in this process: arguments and standard input in, exit code and what was printed out."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rlmchat.cli import main


@dataclass(frozen=True)
class Result:
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def data(self) -> dict[str, Any]:
        """Standard output as one JSON line."""
        (only,) = self.lines
        return only


class Commands:
    """`rlmchat` on one home."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *argv: str, stdin: str | bytes | None = None) -> Result:
        """Run one; without `stdin` there is a keyboard at which nobody types."""
        data = stdin.encode() if isinstance(stdin, str) else stdin or b""
        given = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8")
        if stdin is None:
            self._monkeypatch.setattr(given, "isatty", lambda: True, raising=False)
        self._monkeypatch.setattr(sys, "stdin", given)
        self._capsys.readouterr()
        code = main(argv)
        out, err = self._capsys.readouterr()
        return Result(code, out, err)

    def ok(self, *argv: str, stdin: str | bytes | None = None) -> Result:
        """Run one that must succeed without a word on standard error."""
        result = self(*argv, stdin=stdin)
        assert (result.code, result.err) == (0, ""), result
        return result

    def add(self, corrected: str, original: str = "", query: str = "", *more: str) -> str:
        """Add a correction; gives its id."""
        flags = [*(("--original", original) if original else ()), *(("--query", query) if query else ())]
        return str(self.ok("corrections", "add", "--corrected", corrected, *flags, *more).data["id"])

    def config(self, text: str) -> Path:
        """Write config.toml."""
        path = self.home / "config" / "config.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


def process(home: Path, *argv: str, code: str = "", **options: Any) -> subprocess.Popen[bytes]:
    """The same as a process of its own; `code` runs other Python instead."""
    clean = {k: v for k, v in os.environ.items() if not k.endswith(("_API_KEY", "_API_BASE", "_BASE_URL"))}
    start: Sequence[str] = ["-c", code] if code else ["-m", "rlmchat", *argv]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen([sys.executable, *start], env={**clean, "RLMCHAT_HOME": str(home)}, **pipes)
