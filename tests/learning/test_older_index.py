"""A home whose index an older rlmchat made: all of it is there again after the next start, and smaller."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import numpy as np

from rlmchat.adapters.chroma_index import ChromaIndex
from rlmchat.adapters.chroma_records import entry_rows
from rlmchat.adapters.embedders import StaticEmbedder
from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.learning.correction import NewCorrection
from rlmchat.learning.embedded import keys_of
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import IndexEntry
from rlmchat.settings import LearningSettings

OLDER = """
import sys, chromadb, numpy as np
folder, rows = sys.argv[1], np.load(sys.argv[2])
client = chromadb.PersistentClient(folder)
collection = client.create_collection("corrections", metadata={"embedder": "static"}, embedding_function=None)
collection.upsert(ids=rows["ids"].tolist(), embeddings=rows["vectors"])
"""
SAID = {
    "What is the capital of Australia?": ("Sydney", "Canberra"),
    "Which package manager do we use?": ("npm", "pnpm"),
    "How long is the warranty on the kettle?": ("one year", "two years"),
}


async def test_an_index_of_an_older_rlmchat_is_made_anew_from_the_ledger(tmp_path: Path) -> None:
    embedder, database = StaticEmbedder(), Database(tmp_path / "rlmchat.db")
    await database.open()
    ledger = SqliteLedger(database)

    def memory(folder: str) -> Memory:
        return Memory(ledger, ChromaIndex(tmp_path / folder), embedder, LearningSettings())

    first = memory("first")
    await first.open()
    kept = await first.import_many([NewCorrection(right, wrong, query) for query, (wrong, right) in SAID.items()])
    await first.aclose()
    # The same records as they used to lie in Chroma: a row a key, floats alone.
    entries = []
    for one in kept:
        situation, rule = await embedder.embed(keys_of(one.correction))
        entries.append(IndexEntry(one.correction, situation, rule))
    rows = [row for entry in entries for row in entry_rows(entry)]
    vectors = np.stack([row.vector for row in rows])
    np.savez(tmp_path / "rows.npz", ids=np.array([row.key for row in rows]), vectors=vectors)
    command = [sys.executable, "-c", OLDER, str(tmp_path / "older"), str(tmp_path / "rows.npz")]
    await asyncio.to_thread(subprocess.run, command, check=True)

    told: list[tuple[int, int]] = []
    newer = memory("older")
    await newer.open(lambda done, of: told.append((done, of)))
    assert not newer.health
    assert told[-1] == (len(SAID), len(SAID))
    for one in kept:
        recall = await newer.recall(one.correction.query)
        assert recall.lessons[0].correction.id == one.correction.id
    await newer.aclose()
    # The next start finds all as it should be.
    told.clear()
    again = memory("older")
    await again.open(lambda done, of: told.append((done, of)))
    assert not told
    await again.aclose()
    await database.aclose()
