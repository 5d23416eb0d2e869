"""A quiet line between messages: what was learned, what is asked, what failed; with the keys that answer it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.content import Content
from textual.message import Message as TextualMessage
from textual.widgets import Static

from rlmchat.widgets.bindings import bindings, key_of
from rlmchat.widgets.hints import Aside, hint, sign
from rlmchat.widgets.keys import CHAT, NOTE
from rlmchat.widgets.plain_text import one_line

TEXT_LENGTH = 72
_KEYS = {key.keys: key for key in NOTE}
_MODELS = next(key for key in CHAT if key.id == "models")


@dataclass(frozen=True, slots=True)
class Note:
    """What a note says and which letters answer it."""

    mark: str
    text: str
    letters: tuple[tuple[str, str], ...] = ()
    """Letter of `keys.NOTE` and what it does here, in a word."""
    subject: str = ""
    """The id of the correction that it is about."""
    tone: str = ""
    """A class: `-good`, `-ask`, `-bad` or nothing."""


class NoteLine(Static, can_focus=True):
    """One note. Its letters work while it has the focus, and in the empty prompt while it is the newest."""

    BINDINGS: ClassVar = bindings(NOTE)
    DEFAULT_CSS = """
    NoteLine { height: auto; width: 1fr; max-width: 99; padding: 0 1 0 7; margin-bottom: 1; color: $dim;
        border-left: blank;  }
    NoteLine:focus { border-left: outer $accent; }
    NoteLine.-ask { color: $foreground; }
    NoteLine.-bad { color: $foreground; }
    """

    class Answered(TextualMessage):
        """One of its letters was chosen."""

        def __init__(self, note: NoteLine, letter: str) -> None:
            super().__init__()
            self.note = note
            self.letter = letter

    def __init__(self, note: Note) -> None:
        super().__init__(markup=False)
        self.auto_links = False
        self.note = note

    def on_mount(self) -> None:
        """Write it."""
        self.show(self.note)

    @property
    def letters(self) -> tuple[str, ...]:
        """Letters that mean something now."""
        return tuple(letter for letter, _ in self.note.letters)

    def show(self, note: Note) -> None:
        """Say something else in the same place."""
        self.note = note
        for tone in ("-good", "-ask", "-bad"):
            self.set_class(note.tone == tone, tone)
        colour = {"-good": "$success", "-ask": "bold $accent", "-bad": "bold $error"}.get(note.tone, "")
        keys = [hint(key_of(self.app, _KEYS[x]), label, f"answer('{x}')") for x, label in note.letters]
        if note.tone == "-bad":
            keys.append(hint(key_of(self.app, _MODELS), _MODELS.label, "screen.models"))
        said = Content.assemble((sign(self.app, note.mark), colour), " ", one_line(note.text, 200))
        self.update(Aside(said, keys))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only the letters that this note has."""
        return str(parameters[0]) in self.letters if action == "answer" else True

    def action_answer(self, letter: str) -> None:
        """A letter, or a click on it."""
        if letter in self.letters:
            self.post_message(self.Answered(self, letter))
