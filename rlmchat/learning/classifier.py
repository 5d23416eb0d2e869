"""The trained model: reads its packaged arrays and multiplies; no pickle, no library of learning at run time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from rlmchat.errors import LearningError
from rlmchat.learning.correction import Category
from rlmchat.learning.features import Places, char_grams, dense_features, grams, opening_grams
from rlmchat.learning.reading import AnswerReading, MessageReading

FORMAT = 5
"""Version of the layout of the weight file; another one is refused."""
WEIGHTS = "detector.npz"
CLIP = 4.0
"""Standard deviations beyond which a hand-made feature counts no more in the linear part."""
GATE_CENTRE, GATE_SLOPE = 5.6, 3.0
"""The model has two opinions of the hand-made features, for short answers and for long ones; between them it
blends by the logarithm of the answer's length (centre: about 270 characters)."""
BRIEF_CENTRE, BRIEF_SLOPE = 5.3, 5.0
"""There are two such models, one for what follows a sentence or two and one for the rest, blended in the same way
(centre: about 200 characters): the words that mislead after a remark tell the truth after a page of code."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Inputs:
    """One pair as numbers: hand-made features, and the places of its n-grams with one weight each."""

    dense: Floats
    """Shape (features,)."""
    gram: Places
    opening: Places
    char: Places


def inputs_of(message: MessageReading, answer: AnswerReading) -> Inputs:
    """The numbers of a pair."""
    dense = np.fromiter(dense_features(message, answer).values(), dtype=np.float64)
    return Inputs(dense, grams(message, answer), opening_grams(message, answer), char_grams(message))


def feature_names() -> tuple[str, ...]:
    """Names of the hand-made features, in their order."""
    return tuple(dense_features(MessageReading(""), AnswerReading("")))


def gate(log_chars: Floats) -> Floats:
    """How short an answer is, 1 to 0, by the logarithm of its characters."""
    out: Floats = 1 / (1 + np.exp(-(GATE_CENTRE - log_chars) * GATE_SLOPE))
    return out


def brief(log_chars: Floats) -> Floats:
    """How much the model for the shortest answers has to say, 1 to 0, in the same way."""
    out: Floats = 1 / (1 + np.exp(-(BRIEF_CENTRE - log_chars) * BRIEF_SLOPE))
    return out


class Classifier:
    """The two models with their weights in memory: linear, calibrated for short and for long answers."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.about: dict[str, Any] = json.loads(bytes(arrays["about"]).decode())
        if self.about.get("format") != FORMAT or tuple(self.about["features"]) != feature_names():
            raise LearningError("The detector's weights belong to another version.", "Reinstall rlmchat.")
        self._arrays = {name: _wide(array) for name, array in arrays.items() if name != "about"}
        self._length = self.about["features"].index("a_log_chars")
        self._asks = self.about["features"].index("a_question")
        self._categories = tuple(Category(name) for name in self.about["categories"])

    @classmethod
    def packaged(cls) -> Classifier:
        """With the weights that came with the package. Raises LearningError where they are missing or broken."""
        try:
            data = files("rlmchat.learning").joinpath("weights", WEIGHTS).read_bytes()
            return cls.read(data)
        except OSError as error:
            raise LearningError("The detector's weights are missing.", "Reinstall rlmchat.") from error

    @classmethod
    def read(cls, data: bytes) -> Classifier:
        """From the bytes of a weight file; anything that would have to be unpickled is refused with LearningError."""
        try:
            with np.load(BytesIO(data), allow_pickle=False) as stored:
                return cls({name: stored[name] for name in stored.files})
        except (ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
            raise LearningError("The detector's weights cannot be read.", "Reinstall rlmchat.") from error

    def probability(self, inputs: Inputs) -> float:
        """Calibrated probability that the message of a pair is a correction."""
        w = self._arrays
        length = inputs.dense[self._length : self._length + 1]
        share = float(brief(length)[0])
        margin = self._margin(inputs, float(gate(length)[0]), share)
        when_brief, else_ = (float(np.interp(margin, *w[name])) for name in ("short_knots", "long_knots"))
        return _sigmoid(share * when_brief + (1 - share) * else_)

    def _margin(self, inputs: Inputs, short: float, share: float) -> float:
        """How much speaks for a correction, before calibration.

        Both models have an opinion of the hand-made features at all, after short answers, after long ones and after
        answers that end with a question.
        """
        w = self._arrays
        standard = np.clip((inputs.dense - w["mean"]) / w["scale"], -CLIP, CLIP)
        asks = inputs.dense[self._asks]
        places = np.array([1.0, short, 1 - short, asks])
        out = standard @ w["dense"] @ places + w["short"] * short + w["asks"] * asks + w["bias"]
        for name in ("gram", "opening", "char"):
            out = out + _mean(w[name], getattr(inputs, name))
        return float(share * out[0] + (1 - share) * out[1])

    def categories(self, inputs: Inputs, topic: Places) -> dict[Category, float]:
        """Probability of every category, should it be a correction; `topic` as from `topic_grams`."""
        w = self._arrays
        standard = np.clip((inputs.dense - w["kind_mean"]) / w["kind_scale"], -CLIP, CLIP)
        scores = standard @ w["kind_dense"] + _mean(w["kind_gram"], inputs.gram) + w["kind_bias"]
        scores = scores + _mean(w["kind_char"], inputs.char) + _mean(w["kind_topic"], topic)
        shares = np.exp(scores - scores.max())
        return dict(zip(self._categories, (shares / shares.sum()).tolist(), strict=True))


def _wide(array: NDArray[Any]) -> NDArray[Any]:
    """Stored small, computed wide; the large tables stay small, only what is looked up in them is widened."""
    return array if array.dtype == np.float16 else array.astype(np.float64)


def _mean(table: NDArray[Any], places: Places) -> Any:
    """The rows at these places, added and divided by the root of their number."""
    return table[places].sum(axis=0, dtype=np.float64) / max(1.0, len(places) ** 0.5)


def _sigmoid(x: float) -> float:
    return float(1 / (1 + np.exp(-min(40.0, max(-40.0, x)))))
