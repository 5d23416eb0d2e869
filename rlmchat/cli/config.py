"""`rlmchat config …`: where the settings are, what they are, and to change them."""

from __future__ import annotations

import argparse
import json

from rlmchat.cli.input import tidy
from rlmchat.cli.opening import places_of
from rlmchat.cli.output import complain, say, say_json, table
from rlmchat.cli.parser import Parser
from rlmchat.errors import RlmChatError, SettingsError

PLACES = (
    "config_file",
    "config_dir",
    "data_dir",
    "log_dir",
    "user_themes",
    "database",
    "backups",
    "chroma",
    "log_file",
)


def add_arguments(parser: Parser) -> None:
    """Every action."""
    actions = parser.actions()
    actions.add_parser("path", help="say where config.toml is", fill=_path_flags)
    actions.add_parser("show", help="show every setting as it holds now", fill=_show_flags)
    actions.add_parser("edit", help="open config.toml in $EDITOR, then check it", fill=_edit_flags)
    actions.add_parser("set", help="change one setting", fill=_set_flags)
    actions.add_parser("keys", help="list the names under [keys], with the keys that they have", fill=_keys_flags)


def _path_flags(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="every folder and file, as JSON")
    parser.set_defaults(run=run_path)


def _show_flags(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="JSON")
    parser.set_defaults(run=run_show)


def _edit_flags(parser: Parser) -> None:
    parser.set_defaults(run=run_edit)


def _set_flags(parser: Parser) -> None:
    parser.description = (
        "Changes one setting, for example `rlmchat config set learning.limit 8`. Comments in the file stay. "
        'An empty VALUE ("") unsets what may be unset.'
    )
    parser.add_argument("key", metavar="KEY", help="as `config show` has it: learning.limit, providers.openai.api_base")
    parser.add_argument("value", metavar="VALUE", help="the new value")
    parser.set_defaults(run=run_set)


def _keys_flags(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="JSON lines")
    parser.set_defaults(run=run_keys)


def run_path(args: argparse.Namespace) -> int:
    """`config path`."""
    places = places_of(args)
    if not args.json:
        say(str(places.config_file))
        return 0
    say_json({name: str(getattr(places, name)) for name in PLACES})
    return 0


def run_show(args: argparse.Namespace) -> int:
    """`config show`."""
    from rlmchat.adapters.settings_file import as_document, load_settings

    settings, problems = load_settings(places_of(args))
    document = as_document(settings)
    if args.json:
        say_json(document)
    else:
        import tomli_w

        say(tomli_w.dumps(document).rstrip("\n"))
    for problem in problems:
        complain(problem)
    return 0


def run_edit(args: argparse.Namespace) -> int:
    """`config edit`; exit code 1 where what was written cannot be used."""
    from rlmchat.adapters.settings_file import load_settings, make_file
    from rlmchat.editor import open_file

    places = places_of(args)
    make_file(places)
    open_file(places.config_file)
    try:
        _, problems = load_settings(places)
    except SettingsError as error:
        raise RlmChatError(error.message, "The file is as you left it: run `rlmchat config edit` again.") from error
    for problem in problems:
        complain(problem)
    return 0


def run_set(args: argparse.Namespace) -> int:
    """`config set`."""
    from rlmchat.adapters.settings_file import set_value

    value = set_value(places_of(args), args.key, tidy(args.value))
    say(f"{args.key} = {json.dumps(value, ensure_ascii=False)}" if value is not None else f"{args.key} is unset.")
    return 0


def run_keys(args: argparse.Namespace) -> int:
    """`config keys`."""
    from rlmchat.adapters.settings_file import load_settings
    from rlmchat.widgets.keys import GROUPS

    chosen = load_settings(places_of(args))[0].keys
    rows = [(key.id, chosen.get(key.id, key.keys), group, key.help) for group, keys in GROUPS for key in keys]
    if args.json:
        for name, keys, group, about in rows:
            say_json({"name": name, "keys": keys, "group": group, "help": about})
    else:
        table(("name", "keys", "where", "what"), rows)
    return 0
