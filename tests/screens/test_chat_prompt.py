"""Writing in the prompt: commands, suggestions, pastes, the editor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from tests.fakes.session import Answer
from tests.screens.chat_world import chat, chatting, idle, say, see, see_no, type_in, until, world


def at_once(pilot: Pilot[Any], line: str) -> None:
    """All keys of a line and enter, before the editor can tell of the first change."""
    for key in [*(events.Key(letter, letter) for letter in line), events.Key("enter", "\r")]:
        chat(pilot).prompt.post_message(key)


class TestCommands:
    async def test_are_suggested_and_taken(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path)) as pilot:
            await type_in(pilot, "/re")
            await see(pilot, "▸ /rename", "/remember")
            await pilot.press("down", "tab")
            await until(pilot, lambda: chat(pilot).prompt.text == "/remember ")

    @pytest.mark.parametrize(
        ("line", "seen"),
        [
            ("/why", "There is no answer yet."),
            ("/remember dates as YYYY-MM-DD", "learned: dates as YYYY-MM-DD"),
            ("/nonsense", "There is no command /nonsense"),
        ],
    )
    async def test_typed_in_one_go_with_enter_are_what_was_written(self, tmp_path: Path, line: str, seen: str) -> None:
        async with chatting(world(tmp_path)) as pilot:
            await type_in(pilot, line[0])
            await see(pilot, "▸ /help")
            at_once(pilot, line[1:])
            await see(pilot, seen)

    async def test_a_word_begun_is_completed_also_when_enter_follows_at_once(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path)) as pilot:
            at_once(pilot, "/rem")
            await until(pilot, lambda: chat(pilot).prompt.text == "/remember ")

    async def test_up_goes_past_an_earlier_command(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path, Answer("One."))) as pilot:
            await say(pilot, "go")
            await type_in(pilot, "/help\n")
            await see(pilot, "Keys and commands")
            await pilot.press("escape")
            await pilot.press("up")
            await until(pilot, lambda: chat(pilot).prompt.text == "/help")
            await pilot.press("up")
            await until(pilot, lambda: chat(pilot).prompt.text == "go")

    async def test_unknown_ones_are_told_and_kept(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        async with chatting(services) as pilot:
            await type_in(pilot, "/nonsense\n")
            await see(pilot, "There is no command /nonsense")
            assert chat(pilot).prompt.text == "/nonsense"

    async def test_paths_are_messages(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        async with chatting(services) as pilot:
            await say(pilot, "/etc/hosts is missing")
            assert services.session is not None
            assert services.session.sent == ["/etc/hosts is missing"]

    async def test_rename_undo_copy_model_theme(self, tmp_path: Path) -> None:
        services = world(tmp_path, Answer("One."))
        async with chatting(services) as pilot:
            await say(pilot, "go")
            await type_in(pilot, "/rename Better title\n")
            await see(pilot, "rlmchat   Better title")
            await type_in(pilot, "/copy\n")
            await until(pilot, lambda: pilot.app.clipboard == "One.")
            await type_in(pilot, "/model other/big-one\n")
            await see(pilot, "big-one ▾")
            await type_in(pilot, "/theme rlmchat-dark\n")
            await type_in(pilot, "/theme nope\n")
            await see(pilot, "There is no theme nope.")
            chat(pilot).prompt.put("")
            await type_in(pilot, "/undo\n")
            await see_no(pilot, "One.")
            await until(pilot, lambda: chat(pilot).prompt.text == "go")

    async def test_export_writes_a_file_and_never_over_one(self, tmp_path: Path) -> None:
        services = world(tmp_path, Answer("One."))
        async with chatting(services) as pilot:
            await say(pilot, "go")
            target = tmp_path / "talk.md"
            await type_in(pilot, f"/export {target}\n")
            await until(pilot, target.exists)
            assert "**You**\n\ngo" in target.read_text()
            await type_in(pilot, f"/export {target}\n")
            await see(pilot, "exists already")

    async def test_help_settings_and_palette_open(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path)) as pilot:
            await pilot.press("f1")
            await see(pilot, "Keys and commands", "/remember RULE")
            await pilot.press("escape")
            await pilot.press("f2")
            await see(pilot, "Settings", "Model of new chats")
            await pilot.press("escape")
            await pilot.press("ctrl+p")
            await see(pilot, "New chat")

    async def test_exit_leaves(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        async with chatting(services) as pilot:
            await type_in(pilot, "/exit\n")
            await until(pilot, lambda: pilot.app._exit)


class TestThePrompt:
    async def test_a_huge_paste_becomes_a_mark_and_is_sent_whole(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        text = "\n".join(f"line {n}" for n in range(50_000))
        async with chatting(services) as pilot:
            pilot.app.post_message(events.Paste(text))
            await see(pilot, "⟦paste 1 · 50,000 lines⟧")
            assert len(chat(pilot).prompt.text) < 60
            await say(pilot, " what is it?")
            assert services.session is not None
            assert services.session.sent == [f"{text} what is it?"]

    async def test_keys_can_be_bound_otherwise(self, tmp_path: Path) -> None:
        services = world(tmp_path, keys={"send": "ctrl+j", "newline": "enter", "help": "f8"})
        async with chatting(services) as pilot:
            await type_in(pilot, "one\ntwo")
            await pilot.press("ctrl+j")
            await idle(pilot)
            assert services.session is not None
            assert services.session.sent == ["one\ntwo"]
            await see(pilot, "F8 keys")

    async def test_ctrl_x_cuts_a_selection_and_otherwise_flags(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path)) as pilot:
            await type_in(pilot, "word")
            await pilot.press("f7")
            await pilot.press("ctrl+x")
            await until(pilot, lambda: chat(pilot).prompt.text == "")
            await pilot.press("ctrl+x")
            await see(pilot, "There is no answer yet.")

    async def test_the_editor_writes_the_message(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from contextlib import contextmanager

        script = tmp_path / "editor.sh"
        script.write_text('#!/bin/sh\nprintf " and more" >> "$1"\n')
        script.chmod(0o755)
        monkeypatch.setenv("VISUAL", str(script))
        async with chatting(world(tmp_path)) as pilot:

            @contextmanager
            def suspended() -> Any:
                yield

            monkeypatch.setattr(pilot.app, "suspend", suspended)
            await type_in(pilot, "words")
            await pilot.press("ctrl+o")
            await until(pilot, lambda: chat(pilot).prompt.text == "words and more")
