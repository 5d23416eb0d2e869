"""`python -m rlmchat`."""

from __future__ import annotations

import sys

from rlmchat.cli import main

if __name__ == "__main__":
    sys.exit(main())
