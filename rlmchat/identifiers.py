"""Clock and ids: the two sources of randomness and time that everything else is given, so that tests can hold them."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

Clock = Callable[[], datetime]
"""Gives the time now, aware and in UTC."""

NewId = Callable[[], str]
"""Gives a fresh id; ids sort by the time of their making."""


def utc_now() -> datetime:
    """The time now, aware and in UTC."""
    return datetime.now(UTC)


class Uuid7:
    """Makes UUIDv7 strings (RFC 9562, section 5.7) that sort by making, also within one millisecond.

    The 12 bits after the version are the counter of RFC 9562 section 6.2 (method 1): they rise within one
    millisecond, and borrow from the next millisecond should they run out.
    """

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock
        self._last = 0

    def __call__(self) -> str:
        """One fresh id as 36 characters."""
        stamp = max(int(self._clock().timestamp() * 1000) << 12, self._last + 1)
        self._last = stamp
        random = int.from_bytes(os.urandom(8), "big") & (1 << 62) - 1
        number = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62 | random
        return str(UUID(int=number))
