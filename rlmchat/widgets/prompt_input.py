"""Where the person writes: several lines, input history, suggestions, quick also with very large pastes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from textual import events
from textual.binding import Binding
from textual.message import Message as TextualMessage
from textual.timer import Timer
from textual.widgets import TextArea

from rlmchat.widgets.bindings import bindings, written
from rlmchat.widgets.keys import PROMPT
from rlmchat.widgets.pastes import Pastes
from rlmchat.widgets.suggestions import Suggestion, Suggestions

LONE_SECONDS = 0.6
"""How long a letter must stand alone in the prompt to be taken as the answer to a note."""
PLACEHOLDER = "Message…  "


class PromptInput(TextArea):
    """Enter sends, ctrl+j begins a line; the rest is an ordinary editor."""

    BINDINGS: ClassVar = [*bindings(PROMPT), Binding("ctrl+end", "screen.follow", show=False)]
    DEFAULT_CSS = """
    PromptInput { height: auto; max-height: 12; width: 1fr; padding: 0 0 0 1; border: none; border-left: outer $dim 60%;
        background: transparent; color: $foreground; scrollbar-size-vertical: 1;
        & .text-area--cursor-line { background: transparent; }
        & .text-area--placeholder { color: $dim; }
        & .text-area--cursor { background: $accent; color: $background; text-style: none; }
        &:focus { border: none; border-left: outer $accent; }
    }
    """

    class Sent(TextualMessage):
        """The person pressed enter on something."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text
            """With pastes unfolded."""

    class LoneLetter(TextualMessage):
        """A letter that a note offers stands alone in the prompt."""

        def __init__(self, letter: str) -> None:
            super().__init__()
            self.letter = letter

    class Typed(TextualMessage):
        """The text changed: time for hints."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class EditorWanted(TextualMessage):
        """ctrl+o: the text is to be written in $EDITOR."""

    class LeaveWanted(TextualMessage):
        """tab without a suggestion: to the newest note or message."""

    class WrongWanted(TextualMessage):
        """ctrl+x with nothing selected: the last answer is wrong."""

    class QueuedWanted(TextualMessage):
        """up in the empty prompt: the newest waiting message is to be edited."""

    def __init__(self, suggestions: Suggestions) -> None:
        super().__init__(
            soft_wrap=True,
            tab_behavior="focus",
            show_line_numbers=False,
            highlight_cursor_line=False,
            placeholder=PLACEHOLDER,
        )
        self.cursor_blink = False
        self._suggestions = suggestions
        self._past: list[str] = []
        self._at = -1
        self._written = ""
        self._pastes = Pastes()
        self._armed: frozenset[str] = frozenset()
        self._lone: Timer | None = None
        self.queued = False
        """Whether messages wait that `up` may bring back."""

    # What the screen tells it.

    def arm(self, letters: Sequence[str]) -> None:
        """Letters that a note offers now."""
        self._armed = frozenset(letters)
        self._forget_lone()

    def remember(self, prompts: Sequence[str]) -> None:
        """Earlier messages, newest first."""
        self._past = list(prompts)

    def put(self, text: str) -> None:
        """Replace what is written; large texts become a mark."""
        self._pastes.clear()
        self.load_text(self._pastes.keep(text) if Pastes.large(text) else text)
        self.move_cursor(self.document.end)
        # Nothing to complete in what was not typed: up goes on to the message before an earlier `/why`.
        self._suggestions.close(self.text)

    @property
    def whole(self) -> str:
        """What is written, pastes unfolded."""
        return self._pastes.unfold(self.text)

    # Keys.

    def action_send(self) -> None:
        """Take a chosen suggestion, or send."""
        chosen = self._chosen()
        if chosen is not None and not self._word().startswith(chosen.text.rstrip()):
            self.action_complete()
            return
        text = self.whole
        if text.strip() in self._armed:
            self._answer(text.strip())
        elif text.strip():
            self._past = [text, *(one for one in self._past if one != text)]
            self._reset()
            self.post_message(self.Sent(text))

    def action_newline(self) -> None:
        """Begin a line where the cursor is."""
        self.insert("\n")

    def action_complete(self) -> None:
        """Take the chosen suggestion, or leave the prompt."""
        chosen = self._chosen()
        if chosen is None:
            self.post_message(self.LeaveWanted())
            return
        row, column = self.cursor_location
        self.replace(chosen.text, (row, column - len(self._word())), (row, column))

    def action_back(self) -> None:
        """Up: a suggestion, a line, or an earlier message."""
        if self._chosen() is not None:
            self._suggestions.move(-1)
        elif self.queued and not self.text:
            self.post_message(self.QueuedWanted())
        elif self.navigator.is_first_wrapped_line(self.selection.end) and self._at + 1 < len(self._past):
            if self._at < 0:
                self._written = self.whole
            self._recall(self._at + 1)
        else:
            self.action_cursor_up()

    def action_on(self) -> None:
        """Down: a suggestion, a line, or a later message."""
        if self._chosen() is not None:
            self._suggestions.move(1)
        elif self._at >= 0 and self.navigator.is_last_wrapped_line(self.selection.end):
            self._recall(self._at - 1)
        else:
            self.action_cursor_down()

    def action_editor(self) -> None:
        """Ask for $EDITOR."""
        self.post_message(self.EditorWanted())

    def action_wrong_or_cut(self) -> None:
        """Cut what is selected; with nothing selected, the last answer is wrong."""
        if self.selected_text:
            self.action_cut()
        else:
            self.post_message(self.WrongWanted())

    async def _on_key(self, event: events.Key) -> None:
        # Bindings run only when a key has bubbled up to the app; by then the editor may have taken keys that were
        # typed after it. Our own keys are taken here, so that fast typing keeps its order.
        action = self._own_keys.get(event.key)
        if action is not None:
            event.stop()
            event.prevent_default()
            await self.run_action(action)

    @cached_property
    def _own_keys(self) -> dict[str, str]:
        """Action by key, as the person has bound them."""
        return {one: key.action for key in PROMPT for one in written(self.app, key).split(",")}

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        start, end = self.selection
        result = self._replace_via_keyboard(self._pastes.keep(text) if Pastes.large(text) else text, start, end)
        if result is not None:
            self.move_cursor(result.end_location)

    # What follows from changes.

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell the screen, and watch for a lone letter."""
        event.stop()
        self._forget_lone()
        text = self.text
        if text in self._armed:
            self._lone = self.set_timer(LONE_SECONDS, lambda: self._answer(self.text))
        self._suggestions.follow(self._before(), text)
        self.post_message(self.Typed(text))

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """The word before the cursor may be another one now."""
        event.stop()
        if self._suggestions.chosen is not None:
            self._suggestions.follow(self._before(), self.text)

    def _chosen(self) -> Suggestion | None:
        # Of a change we are told after the keys that were typed since: what is shown may be for an older text.
        self._suggestions.follow(self._before(), self.text)
        return self._suggestions.chosen

    def _before(self) -> str:
        """The line up to the cursor."""
        row, column = self.cursor_location
        return self.document.get_line(row)[:column] if row < self.document.line_count else ""

    def _word(self) -> str:
        line = self._before()
        return line.split(" ")[-1] if not line.startswith("/") or " " in line else line

    def _answer(self, letter: str) -> None:
        self._forget_lone()
        if letter in self._armed:
            self._reset()
            self.post_message(self.LoneLetter(letter))

    def _forget_lone(self) -> None:
        if self._lone is not None:
            self._lone.stop()
            self._lone = None

    def _recall(self, at: int) -> None:
        self._at = at
        self.put(self._past[at] if at >= 0 else self._written)

    def _reset(self) -> None:
        self._at = -1
        self._pastes.clear()
        self.load_text("")
