"""`corrections list --as-of`: what held on a day, as far as it was known on another."""

from __future__ import annotations

import argparse
from datetime import datetime

from rlmchat.cli.corrections_look import SHOWN, show_table, what_of
from rlmchat.cli.moments import past_of
from rlmchat.cli.opening import ledger, run_async
from rlmchat.cli.output import local, say, say_json
from rlmchat.identifiers import utc_now
from rlmchat.learning.past import as_of, fits, in_order


def run_list(args: argparse.Namespace) -> int:
    """`corrections list`, of the past."""
    held, known = past_of(args, utc_now)
    return run_async(_list(args, held or utc_now(), known))


async def _list(args: argparse.Namespace, held: datetime, known: datetime | None) -> int:
    what = what_of(args)
    async with ledger(args) as opened:
        every = await as_of(opened, held, known)
    records = in_order([record for record in every if fits(record, what)], what.sort)
    if args.status:
        records = [record for record in records if record.status in what.statuses]
    total = len(records)
    records = records[: args.limit or (total if args.json else SHOWN)]
    if args.json:
        for record in records:
            say_json(record.to_dict())
        return 0
    say(f"What held on {local(held)}, as known {f'on {local(known)}' if known else 'now'}:")
    if not records:
        say("Nothing.")
        return 0
    show_table(records)
    if total > len(records):
        say(f"… {total - len(records):,} more; --limit {total} shows all.")
    return 0
