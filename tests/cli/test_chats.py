from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.commands import Commands

ABSENT = "ffffffff-ffff-7fff-bfff-ffffffffffff"


def chat(number: int, *said: str, title: str = "") -> dict[str, object]:
    """One chat in our own form, begun on that day of January."""
    messages = [
        {
            "id": f"019b76da-a80{number}-7000-8000-00000000000{i}",
            "role": "user" if i % 2 == 0 else "assistant",
            "text": text,
            "created_at": f"2026-01-0{number}T10:0{i}:00+00:00",
        }
        for i, text in enumerate(said)
    ]
    return {
        "id": f"019b76da-a80{number}-7000-8000-000000000000",
        "title": title or f"Chat {number}",
        "created_at": f"2026-01-0{number}T10:00:00+00:00",
        "updated_at": f"2026-01-0{number}T10:30:00+00:00",
        "model": "openai/test",
        "messages": messages,
    }


@pytest.fixture
def two(rlmchat: Commands) -> tuple[str, str]:
    """The ids of an older and a newer chat."""
    chats = [
        chat(1, "What is a fjord?", "A drowned valley."),
        chat(2, "And a ria?", "An unglaciated one.", title="Coasts"),
    ]
    rlmchat.ok("chats", "import", "-", stdin=json.dumps(chats))
    return str(chats[0]["id"]), str(chats[1]["id"])


def test_list_newest_first(rlmchat: Commands, two: tuple[str, str]) -> None:
    listed = rlmchat.ok("chats", "list", "--json").lines
    assert [(c["id"], c["title"], c["message_count"]) for c in listed] == [(two[1], "Coasts", 2), (two[0], "Chat 1", 2)]
    assert set(listed[0]) >= {
        "id",
        "title",
        "created_at",
        "updated_at",
        "model",
        "project",
        "deleted_at",
        "message_count",
    }
    assert [c["id"] for c in rlmchat.ok("chats", "list", "--json", "--limit", "1").lines] == [two[1]]
    table = rlmchat.ok("chats", "list").out
    assert table.index("Coasts") < table.index("Chat 1")


def test_no_chats_yet(rlmchat: Commands) -> None:
    assert rlmchat.ok("chats", "list").out == "No chats yet.\n"
    assert rlmchat.ok("chats", "list", "--deleted").out == "The bin is empty.\n"


def test_show(rlmchat: Commands, two: tuple[str, str]) -> None:
    out = rlmchat.ok("chats", "show", two[1]).out
    assert out.startswith("# Coasts\n")
    assert "And a ria?" in out
    messages = rlmchat.ok("chats", "show", two[1], "--json").data["messages"]
    assert [(m["role"], m["text"]) for m in messages] == [("user", "And a ria?"), ("assistant", "An unglaciated one.")]


def test_search(rlmchat: Commands, two: tuple[str, str]) -> None:
    found = rlmchat.ok("chats", "search", "drowned", "--json").data
    assert (found["chat"]["id"], found["message"]["text"]) == (two[0], "A drowned valley.")
    assert "drowned" in found["snippet"]
    assert "drowned" in rlmchat.ok("chats", "search", "drown").out
    assert rlmchat.ok("chats", "search", "glockenspiel").out == "Nothing found.\n"


def test_rename(rlmchat: Commands, two: tuple[str, str]) -> None:
    rlmchat.ok("chats", "rename", two[0], "Fjords", "and", "such")
    assert rlmchat.ok("chats", "show", two[0], "--json").data["title"] == "Fjords and such"
    assert rlmchat("chats", "rename", two[0], " ").code == 2
    assert rlmchat.ok("chats", "rename", two[0], "new\nline", "--json").data["title"] == "new line"


def test_delete_restore_and_purge(rlmchat: Commands, two: tuple[str, str]) -> None:
    rlmchat.ok("chats", "delete", *two)
    assert rlmchat.ok("chats", "list", "--json").lines == []
    assert {c["id"] for c in rlmchat.ok("chats", "list", "--deleted", "--json").lines} == set(two)
    rlmchat.ok("chats", "restore", two[0])
    assert rlmchat.ok("chats", "list", "--json").data["id"] == two[0]
    rlmchat.ok("chats", "delete", "--purge", two[1])
    assert rlmchat("chats", "restore", two[1]).code == 3


@pytest.mark.parametrize("action", ["show", "delete", "restore", "export"])
def test_no_such_chat(rlmchat: Commands, two: tuple[str, str], action: str) -> None:
    result = rlmchat("chats", action, ABSENT)
    assert result.code == 3
    assert ABSENT in result.err


@pytest.mark.parametrize("action", ["show", "delete", "export"])
def test_a_beginning_that_fits_both_names_them(rlmchat: Commands, two: tuple[str, str], action: str) -> None:
    result = rlmchat("chats", action, two[0][:8])
    assert result.code == 2
    assert all(one in result.err for one in two)


def test_what_is_exported_can_be_imported_elsewhere(rlmchat: Commands, two: tuple[str, str], tmp_path: Path) -> None:
    file, other = tmp_path / "all.jsonl", str(tmp_path / "other")
    rlmchat.ok("chats", "export", "--all", "-o", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    assert rlmchat.ok("chats", "import", str(file), "--home", other).out == "2 chats imported.\n"
    assert rlmchat.ok("chats", "import", str(file), "--home", other).out == "0 chats imported, 2 there already.\n"
    here = rlmchat.ok("chats", "export", "--all").out
    assert rlmchat.ok("chats", "export", "--all", "--home", other).out == here


def test_export_for_reading(rlmchat: Commands, two: tuple[str, str], tmp_path: Path) -> None:
    assert rlmchat.ok("chats", "export", two[1]).out.startswith(
        "# Coasts\n\n## You, 2026-01-02 10:00 UTC\n\nAnd a ria?"
    )
    rlmchat.ok("chats", "export", two[1], "-o", str(tmp_path / "one.json"))
    assert json.loads((tmp_path / "one.json").read_text())["title"] == "Coasts"
    assert rlmchat("chats", "export", "--all", "--format", "md").code == 2


def test_the_zip_of_chatgpt(rlmchat: Commands, tmp_path: Path) -> None:
    node = {
        "message": {"author": {"role": "user"}, "content": {"content_type": "text", "parts": ["Hello"]}},
        "parent": None,
    }
    conversation = {"title": "Old", "create_time": 1_700_000_000, "mapping": {"a": node}, "current_node": "a"}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("conversations.json", json.dumps([conversation]))
    (tmp_path / "export.zip").write_bytes(packed.getvalue())
    assert rlmchat.ok("chats", "import", str(tmp_path / "export.zip"), "--json").data["title"] == "Old"


@pytest.mark.parametrize(
    "data",
    [
        b"nonsense",
        b"[1]",
        b'{"a": 1}',
        b"PK\x03\x04broken",
        b"\xff\xff",
        b'[{"messages": [{"role": "x", "text": ""}]}]',
    ],
)
def test_a_file_that_cannot_be_read(rlmchat: Commands, data: bytes) -> None:
    result = rlmchat("chats", "import", "-", stdin=data)
    assert result.code == 2
    assert result.err.count("\n") == 1
    assert rlmchat.ok("chats", "list", "--json").lines == []
