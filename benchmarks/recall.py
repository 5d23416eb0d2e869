"""How often the right preference is recalled for a question: PrefEval, ours beside BM25 and the bare embedder.

    python benchmarks/recall.py FILE.jsonl [--embedder static|minilm] [--pool 100] [--pool 1000]

FILE holds lines {"topic", "preference", "question"}, made from the data of PrefEval (github.com/amazon-science/
PrefEval, CC BY-NC 4.0: for evaluation only, none of it is part of rlmchat). A pool is that many preferences in one
memory; smaller pools are drawn several times. Recall@5 is the share of questions whose own preference is among the
first five, ranked without a threshold (`recall --limit 5 --threshold 0`).

For `--embedder minilm` its ONNX file has to be there: Chroma downloads it, or `export_minilm.py` makes it of a package.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rlmchat.adapters.chroma_index import ChromaIndex
from rlmchat.adapters.embedders import MiniLmEmbedder, StaticEmbedder
from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.learning.correction import Category, NewCorrection, Source
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import Embedder
from rlmchat.settings import LearningSettings

FIRST = 5
DRAWS = {100: 10, 250: 4}
"""How often a small pool is drawn."""

Row = dict[str, str]


class Remembering:
    """An embedder that embeds each text once: small pools are drawn from the same rows, and MiniLM takes its time."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, np.ndarray] = {}

    @property
    def name(self) -> str:
        """The embedder's own."""
        return self._embedder.name

    async def embed(self, texts: Sequence[str]) -> np.ndarray:
        """One unit row a text; shape (len(texts), dimensions)."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        if fresh:
            self._known.update(zip(fresh, await self._embedder.embed(fresh), strict=True))
        return np.array([self._known[text] for text in texts])


def new(row: Row) -> NewCorrection:
    """The preference as it is stored."""
    return NewCorrection(row["preference"], category=Category.PREFERENCE, source=Source.EXPLICIT)


async def ours(rows: list[Row], embedder: Embedder) -> float:
    """Recall@5 of the memory as it is, on real adapters."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "b.db")
        await database.open()
        memory = Memory(SqliteLedger(database), ChromaIndex(Path(folder) / "chroma"), embedder, LearningSettings())
        await memory.open()
        kept = await memory.import_many([new(row) for row in rows])
        found = 0
        for row, one in zip(rows, kept, strict=True):
            recall = await memory.recall(row["question"], limit=FIRST, threshold=0.0)
            found += one.correction.id in [lesson.correction.id for lesson in recall.lessons]
        await memory.aclose()
        await database.aclose()
    return found / len(rows)


async def bare(rows: list[Row], embedder: Embedder) -> float:
    """Recall@5 of the embedder's cosine alone."""
    preferences = await embedder.embed([row["preference"] for row in rows])
    questions = await embedder.embed([row["question"] for row in rows])
    return among_first(questions @ preferences.T)


async def bm25(rows: list[Row], embedder: Embedder) -> float:
    """Recall@5 of BM25."""
    return among_first(bm25_scores([row["question"] for row in rows], [row["preference"] for row in rows]))


def bm25_scores(queries: list[str], texts: list[str]) -> np.ndarray:
    """BM25 (k1 1.2, b 0.75) of every text for every query, shape (queries, texts)."""
    words = [re.findall(r"[a-z]+", text.lower()) for text in texts]
    df = Counter(word for text in words for word in set(text))
    mean = sum(map(len, words)) / len(words)
    scores = np.zeros((len(queries), len(texts)))
    for j, text in enumerate(words):
        counts = Counter(text)
        norm = 1.2 * (0.25 + 0.75 * len(text) / mean)
        for i, query in enumerate(queries):
            for word in set(re.findall(r"[a-z]+", query.lower())) & counts.keys():
                idf = math.log(1 + (len(texts) - df[word] + 0.5) / (df[word] + 0.5))
                scores[i, j] += idf * counts[word] * 2.2 / (counts[word] + norm)
    return scores


def among_first(scores: np.ndarray) -> float:
    """Share of rows whose diagonal entry is among the highest five."""
    own = np.diag(scores)[:, None]
    return float(((scores > own).sum(axis=1) < FIRST).mean())


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--embedder", choices=["static", "minilm"], default="static")
    parser.add_argument("--pool", type=int, action="append")
    options = parser.parse_args()
    embedder: Embedder = Remembering(MiniLmEmbedder() if options.embedder == "minilm" else StaticEmbedder())
    rows = [json.loads(line) for line in options.file.read_text().splitlines()]
    print(
        f"{'pool':>6} {'BM25':>8} {options.embedder:>8} {'rlmchat':>8}   recall@{FIRST}, {len(rows)} rows in the file"
    )
    for size in options.pool or [100, 1000]:
        size = min(size, len(rows))
        draws = [
            np.random.default_rng(seed).choice(len(rows), size, replace=False) for seed in range(DRAWS.get(size, 1))
        ]
        pools = [[rows[i] for i in draw] for draw in draws]
        figures = [np.mean([await measure(pool, embedder) for pool in pools]) for measure in (bm25, bare, ours)]
        print(f"{size:>6} " + " ".join(f"{figure:8.3f}" for figure in figures), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
