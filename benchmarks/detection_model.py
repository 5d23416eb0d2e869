"""Training of the correction detector's parts, for the training command and the benchmark (needs scikit-learn)."""

from __future__ import annotations

from typing import Any

import numpy as np
from detection_data import Array, Examples, balanced, hash_of, sparse
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from rlmchat.learning.classifier import CLIP, feature_names
from rlmchat.learning.correction import Category
from rlmchat.learning.features import BUCKETS

DENSE_SCALE = 0.08
"""How much the hand-made features weigh against the n-grams under one penalty."""
SHARED_SCALE = 0.5
"""How much what holds for answers of any length weighs against what holds for short or for long ones."""
GRAM_SCALE = 0.7
GRAMS = ("gram", "opening", "char")
PENALTY = 2.5
AFTER_SHORT: tuple[dict[str, float], float] = ({}, 1.0)
"""Weights of our own files and of the real follow-ups for the model that judges what follows a short answer."""
AFTER_LONG: tuple[dict[str, float], float] = (
    {"detection_short_2": 0.0, "detection_remarks": 0.0, "detection_follow_ups_2": 0.0},
    1.0,
)
"""The same after a long one. The second files are full of words that mislead on purpose, and real people after long
answers seldom do: with them the AUC on sources left out falls from 0.899 to 0.869."""
KIND_SCALES = (0.15, 0.7, 0.7, 1.5)
"""The same for the category: hand-made features, words, parts of words, the answer's matter."""
KIND_PENALTY = 2.0
KIND_OF_REAL = 1.0
"""Weight of a real correction for the category."""
FOLDS = 5
CATEGORIES = tuple(str(category) for category in Category)

Arrays = dict[str, NDArray[Any]]


class Standard:
    """Hand-made features with mean 0 and variance 1, clipped."""

    def __init__(self, dense: Array) -> None:
        self.mean, self.scale = dense.mean(0), dense.std(0)
        self.scale[self.scale < 1e-6] = 1.0

    def __call__(self, some: Examples) -> Array:
        return np.clip((some.dense - self.mean) / self.scale, -CLIP, CLIP)


class Expert:
    """A linear model that tells corrections, fitted on weighted examples; every group weighs both classes the same."""

    def __init__(self, known: Examples, standard: Standard, shares: dict[str, float], real: float) -> None:
        self.standard = standard
        share = np.array([shares.get(row.get("file", ""), 1.0) for row in known.rows])
        weight = known.weight * np.where(known.own, share, real)
        for group in sorted(set(known.group)):
            of_it = known.group == group
            weight[of_it] = balanced(known.y[of_it], weight[of_it])
        used = known.take(weight > 0)
        self.linear = LogisticRegression(C=PENALTY, max_iter=300, tol=1e-3).fit(
            self._matrix(used), used.y, weight[weight > 0]
        )

    def _matrix(self, some: Examples) -> csr_matrix:
        dense, short, asks = self.standard(some) * DENSE_SCALE, some.short[:, None], some.asks[:, None]
        parts = [dense * SHARED_SCALE, dense * short, dense * (1 - short), dense * asks, short, asks]
        grams = [sparse([getattr(i, name) for i in some.inputs]) * GRAM_SCALE for name in GRAMS]
        return hstack([*(csr_matrix(part) for part in parts), *grams]).tocsr()

    def margin(self, some: Examples) -> Array:
        """How much speaks for a correction, shape (rows,)."""
        out: Array = self.linear.decision_function(self._matrix(some))
        return out

    def arrays(self) -> Arrays:
        """Its weights by name."""
        width = len(feature_names())
        weights = self.linear.coef_[0]
        dense = weights[: 4 * width].reshape(4, width) * DENSE_SCALE
        dense[0] *= SHARED_SCALE
        grams = np.split(weights[4 * width + 2 :] * GRAM_SCALE, len(GRAMS))
        return {
            "dense": dense.T,
            "short": weights[4 * width],
            "asks": weights[4 * width + 1],
            "bias": self.linear.intercept_[0],
            **dict(zip(GRAMS, grams, strict=True)),
        }


class Detection:
    """The model that tells corrections: one for short answers, one for long ones, blended by the answer's length."""

    def __init__(self, known: Examples) -> None:
        self.standard = Standard(known.dense)
        self.experts = (Expert(known, self.standard, *AFTER_SHORT), Expert(known, self.standard, *AFTER_LONG))

    def margin(self, some: Examples) -> Array:
        """How much speaks for a correction, shape (rows,)."""
        when_short, when_long = (expert.margin(some) for expert in self.experts)
        brief = some.brief
        return brief * when_short + (1 - brief) * when_long

    def arrays(self) -> Arrays:
        """Weights as the classifier reads them, both models in one: `dense` (2, features, 4), tables (places, 2)."""
        both = [expert.arrays() for expert in self.experts]
        out = {name: np.stack([one[name] for one in both], axis=-1) for name in both[0]}
        out["dense"] = np.stack([one["dense"] for one in both])
        return {
            "mean": self.standard.mean.astype(np.float32),
            "scale": self.standard.scale.astype(np.float32),
            **{name: array.astype(np.float16 if name in GRAMS else np.float32) for name, array in out.items()},
        }


class Kinds:
    """The category of a correction: linear, on hand-made features, the message's n-grams and the answer's matter."""

    def __init__(self, known: Examples) -> None:
        # The kinds of the remarks were set in passing: with them 23 of 32 written ones come out right, without 27.
        of_kind = np.array([bool(row.get("category")) and row["source"] != "remarks" for row in known.rows])
        corrections = known.take((known.y == 1) & of_kind)
        self.standard = Standard(corrections.dense)
        names = [row["category"] for row in corrections.rows]
        weight = np.where(corrections.own, 1.0, KIND_OF_REAL)
        self.linear = LogisticRegression(C=KIND_PENALTY, max_iter=600, class_weight="balanced")
        self.linear.fit(self._matrix(corrections), names, weight)

    def _matrix(self, some: Examples) -> csr_matrix:
        dense = self.standard(some) * KIND_SCALES[0]
        grams, chars = [i.gram for i in some.inputs], [i.char for i in some.inputs]
        parts = zip((grams, chars, some.topics), KIND_SCALES[1:], strict=True)
        return hstack([csr_matrix(dense), *(sparse(places) * scale for places, scale in parts)]).tocsr()

    def predict(self, some: Examples) -> list[str]:
        """The likeliest category of every row."""
        return [str(name) for name in self.linear.predict(self._matrix(some))]

    def arrays(self) -> Arrays:
        """Weights as the classifier reads them."""
        width = len(feature_names())
        bias = np.full(len(CATEGORIES), -20.0)
        weights = np.zeros((width + 3 * BUCKETS, len(CATEGORIES)))
        for row, name, intercept in zip(self.linear.coef_, self.linear.classes_, self.linear.intercept_, strict=True):
            weights[:, CATEGORIES.index(name)], bias[CATEGORIES.index(name)] = row, intercept
        dense, grams, chars, topics = np.split(weights, [width, width + BUCKETS, width + 2 * BUCKETS])
        return {
            "kind_mean": self.standard.mean.astype(np.float32),
            "kind_scale": self.standard.scale.astype(np.float32),
            "kind_dense": (dense * KIND_SCALES[0]).astype(np.float32),
            "kind_gram": (grams * KIND_SCALES[1]).astype(np.float16),
            "kind_char": (chars * KIND_SCALES[2]).astype(np.float16),
            "kind_topic": (topics * KIND_SCALES[3]).astype(np.float16),
            "kind_bias": bias.astype(np.float32),
        }


def folds(known: Examples) -> list[NDArray[np.bool_]]:
    """What is left out together: each real source, and a fifth of what we wrote with all its previous answers."""
    out = [known.source == source for source in known.real_sources]
    own = np.where(known.own)[0]
    groups = [hash_of(known.rows[i]["previous_output"]) for i in own]
    for _, held in GroupKFold(FOLDS).split(own, groups=groups) if len(own) else ():
        mask = np.zeros(len(known.rows), bool)
        mask[own[held]] = True
        out.append(mask)
    return out


def held_out_margins(known: Examples) -> Array:
    """The margin of every example by a model that never saw its source (real) or its previous answer (own)."""
    out = np.zeros(len(known.rows))
    for held in folds(known):
        out[held] = Detection(known.take(~held)).margin(known.take(held))
    return out


def held_out_kinds(known: Examples) -> NDArray[Any]:
    """The category said of every correction in the same way; empty for what is none."""
    out = np.full(len(known.rows), "", object)
    for held in folds(known):
        if (held & (known.y == 1)).any():
            held = held & (known.y == 1)
            out[held] = Kinds(known.take(~held)).predict(known.take(held))
    return out
