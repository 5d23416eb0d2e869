"""Written scenarios: is a draft put right where a correction bears on it, and left alone where it does not?

python benchmarks/scenarios.py DATA_DIR, where DATA_DIR holds `scenarios/*.jsonl`. First the applier alone, given the
right lesson; then end to end: all topic corrections in one store (a standing rule in its own), recall, apply.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rlmchat.bootstrap import build
from rlmchat.learning.applier import Applier, ApplyMode
from rlmchat.learning.correction import Category, Correction, CorrectionId, NewCorrection, Source
from rlmchat.learning.memory import Memory
from rlmchat.learning.recall import Lesson

Row = dict[str, Any]


@dataclass
class Share:
    """How many of how many, and which not."""

    name: str
    target: str
    right: int = 0
    of: int = 0
    missed: list[str] = field(default_factory=list)

    def count(self, ok: bool, which: str) -> None:
        self.right += ok
        self.of += 1
        if not ok:
            self.missed.append(which)

    def __str__(self) -> str:
        part = f"{self.right / self.of:.0%}" if self.of else "–"
        return f"{self.name:<44} {self.right:>3}/{self.of:<3} {part:>5}   {self.target:<16} {' '.join(self.missed)}"


def read(data_dir: Path) -> list[Row]:
    return [
        json.loads(line)
        for path in sorted((data_dir / "scenarios").glob("*.jsonl"))
        for line in path.read_text().splitlines()
    ]


def mended(row: Row, text: str) -> bool:
    """Whether the draft became what it should: as written, or by what it must and must not contain."""
    if text == row["fixed"]:
        return True
    return all(m in text for m in row["must_contain"]) and not any(m in text for m in row["must_not_contain"])


def lesson(row: Row, *, explained: bool) -> Lesson:
    c = Correction(
        CorrectionId(row["id"]),
        datetime.now(UTC),
        row["original"] or "",
        row["corrected"],
        query=row["query"],
        explanation=row["correction"] if explained else "",
        category=Category(row["category"]),
        standing=row["standing"],
    )
    return Lesson(c, 1.0, 1.0, 1.0, 1.0, 1.0, standing=c.standing)


async def held(lessons: Sequence[Lesson], query: str, draft: str) -> str:
    return (await Applier(None, ApplyMode.DETERMINISTIC).whole(draft, lessons, query=query)).text


async def alone(data: list[Row], *, explained: bool) -> None:
    near = Share("near-miss drafts byte-identical", "target 100%")
    literal = Share("literal wrong spans put right", "target ≥ 90%")
    other = Share("others put right without a model", "")
    for row in data:
        given = [lesson(row, explained=explained)]
        near.count(
            await held(given, row["near_miss_query"], row["near_miss_draft"]) == row["near_miss_draft"], row["id"]
        )
        done = mended(row, await held(given, row["later_query"], row["later_draft"]))
        (literal if row["literal"] else other).count(done, row["id"])
    print(
        f"applier alone, the lesson given{' with what was said' if explained else ''}", near, literal, other, sep="\n  "
    )


async def together(data: list[Row]) -> None:
    recalled = Share("the right correction among the lessons", "target ≥ 90%")
    quiet = Share("and not among them for the near-miss", "target ≥ 90%")
    near = Share("near-miss drafts byte-identical", "target 100%")
    literal = Share("literal wrong spans put right", "target ≥ 90%")
    topic = [row for row in data if not row["standing"]]
    for stored, asked in [(topic, topic), *(([row], [row]) for row in data if row["standing"])]:
        with tempfile.TemporaryDirectory() as home:
            services = build(home)
            await services.open()
            ids = await keep(services.memory, stored)
            for row in asked:
                later = await services.memory.recall(row["later_query"], draft=row["later_draft"])
                miss = await services.memory.recall(row["near_miss_query"], draft=row["near_miss_draft"])
                recalled.count(any(x.correction.id == ids[row["id"]] for x in later.lessons), row["id"])
                if not row["standing"]:
                    quiet.count(all(x.correction.id != ids[row["id"]] for x in miss.lessons), row["id"])
                near.count(
                    await held(miss.lessons, row["near_miss_query"], row["near_miss_draft"]) == row["near_miss_draft"],
                    row["id"],
                )
                if row["literal"]:
                    literal.count(
                        mended(row, await held(later.lessons, row["later_query"], row["later_draft"])), row["id"]
                    )
            await services.aclose()
    print("end to end, default embedder", recalled, quiet, near, literal, sep="\n  ")


async def keep(memory: Memory, data: list[Row]) -> dict[str, str]:
    await memory.open()
    out = {}
    for row in data:
        new = NewCorrection(
            row["corrected"],
            row["original"] or "",
            row["query"],
            row["correction"],
            category=Category(row["category"]),
            standing=row["standing"],
            source=Source.EXPLICIT if row["standing"] else Source.CORRECTION,
        )
        out[row["id"]] = (await memory.keep(new)).correction.id
    return out


async def main(data_dir: Path) -> None:
    data = read(data_dir)
    await alone(data, explained=True)
    await alone(data, explained=False)
    await together(data)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    asyncio.run(main(Path(sys.argv[1])))
