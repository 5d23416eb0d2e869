"""The arguments: one lazily filled parser a command, so that a command pays only for its own."""

from __future__ import annotations

import argparse
import difflib
import importlib
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from rlmchat.errors import UsageError

COMMANDS: tuple[tuple[str, str], ...] = (
    ("ask", "one turn: text from arguments and standard input, the answer to standard output"),
    ("detect", "judge whether messages correct the answers before them (JSON lines in and out)"),
    ("recall", "what would be recalled for a query, with every factor"),
    ("apply", "hold a draft on standard input to what was learned"),
    ("corrections", "list, add, change, search, import and export what was learned"),
    ("chats", "list, read, search, export, import and delete chats"),
    ("pairs", "preference pairs for training"),
    ("profile", "what the assistant knows of you, on one page: show, edit, compare, export, import"),
    ("metrics", "counts for Prometheus"),
    ("doctor", "check everything and say what to do; --repair mends what can be mended"),
    ("config", "where the settings are, what they are, and to change them"),
    ("completions", "completions for your shell"),
)
"""Name and summary; the module of the same name in this package has `add_arguments(parser)`."""

_UNKNOWN = re.compile(r"argument (COMMAND|ACTION): invalid choice: '(.*?)' \(choose from")


class Parser(argparse.ArgumentParser):
    """An argument parser that is filled when it is needed, and raises UsageError with one line to say."""

    def __init__(self, *args: Any, fill: Callable[[Parser], None] | None = None, **options: Any) -> None:
        options.setdefault("allow_abbrev", False)
        super().__init__(*args, **options)
        self._fill = fill

    def filled(self) -> Parser:
        """Itself, with its arguments."""
        if self._fill is not None:
            fill, self._fill = self._fill, None
            self.add_argument("--home", metavar="DIR", default=argparse.SUPPRESS, help="keep everything in this folder")
            fill(self)
        return self

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As its base does, once filled."""
        return super(Parser, self.filled()).parse_known_args(args, namespace)

    def format_help(self) -> str:
        """As its base does, once filled."""
        return super(Parser, self.filled()).format_help()

    def actions(self, names: str = "ACTION") -> Any:
        """Room for commands below this one: `.add_parser(name, help=…, fill=…)`."""
        return self.add_subparsers(dest="action", metavar=names, required=True, parser_class=Parser)

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        where = self.prog.removeprefix("rlmchat").strip()
        if unknown := _UNKNOWN.match(message):
            message = f"there is no {unknown[1].lower()} {unknown[2]}{_meant(unknown[2], self._names())}"
        raise UsageError(f"{where}: {message}." if where else f"{message}.", f"See `{self.prog} --help`.")

    def _names(self) -> list[str]:
        return [name for action in self._actions if isinstance(action.choices, dict) for name in action.choices]


def _meant(word: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, known, 1)
    return f" (did you mean {near[0]}?)" if near else ""


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments as a namespace whose `run(args)` does what they ask for; raises UsageError."""
    return root().parse_args(argv)


def root() -> Parser:
    """The parser of `rlmchat` itself."""
    return Parser(
        prog="rlmchat",
        description="A chat client for the terminal that learns from being corrected. Without a command: the app.",
        epilog="Exit codes: 0 done, 1 failed, 2 wrong use, 3 no such thing, 4 model unavailable.",
        fill=_fill_root,
    )


def _fill_root(parser: Parser) -> None:
    parser.set_defaults(run=_run_app, home=None, model=None, chat=None, continue_last=False)
    parser.add_argument("-m", "--model", metavar="MODEL", help="the model to talk to, by its LiteLLM name")
    add_chat(parser)
    parser.add_argument("--version", action=_Version, nargs=0, help="say the version and end")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser, title="commands")
    for name, summary in COMMANDS:
        commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".", fill=_filler(name))


def add_chat(parser: Parser) -> None:
    """--chat and --continue."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--chat", metavar="ID", default=argparse.SUPPRESS, help="go on with this chat")
    which.add_argument(
        "-c",
        "--continue",
        action="store_true",
        dest="continue_last",
        default=argparse.SUPPRESS,
        help="go on with the last chat",
    )


def _filler(name: str) -> Callable[[Parser], None]:
    def fill(parser: Parser) -> None:
        importlib.import_module(f"rlmchat.cli.{name}").add_arguments(parser)

    return fill


def _run_app(args: argparse.Namespace) -> int:
    from rlmchat.cli.app import run

    return run(args)


class _Version(argparse.Action):
    """Says the version; a class of its own, for the version is imported only when it is asked for."""

    def __call__(self, *_: object) -> None:
        from rlmchat import __version__

        print(f"rlmchat {__version__}")
        raise SystemExit(0)
