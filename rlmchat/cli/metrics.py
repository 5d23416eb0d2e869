"""`rlmchat metrics`: counts for Prometheus, printed once or served on this machine."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from rlmchat.cli.opening import database, run_async
from rlmchat.cli.output import note, say
from rlmchat.cli.parser import Parser

if TYPE_CHECKING:
    from rlmchat.adapters.metrics import Reading
    from rlmchat.adapters.sqlite_db import Database

PATIENCE = 30.0
"""Seconds that one scrape may wait for the database."""


def add_arguments(parser: Parser) -> None:
    """Flags of `metrics`."""
    parser.description = (
        "Prints counts in Prometheus' text format: corrections detected, kept and applied, what became of lessons, "
        "how long the stages of turns took, calls of models. They cover every run on this home, and no text is in them."
    )
    parser.add_argument(
        "--serve", type=_port, metavar="PORT", help="serve them at http://127.0.0.1:PORT/metrics until ctrl+c (0: any)"
    )
    parser.set_defaults(run=run)


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65_535:
        raise argparse.ArgumentTypeError("must be from 0 to 65535")
    return number


def run(args: argparse.Namespace) -> int:
    """Once, or until the person stops it."""
    return run_async(_print(args) if args.serve is None else _serve(args))


async def _print(args: argparse.Namespace) -> int:
    from rlmchat.adapters.metrics import text

    async with database(args) as opened:
        say(text(await _reading(opened)).rstrip("\n"))
    return 0


async def _serve(args: argparse.Namespace) -> int:
    from rlmchat.adapters.metrics import LOOPBACK, server

    async with database(args) as opened:
        running = server(args.serve, _from_threads(opened, asyncio.get_running_loop()))
        say(f"http://{LOOPBACK}:{running.server_port}/metrics")
        note("ctrl+c stops it.")
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.to_thread(running.shutdown)
            running.server_close()
    return 0


def _from_threads(opened: Database, loop: asyncio.AbstractEventLoop) -> Callable[[], Reading]:
    def read() -> Reading:
        return asyncio.run_coroutine_threadsafe(_reading(opened), loop).result(PATIENCE)

    return read


async def _reading(opened: Database) -> Reading:
    from rlmchat.adapters.metrics import Reading, SqliteMeter
    from rlmchat.adapters.sqlite_chronicle import SqliteChronicle
    from rlmchat.adapters.sqlite_ledger import SqliteLedger

    return Reading(
        await SqliteChronicle(opened).totals(),
        await SqliteMeter(opened).read(),
        await SqliteLedger(opened).tally(),
    )
