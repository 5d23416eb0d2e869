"""Words of one kind that stand against each other: "in python" is said of the sentence with MATLAB in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rlmchat.learning import places
from rlmchat.learning.spans import COMPARED, SEARCHED, sentences_with_places

_KINDS = tuple(
    frozenset(words.split())
    for words in (
        "python javascript typescript java c++ c# golang rust ruby php matlab sql bash powershell perl swift kotlin"
        " scala julia haskell fortran excel vba octave",
        "english german french spanish italian portuguese dutch polish russian chinese japanese korean arabic latin",
        "celsius fahrenheit kelvin",
        "km kilometres kilometers miles metres meters feet yards inches cm centimetres centimeters",
        "grams kilograms kg ounces pounds cups tablespoons ml litres liters",
        "euro euros eur dollar dollars usd pound gbp francs chf yen",
        "list table bullets prose paragraph paragraphs essay poem letter email haiku story",
        "monday tuesday wednesday thursday friday saturday sunday",
        "january february march april may june july august september october november december",
        "red blue green yellow orange purple black white grey pink brown",
    )
)
"""Few and plain: a word that means much else is left out."""
_WORD = re.compile(r"[^\W\d_]+(?:\+\+|#)?")


_UNITS = frozenset[str]().union(*(kind for kind in _KINDS if kind & {"celsius", "km", "grams", "euros"}))
_NAMES_ALONE = tuple(kind for kind in _KINDS if kind & {"monday", "january", "red"})
"""Kinds whose words can take each other's place: a unit takes its number with it, a form or language the whole text."""


def kinds_of(word: str) -> frozenset[str]:
    """The kinds of exchangeable words that a word is one of, each by a name of its own; the plural of one is one."""
    low = word.lower()
    found = {
        f"kind {number}" for number, kind in enumerate(_NAMES_ALONE) if low in kind or low.removesuffix("s") in kind
    }
    tool = "" if is_unit(low) else places.kind_of_tool(low)
    return frozenset(found | {tool} if tool else found)


def is_unit(word: str) -> bool:
    """Whether a word is the name of a unit or currency."""
    return word.lower() in _UNITS


def of_one_kind(message: str, answer: str) -> str:
    """The first sentence of the answer with a word of the same kind as one in the message; empty where none is.

    A kind of which the answer has the message's own word says nothing.
    """
    mine = set(_WORD.findall(message[:600].lower()))
    theirs = set(_WORD.findall(answer[:SEARCHED].lower()))
    against = frozenset[str]().union(*(kind & theirs for kind in _KINDS if kind & mine and not kind & mine & theirs))
    return next(_sentences_with(against, answer[:SEARCHED]), "") if against else ""


def _sentences_with(words: frozenset[str], answer: str) -> Iterator[str]:
    for start, end in sentences_with_places(answer)[:COMPARED]:
        sentence = answer[start:end].strip()
        if not words.isdisjoint(_WORD.findall(sentence.lower())):
            yield sentence
