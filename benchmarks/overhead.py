"""What learning costs a turn: detect and recall with many corrections stored, on the real stores.

    python benchmarks/overhead.py [--count 10000] [--count 100000] [--turns 300] [--draft]

Prints median and 95th percentile in milliseconds of detection, recall, and both together, per size of the memory; and
of the processor time of both in all threads, which says more where other programs run beside this one.
Filling goes past `keep` (ledger, then index in batches); what is measured does not.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from data.situations import SITUATIONS, UNRELATED

from rlmchat.adapters.chroma_index import ChromaIndex
from rlmchat.adapters.embedders import StaticEmbedder
from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.chat import garbage
from rlmchat.identifiers import Uuid7
from rlmchat.learning.correction import Action, Category, Correction, CorrectionId
from rlmchat.learning.detector import Detector
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import Change
from rlmchat.settings import LearningSettings

BATCH = 1000
BUDGET = {10_000: 10.0, 100_000: 25.0}
"""Milliseconds that detection and recall may take together at the 95th percentile."""
THINGS = (
    "invoice report museum garden server kitchen contract river bicycle novel engine school festival vaccine".split()
)
PLACES = "Lisbon Oslo Kyoto Ghent Quito Perth Turin Riga Accra Boston Lima Porto Cork Graz Basel Split".split()


def made(number: int, chance: random.Random, new_id: Uuid7) -> Correction:
    """One correction among many: a written one with other things, places and numbers in it."""
    category, query, wrong, right, why, *_ = SITUATIONS[number % len(SITUATIONS)]
    thing, place, value = chance.choice(THINGS), chance.choice(PLACES), chance.randrange(10_000)
    return Correction(
        CorrectionId(new_id()),
        datetime.now(UTC) - timedelta(days=chance.randrange(300)),
        f"{wrong} {value}",
        f"{right} {value + 1}",
        query=f"{query} for the {thing} in {place}, no. {number}",
        explanation=why,
        category=Category(category),
    )


async def measure(count: int, turns: int, *, drafts: bool) -> None:
    """Fill a memory and take the time of turns."""
    chance, new_id = random.Random(7), Uuid7()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "b.db")
        await database.open()
        ledger = SqliteLedger(database)
        for start in range(0, count, BATCH):
            records = [made(start + i, chance, new_id) for i in range(min(BATCH, count - start))]
            await ledger.append([Change(r.id, Action.CREATED, r) for r in records], new_id())
        memory = Memory(ledger, ChromaIndex(Path(folder) / "chroma"), StaticEmbedder(), LearningSettings())
        began = time.perf_counter()
        await memory.open()
        filled = time.perf_counter() - began
        print(f"{count} corrections, filled in {filled:.0f} s {memory.health}", flush=True)
        # As the app does once it has warmed up.
        garbage.settle()
        report(count, await take(memory, turns, chance, drafts=drafts))
        await memory.aclose()
        await database.aclose()


async def take(memory: Memory, turns: int, chance: random.Random, *, drafts: bool) -> dict[str, list[float]]:
    """Milliseconds of each turn, the first ten left out: they load and warm what is needed."""
    detector = Detector.load()
    times: dict[str, list[float]] = {"detect": [], "recall": [], "both": [], "processor": []}
    for turn in range(turns + 10):
        row = chance.choice(SITUATIONS)
        query, draft = (row[chance.choice((5, 6, 8))], row[7]) if turn % 3 else chance.choice(UNRELATED)
        began, worked = time.perf_counter(), time.process_time()
        detector.detect(row[4], row[7])
        middle = time.perf_counter()
        await memory.recall(f"{query} {chance.choice(THINGS)}", draft=draft if drafts else "", chat_id="here")
        end = time.perf_counter()
        if turn >= 10:
            worked = time.process_time() - worked
            spans = {"detect": middle - began, "recall": end - middle, "both": end - began, "processor": worked}
            for name, span in spans.items():
                times[name].append(span * 1000)
    return times


def report(count: int, times: dict[str, list[float]]) -> None:
    """Print one table."""
    for name, spans in times.items():
        median, high = np.percentile(spans, [50, 95])
        budget = f"   budget {BUDGET[count]:g}" if name == "both" and count in BUDGET else ""
        print(f"  {name:<9} median {median:6.2f}   p95 {high:6.2f}{budget}", flush=True)


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, action="append")
    parser.add_argument("--turns", type=int, default=300)
    parser.add_argument("--draft", action="store_true", help="recall with the draft of an answer too")
    options = parser.parse_args()
    for count in options.count or [10_000, 100_000]:
        await measure(count, options.turns, drafts=options.draft)


if __name__ == "__main__":
    asyncio.run(main())
