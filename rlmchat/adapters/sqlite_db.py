"""The database file: one connection in a thread of its own, migrations with backups, errors in words for people."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from rlmchat.adapters.sqlite_schema import MIGRATIONS, Migration
from rlmchat.errors import StoreError
from rlmchat.identifiers import Clock, utc_now
from rlmchat.locations import private_folder

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
"""What is done with the connection, inside its thread."""

BUSY_SECONDS = 10.0
"""How long a write waits for another window's."""

RETRY_SECONDS = 0.01

SPARE = 4_000_000
"""Bytes that must be unused before the file is made smaller on closing: that costs a fifth of a second for 30 MB."""

PRIVATE = 0o600


class Database:
    """rlmchat.db. Reads and writes queue up in one thread, so none ever blocks the event loop.

    What `write` has done is on the disk when it returns: WAL with full synchronisation survives a killed process and a
    lost power supply. A `path` of None, or `open_unsaved`, keeps everything in memory: all works, nothing is saved.
    """

    def __init__(
        self,
        path: Path | None,
        backups: Path | None = None,
        *,
        migrations: Sequence[Migration] = MIGRATIONS,
        clock: Clock = utc_now,
        patience: float = BUSY_SECONDS,
        spare: int = SPARE,
    ) -> None:
        self.path = path
        self._backups = backups
        self._migrations = migrations
        self._clock = clock
        self._patience = patience
        self._spare = spare
        self._connection: sqlite3.Connection | None = None
        self._thread: ThreadPoolExecutor | None = None
        self.saved = path is not None
        """Whether what is written outlives the process."""

    async def open(self) -> None:
        """Open or make the file and bring its tables up to date; raises StoreError. Harmless to call twice."""
        if self._connection is None:
            await self._in_thread(self._open if self.path else self._open_in_memory)

    async def open_unsaved(self) -> None:
        """Work in memory for want of a usable file: a chat goes on, and is gone at its end (`saved` is False)."""
        if self._connection is None:
            self.saved = False
            await self._in_thread(self._open_in_memory)

    async def read(self, work: Work[T]) -> T:
        """The result of `work(connection)`; raises StoreError."""
        return await self._in_thread(lambda: self._with_connection(work))

    async def write(self, work: Work[T]) -> T:
        """The same inside one transaction, durable when this returns and undone whole when `work` raises."""
        return await self._in_thread(lambda: self._with_connection(lambda c: _in_transaction(c, work)))

    async def check(self) -> list[str]:
        """What SQLite finds wrong with the file, a sentence each; reads all of it, so slow for a large one."""
        rows = await self.read(lambda c: c.execute("PRAGMA quick_check(20)").fetchall())
        return [text for (text,) in rows if text != "ok"]

    async def backup(self, target: Path) -> None:
        """Copy the whole database, also while it is in use, to a new private file."""
        await self.read(lambda c: _copy(c, target))

    async def aclose(self) -> None:
        """Let go of the file and the thread; harmless to call twice, and the database can be opened again."""
        if self._thread is not None:
            await self._in_thread(self._close)
            self._thread.shutdown(wait=False)
            self._thread = None

    async def _in_thread(self, work: Callable[[], T]) -> T:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="rlmchat-sqlite")
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _with_connection(self, work: Work[T]) -> T:
        if self._connection is None:
            raise StoreError("The database is not open.")
        with translated(self.path, self._backups):
            return work(self._connection)

    def _open(self) -> None:
        assert self.path is not None
        with translated(self.path, self._backups):
            private_folder(self.path.parent)
            _make_private(self.path)
            self._connection = self._ready(_connect(str(self.path), self._patience))

    def _open_in_memory(self) -> None:
        with translated(None, None):
            self._connection = self._ready(_connect(":memory:", self._patience))

    def _ready(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        try:
            _write_ahead(connection, self._patience)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA cache_size = -8000")
            self._migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _migrate(self, connection: sqlite3.Connection) -> None:
        if _version(connection) == len(self._migrations):
            return
        # The write lock comes first: of two windows started at once, one migrates and the other finds it done.
        with _transaction(connection):
            began = _version(connection)
            # Asked again for each step: between two of them another window may have gone on from here.
            while (done := _version(connection)) < len(self._migrations):
                if began:
                    self._keep_copy(done)
                for statement in self._migrations[done]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {done + 1}")
                # Each step is committed by itself, so that the next one's copy has it.
                connection.execute("COMMIT")
                connection.execute("BEGIN IMMEDIATE")
            if done > len(self._migrations):
                raise StoreError(
                    f"The database {self.path} was written by a newer rlmchat.",
                    "Update rlmchat, or use another --home.",
                )

    def _keep_copy(self, version: int) -> None:
        """Copy the file before a migration, unless it is only in memory; one that was empty needs none."""
        if self.path is None or self._backups is None or not self.saved:
            return
        stamp = self._clock().strftime("%Y%m%d-%H%M%S")
        # A connection of its own: the one that holds the write lock cannot be the source.
        with contextlib.closing(_connect(str(self.path), self._patience)) as source:
            _copy(source, self._backups / f"rlmchat-v{version}-{stamp}.db")

    def _close(self) -> None:
        if self._connection is not None:
            with translated(self.path, self._backups):
                if self.saved:
                    _give_back(self._connection, self._spare)
                self._connection.close()
            self._connection = None


def _connect(name: str, patience: float) -> sqlite3.Connection:
    return sqlite3.connect(name, timeout=patience, isolation_level=None, check_same_thread=False)


def _give_back(connection: sqlite3.Connection, spare: int) -> None:
    """Give space that is no longer used back to the disk, where it is a quarter of the file and more than `spare`.

    Not while another window writes, and not if the disk has no room for the copy that this takes: it can wait.
    """
    free, pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in _SIZES)
    if free * size >= max(spare, pages * size / 4):
        with contextlib.suppress(sqlite3.Error):
            connection.execute("PRAGMA busy_timeout = 0")
            connection.execute("VACUUM")


_SIZES = ("freelist_count", "page_count", "page_size")


def _write_ahead(connection: sqlite3.Connection, patience: float) -> None:
    """Switch to WAL. For this SQLite does not wait for a window that is just opening the same new file, so we do."""
    end = time.monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(RETRY_SECONDS)


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _make_private(path: Path) -> None:
    """SQLite gives its side files the mode of the main file, so that one is made first, for its owner alone."""
    try:
        # One that is there is not opened: closing it again would take the locks of other connections off it.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE))
    except FileExistsError:
        if path.stat().st_mode & 0o077:
            path.chmod(PRIVATE)


def _copy(source: sqlite3.Connection, target: Path) -> None:
    private_folder(target.parent)
    _make_private(target)
    with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as copy:
        source.backup(copy)


@contextlib.contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """IMMEDIATE, so that a wait for another writer comes at the start and not in the middle, where it cannot be had."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk makes SQLite roll back by itself.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _in_transaction(connection: sqlite3.Connection, work: Work[T]) -> T:
    with _transaction(connection):
        return work(connection)


@contextlib.contextmanager
def translated(path: Path | None, backups: Path | None) -> Iterator[None]:
    """Turn what SQLite and the file system raise into a StoreError that says what to do."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError):
        # Our own mistakes: they must be seen as such.
        raise
    except sqlite3.Error as error:
        raise _told(error, path, backups) from error
    except OSError as error:
        raise StoreError(
            f"The folder {path.parent if path else ''} cannot be used: {error.strerror or error}.",
            "Check that it exists and may be written to, or name another with --home.",
        ) from error


def _told(error: sqlite3.Error, path: Path | None, backups: Path | None) -> StoreError:
    # The low byte is the kind of error, the rest its details.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    name = path or "in memory"
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(
            f"The database {name} is in use by another program.",
            "Close the other rlmchat or backup program and try again.",
        )
    if code == sqlite3.SQLITE_FULL:
        return StoreError(
            f"The disk is full: {name} cannot grow.", "Free some space and try again; nothing saved is lost."
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        copies = f", or put a copy from {backups} in its place" if backups and backups.is_dir() else ""
        return StoreError(f"The database {name} is damaged.", f"Run `rlmchat doctor --repair`{copies}.")
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return StoreError(
            f"The database {name} cannot be written to.", "Check the rights of the file and its folder, or use --home."
        )
    if code == sqlite3.SQLITE_IOERR:
        return StoreError(f"The disk does not read or write {name}: {error}.", "Check that it has space and is well.")
    return StoreError(f"The database {name} cannot be used: {error}.", "`rlmchat doctor` looks into it.")
