"""Services whose every door is a fake: all of the real turn and the real learning, nothing on a disk or a wire."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rlmchat.chat.services import Services
from rlmchat.identifiers import Uuid7
from rlmchat.learning.memory import Memory
from rlmchat.locations import Locations
from rlmchat.settings import Settings
from tests.fakes.chronicle import MemoryChronicle
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.history import MemoryHistory
from tests.fakes.index import MemoryIndex
from tests.fakes.ledger import MemoryLedger
from tests.fakes.model import FakeModel
from tests.fakes.phrasebook import MemoryPhrasebook

START = datetime(2026, 11, 20, 14, 7, tzinfo=UTC)


def ticking(start: datetime = START, step: timedelta = timedelta(seconds=1)) -> Callable[[], datetime]:
    """A clock that moves on by one step each time it is read."""
    now = start - step

    def clock() -> datetime:
        nonlocal now
        now += step
        return now

    return clock


def fake_services(
    model: FakeModel | None = None,
    *,
    settings: Settings | None = None,
    clock: Callable[[], datetime] | None = None,
    project: str = "/project",
    **doors: Any,
) -> Services:
    """Services on fakes; `history`, `ledger`, `index`, `embedder` may be given to share them between two of them."""
    clock = clock or ticking()
    settings = settings or Settings()
    ledger = doors.get("ledger") or MemoryLedger(clock=clock)
    history = doors.get("history") or MemoryHistory()
    memory = Memory(
        ledger,
        doors.get("index") or MemoryIndex(),
        doors.get("embedder") or FakeEmbedder(),
        settings.learning,
        clock=clock,
        new_id=Uuid7(clock),
        phrasebook=doors.get("phrasebook") or MemoryPhrasebook(),
    )
    return Services(
        settings=settings,
        locations=Locations(Path("/nowhere/config"), Path("/nowhere/data"), Path("/nowhere/log")),
        history=history,
        chronicle=MemoryChronicle(ledger, history),
        memory=memory,
        model=model or FakeModel(),
        default_model="fake/model",
        clock=clock,
        new_id=Uuid7(clock),
        project=Path(project),
    )


def with_learning(settings: Settings, **changes: Any) -> Settings:
    """The settings with other values under `[learning]`."""
    return replace(settings, learning=replace(settings.learning, **changes))


def with_apply(settings: Settings, **changes: Any) -> Settings:
    """The settings with other values under `[apply]`."""
    return replace(settings, apply=replace(settings.apply, **changes))
