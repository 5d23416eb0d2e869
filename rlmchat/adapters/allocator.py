"""Keeps what the C allocator holds on to small, where it is glibc's; anywhere else nothing happens."""

from __future__ import annotations

import contextlib
import sys

ARENA_MAX, MMAP_THRESHOLD = -8, -3
"""glibc's options, from malloc.h."""
LARGE = 1 << 20
"""Bytes of a piece that is mapped by itself."""


def hold_little() -> None:
    """Hold on to little of what is freed from now on.

    One arena for threads, which take turns anyhow. Large pieces are mapped by themselves and go back to the system when
    they are freed; left alone, glibc puts even arrays of 32 MB among the small pieces, once one has been freed.
    """
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            libc = ctypes.CDLL(None)
            libc.mallopt(ARENA_MAX, 1)
            libc.mallopt(MMAP_THRESHOLD, LARGE)


def give_back() -> None:
    """Give what imports and parsers have freed back to the system; a few milliseconds."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
