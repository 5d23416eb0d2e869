"""Whether a correction bears on a place where its wrong words stand again: a learned judgement.

The wrong words may stand in an answer about something else, where they are right ("closes at 18:00" of another shop).
A logistic regression weighs the signs of `bearing_signs`; `benchmarks/train_bearing.py` fits it on written scenarios.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from rlmchat.errors import LearningError
from rlmchat.learning.bearing_signs import Place, signs
from rlmchat.learning.correction import Correction

log = logging.getLogger(__name__)

FORMAT = 1
"""Version of the layout of the weight file; another one is refused."""
WEIGHTS = "bearing.json"
TOGETHER = ("standing", "asks of the world", "number", "code")
"""Signs with which all others mean something else: for each there is a second weight of every sign."""


def weighed(found: Mapping[str, float]) -> dict[str, float]:
    """The signs, and each again times those that change what it means."""
    out = dict(found)
    for other in TOGETHER:
        if found[other]:
            out |= {f"{other}: {name}": value * found[other] for name, value in found.items() if value}
    return out


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression over `weighed` signs; what has no weight counts nothing."""

    bias: float
    of: Mapping[str, float]

    def __call__(self, found: Mapping[str, float]) -> float:
        """A probability, in [0, 1]."""
        z = self.bias + sum(value * self.of.get(name, 0.0) for name, value in weighed(found).items() if value)
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, z))))


def packaged() -> Weights:
    """The weights that came with the package. Raises LearningError where they are missing or of another version."""
    try:
        stored = json.loads(files("rlmchat.learning").joinpath("weights", WEIGHTS).read_text(encoding="utf-8"))
        if stored["format"] == FORMAT:
            return Weights(float(stored["bias"]), dict(stored["weights"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LearningError("The weights of what a correction bears on are missing.", "Reinstall rlmchat.") from error
    raise LearningError("The weights of what a correction bears on are of another version.", "Reinstall rlmchat.")


def bearing(lesson: Correction, place: Place) -> float:
    """The probability that the wrong words are the old mistake there, in [0, 1]; 1 where the sentence is the same.

    0 where the weights cannot be read: an answer that nobody can judge is left as it is.
    """
    found = signs(lesson, place)
    if says_the_same(found):
        return 1.0
    weights = _usable()
    return weights(found) if weights else 0.0


@lru_cache(maxsize=1)
def _usable() -> Weights | None:
    try:
        return packaged()
    except LearningError as error:
        log.warning("%s", error)
        return None


def says_the_same(found: Mapping[str, float]) -> bool:
    """Whether the sentence itself has all that the question was about, and nothing says that it is of another time."""
    return found["told of taught"] == 1 and not any(found[name] for name in _APART)


_APART = ("a year", "a past", "other names", "put in", "parallel")
