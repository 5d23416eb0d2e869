from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from rlmchat.widgets.keys import key_names
from tests.cli.commands import Commands


def test_path(rlmchat: Commands) -> None:
    assert rlmchat.ok("config", "path").out == f"{rlmchat.home}/config/config.toml\n"
    assert rlmchat.ok("config", "path", "--json").data["database"] == f"{rlmchat.home}/data/rlmchat.db"


def test_show_gives_what_holds(rlmchat: Commands) -> None:
    rlmchat.config("[learning]\nlimit = 8\n")
    assert tomllib.loads(rlmchat.ok("config", "show").out)["learning"]["limit"] == 8
    shown = rlmchat.ok("config", "show", "--json").data
    assert (shown["learning"]["limit"], shown["apply"]["mode"]) == (8, "auto")


def test_unknown_keys_are_named_on_standard_error(rlmchat: Commands) -> None:
    rlmchat.config("[learning]\nlimt = 8\n")
    result = rlmchat("config", "show")
    assert result.code == 0
    assert "line 2" in result.err
    assert "did you mean limit?" in result.err


def test_set_is_seen_at_once(rlmchat: Commands) -> None:
    assert rlmchat.ok("config", "set", "learning.limit", "8").out == "learning.limit = 8\n"
    rlmchat.ok("config", "set", "models.openai/gpt-4o.temperature", "0.5")
    rlmchat.ok("config", "set", "keys.quit", "ctrl+d")
    shown = rlmchat.ok("config", "show", "--json").data
    assert shown["learning"]["limit"] == 8
    assert shown["models"]["openai/gpt-4o"]["temperature"] == 0.5
    assert rlmchat.ok("config", "set", "models.openai/gpt-4o.temperature", "").out.endswith("is unset.\n")
    quits = [key for key in rlmchat.ok("config", "keys", "--json").lines if key["name"] == "quit"]
    assert quits[0]["keys"] == "ctrl+d"


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("learning.limt", "8", "did you mean learning.limit?"),
        ("learning.limit", "many", "whole number from 0 to 100"),
        ("apply.mode", "sometimes", "one of auto, always, deterministic, off"),
        ("learning.enabled", "maybe", "true or false"),
        ("model.temperature", "3", "from 0 to 2"),
        ("learning.ask_threshold", "0.9", "save_threshold"),
        ("nonsense", "1", "no setting nonsense"),
    ],
)
def test_set_refuses_what_is_not_allowed(rlmchat: Commands, key: str, value: str, told: str) -> None:
    result = rlmchat("config", "set", key, value)
    assert result.code == 2
    assert told in result.err
    assert result.err.count("\n") == 1
    assert not (rlmchat.home / "config" / "config.toml").exists()


def test_a_broken_file_is_named_and_left_alone(rlmchat: Commands) -> None:
    path = rlmchat.config("[learning]\nlimit = \n")
    for argv in (["show"], ["set", "learning.limit", "3"], ["keys"]):
        result = rlmchat("config", *argv)
        assert result.code == 1
        assert f"{path}, line 2, at `limit`" in result.err
        assert result.err.count("\n") == 1
    assert path.read_text() == "[learning]\nlimit = \n"


def test_keys_lists_every_name(rlmchat: Commands) -> None:
    assert [key["name"] for key in rlmchat.ok("config", "keys", "--json").lines] == list(key_names())
    assert "ctrl+p" in rlmchat.ok("config", "keys").out


def test_edit_opens_the_editor_and_checks(rlmchat: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "editor.py"
    script.write_text("import sys; open(sys.argv[1], 'a').write('[learning]\\nlimit = 4\\n')")
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    monkeypatch.delenv("VISUAL", raising=False)
    rlmchat.ok("config", "edit")
    assert rlmchat.ok("config", "show", "--json").data["learning"]["limit"] == 4
    again = rlmchat("config", "edit")
    assert again.code == 1
    assert "config.toml, line" in again.err
    assert "config edit" in again.err
