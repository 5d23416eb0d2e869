"""Vectors of a byte a number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.byte_vectors import packed, rounded, unpacked


@given(seed=st.integers(0, 10_000), dimensions=st.integers(1, 384))
def test_cosines_stay_within_two_thousandths(seed: int, dimensions: int) -> None:
    rows = np.random.default_rng(seed).normal(size=(8, dimensions)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    stored = rounded(rows)
    assert np.linalg.norm(stored, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert stored @ rows.T == pytest.approx(rows @ rows.T, abs=0.012)
    # What was stored and read is stored again as the same bytes.
    assert (packed(stored) == packed(rows)).all()
    assert (unpacked(packed(stored)) == stored).all()


def test_an_empty_text_stays_empty() -> None:
    assert not rounded(np.zeros((2, 4), dtype=np.float32)).any()
    assert packed(np.zeros((0, 4), dtype=np.float32)).shape == (0, 4)
