"""Finds the records that share the rarest words with each of many texts: what an import compares them with."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rlmchat.adapters.sqlite_find import MATCH_BUDGET, longest_terms, together
from rlmchat.learning.correction import CorrectionId

IDS_AT_ONCE = 500
TERMS_AT_ONCE = 200
"""Words looked up at once: their records are one text, of a megabyte at most."""

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
        terms = [longest_terms(text) for text in texts]
        self._look_up(list({term for some in terms for term in some}))
        found = [self._best(some, limit) for some in terms]
        ids = self._ids(sorted({n for numbers in found for n in numbers}))
        return [[ids[n] for n in numbers if n in ids] for numbers in found]

    def _best(self, terms: Sequence[str], limit: int) -> list[int]:
        rarest = sorted(((term, self._known[term]) for term in terms), key=lambda one: len(one[1]))
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
        return [int(number) for number in numbers[order]]

    def _look_up(self, terms: Sequence[str]) -> None:
        """In which records each word is, by their numbers; where too many to be weighed have it, one more than may be.

        Many words are one question and one row: before each answer the thread has to wait for the one that decides.
        """
        for start in range(0, len(terms), TERMS_AT_ONCE):
            part = terms[start : start + TERMS_AT_ONCE]
            (rows,) = self._connection.execute(
                "SELECT group_concat(coalesce((SELECT group_concat(n, ' ') FROM (SELECT rowid AS n"
                " FROM correction_keywords WHERE correction_keywords MATCH word.value LIMIT ?)), ''), ',')"
                " FROM (SELECT value FROM json_each(?) ORDER BY key) AS word",
                (MATCH_BUDGET + 1, json.dumps(part)),
            ).fetchone()
            for term, numbers in zip(part, rows.split(","), strict=True):
                self._known[term] = np.array(numbers.split(), dtype=np.int64)

    def _ids(self, numbers: Sequence[int]) -> dict[int, CorrectionId]:
        ids: dict[int, CorrectionId] = {}
        for start in range(0, len(numbers), IDS_AT_ONCE):
            part = numbers[start : start + IDS_AT_ONCE]
            marks = ", ".join("?" * len(part))
            ids.update(self._connection.execute(f"SELECT number, id FROM correction WHERE number IN ({marks})", part))
        return ids
