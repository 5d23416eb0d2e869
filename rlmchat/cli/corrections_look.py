"""What only looks at corrections: reads the ledger and loads neither index nor embedder."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING

from rlmchat.cli.opening import database, ledger, run_async, services
from rlmchat.cli.output import columns, counted, local, one_line, say, say_json, short_ids, table
from rlmchat.identifiers import utc_now
from rlmchat.learning.called import called
from rlmchat.learning.correction import (
    LIVE,
    WEAK,
    Category,
    Correction,
    CorrectionId,
    Outcome,
    Revision,
    ScopeKind,
    Source,
    Status,
)
from rlmchat.learning.ports import Find, Ledger, Sort
from rlmchat.learning.signals import Signal, summary, thread_of
from rlmchat.learning.validity import out_of_time, span_of
from rlmchat.learning.weighing import preference_weight

if TYPE_CHECKING:
    from rlmchat.adapters.sqlite_db import Database
    from rlmchat.learning.kept import Conflict

PAGE = 500
SHOWN = 100
"""Rows of a table where no --limit is given."""
ALIASES = {"inbox": Status.TENTATIVE}
"""Other names of a status: the list calls it so too."""
HEAD = ("id", "said", "status", "category", "scope", "belief", "correction")


def run_list(args: argparse.Namespace) -> int:
    """`corrections list`."""
    if args.as_of is not None or args.known is not None:
        from rlmchat.cli.corrections_past import run_list as run_list_past

        return run_list_past(args)
    return run_async(_list(args, what_of(args)))


def run_search(args: argparse.Namespace) -> int:
    """`corrections search`."""
    return run_async(_list(args, replace(what_of(args), text=" ".join(args.text))))


def run_show(args: argparse.Namespace) -> int:
    """`corrections show`."""
    return run_async(_show(args))


def run_history(args: argparse.Namespace) -> int:
    """`corrections history`."""
    return run_async(_history(args))


def run_stats(args: argparse.Namespace) -> int:
    """`corrections stats`."""
    return run_async(_stats(args))


def run_conflicts(args: argparse.Namespace) -> int:
    """`corrections conflicts`."""
    return run_async(_conflicts(args))


def what_of(args: argparse.Namespace) -> Find:
    """What the filters ask for."""
    asked = frozenset(Status(ALIASES.get(one, one)) for one in args.status)
    statuses = asked or (frozenset(Status) if args.all else LIVE)
    return Find(
        statuses=statuses,
        categories=frozenset(Category(one) for one in args.category),
        sources=frozenset(Source(one) for one in args.source),
        scopes=frozenset(ScopeKind(one) for one in args.scope),
        session_id=args.chat,
        standing=args.standing,
        sort=Sort(getattr(args, "sort", Sort.NEWEST)),
    )


async def found(opened: Ledger, what: Find, limit: int | None) -> AsyncIterator[Correction]:
    """All that match, a page at a time."""
    done = 0
    while limit is None or done < limit:
        size = PAGE if limit is None else min(PAGE, limit - done)
        page = await opened.find(replace(what, limit=size, offset=done))
        for record in page:
            yield record
        done += len(page)
        if len(page) < size:
            return


async def _list(args: argparse.Namespace, what: Find) -> int:
    async with ledger(args) as opened:
        if args.json:
            async for record in found(opened, what, args.limit):
                say_json(record.to_dict())
            return 0
        records = [record async for record in found(opened, what, args.limit or SHOWN)]
        total = await opened.count(what)
        stored = total or sum((await opened.tally()).values())
    if not records:
        say("Nothing found." if what.text else nothing_of(args, stored) if stored else "Nothing learned yet.")
        return 0
    show_table(records)
    if total > len(records):
        say(f"… {total - len(records):,} more; --limit {total} shows all.")
    return 0


def nothing_of(args: argparse.Namespace, stored: int) -> str:
    """Why a list is empty though something is stored."""
    kept = f"{counted(stored, 'correction')} {'is' if stored == 1 else 'are'} stored"
    if any((args.status, args.category, args.source, args.scope, args.chat, args.standing)):
        return f"Nothing matches these filters; {kept}."
    return f"Nothing is in use; {kept}, and --all shows {'it' if stored == 1 else 'them'}."


def show_table(records: list[Correction]) -> None:
    """Corrections as a table."""
    short = short_ids(record.id for record in records)
    table(HEAD, [_row(record, short) for record in records], right=(5,))


def _row(record: Correction, short: dict[str, str]) -> tuple[str, ...]:
    status = "inbox" if record.status is Status.TENTATIVE else out_of_time(record, utc_now()) or str(record.status)
    scope = "always" if record.standing and record.scope.kind is ScopeKind.EVERYWHERE else str(record.scope.kind)
    day = local(record.created_at)[:10]
    return (short[record.id], day, status, str(record.category), scope, f"{record.confidence:.2f}", record.rule)


async def _show(args: argparse.Namespace) -> int:
    from rlmchat.adapters.sqlite_ledger import SqliteLedger

    async with database(args) as stored:
        opened = SqliteLedger(stored)
        record = await called(opened, args.id)
        outcomes = await opened.outcomes(record.id, 20)
        signals = thread_of(await opened.signals(record.session_id), record.message_id) if record.message_id else []
        phrasings = await _phrasings(stored, record)
    if args.json:
        told = [signal_dict(one) for one in signals]
        more = {"signals": told, "phrasings": phrasings}
        say_json({**record.to_dict(), "outcomes": [outcome_dict(one) for one in outcomes], **more})
        return 0
    rephrased = "\n".join(f"{one}  (by a model)" for one in phrasings)
    for label, value in (*_details(record), ("", rephrased), ("signals", summary(signals))):
        if value:
            _field(label, value)
    for one in outcomes:
        weak = f", weak, counts {one.weight:g}" if one.kind in WEAK else ""
        _field("outcome", f"{local(one.at)}  {one.kind}  {one_line(one.reason)}{weak}")
    return 0


async def _phrasings(stored: Database, record: Correction) -> tuple[str, ...]:
    """In which other words a model says that it may be asked for."""
    from rlmchat.adapters.sqlite_phrasebook import SqlitePhrasebook
    from rlmchat.learning.phrasebook import texts_for

    return texts_for(record, await SqlitePhrasebook(stored).of([record.id]))


def _field(label: str, value: str) -> None:
    first, *rest = value.splitlines() or [""]
    say(f"{label:<12}{first}")
    for line in rest:
        say(f"{'':<12}{line}")


def _details(record: Correction) -> list[tuple[str, str]]:
    alpha, beta = record.belief
    apart = out_of_time(record, utc_now())
    dated = record.valid_from or record.valid_until
    return [
        ("id", record.id),
        ("instead of", record.original_output),
        ("do", record.corrected_output),
        ("when", record.query),
        ("why", record.explanation),
        ("sought by", ", ".join(record.triggers)),
        ("around it", "\n".join(record.context)),
        ("category", str(record.category)),
        ("scope", f"{record.scope}{', always' if record.standing else ''}"),
        ("holds", span_of(record) if dated else ""),
        ("status", f"{apart}, so it is not recalled now" if apart else str(record.status)),
        ("source", str(record.source)),
        ("said", local(record.created_at)),
        ("in chat", record.session_id),
        ("confirmed", f"{local(record.confirmed_at)}, {record.confirmations} times" if record.confirmed_at else ""),
        ("belief", f"{record.confidence:.2f}  (Beta {alpha:g}:{beta:g})"),
        ("weighs", f"{preference_weight(record):.2f} as a preference" if preference_weight(record) != 1 else ""),
        ("outcomes", _counts(record)),
        ("used", f"{record.apply_count} times, last {local(record.last_applied)}" if record.apply_count else "not yet"),
        ("replaces", "\n".join(record.supersedes)),
        ("replaced by", record.superseded_by),
        ("evidence", "\n".join(record.evidence)),
        ("tags", ", ".join(record.tags)),
    ]


def _counts(record: Correction) -> str:
    weak = f", weak signs +{record.backed:g} -{record.doubted:g}" if record.backed or record.doubted else ""
    return f"held {record.held}, forced {record.forced}, broken {record.broken}, reverted {record.reverted}{weak}"


def outcome_dict(one: Outcome) -> dict[str, object]:
    """The JSON shape of an outcome."""
    return {
        "kind": str(one.kind),
        "at": one.at.isoformat(),
        "chat": one.chat_id,
        "message": one.message_id,
        "reason": one.reason,
        "weight": one.weight,
    }


def signal_dict(one: Signal) -> dict[str, object]:
    """The JSON shape of a weak sign."""
    return {
        "kind": str(one.kind),
        "at": one.at.isoformat(),
        "chat": one.chat_id,
        "message": one.message_id,
        "weight": round(one.weight, 4),
    }


async def _history(args: argparse.Namespace) -> int:
    async with ledger(args) as opened:
        # What happened to it is told even where its making was taken back.
        steps = await opened.history(CorrectionId(args.id))
        steps = steps or await opened.history((await called(opened, args.id)).id)
    before: Correction | None = None
    rows = []
    for step in steps:
        if args.json:
            say_json(revision_dict(step))
        rows.append((local(step.at), str(step.action), one_line(step.reason), _change(before, step.record)))
        before = step.record
    if not args.json:
        table(("when", "what", "why", "changed"), rows)
    return 0


def revision_dict(step: Revision) -> dict[str, object]:
    """The JSON shape of one step of a history."""
    return {
        "seq": step.seq,
        "id": step.correction_id,
        "at": step.at.isoformat(),
        "action": str(step.action),
        "reason": step.reason,
        "group": step.group,
        "record": step.record.to_dict() if step.record else None,
    }


def _change(before: Correction | None, after: Correction | None) -> str:
    if after is None:
        return "taken back"
    if before is None:
        return after.rule
    old, new = before.to_dict(), after.to_dict()
    short = ("original", "corrected")
    return "; ".join(f"{key}: {old[key]} → {new[key]}" for key in new if key not in short and old[key] != new[key])


async def _stats(args: argparse.Namespace) -> int:
    every = Find(statuses=frozenset(Status))
    async with ledger(args) as opened:
        tally = await opened.tally()
        # All of the same base, so that each adds up to the total.
        out: dict[str, object] = {
            "total": sum(tally.values()),
            "by_status": {str(status): tally.get(status, 0) for status in Status},
            "by_category": {str(c): await opened.count(replace(every, categories=frozenset({c}))) for c in Category},
            "by_source": {str(s): await opened.count(replace(every, sources=frozenset({s}))) for s in Source},
            "by_scope": {str(s): await opened.count(replace(every, scopes=frozenset({s}))) for s in ScopeKind},
            "standing": await opened.count(replace(every, standing=True)),
            "outcomes": await _outcome_counts(opened),
        }
    if args.json:
        say_json(out)
        return 0
    for label, value in out.items():
        counts = ", ".join(f"{k} {n:,}" for k, n in value.items() if n) if isinstance(value, dict) else f"{value:,}"
        say(f"{label.removeprefix('by_'):<12}{counts or 0}")
    return 0


async def _outcome_counts(opened: Ledger) -> dict[str, int]:
    counts = dict.fromkeys(("held", "forced", "broken", "reverted"), 0)
    async for record in found(opened, Find(statuses=frozenset(Status)), None):
        for kind in counts:
            counts[kind] += getattr(record, kind)
    return counts


async def _conflicts(args: argparse.Namespace) -> int:
    async with services(args) as opened:
        pairs = await opened.memory.conflicts()
    for pair in pairs:
        if args.json:
            say_json(conflict_dict(pair))
        else:
            _show_conflict(pair)
    if not pairs and not args.json:
        say("Nothing contradicts anything.")
    return 0


def conflict_dict(pair: Conflict) -> dict[str, object]:
    """The JSON shape of a pair that waits."""
    return {"slot": pair.slot, "older": pair.older.to_dict(), "newer": pair.newer.to_dict()}


def _show_conflict(pair: Conflict) -> None:
    say(f"{pair.slot or 'the same matter'}:")
    for name, record in (("older", pair.older), ("newer", pair.newer)):
        say(f"  {name}  {record.id}  {local(record.created_at)}  {one_line(record.rule)}"[: max(60, columns())])
    say(f"  rlmchat corrections resolve {pair.newer.id} --keep older|newer|both")


def told(done: str, records: list[Correction], *, as_json: bool) -> None:
    """Say what became of corrections."""
    for record in records:
        if as_json:
            say_json(record.to_dict())
        else:
            say(f"{done}  {record.id}  {one_line(record.rule)}")
    if not records and not as_json:
        say(f"{done}  {counted(0, 'correction')}")
