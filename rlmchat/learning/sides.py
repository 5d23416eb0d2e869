"""What each side of a pair is judged by, read once for all the pairs that a record is in."""

from __future__ import annotations

from dataclasses import dataclass

from rlmchat.learning.correction import Category, Correction, CorrectionId, ScopeKind, Source
from rlmchat.learning.exchanges import exchange
from rlmchat.learning.memories import is_memory
from rlmchat.learning.statement import Statement, statement
from rlmchat.learning.text import content_words

_REMEMBERED = 16_384


SHORT = 80
"""Characters up to which a statement is taken for a rule about what it names, and not for a story that mentions it."""


@dataclass(frozen=True, slots=True)
class Side:
    """A record with what is read from it."""

    record: Correction
    said: Statement
    values: frozenset[str]
    """What its exchange speaks of; empty where it is none."""
    replaces: bool
    """Has a wrong span."""
    memory: bool
    """A sentence about the person or the world that replaces nothing."""
    long: bool
    """More than a rule about what it names."""
    wish: bool
    """Stated as what the person wants."""
    taste: bool
    """How the person wants things: then the question is no part of the slot."""
    measured: bool
    """Has units, dates, a rate or a limit."""
    ground: frozenset[str]
    """Words that say where it holds and not what it is about: those of its domain, of code the language."""
    plurals: frozenset[str]
    """Names of the question with an s behind them."""


_seen: dict[CorrectionId, Side] = {}


def side(record: Correction) -> Side:
    """Read a record, or find what was read from this very object."""
    known = _seen.get(record.id)
    if known is not None and known.record is record:
        return known
    while len(_seen) >= _REMEMBERED:
        del _seen[next(iter(_seen))]
    said = statement(record)
    exchanged = exchange(record)
    found = Side(
        record,
        said,
        values=exchanged.values if exchanged else frozenset(),
        replaces=bool(record.original_output),
        memory=is_memory(record),
        long=len(record.corrected_output) > SHORT,
        wish=_is_wish(record),
        taste=_is_taste(record, said),
        measured=bool(said.units or said.dates or said.rate or said.limit),
        ground=_ground(record),
        plurals=frozenset(f"{name}s" for name in said.names),
    )
    _seen[record.id] = found
    return found


def forget() -> None:
    """Let go of all records: after an import most of them will not be compared again soon."""
    _seen.clear()


def _is_wish(c: Correction) -> bool:
    return c.standing or c.source is Source.EXPLICIT or c.category in _TASTES


def _is_taste(c: Correction, s: Statement) -> bool:
    if c.category is Category.CODE:
        return not s.counts
    return c.standing or c.category in _TASTES


def _ground(c: Correction) -> frozenset[str]:
    domain = content_words(c.scope.key, weak=True) if c.scope.kind is ScopeKind.DOMAIN else frozenset[str]()
    return domain | _OF_CODE if c.category is Category.CODE else domain


_OF_CODE = content_words(
    "code coding program programming script project file snippet python javascript typescript java kotlin swift rust "
    "golang ruby php perl scala haskell sql html css bash",
    weak=True,
)
_TASTES = frozenset({Category.STYLE, Category.PREFERENCE})
