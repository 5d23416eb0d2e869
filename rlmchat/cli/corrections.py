"""`rlmchat corrections …`: the arguments of each action; what they do is in the modules beside this one."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from typing import Any

from rlmchat.cli.moments import add_past_flags
from rlmchat.cli.parser import Parser
from rlmchat.learning.correction import Category, ScopeKind, Source, Status

CATEGORIES = tuple(str(one) for one in Category)
SOURCES = tuple(str(one) for one in Source)
STATUSES = (*(str(one) for one in Status), "inbox")
SCOPES = tuple(str(one) for one in ScopeKind)
SORTS = ("newest", "oldest", "confidence", "used", "relevance")

Fill = Callable[[Parser], None]


def add_arguments(parser: Parser) -> None:
    """Every action."""
    actions = parser.actions()
    for name, summary, fill, run in ACTIONS:
        actions.add_parser(
            name, help=summary, description=summary[0].upper() + summary[1:] + ".", fill=_with_run(fill, run)
        )


def _with_run(fill: Fill, run: str) -> Fill:
    def both(parser: Parser) -> None:
        fill(parser)
        parser.add_argument("--json", action="store_true", help="JSON lines")
        parser.set_defaults(run=_runner(run))

    return both


def _runner(where: str) -> Callable[[argparse.Namespace], int]:
    """What carries an action out, imported when it does."""
    module, name = where.split(":")

    def run(args: argparse.Namespace) -> int:
        found: Any = getattr(importlib.import_module(f"rlmchat.cli.{module}"), name)
        code: int = found(args)
        return code

    return run


def _list(parser: Parser) -> None:
    parser.add_argument("--all", action="store_true", help="superseded, muted, quarantined and deleted ones too")
    _filters(parser)
    add_past_flags(parser)
    parser.add_argument("--sort", choices=SORTS[:-1], default="newest", help="the order")


def _search(parser: Parser) -> None:
    parser.add_argument("text", nargs="+", metavar="TEXT", help="words, or their beginnings")
    parser.add_argument("--all", action="store_true", help="superseded, muted, quarantined and deleted ones too")
    _filters(parser)
    parser.add_argument("--sort", choices=SORTS, default="relevance", help="the order")


def _filters(parser: Parser) -> None:
    parser.add_argument("--limit", type=positive, metavar="N", help="no more than so many")
    for flag, choices in (
        ("category", CATEGORIES),
        ("status", STATUSES),
        ("source", SOURCES),
        ("scope", SCOPES),
    ):
        parser.add_argument(f"--{flag}", action="append", choices=choices, default=[], help="only these (repeatable)")
    parser.add_argument("--chat", default="", metavar="ID", help="only those said in this chat")
    parser.add_argument("--standing", action="store_true", default=None, help="only rules that always hold")


def positive(text: str) -> int:
    """A whole number above 0."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def share(text: str) -> float:
    """A number from 0 to 1."""
    number = float(text)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError("must be from 0 to 1")
    return number


def _one(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID", help="an id, or a beginning of it that fits no other")


def _some(parser: Parser) -> None:
    parser.add_argument("ids", nargs="+", metavar="ID", help="ids, or beginnings of them that fit no other")


def _nothing(parser: Parser) -> None:
    pass


def _fields(parser: Parser) -> None:
    parser.add_argument("--original", metavar="TEXT", help="what was wrong")
    parser.add_argument("--corrected", metavar="TEXT", help="what it should be, or the rule")
    parser.add_argument("--query", metavar="TEXT", help="the question whose answer was wrong")
    parser.add_argument("--explanation", metavar="TEXT", help="why")
    parser.add_argument("--category", choices=CATEGORIES, help="what kind of thing it is")
    parser.add_argument("--scope", metavar="SCOPE", help="topic, everywhere, chat:ID, project:/folder or domain:NAME")
    parser.add_argument("--source", choices=SOURCES, help="how it is known")
    parser.add_argument("--confidence", type=share, metavar="X", help="how sure, 0 to 1")
    parser.add_argument("--severity", type=share, metavar="X", help="how bad it was, 0 to 1")
    parser.add_argument("--tag", action="append", metavar="TAG", help="may be repeated")


def _add(parser: Parser) -> None:
    parser.description = (
        "Adds the correction of the flags, or those on standard input, one JSON object a line with the same names. "
        'Prints {"id": …} for each as soon as it is on the disk.'
    )
    _fields(parser)
    parser.add_argument("--standing", action="store_true", default=None, help="holds always, not only for its topic")
    parser.add_argument("--created-at", metavar="TIME", help="when it was said, as 2026-11-20T14:07:00Z")


def _edit(parser: Parser) -> None:
    parser.description = "Changes the fields that the flags name; without flags, all of them in $EDITOR."
    _one(parser)
    _fields(parser)
    parser.add_argument(
        "--standing", action=argparse.BooleanOptionalAction, default=None, help="holds always, or only for its topic"
    )
    parser.add_argument("--reason", default="", metavar="TEXT", help="why, for the history")


def _undo(parser: Parser) -> None:
    parser.add_argument("id", nargs="?", metavar="ID", help="take back the last thing done to this one")


def _resolve(parser: Parser) -> None:
    _one(parser)
    parser.add_argument("--keep", required=True, choices=("older", "newer", "both"), help="which of the two holds")


def _import(parser: Parser) -> None:
    parser.description = (
        "Adds the corrections of a file: JSON lines as `export` writes them, or a Markdown file of rules (.md), one a "
        "list item. Nothing is added if a line is wrong, unless --skip-bad."
    )
    parser.add_argument("file", metavar="FILE", help="- for standard input")
    parser.add_argument("--format", choices=("jsonl", "md"), help="what the file holds, if its name does not say")
    parser.add_argument(
        "--as-is",
        action="store_true",
        help="a backup of your own: keep the source of each, and what is muted, resting or deleted",
    )
    parser.add_argument("--skip-bad", action="store_true", help="pass over lines that cannot be used")


def _export(parser: Parser) -> None:
    parser.description = "Writes corrections as JSON lines, or the standing ones as Markdown rules (as in AGENTS.md)."
    parser.add_argument("-o", "--output", default="-", metavar="FILE", help="instead of standard output")
    parser.add_argument("--format", choices=("jsonl", "md"), help="jsonl, unless the name of the file ends in .md")
    parser.add_argument("--all", action="store_true", help="superseded, muted, quarantined and deleted ones too")
    _filters(parser)


_LOOK, _CHANGE, _ADD, _MOVE = "corrections_look", "corrections_change", "corrections_add", "corrections_transfer"

ACTIONS: tuple[tuple[str, str, Fill, str], ...] = (
    ("list", "list what was learned, newest first", _list, f"{_LOOK}:run_list"),
    ("show", "show everything about one correction", _one, f"{_LOOK}:run_show"),
    ("add", "add corrections, from flags or JSON lines", _add, f"{_ADD}:run_add"),
    ("edit", "change a correction", _edit, f"{_CHANGE}:run_edit"),
    ("mute", "keep corrections, but do not recall them", _some, f"{_CHANGE}:run_mute"),
    ("unmute", "recall muted corrections again", _some, f"{_CHANGE}:run_unmute"),
    ("delete", "forget corrections (restore brings them back)", _some, f"{_CHANGE}:run_delete"),
    ("restore", "bring back deleted, muted, quarantined or superseded corrections", _some, f"{_CHANGE}:run_restore"),
    ("undo", "take back the last thing that was done", _undo, f"{_CHANGE}:run_undo"),
    ("accept", "learn what waits in the inbox", _some, f"{_CHANGE}:run_accept"),
    ("reject", "do not learn what waits in the inbox", _some, f"{_CHANGE}:run_reject"),
    ("history", "show all that happened to a correction", _one, f"{_LOOK}:run_history"),
    ("search", "find corrections by their words", _search, f"{_LOOK}:run_search"),
    ("conflicts", "list pairs that say different things and wait for you", _nothing, f"{_LOOK}:run_conflicts"),
    ("resolve", "decide such a pair", _resolve, f"{_CHANGE}:run_resolve"),
    ("import", "add corrections from a file", _import, f"{_MOVE}:run_import"),
    ("export", "write corrections to a file", _export, f"{_MOVE}:run_export"),
    ("stats", "count them by status, category, source and scope", _nothing, f"{_LOOK}:run_stats"),
)
