"""Does rlmchat start as fast with many corrections stored as with none?

    python benchmarks/start_full.py [--count 100000] [--runs 5] [--home DIR]

Fills a home past `keep` (ledger, then index in batches), unless DIR holds one that an earlier run has filled, and
starts the program in turn on it and on an empty one. Prints medians: seconds until one can write, seconds from sending
at once after the start to the first text, and seconds of the processor that app and model process took until then; each
also as a ratio to the empty one.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from pathlib import Path

from clients import Running, clients, server, table
from overhead import BATCH, made

from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.bootstrap import build
from rlmchat.identifiers import Uuid7
from rlmchat.learning.correction import Action
from rlmchat.learning.ports import Change
from rlmchat.locations import locations

QUESTION = "SECTIONS=1 please"
ALLOWED = 1.1
"""Times the empty one."""


async def fill(home: Path, count: int) -> None:
    """A home with so many corrections, in the ledger and in the index."""
    places = locations(home)
    places.database.parent.mkdir(parents=True, exist_ok=True)
    chance, new_id = random.Random(7), Uuid7()
    database = Database(places.database, places.backups)
    await database.open()
    ledger = SqliteLedger(database)
    for start in range(0, count, BATCH):
        records = [made(start + i, chance, new_id) for i in range(min(BATCH, count - start))]
        await ledger.append([Change(one.id, Action.CREATED, one) for one in records], new_id())
    await database.aclose()
    services = build(home)
    await services.learning_ready()
    await services.aclose()


def look(address: str, home: Path) -> tuple[float, float, float]:
    """Seconds until it is ready, from sending to the first text, and of the processor in all."""
    with Running(clients()[0], address, "--home", str(home)) as running:
        ready = running.ready()
        sent = running.ask(QUESTION)
        running.wait_for("Section 0", 120)
        return ready, time.perf_counter() - sent, sum(running.cpu())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--home", type=Path)
    args = parser.parse_args()
    full = args.home or Path(tempfile.mkdtemp())
    if not locations(full).database.exists():
        began = time.perf_counter()
        asyncio.run(fill(full, args.count))
        print(f"{args.count} corrections, filled in {time.perf_counter() - began:.0f} s", flush=True)
    looks: dict[str, list[tuple[float, float, float]]] = {"empty": [], "full": []}
    with server() as address:
        for _ in range(args.runs):
            looks["empty"].append(look(address, Path(tempfile.mkdtemp())))
            looks["full"].append(look(address, full))
    middle = {name: [statistics.median(column) for column in zip(*rows, strict=True)] for name, rows in looks.items()}
    rows = [(name, *values) for name, values in middle.items()]
    rows.append(("× empty", *(one / other for one, other in zip(middle["full"], middle["empty"], strict=True))))
    table(("corrections", "ready s", "first text s", "CPU s"), rows)
    print(f"allowed: {ALLOWED} × empty")


if __name__ == "__main__":
    main()
