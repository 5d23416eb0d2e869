"""The bottom line: the keys that work here, and how the chat stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from rich.cells import cell_len
from textual.app import RenderResult
from textual.binding import Binding
from textual.content import Content
from textual.style import Style
from textual.widget import Widget

from rlmchat.widgets.hints import GAP
from rlmchat.widgets.keys import USUAL
from rlmchat.widgets.plain_text import one_line


@dataclass(frozen=True, slots=True)
class State:
    """What the right end tells."""

    activity: str = ""
    """What is going on, in a word or two; empty when nothing is."""
    tokens: int = 0
    """Of this chat, as far as providers told."""
    cost: float = 0.0
    """US dollars."""
    saved: bool | None = None
    """Whether all is on disk; None before there is anything."""
    trouble: str = ""
    """What of learning or storing does not work now, in a few words."""


def figures(state: State) -> str:
    """The right end in words."""
    parts = [f"{state.tokens:,} tok" if state.tokens else "", f"${state.cost:.3f}" if state.cost else ""]
    saved = {None: "", True: "saved", False: "not saved"}[state.saved]
    return " · ".join(part for part in (*parts, saved) if part)


class StatusBar(Widget):
    """One line; follows the focus, never ticks."""

    DEFAULT_CSS = """
    StatusBar { height: 1; width: 1fr; padding: 0 1; color: $dim;  }
    """

    def __init__(self) -> None:
        super().__init__()
        self.state = State()
        self.auto_links = False

    def on_mount(self) -> None:
        """Draw anew whenever other keys work."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _: self.refresh())

    def tell(self, **changes: Any) -> None:
        """Change some of it."""
        state = replace(self.state, **changes)
        if state != self.state:
            self.state = state
            self.refresh()

    def render(self) -> RenderResult:
        """As many keys as fit, then the state at the right."""
        state = self.state
        right = Content.assemble(
            (one_line(state.trouble, 40), "$warning"),
            "  " if state.trouble and (state.activity or figures(state)) else "",
            (state.activity or figures(state), "$foreground" if state.activity else "$dim"),
        )
        room = self.content_size.width - cell_len(right.plain) - 3
        left = self._keys(room)
        gap = max(1, self.content_size.width - cell_len(left.plain) - cell_len(right.plain))
        return Content.assemble(left, " " * gap, right)

    def _keys(self, room: int) -> Content:
        out = Content("")
        for binding, enabled in self._shown():
            one = Content.assemble((self.app.get_key_display(binding), "bold"), " ", (binding.description, "$dim"))
            if enabled:
                one = one.stylize(Style.from_meta({"@click": f"app.simulate_key('{binding.key}')"}))
            grown = Content.assemble(out, GAP if out.plain else "", one)
            if cell_len(grown.plain) > room:
                break
            out = grown
        return out

    def _shown(self) -> list[tuple[Binding, bool]]:
        """The keys worth a mention: those of a focused message or note first, then the usual ones."""
        seen: set[str] = set()
        out: list[tuple[Binding, bool]] = []
        for active in self.screen.active_bindings.values():
            if active.binding.show and active.binding.action not in seen:
                seen.add(active.binding.action)
                out.append((active.binding, active.enabled))
        return sorted(out, key=lambda one: USUAL.index(one[0].id) if one[0].id in USUAL else -1)
