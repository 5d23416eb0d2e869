"""Vectors with a byte a number: a quarter of the room, and cosines that are right to two thousandths.

What is stored is compared in this form everywhere, so that a correction of the batch that is just being kept and one
that lies in the index are judged by the same numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rlmchat.learning.ports import Vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGEST = 127
"""What the largest number of a row becomes: how long the row was is not kept, for rows are of unit length."""


def packed(rows: Vectors) -> NDArray[np.int8]:
    """Rows of shape (n, dimensions) as bytes; a row of zeros stays one."""
    largest = np.abs(rows).max(axis=1, keepdims=True, initial=0.0)
    scaled = rows * (LARGEST / np.where(largest > 0, largest, 1.0))
    return np.rint(scaled).astype(np.int8)


def unpacked(rows: NDArray[np.int8]) -> Vectors:
    """Rows of unit length from bytes, shape (n, dimensions)."""
    wide = rows.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", wide, wide))[:, None]
    return np.asarray(wide / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)


def rounded(rows: Vectors) -> Vectors:
    """Unit rows as they will be when they have been stored and read; rounding them once more changes nothing."""
    return unpacked(packed(rows))
