"""What a turn needs of the rest of the program, gathered in one place: settings, history, memory, model, detector."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rlmchat.chat.history import History
from rlmchat.chat.metering import Recorder
from rlmchat.errors import RlmChatError
from rlmchat.identifiers import Clock, NewId, Uuid7, utc_now
from rlmchat.learning.chronicle import Chronicle
from rlmchat.learning.detector import Detector
from rlmchat.learning.memory import Memory
from rlmchat.llm import LanguageModel
from rlmchat.locations import Locations
from rlmchat.settings import DEMO_MODEL, Settings

Report = Callable[[str], None]
"""Takes one short sentence on what is being made ready."""


async def _nothing_to_open() -> Sequence[str]:
    return ()


@dataclass
class Environment:
    """The running parts of one rlmchat."""

    settings: Settings
    locations: Locations
    history: History
    memory: Memory
    model: LanguageModel
    default_model: str = DEMO_MODEL
    """The model of new chats."""
    save_settings: Callable[[Settings], None] = lambda settings: None
    """Writes config.toml; raises SettingsError."""
    configure: Callable[[Settings], None] = lambda settings: None
    """Hands changed settings to the adapters that hold some of them."""
    opening: Callable[[], Awaitable[Sequence[str]]] = _nothing_to_open
    """Opens the database; gives sentences about what is not as it should be."""
    closing: Callable[[], Awaitable[None]] | None = None
    """Lets go of what `opening` opened."""
    clock: Clock = utc_now
    new_id: NewId = field(default_factory=Uuid7)
    project: Path | None = None
    """The scope `project` of new chats; None looks for it from the current folder."""
    phrased: int = 0
    """Corrections that a model was asked to rephrase in this run."""
    problems: list[str] = field(default_factory=list)
    """Sentences for the person: what is not as it should be, and what to do."""
    saved: bool = True
    """Whether what is said outlives the program; False where the database could not be opened."""
    chronicle: Chronicle | None = None
    """What happened over time, for Insights and the profile; None where nobody keeps it."""
    recorder: Recorder = field(default_factory=Recorder)
    """Counts what happens in turns."""
    load_detector: Callable[[], Detector] = Detector.load
    _detector: Detector | None = None
    _opened: bool = False
    _learning: asyncio.Task[None] | None = None
    _background: set[asyncio.Task[None]] = field(default_factory=set)

    async def open(self) -> None:
        """Open the database: chats can be read and written from now on. Harmless to call twice."""
        if not self._opened:
            self._opened = True
            trouble = await self.opening()
            self.saved = not trouble
            self.problems.extend(trouble)

    def detector(self) -> Detector:
        """The detector, loaded at first use (under 50 ms)."""
        if self._detector is None:
            self._detector = self.load_detector()
        return self._detector

    async def learning_ready(self) -> None:
        """Wait until the memory is open: index brought up to date, embedder loaded. Raises its RlmChatError."""
        if self._learning is None or (self._learning.done() and self._learning.exception()):
            self._learning = asyncio.create_task(self._open_memory())
        # Shielded, for a cancelled turn must not cancel the opening that the next turn waits for.
        await asyncio.shield(self._learning)

    async def _open_memory(self) -> None:
        await self.open()
        await self.memory.open()

    async def warm(self, report: Report = lambda text: None) -> None:
        """Make everything ready that a first turn would have to wait for; call it after the first paint.

        The model comes first, since it takes longest and lives in a process of its own; what fails is reported and
        tried again when it is needed.
        """
        model = asyncio.create_task(self.model.warm())
        detector = asyncio.to_thread(self.detector)
        for name, step in (("memory", self.learning_ready()), ("detector", detector), ("model", model)):
            try:
                await step
            except RlmChatError as error:
                report(str(error))
            else:
                report(f"{name} ready")

    async def change_settings(self, settings: Settings) -> None:
        """Save settings and let them hold from now on; raises SettingsError if they cannot be saved."""
        self.settings = settings
        self.memory.settings = settings.learning
        self.configure(settings)
        self.save_settings(settings)

    async def set_learning(self, enabled: bool) -> None:
        """Switch learning on or off, for this and later runs."""
        await self.change_settings(replace(self.settings, learning=replace(self.settings.learning, enabled=enabled)))

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Let work go on beside the chat; what is not done when the program ends is given up."""
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    async def settle(self, seconds: float) -> None:
        """Wait for what goes on in the background, so long at most."""
        if self._background:
            await asyncio.wait(self._background, timeout=seconds)

    async def aclose(self) -> None:
        """Let go of processes, threads and files."""
        tasks = [*self._background, *([self._learning] if self._learning else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.recorder.flush()
        await self.model.aclose()
        await self.memory.aclose()
        if self.closing is not None:
            await self.closing()
