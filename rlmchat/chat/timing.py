"""How long the stages of a turn take."""

from __future__ import annotations

import time


def start() -> float:
    """A moment to measure from."""
    return time.perf_counter()


def since(began: float) -> float:
    """Milliseconds since that moment."""
    return round((time.perf_counter() - began) * 1000, 3)
