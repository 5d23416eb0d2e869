"""The database file: its rights, migrations and their backups, and what a person is told when it cannot be used."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from rlmchat.adapters import sqlite_db
from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_history import SqliteHistory
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.adapters.sqlite_schema import MIGRATIONS
from rlmchat.conversation import ChatId, MessageId
from rlmchat.errors import StoreError
from rlmchat.learning.ports import Find
from rlmchat.learning.signals import Signal, SignalKind
from tests.adapters.records import NOW, chat, correction, made, message

FIRST = ("CREATE TABLE note (text TEXT)", "INSERT INTO note VALUES ('one; two')")
SECOND = ("ALTER TABLE note ADD COLUMN mark TEXT", "UPDATE note SET mark = 'x'")
THIRD = ("CREATE TABLE extra (a)",)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def rows(path: Path, statement: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    found = connection.execute(statement).fetchall()
    connection.close()
    return found


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(tmp_path / "data" / "rlmchat.db", tmp_path / "backups", patience=0.05)
    await database.open()
    yield database
    await database.aclose()


async def test_files_are_for_their_owner_alone(database: Database, tmp_path: Path) -> None:
    await SqliteLedger(database).append(made(correction()), "g")
    await database.backup(tmp_path / "copies" / "copy.db")
    assert mode(tmp_path / "data") == mode(tmp_path / "copies") == 0o700
    for path in [*(tmp_path / "data").iterdir(), tmp_path / "copies" / "copy.db"]:
        assert mode(path) == 0o600, path
    assert len(rows(tmp_path / "copies" / "copy.db", "SELECT * FROM revision")) == 1


async def test_rights_that_are_too_wide_are_narrowed(tmp_path: Path) -> None:
    path = tmp_path / "rlmchat.db"
    path.touch(0o644)
    path.chmod(0o644)
    database = Database(path)
    await database.open()
    assert mode(path) == 0o600
    await database.aclose()


async def test_it_is_written_ahead_and_fully_synchronised(database: Database) -> None:
    assert await database.read(lambda c: c.execute("PRAGMA journal_mode").fetchone()) == ("wal",)
    assert await database.read(lambda c: c.execute("PRAGMA synchronous").fetchone()) == (2,)


async def test_opening_twice_and_closing_twice_is_harmless(database: Database) -> None:
    await database.open()
    await database.aclose()
    await database.aclose()
    with pytest.raises(StoreError, match="not open"):
        await SqliteLedger(database).last_seq()
    await database.open()
    assert await SqliteLedger(database).last_seq() == 0


async def test_a_write_that_fails_leaves_nothing_behind(database: Database) -> None:
    def half(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO counter VALUES ('x', 1)")
        raise StoreError("stop")

    with pytest.raises(StoreError, match="stop"):
        await database.write(half)
    assert await database.read(lambda c: c.execute("SELECT * FROM counter").fetchall()) == []


async def test_migrations_run_once_each_with_a_copy_before(tmp_path: Path) -> None:
    path, backups = tmp_path / "rlmchat.db", tmp_path / "backups"
    for migrations in ((FIRST,), (FIRST, SECOND, THIRD), (FIRST, SECOND, THIRD)):
        database = Database(path, backups, migrations=migrations, clock=lambda: NOW)
        await database.open()
        await database.aclose()
    assert rows(path, "SELECT * FROM note") == [("one; two", "x")]
    assert rows(path, "PRAGMA user_version") == [(3,)]
    copies = sorted(backups.iterdir())
    assert [copy.name for copy in copies] == ["rlmchat-v1-20261120-140730.db", "rlmchat-v2-20261120-140730.db"]
    assert rows(copies[0], "SELECT * FROM note") == [("one; two",)]
    assert rows(copies[1], "SELECT * FROM note") == [("one; two", "x")]
    assert mode(backups) == 0o700
    assert {mode(copy) for copy in copies} == {0o600}


async def test_a_new_database_needs_no_copy(database: Database, tmp_path: Path) -> None:
    assert not (tmp_path / "backups").exists()


async def test_a_window_that_comes_between_two_steps_may_go_on_with_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another one takes the lock after the first step is committed, and does all the others."""
    path, plain, rivals = tmp_path / "rlmchat.db", sqlite_db._connect, [True]

    class Interrupted(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            done = super().execute(sql, *values)
            if sql == "COMMIT" and rivals == [True]:
                rivals[:] = [False]
                other = Database(path)
                other._open()
                other._close()
            return done

    def connect(name: str, patience: float) -> sqlite3.Connection:
        if rivals[-1] is False:
            return plain(name, patience)
        return sqlite3.connect(
            name, timeout=patience, isolation_level=None, check_same_thread=False, factory=Interrupted
        )

    monkeypatch.setattr(sqlite_db, "_connect", connect)
    database = Database(path)
    await database.open()
    assert rivals == [False]
    assert await database.check() == []
    await SqliteLedger(database).append(made(correction()), "g")
    await database.aclose()


async def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path, backups = tmp_path / "rlmchat.db", tmp_path / "backups"
    first = Database(path, backups, migrations=(FIRST,))
    await first.open()
    await first.aclose()
    with pytest.raises(StoreError):
        await Database(path, backups, migrations=(FIRST, (*SECOND, "no such statement"))).open()
    assert rows(path, "SELECT * FROM note") == [("one; two",)]
    assert rows(path, "PRAGMA user_version") == [(1,)]
    again = Database(path, backups, migrations=(FIRST, SECOND))
    await again.open()
    await again.aclose()
    assert rows(path, "SELECT mark FROM note") == [("x",)]


async def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "rlmchat.db"
    newer = Database(path, migrations=(*MIGRATIONS, THIRD))
    await newer.open()
    await newer.aclose()
    with pytest.raises(StoreError, match="newer rlmchat"):
        await Database(path).open()


async def test_a_file_that_is_no_database_is_told_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "rlmchat.db"
    path.write_bytes(b"My diary. " * 1000)
    with pytest.raises(StoreError, match="damaged") as caught:
        await Database(path, tmp_path / "backups").open()
    assert "doctor --repair" in caught.value.hint
    assert "backups" not in caught.value.hint
    assert path.read_bytes().startswith(b"My diary. ")
    (tmp_path / "backups").mkdir()
    with pytest.raises(StoreError) as caught:
        await Database(path, tmp_path / "backups").open()
    assert str(tmp_path / "backups") in caught.value.hint


async def test_damage_in_the_middle_is_told_and_not_shown_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "rlmchat.db"
    database = Database(path)
    await database.open()
    await SqliteLedger(database).append(made(*(correction(f"w{i}", "r" * 50) for i in range(500))), "g")
    assert await database.check() == []
    await database.aclose()
    with path.open("r+b") as file:
        # The first third holds the table definitions: with these gone it would not even open.
        file.seek(path.stat().st_size // 3 // 4096 * 4096)
        file.write(b"\xff" * (path.stat().st_size // 3 * 2))
    await database.open()
    with pytest.raises(StoreError, match="damaged"):
        await SqliteLedger(database).find(Find())
    await database.aclose()


async def test_a_place_that_cannot_be_written_is_told_and_worked_around(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("I am a file.")
    database = Database(tmp_path / "home" / "data" / "rlmchat.db", tmp_path / "home" / "backups")
    with pytest.raises(StoreError, match="cannot be used") as caught:
        await database.open()
    assert "--home" in caught.value.hint
    assert database.saved
    await database.open_unsaved()
    assert not database.saved
    history, talk = SqliteHistory(database), chat()
    await history.save_chat(talk)
    await history.save_message(message(talk, "hello"))
    assert [m.text for m in await history.messages(talk.id)] == ["hello"]
    await database.aclose()


async def test_a_folder_in_place_of_the_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "rlmchat.db").mkdir()
    with pytest.raises(StoreError):
        await Database(tmp_path / "rlmchat.db").open()


async def test_without_a_path_nothing_is_saved() -> None:
    database = Database(None)
    assert not database.saved
    await database.open()
    await SqliteLedger(database).append(made(correction()), "g")
    assert await SqliteLedger(database).last_seq() == 1
    await database.aclose()
    await database.open()
    assert await SqliteLedger(database).last_seq() == 0
    await database.aclose()


async def test_a_full_disk_loses_nothing_and_is_told(database: Database) -> None:
    ledger = SqliteLedger(database)
    first = correction()
    await ledger.append(made(first), "g1")
    pages = await database.read(lambda c: c.execute("PRAGMA page_count").fetchone()[0])
    await database.read(lambda c: c.execute(f"PRAGMA max_page_count = {pages + 1}").fetchone())
    many = [correction("x" * 500, "y" * 500) for _ in range(200)]
    with pytest.raises(StoreError, match="disk is full") as caught:
        await ledger.append(made(*many), "g2")
    assert "Free some space" in caught.value.hint
    assert await ledger.last_seq() == 1
    assert await ledger.count(Find()) == 1
    await database.read(lambda c: c.execute("PRAGMA max_page_count = 1000000").fetchone())
    await ledger.append(made(*many), "g2")
    assert await ledger.count(Find()) == 201


async def test_a_file_that_another_program_holds_is_told(database: Database, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "data" / "rlmchat.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    ledger = SqliteLedger(database)
    with pytest.raises(StoreError, match="in use by another program"):
        await ledger.append(made(correction()), "g")
    assert await ledger.last_seq() == 0
    other.execute("ROLLBACK")
    other.close()
    await ledger.append(made(correction()), "g")
    assert await ledger.last_seq() == 1


@pytest.mark.parametrize("elsewhere", [False, True])
async def test_a_file_that_is_a_quarter_air_is_made_smaller_on_closing_where_nobody_else_writes(
    tmp_path: Path, elsewhere: bool
) -> None:
    path, one = tmp_path / "rlmchat.db", correction()
    database = Database(path, spare=100_000)
    await database.open()
    await SqliteLedger(database).append(made(one), "g")
    await database.write(lambda c: c.execute("CREATE TABLE air AS SELECT randomblob(900000) AS much"))
    await database.write(lambda c: c.execute("DROP TABLE air"))
    other = sqlite3.connect(path, isolation_level=None)
    if elsewhere:
        other.execute("BEGIN IMMEDIATE")
    await database.aclose()
    other.close()
    await database.open()
    assert (path.stat().st_size < 600_000) is not elsewhere
    assert await SqliteLedger(database).get([one.id]) == [one]
    assert [found.id for found in await SqliteLedger(database).find(Find(text=one.corrected_output))] == [one.id]
    await database.aclose()


async def test_a_database_from_before_the_signs_is_migrated_with_a_copy_and_loses_nothing(tmp_path: Path) -> None:
    path, backups = tmp_path / "rlmchat.db", tmp_path / "backups"
    old = Database(path, backups, migrations=MIGRATIONS[:1])
    await old.open()
    outcome = (
        "INSERT INTO outcome (correction_id, kind, chat_id, message_id, at, reason) VALUES ('c', 'held', '', '', 0, '')"
    )
    said = (
        "INSERT INTO message (id, chat_id, role, text, created_at, status, model, lessons, applied, hidden, attachments,"
        " searchable) VALUES ('m', 'c', 'assistant', 'hello', 0, 'complete', '', '[]', '[]', 0, '[]', 0)"
    )
    chat_row = "INSERT INTO chat VALUES ('c', 'old', 0, 0, '', '', NULL)"
    for statement in (outcome, chat_row, said):
        await old.write(lambda c, statement=statement: c.execute(statement))  # type: ignore[misc]
    await old.aclose()
    new = Database(path, backups)
    await new.open()
    assert [one.weight for one in await SqliteLedger(new).outcomes()] == [1.0]
    history = SqliteHistory(new)
    assert [(m.text, m.edited) for m in await history.messages(ChatId("c"))] == [("hello", False)]
    assert await history.recall_notes([MessageId("m")]) == {}
    assert len(list(backups.glob("*.db"))) == len(MIGRATIONS) - 1
    await new.aclose()


async def test_a_chat_that_is_purged_takes_its_signs_along(database: Database) -> None:
    history, ledger = SqliteHistory(database), SqliteLedger(database)
    one = chat()
    await history.save_chat(one)
    await ledger.note_signal(Signal(SignalKind.COPIED, "a", chat_id=one.id))
    await history.purge_chat(one.id)
    assert await ledger.signals(one.id) == []
