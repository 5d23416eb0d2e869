"""Whether a question asks the same as an earlier one in other words: by what both speak of, in the person's words."""

from __future__ import annotations

from datetime import UTC, datetime
from difflib import SequenceMatcher

from rlmchat.learning.correction import Correction, CorrectionId
from rlmchat.learning.divergence import SAME_FRAME, Question, divergence, question, without_kin

REPHRASED_FROM = 0.5
"""Likeness from which on the second question counts as the first put in other words."""
LEAST_SHARED = 2
"""Words of substance that both must have: one shared word is a shared subject and no more."""
COMPARED = 600
"""Characters of a question that are compared; a longer message is no question put again."""

OF_A_KIND = frozenset({"who", "when", "where", "amount"})
"""What a question can want that no question of another kind wants too: "what is" and "how do I" often mean the same."""
GOES_ON = frozenset("now and also then next add plus another".split())
"""Openers of a next step."""
TOO = frozenset("too instead".split())
"""Its last words."""
_AMOUNTS = frozenset("many much long old far often tall".split())

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def likeness(said: str, earlier: str) -> float:
    """How much two questions ask the same, 0 to 1: the share of matter that both have, by word stems.

    0 where they part: other names, other numbers, or one frame with another filling.
    """
    mine, theirs = question(said), question(earlier)
    if not mine.units or not theirs.units or _part(mine, theirs) or _near_miss(said, earlier):
        return 0.0
    return len(mine.units & theirs.units) / max(len(mine.units), len(theirs.units))


def rephrased(said: str, earlier: str) -> float:
    """The likeness of a question to the one before it where it repeats that in other words, else 0.

    The same text sent again is a retry and no other words.
    """
    if max(len(said), len(earlier)) > COMPARED or said.split() == earlier.split():
        return 0.0
    if len(question(said).units & question(earlier).units) < LEAST_SHARED:
        return 0.0
    value = likeness(said, earlier)
    return round(value, 3) if value >= REPHRASED_FROM else 0.0


def _near_miss(said: str, earlier: str) -> bool:
    """Whether recall would tell the two apart: what is no rephrasing there is none here."""
    taught = Correction(CorrectionId(""), _LONG_AGO, "", "", query=earlier)
    return bool(divergence(taught, said))


def _part(a: Question, b: Question) -> bool:
    """Whether each speaks of something that the other does not, by name or in one frame, or they want other things."""
    if (a.numbers != b.numbers and a.numbers and b.numbers) or _other_way_round(a, b):
        return True
    wanted = {_wanted(a), _wanted(b)}
    if _goes_on(a) or (wanted & OF_A_KIND and len(wanted - {""}) > 1):
        return True
    extra, missing = without_kin(a.units, b.units), without_kin(b.units, a.units)
    if not (extra and missing):
        return False
    named = a.names | b.names
    by_name = any(any(name.startswith(one[:4]) for name in named) for one in extra | missing)
    return by_name or SequenceMatcher(None, a.words, b.words, autojunk=False).ratio() >= SAME_FRAME


def _wanted(of: Question) -> str:
    """What a question asks for, by its first question word; empty where it has none."""
    for word, following in zip(of.words, (*of.words[1:], ""), strict=True):
        if word in ("who", "whom", "whose"):
            return "who"
        if word == "how" and following in _AMOUNTS:
            return "amount"
        if word in ("when", "where", "what", "which", "why", "how"):
            return word
    return ""


def _goes_on(said: Question) -> bool:
    """Whether a message takes the next step from the one before it."""
    return bool(GOES_ON & set(said.words[:1])) or bool(TOO & set(said.words[-1:]))


def _other_way_round(a: Question, b: Question) -> bool:
    """Whether both lead from one thing to another, in opposite directions."""
    return a.units == b.units and a.sequence != b.sequence and "to" in a.words and "to" in b.words and bool(a.numbers)
