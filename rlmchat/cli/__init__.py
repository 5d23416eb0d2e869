"""The command line: reads the arguments, runs one command, and says errors in one line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from rlmchat.errors import RlmChatError

INTERRUPTED = 130
"""Exit code after ctrl+c, as shells have it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run `rlmchat ARGV…`; gives the exit code (0 done, 1 failed, 2 wrong use, 3 no such thing, 4 no model)."""
    from rlmchat.cli.parser import parse

    try:
        args = parse(sys.argv[1:] if argv is None else argv)
        code: int = args.run(args)
        sys.stdout.flush()
    except RlmChatError as error:
        return _complain(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _reader_gone()
    except SystemExit as end:
        # How argparse ends after --help and --version.
        return end.code if isinstance(end.code, int) else 0
    return code


def _complain(error: RlmChatError) -> int:
    from rlmchat.cli.output import complain

    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _reader_gone()
    complain(str(error))
    return error.exit_code


def _reader_gone() -> int:
    """Whoever read our output has left (`| head`): end quietly, also when Python flushes at its end."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    return 1
