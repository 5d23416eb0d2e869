"""Ranking: fusion of hit lists and the four factors of relevance, as pure functions of what is known of a record."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from rlmchat.learning.correction import Category, Correction, Source
from rlmchat.learning.weighing import preference_weight

K = 60
"""The constant of reciprocal rank fusion: how little the very first ranks weigh more than the next."""
CONFIDENCE_FLOOR = 0.3
"""Below this belief a correction is not recalled (design section 6)."""
RECENCY_FLOOR = 0.3
"""Age alone never takes more than this away."""
HALF_LIVES = {Category.PREFERENCE: 365.0, Category.DOMAIN: 180.0, Category.FACTUAL: 90.0, Category.CODE: 90.0}
"""Days by category; other kinds follow `half_life`."""
INFERRED_HALF_LIFE = 30.0
LOGIC_HALF_LIFE = 180.0
"""Design section 6 names none for logic: a way of reasoning ages no faster than a fact of a field."""

EASIER = (1.0, 0.85, 0.7)
"""Share of the threshold that holds for what was said once, twice, three times or more."""

Item = TypeVar("Item", bound=Hashable)


def fuse(lists: Iterable[Sequence[Item]], k: int = K) -> dict[Item, float]:
    """Reciprocal rank fusion: for each item the sum of 1 / (k + rank) over the lists that hold it, best first.

    Within one list only the first place of an item counts. A hit of a single list enters as well.
    """
    scores: dict[Item, float] = {}
    for hits in lists:
        for rank, item in enumerate(dict.fromkeys(hits), start=1):
            scores[item] = scores.get(item, 0.0) + 1.0 / (k + rank)
    return dict(sorted(scores.items(), key=lambda pair: -pair[1]))


def half_life(record: Correction) -> float | None:
    """Days after which its recency is one half; None for what does not age (explicit rules and style)."""
    if record.source is Source.EXPLICIT or record.category is Category.STYLE:
        return None
    if record.source is Source.INFERRED:
        return INFERRED_HALF_LIFE
    return HALF_LIVES.get(record.category, LOGIC_HALF_LIFE)


def recency(record: Correction, now: datetime) -> float:
    """max(0.3, 2^(−age / half-life)), age since it was made or last confirmed; never written back."""
    days = half_life(record)
    if days is None:
        return 1.0
    since = max(record.created_at, record.confirmed_at or record.created_at)
    age = max(0.0, (now - since).total_seconds() / 86_400)
    return max(RECENCY_FLOOR, math.exp2(-age / days))


def success(record: Correction) -> float:
    """0.5 + posterior mean of its outcomes, in [0.5, 1.5]: held against broken and reverted.

    The prior is Beta(1, 1), the same for every source (what the source is worth is in the confidence already):
    without outcomes it is 1 and changes nothing. How often a record was used is no merit and does not count.
    """
    return 0.5 + (1 + record.held) / (2 + record.held + record.broken + 2 * record.reverted)


def least_relevance(record: Correction, threshold: float) -> float:
    """What a record must reach to be recalled: less once it was said again (confirmed), still less from then on.

    What the person had to say three times is to come up whenever its subject does, before they say it a fourth time.
    """
    return threshold * EASIER[min(record.confirmations, len(EASIER) - 1)] * _forgiven(record)


def _forgiven(record: Correction) -> float:
    """What a single bad outcome takes from the relevance, as a factor: one never disables a correction by itself.

    It still lowers the order (design section 3: only the person's own undo, mute or delete takes effect at once).
    """
    if record.broken + record.reverted != 1:
        return 1.0
    before = replace(record, broken=0, reverted=0).believed()
    worth = before.confidence * success(before)
    return min(1.0, record.confidence * success(record) / worth) if worth else 1.0


def relevance(similarity: float, record: Correction, now: datetime) -> tuple[float, float, float, float]:
    """similarity × confidence × recency × success (× the weight of a preference), and its last three factors."""
    factors = record.confidence, recency(record, now), success(record)
    return (similarity * factors[0] * factors[1] * factors[2] * preference_weight(record), *factors)
