"""The line under an answer that says which corrections were in play and what they did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from textual.content import Content
from textual.message import Message as TextualMessage
from textual.widgets import Static

from rlmchat.conversation import Message
from rlmchat.widgets.bindings import key_of
from rlmchat.widgets.hints import Aside, hint, sign
from rlmchat.widgets.keys import MESSAGE
from rlmchat.widgets.plain_text import one_line

HELD, CHANGED, BROKEN, REVERTED, EDITED = "◇", "◆", "✗", "↶", "✎"
RULE_LENGTH = 46
_KEYS = {key.id: key for key in MESSAGE}


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is known of the lessons of one answer."""

    lessons: tuple[str, ...]
    """Ids in play."""
    applied: tuple[str, ...] = ()
    """Ids that changed the text."""
    broken: tuple[str, ...] = ()
    """Ids that the answer still goes against."""
    reverted: bool = False
    """The person put the original back."""
    edited: bool = False
    """The person rewrote the answer."""

    @classmethod
    def of(cls, message: Message, broken: tuple[str, ...] = ()) -> Provenance:
        """From a stored answer: one with a draft that nothing applies to had its original put back."""
        changed = bool(message.applied) or message.edited
        reverted = message.draft is not None and not changed
        return cls(message.lessons, message.applied, broken, reverted, message.edited)

    @property
    def worth_a_line(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.lessons or self.applied or self.reverted or self.edited)

    @property
    def told(self) -> tuple[str, ...]:
        """The ids that the line speaks of first."""
        return self.broken or self.applied or self.lessons


def sentence(of: Provenance, rules: Mapping[str, str]) -> tuple[str, str]:
    """The mark, and what it means in words; `rules` are the known rules by id."""
    first = next((rules[one] for one in of.told if one in rules), "")
    about = f": {one_line(first, RULE_LENGTH)}" if first else ""
    if of.edited:
        return EDITED, "edited by you"
    if of.reverted:
        return REVERTED, f"original put back{about}"
    if of.broken:
        return BROKEN, f"{_corrections(of.broken)} broken{about}"
    if of.applied:
        return CHANGED, f"held to {_corrections(of.lessons or of.applied)}{about} · changed the text"
    return HELD, f"held to {_corrections(of.lessons)}{about}"


def _corrections(ids: tuple[str, ...]) -> str:
    return f"{len(ids)} correction{'s' if len(ids) != 1 else ''}"


class ProvenanceLine(Static):
    """◇ held, ◆ changed the text, ✗ broken, ↶ put back, ✎ edited; with the keys that act on it."""

    DEFAULT_CSS = """
    ProvenanceLine { height: auto; width: 1fr; color: $dim;  }
    ProvenanceLine.-broken { color: $error; }
    """

    class Chosen(TextualMessage):
        """One of the keys was clicked."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what
            """diff, put_back or why."""

    def __init__(self, provenance: Provenance, rules: Mapping[str, str]) -> None:
        super().__init__(markup=False)
        self.auto_links = False
        self.provenance = provenance
        self._rules = dict(rules)

    def on_mount(self) -> None:
        """Write it."""
        self.show(self.provenance, self._rules)

    def show(self, provenance: Provenance, rules: Mapping[str, str]) -> None:
        """Say something else."""
        self.provenance, self._rules = provenance, dict(rules)
        self.set_class(bool(provenance.broken), "-broken")
        mark, words = sentence(provenance, rules)
        style = "bold $accent" if mark == CHANGED else ""
        self.update(Aside(Content.assemble((sign(self.app, mark), style), " ", words), self._keys()))

    def _keys(self) -> list[Content]:
        changed = self.provenance.applied or self.provenance.reverted or self.provenance.edited
        names = ["diff", "put_back", "why"] if changed else ["why"]
        labels = {"put_back": "change it again" if self.provenance.reverted else "put back"}
        return [
            hint(key_of(self.app, _KEYS[name]), labels.get(name, _KEYS[name].label), f"choose('{name}')")
            for name in names
        ]

    def action_choose(self, what: str) -> None:
        """A click on one of the keys."""
        self.post_message(self.Chosen(what))
