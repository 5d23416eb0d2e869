"""Fits the calibration of an embedder: from cosines and words to a similarity, on the written situations in data/.

    python benchmarks/calibrate_similarity.py [--embedder static|minilm]

Prints the curves to be put into `rlmchat/learning/calibration.py`, and what they do in six-fold cross-validation:
how often the right correction is among the first five above the threshold, and how many others come with it.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
from data.situations import SITUATIONS, UNRELATED
from sklearn.linear_model import LogisticRegression

from rlmchat.adapters.embedders import MiniLmEmbedder, StaticEmbedder
from rlmchat.learning.calibration import calibration_of
from rlmchat.learning.correction import Category, Correction, CorrectionId
from rlmchat.learning.divergence import divergence
from rlmchat.learning.embedded import keys_of
from rlmchat.learning.evidence import Situation, draft_signs, query_signs
from rlmchat.learning.ports import Embedder, KeyKind

FOLDS = 6
NONE = -1
"""In place of the right correction, for a question on which none bears."""
TARGET = 0.70
"""Similarity that a pair on the chosen threshold gets: with a confidence of 0.9 its relevance is just over 0.6."""
OTHERS = {"query": 0.15, "draft": 1.5}
"""How many other corrections a question may bring along on average: few into a prompt, more where the applier looks."""


def records() -> list[Correction]:
    """The corrections of the written situations."""
    return [
        Correction(
            id=CorrectionId(str(i)),
            created_at=datetime(2026, 1, 1, tzinfo=UTC),
            category=Category(category),
            query=query,
            original_output=original,
            corrected_output=corrected,
            explanation=explanation,
        )
        for i, (category, query, original, corrected, explanation, *_) in enumerate(SITUATIONS)
    ]


async def signs_of(
    embedder: Embedder, known: list[Correction], said: Situation, signs: Callable[..., list[float]]
) -> np.ndarray:
    """One row of signs a known correction."""
    keys = (await embedder.embed([key for record in known for key in keys_of(record)])).reshape(len(known), 2, -1)
    parts = said.texts()
    vectors = await embedder.embed([text for _, text in parts])
    rows = []
    for i, record in enumerate(known):
        cosines = {
            (name, kind): float(keys[i, k] @ vector)
            for (name, _), vector in zip(parts, vectors, strict=True)
            for k, kind in enumerate(KeyKind)
        }
        rows.append(signs(record, said, cosines, calibration_of(embedder.name).absent))
    return np.array(rows)


def report(name: str, tables: list[np.ndarray], right: list[int], others: float) -> None:
    """Fit, find the threshold, print curve and figures."""
    scores = [np.zeros(len(table)) for table in tables]
    for fold in range(FOLDS):
        train = [k for k in range(len(right)) if k % FOLDS != fold]
        model = fitted([tables[k] for k in train], [right[k] for k in train])
        for k in range(len(right)):
            if k % FOLDS == fold:
                scores[k] = model.decision_function(tables[k])
    grid = np.arange(-8, 4, 0.05)
    pairs = list(zip(scores, right, strict=True))
    brought = np.array(
        [np.mean([min(5, int((s > t).sum() - (i != NONE and s[i] > t))) for s, i in pairs]) for t in grid]
    )
    mark = float(grid[int(np.argmax(brought <= others))])
    found = [s[i] > mark and (s > s[i]).sum() < 5 for s, i in pairs if i != NONE]
    first = [(s > s[i]).sum() < 5 for s, i in pairs if i != NONE]
    model = fitted(tables, right)
    shift = np.log(TARGET / (1 - TARGET)) - mark
    print(f"{name}: among the first five {np.mean(first):.3f}, and above the threshold {np.mean(found):.3f}")
    print(f"{name}: others that come along {brought[np.argmax(brought <= others)]:.2f} a question")
    print(f"    Curve({model.intercept_[0] + shift:.2f}, ({', '.join(f'{w:.2f}' for w in model.coef_[0])}))")


def fitted(tables: list[np.ndarray], right: list[int]) -> LogisticRegression:
    """One curve over all rows: is this the correction that the question calls for?"""
    labels = np.concatenate([np.arange(len(table)) == i for table, i in zip(tables, right, strict=True)])
    return LogisticRegression(C=3.0, max_iter=5000).fit(np.concatenate(tables), labels)


async def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--embedder", choices=["static", "minilm"], default="static")
    embedder: Embedder = MiniLmEmbedder() if parser.parse_args().embedder == "minilm" else StaticEmbedder()
    known = records()
    tables: list[np.ndarray] = []
    right: list[int] = []
    for i, row in enumerate(SITUATIONS):
        for question in (row[5], row[6]):
            tables.append(await signs_of(embedder, known, Situation(question), query_signs))
            right.append(i)
    report("query", tables, right, OTHERS["query"])
    tables, right = [], []
    for i, row in enumerate((*SITUATIONS, *UNRELATED)):
        said = Situation(row[6], row[7]) if i < len(SITUATIONS) else Situation(*row)
        tables.append(await signs_of(embedder, known, said, draft_signs))
        right.append(i if i < len(SITUATIONS) else NONE)
    report("draft", tables, right, OTHERS["draft"])
    await guards(embedder, known)


async def guards(embedder: Embedder, known: list[Correction]) -> None:
    """What the divergence guard does: bars near-misses, lets paraphrases and later questions through."""
    stretch = calibration_of(embedder.name).stretch
    for name, question, draft in (("paraphrases", 5, None), ("later questions", 6, 7), ("near-misses", 8, 9)):
        barred = 0
        for record, row in zip(known, SITUATIONS, strict=True):
            vectors = await embedder.embed([row[question], keys_of(record)[0]])
            text = row[draft] if draft else ""
            barred += bool(divergence(record, row[question], float(vectors[0] @ vectors[1]) / stretch, text))
        print(f"{name} barred: {barred} of {len(known)}")


if __name__ == "__main__":
    asyncio.run(main())
