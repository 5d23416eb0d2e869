"""The nearest of stored vectors to each of many others, by comparing every one with every other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rlmchat.learning.ports import Vectors

BLOCK = 4096
"""Stored vectors compared at once: 4 MB as floats, and as much for what 256 others have in common with them."""
CROWD = 4
"""Times as many found as are wanted from which on those of a block are thinned out before they are sorted."""
ABSENT = -2.0
"""Cosine of what is not there."""

Found = tuple[NDArray[np.intp], NDArray[np.intp], Vectors]
"""Of each that is found: for which vector, in which row, and its cosine."""


def scan(vectors: Vectors, rows: NDArray[np.int8], lengths: Vectors, limit: int) -> list[tuple[list[int], list[float]]]:
    """Numbers and cosines of the rows nearest to each vector, best first, of equal ones the first.

    Rows whose length is given as 0 are passed over.
    """
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    units = np.asarray(vectors / np.where(norms > 0, norms, 1.0), dtype=np.float32)
    least = np.full(len(units), -1.0, dtype=np.float32)
    nothing = np.zeros(0, dtype=np.intp)
    best: Found = nothing, nothing, np.zeros(0, dtype=np.float32)
    for start in range(0, len(rows), BLOCK):
        cosines = _cosines(units, rows[start : start + BLOCK], lengths[start : start + BLOCK])
        at = _better(cosines, least, limit)
        which, column = np.divmod(at, cosines.shape[1])
        best = _best(
            np.concatenate((best[0], which)),
            np.concatenate((best[1], column + start)),
            np.concatenate((best[2], cosines.ravel()[at])),
            limit,
        )
        counts = np.bincount(best[0], minlength=len(units))
        # Of those that are full the last one is what others must reach.
        least[counts == limit] = best[2][np.cumsum(counts)[counts == limit] - 1]
    ends = np.cumsum(np.bincount(best[0], minlength=len(units)))[:-1]
    parts = zip(np.split(best[1], ends), np.split(best[2], ends), strict=True)
    return [(numbers.tolist(), cosines.tolist()) for numbers, cosines in parts]


def _cosines(units: Vectors, rows: NDArray[np.int8], lengths: Vectors) -> Vectors:
    cosines = units @ rows.astype(np.float32).T
    cosines /= np.where(lengths > 0, lengths, 1.0)
    np.clip(cosines, -1.0, 1.0, out=cosines)
    cosines[:, lengths == 0] = ABSENT
    return cosines


def _better(cosines: Vectors, least: Vectors, limit: int) -> NDArray[np.intp]:
    """Where, in all cosines as one row, those are that may be among the best."""
    at = np.flatnonzero(cosines >= least[:, None])
    if len(at) <= CROWD * limit * len(cosines):
        return at
    own = np.partition(cosines, -limit, axis=1)[:, -limit]
    return np.flatnonzero(cosines >= np.maximum(least, own)[:, None])


def _best(which: NDArray[np.intp], number: NDArray[np.intp], cosine: Vectors, limit: int) -> Found:
    """The best of each vector, in order; what is found of it is given in the order of the rows."""
    order = np.lexsort((-cosine, which))
    counts = np.bincount(which)
    rank = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    order = order[rank < limit]
    return which[order], number[order], cosine[order]
