"""The first run: model, learning, look, each skippable; then the demo chat with a mistake to correct."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from rlmchat.chat.services import Services
from rlmchat.errors import RlmChatError
from rlmchat.screens.models import about
from rlmchat.screens.picker import Choice
from rlmchat.screens.prompt_dialogs import DIALOG_CSS
from rlmchat.settings import DEMO_MODEL, Settings
from rlmchat.widgets.hints import HintLine, hint
from rlmchat.widgets.plain_text import one_line

FIRST_QUESTION = "What is the capital of Australia?"
"""The demo answers it with its first planted mistake."""
FIRST_MISTAKE, FIRST_RIGHT = "Sydney", "Canberra"
FIRST_WORD = "Tell it that it is wrong."
MOST_MODELS = 7

LEARNING = (
    Choice("all", "Learn from what I say", "a note says what, one key undoes it"),
    Choice("marked", "Only what I mark myself", "with ctrl+x, x or /remember"),
    Choice("off", "Do not learn", "nothing stored, nothing sent along"),
)


def with_learning(settings: Settings, choice: str) -> Settings:
    """The settings that a choice of the second step stands for."""
    learning = replace(settings.learning, enabled=choice != "off", detect=choice == "all")
    return replace(settings, learning=learning)


class WelcomeScreen(ModalScreen[bool]):
    """Three steps, one list each. Gives True when the demo is to be shown, False when the person left at once."""

    DEFAULT_CSS = (
        DIALOG_CSS.format(name="WelcomeScreen")
        + """
    WelcomeScreen .about { height: auto; color: $dim; margin-bottom: 1; }
    WelcomeScreen OptionList { height: auto; max-height: 12; border: none; background: transparent; padding: 0;
        text-wrap: nowrap; text-overflow: ellipsis;
        &:focus { border: none; }
    }
    """
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s,tab,right", "skip", "skip"),
        Binding("left,backspace", "previous", "back", show=False),
        Binding("escape", "leave", "leave"),
    ]

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._step = 0
        self._choices: list[Choice] = []

    def compose(self) -> ComposeResult:
        """What is asked, the choices, the keys."""
        with Vertical():
            yield Static("", classes="title", markup=False)
            yield Static("", classes="about", markup=False)
            yield OptionList()
            keys = [
                hint("enter", "choose"),
                hint("s", "skip", "screen.skip"),
                hint("esc", "leave all as it is", "screen.leave"),
            ]
            yield HintLine(keys, classes="keys")

    def on_mount(self) -> None:
        """The first step."""
        self._show()

    def _show(self) -> None:
        title, text, choices, current = (self._model_step, self._learning_step, self._look_step)[self._step]()
        self.query_one(".title", Static).update(f"Welcome · {self._step + 1} of 3 · {title}")
        self.query_one(".about", Static).update(text)
        self._offer(choices, current)
        if self._step == 0:
            self._look_for_models()

    def _offer(self, choices: Sequence[Choice], current: str) -> None:
        self._choices = list(choices)
        options = self.query_one(OptionList)
        options.clear_options()
        wide = max(len(choice.label) for choice in choices)
        options.add_options([Option(_line(choice, wide)) for choice in choices])
        options.highlighted = next((at for at, choice in enumerate(choices) if choice.id == current), 0)
        options.focus()

    def _model_step(self) -> tuple[str, str, Sequence[Choice], str]:
        default = self._services.settings.model.name or self._services.default_model
        names = dict.fromkeys([default, DEMO_MODEL])
        text = (
            "Which model answers? Keys come from the environment, for example OPENAI_API_KEY; ctrl+l changes it later."
            if default != DEMO_MODEL
            else "No key was found in the environment (such as OPENAI_API_KEY), so the offline demo answers; "
            "ctrl+l changes it at any time."
        )
        return "model", text, [Choice(name, name, about(name)) for name in names], default

    @work(exclusive=True)
    async def _look_for_models(self) -> None:
        try:
            names = await self._services.model.models()
        except RlmChatError:
            return
        if self._step == 0:
            known = list(dict.fromkeys([*(choice.id for choice in self._choices), *names]))
            self._offer([Choice(name, name, about(name)) for name in known[:MOST_MODELS]], known[0])

    def _learning_step(self) -> tuple[str, str, Sequence[Choice], str]:
        text = "What you correct is kept on this machine. You can see, edit, mute, undo and export all of it."
        return "learning", text, LEARNING, "all"

    def _look_step(self) -> tuple[str, str, Sequence[Choice], str]:
        getattr(self.app, "read_themes", lambda: None)()
        ours = [name for name in sorted(self.app.available_themes) if not name.startswith(("textual-", "ansi-"))]
        first = [name for name in ours if name.startswith("rlmchat")]
        names = [*first, *(name for name in ours if name not in first)]
        return "look", "Colours; F2 changes them later.", [Choice(name, name) for name in names], self.app.theme

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if self._step == 2 and event.option_index < len(self._choices):
            # Colours are chosen by looking at them.
            self.app.theme = self._choices[event.option_index].id

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._keep(self._choices[event.option_index].id)

    @work(group="keep")
    async def _keep(self, choice: str) -> None:
        settings = self._services.settings
        if self._step == 0:
            settings = replace(settings, model=replace(settings.model, name=choice))
        elif self._step == 1:
            settings = with_learning(settings, choice)
        else:
            settings = replace(settings, look=replace(settings.look, theme=choice))
        await self._save(settings)
        self.action_skip()

    async def _save(self, settings: Settings) -> None:
        try:
            await self._services.change_settings(settings)
        except RlmChatError as error:
            self.notify(str(error), severity="warning", markup=False)

    def action_skip(self) -> None:
        """The next step, with this one as it was."""
        if self._step == 2:
            self._done(True)
            return
        self._step += 1
        self._show()

    def action_previous(self) -> None:
        """The step before."""
        if self._step > 0:
            self._step -= 1
            self._show()

    def action_leave(self) -> None:
        """No steps, no demo."""
        self._done(False)

    @work(group="keep")
    async def _done(self, demo: bool) -> None:
        settings = self._services.settings
        self.app.theme = settings.look.theme if settings.look.theme in self.app.available_themes else self.app.theme
        await self._save(replace(settings, look=replace(settings.look, welcome=False)))
        self.dismiss(demo)


def _line(choice: Choice, wide: int) -> Content:
    return Content.assemble(one_line(choice.label).ljust(wide), ("   " + one_line(choice.about), "$dim"))
