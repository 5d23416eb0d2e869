"""The app: themes, keys, screens, and the lifetime of the services."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.keys import format_key
from textual.screen import Screen

from rlmchat.errors import RlmChatError, ThemeError
from rlmchat.locations import shipped_themes
from rlmchat.screens.chat import ChatScreen
from rlmchat.screens.start import Start
from rlmchat.widgets.bindings import bindings
from rlmchat.widgets.hints import LINEAR
from rlmchat.widgets.keys import APP
from rlmchat.widgets.styles_cache import mend
from rlmchat.widgets.theming import dim_of, load_theme, load_themes, theme_files

if TYPE_CHECKING:
    from textual.theme import Theme

    from rlmchat.chat.services import Services

FALLBACK_THEME = "textual-dark"
_KEY_NAMES = {
    "escape": "esc",
    "delete": "del",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "space": "space",
    "enter": "enter",
    "tab": "tab",
}
_KEY_NAMES |= {f"f{number}": f"F{number}" for number in range(1, 13)}


class RlmChat(App[None]):
    """A chat client for the terminal that learns from being corrected."""

    TITLE = "rlmchat"
    # The lowest screen's CSS: Textual reads a screen's own CSS_PATH only for screens that are pushed.
    CSS_PATH = "screens/chat.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar = bindings(APP, priority=True)
    DEFAULT_CSS = """
    Toast { background: $surface; color: $foreground; border-left: outer $accent; padding: 0 1; }
    Toast.-warning { border-left: outer $warning; }
    Toast.-error { border-left: outer $error; }
    """

    def __init__(
        self,
        start: Start | Services,
        *,
        chat_id: str | None = None,
        continue_last: bool = False,
        model: str | None = None,
        first_run: bool | None = None,
    ) -> None:
        self._themes_read = False
        mend()
        super().__init__()
        self._start = start = start if isinstance(start, Start) else Start.of(start)
        look = start.settings.look
        self._problems: list[str] = []
        self._first_run = look.welcome and model is None if first_run is None else first_run
        self._chat = ChatScreen(start, chat_id=chat_id, continue_last=continue_last, model=model)
        self._use_theme(look.theme)
        if start.settings.keys:
            self.set_keymap(dict(start.settings.keys))
        if look.linear:
            self.animation_level = "none"
            self.add_class(LINEAR)

    def get_default_screen(self) -> Screen[None]:
        """The chat is the first and lowest screen."""
        return self._chat

    def get_key_display(self, binding: Binding) -> str:
        """Keys in words, as in the documentation: `ctrl+x`, `F1`, `del`."""
        if binding.key_display:
            return binding.key_display
        modifiers, key = binding.parse_key()
        return "+".join(
            [
                *modifiers,
                _KEY_NAMES.get(key) or format_key(key),
            ]
        )

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our one dim colour, for themes that do not name it."""
        return {"dim": dim_of(self.current_theme)}

    @property
    def services(self) -> Services | None:
        """The running parts, once they are connected."""
        return self._chat.connected_services

    def on_mount(self) -> None:
        """First steps, for who is here for the first time."""
        for problem in self._problems:
            self.notify(problem, severity="warning", timeout=12, markup=False)
        self.theme_changed_signal.subscribe(self, self._theme_changed)
        if self._first_run:
            self.run_worker(self._welcome(), group="welcome")

    async def _welcome(self) -> None:
        from rlmchat.screens.welcome import WelcomeScreen

        screen = WelcomeScreen(await self._chat.connected())
        self.push_screen(screen, lambda demo: self._chat.begin_demo() if demo else None)

    # Themes: the one in use is read at the start, the others when somebody wants to choose.

    def _use_theme(self, name: str) -> None:
        files = theme_files((shipped_themes(), self._start.locations.user_themes))
        try:
            if name in files:
                self.register_theme(load_theme(files[name]))
            elif name not in self.available_themes:
                raise ThemeError(f"There is no theme {name}.", "F2 lists those there are.")
        except ThemeError as error:
            self._problems.append(str(error))
            name = FALLBACK_THEME
        self.theme = name

    def read_themes(self) -> None:
        """Make every theme known; a broken one costs a notice."""
        if self._themes_read:
            return
        self._themes_read = True
        for theme in load_themes((shipped_themes(), self._start.locations.user_themes)):
            if isinstance(theme, ThemeError):
                self.notify(str(theme), severity="warning", markup=False)
            else:
                self.register_theme(theme)

    def search_themes(self) -> None:
        """Choose a theme from a list."""
        self.read_themes()
        super().search_themes()

    def _theme_changed(self, theme: Theme) -> None:
        """Another theme was chosen in the chat (dialogs keep what they change themselves)."""
        if self.services is not None and self.screen is self._chat:
            self.run_worker(self._keep_theme(self.services, theme.name), group="theme", exclusive=True)

    async def _keep_theme(self, services: Services, name: str) -> None:
        """Remember it for later runs."""
        settings = services.settings
        if settings.look.theme != name:
            try:
                await services.change_settings(replace(settings, look=replace(settings.look, theme=name)))
            except RlmChatError as error:
                self.notify(str(error), severity="warning", markup=False)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the palette offers."""
        if isinstance(screen, ChatScreen):
            for title, about, deed in screen.palette():
                yield SystemCommand(title, about, deed)
        yield SystemCommand("Theme", "Change the colours", self.action_change_theme)
        yield SystemCommand("Quit", "Leave rlmchat; everything is saved", self.action_quit)

    async def action_quit(self) -> None:
        """Leave; an answer that is being written is kept as far as it came."""
        await self._chat.stop_turn()
        self.exit()

    async def on_unmount(self) -> None:
        """Let go of everything."""
        if self.services is not None:
            await self.services.aclose()
