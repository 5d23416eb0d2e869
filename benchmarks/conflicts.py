"""How well contradicting, repeated, narrowing and unrelated corrections are told apart.

python benchmarks/conflicts.py DATA_DIR, where DATA_DIR holds `conflicts/*.jsonl` (pairs with their relation) and
`memsyco/*.jsonl` (an outdated and a current statement, as in MemSyco-Bench's valid_memory_selection). Cosines are
those of the default embedder, of the two keys a record has.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from rlmchat.adapters.embedders import StaticEmbedder
from rlmchat.learning.conflicts import Relation, relation
from rlmchat.learning.correction import Category, Correction, CorrectionId
from rlmchat.learning.ports import Embedder

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def rows(folder: Path) -> Iterator[dict[str, Any]]:
    """Every JSON line of a folder's .jsonl files."""
    for path in sorted(folder.glob("*.jsonl")):
        yield from map(json.loads, path.read_text().splitlines())


def correction(data: dict[str, Any]) -> Correction:
    return Correction(
        CorrectionId(data["query"] or data["corrected"]),
        NOW - timedelta(days=data.get("days_ago", 0)),
        data.get("original") or "",
        data["corrected"],
        query=data.get("query", ""),
        category=Category(data.get("category", "preference")),
    )


async def cosines(embedder: Embedder, pairs: Sequence[tuple[Correction, Correction]]) -> list[float]:
    """The higher of the likenesses by situation and by rule, a pair each."""
    texts = [
        t
        for pair in pairs
        for c in pair
        for t in (f"{c.query} {c.original_output}", f"{c.original_output} → {c.corrected_output}")
    ]
    v = np.asarray(await embedder.embed(texts)).reshape(len(pairs), 2, 2, -1)
    return np.einsum("pkd,pkd->pk", v[:, 0], v[:, 1]).max(axis=1).tolist()


async def written(embedder: Embedder, folder: Path) -> None:
    data = list(rows(folder))
    pairs = []
    for row in data:
        first, second = correction(row["first"]), correction(row["second"])
        pairs.append((first, second) if first.created_at <= second.created_at else (second, first))
    right: Counter[str] = Counter()
    total = Counter(row["relation"] for row in data)
    superseded = 0
    for row, (older, newer), cosine in zip(data, pairs, await cosines(embedder, pairs), strict=True):
        found = relation(older, newer, cosine)
        right[row["relation"]] += found == row["relation"]
        superseded += row["relation"] == "unrelated" and found is Relation.CONTRADICTS
    share = sum(right.values()) / len(data)
    print(f"written pairs told apart    {sum(right.values())}/{len(data)} = {share:.0%}   (target ≥ 85%)")
    for name, count in total.items():
        print(f"  {name:<24}  {right[name]}/{count}")
    print(f"unrelated ones superseded   {superseded}   (target 0)")


async def twins(embedder: Embedder, folder: Path) -> None:
    data = list(rows(folder))
    old = [
        Correction(CorrectionId(f"o{i}"), NOW - timedelta(days=9), "", r["outdated"], category=Category.PREFERENCE)
        for i, r in enumerate(data)
    ]
    new = [
        Correction(CorrectionId(f"n{i}"), NOW, "", r["current"], category=Category.PREFERENCE)
        for i, r in enumerate(data)
    ]
    a, b = [np.asarray(await embedder.embed([c.corrected_output for c in side])) for side in (old, new)]
    near = a @ b.T
    hit = np.array(
        [
            [relation(x, y, float(near[i, j])) is Relation.CONTRADICTS for j, y in enumerate(new)]
            for i, x in enumerate(old)
        ]
    )
    others = ~np.eye(len(data), dtype=bool)
    print(f"twins superseded            {np.diag(hit).mean():.1%} of {len(data)}   (target ≥ 80%)")
    print(f"shuffled pairs superseded   {hit[others].mean():.2%} of {others.sum()}   (target < 5%)")


async def main(data_dir: Path) -> None:
    embedder = StaticEmbedder()
    await written(embedder, data_dir / "conflicts")
    await twins(embedder, data_dir / "memsyco")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    asyncio.run(main(Path(sys.argv[1])))
