from __future__ import annotations

import json
from pathlib import Path

import pytest

from rlmchat import __version__
from rlmchat.cli.parser import COMMANDS
from tests.cli.commands import Commands, process

HEAVY = (
    "litellm",
    "chromadb",
    "textual",
    "rich",
    "numpy",
    "wordllama",
    "sqlite3",
    "asyncio",
    "tomli_w",
    "platformdirs",
)


def loaded_after(home: Path, code: str) -> set[str]:
    """Which heavy modules a process has loaded after running some code."""
    ask = f"{code}\nimport sys, json; print(json.dumps([m for m in {HEAVY!r} if m in sys.modules]), file=sys.stderr)"
    _, err = process(home, code=ask).communicate()
    return set(json.loads(err.splitlines()[-1]))


def test_help_names_every_command(rlmchat: Commands) -> None:
    out = rlmchat.ok("--help").out
    assert all(name in out for name, _ in COMMANDS)


def test_every_command_and_action_explains_itself(rlmchat: Commands) -> None:
    for name, _ in COMMANDS:
        assert f"usage: rlmchat {name}" in rlmchat.ok(name, "--help").out
    from rlmchat.cli.corrections import ACTIONS

    for action, *_ in ACTIONS:
        assert f"usage: rlmchat corrections {action}" in rlmchat.ok("corrections", action, "--help").out


def test_version(rlmchat: Commands) -> None:
    assert rlmchat.ok("--version").out == f"rlmchat {__version__}\n"


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["detekt"], "did you mean detect?"),
        (["corrections", "lst"], "did you mean list?"),
        (["corrections"], "ACTION"),
        (["detect", "--jsn"], "--jsn"),
        (["corrections", "list", "--limit", "0"], "at least 1"),
        (["corrections", "list", "--category", "nonsense"], "factual"),
        (["recall"], "Give a query"),
        (["recall", "x", "--threshold", "nine"], "--threshold"),
        (["apply"], "--query"),
        (["chats", "export"], "--all"),
        (["--chat", "a", "--continue"], "not allowed with"),
    ],
)
def test_wrong_use_is_told_in_one_line_and_exits_with_2(rlmchat: Commands, argv: list[str], told: str) -> None:
    result = rlmchat(*argv)
    assert (result.code, result.out) == (2, "")
    assert told in result.err
    assert result.err.startswith("rlmchat: ")
    assert result.err.count("\n") == 1


def test_the_app_wants_a_terminal(rlmchat: Commands) -> None:
    result = rlmchat(stdin="")
    assert result.code == 2
    assert "rlmchat ask" in result.err


def test_without_a_command_the_app_is_opened(rlmchat: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    from rlmchat.app import RlmChat

    opened: list[RlmChat] = []
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr(RlmChat, "run", lambda app: opened.append(app))
    assert rlmchat("--model", "openai/x").code == 0
    assert len(opened) == 1


def test_home_can_stand_before_and_after_the_command(rlmchat: Commands, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert rlmchat.ok("--home", str(other), "config", "path").out.startswith(str(other))
    assert rlmchat.ok("config", "path", "--home", str(other)).out.startswith(str(other))
    assert rlmchat.ok("config", "path").out.startswith(str(rlmchat.home))


def test_ctrl_c_exits_with_130(rlmchat: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rlmchat.cli.config.places_of", interrupted)
    result = rlmchat("config", "path")
    assert (result.code, result.out, result.err) == (130, "", "")


def test_a_reader_that_leaves_ends_it_quietly(tmp_path: Path) -> None:
    running = process(tmp_path, "config", "keys", "--json")
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.close()
    errors = running.stderr.read()
    assert running.wait() == 1
    assert errors == b""


def test_an_unusable_home_is_told(rlmchat: Commands, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    result = rlmchat("corrections", "list", "--home", str(blocked / "home"))
    assert result.code == 1
    assert "--home" in result.err
    assert result.err.count("\n") == 1


def test_importing_the_command_line_loads_nothing_heavy(tmp_path: Path) -> None:
    assert loaded_after(tmp_path, "import rlmchat.cli") == set()


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    assert loaded_after(tmp_path, "from rlmchat.cli import main; main(['--help'])") == set()


def test_listing_corrections_loads_sqlite_and_nothing_else(tmp_path: Path) -> None:
    for argv in (["corrections", "list"], ["corrections", "list", "--json"], ["chats", "list"]):
        assert loaded_after(tmp_path, f"from rlmchat.cli import main; main({argv!r})") <= {"sqlite3", "asyncio"}


def test_detecting_loads_neither_store_nor_models(tmp_path: Path) -> None:
    loaded = loaded_after(tmp_path, "from rlmchat.cli import main; main(['detect'])")
    assert not loaded & {"litellm", "chromadb", "textual", "rich", "sqlite3"}
