"""Every key of the insights and the profile, in one table."""

from __future__ import annotations

from rlmchat.widgets.key import Key

WRITE = Key("insights_write", "enter", "write_down", "write it down", "Write down what is missing there.")
DECLINE = Key("insights_decline", "n", "decline", "no", "No, do not propose this again.")
UNDO = Key("insights_undo", "z", "undo", "undo", "Take back what was decided last.")
NEXT = Key("insights_next", "down,j", "move(1)", "down", "The next gap.")
PREVIOUS = Key("insights_previous", "up,k", "move(-1)", "up", "The gap before.")
PAGE_ON = Key("insights_page_on", "pagedown,space", "page(1)", "page down", "Scroll down.")
PAGE_BACK = Key("insights_page_back", "pageup", "page(-1)", "page up", "Scroll up.")
BACK = Key("insights_back", "escape,f4,q", "leave", "back", "Back to the chat.")

INSIGHTS = (WRITE, DECLINE, UNDO, NEXT, PREVIOUS, PAGE_ON, PAGE_BACK, BACK)

EDIT = Key("profile_edit", "enter,e", "edit", "edit", "Change this line.")
ADD = Key("profile_add", "a", "add", "add", "Add a rule.")
TERM = Key("profile_term", "t", "term", "term", "Add a word of your field, and how it is misspelt.")
FORGET = Key("profile_forget", "delete", "forget", "delete", "Forget this line; can be undone.")
DIFF = Key("profile_diff", "d", "diff", "changes", "What changed on the page in the last 30 days.")
WHOLE = Key("profile_whole", "ctrl+o", "whole", "in $EDITOR", "Edit the whole page.")
EXPORT = Key("profile_export", "x", "export", "export", "Write it to a Markdown rules file.")
IMPORT = Key("profile_import", "i", "import_file", "import", "Take over the rules of a Markdown file.")
PROFILE_UNDO = Key("profile_undo", "z", "undo", "undo", "Take back what was done last.")
PROFILE_BACK = Key("profile_back", "escape,q", "leave", "back", "Back to the chat.")

PROFILE = (EDIT, ADD, TERM, FORGET, DIFF, WHOLE, EXPORT, IMPORT, PROFILE_UNDO, PROFILE_BACK)

GROUPS: tuple[tuple[str, tuple[Key, ...]], ...] = (("In the insights", INSIGHTS), ("In the profile", PROFILE))
"""The tables as the key help shows them."""
