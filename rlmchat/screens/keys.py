"""The key help: every key as it is bound now, and every command."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from rlmchat.screens.commands import COMMANDS
from rlmchat.widgets.bindings import keys_of
from rlmchat.widgets.hints import HintLine, hint
from rlmchat.widgets.keys import GROUPS

WIDE = 20
"""Columns for the names of keys."""
REBIND = (
    ("[keys]", "in config.toml changes them:"),
    ("", 'send = "ctrl+j"'),
    ("", "`rlmchat config keys` lists the names."),
)

Group = tuple[str, Iterable[tuple[str, str]]]


class KeysScreen(ModalScreen[None]):
    """One scrolling page."""

    DEFAULT_CSS = """
    KeysScreen { background: $background; }
    KeysScreen .top { height: 2; padding: 0 2; border-bottom: solid $panel; }
    KeysScreen VerticalScroll { height: 1fr; padding: 1 2; scrollbar-size-vertical: 1; }
    KeysScreen Horizontal { height: auto; }
    KeysScreen .column { width: 1fr; height: auto; padding-right: 2; }
    KeysScreen .foot { height: 1; padding: 0 2; color: $dim; }
    KeysScreen.-narrow Horizontal { layout: vertical; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q", "dismiss(None)", "back", show=False),
        Binding("j", "scroll(3)", show=False),
        Binding("k", "scroll(-3)", show=False),
    ]

    def compose(self) -> ComposeResult:
        """Two columns where there is room."""
        yield Static(Content.assemble(("Keys and commands", "bold")), classes="top")
        with VerticalScroll(), Horizontal():
            yield Static("", classes="column")
            yield Static("", classes="column")
        yield HintLine([hint("esc", "back", "screen.dismiss"), hint("j k", "scroll")], classes="foot")

    def on_resize(self) -> None:
        """One column on small screens."""
        narrow = self.size.width < 100
        self.set_class(narrow, "-narrow")
        width = (self.size.width if narrow else self.size.width // 2) - WIDE - 6
        for column, groups in zip(self.query(".column").results(Static), self._columns(), strict=True):
            column.update(Content("\n\n").join(_group(title, lines, width) for title, lines in groups))

    def action_scroll(self, lines: int) -> None:
        """j and k."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def _columns(self) -> tuple[list[Group], list[Group]]:
        keys: list[Group] = [(title, [(keys_of(self.app, key), key.help) for key in group]) for title, group in GROUPS]
        commands = [(f"/{command.name} {command.argument}".strip(), command.about) for command in COMMANDS]
        return [*keys[:2], ("Other keys", REBIND)], [("Commands", commands), *keys[2:]]


def _group(title: str, lines: Iterable[tuple[str, str]], width: int) -> Content:
    """A heading, and what follows in two columns, the second one wrapped within itself."""
    out = [Content.assemble((title, "bold $accent"))]
    for name, about in lines:
        first, *more = wrap(about, max(20, width)) or [""]
        out.append(Content.assemble((f"{name:<{WIDE}}", "bold"), (first, "$dim")))
        out += [Content.assemble(" " * WIDE, (line, "$dim")) for line in more]
    return Content("\n").join(out)
