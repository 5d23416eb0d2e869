"""Opens what a command needs and no more: the ledger alone, or all services, and closes it again."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from rlmchat.errors import StoreError
from rlmchat.locations import Locations, locations

if TYPE_CHECKING:
    from rlmchat.adapters.sqlite_db import Database
    from rlmchat.adapters.sqlite_history import SqliteHistory
    from rlmchat.adapters.sqlite_ledger import SqliteLedger
    from rlmchat.chat.services import Services


T = TypeVar("T")


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's coroutine to its end; gives what it gives, mostly its exit code."""
    return asyncio.run(work)


def places_of(args: argparse.Namespace) -> Locations:
    """The folders that the arguments name."""
    return locations(args.home)


@asynccontextmanager
async def database(args: argparse.Namespace) -> AsyncIterator[Database]:
    """The database alone: no vendor's library is loaded but SQLite. Raises StoreError."""
    from rlmchat.adapters.sqlite_db import Database

    places = places_of(args)
    opened = Database(places.database, places.backups)
    try:
        await opened.open()
        yield opened
    finally:
        await opened.aclose()


@asynccontextmanager
async def ledger(args: argparse.Namespace) -> AsyncIterator[SqliteLedger]:
    """The ledger of corrections, for what only reads."""
    from rlmchat.adapters.sqlite_ledger import SqliteLedger

    async with database(args) as opened:
        yield SqliteLedger(opened)


@asynccontextmanager
async def history(args: argparse.Namespace) -> AsyncIterator[SqliteHistory]:
    """The chats."""
    from rlmchat.adapters.sqlite_history import SqliteHistory

    async with database(args) as opened:
        yield SqliteHistory(opened)


@asynccontextmanager
async def services(
    args: argparse.Namespace, *, learning: bool = False, unsaved: bool = False
) -> AsyncIterator[Services]:
    """Everything, as the app has it; with `learning` the index and the embedder too.

    Raises SettingsError for a broken config.toml: going on with the defaults could send a text to another provider
    than the one that was chosen. Raises StoreError where nothing can be saved, unless `unsaved` is allowed.
    """
    from rlmchat.adapters.log import open_log
    from rlmchat.adapters.settings_file import load_settings
    from rlmchat.bootstrap import build
    from rlmchat.cli.output import complain, note

    places = places_of(args)
    _, problems = load_settings(places)
    open_log(places)
    built = build(args.home)
    try:
        known = len(built.problems)
        await built.open()
        if built.problems[known:] and not unsaved:
            raise StoreError(built.problems[known])
        for problem in built.problems[known:]:
            complain(problem)
        for problem in problems:
            note(problem)
        if learning:
            await built.learning_ready()
            if built.memory.health:
                note(built.memory.health)
        yield built
    finally:
        await built.aclose()
