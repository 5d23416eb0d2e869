"""The profile: one page of who the person is to the assistant, to read, change, compare, export and import."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from rlmchat.chat.services import Services
from rlmchat.errors import RlmChatError, UsageError
from rlmchat.learning.correction import Category, NewCorrection, Source
from rlmchat.learning.profile import Line, from_markdown, page
from rlmchat.learning.profile_desk import ProfileDesk
from rlmchat.screens.external_editor import edit_text
from rlmchat.screens.prompt_dialogs import AskText
from rlmchat.widgets import insights_keys as keys
from rlmchat.widgets.bindings import bindings
from rlmchat.widgets.correction_rows import fit, number
from rlmchat.widgets.key import Key
from rlmchat.widgets.key_line import KeyLine
from rlmchat.widgets.plain_text import clean, one_line

DAYS = 30
"""How far back the changes are shown."""
SURE_STYLE = {"sure": "$success", "likely": "$dim", "unsure": "$warning"}
BELIEF = 14
"""Columns that a line's belief takes."""
EMPTY = Content.assemble(
    ("Nothing is known of you yet.", "bold"),
    "\nState a rule in the chat (“from now on, dates as YYYY-MM-DD”), press ",
    ("a", "bold"),
    " to write one down,\n",
    ("t", "bold"),
    " for a word of your field, or ",
    ("i", "bold"),
    " to take over the rules of a Markdown file such as AGENTS.md.",
)
EXPORT_NAME = "~/AGENTS.md"
CLOSE = Key("changes_close", "escape", "close", "close", "Back to the profile.")


class ProfileScreen(Screen[bool]):
    """F5. Dismissed with whether anything was changed."""

    DEFAULT_CSS = """
    ProfileScreen { background: $background; color: $foreground; }
    ProfileScreen #head { height: 2; padding: 0 2; border-bottom: solid $panel; text-wrap: nowrap; }
    ProfileScreen OptionList { height: 1fr; text-wrap: nowrap; text-overflow: ellipsis; border: none; padding: 0 1;
        background: transparent; scrollbar-size-vertical: 1; }
    ProfileScreen OptionList:focus { border: none; }
    ProfileScreen OptionList > .option-list--option-disabled { color: $accent; text-style: bold; }
    ProfileScreen #empty { display: none; padding: 2 4; color: $dim; height: 1fr; }
    ProfileScreen.-empty #empty { display: block; }
    ProfileScreen.-empty OptionList { display: none; }
    ProfileScreen #told { height: 1; padding: 0 2; color: $accent; display: none; }
    ProfileScreen.-told #told { display: block; }
    """
    BINDINGS: ClassVar = [
        *bindings(keys.PROFILE),
        Binding("f5", "leave", show=False),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
    ]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._desk = ProfileDesk(services.memory, services.chronicle)
        self._lines: list[Line] = []
        self._changed = False
        self._done: list[str] = []
        """What was done here and not taken back, in words, newest last."""
        self._head = Static(Content.styled("Profile", "bold"), id="head")
        self._list = OptionList(markup=False)
        self._told = Static("", id="told", markup=False)

    def compose(self) -> ComposeResult:
        """Title, page, keys."""
        yield self._head
        yield self._list
        yield Static(EMPTY, id="empty")
        yield self._told
        shown = (keys.EDIT, keys.ADD, keys.TERM, keys.FORGET, keys.PROFILE_UNDO, keys.DIFF, keys.EXPORT, keys.IMPORT)
        yield KeyLine([*((key, "") for key in (*shown, keys.WHOLE)), (keys.PROFILE_BACK, "")])

    def on_mount(self) -> None:
        """Read the page."""
        self._list.focus()
        self.reload()

    def on_resize(self) -> None:
        """Lines are cut to the width."""
        self._draw()

    @work(group="profile", exclusive=True)
    async def reload(self) -> None:
        """Read it anew."""
        try:
            self._lines = page(await self._desk.records())
        except RlmChatError as error:
            self.notify(str(error), severity="warning", markup=False)
        self._draw()

    def _draw(self) -> None:
        at = self._list.highlighted
        width = max(20, self.size.width - 4)
        options: list[Option] = []
        section = ""
        for line in self._lines:
            if line.section != section:
                section = line.section
                options.append(Option(Content(section), disabled=True))
            options.append(Option(_row(line, width), id=line.record.id))
        self._list.clear_options()
        self._list.add_options(options)
        self.set_class(not self._lines, "-empty")
        many = f"{len(self._lines):,} lines" if len(self._lines) != 1 else "1 line"
        known = Content.styled(f"   {many}   what always holds, and what is known of your world", "$dim")
        self._head.update(Content.styled("Profile", "bold") + known)
        if options:
            self._list.highlighted = min(max(1, at or 1), len(options) - 1)

    @property
    def _line(self) -> Line | None:
        at = self._list.highlighted
        if at is None or not self._lines:
            return None
        chosen = self._list.get_option_at_index(at).id
        return next((line for line in self._lines if line.record.id == chosen), None)

    # What the person does; each is one act that z takes back.

    @work(group="dialog", exclusive=True)
    async def action_edit(self) -> None:
        """Change a line."""
        line = self._line
        if line is None:
            return
        text = await self.app.push_screen_wait(AskText(f"{line.section}: change the line", line.text))
        if text and text.strip() and text.strip() != line.text:
            (new,) = from_markdown(f"## {line.section}\n- {one_line(text)}")
            fields = {"corrected_output": new.corrected, "original_output": new.original}
            await self._do(lambda: self._services.memory.edit(line.record.id, **fields), f"✓ changed: {text}")

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_edit()

    @work(group="dialog", exclusive=True)
    async def action_add(self) -> None:
        """Write a rule down."""
        text = await self.app.push_screen_wait(AskText("A rule that always holds", about="for example: short answers"))
        if text and text.strip():
            new = NewCorrection(
                text.strip(), category=Category.PREFERENCE, confidence=0.97, source=Source.EXPLICIT, standing=True
            )
            await self._do(lambda: self._services.memory.keep(new), f"✓ added: {text}")

    @work(group="dialog", exclusive=True)
    async def action_term(self) -> None:
        """Add a word of the person's field."""
        word = await self.app.push_screen_wait(AskText("A word of your field, as it is right"))
        if not word or not word.strip():
            return
        about = "empty if it is only to be known"
        wrong = await self.app.push_screen_wait(AskText(f"How is {one_line(word, 40)} got wrong?", about=about))
        if wrong is not None:
            await self._do(lambda: self._desk.add_term(word, wrong), f"✓ added: {word}")

    @work(group="dialog", exclusive=True)
    async def action_forget(self) -> None:
        """Forget a line."""
        line = self._line
        if line is not None:
            await self._do(lambda: self._services.memory.delete(line.record.id), f"✓ deleted: {line.text}")

    @work(group="dialog", exclusive=True)
    async def action_undo(self) -> None:
        """Take back what was done last, if it was done here."""
        if self._done:
            done = self._done[-1]
            if await self._do(self._services.memory.undo, f"↶ taken back: {done}"):
                del self._done[-2:]

    @work(group="dialog", exclusive=True)
    async def action_whole(self) -> None:
        """The whole page in $EDITOR."""
        before = await self._desk.markdown()
        after = edit_text(self.app, before)
        if after is not None and after.strip() != before.strip():
            await self._do(lambda: self._desk.edit(after), "✓ the page is as you left it")

    @work(group="dialog", exclusive=True)
    async def action_export(self) -> None:
        """Write a rules file."""
        name = await self.app.push_screen_wait(AskText("Export to", EXPORT_NAME, "never over a file that is there"))
        if name and name.strip():
            path = _path(name)
            text = await self._desk.markdown()
            await self._do(lambda: asyncio.to_thread(_write, path, text), f"✓ written: {path}", changes=False)

    @work(group="dialog", exclusive=True)
    async def action_import_file(self) -> None:
        """Take over the rules of a file."""
        name = await self.app.push_screen_wait(AskText("Take over the rules of", EXPORT_NAME))
        if name and name.strip():
            path = _path(name)
            await self._do(lambda: self._take(path), f"✓ taken over: {path}")

    async def _take(self, path: Path) -> None:
        if not await self._desk.take(await asyncio.to_thread(_read, path)):
            raise UsageError(f"There are no list items in {path}.", "Rules are lines that begin with a dash.")

    @work(group="dialog", exclusive=True)
    async def action_diff(self) -> None:
        """What changed lately."""
        try:
            lines = await self._desk.since(self._services.clock() - timedelta(days=DAYS))
        except RlmChatError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        await self.app.push_screen_wait(ProfileChanges(lines))

    async def _do(self, act: Callable[[], Awaitable[Any]], told: str, *, changes: bool = True) -> bool:
        try:
            if changes:
                await self._services.learning_ready()
            await act()
        except RlmChatError as error:
            self.notify(str(error), severity="warning", markup=False)
            return False
        self._changed = self._changed or changes
        if changes:
            self._done.append(told.removeprefix("✓ "))
        self._told.update(fit(one_line(told), max(20, self.size.width - 4)))
        self.add_class("-told")
        self.reload()
        return True

    def action_move(self, by: int) -> None:
        """j and k."""
        if by > 0:
            self._list.action_cursor_down()
        else:
            self._list.action_cursor_up()

    def action_leave(self) -> None:
        """Back to the chat."""
        self.dismiss(self._changed)

    @on(KeyLine.Pressed)
    async def _pressed(self, event: KeyLine.Pressed) -> None:
        await self.run_action(event.action)


class ProfileChanges(ModalScreen[None]):
    """What came, went and changed on the page."""

    CSS_PATH: ClassVar = ["dialog.tcss"]
    DEFAULT_CSS = """
    ProfileChanges.dialog > .box { width: 90; }
    ProfileChanges VerticalScroll { height: auto; max-height: 14; margin-top: 1; }
    ProfileChanges #lines { height: auto; width: 1fr; }
    """
    BINDINGS: ClassVar = [Binding("escape,enter,q,d", "close", show=False)]

    def __init__(self, lines: list[str]) -> None:
        super().__init__(classes="dialog")
        self._lines = lines

    def compose(self) -> ComposeResult:
        """A sentence, the lines, the way out."""
        with Vertical(classes="box"):
            yield Static(Content.styled(f"What changed in {DAYS} days", "bold"), classes="title")
            with VerticalScroll():
                yield Static(self._shown(), id="lines")
            yield KeyLine([(CLOSE, "")])

    def _shown(self) -> Content:
        if not self._lines:
            return Content.styled("Nothing.", "$dim")
        styles = {"+": "$success", "-": "$error"}
        shown = [line for line in self._lines if line[1:].strip() and not line.startswith("@@")]
        return Content("\n").join(Content.styled(clean(line), styles.get(line[0], "$dim")) for line in shown)

    @on(KeyLine.Pressed)
    async def _pressed(self, event: KeyLine.Pressed) -> None:
        await self.run_action(event.action)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)


def _path(name: str) -> Path:
    return Path(name.strip()).expanduser()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}.", "Choose another file.") from error


def _write(path: Path, text: str) -> None:
    try:
        # Never over a file that is there: an AGENTS.md holds what others wrote.
        with open(path, "x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}.", "Choose another file.") from error


def _row(line: Line, width: int) -> Content:
    """The line, and how sure we are of it, at the right."""
    told = f"{line.sure} {number(line.record.confidence)}"
    text = fit(one_line(line.text), width - BELIEF)
    gap = " " * max(1, width - Content(text).cell_length - len(told) - 1)
    return Content.assemble(clean(text), gap, (told, SURE_STYLE[line.sure]))
