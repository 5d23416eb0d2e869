from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from rlmchat.adapters.log import close_log
from tests.cli.commands import Commands


@pytest.fixture
def rlmchat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Commands]:
    """Commands on an empty home, without any key of the machine's owner, in a folder that is no project."""
    for name in list(os.environ):
        if name.endswith(("_API_KEY", "_API_BASE", "_BASE_URL")) or name.startswith("OLLAMA_"):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    monkeypatch.setenv("RLMCHAT_HOME", str(home))
    folder = tmp_path / "somewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    ours = logging.getLogger("rlmchat")
    before = ours.propagate, ours.level
    yield Commands(home, monkeypatch, capsys)
    close_log()
    ours.propagate, ours.level = before
