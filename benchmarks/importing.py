"""What importing many corrections takes, in time and on the disk, on the real stores.

    python benchmarks/importing.py [--count 10000] [--file FILE.jsonl]

Prints the seconds that keeping them all took (wall and processor), what became of them, and the bytes a record takes
by itself (its text with all fields) and in all (database and vector index, after both are closed). Without a file the
corrections are made from written ones with other things, places and numbers in them.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rlmchat.adapters.chroma_index import ChromaIndex
from rlmchat.adapters.embedders import StaticEmbedder
from rlmchat.adapters.record_codec import encode
from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.identifiers import Uuid7
from rlmchat.learning.correction import Correction, NewCorrection
from rlmchat.learning.importing import read_file
from rlmchat.learning.memory import Memory
from rlmchat.settings import LearningSettings

BUDGET_SECONDS = {10_000: 20.0}
RECORD_BYTES = 1024
DISK_BYTES = 3 * 1024


def to_be_kept(record: Correction) -> NewCorrection:
    """What an import has of a record."""
    return NewCorrection(
        record.corrected_output,
        record.original_output,
        record.query,
        record.explanation,
        category=record.category,
        created_at=record.created_at,
    )


def generated(count: int) -> list[NewCorrection]:
    """So many corrections, the same ones each time but for their times."""
    # Here, for it brings NumPy before rlmchat can say how that is to work.
    from overhead import made

    chance, new_id = random.Random(7), Uuid7()
    return [to_be_kept(made(i, chance, new_id)) for i in range(count)]


async def measure(news: Sequence[NewCorrection]) -> None:
    """Import into a new home and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = Database(folder / "b.db")
        await database.open()
        memory = Memory(SqliteLedger(database), ChromaIndex(folder / "chroma"), StaticEmbedder(), LearningSettings())
        await memory.open()
        # What is loaded at first use is no part of what an import costs.
        await memory.recall("ready?")
        began, worked = time.perf_counter(), time.process_time()
        kept = await memory.import_many(news)
        seconds, processor = time.perf_counter() - began, time.process_time() - worked
        how = Counter(str(one.how) for one in kept)
        record = sum(len(encode(one.correction).encode()) for one in kept) / len(kept)
        await memory.aclose()
        await database.aclose()
        budget = f"   budget {BUDGET_SECONDS[len(news)]:g} s" if len(news) in BUDGET_SECONDS else ""
        print(f"{len(news):,} kept in {seconds:.1f} s, {processor:.1f} s of processor time{budget}")
        print(f"  {', '.join(f'{count:,} {name}' for name, count in how.items())}")
        print(
            f"  a record: {record:.0f} bytes of text (budget {RECORD_BYTES}, its two vectors of 256 floats not counted)"
        )
        print_sizes(folder, len(news))


def print_sizes(folder: Path, count: int) -> None:
    """Bytes a record on the disk, by file."""
    sizes = {path.relative_to(folder): path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    print(f"  on the disk: {sum(sizes.values()) / count:.0f} bytes a record   budget {DISK_BYTES}")
    for path, size in sorted(sizes.items(), key=lambda item: -item[1]):
        if size > count:
            print(f"    {size / count:6.0f}  {path.name}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    news = read_file(options.file).news if options.file else generated(options.count)
    asyncio.run(measure(news))


if __name__ == "__main__":
    main()
