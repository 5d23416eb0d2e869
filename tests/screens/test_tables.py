"""The pure parts of the screens: commands, files, settings, choosing, exporting."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from rlmchat.conversation import Chat, ChatId, Message, MessageId, Role
from rlmchat.errors import SettingsError, UsageError
from rlmchat.screens import attachments, commands
from rlmchat.screens.chat_commands import ChatCommands
from rlmchat.screens.chat_files import export_file, file_name
from rlmchat.screens.chat_messages import code_of
from rlmchat.screens.picker import Choice, matching
from rlmchat.screens.settings_table import ROWS, changed, next_value, shown, value
from rlmchat.settings import Settings
from tests.fakes.session import NOW


class TestCommands:
    @pytest.mark.parametrize(
        "text", ["hello", "/etc/hosts is here", "//not a command", "/model\nx", "/ alone", "/2 of them"]
    )
    def test_ordinary_messages(self, text: str) -> None:
        assert commands.parse(text) is None

    def test_names_and_arguments(self) -> None:
        found = commands.parse("/Rename  A new title ")
        assert isinstance(found, tuple)
        assert (found[0].name, found[1]) == ("rename", "A new title")

    def test_mistakes_are_told(self) -> None:
        assert commands.parse("/nope") == "There is no command /nope. /help lists those there are."
        assert commands.parse("/remember") == "/remember needs RULE."

    def test_every_command_does_something(self) -> None:
        assert all(callable(getattr(ChatCommands, f"do_{command.name}", None)) for command in commands.COMMANDS)

    def test_suggestions_narrow(self) -> None:
        assert [one.text for one in commands.suggestions("/re")] == ["/rename ", "/remember "]
        assert commands.suggestions("/rename x") == []
        assert commands.suggestions("/etc/") == []


class TestFiles:
    def test_mentions_are_files_that_exist(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "a.txt").write_text("A")
        (tmp_path / "with space.md").write_text("S")
        text = 'see @a.txt, @"with space.md" and mail me@a.txt or @nobody. Also @a.txt.'
        assert [path.name for path in attachments.mentioned(text)] == ["a.txt", "with space.md", "a.txt"]
        assert [file.name for file in attachments.attachments(text)] == ["a.txt", "with space.md"]

    def test_pictures_go_as_pictures(self, tmp_path: Path) -> None:
        (tmp_path / "p.png").write_bytes(b"\x89PNG")
        assert attachments.read(tmp_path / "p.png").image.startswith("data:image/png;base64,")

    def test_what_cannot_be_sent_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "b.bin").write_bytes(b"\xff\xfe\x00\xd8")
        with pytest.raises(UsageError, match="neither text nor a picture"):
            attachments.read(tmp_path / "b.bin")
        with pytest.raises(UsageError, match="cannot be read"):
            attachments.read(tmp_path / "gone")
        (tmp_path / "big").write_bytes(b"x" * (attachments.LARGEST + 1))
        with pytest.raises(UsageError, match="larger than 2 MB"):
            attachments.read(tmp_path / "big")

    def test_suggestions_complete_paths(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "docs").mkdir()
        (tmp_path / "docs" / "one.md").write_text("")
        (tmp_path / ".hidden").write_text("")
        assert [one.text for one in attachments.suggestions("look at @d")] == ["@docs/"]
        assert [one.text for one in attachments.suggestions("@docs/")] == ["@docs/one.md"]
        assert [one.text for one in attachments.suggestions(f"@{tmp_path}/docs/o")] == [f"@{tmp_path}/docs/one.md"]
        assert attachments.suggestions("a@d") == []
        assert [one.text for one in attachments.suggestions("@.h")] == ["@.hidden"]
        assert attachments.suggestions("@nowhere/x") == []


class TestSettings:
    def test_every_row_is_a_setting(self) -> None:
        for row in ROWS:
            assert shown(Settings(), row) != ""

    def test_the_table_leaves_out_little(self) -> None:
        known = {row.key for row in ROWS}
        all_of_them = {
            f"{section}.{f.name}"
            for section in ("model", "learning", "apply", "embedder", "store", "look")
            for f in fields(getattr(Settings(), section))
        }
        assert all_of_them - known <= {"model.retries", "model.context_tokens", "look.welcome"}

    def test_enter_goes_through_what_there_is(self) -> None:
        settings = Settings()
        row = next(row for row in ROWS if row.key == "apply.mode")
        seen = []
        for _ in range(4):
            settings = changed(settings, row, next_value(settings, row) or "")
            seen.append(value(settings, row))
        assert seen == ["always", "deterministic", "off", "auto"]

    def test_texts_become_values(self) -> None:
        by_key = {row.key: row for row in ROWS}
        settings = changed(Settings(), by_key["model.temperature"], "0.5")
        assert settings.model.temperature == 0.5
        assert changed(settings, by_key["model.temperature"], "").model.temperature is None
        assert changed(settings, by_key["learning.limit"], "7").learning.limit == 7
        assert changed(settings, by_key["learning.enabled"], "off").learning.enabled is False

    @pytest.mark.parametrize(
        ("key", "text", "words"),
        [
            ("model.temperature", "hot", "model.temperature is a number"),
            ("model.temperature", "3", "model.temperature is from 0 to 2"),
            ("learning.limit", "2.5", "learning.limit is a number"),
            ("learning.enabled", "maybe", "learning.enabled is on or off"),
        ],
    )
    def test_mistakes_name_the_key(self, key: str, text: str, words: str) -> None:
        with pytest.raises(SettingsError, match=words):
            changed(Settings(), next(row for row in ROWS if row.key == key), text)


class TestChoosing:
    CHOICES = tuple(Choice(name, name) for name in ("openai/gpt-4o", "openai/gpt-4o-mini", "anthropic/claude"))

    def test_nothing_typed_keeps_the_order(self) -> None:
        assert matching(self.CHOICES, " ") == list(self.CHOICES)

    def test_letters_in_order_are_enough(self) -> None:
        assert [one.id for one in matching(self.CHOICES, "gpt mini")] == ["openai/gpt-4o-mini"]
        assert [one.id for one in matching(self.CHOICES, "claude")] == ["anthropic/claude"]
        assert matching(self.CHOICES, "xyz") == []


class TestExport:
    CHAT = Chat(ChatId("c"), "Capitals & coasts!", NOW, NOW, model="m/x")
    SAID = (
        Message(MessageId("1"), ChatId("c"), Role.USER, "Which?", NOW),
        Message(MessageId("2"), ChatId("c"), Role.ASSISTANT, "Canberra.", NOW, model="m/x", draft="Sydney."),
    )

    def test_markdown_for_reading(self, tmp_path: Path) -> None:
        path = export_file(str(tmp_path / "deep" / "x.md"), self.CHAT, self.SAID)
        assert path.read_text() == "# Capitals & coasts!\n\n**You**\n\nWhich?\n\n**m/x**\n\nCanberra.\n"

    def test_json_for_programs(self, tmp_path: Path) -> None:
        data = json.loads(export_file(str(tmp_path / "x.JSON"), self.CHAT, self.SAID).read_text())
        assert [m["text"] for m in data["messages"]] == ["Which?", "Canberra."]
        assert data["messages"][1]["draft"] == "Sydney."

    def test_never_over_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "x.md").write_text("mine")
        with pytest.raises(UsageError):
            export_file(str(tmp_path / "x.md"), self.CHAT, self.SAID)
        assert (tmp_path / "x.md").read_text() == "mine"

    def test_titles_become_names(self) -> None:
        assert file_name("Capitals & coasts!") == "capitals-coasts"
        assert file_name("../../etc") == "etc"
        assert file_name("…") == "chat"


def test_code_of_a_message() -> None:
    text = "a\n```py\nx = 1\n```\nb\n~~~\ny\n~~~\n```\nopen"
    assert code_of(text) == "x = 1\n\ny"
