"""What was said to be saved is there after a kill -9, and two processes on one home get along."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rlmchat.adapters.chroma_index import ChromaIndex
from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_history import SqliteHistory
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.conversation import ChatId, MessageStatus
from rlmchat.learning.correction import Status
from rlmchat.learning.ports import Find

WRITER = """
import asyncio, sys
from pathlib import Path
import numpy as np
from rlmchat.adapters.chroma_index import ChromaIndex
from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_history import SqliteHistory
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.conversation import MessageStatus, Role
from rlmchat.learning.ports import IndexEntry
from tests.adapters.records import chat, correction, made, message

async def main(home, name, kind, count):
    database = Database(home / "rlmchat.db")
    await database.open()
    ledger, history, index = SqliteLedger(database), SqliteHistory(database), ChromaIndex(home / "chroma")
    talk = chat(name)
    await history.save_chat(talk)
    if kind == "index":
        await index.open("static")
    print("chat", talk.id, flush=True)
    for i in range(count):
        if kind == "correction":
            record = correction(f"{name} wrong {i}", f"{name} right {i}")
            await ledger.append(made(record), record.id)
            print(record.id, flush=True)
        elif kind == "message":
            status = MessageStatus.STREAMING if i % 2 else MessageStatus.COMPLETE
            said = message(talk, f"{name} says {i}", Role.ASSISTANT, status=status)
            await history.save_message(said)
            print(said.id, flush=True)
        else:
            record = correction(f"{name} wrong {i}", f"{name} right {i}")
            row = np.random.default_rng().normal(size=16).astype(np.float32)
            row /= np.linalg.norm(row)
            await index.upsert([IndexEntry(record, row, row)])
            print(record.id, flush=True)
    await index.aclose()
    await database.aclose()

asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])))
"""


def start(home: Path, name: str, kind: str, count: int = 1_000_000) -> subprocess.Popen[str]:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", WRITER, str(home), name, kind, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root)


def killed_after(process: subprocess.Popen[str], lines: int) -> tuple[str, list[str]]:
    """The chat's id, and every id that a writer had printed when it was killed in the middle of its work."""
    assert process.stdout is not None
    chat_id = process.stdout.readline().split()[1]
    printed = [process.stdout.readline().strip() for _ in range(lines)]
    process.send_signal(signal.SIGKILL)
    printed += process.stdout.read().split()
    assert process.wait() == -signal.SIGKILL
    return chat_id, [one for one in printed if len(one) == 36]


async def test_every_correction_that_was_saved_survives_a_kill(tmp_path: Path) -> None:
    _, ids = await asyncio.to_thread(killed_after, start(tmp_path, "a", "correction"), 60)
    database = Database(tmp_path / "rlmchat.db")
    await database.open()
    ledger = SqliteLedger(database)
    assert [r.id for r in await ledger.get(ids)] == ids
    assert await database.check() == []
    # The search knows exactly the records that there are.
    present = await ledger.tally()
    assert present[Status.ACTIVE] == await ledger.count(Find(text="wrong")) >= len(ids)
    await database.aclose()


async def test_every_message_that_was_saved_survives_a_kill(tmp_path: Path) -> None:
    chat_id, ids = await asyncio.to_thread(killed_after, start(tmp_path, "a", "message"), 60)
    database = Database(tmp_path / "rlmchat.db")
    await database.open()
    messages = await SqliteHistory(database).messages(ChatId(chat_id))
    assert [m.id for m in messages][: len(ids)] == ids
    assert {m.status for m in messages} == {MessageStatus.COMPLETE, MessageStatus.PARTIAL}
    await database.aclose()


async def test_every_vector_that_was_written_survives_a_kill(tmp_path: Path) -> None:
    _, ids = await asyncio.to_thread(killed_after, start(tmp_path, "a", "index"), 25)
    index = ChromaIndex(tmp_path / "chroma")
    assert await index.open("static")
    assert set(ids) <= await index.ids()
    await index.aclose()


@pytest.mark.parametrize("kind", ["correction", "message", "index"])
async def test_two_processes_write_at_once(tmp_path: Path, kind: str) -> None:
    writers = [start(tmp_path, name, kind, 30) for name in ("a", "b")]
    outputs = [await asyncio.to_thread(writer.communicate) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0]
    ids = [line for out, _ in outputs for line in out.split() if len(line) == 36]
    chats = [out.split()[1] for out, _ in outputs]
    if kind == "index":
        index = ChromaIndex(tmp_path / "chroma")
        await index.open("static")
        found = await index.ids()
        await index.aclose()
        assert found == set(ids) - set(chats)
        return
    database = Database(tmp_path / "rlmchat.db")
    await database.open()
    assert await database.check() == []
    if kind == "correction":
        assert {r.id for r in await SqliteLedger(database).find(Find())} == set(ids) - set(chats)
        assert await SqliteLedger(database).last_seq() == 60
    else:
        assert [len(await SqliteHistory(database).messages(ChatId(one))) for one in chats] == [30, 30]
    await database.aclose()
