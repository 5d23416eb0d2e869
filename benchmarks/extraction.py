"""What is read off corrections: are the spans named as a careful reader would, and can the exchanged ones be trusted?

python benchmarks/extraction.py DATA_DIR, where DATA_DIR holds `labelled.jsonl` (real follow-ups) and `written.jsonl`.
"Contains" asks whether what was extracted holds the gold span, case and spaces evened out, as the goal is put; beside
it stands how long the extracted text is, since a whole message holds every span. "Aligned" are those that the applier
may exchange word for word: of them the share whose wrong span overlaps the gold. The rows of tests/learning/
extraction_cases.py are told in two halves: one was kept unseen while the patterns were made.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rlmchat.learning.cues import states_rule
from rlmchat.learning.extraction import Extraction, extract
from rlmchat.learning.languages import Language
from rlmchat.learning.reading import MessageReading

ROOT = Path(__file__).parent.parent
HEAD = (
    f"{'':26}{'rows':>6}{'corrected':>11}{'said':>7}{'x long':>8}{'original':>10}{'of answer':>11}{'of message':>12}"
    f"{'x long':>8}{'aligned':>9}{'right':>7}{'explicit F1':>13}"
)

Row = dict[str, Any]


def plain(text: str | None) -> str:
    """Case, spaces and apostrophes evened out."""
    return " ".join((text or "").lower().replace("’", "'").split())


def read(path: Path) -> list[Row]:
    return [row for line in path.read_text().splitlines() if (row := json.loads(line))["is_correction"]]


def share(found: Iterable[bool]) -> str:
    known = list(found)
    return f"{sum(known) / len(known):.3f}" if known else "–"


def longer(pairs: Sequence[tuple[str, str | None]]) -> str:
    """Median of how many times as long as the gold the extracted text is."""
    ratios = [len(found or "") / len(gold) for gold, found in pairs]
    return f"{statistics.median(ratios):.1f}" if ratios else "–"


def overlaps(row: Row, found: Extraction) -> bool:
    """Whether the wrong span that would be exchanged is the gold one, a part of it, or holds it."""
    gold, mine = plain(row.get("original")), plain(found.original)
    return bool(gold) and (gold in mine or mine in gold)


def explicit_f1(rows: Sequence[Row]) -> str:
    pairs = [(bool(row["explicit"]), is_rule(row["message"])) for row in rows if row.get("explicit") is not None]
    hits = sum(true and said for true, said in pairs)
    wrong = sum(true != said for true, said in pairs)
    return f"{2 * hits / (2 * hits + wrong):.3f}" if hits + wrong else "–"


def is_rule(message: str) -> bool:
    """The flag as the detector sets it."""
    reading = MessageReading(message)
    return states_rule(reading.prose or message, foreign=reading.language is not Language.ENGLISH)


def line(name: str, rows: Sequence[Row]) -> str:
    """One row of the table."""
    both = [(row, extract(row["message"], row["previous_output"])) for row in rows]
    right = [(row["corrected"], found.corrected) for row, found in both if row.get("corrected")]
    said = [(row["corrected"], found.corrected) for row, found in both if plain(row.get("corrected")) in plain(row["message"]) and row.get("corrected")]  # fmt: skip  # noqa: E501
    wrong = [(row, found.original) for row, found in both if row.get("original")]
    sure = [(row, found) for row, found in both if found.aligned]

    def held(pairs: Iterable[tuple[str, str | None]]) -> str:
        return share(plain(gold) in plain(found) for gold, found in pairs)

    answers = [(r["original"], o) for r, o in wrong if plain(r["original"]) in plain(r["previous_output"])]
    messages = [(r["original"], o) for r, o in wrong if plain(r["original"]) not in plain(r["previous_output"])]
    golds = [(r["original"], o) for r, o in wrong]
    return (
        f"{name:26}{len(rows):>6}{held(right):>11}{held(said):>7}{longer(right):>8}{held(golds):>10}{held(answers):>11}"
        f"{held(messages):>12}{longer(golds):>8}{len(sure):>9}{share(overlaps(*one) for one in sure):>7}"
        f"{explicit_f1(rows):>13}"
    )


def written_for_tests() -> list[Row]:
    """The cases of the tests as rows."""
    sys.path.insert(0, str(ROOT))
    from tests.learning.extraction_cases import CASES

    return [{"previous_output": c.answer, "message": c.message, **c._asdict(), "is_correction": True} for c in CASES]


def milliseconds(rows: Sequence[Row]) -> list[float]:
    """CPU time of each extraction, the least of three, sorted."""
    out = []
    for row in rows:
        took = []
        for _ in range(3):
            began = time.thread_time()
            extract(row["message"], row["previous_output"])
            took.append((time.thread_time() - began) * 1000)
        out.append(min(took))
    return sorted(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder with labelled.jsonl and written.jsonl")
    folder = parser.parse_args().folder
    real = read(folder / "labelled.jsonl")
    cases = written_for_tests()
    print(HEAD)
    print(line("real", real))
    for source in sorted({row["source"] for row in real}):
        print(line(f"  {source}", [row for row in real if row["source"] == source]))
    print(line("written.jsonl", read(folder / "written.jsonl")))
    print(line("own training examples", read(ROOT / "benchmarks" / "data" / "detection_written.jsonl")))
    print(line("tests, patterns made on", cases[::2]))
    print(line("tests, kept unseen", cases[1::2]))
    took = milliseconds(real)
    print(f"\nCPU ms a real correction: median {statistics.median(took):.2f}, p95 {took[int(0.95 * len(took))]:.2f}, worst {took[-1]:.2f}")  # fmt: skip  # noqa: E501


if __name__ == "__main__":
    main()
