"""Whether the newer of two memories wins: MemSyco-Bench's outdated and current ones, ours beside BM25 and the embedder.

    python benchmarks/updates.py FILE.jsonl [--embedder static|minilm]

FILE holds lines {"outdated", "current", "question"}, made from valid_memory_selection of MemSyco-Bench
(github.com/XMUDeepLIT/MemSyco-Bench, MIT). All go into one memory, the outdated ones dated 38 days before the others.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from recall import bm25_scores

from rlmchat.adapters.chroma_index import ChromaIndex
from rlmchat.adapters.embedders import MiniLmEmbedder, StaticEmbedder
from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.learning.conflicts import Relation, relation
from rlmchat.learning.correction import Category, Correction, NewCorrection, Source
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import Embedder
from rlmchat.settings import LearningSettings

NOW = datetime.now(UTC)
APART = 38
"""Days between an outdated memory and the current one."""
PAIRS = 2000
"""Unrelated pairs that are judged."""


def new(text: str, days: int) -> NewCorrection:
    """One memory as it is stored."""
    at = NOW - timedelta(days=days)
    return NewCorrection(text, category=Category.PREFERENCE, source=Source.EXPLICIT, created_at=at)


async def one_memory(rows: list[dict[str, str]], embedder: Embedder) -> None:
    """Everything in one memory: order of the two in recall, and what replaced what."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "b.db")
        await database.open()
        memory = Memory(SqliteLedger(database), ChromaIndex(Path(folder) / "chroma"), embedder, LearningSettings())
        await memory.open()
        old = await memory.import_many([new(row["outdated"], 2 + APART) for row in rows])
        now = await memory.import_many([new(row["current"], 2) for row in rows])
        own = sum(o.correction.id in [s.id for s in n.superseded] for o, n in zip(old, now, strict=True))
        taken = sum(len(n.superseded) for n in now)
        above = 0
        for row, o, n in zip(rows, old, now, strict=True):
            recall = await memory.recall(row["question"], limit=2 * len(rows), threshold=0.0)
            found = [lesson.correction.id for lesson in recall.lessons]
            place = {
                one: found.index(one) if one in found else len(found) for one in (o.correction.id, n.correction.id)
            }
            above += place[n.correction.id] < place[o.correction.id]
        await memory.aclose()
        await database.aclose()
    print(f"current above outdated, all in one memory      {above / len(rows):.3f}   (target 0.95)")
    print(f"own twin superseded, all in one memory         {own / len(rows):.3f}")
    print(f"others superseded, all in one memory           {(taken - own) / len(rows):.3f}")


async def pairs(rows: list[dict[str, str]], embedder: Embedder) -> None:
    """Each pair by itself: is the twin recognised, and is an unrelated memory left alone?"""
    old = await embedder.embed([row["outdated"] for row in rows])
    now = await embedder.embed([row["current"] for row in rows])
    records = [
        [_record(new(row[name], days), f"{name}{i}") for name, days in (("outdated", 40), ("current", 2))]
        for i, row in enumerate(rows)
    ]

    def judged(i: int, j: int) -> bool:
        return relation(records[i][0], records[j][1], float(old[i] @ now[j])) is Relation.CONTRADICTS

    twins = sum(judged(i, i) for i in range(len(rows)))
    chance = random.Random(1)
    others = [tuple(chance.sample(range(len(rows)), 2)) for _ in range(PAIRS)]
    false = sum(judged(i, j) for i, j in others)
    print(f"twin recognised, pair by pair                  {twins / len(rows):.3f}   (target 0.80)")
    print(f"unrelated one superseded, pair by pair         {false / PAIRS:.3f}   (target below 0.05)")


def _record(one: NewCorrection, name: str) -> Correction:
    return Correction.from_dict(
        {
            "id": name,
            "created_at": one.created_at,
            "original_output": "",
            "corrected_output": one.corrected,
            "category": one.category,
            "source": one.source,
        }
    )


async def baselines(rows: list[dict[str, str]], embedder: Embedder) -> None:
    """How often the current one ranks higher without any memory of what is newer."""
    texts = [row["current"] for row in rows] + [row["outdated"] for row in rows]
    questions = [row["question"] for row in rows]
    cosines = (await embedder.embed(questions)) @ (await embedder.embed(texts)).T
    for name, scores in (("BM25", bm25_scores(questions, texts)), (embedder.name, cosines)):
        above = sum(scores[i, i] > scores[i, len(rows) + i] for i in range(len(rows)))
        print(f"current above outdated, {name:<23}{above / len(rows):.3f}")


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--embedder", choices=["static", "minilm"], default="static")
    options = parser.parse_args()
    embedder: Embedder = MiniLmEmbedder() if options.embedder == "minilm" else StaticEmbedder()
    rows = [json.loads(line) for line in options.file.read_text().splitlines()]
    await baselines(rows, embedder)
    await one_memory(rows, embedder)
    await pairs(rows, embedder)


if __name__ == "__main__":
    asyncio.run(main())
