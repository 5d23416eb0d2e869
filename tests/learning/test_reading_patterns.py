"""Every pattern with which a message and an answer are read takes time in step with the text, whatever stands in it."""

import re
import time

import pytest

from rlmchat.learning import acts, hints, reading, relation
from tests.learning.test_linear_time import GROWTH, HOSTILE, LENGTH, QUICK, filled

PATTERNS = {
    **{name: pattern for module in (hints, reading, relation) for name, pattern in vars(module).items()},
    **acts._PATTERNS,
}
FOUND = [pattern for pattern in PATTERNS.values() if isinstance(pattern, re.Pattern)]
PIECES = {
    **HOSTILE,
    "expectations": "expected ",
    "starts of calls": "print(",
    "half denials": "x not ",
    "underscores": "_",
}


def cost(pattern: re.Pattern[str], said: str) -> float:
    """CPU seconds of this thread for finding all of it."""
    began = time.thread_time()
    for _ in pattern.finditer(said):
        pass
    return time.thread_time() - began


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())
def test_four_times_the_text_is_about_four_times_the_work(piece: str) -> None:
    for pattern in FOUND:
        longer = cost(pattern, filled(piece, 4 * LENGTH))
        if longer > QUICK:
            longer = min(longer, cost(pattern, filled(piece, 4 * LENGTH)))
            assert longer < max(QUICK, GROWTH * cost(pattern, filled(piece, LENGTH))), pattern.pattern


def test_the_patterns_are_there() -> None:
    assert len(FOUND) > 60
