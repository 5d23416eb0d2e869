"""An embedder without weights: hashed bags of stems, so that texts with the same words are alike, always in the same way."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from rlmchat.adapters.sqlite_text import STOP_WORDS, fold
from rlmchat.errors import LearningError
from rlmchat.learning.ports import Vectors
from tests.fakes.ledger import stem

_WORD = re.compile(r"[^\W_]+")


class FakeEmbedder:
    """Implements `Embedder`. Set `broken` to have every call fail."""

    def __init__(self, name: str = "static", dimensions: int = 256) -> None:
        self._name = name
        self._dimensions = dimensions
        self.broken = ""
        """What is wrong; empty if nothing."""
        self.embedded: list[str] = []
        """Every text that it was given, in order."""

    @property
    def name(self) -> str:
        return self._name

    async def embed(self, texts: Sequence[str]) -> Vectors:
        if self.broken:
            raise LearningError(self.broken)
        self.embedded += texts
        rows = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in _WORD.findall(fold(text)):
                # Words that are in every text would make every text alike.
                row += self._word(stem(word)) * (0.1 if word in STOP_WORDS else 1.0)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)

    def _word(self, word: str) -> Vectors:
        """Four places of the row, with their signs, chosen by the word's hash."""
        digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=16).digest()
        row = np.zeros(self._dimensions, dtype=np.float32)
        for i in range(4):
            place = int.from_bytes(digest[3 * i : 3 * i + 3], "big")
            row[place % self._dimensions] += 1.0 if digest[12 + i] % 2 else -1.0
        return row
