"""`rlmchat profile`: what the assistant knows of the person, on one page, to read, change, compare, export, import."""

from __future__ import annotations

import argparse
from typing import Any

from rlmchat.cli.corrections_add import check_learning, kept_dict
from rlmchat.cli.files import deliver
from rlmchat.cli.input import read_file, tidy
from rlmchat.cli.moments import back, since
from rlmchat.cli.opening import run_async, services
from rlmchat.cli.output import counted, say, say_json
from rlmchat.cli.parser import Parser
from rlmchat.editor import edited
from rlmchat.learning.kept import KeptAs
from rlmchat.learning.profile import Line, page
from rlmchat.learning.profile_desk import ProfileDesk

USUAL_DAYS = 30
"""How far back `profile diff` looks where nothing else is asked for."""


def add_arguments(parser: Parser) -> None:
    """The actions of `profile`."""
    parser.description = (
        "Who you are to the assistant: what always holds, facts of your world, words of your field, and how sure each "
        "is. It is made of your corrections, and changing it changes them."
    )
    actions = parser.actions()
    actions.add_parser("show", help="print the page", fill=_show_flags)
    actions.add_parser("edit", help="change the page in $EDITOR", fill=_edit_flags)
    actions.add_parser("diff", help="what changed in it over time", fill=_diff_flags)
    actions.add_parser("term", help="add a word of your field, and how it is got wrong", fill=_term_flags)
    actions.add_parser("export", help="write a Markdown rules file (as AGENTS.md)", fill=_export_flags)
    actions.add_parser("import", help="take over the rules of a Markdown file", fill=_import_flags)


def _json(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="JSON lines")


def _show_flags(parser: Parser) -> None:
    _json(parser)
    parser.set_defaults(run=lambda args: run_async(_show(args)))


def _edit_flags(parser: Parser) -> None:
    _json(parser)
    parser.set_defaults(run=lambda args: run_async(_edit(args)))


def _diff_flags(parser: Parser) -> None:
    parser.add_argument(
        "--since", type=since, metavar="WHEN", help=f"a date (2026-11-20) or a number of days ({USUAL_DAYS})"
    )
    _json(parser)
    parser.set_defaults(run=lambda args: run_async(_diff(args)))


def _term_flags(parser: Parser) -> None:
    parser.add_argument("word", metavar="WORD", help="as it is right")
    parser.add_argument("--not", dest="wrong", action="append", default=[], metavar="TEXT", help="as it is got wrong")
    _json(parser)
    parser.set_defaults(run=lambda args: run_async(_term(args)))


def _export_flags(parser: Parser) -> None:
    parser.add_argument("-o", "--output", default="-", metavar="FILE", help="where to; standard output if not given")
    _json(parser)
    parser.set_defaults(run=lambda args: run_async(_export(args)))


def _import_flags(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help="a Markdown file, - for standard input")
    _json(parser)
    parser.set_defaults(run=lambda args: run_async(_import(args)))


def line_dict(line: Line) -> dict[str, Any]:
    """The JSON shape of a line."""
    record = line.record
    return {
        "id": record.id,
        "section": line.section,
        "text": line.text,
        "original": record.original_output,
        "corrected": record.corrected_output,
        "confidence": record.confidence,
        "sure": line.sure,
        "scope": str(record.scope),
        "standing": record.standing,
    }


async def _show(args: argparse.Namespace) -> int:
    async with services(args) as opened:
        lines = page(await ProfileDesk(opened.memory).records())
    if args.json:
        for line in lines:
            say_json(line_dict(line))
        return 0
    if not lines:
        say("Nothing is known of you yet. State a rule: `/remember dates as YYYY-MM-DD`, or import an AGENTS.md.")
    section = ""
    for line in lines:
        if line.section != section:
            say(f"{'' if not section else chr(10)}{line.section}")
            section = line.section
        say(f"  {line.text}   ({line.sure}, {line.record.confidence:.2f})")
    return 0


async def _edit(args: argparse.Namespace) -> int:
    async with services(args, learning=True) as opened:
        desk = ProfileDesk(opened.memory)
        before = await desk.markdown()
        after = edited(before, ".md")
        done = await desk.edit(after)
    if args.json:
        changed = [{"id": old.id, "corrected": new.corrected, "original": new.original} for old, new in done.changed]
        say_json({"changed": changed, "deleted": [r.id for r in done.gone], "new": [n.corrected for n in done.new]})
    else:
        say(f"{len(done.changed)} changed, {len(done.gone)} deleted, {len(done.new)} new.")
    return 0


async def _diff(args: argparse.Namespace) -> int:
    async with services(args) as opened:
        begin = back(USUAL_DAYS if args.since is None else args.since, opened.clock)
        lines = await ProfileDesk(opened.memory, opened.chronicle).since(begin)
    if args.json:
        say_json({"since": begin.isoformat(), "lines": lines})
    else:
        say("\n".join(lines) if lines else f"Nothing changed since {begin.astimezone():%Y-%m-%d}.")
    return 0


async def _term(args: argparse.Namespace) -> int:
    async with services(args, learning=True) as opened:
        check_learning(opened)
        desk = ProfileDesk(opened.memory)
        kept = [await desk.add_term(tidy(args.word), tidy(wrong)) for wrong in args.wrong or [""]]
    for one in kept:
        if args.json:
            say_json(kept_dict(one))
        else:
            say(f"{'known already' if one.how is KeptAs.MERGED else 'kept'}  {one.correction.rule}")
    return 0


async def _export(args: argparse.Namespace) -> int:
    async with services(args) as opened:
        desk = ProfileDesk(opened.memory)
        text, lines = await desk.markdown(), await desk.lines()
    if args.json:
        say_json({"markdown": text, "lines": len(lines)})
    else:
        deliver(text, args.output, counted(len(lines), "line"))
    return 0


async def _import(args: argparse.Namespace) -> int:
    text = read_file(args.file)
    async with services(args, learning=True) as opened:
        check_learning(opened)
        kept = await ProfileDesk(opened.memory).take(text)
    if args.json:
        for one in kept:
            say_json(kept_dict(one))
    elif kept:
        again = sum(one.how is KeptAs.MERGED for one in kept)
        say(f"{counted(len(kept), 'rule')}: {len(kept) - again} new, {again} known already.")
    else:
        say("There are no list items in it to take over.")
    return 0
