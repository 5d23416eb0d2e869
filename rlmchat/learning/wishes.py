"""For which questions a wish matters: "no heights" bears on the Grand Canyon, though they share no word.

A wish without a situation ("I avoid museums") is not like the questions that it bears on; it limits their answers.
What relates the two is learned from written wishes and questions (`benchmarks/train_wishes.py`): a linear map of the
embedder's space, and the writings themselves as a bank of examples. A question is compared with a wish directly,
through the wishes of those questions of the bank that are like it, and through the questions of those wishes of the
bank that are like the wish.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rlmchat.learning.ports import Vectors

SCALE = 0.5
"""The largest entry of a bank row: int8 127 stands for it."""
HEAT = 0.05
"""How sharply the bank's examples are weighted by likeness."""
EXAMPLES = 0.5
"""What the way through the bank counts beside the direct one."""
COMMON = 0.5
"""What is taken off a wish that is like questions of all kinds."""
CROWD = 20
"""Questions of the bank that make up "all kinds": those nearest to the wish."""

Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Bank:
    """Examples of one side."""

    rows: Rows
    """Shape (examples, dimensions), mapped, of unit length."""
    group: NDArray[np.integer]
    """Shape (examples,): every wish of a group bears on every question of it."""

    def centres(self) -> Rows:
        """The mean of each group; shape (groups, dimensions)."""
        sums = np.zeros((int(self.group.max()) + 1, self.rows.shape[1]), dtype=np.float32)
        np.add.at(sums, self.group, self.rows)
        return _unit(sums)


@dataclass(frozen=True, slots=True)
class WishModel:
    """Learned for one embedder."""

    weight: Rows
    """Shape (dimensions, dimensions)."""
    centre: Rows
    """Shape (dimensions,)."""
    wishes: Bank
    questions: Bank
    asked_of: Rows
    """Shape (wishes, dimensions): what is asked where the wish matters."""
    wished_of: Rows
    """Shape (questions, dimensions): what is wished where the question is asked."""

    @classmethod
    def of(cls, weight: Rows, centre: Rows, wishes: Bank, questions: Bank) -> WishModel:
        """From the map and the examples."""
        partners = questions.centres()[wishes.group], wishes.centres()[questions.group]
        return cls(weight, centre, wishes, questions, *partners)

    def _mapped(self, rows: Rows) -> Rows:
        return _unit(np.asarray((rows - self.centre) @ self.weight.T, dtype=np.float32))

    def probe(self, question: Vectors) -> Vectors:
        """What to search the index for, to find the wishes that a question may touch; shape (dimensions,)."""
        asked = self._mapped(question[None, :])
        wanted: Rows = asked + np.float32(EXAMPLES) * _through(asked, self.questions.rows, self.wished_of)
        back = np.asarray(wanted @ self.weight, dtype=np.float32)
        return np.asarray(_unit(back)[0], dtype=np.float32)

    def scores(self, question: Vectors, wishes: Vectors) -> Rows:
        """How much each wish bears on a question, about -0.2 to 1.5; `wishes` has shape (n, dimensions)."""
        asked, wished = self.asked(question), self.wished(wishes)
        there, crowd = self.placed(wished)
        return asked.nearness(wished) + asked.by_examples(there, crowd)

    def asked(self, question: Vectors) -> Asked:
        """What of a question is compared with wishes."""
        own = self._mapped(question[None, :])
        return Asked(own[0], _through(own, self.questions.rows, self.wished_of)[0])

    def wished(self, wishes: Vectors) -> Rows:
        """Wishes as they are compared with questions; shape (n, dimensions)."""
        return self._mapped(wishes)

    def placed(self, wished: Rows) -> tuple[Rows, Rows]:
        """What is asked where wishes like these matter, shape (n, dimensions), and how common each is, shape (n,).

        The dear part: some 2 million multiplications a wish, the same for every question.
        """
        crowd = np.partition(wished @ self.questions.rows.T, -CROWD, axis=1)[:, -CROWD:].mean(axis=1)
        return _through(wished, self.wishes.rows, self.asked_of), np.asarray(crowd, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is compared with wishes."""

    own: Rows
    """Shape (dimensions,)."""
    wanted: Rows
    """Shape (dimensions,): what is wished where questions like it are asked."""

    def nearness(self, wished: Rows) -> Rows:
        """The quick part of the score."""
        return np.asarray(wished @ self.own + EXAMPLES * (wished @ self.wanted), dtype=np.float32)

    def by_examples(self, there: Rows, crowd: Rows) -> Rows:
        """The dear part of the score, from what `placed` gave."""
        return np.asarray(EXAMPLES * (there @ self.own) - COMMON * crowd, dtype=np.float32)


class WishReader:
    """Scores wishes by their texts, and remembers what of them is the same for every question."""

    def __init__(self, model: WishModel) -> None:
        self.model = model
        self._wished: dict[str, Rows] = {}
        self._placed: dict[str, tuple[Rows, Rows]] = {}

    def unread(self, texts: Iterable[str]) -> list[str]:
        """Those whose vectors are needed; the others are made the last to be forgotten."""
        wanted = list(dict.fromkeys(texts))
        self._wished.update({text: self._wished.pop(text) for text in wanted if text in self._wished})
        return [text for text in wanted if text not in self._wished]

    def read(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Take in vectors of wishes; shape (texts, dimensions)."""
        _make_room(self._wished, len(texts))
        self._wished.update(zip(texts, self.model.wished(vectors), strict=True))

    def scores(self, question: Vectors, texts: Sequence[str], most: int) -> Rows:
        """Scores of wishes that were read; exact for the `most` nearest, below theirs for the others."""
        asked = self.model.asked(question)
        near = asked.nearness(np.array([self._wished[text] for text in texts]))
        out = near - COMMON
        best = np.argsort(-near, kind="stable")[:most]
        there, crowd = self._places([texts[i] for i in best])
        out[best] = near[best] + asked.by_examples(there, crowd)
        return out

    def _places(self, texts: Sequence[str]) -> tuple[Rows, Rows]:
        wanted = list(dict.fromkeys(texts))
        self._placed.update({text: self._placed.pop(text) for text in wanted if text in self._placed})
        fresh = [text for text in wanted if text not in self._placed]
        if fresh:
            _make_room(self._placed, len(fresh))
            there, crowd = self.model.placed(np.array([self._wished[text] for text in fresh]))
            self._placed.update(zip(fresh, zip(there, crowd, strict=True), strict=True))
        pairs = [self._placed[text] for text in texts]
        return np.array([there for there, _ in pairs]), np.array([crowd for _, crowd in pairs])


REMEMBERED = 8192
"""Wishes whose vectors are remembered: some 8 MB."""


def _make_room(known: dict[str, Any], wanted: int) -> None:
    """Forget those that were not needed for longest where there would be too many."""
    for text in list(known)[: max(0, len(known) + wanted - REMEMBERED)]:
        del known[text]


def _through(rows: Rows, like: Rows, partners: Rows) -> Rows:
    """The mean of the partners of those examples that the rows are like, by likeness."""
    near = rows @ like.T / HEAT
    share = np.exp(near - near.max(axis=1, keepdims=True))
    return _unit(np.asarray(share / share.sum(axis=1, keepdims=True) @ partners, dtype=np.float32))


def _unit(rows: Rows) -> Rows:
    return np.asarray(rows / (np.linalg.norm(rows, axis=-1, keepdims=True) + 1e-9), dtype=np.float32)


@lru_cache(maxsize=4)
def wish_model(embedder: str) -> WishModel | None:
    """What was learned for an embedder; None where nothing was. Loads in some ten milliseconds, arrays only."""
    source = files("rlmchat.learning") / "weights" / f"wishes_{embedder.replace(':', '/').split('/')[0]}.npz"
    if not source.is_file():
        return None
    with source.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        weight, centre = stored["weight"].astype(np.float32), stored["centre"].astype(np.float32)
        wishes, questions = (
            Bank(_unit(stored[name].astype(np.float32) * (SCALE / 127)), stored[f"{name}_group"].astype(np.int64))
            for name in ("wishes", "questions")
        )
    return WishModel.of(weight, centre, wishes, questions)
