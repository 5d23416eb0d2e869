"""Keeps what the C allocator holds on to small, where it is glibc's; anywhere else nothing happens."""

from __future__ import annotations

import contextlib
import sys

ARENA_MAX = -8
"""glibc's name for the option, from malloc.h."""


def few_arenas() -> None:
    """One arena for threads from now on: they take turns anyhow, and each arena holds on to what was freed in it."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(ARENA_MAX, 1)


def give_back() -> None:
    """Give what imports and parsers have freed back to the system; a few milliseconds."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
