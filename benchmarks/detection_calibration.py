"""From the margin of the detection model to an honest probability, fitted on margins of examples it never saw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from detection_data import Array, Examples
from sklearn.linear_model import LogisticRegression

PRECISION = 0.9
"""What 0.7 promises on held-out examples: more than the 0.85 that is wanted, for a source that is not like these."""
SURE = float(np.log(0.7 / 0.3))
ENDS = 30.0
"""Margin at which the map ends on both sides."""
OWN = 0.15
"""Weight of a written pair against a real one: corrections are half of the written ones, and clearer."""
BETWEEN = 3.0
"""Margin beyond which nothing is fitted any more."""


@dataclass(frozen=True)
class Calibration:
    """Two monotone maps from margin to log-odds, shape (2, knots) each, blended by how short the answer is."""

    short: Array
    long: Array

    def probability(self, margin: Array, shortness: Array) -> Array:
        """Calibrated probabilities, shape (rows,)."""
        odds = shortness * np.interp(margin, *self.short) + (1 - shortness) * np.interp(margin, *self.long)
        out: Array = 1 / (1 + np.exp(-odds))
        return out


def calibration(margin: Array, known: Examples) -> Calibration:
    """The maps from held-out margins of real follow-ups and written pairs, each by how short the answers are."""
    used = known.source != "follow-ups"
    margin, y, short = margin[used], known.y[used], known.short[used]
    weight = np.where(known.own[used], OWN, 1.0)
    return Calibration(_knots(margin, y, weight * short), _knots(margin, y, weight * (1 - short)))


def _knots(margin: Array, y: Array, weight: Array) -> Array:
    """Logistic in general; one half where both kinds of error weigh the same, 0.7 where precision is as promised."""
    fitted = LogisticRegression(C=1e4, max_iter=600).fit(margin[:, None], y, weight)
    slope = float(fitted.coef_[0][0])
    half = fairest(margin, y, weight)
    sure = max(surest(margin, y, weight), half + 0.2)
    low, high = half - BETWEEN, sure + BETWEEN
    at = [low - ENDS, low, half, sure, high, high + ENDS]
    rise = BETWEEN * slope
    odds = [-rise - ENDS * slope, -rise, 0.0, SURE, SURE + rise, SURE + rise + ENDS * slope]
    return np.array([at, odds])


def fairest(margin: Array, y: Array, weight: Array) -> float:
    """The margin at which the balanced accuracy is best, as the middle of all that come within half a point."""
    order = np.argsort(-margin)
    right, wrong = np.cumsum((y * weight)[order]), np.cumsum(((1 - y) * weight)[order])
    score = (right / right[-1] + 1 - wrong / wrong[-1]) / 2
    return float(np.median(margin[order][score >= score.max() - 0.005]))


def surest(margin: Array, y: Array, weight: Array) -> float:
    """The lowest margin from which on so many are right as is promised."""
    order = np.argsort(-margin)
    right, all_ = np.cumsum((y * weight)[order]), np.cumsum(weight[order])
    enough = np.where(right >= PRECISION * all_)[0]
    return float(margin[order][enough[-1]]) if len(enough) else float(margin.max())
