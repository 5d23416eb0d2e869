"""`rlmchat` without a command: the app."""

from __future__ import annotations

import argparse
import sys

from rlmchat.errors import UsageError


def run(args: argparse.Namespace) -> int:
    """Open the app and stay until the person leaves it; gives its exit code."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("The app needs a terminal.", "In scripts and pipes use `rlmchat ask`; see `rlmchat --help`.")
    from rlmchat.adapters.log import open_log
    from rlmchat.app import RlmChat
    from rlmchat.bootstrap import start

    begun = start(args.home)
    open_log(begun.locations)
    app = RlmChat(
        begun,
        chat_id=args.chat,
        continue_last=args.continue_last,
        model=args.model,
        # Who names a model or a chat on the command line knows what they want and is asked nothing.
        first_run=False if args.model or args.chat or args.continue_last else None,
    )
    app.run()
    return app.return_code or 0
