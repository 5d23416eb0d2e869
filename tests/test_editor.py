"""The person's editor, as a small program that changes what it is given."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from rlmchat.editor import edited
from rlmchat.errors import RlmChatError, UsageError


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    def use(code: str) -> Path:
        program = tmp_path / "my editor.py"
        seen = tmp_path / "seen"
        program.write_text(f"import sys, pathlib\npath = pathlib.Path(sys.argv[1])\nseen = {str(seen)!r}\n{code}\n")
        monkeypatch.delenv("VISUAL", raising=False)
        monkeypatch.setenv("EDITOR", f"{sys.executable} '{program}'")
        return seen

    return use


def test_the_text_comes_back_as_it_was_left_and_the_file_is_gone(editor) -> None:  # type: ignore[no-untyped-def]
    seen = editor(
        "open(seen, 'w').write(f'{path} {oct(path.stat().st_mode & 0o777)}')\n"
        "path.write_text(path.read_text() + 'é', encoding='utf-8')"
    )
    held = []

    @contextmanager
    def aside():  # type: ignore[no-untyped-def]
        held.append("in")
        yield
        held.append("out")

    assert edited("caf", ".md", aside()) == "café"
    assert held == ["in", "out"]
    name, mode = seen.read_text().rsplit(" ", 1)
    assert mode == "0o600"
    assert name.endswith(".md")
    assert not Path(name).exists()


def test_what_goes_wrong_is_told_in_words_and_leaves_no_file(editor, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    seen = editor("open(seen, 'w').write(str(path)); path.write_bytes(b'\\xff')")
    with pytest.raises(UsageError, match="not UTF-8"):
        edited("x", ".toml")
    assert not Path(seen.read_text()).exists()
    editor("sys.exit(3)")
    with pytest.raises(RlmChatError, match=r"ended with exit code 3\..*\$EDITOR"):
        edited("x", ".toml")
    for command in ("/no/such/editor", "'unbalanced"):
        monkeypatch.setenv("EDITOR", command)
        with pytest.raises(RlmChatError, match="could not be used"):
            edited("x", ".toml")


def test_what_rlmchat_sets_for_itself_is_not_for_the_editor(editor, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    seen = editor(
        "import os; open(seen, 'w').write(','.join(sorted(k for k in os.environ if k.startswith('RLM_TEST'))))"
    )
    monkeypatch.setattr("rlmchat.editor.SET_HERE", frozenset({"RLM_TEST_OURS"}))
    monkeypatch.setenv("RLM_TEST_OURS", "1")
    monkeypatch.setenv("RLM_TEST_THEIRS", "1")
    edited("x", ".md")
    assert seen.read_text() == "RLM_TEST_THEIRS"
