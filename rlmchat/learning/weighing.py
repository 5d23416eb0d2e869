"""How much a preference weighs: what wrong recommendations teach, as a factor of the order in which lessons come."""

from __future__ import annotations

from rlmchat.learning.correction import Category, Correction

PRIOR = 2.0
"""How many times said the weight at the start is worth: with none said again it stays what it is."""


def share(record: Correction) -> float:
    """How much a preference weighs, in [0, 1]: `severity` at first, nearer to 1 each time it had to be said again.

    The posterior mean of Beta(2s, 2(1 - s)) after so many confirmations. What held and what was put back is in
    `confidence` and `success` already and does not count twice.
    """
    return (PRIOR * record.severity + record.confirmations) / (PRIOR + record.confirmations)


def preference_weight(record: Correction) -> float:
    """The factor of a preference, 0.5 + its share, in [0.5, 1.5]; 1 for every other kind of correction.

    A recommendation that was wrong once is a preference of weight 1. It says how much a preference counts among
    others and not whether it bears on a question, so it moves the order and hides or brings up nothing.
    """
    return round(0.5 + share(record), 4) if record.category is Category.PREFERENCE else 1.0
