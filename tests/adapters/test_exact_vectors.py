"""Vectors with a byte a number: all compared in memory, and what other processes write of them."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.adapters import exact_vectors, vector_scan
from rlmchat.learning.ports import IndexEntry
from tests.adapters.records import entry, many


def test_all_records_at_hand_are_compared_by_the_mean_of_their_keys(tmp_path: Path) -> None:
    stored, entries = exact_vectors.ExactVectors(tmp_path), many(150)
    stored.open()
    _put(stored, entries[:100])
    question = entries[7].rule[None, :8]
    assert stored.nearest(question, 5) is not None
    moved = [entry(new.situation, new.rule, old.record) for old, new in zip(entries[:30], entries[120:], strict=True)]
    _put(stored, [*moved, *entries[100:120]])
    stored.remove([e.record.id for e in entries[30:60]])
    left = [*moved, *entries[60:120]]
    means = np.stack([e.situation + e.rule for e in left])[:, :8]
    order = np.argsort(-(means @ question[0]) / np.linalg.norm(means, axis=1))
    for count in (1, 20, 89, 90, 500):
        (places,) = stored.nearest(question, count) or [[]]
        found, true = [stored.owner(place) for place in places], [left[i].record.id for i in order[:count]]
        assert len(found) == len(set(found)) == len(true)
        # A byte a number: those at the same height may change places.
        assert len(set(found) ^ set(true)) <= 2
    stored.close()


def _put(stored: exact_vectors.ExactVectors, entries: list[IndexEntry]) -> None:
    stored.put([e.record.id for e in entries], np.stack([np.stack((e.situation, e.rule)) for e in entries]))


def test_what_another_process_wrote_is_not_passed_over(tmp_path: Path) -> None:
    left, right = exact_vectors.ExactVectors(tmp_path), exact_vectors.ExactVectors(tmp_path)
    left.open()
    right.open()
    first, second = many(2)
    assert right.nearest(first.rule[None], 5) is None
    _put(left, [first])
    assert right.nearest(first.rule[None], 5) == [[0]]
    _put(left, [second])
    assert right.nearest(second.rule[None], 5) is None
    found = right.nearest(second.rule[None], 5)
    assert found is not None
    assert right.owner(found[0][0]) == second.record.id
    left.close()
    right.close()


@given(st.integers(0, 2**32 - 1), st.integers(1, 70), st.integers(1, 40), st.integers(1, 50))
def test_comparing_block_by_block_finds_the_best_of_all(seed: int, stored: int, asked: int, limit: int) -> None:
    chance = np.random.default_rng(seed)
    # Few different ones, so that many are as near as each other; some are not there.
    rows = chance.integers(-2, 3, size=(stored, 3)).astype(np.int8)
    lengths = np.linalg.norm(rows.astype(np.float32), axis=1) * (chance.random(stored) < 0.9)
    vectors = chance.integers(-2, 3, size=(asked, 3)).astype(np.float32)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = (vectors / np.where(norms > 0, norms, 1)) @ rows.T.astype(np.float32) / np.where(lengths > 0, lengths, 1)
    with mock.patch.object(vector_scan, "BLOCK", 8), mock.patch.object(vector_scan, "CROWD", 1 + seed % 3):
        found = vector_scan.scan(vectors, rows, lengths.astype(np.float32), limit)
    there = np.flatnonzero(lengths)
    for (numbers, near), row in zip(found, cosines, strict=True):
        expected = sorted(there.tolist(), key=lambda i: -row[i])[:limit]
        assert near == pytest.approx([row[i] for i in expected], abs=1e-5)
        assert near == pytest.approx([row[i] for i in numbers], abs=1e-5)
        assert len(set(numbers)) == len(numbers)
        assert all(near[i] >= near[i + 1] for i in range(len(near) - 1))
