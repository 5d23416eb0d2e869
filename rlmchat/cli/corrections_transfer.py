"""`corrections import` and `corrections export`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from rlmchat.cli.corrections_add import check_learning, kept_dict
from rlmchat.cli.corrections_look import found, what_of
from rlmchat.cli.files import deliver
from rlmchat.cli.input import read_file
from rlmchat.cli.opening import ledger, run_async, services
from rlmchat.cli.output import complain, counted, json_line, say, say_json
from rlmchat.errors import RlmChatError
from rlmchat.learning.correction import LAID_ASIDE
from rlmchat.learning.importing import Reading, is_markdown, read_lines, read_rules
from rlmchat.learning.kept import Kept, KeptAs
from rlmchat.learning.profile import to_markdown

MANY = 10
"""Bad lines that are named one by one."""


def run_export(args: argparse.Namespace) -> int:
    """`corrections export`."""
    return run_async(_export(args))


def run_import(args: argparse.Namespace) -> int:
    """`corrections import`; exit code 1 where a line could not be used."""
    text = read_file(args.file)
    rules = _format(args.format, args.file) == "md"
    reading = read_rules(text) if rules else read_lines(text, as_is=args.as_is)
    for number, why in reading.wrong[:MANY]:
        complain(f"line {number}: {why}")
    if (more := len(reading.wrong) - MANY) > 0:
        complain(f"… and {counted(more, 'more such line')}.")
    if reading.wrong and not args.skip_bad:
        raise RlmChatError("Nothing was imported.", "Mend those lines, or pass over them with --skip-bad.")
    return run_async(_import(args, reading))


def _format(chosen: str | None, name: str) -> str:
    return chosen or ("md" if is_markdown(name) else "jsonl")


async def _import(args: argparse.Namespace, reading: Reading) -> int:
    done = 0

    def progress(now: int, of: int) -> None:
        nonlocal done
        done = now
        _progress(now, of)

    async with services(args, learning=True) as opened:
        check_learning(opened)
        try:
            kept = await opened.memory.import_many(reading.news, progress)
        except asyncio.CancelledError:
            if sys.stderr.isatty():
                sys.stderr.write("\n")
            stopped = f"Stopped: {done:,} of {counted(len(reading.news), 'correction')} were kept"
            complain(f"{stopped}; `rlmchat corrections undo` takes them back." if done else f"{stopped}.")
            raise
    if args.json:
        for one in kept:
            say_json(kept_dict(one))
    else:
        say(_summary(kept, reading.retired))
    return 1 if reading.wrong else 0


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done:,} of {of:,}" + ("\n" if done == of else ""))
        sys.stderr.flush()


def _summary(kept: Sequence[Kept], retired: int) -> str:
    aside = [one for one in kept if one.correction.status in LAID_ASIDE]
    taken = [one for one in kept if one.correction.status not in LAID_ASIDE]
    count = {how: sum(one.how is how for one in taken) for how in KeptAs}
    words = {
        KeptAs.NEW: "new",
        KeptAs.MERGED: "known already",
        KeptAs.TENTATIVE: "in the inbox",
        KeptAs.REJECTED: "not kept, for they were deleted or rejected before",
    }
    parts = [f"{count[how]:,} {word}" for how, word in words.items() if count[how]]
    asides = Counter(str(one.correction.status) for one in aside if one.how is KeptAs.NEW)
    parts += [f"{number:,} {status} as before" for status, number in sorted(asides.items())]
    again = sum(one.how is KeptAs.REJECTED for one in aside)
    parts += [f"{again:,} laid aside here already"] if again else []
    parts += [f"{retired:,} passed over, for they are no longer in force"] if retired else []
    return f"{counted(len(kept), 'correction')}: {', '.join(parts)}." if parts else "There was nothing to import."


async def _export(args: argparse.Namespace) -> int:
    what = what_of(args)
    as_rules = _format(args.format, args.output) == "md"
    if as_rules:
        what = replace(what, standing=True)
    async with ledger(args) as opened:
        records = [record async for record in found(opened, what, args.limit)]
    text = to_markdown(records, sys.maxsize) if as_rules else "".join(json_line(record.to_dict()) for record in records)
    deliver(text, args.output, counted(len(records), "correction"))
    return 0
