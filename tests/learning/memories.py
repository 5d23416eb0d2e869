"""A memory on fakes, or on the real ledger and index, for the tests of what it keeps and recalls."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from rlmchat.identifiers import Uuid7
from rlmchat.learning.correction import Category, NewCorrection, Scope, Source
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import Ledger, VectorIndex
from rlmchat.settings import LearningSettings
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.index import MemoryIndex
from tests.fakes.ledger import MemoryLedger

NOW = datetime(2026, 11, 20, 14, 7, tzinfo=UTC)


@dataclass
class World:
    """The doors of a memory, kept while memories come and go, and a clock that is set by hand."""

    ledger: Ledger = field(default_factory=MemoryLedger)
    index: VectorIndex = field(default_factory=MemoryIndex)
    embedder: FakeEmbedder = field(default_factory=FakeEmbedder)
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.new_id = Uuid7(lambda: self.now)

    def clock(self) -> datetime:
        """The time now."""
        return self.now

    def later(self, **more: float) -> None:
        """Let time pass."""
        self.now += timedelta(**more)

    async def memory(self, **learning: Any) -> Memory:
        """A memory of a program that has just started."""
        settings = LearningSettings(**learning)
        memory = Memory(self.ledger, self.index, self.embedder, settings, clock=self.clock, new_id=self.new_id)
        await memory.open()
        return memory


def canberra(**more: Any) -> NewCorrection:
    """The person said that the capital is Canberra."""
    values: dict[str, Any] = {
        "corrected": "Canberra",
        "original": "Sydney",
        "query": "What is the capital of Australia?",
        "explanation": "No, it's Canberra, not Sydney.",
        "session_id": "chat-1",
    }
    return NewCorrection(**(values | more))


def rule(text: str = "British spelling", **more: Any) -> NewCorrection:
    """The person stated a rule for everything."""
    values: dict[str, Any] = {
        "corrected": text,
        "category": Category.STYLE,
        "source": Source.EXPLICIT,
        "standing": True,
        "session_id": "chat-1",
    }
    return NewCorrection(**(values | more))


def project(path: str) -> Scope:
    """Holds in one folder."""
    return Scope.parse(f"project:{path}")
