from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_history import SqliteHistory
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.adapters.sqlite_salvage import salvage
from rlmchat.conversation import Chat, ChatId, Message, MessageId, Role
from rlmchat.learning.correction import Action, Correction, CorrectionId, Status
from rlmchat.learning.ports import Change, Find
from rlmchat.learning.recall_note import RecallNote

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def record(number: int) -> Correction:
    return Correction(CorrectionId(f"id-{number:05}"), NOW, f"wrong {number}", f"right {number}", query="what " * 40)


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[tuple[SqliteLedger, SqliteHistory]]:
    database = Database(path)
    await database.open()
    yield SqliteLedger(database), SqliteHistory(database)
    await database.aclose()


async def fill(path: Path, count: int) -> None:
    async with opened(path) as (ledger, history):
        for number in range(count):
            await ledger.append([Change(record(number).id, Action.CREATED, record(number))], f"act {number}")
        chat = Chat(ChatId("chat"), "Title", NOW, NOW)
        message = Message(MessageId("message"), chat.id, Role.USER, "what was said", NOW)
        await history.import_chat(chat, [message], {message.id: RecallNote(ms=3.2)})


async def test_all_of_a_sound_database_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "rlmchat.db"
    await fill(path, 5)
    saved = await salvage(path, tmp_path / "backups")
    told = {
        "revision": 5,
        "act": 5,
        "outcome": 0,
        "chat": 1,
        "message": 1,
        "signal": 0,
        "recall_note": 1,
        "phrasing": 0,
    }
    assert saved.rows == told
    assert saved.source == saved.aside == tmp_path / "rlmchat.db.broken-1"
    async with opened(path) as (ledger, history):
        assert {r.id for r in await ledger.find(Find())} == {record(n).id for n in range(5)}
        assert [r.id for r in await ledger.find(Find(text="wrong 3"))] == ["id-00003"]
        assert (await ledger.keywords("right 3", 1))[0][0] == "id-00003"
        assert [found.message.text for found in await history.search("said")] == ["what was said"]
        assert (await history.recall_notes([MessageId("message")]))["message"].ms == 3.2
        # The history goes on: what was done last can still be undone.
        assert [step.correction_id for step in await ledger.last_group()] == ["id-00004"]


async def test_a_hole_in_the_middle_costs_what_was_in_it(tmp_path: Path) -> None:
    path = tmp_path / "rlmchat.db"
    await fill(path, 300)
    with sqlite3.connect(path) as connection:
        (page_size,) = connection.execute("PRAGMA page_size").fetchone()
        query = "SELECT pageno FROM dbstat WHERE name = 'revision' AND pagetype = 'leaf' ORDER BY path"
        try:
            leaves = [number for (number,) in connection.execute(query)]
        except sqlite3.OperationalError:
            leaves = []
    connection.close()
    data = bytearray(path.read_bytes())
    # Without dbstat: the middle of the file, where a table of this size surely has pages.
    hole = leaves[len(leaves) // 2] if leaves else len(data) // page_size // 2
    data[(hole - 1) * page_size : hole * page_size] = b"\xee" * page_size
    path.write_bytes(data)
    saved = await salvage(path, tmp_path / "backups")
    async with opened(path) as (ledger, _):
        tally = await ledger.tally()
    assert 200 <= tally[Status.ACTIVE] == saved.rows["revision"] < 300


async def test_a_file_that_is_no_database_gives_way_to_the_newest_copy(tmp_path: Path) -> None:
    path, backups = tmp_path / "rlmchat.db", tmp_path / "backups"
    await fill(path, 3)
    database = Database(path)
    await database.open()
    await database.backup(backups / "copy.db")
    await database.aclose()
    path.write_bytes(b"gone" * 5000)
    saved = await salvage(path, backups)
    assert saved.source == backups / "copy.db"
    async with opened(path) as (ledger, _):
        assert (await ledger.tally())[Status.ACTIVE] == 3


async def test_with_nothing_to_take_over_it_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "rlmchat.db"
    path.write_bytes(b"nothing" * 1000)
    saved = await salvage(path, tmp_path / "backups")
    assert not any(saved.rows.values())
    assert saved.aside.read_bytes() == b"nothing" * 1000
    async with opened(path) as (ledger, _):
        assert await ledger.tally() == {}
