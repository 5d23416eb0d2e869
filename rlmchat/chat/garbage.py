"""When Python looks for garbage: seldom, and not among what stays as long as the program runs."""

from __future__ import annotations

import gc

YOUNG = 2000
"""New objects that stay, from which on they are looked through; with Python's 700 one turn in eighteen waits 2 to 5 ms
for a look through all that came since the last one."""
OFTEN = 5
"""So many looks through what is new go with one through what has stayed for a while."""


def settle() -> None:
    """What is loaded by now stays: to look through all of it costs 0.1 s a time."""
    gc.freeze()
    gc.set_threshold(YOUNG, OFTEN, gc.get_threshold()[2])
