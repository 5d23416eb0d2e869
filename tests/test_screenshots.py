"""The README's pictures show what the program shows today."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"


def words(picture: Path) -> list[str]:
    """The text of a picture, without the colours and places that another Textual may give it."""
    return re.findall(r">([^<>]+)</text>", picture.read_text(encoding="utf-8"))


def test_the_pictures_are_not_stale(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(DOCS / "screenshots.py"), str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    shown = {path.name: words(path) for path in (DOCS / "screenshots").glob("*.svg")}
    assert {path.name: words(path) for path in tmp_path.glob("*.svg")} == shown
    assert all(
        f"screenshots/{name}" in (DOCS.parent / "README.md").read_text() for name in ("chat.svg", "corrections.svg")
    )
