"""Export: every record once, in a private file that is whole or not there."""

from __future__ import annotations

import asyncio
import json
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rlmchat.errors import UsageError
from rlmchat.learning.correction import Action, Correction, CorrectionId
from rlmchat.learning.exporting import PAGE, export
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import Change, Find
from rlmchat.settings import LearningSettings
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.index import MemoryIndex
from tests.fakes.ledger import MemoryLedger

NOW = datetime(2026, 11, 20, 14, 7, tzinfo=UTC)


async def memory_of(count: int) -> Memory:
    ledger = MemoryLedger(clock=lambda: NOW)
    made = [
        Correction(CorrectionId(f"c{n}"), NOW + timedelta(seconds=n), f"wrong {n}", f"right {n} – é")
        for n in range(count)
    ]
    await ledger.append([Change(record.id, Action.CREATED, record) for record in made], "made")
    memory = Memory(ledger, MemoryIndex(), FakeEmbedder(), LearningSettings(), clock=lambda: NOW)
    await memory.open()
    return memory


async def test_every_record_is_written_once_and_can_be_read_back(tmp_path: Path) -> None:
    memory, path = await memory_of(2 * PAGE + 3), tmp_path / "all.jsonl"
    seen: list[int] = []
    assert await export(memory, Find(), path, seen.append) == 2 * PAGE + 3
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert {line["id"] for line in lines} == {f"c{n}" for n in range(2 * PAGE + 3)}
    first = Correction.from_dict(lines[0])
    assert first == await memory.get(first.id)
    assert seen == [PAGE, 2 * PAGE, 2 * PAGE + 3]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_only_what_matches_is_written(tmp_path: Path) -> None:
    memory, path = await memory_of(30), tmp_path / "some.jsonl"
    assert await export(memory, Find(text="wrong 7"), path) == 1
    assert json.loads(path.read_text(encoding="utf-8"))["original"] == "wrong 7"


async def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        await export(await memory_of(1), Find(), tmp_path / "nowhere" / "a.jsonl")


async def test_stopped_half_way_nothing_is_left_and_an_older_file_stays(tmp_path: Path) -> None:
    memory, path = await memory_of(2 * PAGE), tmp_path / "all.jsonl"
    path.write_text("older", encoding="utf-8")

    def stop(done: int) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await export(memory, Find(), path, stop)
    assert path.read_text(encoding="utf-8") == "older"
    assert os.listdir(tmp_path) == ["all.jsonl"]
