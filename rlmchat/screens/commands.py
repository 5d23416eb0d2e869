"""The slash commands, in one table: for the prompt's suggestions, the palette and the help."""

from __future__ import annotations

from dataclasses import dataclass

from rlmchat.widgets.suggestions import Suggestion


@dataclass(frozen=True, slots=True)
class Command:
    """One slash command."""

    name: str
    """Without the slash."""
    about: str
    argument: str = ""
    """What may follow it; empty takes nothing."""
    needs: bool = False
    """Whether the argument must be there."""


COMMANDS = (
    Command("help", "Keys and commands."),
    Command("clear", "Begin a new chat; this one is kept."),
    Command("model", "Choose the model, by name or from a list.", "NAME"),
    Command("copy", "Copy the last answer."),
    Command("theme", "Change the colours.", "NAME"),
    Command("config", "Change the settings."),
    Command("rename", "Give this chat a title.", "TITLE"),
    Command("undo", "Take the last exchange out of the chat, your text comes back."),
    Command("fork", "Go on in a copy of this chat."),
    Command("export", "Write this chat to a file (.md or .json).", "FILE"),
    Command("wrong", "Say what is wrong with the last answer."),
    Command("remember", "Keep a rule from now on.", "RULE", needs=True),
    Command("forget", "Find a correction, and delete or mute it.", "WORDS"),
    Command("inbox", "What waits for a yes or no: corrections that are not certain."),
    Command("why", "Why the last answer is as it is: what was recalled, and with which weight."),
    Command("insights", "Whether learning helps, and what keeps coming back."),
    Command("profile", "What the assistant knows of you: read, change, export."),
    Command("doctor", "Check that everything works."),
    Command("exit", "Leave rlmchat."),
)
_BY_NAME = {command.name: command for command in COMMANDS}


def parse(text: str) -> tuple[Command, str] | str | None:
    """What a message that begins with a slash asks for.

    A command with its argument; a sentence where there is no such command or its argument is missing; None for an
    ordinary message (also one about a path such as /etc/hosts, or one that begins with two slashes).
    """
    if not text.startswith("/") or text.startswith("//") or "\n" in text.strip():
        return None
    name, _, argument = text.strip()[1:].partition(" ")
    command = _BY_NAME.get(name.lower())
    if command is None:
        return None if not name.isalpha() else f"There is no command /{name}. /help lists those there are."
    if command.needs and not argument.strip():
        return f"/{command.name} needs {command.argument}."
    return command, argument.strip()


def suggestions(before: str) -> list[Suggestion]:
    """Commands that begin as the line does; none once a space or a second slash was typed."""
    if not before.startswith("/") or " " in before or "/" in before[1:]:
        return []
    found = [command for command in COMMANDS if command.name.startswith(before[1:].lower())]
    return [Suggestion(f"/{c.name}{' ' if c.argument else ''}", c.about) for c in found]
