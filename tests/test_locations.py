"""Every path is under one roof when the person says so, and what we make is theirs alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from rlmchat.locations import locations, private_folder, project_root, shipped_themes


def test_a_named_home_holds_everything(tmp_path: Path) -> None:
    places = locations(tmp_path)
    paths = (places.config_file, places.user_themes, places.database, places.backups, places.chroma, places.log_file)
    assert all(path.is_relative_to(tmp_path) for path in paths)


def test_the_environment_names_a_home_and_the_argument_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RLMCHAT_HOME", str(tmp_path / "env"))
    assert locations().database == tmp_path / "env" / "data" / "rlmchat.db"
    assert locations(tmp_path / "arg").database == tmp_path / "arg" / "data" / "rlmchat.db"


def test_without_a_home_the_platform_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("RLMCHAT_HOME", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    assert locations().config_file.name == "config.toml"
    assert "rlmchat" in str(locations().database)


def test_folders_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    made = private_folder(tmp_path / "a" / "b")
    assert [folder.stat().st_mode & 0o777 for folder in (made, made.parent)] == [0o700, 0o700]
    assert private_folder(made) == made


def test_a_project_is_its_git_root_or_the_folder_itself(tmp_path: Path) -> None:
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "repo" / "src").mkdir()
    assert project_root(tmp_path / "repo" / "src") == tmp_path / "repo"
    assert project_root(tmp_path) in (tmp_path, *tmp_path.parents)


def test_the_shipped_themes_are_found() -> None:
    assert len(list(shipped_themes().glob("*.toml"))) >= 4
