"""rlmchat: a chat client for the terminal that learns from being corrected."""

import os

# Before anything imports NumPy, which reads it then. Our products are of a few milliseconds: a second thread gains
# little, and goes on turning for the next one while others want its processor.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
