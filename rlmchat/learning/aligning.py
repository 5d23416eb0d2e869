"""Reads a new correction in the light of what is known: which value it means, where its own words do not say it.

"It's pnpm" after an answer with npm in it is the correction "npm → pnpm" once more, if that is known. "We left Azure,
it's Hetzner", said to no answer at all, changes the record whose value is Azure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rlmchat.learning import spans
from rlmchat.learning.correction import Correction, NewCorrection
from rlmchat.learning.exchanges import exchange, overtakes, same_exchange, same_matter, telling
from rlmchat.learning.mentions import denied, from_rejected, put_forward
from rlmchat.learning.reading import MessageReading
from rlmchat.learning.statement import bare

LONGEST_MESSAGE = 300
"""Characters of a message that can be about one value only."""


def aligned(record: Correction, new: NewCorrection, known: Iterable[Correction]) -> Correction:
    """The record with the wrong span and the value that a known exchange tells; as it is where none does."""
    said = record.explanation or record.corrected_output
    if record.original_output or len(said) > LONGEST_MESSAGE or "\n" in said.strip():
        return record
    every = [one for one in known if exchange(one) is not None]
    for one in every:
        if found := _known_pair(record, new, one, said):
            return found
    changes = [(one, found) for one in every if (found := _change(record, one, said)) is not None]
    sure = [found for one, found in changes if telling(bare(one.corrected_output)) or same_matter(found, one)]
    if sure or len(changes) == 1:
        return sure[0] if sure else changes[0][1]
    in_play = [one for one in every if one.id in new.lessons]
    return next((found for one in in_play if (found := _instead(record, new, one, said))), record)


def _known_pair(record: Correction, new: NewCorrection, one: Correction, said: str) -> Correction | None:
    """The same exchange again: its value is in the message, one of its wrong spans in the answer."""
    right = one.corrected_output.strip()
    named = spans.exact(right, said)
    if named is None or denied(named, said) or spans.exact(right, new.answer) is not None:
        return None
    place = next((found for wrong in one.wrongs if (found := spans.exact(wrong, new.answer))), None)
    return _pair(record, place, right, said) if place else None


def _change(record: Correction, one: Correction, said: str) -> Correction | None:
    """The value of a known exchange is rejected in the message, and another one put forward."""
    right = one.corrected_output.strip()
    if spans.exact(right, said) is None:
        return None
    found = from_rejected(MessageReading(said), right, "")
    if found is None or not found.original or not found.corrected or bare(found.original) != bare(right):
        return None
    return _pair(record, right, found.corrected, said)


def _instead(record: Correction, new: NewCorrection, one: Correction, said: str) -> Correction | None:
    """The answer held to a lesson, and the message is nothing but another value."""
    place = spans.exact(one.corrected_output.strip(), new.answer)
    value = put_forward(MessageReading(said), place, new.answer) if place else None
    return _pair(record, place, value, said) if place and value else None


def _pair(record: Correction, wrong: str, right: str, said: str) -> Correction:
    return replace(record, original_output=wrong, corrected_output=right, explanation="" if said == right else said)


def says_again(record: Correction, new: NewCorrection, one: Correction) -> bool:
    """Whether a record repeats a lesson that was in play: the same exchange is about the same then, amount or not."""
    if one.id not in new.lessons:
        return False
    x, y = exchange(record), exchange(one)
    if x is None or y is None:
        return False
    return x.right == y.right and not x.wrongs.isdisjoint(y.wrongs) and same_exchange(record, one, 1.0)


def corrects(record: Correction, new: NewCorrection, one: Correction) -> bool:
    """Whether a record takes the place of a lesson that was in play: the value that it brought in is what is wrong."""
    if one.id not in new.lessons:
        return False
    x, y = exchange(record), exchange(one)
    if x is None or y is None or x.right == y.right:
        return False
    if overtakes(record, one):
        return True
    # An amount may stand in an answer without the lesson's doing.
    its_doing = telling(y.right) or one.id in new.applied or same_matter(record, one)
    return x.own == y.right and its_doing
