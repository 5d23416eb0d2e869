"""Fits the judgement whether wrong words that stand again are the old mistake, on the written scenarios in data/.

    python benchmarks/train_bearing.py [--write] [FOLDER]

Of every scenario there are two drafts: one that makes the mistake again, and one that has the same words where they
are right. Prints how many of either are taken for the mistake, each file judged by what was learned from the others,
and for the scenarios in FOLDER (`scenarios/*.jsonl`, never learned from) by what was learned from all. `--write` puts
the weights into the package. Nothing is random.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from data.situations import SITUATIONS
from scenarios import lesson
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from rlmchat.learning import bearing, touching
from rlmchat.learning.bearing import Weights, weighed
from rlmchat.learning.bearing_signs import Place, signs
from rlmchat.learning.correction import Correction
from rlmchat.learning.occurrences import find
from rlmchat.learning.repair import BEARS
from rlmchat.learning.replacements import fixes
from rlmchat.learning.text import sentence_at
from rlmchat.learning.zones import Zones

Row = dict[str, Any]
COLUMNS = (
    *("category", "standing", "query", "correction", "original", "corrected"),
    *("later_query", "later_draft", "fixed", "near_miss_query", "near_miss_draft"),
)
"""Of the scenarios in the tests."""
STRENGTH = 0.05
"""C of scikit-learn: the inverse of the penalty on large weights."""
COUNTS = {
    # What the tests hold the applier to.
    **dict.fromkeys(("cases", "tests"), 2.0),
    # What came about as the sample did, without a look at it.
    **{f"like_the_sample_{number}": 2.0 for number in (1, 2, 3)},
    # Where the same words stand in both drafts on purpose, which is rarer than that in what people write.
    **dict.fromkeys(("technical", "office", "world", "a_year"), 0.5),
}
"""What an example of a file counts; 1 where nothing is said."""
MADE = 0.3
"""What an example that was made of another one counts."""


@dataclass(frozen=True, slots=True)
class Example:
    """One draft that has the wrong words."""

    source: str
    ident: str
    signs: dict[str, float]
    mistaken: bool
    written: bool = True
    """Whether it was written as an example, and not made of one: only those are counted."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--write", action="store_true", help="put the weights into the package")
    options = parser.parse_args()
    examples = list(known())
    judged_by_the_others(examples)
    weights = fitted(examples)
    if options.folder:
        never_seen(options.folder, weights)
    if options.write:
        write(weights, examples)


def known() -> Iterator[Example]:
    """All that is learned from."""
    for path in sorted((Path(__file__).parent / "data" / "scenarios").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield from examples_of(path.stem, json.loads(line))
    for source, row in of_the_tests():
        yield from examples_of(source, row)
    for number, (category, query, wrong, right, why, same, later, draft, near, near_draft, *_) in enumerate(SITUATIONS):
        row = {"category": category, "query": query, "original": wrong, "corrected": right, "correction": why}
        row |= {"later_query": later, "later_draft": draft, "near_miss_query": near, "near_miss_draft": near_draft}
        yield from examples_of("situations", {"id": str(number), "standing": False, "in_other_words": [same]} | row)


def of_the_tests() -> Iterator[tuple[str, Row]]:
    """The cases that the tests hold the applier to: they are to be learned, too."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    cases = importlib.import_module("tests.learning.cases")
    scenarios = importlib.import_module("tests.learning.written_scenarios")
    for number, case in enumerate(cases.CASES):
        taught = case.taught
        row = {"category": taught.category, "standing": taught.standing, "query": taught.query}
        row |= {"original": taught.original_output, "corrected": taught.corrected_output}
        row |= {"correction": taught.explanation, "later_query": case.asked, "later_draft": case.draft}
        for other, (query, draft) in enumerate(case.near):
            yield "cases", row | {"id": f"{number}.{other}", "near_miss_query": query, "near_miss_draft": draft}
    for number, values in enumerate(scenarios.SCENARIOS):
        yield "tests", {"id": str(number), **dict(zip(COLUMNS, values, strict=True))}


def examples_of(source: str, row: Row) -> Iterator[Example]:
    """The drafts of a scenario that have the wrong words, and what follows of it.

    The mistake is one, too, in the answer to the same question again; and an answer may be nothing but the words.
    """
    record = lesson(row, explained=True).correction
    question = row["query"].rstrip("?. ")
    again = [row["query"], f"{question} and what comes after it", *row.get("in_other_words", ())] if question else []
    written = [(row["later_query"], row["later_draft"], True), (row["near_miss_query"], row["near_miss_draft"], False)]
    made = [(query, row["later_draft"], True) for query in again]
    made += [(query, row["original"] or "", mistaken) for query, _, mistaken in (*written, *made)]
    for query, draft, mistaken in (*written, *made):
        if query and (place := place_of(record, query, draft)):
            original = (query, draft, mistaken) in written
            yield Example(source, row["id"], signs(record, place), mistaken, original)


def place_of(record: Correction, query: str, draft: str) -> Place | None:
    """The first place in a draft that has the wrong words of a correction."""
    for fix in fixes(record):
        for span in find(draft, fix.original, fix.replacement or "\0")[:1]:
            left, right = sentence_at(draft, span.start, span.end)
            coded = Zones(draft).at(span.start, span.end) is not None
            cited = touching.in_quotation(draft, span.start, span.end)
            return Place(query, draft[left:right], fix.original, coded, cited)
    return None


def fitted(examples: list[Example]) -> Weights:
    """A logistic regression with a penalty on large weights."""
    first = examples[0].signs
    names = list(weighed(first | dict.fromkeys(first, 1.0)))
    found = [weighed(example.signs) for example in examples]
    x = np.array([[one.get(name, 0.0) for name in names] for one in found])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, max_iter=5000))
    counts = [(1.0 if one.written else MADE) * COUNTS.get(one.source, 1.0) for one in examples]
    model.fit(x, [example.mistaken for example in examples], logisticregression__sample_weight=counts)
    weights = model[1].coef_[0] / model[0].scale_
    bias = float(model[1].intercept_[0] - weights @ model[0].mean_)
    kept = {name: round(float(w), 4) for name, w in zip(names, weights, strict=True) if round(float(w), 4)}
    return Weights(round(bias, 4), kept)


def judged_by_the_others(examples: list[Example]) -> None:
    """Each file by what was learned from all others."""
    every: list[tuple[float, bool]] = []
    for source in sorted({example.source for example in examples}):
        weights = fitted([example for example in examples if example.source != source])
        every += report(source, [e for e in examples if e.source == source], weights)
    scores, truth = zip(*every, strict=True)
    print(f"area under the curve, all of them: {roc_auc_score(truth, scores):.3f}")


def never_seen(folder: Path, weights: Weights) -> None:
    """What is in the folder, by what was learned from all."""
    for path in sorted((folder / "scenarios").glob("*.jsonl")):
        rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        report(path.stem, [e for row in rows for e in examples_of(path.stem, row)], weights)


def report(source: str, examples: list[Example], weights: Weights) -> list[tuple[float, bool]]:
    judged = [(weights(example.signs), example.mistaken) for example in examples if example.written]
    again, right = ([score >= BEARS for score, mistaken in judged if mistaken is kind] for kind in (True, False))
    print(f"{source:<14} the mistake again {sum(again):>3} of {len(again):<4}", end=" ")
    print(f"right there {len(right) - sum(right):>3} of {len(right)}")
    return judged


def write(weights: Weights, examples: list[Example]) -> None:
    """Put the weights into the package, with what they were learned from."""
    learned = json.dumps([[e.source, e.ident, e.mistaken, e.signs] for e in examples], sort_keys=True)
    about = {
        "format": bearing.FORMAT,
        "examples": len(examples),
        "sha256": hashlib.sha256(learned.encode()).hexdigest(),
    }
    stored = about | {"bias": weights.bias, "weights": weights.of}
    path = Path(bearing.__file__).parent / "weights" / bearing.WEIGHTS
    path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    print(f"written: {path.name}, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
