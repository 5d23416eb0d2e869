"""A memory with a few corrections, and an app around whatever of the corrections UI a test looks at."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from rlmchat.app import RlmChat
from rlmchat.chat.services import Services
from rlmchat.conversation import Chat, ChatId
from rlmchat.learning.correction import (
    Action,
    Category,
    Correction,
    CorrectionId,
    Outcome,
    OutcomeKind,
    Scope,
    ScopeKind,
    Source,
    Status,
)
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import Change, Ledger
from rlmchat.locations import Locations, shipped_themes
from rlmchat.screens.correction_dialogs import CorrectionDialogs
from rlmchat.settings import LearningSettings, Settings
from rlmchat.widgets.corrections_desk import CorrectionsChanged, CorrectionsDesk
from rlmchat.widgets.theming import load_theme
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.history import MemoryHistory
from tests.fakes.index import MemoryIndex
from tests.fakes.ledger import MemoryLedger

NOW = datetime(2026, 11, 20, 14, 7, tzinfo=UTC)
CHAT = ChatId("chat-capitals")


def one(number: int, original: str, corrected: str, **more: Any) -> Correction:
    """A correction with an id and a time by its number: the higher, the newer."""
    made = {
        "created_at": NOW - timedelta(days=2, hours=100 - number),
        "session_id": CHAT,
        "chats": (CHAT,),
        **more,
    }
    return Correction(
        CorrectionId(f"0000000{number}-0000-7000-8000-00000000000{number}"),
        original_output=original,
        corrected_output=corrected,
        **made,
    ).believed()


SYDNEY = one(
    9,
    "The capital of Australia is Sydney.",
    "The capital of Australia is Canberra.",
    query="Which Australian city is the seat of government?",
    tags=("capitals",),
    held=3,
    forced=1,
    apply_count=4,
    last_applied=NOW - timedelta(hours=3),
    confirmations=2,
    confirmed_at=NOW - timedelta(days=1),
    evidence=("m1", "m2"),
    base_confidence=0.93,
    context=("It is the seat of the federal parliament since 1927.",),
)
DATES = one(
    8,
    "",
    "dates as YYYY-MM-DD",
    category=Category.STYLE,
    source=Source.EXPLICIT,
    scope=Scope(ScopeKind.EVERYWHERE),
    standing=True,
    base_confidence=0.88,
)
PNPM = one(
    7,
    "npm",
    "pnpm",
    category=Category.PREFERENCE,
    source=Source.EXPLICIT,
    session_id="chat-build",
    base_confidence=0.81,
    explanation="the lock file is pnpm's",
)
ABROAD = one(
    6,
    "3–5 days",
    "7–10 days abroad",
    category=Category.DOMAIN,
    scope=Scope(ScopeKind.DOMAIN, "shipping"),
    session_id="chat-shop",
    base_confidence=0.77,
    source=Source.FLAG,
)
TABS = one(
    5,
    "",
    "indent with tabs",
    category=Category.STYLE,
    status=Status.SUPERSEDED,
    superseded_by="00000004-0000-7000-8000-000000000004",
    session_id="chat-build",
)
SPACES = one(
    4,
    "",
    "indent with four spaces",
    category=Category.STYLE,
    supersedes=(TABS.id,),
    session_id="chat-build",
    base_confidence=0.9,
)
SHORT = one(3, "", "prefers short answers", category=Category.PREFERENCE, status=Status.TENTATIVE, base_confidence=0.55)
ODD = one(
    2,
    "[red]bold[/red]",
    "\x1b[31mplain\x1b[0m [link=x]text[/link]",
    category=Category.CODE,
    session_id="chat-odd",
    base_confidence=0.6,
)
MUTED = one(1, "colour", "color", category=Category.STYLE, status=Status.MUTED, session_id="chat-build")

RECORDS = (SYDNEY, DATES, PNPM, ABROAD, TABS, SPACES, SHORT, ODD, MUTED)


async def fill(ledger: Ledger, records: Sequence[Correction] = RECORDS) -> None:
    """Write the records, with a past for the first."""
    for record in reversed(records):
        await ledger.append([Change(record.id, Action.CREATED, record, "said so")], f"made-{record.id}")
    if SYDNEY in records:
        await ledger.append([Change(SYDNEY.id, Action.CONFIRMED, SYDNEY, "said again")], "again")
        await ledger.record_outcomes(
            [
                Outcome(
                    SYDNEY.id, OutcomeKind.HELD, CHAT, "a1", NOW - timedelta(hours=5), "the answer says it so by itself"
                ),
                Outcome(SYDNEY.id, OutcomeKind.FORCED, CHAT, "a2", NOW - timedelta(hours=3), "the text was changed"),
            ]
        )


class NoModel:
    """A model that is never asked."""

    async def warm(self) -> None: ...

    async def aclose(self) -> None: ...


def services_with(memory: Memory, home: Path, history: Any = None) -> Services:
    """Services around a memory; everything else stays closed."""
    return Services(
        settings=Settings(),
        locations=Locations(home / "config", home / "data", home / "log"),
        history=history or MemoryHistory(),
        memory=memory,
        model=NoModel(),  # type: ignore[arg-type]
        clock=lambda: NOW,
    )


async def small_world(home: Path, records: Sequence[Correction] = RECORDS, **learning: Any) -> Services:
    """The memory on fakes, with `records` in it and a history that knows the chats."""
    ledger = MemoryLedger(clock=lambda: NOW)
    await fill(ledger, records)
    memory = Memory(ledger, MemoryIndex(), FakeEmbedder(), LearningSettings(**learning), clock=lambda: NOW)
    await memory.open()
    history = MemoryHistory()
    for chat_id, title in ((CHAT, "Capitals and coasts"), ("chat-build", "Build scripts"), ("chat-shop", "Shop")):
        await history.save_chat(Chat(ChatId(chat_id), title, NOW, NOW))
    return services_with(memory, home, history)


class Holder(CorrectionDialogs):
    """A screen like the chat's: a widget on it, and the dialogs it asks for."""

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget
        self.changes = 0

    def compose(self) -> ComposeResult:
        yield self.widget

    def on_corrections_changed(self, event: CorrectionsChanged) -> None:
        self.changes += 1


class World(App[None]):
    """Shows one screen or widget in the look of rlmchat."""

    BINDINGS: ClassVar = [Binding("ctrl+q", "quit", priority=True)]
    get_key_display = RlmChat.get_key_display
    get_theme_variable_defaults = RlmChat.get_theme_variable_defaults

    def __init__(self, make: Callable[[], Screen[Any] | Widget], theme: str = "rlmchat-dark") -> None:
        super().__init__()
        self._make = make
        self.result: Any = "nothing yet"
        self.register_theme(load_theme(shipped_themes() / f"{theme}.toml"))
        self.theme = theme
        self.animation_level = "none"
        self.copied = ""

    def on_mount(self) -> None:
        made = self._make()
        screen = made if isinstance(made, Screen) else Holder(made)
        self.push_screen(screen, self._done)

    def _done(self, result: Any) -> None:
        self.result = result


def text_of(app: App[Any]) -> str:
    """What stands on the screen."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


async def settle(pilot: Pilot[Any]) -> None:
    """Until nothing is read or done any more; a dialog that waits for the person is not waited for."""
    for _ in range(2000):
        await pilot.pause()
        desks = list(pilot.app.screen.query(CorrectionsDesk))
        asked = {"dialog"} if isinstance(pilot.app.screen, ModalScreen) else set[str]()
        workers = [worker for worker in pilot.app.workers if worker.is_running and worker.group not in asked]
        if not workers and not any(desk.list.busy for desk in desks):
            break
    await pilot.pause()


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Local time is UTC."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def changed(record: Correction, **more: Any) -> Correction:
    """A variant of a record."""
    return replace(record, **more)
