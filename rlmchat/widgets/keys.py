"""Every key of the chat, in one table: the bindings, the help and `rlmchat config keys` are made from it."""

from __future__ import annotations

from rlmchat.widgets import corrections_keys, insights_keys
from rlmchat.widgets.key import Key as Key

PROMPT = (
    Key("send", "enter", "send", "send", "Send the message; while an answer is being written, queue it."),
    Key("newline", "ctrl+j,shift+enter", "newline", "newline", "Begin a new line."),
    Key("history_back", "up", "back", "earlier", "On the first line: the message you sent before this one."),
    Key("history_on", "down", "on", "later", "On the last line: the message you sent after this one."),
    Key("editor", "ctrl+o", "editor", "editor", "Write the message in $EDITOR."),
    Key("to_messages", "tab", "complete", "messages", "Take a suggestion, or go to the newest note or message."),
    Key("page_up", "pageup", "screen.page(-1)", "page up", "Scroll the chat up."),
    Key("page_down", "pagedown", "screen.page(1)", "page down", "Scroll the chat down."),
    Key("wrong_last", "ctrl+x", "wrong_or_cut", "wrong", "Say what was wrong with the last answer.", True),
)
"""While writing."""

CHAT = (
    Key(
        "stop",
        "escape",
        "stop",
        "stop",
        "Stop the answer (what came is kept); else to the newest message, or back.",
    ),
    Key("new_chat", "ctrl+n", "new_chat", "new", "Begin a new chat.", True),
    Key("chats", "ctrl+s", "chats", "chats", "Open, search, rename, export or delete a chat.", True),
    Key("models", "ctrl+l", "models", "model", "Choose the model.", True),
    Key("panel", "ctrl+b", "panel", "corrections", "Show or hide the corrections beside the chat.", True),
    Key("learning", "ctrl+t", "learning", "learning", "Switch learning on or off."),
    Key("help", "f1", "help", "keys", "Show the keys.", True),
    Key("settings", "f2", "settings", "settings", "Change the settings."),
    Key("to_panel", "shift+tab", "to_panel", "to the corrections", "From the prompt into the corrections panel."),
    Key("browser", "f3", "browser", "all corrections", "Everything that was learned."),
    Key("insights", "f4", "insights", "insights", "Whether learning helps, and what keeps coming back."),
    Key("profile", "f5", "profile", "profile", "What the assistant knows of you, on one page."),
)
"""Anywhere in the chat."""

APP = (
    Key("palette", "ctrl+p", "command_palette", "palette", "Find any command by name.", True),
    Key("quit", "ctrl+q", "quit", "quit", "Leave rlmchat; everything is saved."),
)
"""Anywhere at all."""

TRANSCRIPT = (
    Key("next", "j,down", "move(1)", "next", "The next message."),
    Key("previous", "k,up", "move(-1)", "previous", "The message before."),
    Key("first", "g,home", "first", "first", "The first message."),
    Key("last", "G,end", "last", "last", "The last message."),
    Key("to_prompt", "tab,i", "screen.focus_prompt", "write", "Back to the prompt."),
)
"""Moving in the transcript."""

MESSAGE = (
    Key("wrong", "x", "act('wrong')", "wrong", "Say what is wrong with this answer.", True),
    Key("diff", "d", "act('diff')", "diff", "Show what a correction changed in this answer.", True),
    Key("put_back", "z", "act('put_back')", "put back", "The answer as the model wrote it, or changed again.", True),
    Key("why", "w", "act('why')", "why", "Show which corrections were considered, and why.", True),
    Key("copy", "y", "act('copy')", "copy", "Copy the message, without hard line breaks.", True),
    Key("copy_code", "c", "act('copy_code')", "copy code", "Copy the message's code.", True),
    Key(
        "edit",
        "e",
        "act('edit')",
        "edit",
        "Edit your message and go on from there; on an answer: rewrite it, what you change is learned.",
        True,
    ),
    Key("regenerate", "r", "act('regenerate')", "again", "Ask for this answer again; the old one is kept.", True),
    Key("fork", "f", "act('fork')", "fork", "A new chat that begins like this one, up to here."),
    Key("expand", "space", "act('expand')", "expand", "Show all of a long message, or less.", True),
)
"""On a message that has the focus."""

NOTE = (
    Key("note_yes", "y", "answer('y')", "learn", "Yes, that was a correction: learn it.", True),
    Key("note_no", "n", "answer('n')", "no", "No, it was not.", True),
    Key("note_undo", "z", "answer('z')", "undo", "Take back what was learned.", True),
    Key("note_edit", "e", "answer('e')", "edit", "Edit the correction.", True),
    Key("note_retry", "r", "answer('r')", "retry", "Send the failed message again.", True),
)
"""On a note; the same letters work in the empty prompt while the note is the newest."""

USUAL = ("wrong_last", "panel", "help", "palette", "new_chat", "chats", "models", "to_panel")
"""The keys of the bottom line, in the order of their importance where there is not room for all."""

GROUPS: tuple[tuple[str, tuple[Key, ...]], ...] = (
    ("Writing", PROMPT),
    ("Anywhere", (*CHAT, *APP)),
    ("Moving (tab leaves the prompt)", TRANSCRIPT),
    ("On a message", MESSAGE),
    ("On a note", NOTE),
    *corrections_keys.GROUPS,
    *insights_keys.GROUPS,
)
"""The table as the key help shows it."""


def key_names() -> tuple[str, ...]:
    """Every name that may stand under `[keys]` in config.toml."""
    return tuple(key.id for _, group in GROUPS for key in group)
