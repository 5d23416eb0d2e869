"""One contract for the phrasebook, held to by the fake and by SQLite."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_phrasebook import SqlitePhrasebook, packed, unpacked
from rlmchat.learning.correction import CorrectionId
from rlmchat.learning.phrasebook import Phrasebook, Phrased
from rlmchat.learning.ports import Vectors
from tests.fakes.phrasebook import MemoryPhrasebook

DIMENSIONS = 16


@pytest.fixture(params=["fake", "sqlite"])
async def book(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Phrasebook]:
    if request.param == "fake":
        yield MemoryPhrasebook()
        return
    database = Database(tmp_path / "rlmchat.db")
    await database.open()
    yield SqlitePhrasebook(database)
    await database.aclose()


def rows(*places: int) -> Vectors:
    return np.eye(DIMENSIONS, dtype=np.float32)[list(places)]


def phrased(one: str, *places: int, embedder: str = "static", made_for: str = "mark") -> Phrased:
    texts = tuple(f"{one} {place}" for place in places)
    return Phrased(CorrectionId(one), texts, made_for, embedder, rows(*places))


async def test_what_is_written_is_found_by_its_nearest_phrasing(book: Phrasebook) -> None:
    assert await book.nearest(rows(0)[0], "static", 5) == []
    await book.write([phrased("a", 0, 1), phrased("b", 2)])
    both = (rows(1)[0] * 0.8 + rows(2)[0] * 0.6).astype(np.float32)
    near = await book.nearest(both, "static", 5)
    assert [(one.id, one.made_for) for one in near] == [("a", "mark"), ("b", "mark")]
    assert [one.cosine for one in near] == pytest.approx([0.8, 0.6], abs=0.01)
    assert len(await book.nearest(both, "static", 1)) == 1
    assert await book.nearest(both, "other", 5) == []
    assert await book.nearest(np.ones(3, dtype=np.float32), "static", 5) == []


async def test_later_ones_take_the_place_of_earlier_ones(book: Phrasebook) -> None:
    await book.write([phrased("a", 0)])
    await book.nearest(rows(0)[0], "static", 5)
    await book.write([phrased("a", 3, made_for="new")])
    found = await book.of([CorrectionId("a"), CorrectionId("unknown")])
    assert found == {"a": phrased("a", 3, made_for="new")}
    (near, *_) = await book.nearest(rows(3)[0], "static", 5)
    assert (near.made_for, round(near.cosine, 2)) == ("new", 1.0)


async def test_those_of_another_embedder_are_named(book: Phrasebook) -> None:
    await book.write([phrased("a", 0), phrased("b", 1, embedder="minilm")])
    assert [one.id for one in await book.by_others("static", 10)] == ["b"]
    assert await book.by_others("minilm", 0) == []


async def test_what_another_window_writes_is_found(tmp_path: Path) -> None:
    first, second = Database(tmp_path / "rlmchat.db"), Database(tmp_path / "rlmchat.db")
    await first.open()
    await second.open()
    mine, theirs = SqlitePhrasebook(first), SqlitePhrasebook(second)
    assert await mine.nearest(rows(0)[0], "static", 5) == []
    await theirs.write([phrased("a", 0)])
    assert len(await mine.nearest(rows(0)[0], "static", 5)) == 1
    await first.aclose()
    await second.aclose()


@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_a_byte_a_number_keeps_the_direction(seed: int, count: int) -> None:
    made = np.random.default_rng(seed).normal(size=(count, 256)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    data = packed(made)
    assert len(data) == count * 256
    again = unpacked(data, "[" + ",".join(['"x"'] * count) + "]")
    assert (np.sum(made * again, axis=1) > 0.999).all()
