"""`corrections import` and `corrections export`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rlmchat.cli.corrections_add import check_learning, kept_dict
from rlmchat.cli.corrections_look import found, what_of
from rlmchat.cli.files import deliver
from rlmchat.cli.input import BadLine, json_object, read_file
from rlmchat.cli.opening import ledger, run_async, services
from rlmchat.cli.output import complain, counted, json_line, say, say_json
from rlmchat.errors import RlmChatError
from rlmchat.learning.correction import NewCorrection, Source
from rlmchat.learning.kept import Kept, KeptAs
from rlmchat.learning.profile import from_markdown, to_markdown
from rlmchat.learning.transfer import Retired, from_dict

MANY = 10
"""Bad lines that are named one by one."""


def run_export(args: argparse.Namespace) -> int:
    """`corrections export`."""
    return run_async(_export(args))


def run_import(args: argparse.Namespace) -> int:
    """`corrections import`; exit code 1 where a line could not be used."""
    text = read_file(args.file)
    if _format(args.format, args.file) == "md":
        return run_async(_import(args, from_markdown(text), 0, 0))
    news, retired, wrong = _read(text, as_is=args.as_is)
    for error in wrong[:MANY]:
        complain(str(error))
    if len(wrong) > MANY:
        complain(f"… and {counted(len(wrong) - MANY, 'more such line')}.")
    if wrong and not args.skip_bad:
        raise RlmChatError("Nothing was imported.", "Mend those lines, or pass over them with --skip-bad.")
    return run_async(_import(args, news, retired, len(wrong)))


def _format(chosen: str | None, name: str) -> str:
    return chosen or ("md" if Path(name).suffix.lower() in (".md", ".markdown") else "jsonl")


def _read(text: str, *, as_is: bool) -> tuple[list[NewCorrection], int, list[BadLine]]:
    """What can be kept, how many are not live any more, and what is wrong with the other lines."""
    news: list[NewCorrection] = []
    retired, wrong = 0, list[BadLine]()
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            new = from_dict(json_object(number, line), source=Source.IMPORT)
            news.append(new if as_is else replace(new, source=Source.IMPORT))
        except BadLine as error:
            wrong.append(error)
        except Retired:
            retired += 1
        except ValueError as error:
            wrong.append(BadLine(number, f"{error}."))
    return news, retired, wrong


async def _import(args: argparse.Namespace, news: Sequence[NewCorrection], retired: int, bad: int) -> int:
    async with services(args, learning=True) as opened:
        check_learning(opened)
        kept = await opened.memory.import_many(news, _progress)
    if args.json:
        for one in kept:
            say_json(kept_dict(one))
    else:
        say(_summary(kept, retired))
    return 1 if bad else 0


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done:,} of {of:,}" + ("\n" if done == of else ""))
        sys.stderr.flush()


def _summary(kept: Sequence[Kept], retired: int) -> str:
    count = {how: sum(one.how is how for one in kept) for how in KeptAs}
    words = {
        KeptAs.NEW: "new",
        KeptAs.MERGED: "known already",
        KeptAs.TENTATIVE: "in the inbox",
        KeptAs.REJECTED: "not kept, for they were deleted or rejected before",
    }
    parts = [f"{count[how]:,} {word}" for how, word in words.items() if count[how]]
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
