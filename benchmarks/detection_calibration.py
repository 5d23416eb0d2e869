"""From the margin of the detection model to an honest probability, fitted on margins of examples it never saw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from detection_data import Array, Examples
from sklearn.linear_model import LogisticRegression

PRECISION = 0.9
"""What 0.7 promises on held-out examples: more than the 0.85 that is wanted, for a source that is not like these."""
PRECISION_LONG = 0.95
"""The same for what follows longer answers, where sources differ more."""
SURE = float(np.log(0.7 / 0.3))
ENDS = 30.0
"""Margin at which the map ends on both sides."""
OWN = 0.15
"""Weight of a written pair against a real one: corrections are half of the written ones, and clearer."""
OWN_BRIEF = 0.3
"""The same for what follows the briefest answers, where real ones are few."""
REMARKS = 0.3
"""Weight of a written remark against another written pair: they were written to mislead, and mislead more than people
do. They say nothing of longer answers."""
BETWEEN = 3.0
"""Margin beyond which nothing is fitted any more."""


@dataclass(frozen=True)
class Calibration:
    """Two monotone maps from margin to log-odds, shape (2, knots) each, blended as the two models are."""

    short: Array
    long: Array

    def probability(self, margin: Array, brief: Array) -> Array:
        """Calibrated probabilities, shape (rows,)."""
        odds = brief * np.interp(margin, *self.short) + (1 - brief) * np.interp(margin, *self.long)
        out: Array = 1 / (1 + np.exp(-odds))
        return out


def calibration(margin: Array, known: Examples) -> Calibration:
    """The maps from held-out margins of real follow-ups and written pairs: of the briefest answers, and of all.

    Real follow-ups of brief answers are few and written pairs of long ones are none, so the map for the rest takes
    all there is: fitted on the rest alone it wandered with the source that was left out.
    """
    used = known.source != "follow-ups"
    margin, y, brief, own, source = margin[used], known.y[used], known.brief[used], known.own[used], known.source[used]
    remarks = source == "remarks"
    after_brief = np.where(own, OWN_BRIEF, 1.0) * np.where(remarks, REMARKS, 1.0) * brief
    after_any = np.where(own, OWN, 1.0) * ~remarks
    return Calibration(_knots(margin, y, after_brief, PRECISION), _knots(margin, y, after_any, PRECISION_LONG))


def _knots(margin: Array, y: Array, weight: Array, precision: float) -> Array:
    """Logistic in general; one half where both kinds of error weigh the same, 0.7 where precision is as promised."""
    fitted = LogisticRegression(C=1e4, max_iter=600).fit(margin[:, None], y, weight)
    slope = float(fitted.coef_[0][0])
    half = fairest(margin, y, weight)
    sure = max(surest(margin, y, weight, precision), half + 0.2)
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


def surest(margin: Array, y: Array, weight: Array, precision: float) -> float:
    """The lowest margin from which on so many are right as is promised."""
    order = np.argsort(-margin)
    right, all_ = np.cumsum((y * weight)[order]), np.cumsum(weight[order])
    enough = np.where(right >= precision * all_)[0]
    return float(margin[order][enough[-1]]) if len(enough) else float(margin.max())
