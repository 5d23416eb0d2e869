"""What the slash commands and the palette do in a chat."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from textual import work

from rlmchat.conversation import MessageId
from rlmchat.errors import RlmChatError, ThemeError
from rlmchat.screens.chat_files import export_file, file_name
from rlmchat.screens.chat_messages import ChatMessages
from rlmchat.screens.commands import Command


class ChatCommands(ChatMessages):
    """One method a command, named after it."""

    def run_command(self, command: Command, argument: str) -> None:
        """Do what was asked for."""
        act: Callable[[str], object] = getattr(self, f"do_{command.name}")
        act(argument)

    def palette(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """Title, help and deed of everything the palette offers here."""
        yield "New chat", "Begin a new chat; this one is kept", lambda: self.open_chat(None)
        yield "Chats", "Open, search, rename, export or delete a chat", lambda: self.do_chats("")
        yield "Model", "Choose the model", lambda: self.do_model("")
        yield "All corrections", "Everything that was learned", lambda: self.do_forget("")
        yield "Inbox", "What waits for a yes or no", lambda: self.do_inbox("")
        yield "Corrections panel", "Show or hide it beside the chat", self.action_panel
        yield "Insights", "Whether learning helps, and what keeps coming back", lambda: self.do_insights("")
        yield "Profile", "What the assistant knows of you, on one page", lambda: self.do_profile("")
        yield "Learning on or off", "Switch learning", self.action_learning
        yield "Wrong", "Say what is wrong with the last answer", lambda: self.do_wrong("")
        yield "Why", "What was recalled for the last answer", lambda: self.do_why("")
        yield "Regenerate", "Ask for the last answer again", self.do_regenerate
        yield "Undo", "Take the last exchange out of the chat", lambda: self.do_undo("")
        yield "Fork", "Go on in a copy of this chat", lambda: self.do_fork("")
        yield "Rename", "Give this chat a title", lambda: self.do_rename("")
        yield "Export", "Write this chat to a file", lambda: self.do_export("")
        yield "Copy last answer", "To the clipboard, without hard line breaks", lambda: self.do_copy("")
        yield "Settings", "Model, learning, looks, store", lambda: self.do_config("")
        yield "Keys", "Every key and command", lambda: self.do_help("")
        yield "Doctor", "Check that everything works", lambda: self.do_doctor("")

    # What the chat screen supplies.

    def open_chat(self, chat_id: str | None) -> None:
        """Show another chat; None begins one."""
        raise NotImplementedError

    def action_panel(self) -> object:
        """Show or hide the corrections panel."""
        raise NotImplementedError

    def action_learning(self) -> object:
        """Switch learning on or off."""
        raise NotImplementedError

    # One a command.

    def do_help(self, argument: str) -> None:
        """Keys and commands."""
        from rlmchat.screens.keys import KeysScreen

        self.app.push_screen(KeysScreen())

    def do_clear(self, argument: str) -> None:
        """A new chat."""
        self.open_chat(None)

    @work(group="dialog")
    async def do_model(self, argument: str) -> None:
        """By name, or from the list."""
        from rlmchat.screens.models import ModelsScreen

        services = await self.connected()
        current = self.session.model if self.session else services.default_model
        name = argument or await self.ask(ModelsScreen(services, current))
        if name and self.session is not None:
            self.session.model = name
            self.header.tell(model=name, demo=name.startswith("demo/"))
            self.tell(f"The next answer comes from {name}.", bad=False)

    @work(group="dialog")
    async def do_chats(self, argument: str) -> None:
        """Other chats."""
        from rlmchat.screens.chats import ChatsScreen

        services = await self.connected()
        current = self.session.chat.id if self.session else ""
        chosen = await self.ask(ChatsScreen(services, current))
        if chosen == current and self.session is not None:
            chat = await services.history.chat(self.session.chat.id)
            if chat is not None:
                self.session.chat = chat
                self.header.tell(title=chat.title)
        elif chosen is not None:
            self.open_chat(chosen or None)

    def do_copy(self, argument: str) -> None:
        """The last answer."""
        if answer := self.transcript.last_answer():
            self.copy(answer.text, "Last answer copied.")

    def do_theme(self, argument: str) -> None:
        """By name, or from the list."""
        if not argument:
            self.app.search_themes()
        elif argument in self.app.available_themes:
            self.app.theme = argument
        else:
            names = ", ".join(sorted(self.app.available_themes))
            self.tell(ThemeError(f"There is no theme {argument}.", f"There are: {names}."))

    @work(group="dialog")
    async def do_config(self, argument: str) -> None:
        """Settings."""
        from rlmchat.screens.settings import SettingsScreen

        await self.ask(SettingsScreen(await self.connected()))
        self.settings_changed()

    def settings_changed(self) -> None:
        """What the settings say may show in the header."""
        self.header.tell(learning=self.settings.learning.enabled)

    @work(group="dialog")
    async def do_rename(self, argument: str) -> None:
        """Another title."""
        from rlmchat.screens.prompt_dialogs import AskText

        if self.session is None:
            return
        title = argument or await self.ask(AskText("Title of this chat", self.session.chat.title))
        if title and title.strip():
            await self.session.rename(title.strip())
            self.header.tell(title=self.session.chat.title)

    @work(group="dialog")
    async def do_undo(self, argument: str) -> None:
        """The last exchange goes, the text comes back."""
        if self.session is None or self.busy:
            return
        said = [message.id for message in self.session.messages if message.role == "user"]
        text = await self.session.undo_last()
        if text is None:
            self.tell("There is nothing to undo.", bad=False)
            return
        await self.transcript.drop(said[-1:])
        self.prompt.put(text)

    def do_regenerate(self) -> None:
        """The last answer again."""
        if answer := self.transcript.last_answer():
            self.regenerate(answer)

    def do_fork(self, argument: str) -> None:
        """A copy of this chat."""
        self.fork(None)

    @work(group="dialog", exclusive=True)
    async def fork(self, message_id: MessageId | None) -> None:
        """Go on in a copy, up to a message."""
        if self.session is None or not self.session.messages or self.busy:
            return
        try:
            forked = await self.session.fork(message_id)
        except RlmChatError as error:
            self.tell(error)
            return
        self.open_chat(forked.chat.id)
        self.tell("You are in a copy now; the original is in the list (ctrl+s).", bad=False)

    @work(group="dialog")
    async def do_export(self, argument: str) -> None:
        """Write the chat to a file."""
        from rlmchat.screens.prompt_dialogs import AskText

        if self.session is None or not self.session.messages:
            self.tell("There is nothing to export yet.", bad=False)
            return
        usual = f"{file_name(self.session.chat.title)}.md"
        name = argument or await self.ask(AskText("Export to (.md or .json)", usual))
        if name:
            try:
                path = export_file(name, self.session.chat, self.session.messages)
            except (OSError, RlmChatError) as error:
                self.tell(f"Not exported: {error}")
            else:
                self.tell(f"Exported to {path}.", bad=False)

    def do_wrong(self, argument: str) -> None:
        """The last answer is wrong."""
        answer = self.transcript.last_answer()
        if answer is None:
            self.tell("There is no answer yet.", bad=False)
        else:
            self.flag(answer)

    @work(group="dialog")
    async def do_remember(self, argument: str) -> None:
        """Keep a rule."""
        from rlmchat.screens.notes import kept_note

        if self.session is None:
            return
        try:
            kept = await self.session.remember(argument)
        except RlmChatError as error:
            self.tell(error)
            return
        await self.transcript.note(kept_note(kept))
        self.noted()
        self.learned()
        if kept.conflict is not None:
            await self.decide(kept.conflict)

    @work(group="dialog")
    async def do_forget(self, argument: str) -> None:
        """Find a correction in the browser."""
        from rlmchat.screens.corrections import CorrectionsScreen

        screen = CorrectionsScreen(await self.connected())
        if argument:
            self.call_after_refresh(screen.search, argument)
        await self.app.push_screen_wait(screen)
        self.learned()

    @work(group="dialog")
    async def do_insights(self, argument: str) -> None:
        """Whether learning helps."""
        from rlmchat.screens.insights import InsightsScreen

        await self.app.push_screen_wait(InsightsScreen(await self.connected()))
        self.learned()

    @work(group="dialog")
    async def do_profile(self, argument: str) -> None:
        """What is known of the person."""
        from rlmchat.screens.profile import ProfileScreen

        await self.app.push_screen_wait(ProfileScreen(await self.connected()))
        self.learned()

    @work(group="dialog")
    async def do_inbox(self, argument: str) -> None:
        """The browser, where things wait for a yes or no."""
        from rlmchat.screens.corrections import CorrectionsScreen

        screen = CorrectionsScreen(await self.connected(), inbox=True)
        await self.app.push_screen_wait(screen)
        self.learned()

    def do_why(self, argument: str) -> None:
        """What was recalled for the last answer."""
        if answer := self.transcript.last_answer():
            self.show_why(answer)
        else:
            self.tell("There is no answer yet.", bad=False)

    @work(group="dialog")
    async def do_doctor(self, argument: str) -> None:
        """How everything stands."""
        services = await self.connected()
        lines = [*services.problems, services.memory.health]
        found = [line for line in lines if line]
        self.tell("\n".join(found) if found else "Everything works. `rlmchat doctor` looks deeper.", bad=bool(found))

    def do_exit(self, argument: str) -> None:
        """Leave."""
        self.run_worker(self.app.action_quit(), group="quit")
