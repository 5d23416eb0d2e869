"""The screens that open over the chat: settings, models, palette, dialogs of notes and messages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rlmchat.errors import ModelUnavailable, SettingsError
from rlmchat.learning.kept import Kept, KeptAs
from rlmchat.settings import LookSettings, Settings
from tests.fakes.session import Answer, ScriptedServices, correction
from tests.screens.chat_world import SMALL, chat, chatting, say, see, see_no, shown, type_in, until


def world(tmp_path: Path, *script: Answer) -> ScriptedServices:
    return ScriptedServices(tmp_path, list(script))


class TestSettings:
    async def test_enter_changes_and_saves(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        async with chatting(services) as pilot:
            await pilot.press("f2")
            await see(pilot, "Model of new chats")
            await type_in(pilot, "jjjjj")
            await see(pilot, "learning.enabled · off sends no lessons")
            await pilot.press("enter")
            await until(pilot, lambda: not services.settings.learning.enabled)
            await pilot.press("k", "space")
            await see(pilot, "Persona", "a name from [personas]")
            await type_in(pilot, "short\n")
            await until(pilot, lambda: services.settings.model.persona == "short")
            await pilot.press("escape")
            await see(pilot, "○ learning off")

    async def test_a_wrong_value_is_told_and_changes_nothing(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        async with chatting(services) as pilot:
            await pilot.press("f2")
            await see(pilot, "Model of new chats")
            await type_in(pilot, "j")
            await pilot.press("enter")
            await see(pilot, "0 to 2; empty leaves it to the provider")
            await type_in(pilot, "9\n")
            await see(pilot, "model.temperature is from 0 to 2")
            assert services.settings == Settings()

    async def test_colours_are_chosen_from_all_there_are(self, tmp_path: Path) -> None:
        themes = tmp_path / "config" / "themes"
        themes.mkdir(parents=True)
        (themes / "mine.toml").write_text("primary = '#ff00ff'\nbackground = '#000000'\n")
        (themes / "broken.toml").write_text("primary = 7\n")
        services = world(tmp_path)
        async with chatting(services) as pilot:
            await pilot.press("f2")
            await see(pilot, "Model of new chats")
            await pilot.press("end", "up", "up")
            await see(pilot, "look.theme")
            await pilot.press("enter")
            await see(pilot, "type to filter", "broken.toml: primary = 7")
            await type_in(pilot, "mine\n")
            await until(pilot, lambda: services.settings.look.theme == "mine")
            assert pilot.app.theme == "mine"

    async def test_what_cannot_be_saved_is_told(self, tmp_path: Path) -> None:
        services = world(tmp_path)

        async def fail(settings: Settings) -> None:
            raise SettingsError("config.toml cannot be written: read-only file system.")

        async with chatting(services) as pilot:
            services.change_settings = fail  # type: ignore[method-assign]
            await pilot.press("f2")
            await see(pilot, "Model of new chats")
            await type_in(pilot, "jjjjj")
            await pilot.press("enter")
            await see(pilot, "config.toml cannot be written")


class TestModels:
    async def test_typing_finds_and_enter_takes(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        async with chatting(services) as pilot:
            await pilot.press("ctrl+l")
            await see(pilot, "anthropic/claude-sonnet-4", "● openai/gpt-4o-mini")
            await type_in(pilot, "claude")
            await see_no(pilot, "demo/demo")
            await pilot.press("down", "up", "enter")
            await see(pilot, "claude-sonnet-4 ▾", "The next answer comes from anthropic/claude-sonnet-4.")

    async def test_any_name_can_be_used(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        async with chatting(services) as pilot:
            await pilot.press("ctrl+l")
            await type_in(pilot, "ollama_chat/tiny")
            await see(pilot, "use this name as it stands")
            await pilot.press("enter")
            await see(pilot, "tiny ▾")

    async def test_the_demo_is_labelled(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path)) as pilot:
            await type_in(pilot, "/model demo/demo\n")
            await see(pilot, "demo, offline ▾")

    async def test_a_list_that_cannot_be_had_is_told(self, tmp_path: Path) -> None:
        services = world(tmp_path)

        async def fail() -> list[str]:
            raise ModelUnavailable("The model process ended.")

        services.model.models = fail  # type: ignore[method-assign,assignment]
        async with chatting(services) as pilot:
            await pilot.press("ctrl+l")
            await see(pilot, "The model process ended.", "openai/gpt-4o-mini")
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is chat(pilot))


class TestThePalette:
    async def test_finds_what_the_chat_can_do(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path)) as pilot:
            await pilot.press("ctrl+p")
            await type_in(pilot, "learning on")
            await see(pilot, "Learning on or off")
            await pilot.press("enter")
            await pilot.press("enter")
            await see(pilot, "○ learning off")

    async def test_a_theme_chosen_there_is_kept(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        async with chatting(services) as pilot:
            await type_in(pilot, "/theme\n")
            await see(pilot, "high-contrast")
            await type_in(pilot, "amber")
            await pilot.press("enter")
            await until(pilot, lambda: pilot.app.theme == "amber" or pilot.app.screen is not chat(pilot))
            await pilot.press("enter")
            await until(pilot, lambda: services.settings.look.theme == "amber")

    def test_everything_it_offers_is_callable(self, tmp_path: Path) -> None:
        from rlmchat.screens.chat import ChatScreen
        from rlmchat.screens.start import Start

        screen = ChatScreen(Start.of(world(tmp_path)))  # type: ignore[arg-type]
        titles = [title for title, _, deed in screen.palette() if callable(deed)]
        assert len(titles) == len(set(titles)) >= 15


class TestNotes:
    async def test_a_note_is_edited_in_a_dialog(self, tmp_path: Path) -> None:
        record = correction("n1", "Sydney", "Canbera")
        services = world(tmp_path, Answer("Fine.", kept=Kept(record, KeptAs.NEW)))
        services.memory.records["n1"] = record
        async with chatting(services) as pilot:
            await say(pilot, "no, Canbera")
            await pilot.press("tab", "e")
            await until(pilot, lambda: type(pilot.app.screen).__name__ == "EditCorrection")
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is chat(pilot))
            await see(pilot, "✓ learned: Sydney → Canbera")

    async def test_what_was_learned_before_is_confirmed_and_refusals_say_why(self, tmp_path: Path) -> None:
        again = Answer("One.", kept=Kept(correction("a"), KeptAs.MERGED))
        never = Answer("Two.", kept=Kept(correction("b"), KeptAs.REJECTED, reason="you deleted this before"))
        async with chatting(world(tmp_path, again, never)) as pilot:
            await say(pilot, "one")
            await see(pilot, "✓ confirmed: Sydney → Canberra")
            await say(pilot, "two")
            await see(pilot, "– you deleted this before")

    async def test_clicks_answer_notes(self, tmp_path: Path) -> None:
        record = correction("n1")
        services = world(tmp_path, Answer("Fine.", kept=Kept(record, KeptAs.NEW)))
        services.memory.records["n1"] = record
        async with chatting(services) as pilot:
            await say(pilot, "no")
            lines = shown(pilot).splitlines()
            y = next(at for at, line in enumerate(lines) if "z undo" in line)
            await pilot.click(offset=(lines[y].index("undo"), y))
            await see(pilot, "↶ taken back")

    async def test_a_record_that_is_gone_is_told(self, tmp_path: Path) -> None:
        services = world(tmp_path, Answer("Fine.", kept=Kept(correction("gone"), KeptAs.NEW)))
        async with chatting(services) as pilot:
            await say(pilot, "no")
            await pilot.press("tab", "z")
            await see(pilot, "There is no correction gone.")


class TestRest:
    async def test_the_header_and_bottom_line_can_be_clicked(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path)) as pilot:
            line = shown(pilot).splitlines()[0]
            await pilot.click(offset=(line.index("gpt-4o-mini"), 0))
            await see(pilot, "type to filter")
            await pilot.press("escape")
            line = shown(pilot).splitlines()[-1]
            await pilot.click(offset=(line.index("F1"), len(shown(pilot).splitlines()) - 1))
            await see(pilot, "Keys and commands")

    async def test_help_scrolls_and_fits(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path), SMALL) as pilot:
            await type_in(pilot, "/help\n")
            await see(pilot, "Keys and commands")
            before = shown(pilot)
            await type_in(pilot, "j")
            await until(pilot, lambda: shown(pilot) != before)
            await type_in(pilot, "k")
            await until(pilot, lambda: shown(pilot) == before)

    async def test_doctor_tells_how_it_stands(self, tmp_path: Path) -> None:
        services = world(tmp_path)
        async with chatting(services) as pilot:
            await type_in(pilot, "/doctor\n")
            await see(pilot, "Everything works.")
            services.memory.health = "The vector index cannot be opened, keywords only."
            await type_in(pilot, "/doctor\n")
            await see(pilot, "keywords only.")

    async def test_clear_why_wrong_and_copy_before_anything_was_said(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path)) as pilot:
            for command in ("/why", "/wrong", "/copy", "/undo", "/export", "/fork"):
                await type_in(pilot, f"{command}\n")
            await see(pilot, "There is no answer yet.", "There is nothing to undo.", "There is nothing to export yet.")
            await type_in(pilot, "/clear\n")
            await see(pilot, "Ask anything.")

    async def test_export_from_the_list(self, tmp_path: Path) -> None:
        services = world(tmp_path, Answer("One."))
        async with chatting(services) as pilot:
            await say(pilot, "go")
            assert services.session is not None
            services.history.kept["chat-1"] = services.session.chat
            services.history.said["chat-1"] = list(services.session.messages)
            await pilot.press("ctrl+s")
            await see(pilot, "Chats  1")
            await type_in(pilot, "x")
            await see(pilot, "Export to", "go.md")
            target = tmp_path / "list.json"
            await pilot.press("ctrl+a", "ctrl+k")
            await type_in(pilot, f"{target}\n")
            await until(pilot, target.exists)

    async def test_renaming_by_dialog(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path, Answer("One."))) as pilot:
            await say(pilot, "go")
            await type_in(pilot, "/rename\n")
            await see(pilot, "Title of this chat")
            await type_in(pilot, " west\n")
            await see(pilot, "rlmchat   go west")

    async def test_the_narrow_panel_lies_over_the_chat(self, tmp_path: Path) -> None:
        async with chatting(world(tmp_path), SMALL) as pilot:
            width = chat(pilot).transcript.size.width
            await pilot.press("ctrl+b")
            await see(pilot, "Nothing learned yet.")
            assert chat(pilot).transcript.size.width == width

    async def test_the_welcome_can_go_back_and_shows_colours_at_once(self, tmp_path: Path) -> None:
        services = ScriptedServices(tmp_path, settings=replace(Settings(), look=LookSettings()))
        async with chatting(services, first_run=True) as pilot:
            await see(pilot, "1 of 3")
            await pilot.press("s")
            await see(pilot, "2 of 3")
            await pilot.press("left")
            await see(pilot, "1 of 3")
            await pilot.press("s", "s")
            await see(pilot, "3 of 3")
            await pilot.press("down")
            await until(pilot, lambda: pilot.app.theme == "rlmchat-light")
            await pilot.press("enter")
            await until(pilot, lambda: services.settings.look.theme == "rlmchat-light")
