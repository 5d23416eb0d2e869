"""For which questions a wish matters: "no heights" bears on the Grand Canyon, though they share no word.

A wish without a situation ("I avoid museums") is not like the questions that it bears on; it limits their answers.
What relates the two is learned from written pairs of wishes and questions (`benchmarks/train_wishes.py`): a linear map
of the embedder's space, and the pairs themselves as a bank of examples. A question is compared with a wish directly,
through the wishes of those questions of the bank that are like it, and through the questions of those wishes of the
bank that are like the wish.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from rlmchat.learning.ports import Vectors

SCALE = 0.5
"""The largest entry of a bank row: int8 127 stands for it."""
HEAT = 0.05
"""How sharply the bank's examples are weighted by likeness."""
EXAMPLES = 0.3
"""What the way through the bank counts beside the direct one."""
COMMON = 0.5
"""What is taken off a wish that is like questions of all kinds."""
CROWD = 20
"""Questions of the bank that make up "all kinds": those nearest to the wish."""

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class WishModel:
    """Learned for one embedder; all rows of the banks have unit length."""

    weight: Rows
    """Shape (dimensions, dimensions)."""
    centre: Rows
    """Shape (dimensions,)."""
    wishes: Rows
    """Shape (pairs, dimensions), mapped."""
    questions: Rows
    """Shape (pairs, dimensions), mapped; row by row what is asked where the wish matters."""

    def _mapped(self, rows: Rows) -> Rows:
        return _unit(np.asarray((rows - self.centre) @ self.weight.T, dtype=np.float32))

    def probe(self, question: Vectors) -> Vectors:
        """What to search the index for, to find the wishes that a question may touch; shape (dimensions,)."""
        asked = self._mapped(question[None, :])
        wanted: Rows = asked + np.float32(EXAMPLES) * _through(asked, self.questions, self.wishes)
        back = np.asarray(wanted @ self.weight, dtype=np.float32)
        return np.asarray(_unit(back)[0], dtype=np.float32)

    def scores(self, question: Vectors, wishes: Vectors) -> Rows:
        """How much each wish bears on a question, about -0.2 to 1; `wishes` has shape (n, dimensions)."""
        asked, wished = self._mapped(question[None, :]), self._mapped(wishes)
        crowd = np.sort(wished @ self.questions.T, axis=1)[:, -CROWD:].mean(axis=1)
        there = _through(wished, self.wishes, self.questions) @ asked[0]
        back = wished @ _through(asked, self.questions, self.wishes)[0]
        return np.asarray(wished @ asked[0] - COMMON * crowd + EXAMPLES * (there + back), dtype=np.float32)


def _through(rows: Rows, like: Rows, partners: Rows) -> Rows:
    """The mean of the partners of those examples that the rows are like, by likeness."""
    near = rows @ like.T / HEAT
    share = np.exp(near - near.max(axis=1, keepdims=True))
    return _unit(np.asarray(share / share.sum(axis=1, keepdims=True) @ partners, dtype=np.float32))


def _unit(rows: Rows) -> Rows:
    return np.asarray(rows / (np.linalg.norm(rows, axis=-1, keepdims=True) + 1e-9), dtype=np.float32)


@lru_cache(maxsize=4)
def wish_model(embedder: str) -> WishModel | None:
    """What was learned for an embedder; None where nothing was. Loads in a few milliseconds, arrays only."""
    source = files("rlmchat.learning") / "weights" / f"wishes_{embedder.replace(':', '/').split('/')[0]}.npz"
    if not source.is_file():
        return None
    with source.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        weight, centre = stored["weight"].astype(np.float32), stored["centre"].astype(np.float32)
        banks = [_unit(stored[name].astype(np.float32) * (SCALE / 127)) for name in ("wishes", "questions")]
    return WishModel(weight, centre, banks[0], banks[1])
