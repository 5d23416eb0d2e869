"""Vectors with a byte a number that are kept in memory, a place a record: their cosines, and the nearest of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rlmchat.adapters.chroma_records import id_of, short_id
from rlmchat.adapters.vector_scan import scan
from rlmchat.learning.byte_vectors import packed, unpacked
from rlmchat.learning.ports import Hit, KeyKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rlmchat.learning.correction import CorrectionId
    from rlmchat.learning.ports import Vectors

KINDS = (KeyKind.SITUATION, KeyKind.RULE)
"""The keys of a record, in the order of its rows."""
AT_ONCE = 1024
"""Records that are made wide at once: what they become stays in the processor's cache."""
ROWS_AT_ONCE = 32
"""Texts that are compared with all records at once."""
Stored = tuple[bytes, bytes, bytes | None]
"""Name, situation and rule of a record; a rule of None is the situation, an empty text is empty."""


class KeptVectors:
    """Both keys of some records, as they were read."""

    def __init__(self, dimensions: int, *, whole: bool = False) -> None:
        self.whole = whole
        """Whether all records that there are are among them."""
        self.place: dict[str, int] = {}
        """By `chroma_records.short_id`."""
        self.ids: list[CorrectionId] = []
        """By place."""
        self._rows: NDArray[np.int8] = np.zeros((0, 2, dimensions), np.int8)
        """Shape (room, 2, dimensions): situation and rule."""
        self._lengths: NDArray[np.float32] = np.zeros((0, 2), np.float32)
        """Shape (room, 2); 0 for a text that was empty, and for what is outdated."""
        self._joint: NDArray[np.int8] = np.zeros((0, 0), np.int8)
        """The mean of both keys, shortened, shape (places looked at so far, numbers)."""
        self._turned: NDArray[np.float32] = np.zeros(0, np.float32)
        """What makes a product with it the cosine's opposite; NaN, which comes after all numbers, for no vector."""

    def __len__(self) -> int:
        return len(self.ids)

    def take_in(self, found: Sequence[Stored]) -> None:
        """Give each a place after those that are there."""
        if not found:
            return
        size = self._rows.shape[2]
        blank = bytes(size)
        pairs = [(situation, situation if rule is None else rule) for _, situation, rule in found]
        rows = np.frombuffer(b"".join(row or blank for pair in pairs for row in pair), dtype=np.int8)
        start, end = len(self), len(self) + len(found)
        if end > len(self._rows):
            room = max(1024, 2 * end - start) - len(self._rows)
            self._rows = np.concatenate([self._rows, np.zeros((room, 2, size), np.int8)])
            self._lengths = np.concatenate([self._lengths, np.zeros((room, 2), np.float32)])
        self._rows[start:end] = rows.reshape(len(found), 2, size)
        for at in range(start, end, AT_ONCE):
            part = slice(at, min(at + AT_ONCE, end))
            self._lengths[part] = np.linalg.norm(self._rows[part].astype(np.float32), axis=2)
        self.ids += [id_of(name) for name, _, _ in found]
        self.place.update((short_id(name), start + i) for i, (name, _, _) in enumerate(found))

    def forget(self, keys: Sequence[str]) -> None:
        """Their places stay empty."""
        for key in keys:
            if (place := self.place.pop(key, None)) is not None:
                self._lengths[place] = 0.0
                self._turned[place : place + 1] = np.nan

    def cosines(self, vectors: Vectors, places: Sequence[int]) -> Vectors:
        """Of each row with both keys at each place, shape (rows, places, 2); -2 for the key of an empty text."""
        size = self._rows.shape[2]
        if vectors.shape[1] != size:
            raise ValueError("the vectors in the index have another length")
        stored = self._rows[places].reshape(-1, size).astype(np.float32)
        known = self._lengths[places].reshape(-1, 1)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        stored /= np.where(known > 0, known, 1.0)
        cosines = np.asarray(vectors / np.where(lengths > 0, lengths, 1.0), dtype=np.float32) @ stored.T
        np.clip(cosines, -1.0, 1.0, out=cosines)
        cosines[:, (known == 0).ravel()] = -2.0
        return cosines.reshape(len(vectors), -1, 2)

    def nearest(self, vectors: Vectors, count: int) -> list[list[int]]:
        """Places of the records whose two keys lie nearest, in the mean, to each row; best first.

        The rows may be shorter than what is kept: so many of its numbers are compared.
        """
        if vectors.shape[1] > self._rows.shape[2]:
            raise ValueError("the vectors in the index have another length")
        self._join(vectors.shape[1])
        parts = (vectors[start : start + ROWS_AT_ONCE] for start in range(0, len(vectors), ROWS_AT_ONCE))
        return [places for part in parts for places in self._nearest(part, count)]

    def compared(self, vectors: Vectors, limit: int) -> list[list[Hit]]:
        """The nearest keys to each row, by comparing it with all."""
        size, end = self._rows.shape[2], 2 * len(self)
        if vectors.shape[1] != size:
            raise ValueError("the vectors in the index have another length")
        found = scan(vectors, self._rows.reshape(-1, size)[:end], self._lengths.reshape(-1)[:end], limit)
        return [
            [Hit(self.ids[key >> 1], KINDS[key & 1], cosine) for key, cosine in zip(keys, cosines, strict=True)]
            for keys, cosines in found
        ]

    def _join(self, numbers: int) -> None:
        """Make the means of what came in since it was done last."""
        known = len(self._joint) if self._joint.shape[1] == numbers else 0
        if known == len(self):
            return
        joint, turned = [self._joint[:known].reshape(-1, numbers)], [self._turned[:known]]
        for start in range(known, len(self), AT_ONCE):
            end = min(start + AT_ONCE, len(self))
            keys = unpacked(self._rows[start:end].reshape(2 * (end - start), -1)).reshape(end - start, 2, -1)
            rows = packed(mean_direction(keys)[:, :numbers])
            lengths = np.linalg.norm(rows.astype(np.float32), axis=1)
            live = (lengths > 0) & self._lengths[start:end].any(axis=1)
            joint.append(rows)
            turned.append(np.where(live, -1.0 / np.where(live, lengths, 1.0), np.nan).astype(np.float32))
        self._joint, self._turned = np.concatenate(joint), np.concatenate(turned)

    def _nearest(self, vectors: Vectors, count: int) -> list[list[int]]:
        asked = np.ascontiguousarray(vectors.T)
        products = np.empty((len(self), len(vectors)), np.float32)
        for start in range(0, len(products), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            np.matmul(self._joint[part].astype(np.float32), asked, out=products[part])
        away = np.multiply(products.T, self._turned)
        if count >= len(self):
            return [_in_order(row, np.arange(len(row))) for row in away]
        first = np.argpartition(away, count, axis=1)[:, :count]
        return [_in_order(row, places) for row, places in zip(away, first, strict=True)]


def _in_order(away: NDArray[np.float32], places: NDArray[np.intp]) -> list[int]:
    """The places by how far away they are, without those that have no vector."""
    found = away[places]
    order = np.argsort(found, kind="stable")
    return [int(place) for place in places[order[: np.count_nonzero(~np.isnan(found))]]]


def mean_direction(pairs: Vectors) -> Vectors:
    """The mean direction of both keys, shape (n, dimensions) from (n, 2, dimensions); of opposite ones the first."""
    sums = pairs.sum(axis=1)
    opposite = np.linalg.norm(sums, axis=1) < 1e-3
    sums[opposite] = pairs[opposite, 0]
    return np.asarray(sums, dtype=np.float32)
