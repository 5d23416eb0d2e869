"""What is loaded is not looked through for garbage, and what is new is."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from rlmchat.chat import garbage


class Knot:
    """Refers to itself, so that only the collector finds it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_garbage_made_later_is_found_without_being_looked_for() -> None:
    garbage.settle()
    assert gc.get_freeze_count() > 0
    lost = weakref.ref(Knot())
    kept = [[] for _ in range((garbage.OFTEN + 2) * (garbage.YOUNG + 1))]
    assert lost() is None
    assert kept
