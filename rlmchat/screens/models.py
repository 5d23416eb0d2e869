"""The model picker: what is configured, served nearby or well known, found by typing; any other name goes too."""

from __future__ import annotations

from textual import work
from textual.widgets import Static

from rlmchat.chat.services import Services
from rlmchat.errors import RlmChatError
from rlmchat.screens.picker import Choice, Picker
from rlmchat.settings import DEMO_MODEL

DEMO_ABOUT = "offline, with planted mistakes to correct"


class ModelsScreen(Picker):
    """Gives the chosen model's LiteLLM name, or None."""

    def __init__(self, services: Services, current: str) -> None:
        first = [Choice(name, name, about(name)) for name in dict.fromkeys([current, DEMO_MODEL]) if name]
        super().__init__("Model", first, current, free=True)
        self._services = services

    def on_mount(self) -> None:
        """The current one at once, the rest when it is known."""
        super().on_mount()
        self._look()

    @work(exclusive=True)
    async def _look(self) -> None:
        title = self.query_one(".title", Static)
        title.update("Model   looking for models …")
        try:
            names = await self._services.model.models()
        except RlmChatError as error:
            title.update(f"Model   {error}")
            return
        title.update("Model")
        known = dict.fromkeys(
            [*(choice.id for choice in self._choices if choice.id == self._current), *names, DEMO_MODEL]
        )
        self.offer([Choice(name, name, about(name)) for name in known])


def about(name: str) -> str:
    """A word on a model, where one is needed."""
    return DEMO_ABOUT if name == DEMO_MODEL else ""
