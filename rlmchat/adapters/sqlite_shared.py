"""Finds the records that share the rarest words with each of many texts: what an import compares them with."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rlmchat.adapters.sqlite_find import MATCH_BUDGET, longest_terms, together
from rlmchat.learning.correction import CorrectionId

IDS_AT_ONCE = 500

Numbers = NDArray[np.int64]


class SharedWords:
    """Looks every word of the texts up once, where BM25 would read each match of each text again.

    As in a keyword search the words are taken from the rarest on, until they match as many records as are weighed; a
    record counts the sum of log(records / records with the word) over the words that it shares.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[str, Numbers] = {}
        (self._size,) = connection.execute("SELECT coalesce(max(number), 0) FROM correction").fetchone()

    def of(self, texts: Sequence[str], limit: int) -> list[list[CorrectionId]]:
        """Ids, best first; of those that share the same words the newest."""
        found = [self._best(longest_terms(text), limit) for text in texts]
        ids = self._ids(sorted({n for numbers in found for n in numbers}))
        return [[ids[n] for n in numbers if n in ids] for numbers in found]

    def _best(self, terms: Sequence[str], limit: int) -> list[int]:
        rarest = sorted(((term, self._having(term)) for term in terms), key=lambda one: len(one[1]))
        rarest = [(term, having) for term, having in rarest if len(having)]
        chosen: list[Numbers] = []
        matches = 0
        for _, having in rarest:
            matches += len(having)
            if matches > MATCH_BUDGET:
                break
            chosen.append(having)
        if not chosen:
            return [number for number, _, _ in together(self._connection, [term for term, _ in rarest], limit)]
        weights = np.repeat([math.log1p(self._size / len(having)) for having in chosen], [len(h) for h in chosen])
        scores = np.bincount(np.concatenate(chosen), weights)
        numbers = np.flatnonzero(scores)
        if len(numbers) > limit:
            # Most need not be put in order.
            least = np.partition(scores[numbers], -limit)[-limit]
            numbers = numbers[scores[numbers] >= least]
        order = np.lexsort((-numbers, -scores[numbers]))[:limit]
        return list(map(int, numbers[order]))

    def _having(self, term: str) -> Numbers:
        """Records that have a word, by their numbers; where there are too many to be weighed, one more than may be."""
        if term not in self._known:
            # As one row: between two rows the thread would have to wait for the one that decides.
            (rows,) = self._connection.execute(
                "SELECT group_concat(n, ' ') FROM"
                " (SELECT rowid AS n FROM correction_keywords WHERE correction_keywords MATCH ? LIMIT ?)",
                (term, MATCH_BUDGET + 1),
            ).fetchone()
            self._known[term] = np.array((rows or "").split(), dtype=np.int64)
        return self._known[term]

    def _ids(self, numbers: Sequence[int]) -> dict[int, CorrectionId]:
        ids: dict[int, CorrectionId] = {}
        for start in range(0, len(numbers), IDS_AT_ONCE):
            part = numbers[start : start + IDS_AT_ONCE]
            marks = ", ".join("?" * len(part))
            ids.update(self._connection.execute(f"SELECT number, id FROM correction WHERE number IN ({marks})", part))
        return ids
