from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.commands import Commands, Result
from tests.loopback import LoopbackServer

NAMES = [
    "versions",
    "folders",
    "config",
    "database",
    "backups",
    "embedder",
    "index",
    "detector",
    "keys",
    "provider",
    "terminal",
]
QUERY = "What is the capital of Australia?"


def state(result: Result, name: str) -> str:
    return next(str(check["state"]) for check in result.data["checks"] if check["name"] == name)


@pytest.fixture
def sydney(rlmchat: Commands) -> str:
    return rlmchat.add("Canberra", "Sydney", QUERY)


def recalled(rlmchat: Commands) -> list[str]:
    return [lesson["id"] for lesson in rlmchat.ok("recall", QUERY, "--json").data["lessons"]]


def test_all_is_well(rlmchat: Commands, sydney: str) -> None:
    result = rlmchat.ok("doctor", "--json")
    assert result.data["ok"] is True
    assert [check["name"] for check in result.data["checks"]] == NAMES
    assert {check["state"] for check in result.data["checks"]} == {"ok"}
    assert rlmchat.ok("doctor").out.endswith("All is well.\n")


def test_an_empty_home_is_well_too(rlmchat: Commands) -> None:
    assert rlmchat.ok("doctor", "--json").data["ok"] is True


def test_a_corrupt_index_is_found_and_made_anew(rlmchat: Commands, sydney: str) -> None:
    for path in (rlmchat.home / "data" / "chroma").rglob("*"):
        if path.is_file():
            path.write_bytes(b"not what it was")
    result = rlmchat("doctor", "--json")
    assert (result.code, state(result, "index")) == (1, "fail")
    assert "--repair" in rlmchat("doctor").out
    repaired = rlmchat.ok("doctor", "--repair", "--json")
    assert state(repaired, "index") == "ok"
    assert "1 correction" in repaired.data["repaired"][-1]
    assert recalled(rlmchat) == [sydney]


def test_a_lost_index_folder_is_made_anew(rlmchat: Commands, sydney: str) -> None:
    import shutil

    shutil.rmtree(rlmchat.home / "data" / "chroma")
    rlmchat.ok("doctor", "--repair")
    assert recalled(rlmchat) == [sydney]


def index_check(result: Result) -> dict[str, str]:
    return next(check for check in result.data["checks"] if check["name"] == "index")


@pytest.mark.parametrize("how", ["moved away", "made anew", "garbage"])
def test_an_index_whose_database_is_lost_is_set_aside_and_not_erased(
    rlmchat: Commands, sydney: str, tmp_path: Path, how: str
) -> None:
    data = rlmchat.home / "data"
    database = data / "rlmchat.db"
    if how == "garbage":
        database.write_bytes(b"this was never a database" * 100)
    else:
        database.rename(tmp_path / "kept.db")
    for end in ("-wal", "-shm"):
        database.with_name(database.name + end).unlink(missing_ok=True)
    if how == "made anew":
        rlmchat.ok("corrections", "list")
    if how != "garbage":
        found = rlmchat("doctor", "--json")
        check = index_check(found)
        assert (found.code, check["state"]) == (1, "fail")
        assert "knows 1 correction of which the database has never heard" in check["message"]
        assert str(database) in check["message"]
        assert "import" in check["hint"]
    repaired = rlmchat("doctor", "--repair")
    assert repaired.code == 1
    assert "All is well." not in repaired.out
    assert f"set aside as {data / 'chroma.broken-1'}" in repaired.out
    assert (data / "chroma.broken-1" / "chroma.sqlite3").exists()
    if how == "moved away":
        (tmp_path / "kept.db").rename(database)
        rlmchat.ok("doctor", "--repair")
        assert recalled(rlmchat) == [sydney]


def test_files_that_others_can_read_are_made_private(rlmchat: Commands, sydney: str) -> None:
    database = rlmchat.home / "data" / "rlmchat.db"
    rlmchat.home.joinpath("data").chmod(0o755)
    database.chmod(0o644)
    result = rlmchat.ok("doctor", "--json")
    assert state(result, "folders") == "warn"
    assert state(rlmchat.ok("doctor", "--repair", "--json"), "folders") == "ok"
    assert database.stat().st_mode & 0o777 == 0o600
    assert database.parent.stat().st_mode & 0o777 == 0o700


def test_a_broken_config(rlmchat: Commands) -> None:
    rlmchat.config("[model]\ntemperature = 9\n")
    result = rlmchat("doctor", "--json")
    assert (result.code, state(result, "config")) == (1, "fail")
    rlmchat.config("[modle]\nname = 'x'\n")
    assert state(rlmchat.ok("doctor", "--json"), "config") == "warn"


def test_a_damaged_database_is_salvaged(rlmchat: Commands, sydney: str) -> None:
    database = rlmchat.home / "data" / "rlmchat.db"
    for end in ("-wal", "-shm"):
        database.with_name(database.name + end).unlink(missing_ok=True)
    data = bytearray(database.read_bytes())
    data[-8192:] = b"\x55" * 8192
    database.write_bytes(data)
    result = rlmchat("doctor", "--json")
    assert (result.code, state(result, "database")) == (1, "fail")
    repaired = rlmchat("doctor", "--repair", "--json")
    assert state(repaired, "database") == "ok"
    assert list(database.parent.glob("rlmchat.db.broken-*"))
    assert rlmchat.ok("corrections", "list", "--json").data["id"] == sydney


def test_a_file_that_is_no_database(rlmchat: Commands) -> None:
    data = rlmchat.home / "data"
    data.mkdir(parents=True, mode=0o700)
    (data / "rlmchat.db").write_bytes(b"this was never a database" * 100)
    (data / "rlmchat.db").chmod(0o600)
    assert state(rlmchat("doctor", "--json"), "database") == "fail"
    assert rlmchat("corrections", "list").code == 1
    assert rlmchat.ok("doctor", "--repair", "--json").data["ok"] is True
    assert (data / "rlmchat.db.broken-1").exists()


def test_whether_the_server_answers(rlmchat: Commands) -> None:
    with LoopbackServer() as server:
        rlmchat.config(f'[model]\nname = "openai/test-model"\n[providers.openai]\napi_base = "{server.base_url}"\n')
        assert state(rlmchat.ok("doctor", "--json"), "provider") == "ok"
    result = rlmchat("doctor", "--json")
    assert (result.code, state(result, "provider")) == (1, "fail")


def test_keys_are_named_and_never_shown(rlmchat: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    rlmchat.config('[model]\nname = "openai/gpt-4o"\n')
    assert state(rlmchat.ok("doctor", "--json"), "provider") == "warn"
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret-0123456789")
    result = rlmchat.ok("doctor", "--json")
    assert "OpenAI" in json.dumps(result.data)
    assert "very-secret" not in result.out + rlmchat.ok("doctor").out


def test_an_index_of_another_embedder_is_told_and_made_anew(rlmchat: Commands, sydney: str) -> None:
    with LoopbackServer() as server:
        rlmchat.config(
            f'[embedder]\nname = "openai/text-embedding-3-small"\n[providers.openai]\napi_base = "{server.base_url}"\n'
        )
        assert state(rlmchat.ok("doctor", "--json"), "index") == "warn"
        assert state(rlmchat.ok("doctor", "--repair", "--json"), "index") == "ok"
    result = rlmchat("doctor", "--json")
    assert (result.code, state(result, "embedder")) == (1, "fail")


@pytest.mark.parametrize(
    ("size", "term", "found"),
    [("120x40", "xterm-256color", "ok"), ("60x20", "xterm", "warn"), ("120x40", "dumb", "warn")],
)
def test_what_the_terminal_can_do(
    rlmchat: Commands, monkeypatch: pytest.MonkeyPatch, size: str, term: str, found: str
) -> None:
    columns, lines = size.split("x")
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("LINES", lines)
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert state(rlmchat.ok("doctor", "--json"), "terminal") == found


def test_a_folder_that_cannot_be_used(rlmchat: Commands, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = rlmchat("doctor", "--home", str(tmp_path / "file" / "home"), "--json")
    assert (result.code, state(result, "folders")) == (1, "fail")
