"""rlmchat: a chat client for the terminal that learns from being corrected."""

import os

# Its products are of a few thousand numbers. Shared out among threads, a turn waits for the one that gets no processor:
# eight milliseconds at a time, where the product takes a tenth of one. Read when numpy is imported.
SET_HERE = frozenset({"OPENBLAS_NUM_THREADS"} - os.environ.keys())
"""Variables of the environment that are for this program alone, and not for what it starts for the person."""
os.environ.update(dict.fromkeys(SET_HERE, "1"))

__version__ = "0.1.0"
