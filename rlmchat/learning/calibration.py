"""Calibration: from raw signs (cosines of an embedder, shared words) to a similarity that means the same for all.

The numbers are fitted by `benchmarks/calibrate_similarity.py` on written situations; run it anew for another embedder.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic curve over signs: 1 / (1 + exp(−(bias + Σ weight · sign)))."""

    bias: float
    weights: tuple[float, ...]

    def __call__(self, signs: Sequence[float]) -> float:
        """A similarity in [0, 1]."""
        if len(signs) != len(self.weights):
            raise ValueError("as many signs as weights")
        z = self.bias + sum(map(mul, self.weights, signs))
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, z))))


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the signs of one embedder mean."""

    query: Curve
    """Over `evidence.query_signs`."""
    draft: Curve
    """Over `evidence.draft_signs`."""
    wish: Curve
    """Over the best cosine and the shared words, for records without a situation ("I never fly")."""
    absent: float
    """What a cosine is taken to be that is not among the nearest."""
    learned_wish: Curve = Curve(-2.61, (10.0,))
    """Over `wishes.WishModel.scores`: 0.7 where nine in ten questions have no wish of other subjects that high."""
    stretch: float = 1.0
    """How much higher its cosines lie than those of `static`."""


STATIC = Calibration(
    query=Curve(-3.09, (8.48, 2.54, 2.49, 3.18)),
    draft=Curve(-1.69, (1.69, 0.47, 4.30, 3.04, 3.88, 2.22, 3.29, 2.08, 3.74)),
    wish=Curve(-4.2, (12.0, 0.0)),
    absent=0.05,
)
MINILM = Calibration(
    query=Curve(-4.41, (10.04, 3.19, 1.16, 1.71)),
    draft=Curve(-2.94, (2.04, 0.17, 4.52, 3.47, 4.40, 2.40, 3.17, 1.72, 2.65)),
    wish=Curve(-4.8, (12.0, 0.0)),
    absent=0.05,
    learned_wish=Curve(-4.60, (10.0,)),
    stretch=1.15,
)
WORDS_ALONE = Calibration(
    query=Curve(-3.0, (0.0, 0.0, 6.5, 3.8)),
    draft=Curve(-1.2, (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 3.4, 3.7, 4.6)),
    wish=Curve(-3.0, (0.0, 6.5)),
    absent=0.0,
)
"""For when there are no vectors: the index or the embedder is down."""

_BY_EMBEDDER = {"static": STATIC, "minilm": MINILM}


def calibration_of(embedder: str) -> Calibration:
    """What is known of an embedder, by the part of its name before the first `:` or `/`; MiniLM's for the unknown."""
    return _BY_EMBEDDER.get(embedder.replace(":", "/").split("/")[0], MINILM)
