"""The chats: open, search in what was said, rename, export, delete, bring back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from rlmchat.chat.services import Services
from rlmchat.conversation import Chat
from rlmchat.errors import RlmChatError
from rlmchat.screens.chat_files import export_file, file_name
from rlmchat.screens.prompt_dialogs import AskText, Confirm
from rlmchat.widgets.calm_input import CalmInput
from rlmchat.widgets.header_bar import model_name
from rlmchat.widgets.hints import HintLine, hint, hints
from rlmchat.widgets.plain_text import one_line

MOST = 500
"""Chats in the list; older ones are found by searching."""
TITLE_WIDTH = 56


class ChatsScreen(ModalScreen[str | None]):
    """Gives the id of the chat to open, "" for a new one, None to stay."""

    DEFAULT_CSS = """
    ChatsScreen { background: $background; }
    ChatsScreen .top { height: 2; padding: 0 2; border-bottom: solid $panel; }
    ChatsScreen .name { width: auto; margin-right: 3; }
    ChatsScreen Input { width: 1fr; padding: 0; background: transparent; }
    ChatsScreen OptionList { height: 1fr; text-wrap: nowrap; text-overflow: ellipsis; border: none; padding: 1 1;
        background: transparent; scrollbar-size-vertical: 1; }
    ChatsScreen OptionList:focus { border: none; }
    ChatsScreen .empty { height: auto; padding: 1 2; color: $dim; display: none; }
    ChatsScreen .foot { height: 1; padding: 0 2; color: $dim; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "back", show=False),
        Binding("slash,ctrl+f", "search", "search", show=False),
        Binding("n", "new", "new", show=False),
        Binding("r", "rename", "rename", show=False),
        Binding("x", "export", "export", show=False),
        Binding("delete", "delete", "delete", show=False),
        Binding("z", "undo", "undo", show=False),
        Binding("b", "bin", "bin", show=False),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
    ]

    def __init__(self, services: Services, current: str = "") -> None:
        super().__init__()
        self._services = services
        self._current = current
        self._chats: list[Chat] = []
        self._binned = False
        self._deleted: list[Chat] = []
        self._current_gone = False

    def compose(self) -> ComposeResult:
        """Title and search, list, keys."""
        with Horizontal(classes="top"):
            yield Static("", classes="name", markup=False)
            yield CalmInput(placeholder="/ search in all chats")
        yield Static("", classes="empty", markup=False)
        # It keeps the focus, and so its keys, also when it is empty.
        yield OptionList()
        yield HintLine(classes="foot")

    def on_mount(self) -> None:
        """The list has the focus, newest chat first."""
        self.query_one(OptionList).focus()
        self._list()

    # What is listed.

    @work(exclusive=True, group="list")
    async def _list(self) -> None:
        text = self.query_one(Input).value.strip()
        try:
            lines = await self._found(text) if text and not self._binned else await self._all(text)
        except RlmChatError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        options = self.query_one(OptionList)
        at = options.highlighted or 0
        options.clear_options()
        options.add_options([Option(line) for line in lines])
        if lines:
            options.highlighted = min(at, len(lines) - 1)
        self._tell(len(lines), text)

    async def _all(self, text: str) -> list[Content]:
        chats = await self._services.history.chats(deleted=self._binned, limit=MOST)
        self._chats = [chat for chat in chats if text.lower() in chat.title.lower()]
        return [self._line(chat) for chat in self._chats]

    async def _found(self, text: str) -> list[Content]:
        by_title = await self._services.history.chats(limit=MOST)
        titled = [chat for chat in by_title if text.lower() in chat.title.lower()]
        lines = [(chat, self._line(chat)) for chat in titled]
        known = {chat.id for chat in titled}
        for found in await self._services.history.search(text, 100):
            if found.chat.id in known:
                continue
            known.add(found.chat.id)
            lines.append((found.chat, Content.assemble(self._line(found.chat), "\n", snippet(found.snippet))))
        self._chats = [chat for chat, _ in lines]
        return [line for _, line in lines]

    def _line(self, chat: Chat) -> Content:
        mark = "● " if chat.id == self._current else "  "
        title = one_line(chat.title or "untitled", TITLE_WIDTH)
        count = f"{chat.message_count} message{'s' if chat.message_count != 1 else ''}" if chat.message_count else ""
        about = " · ".join(part for part in (day(chat.updated_at), count, model_name(chat.model, 20)) if part)
        return Content.assemble(
            (mark, "$accent"), f"{title:<{min(TITLE_WIDTH, max(20, self.size.width - 42))}}  ", (about, "$dim")
        )

    def _tell(self, count: int, text: str) -> None:
        self.query_one(".name", Static).update(f"{'Bin' if self._binned else 'Chats'}  {count}")
        empty = self.query_one(".empty", Static)
        empty.display = not count
        if text:
            empty.update(f"Nothing found for “{one_line(text)}”. esc clears the search.")
        elif self._binned:
            empty.update("The bin is empty. b goes back to the chats.")
        else:
            empty.update("No chats yet. n begins one.")
        undo = [hint("z", "undo", "screen.undo")] if self._deleted else []
        if self._binned:
            keys = [
                hint("r", "restore", "screen.rename"),
                hint("del", "delete for good", "screen.delete"),
                hint("b", "chats", "screen.bin"),
            ]
        else:
            keys = [
                hint("enter", "open"),
                hint("/", "search", "screen.search"),
                hint("n", "new", "screen.new"),
                hint("r", "rename", "screen.rename"),
                hint("x", "export", "screen.export"),
                hint("del", "delete", "screen.delete"),
                hint("b", "bin", "screen.bin"),
            ]
        self.query_one(".foot", HintLine).update(hints([*keys, *undo, hint("esc", "back", "screen.back")]))

    @property
    def _chosen(self) -> Chat | None:
        at = self.query_one(OptionList).highlighted
        return self._chats[at] if at is not None and at < len(self._chats) else None

    # Keys.

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._list()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def _opened(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self._chosen is not None and not self._binned:
            self.dismiss(self._chosen.id)

    def key_down(self) -> None:
        """From the search to the list."""
        if self.query_one(Input).has_focus:
            self.query_one(OptionList).focus()

    def action_back(self) -> None:
        """Out of the search, out of the bin, out of the screen."""
        search = self.query_one(Input)
        if search.value:
            search.value = ""
            self.query_one(OptionList).focus()
        elif search.has_focus:
            self.query_one(OptionList).focus()
        elif self._binned:
            self.action_bin()
        else:
            self.dismiss("" if self._current_gone else None if not self._renamed else self._current)

    _renamed = False

    def action_search(self) -> None:
        """Type into the search."""
        self.query_one(Input).focus()

    def action_move(self, step: int) -> None:
        """j and k."""
        options = self.query_one(OptionList)
        if step > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_new(self) -> None:
        """Begin a chat."""
        self.dismiss("")

    def action_bin(self) -> None:
        """Look into the bin, or back."""
        self._binned = not self._binned
        self.query_one(Input).value = ""
        self.query_one(OptionList).highlighted = None
        self._list()

    @work(group="act")
    async def action_rename(self) -> None:
        """Another title; in the bin, bring it back."""
        chat = self._chosen
        if chat is None:
            return
        if self._binned:
            await self._save(replace(chat, deleted_at=None))
            self._current_gone = self._current_gone and chat.id != self._current
            return
        title = await self.app.push_screen_wait(AskText("Title", chat.title))
        if title and title.strip():
            self._renamed = self._renamed or chat.id == self._current
            await self._save(replace(chat, title=title.strip()))

    @work(group="act")
    async def action_delete(self) -> None:
        """Into the bin; from the bin for good, after a question."""
        chat = self._chosen
        if chat is None:
            return
        if not self._binned:
            self._deleted.append(chat)
            self._current_gone = self._current_gone or chat.id == self._current
            await self._save(replace(chat, deleted_at=self._services.clock()))
        elif await self.app.push_screen_wait(Confirm(f"Delete “{one_line(chat.title)}” for good?", "delete")):
            try:
                await self._services.history.purge_chat(chat.id)
            except RlmChatError as error:
                self.notify(str(error), severity="warning", markup=False)
            self._list()

    @work(group="act")
    async def action_undo(self) -> None:
        """The last deleted chat comes back."""
        if self._deleted:
            chat = self._deleted.pop()
            self._current_gone = self._current_gone and chat.id != self._current
            await self._save(chat)

    @work(group="act")
    async def action_export(self) -> None:
        """Write the chat to a file."""
        chat = self._chosen
        if chat is None:
            return
        name = await self.app.push_screen_wait(AskText("Export to (.md or .json)", f"{file_name(chat.title)}.md"))
        if not name:
            return
        try:
            path = export_file(name, chat, await self._services.history.messages(chat.id))
        except (OSError, RlmChatError) as error:
            self.notify(f"Not exported: {error}", severity="warning", markup=False)
        else:
            self.notify(f"Exported to {path}.", markup=False)

    async def _save(self, chat: Chat) -> None:
        try:
            await self._services.history.save_chat(chat)
        except RlmChatError as error:
            self.notify(str(error), severity="warning", markup=False)
        self._list()


def snippet(text: str) -> Content:
    """The words around a match, the match marked."""
    parts: list[tuple[str, str]] = []
    for at, part in enumerate(one_line(text, 160).replace("»", "«").split("«")):
        parts.append((part, "bold $accent" if at % 2 else "$dim"))
    return Content.assemble("      ", *parts)


def day(at: datetime) -> str:
    """A date as people write it in a list."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")
