"""Training of the correction detector's parts, for the training command and the benchmark (needs scikit-learn)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from rlmchat.learning.classifier import CLIP, Inputs, feature_names, gate, inputs_of, topic_of
from rlmchat.learning.correction import Category
from rlmchat.learning.features import BUCKETS
from rlmchat.learning.reading import AnswerReading, MessageReading

HERE = Path(__file__).resolve().parent
WRITTEN = HERE / "data" / "detection_written.jsonl"
"""Our own written examples (MIT, like the code)."""
DENSE_SCALE = 0.08
"""How much the hand-made features weigh against the n-grams under one penalty."""
GRAM_SCALE = 0.7
PENALTY = 1.5
KIND_SCALES = (0.15, 0.7, 0.7, 1.5)
"""The same for the category: hand-made features, words, parts of words, the answer's matter."""
KIND_PENALTY = 2.0
KIND_OF_REAL = 0.2
"""Weight of a real correction for the category: nine in ten of them are about code or wishes."""
KNOTS = np.array([[-30.0, -4.0, -0.4, 1.2, 4.0, 30.0], [-30.0, -4.0, 0.0, 0.8473, 4.0, 30.0]])
"""After long answers the margin is bent: one half lies where both kinds of error weigh the same on held-out sources,
0.7 where six in seven undoubted corrections are right. Corrections of long answers are rarer and harder to tell."""
TREES = 160
LEAF = 2
"""Fewest examples in a leaf of the forest."""
DOUBTFUL = 0.5
"""Weight of an example on which a reasonable reader could differ."""
CATEGORIES = tuple(str(category) for category in Category)

Row = dict[str, Any]
Array = NDArray[np.float64]


def read(path: Path) -> list[Row]:
    """Rows of a JSON lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def fingerprint(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pair_inputs(rows: Sequence[Row]) -> list[Inputs]:
    """The numbers of every row."""
    return [inputs_of(MessageReading(row["message"]), AnswerReading(row["previous_output"])) for row in rows]


def balanced(y: Array, weight: Array) -> Array:
    """Weights under which both classes count the same, the sum unchanged."""
    right, wrong = weight[y == 1].sum(), weight[y == 0].sum()
    half = (right + wrong) / 2
    return weight * np.where(y == 1, half / right if right else 1.0, half / wrong if wrong else 1.0)


@dataclass(frozen=True)
class Examples:
    """Rows with their numbers, labels, weights and sources."""

    rows: list[Row]
    inputs: list[Inputs]
    y: Array
    weight: Array
    source: NDArray[Any]
    own: NDArray[np.bool_]
    topics: list[NDArray[np.int64]]
    """Places of the matter of the previous answers."""

    def take(self, which: NDArray[Any]) -> Examples:
        """Some of them, by mask or index."""
        at = np.arange(len(self.rows))[which]
        return Examples(
            [self.rows[i] for i in at],
            [self.inputs[i] for i in at],
            self.y[at],
            self.weight[at],
            self.source[at],
            self.own[at],
            [self.topics[i] for i in at],
        )

    @property
    def dense(self) -> Array:
        """Hand-made features, shape (rows, features)."""
        return np.array([i.dense for i in self.inputs])


def examples(real: Sequence[Row], own: Sequence[Row]) -> Examples:
    """Real rows with a `source`, and our own ones."""
    rows = [*real, *own]
    return Examples(
        rows,
        pair_inputs(rows),
        np.array([float(row["is_correction"]) for row in rows]),
        np.array([DOUBTFUL if row.get("doubtful") else 1.0 for row in rows]),
        np.array([row.get("source", "written") for row in rows]),
        np.arange(len(rows)) >= len(real),
        [topic_of(AnswerReading(row["previous_output"])) for row in rows],
    )


def sparse(places: Sequence[NDArray[np.int64]]) -> csr_matrix:
    """Places of n-grams as unit rows, shape (rows, BUCKETS)."""
    at = np.repeat(np.arange(len(places)), [len(p) for p in places])
    values = np.concatenate([np.full(len(p), 1 / max(1.0, len(p) ** 0.5)) for p in places])
    return csr_matrix((values, (at, np.concatenate(places))), shape=(len(places), BUCKETS))


class Detection:
    """Both parts of the model, fitted on examples."""

    def __init__(self, known: Examples, seed: int) -> None:
        dense = known.dense
        self.mean, self.scale = dense.mean(0), dense.std(0)
        self.scale[self.scale < 1e-6] = 1.0
        weight = known.weight.copy()
        for group in (known.own, ~known.own):
            if group.any():
                weight[group] = balanced(known.y[group], weight[group])
        self.linear = LogisticRegression(C=PENALTY, max_iter=600).fit(self._matrix(known), known.y, weight)
        self.forest = ExtraTreesClassifier(TREES, min_samples_leaf=LEAF, random_state=seed, n_jobs=2)
        self.forest.fit(dense.astype(np.float32), known.y, known.weight)

    def standard(self, some: Examples) -> Array:
        """Hand-made features, standardised and clipped."""
        return np.clip((some.dense - self.mean) / self.scale, -CLIP, CLIP)

    def _matrix(self, some: Examples) -> csr_matrix:
        dense = self.standard(some) * DENSE_SCALE
        short = shortness(some)[:, None]
        grams = sparse([i.gram for i in some.inputs]) * GRAM_SCALE
        chars = sparse([i.char for i in some.inputs]) * GRAM_SCALE
        parts = [csr_matrix(dense), csr_matrix(dense * short), csr_matrix(dense * (1 - short)), csr_matrix(short)]
        return hstack([*parts, grams, chars]).tocsr()

    def scores(self, some: Examples) -> Array:
        """Margins of the linear part and of the forest and how short the answer is, shape (rows, 3)."""
        vote = self.forest.predict_proba(some.dense.astype(np.float32))[:, 1]
        odds = np.log((vote + 1e-3) / (1 - vote + 1e-3))
        return np.stack([self.linear.decision_function(self._matrix(some)), odds, shortness(some)], axis=1)


def shortness(some: Examples) -> Array:
    """The gate of the linear part, shape (rows,)."""
    return gate(some.dense[:, feature_names().index("a_log_chars")])


def held_out_scores(known: Examples, seed: int) -> Array:
    """Scores of every example by a model that never saw its source (real) or its previous answer (own)."""
    out = np.zeros((len(known.rows), 3))
    for source in sorted(set(known.source[~known.own])):
        out[known.source == source] = Detection(known.take(known.source != source), seed).scores(
            known.take(known.source == source)
        )
    own = np.where(known.own)[0]
    groups = [hash_of(known.rows[i]["previous_output"]) for i in own]
    for _, held in GroupKFold(5).split(own, groups=groups):
        mask = np.zeros(len(known.rows), bool)
        mask[own[held]] = True
        out[mask] = Detection(known.take(~mask), seed).scores(known.take(mask))
    return out


def hash_of(text: str) -> int:
    """A number for a text that is the same in every run."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)


class Calibration:
    """From scores to a probability: logistic regression on held-out scores, real ones and written ones alike."""

    def __init__(self, scores: Array, known: Examples, prior: float) -> None:
        weight = known.weight.copy()
        for group in (known.own, ~known.own):
            y = known.y[group]
            right, wrong = weight[group][y == 1].sum(), weight[group][y == 0].sum()
            target = prior if not known.own[group].all() else 0.5
            total = right + wrong
            weight[group] *= np.where(y == 1, target * total / right, (1 - target) * total / wrong)
        fitted = LogisticRegression(C=1e4, max_iter=600).fit(scores, known.y, weight)
        self.blend, self.bias = fitted.coef_[0], float(fitted.intercept_[0])

    def probability(self, scores: Array) -> Array:
        """Calibrated probabilities, shape (rows,)."""
        margin = scores @ self.blend + self.bias
        short = scores[:, 2]
        moved = short * margin + (1 - short) * np.interp(margin, *KNOTS)
        out: Array = 1 / (1 + np.exp(-moved))
        return out


class Kinds:
    """The category of a correction: linear, on hand-made features, the message's n-grams and the answer's matter."""

    def __init__(self, known: Examples) -> None:
        corrections = known.take((known.y == 1) & np.array([bool(row.get("category")) for row in known.rows]))
        names = [row["category"] for row in corrections.rows]
        weight = np.where(corrections.own, 1.0, KIND_OF_REAL)
        dense = corrections.dense
        self.mean, self.scale = dense.mean(0), dense.std(0)
        self.scale[self.scale < 1e-6] = 1.0
        self.linear = LogisticRegression(C=KIND_PENALTY, max_iter=600, class_weight="balanced")
        self.linear.fit(self._matrix(corrections), names, weight)

    def _matrix(self, some: Examples) -> csr_matrix:
        dense = np.clip((some.dense - self.mean) / self.scale, -CLIP, CLIP) * KIND_SCALES[0]
        grams, chars = [i.gram for i in some.inputs], [i.char for i in some.inputs]
        parts = zip((grams, chars, some.topics), KIND_SCALES[1:], strict=True)
        return hstack([csr_matrix(dense), *(sparse(places) * scale for places, scale in parts)]).tocsr()

    def predict(self, some: Examples) -> list[str]:
        """The likeliest category of every row."""
        return [str(name) for name in self.linear.predict(self._matrix(some))]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Weights as the classifier reads them."""
        width = len(feature_names())
        bias = np.full(len(CATEGORIES), -20.0)
        weights = np.zeros((width + 3 * BUCKETS, len(CATEGORIES)))
        for row, name, intercept in zip(self.linear.coef_, self.linear.classes_, self.linear.intercept_, strict=True):
            weights[:, CATEGORIES.index(name)], bias[CATEGORIES.index(name)] = row, intercept
        dense, grams, chars, topics = np.split(weights, [width, width + BUCKETS, width + 2 * BUCKETS])
        return {
            "kind_mean": self.mean.astype(np.float32),
            "kind_scale": self.scale.astype(np.float32),
            "kind_dense": (dense * KIND_SCALES[0]).astype(np.float32),
            "kind_gram": (grams * KIND_SCALES[1]).astype(np.float16),
            "kind_char": (chars * KIND_SCALES[2]).astype(np.float16),
            "kind_topic": (topics * KIND_SCALES[3]).astype(np.float16),
            "kind_bias": bias.astype(np.float32),
        }


def linear_arrays(model: Detection) -> dict[str, NDArray[Any]]:
    """Weights of the linear part as the classifier reads them."""
    width = len(feature_names())
    weights = model.linear.coef_[0]
    dense = weights[: 3 * width].reshape(3, width) * DENSE_SCALE
    grams = weights[3 * width + 1 :] * GRAM_SCALE
    return {
        "mean": model.mean.astype(np.float32),
        "scale": model.scale.astype(np.float32),
        "dense": dense.astype(np.float32),
        "short": weights[3 * width : 3 * width + 1].astype(np.float32),
        "gram": grams[:BUCKETS].astype(np.float16),
        "char": grams[BUCKETS:].astype(np.float16),
        "bias": model.linear.intercept_.astype(np.float32),
    }


def forest_arrays(model: Detection) -> dict[str, NDArray[Any]]:
    """The trees one after the other; a leaf points to itself, so that walking on stays there."""
    roots, features, thresholds, lefts, rights, leaves = [], [], [], [], [], []
    depth, start = 0, 0
    for tree in (estimator.tree_ for estimator in model.forest.estimators_):
        at = np.arange(tree.node_count)
        leaf = tree.children_left < 0
        roots.append(start)
        features.append(np.where(leaf, 0, tree.feature))
        thresholds.append(np.where(leaf, 0, tree.threshold))
        lefts.append(start + np.where(leaf, at, tree.children_left))
        rights.append(start + np.where(leaf, at, tree.children_right))
        value = tree.value[:, 0, :]
        leaves.append(value[:, 1] / value.sum(1))
        depth = max(depth, tree.max_depth)
        start += tree.node_count
    return {
        "root": np.array(roots, np.int32),
        "depth": np.array([depth], np.int32),
        "feature": np.concatenate(features).astype(np.int16),
        "threshold": np.concatenate(thresholds).astype(np.float32),
        "left": np.concatenate(lefts).astype(np.int32),
        "right": np.concatenate(rights).astype(np.int32),
        "leaf": np.concatenate(leaves).astype(np.float16),
    }
