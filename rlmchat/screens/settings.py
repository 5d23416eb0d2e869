"""The settings: one list, enter changes what is highlighted, everything is saved at once."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from rlmchat.chat.services import Services
from rlmchat.errors import RlmChatError
from rlmchat.screens.picker import Choice, Picker
from rlmchat.screens.prompt_dialogs import AskText
from rlmchat.screens.settings_table import ROWS, Row, changed, next_value, shown, value
from rlmchat.widgets.hints import HintLine, hint
from rlmchat.widgets.plain_text import one_line

SECTIONS = {
    "model": "Model",
    "learning": "Learning",
    "signals": "Weak signs",
    "apply": "Answers",
    "embedder": "Store",
    "store": "Store",
    "look": "Look",
}


class SettingsScreen(ModalScreen[None]):
    """Every setting in a line: what it is, its value, what it means."""

    DEFAULT_CSS = """
    SettingsScreen { background: $background; }
    SettingsScreen .top { height: 2; padding: 0 2; border-bottom: solid $panel; }
    SettingsScreen OptionList { height: 1fr; text-wrap: nowrap; text-overflow: ellipsis; border: none; padding: 1 1;
        background: transparent; scrollbar-size-vertical: 1; }
    SettingsScreen OptionList:focus { border: none; }
    SettingsScreen OptionList > .option-list--option-disabled { color: $accent; text-style: bold; }
    SettingsScreen .about { height: 1; padding: 0 2; color: $dim; text-wrap: nowrap; text-overflow: ellipsis; }
    SettingsScreen .foot { height: 1; padding: 0 2; color: $dim; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f2,q", "dismiss(None)", "back", show=False),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
        Binding("space", "change", show=False),
    ]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services

    def compose(self) -> ComposeResult:
        """Title with the file, list, keys."""
        where = one_line(str(self._services.locations.config_file))
        yield Static(Content.assemble(("Settings", "bold"), (f"   {where}", "$dim")), classes="top")
        yield OptionList(*self._options())
        yield Static("", classes="about", markup=False)
        keys = [hint("enter", "change"), hint("j k", "move"), hint("esc", "back", "screen.dismiss")]
        yield HintLine(keys, classes="foot")

    def on_mount(self) -> None:
        """The first setting is highlighted."""
        self.query_one(OptionList).highlighted = 1

    def _options(self) -> list[Option]:
        out: list[Option] = []
        section = ""
        for row in ROWS:
            if SECTIONS[row.section] != section:
                section = SECTIONS[row.section]
                out.append(Option(Content(section), disabled=True))
            out.append(Option(self._line(row), id=row.key))
        return out

    def _line(self, row: Row) -> Content:
        return Content.assemble(
            f"  {row.label:<25}",
            (f"{one_line(shown(self._services.settings, row), 18):<20}", "bold"),
            (row.about, "$dim"),
        )

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        row = next((row for row in ROWS if row.key == event.option_id), None)
        if row is not None:
            self.query_one(".about", Static).update(f"{row.key} · {row.about}")

    def action_move(self, step: int) -> None:
        """j and k."""
        options = self.query_one(OptionList)
        if step > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_change(self) -> None:
        """Change what is highlighted."""
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        row = next((row for row in ROWS if row.key == event.option_id), None)
        if row is not None:
            self._change(row)

    @work(exclusive=True)
    async def _change(self, row: Row) -> None:
        settings = self._services.settings
        text = await self._theme() if row.key == "look.theme" else next_value(settings, row)
        if text is None and row.key != "look.theme":
            now = value(settings, row)
            text = await self.app.push_screen_wait(AskText(row.label, "" if now is None else str(now), row.about))
        if text is None:
            return
        try:
            await self._services.change_settings(changed(self._services.settings, row, text))
        except RlmChatError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        if row.key == "look.theme":
            self.app.theme = text
        self.query_one(OptionList).replace_option_prompt(row.key, self._line(row))

    async def _theme(self) -> str | None:
        getattr(self.app, "read_themes", lambda: None)()
        names = sorted(self.app.available_themes)
        return await self.app.push_screen_wait(
            Picker("Colours", [Choice(name, name) for name in names], self.app.theme)
        )
