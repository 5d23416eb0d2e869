"""`rlmchat completions bash|zsh|fish`: made from the parser itself, so they are never behind it."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rlmchat.cli.output import say
from rlmchat.cli.parser import Parser, root

SHELLS = ("bash", "zsh", "fish")


@dataclass(frozen=True, slots=True)
class Command:
    """One command as a shell sees it."""

    words: tuple[str, ...]
    """What was typed to get here: (), ("corrections",), ("corrections", "list")."""
    below: tuple[tuple[str, str], ...]
    """Commands below it, with what they do."""
    flags: tuple[tuple[tuple[str, ...], str, tuple[str, ...], bool], ...]
    """Spellings, help, values to choose from, whether a value follows."""
    choices: tuple[str, ...]
    """What a positional argument may be."""


def add_arguments(parser: Parser) -> None:
    """The shell."""
    parser.description = (
        "Prints a completion script. bash: source <(rlmchat completions bash) in ~/.bashrc; zsh: the same in ~/.zshrc "
        "after compinit; fish: rlmchat completions fish > ~/.config/fish/completions/rlmchat.fish"
    )
    parser.add_argument("shell", choices=SHELLS)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the script."""
    commands = list(_commands(root(), ()))
    say({"bash": bash, "zsh": zsh, "fish": fish}[args.shell](commands))
    return 0


def _commands(parser: Parser, words: tuple[str, ...]) -> Iterator[Command]:
    parser.filled()
    flags, choices, below, parsers = [], [], [], {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            parsers = action.choices
            below = [(choice.dest, choice.help or "") for choice in action._choices_actions]
        elif action.option_strings:
            values = tuple(str(one) for one in action.choices or ())
            flags.append((tuple(action.option_strings), action.help or "", values, action.nargs != 0))
        else:
            choices += [str(one) for one in action.choices or ()]
    yield Command(words, tuple(below), tuple(flags), tuple(choices))
    for name, child in parsers.items():
        yield from _commands(child, (*words, name))


def _words_of(command: Command) -> list[str]:
    spellings = [one for flag in command.flags for one in flag[0]]
    return [*(name for name, _ in command.below), *command.choices, *spellings]


def bash(commands: list[Command]) -> str:
    """A completion function for bash (zsh takes it too, through bashcompinit)."""
    cases = "\n".join(_case(c.words, "words", _words_of(c)) for c in commands)
    values = "\n".join(
        _case((*c.words, spelling), "values", chosen or ("-",))
        for c in commands
        for spellings, _, chosen, takes in c.flags
        for spelling in spellings
        if takes
    )
    known = " ".join(shlex.quote(" ".join(c.words)) for c in commands if c.words)
    return f"""\
_rlmchat() {{
  local cur="${{COMP_WORDS[COMP_CWORD]}}" prev="${{COMP_WORDS[COMP_CWORD-1]}}"
  local path="" word next known words="" values=""
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    next="${{path:+$path }}$word"
    for known in {known}; do [[ "$known" == "$next" ]] && path="$next" && break; done
  done
  case "${{path:+$path }}$prev" in
{values}
  esac
  if [[ -n "$values" ]]; then
    [[ "$values" == "-" ]] && COMPREPLY=() || COMPREPLY=($(compgen -W "$values" -- "$cur"))
    return
  fi
  case "$path" in
{cases}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}}
complete -o default -F _rlmchat rlmchat"""


def _case(words: Sequence[str], name: str, values: Sequence[str]) -> str:
    return f"    {shlex.quote(' '.join(words))}) {name}={shlex.quote(' '.join(values))} ;;"


def zsh(commands: list[Command]) -> str:
    """The same for zsh."""
    return f"autoload -U +X bashcompinit && bashcompinit\n{bash(commands)}"


def fish(commands: list[Command]) -> str:
    """One `complete` line a word."""
    lines = ["complete -c rlmchat -f"]
    for command in commands:
        condition = _fish_condition(command)
        for name, about in command.below:
            lines.append(_fish(condition, f"-a {name}", about))
        for choice in command.choices:
            lines.append(_fish(condition, f"-a {choice}", ""))
        for spellings, about, values, takes in command.flags:
            names = " ".join(f"-l {s[2:]}" if s.startswith("--") else f"-s {s[1:]}" for s in spellings)
            given = f" -xa {shlex.quote(' '.join(values))}" if values else " -rF" if takes else ""
            lines.append(_fish(condition, names + given, about))
    return "\n".join(lines)


def _fish_condition(command: Command) -> str:
    seen = "; and ".join(f"__fish_seen_subcommand_from {word}" for word in command.words)
    below = " ".join(name for name, _ in command.below)
    if not command.words:
        return "__fish_use_subcommand"
    return f"{seen}; and not __fish_seen_subcommand_from {below}" if below else seen


def _fish(condition: str, what: str, about: str) -> str:
    described = f" -d {shlex.quote(about.replace('%%', '%'))}" if about else ""
    return f"complete -c rlmchat -n {shlex.quote(condition)} {what}{described}"
