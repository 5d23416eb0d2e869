"""What the app needs for its first paint; the rest is connected after it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rlmchat.locations import Locations
from rlmchat.settings import Settings

if TYPE_CHECKING:
    from rlmchat.chat.services import Services


@dataclass(frozen=True, slots=True)
class Start:
    """Read in milliseconds; `connect` may take a second, and is called in a thread while the prompt takes keys."""

    settings: Settings
    locations: Locations
    default_model: str
    connect: Callable[[], Services]
    """Imports and builds the services."""
    early: Callable[[], Coroutine[Any, Any, None]] | None = None
    """Begins what takes longest and needs nothing else (the model's own process); what fails is said by `warm`."""
    patience: float = 0.0
    """Seconds after the first paint for which LiteLLM, Chroma and the embedder wait for the first key."""

    @classmethod
    def of(cls, services: Services) -> Start:
        """For services that are there already."""
        return cls(services.settings, services.locations, services.default_model, lambda: services)
