"""Every key of the corrections panel, the browser and their dialogs, in one table."""

from __future__ import annotations

from rlmchat.widgets.key import Key

OPEN = Key("correction_open", "enter", "open", "open", "Show all that is known of the correction.")
EDIT = Key("correction_edit", "e", "edit", "edit", "Change the correction.")
MUTE = Key("correction_mute", "m", "mute", "mute", "Keep it without using it, or use it again.")
DELETE = Key("correction_delete", "delete", "delete", "delete", "Forget it; can be undone and restored.")
RESTORE = Key("correction_restore", "r", "restore", "restore", "Bring back what is deleted, muted or replaced.")
UNDO = Key("correction_undo", "z", "undo", "undo", "Take back what was done last.")
ACCEPT = Key("correction_accept", "y", "accept", "accept", "Yes, learn it (inbox).")
REJECT = Key("correction_reject", "n", "reject_or_new", "reject", "No, do not learn it (inbox).")
CONFLICTS = Key("correction_conflicts", "c", "conflicts", "conflicts", "Decide between corrections that disagree.")
SEARCH = Key("correction_search", "slash", "search", "search", "Search as you type.")
INBOX = Key("correction_inbox", "i", "inbox", "inbox", "What waits for a yes or no.")
EXPORT = Key("correction_export", "x", "export", "export", "Write what is listed to a file.")
IMPORT = Key("correction_import", "I", "import", "import", "Read corrections or rules from a file.")
NEW = Key("correction_new", "a", "new", "new", "Write a correction by hand (n outside the inbox).")
CLEAR = Key("correction_filters", "f", "clear_filters", "all", "Clear the filters.")
BACK = Key(
    "correction_back", "escape", "back_or_leave", "back", "Out of the search or the detail, then back to the chat."
)
TAB_BACK = Key("correction_tab_back", "left", "tab(-1)", "tab", "The tab before.")
TAB_ON = Key("correction_tab_on", "right", "tab(1)", "tab", "The next tab.")

DESK = (OPEN, EDIT, MUTE, DELETE, RESTORE, UNDO, ACCEPT, REJECT, CONFLICTS, SEARCH)
"""In the panel and in the browser."""
PANEL = (TAB_BACK, TAB_ON)
"""In the panel alone."""
BROWSER = (INBOX, EXPORT, IMPORT, NEW, CLEAR)
"""In the browser alone."""

LIST = (
    Key("list_next", "down,j", "move(1)", "down", "The next one."),
    Key("list_previous", "up,k", "move(-1)", "up", "The one before."),
    Key("list_page_on", "pagedown,ctrl+d", "page(1)", "page down", "A page down."),
    Key("list_page_back", "pageup,ctrl+u", "page(-1)", "page up", "A page up."),
    Key("list_first", "home,g", "first", "first", "The first one."),
    Key("list_last", "end,G", "last", "last", "The last one."),
)
"""Moving in the list."""

GROUPS: tuple[tuple[str, tuple[Key, ...]], ...] = (
    ("In the corrections", (*DESK, *LIST)),
    ("In the corrections panel", PANEL),
    ("In the corrections browser", BROWSER),
)
"""The table as the key help shows it."""
