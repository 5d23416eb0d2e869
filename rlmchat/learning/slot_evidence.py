"""How much speaks for two corrections being of one slot: small points that add up, and what tells them apart."""

from __future__ import annotations

from rlmchat.learning.correction import Category
from rlmchat.learning.sides import Side
from rlmchat.learning.statement import Statement, bare

NEAR_SLOT = 1.0
"""Evidence of one slot that is enough where both can stay: the same value again, or an exception."""


def taste_evidence(one: Side, other: Side, cosine: float) -> float:
    """How much speaks for two wishes being of one matter; small whole and half points that add up."""
    a, b = one.said, other.said
    shared = (a.nouns & b.nouns) - one.ground - other.ground
    points = 2.0 * bool(shared and a.polarity != b.polarity) or 1.0 * bool(shared)
    points += 2.0 * bool(_chain(a, b)) + 1.0 * same_wrong(a, b)
    points += 1.0 * bool(a.rate & b.rate) + 0.5 * (a.limit and b.limit) + 0.5 * _units_agree(a, b)
    points += 0.5 * bool(a.subject & b.subject)
    points += 0.5 * (b.changed and points > 0)
    return points + 0.5 * (cosine >= 0.6)


def fact_evidence(one: Side, other: Side, cosine: float) -> float:
    """How much speaks for two facts being of one matter, parallel questions apart; small points that add up.

    Below `NEAR_SLOT` it is no more than an upper bound: what tells them apart is not looked at any more then.
    """
    a, b = one.said, other.said
    points = float(min(2, len(_shared(one, other))))
    if b.wrong:
        points += _chain(a, b) if b.wrong in a.core else 0.0
        points += 1.0 * ((a.wrong in b.wrong or b.wrong in a.wrong) and same_wrong(a, b))
    if one.measured and other.measured:
        points += 0.5 * _units_agree(a, b) + 1.0 * bool(a.rate & b.rate) + 0.5 * (a.limit and b.limit)
    points += 1.0 * (b.changed and (points > 0 or cosine >= 0.5))
    points += 0.5 * (cosine >= 0.6)
    return points - divergence(one, other) if points >= NEAR_SLOT else points


def linked(one: Side, other: Side) -> bool:
    """Whether more than a value that comes back and a likeness ties the two together."""
    a, b = one.said, other.said
    return b.changed or bool(_shared(one, other)) or not a.rate.isdisjoint(b.rate)


def _shared(one: Side, other: Side) -> frozenset[str]:
    """Words of one matter that both speak of.

    Of one question several rules can hold ("use 4 spaces", "use f-strings"): it is no part of the slot for code, nor
    where one side is how the person wants things.
    """
    a, b = one.said, other.said
    code = one.record.category is other.record.category is Category.CODE
    found = a.nouns & b.nouns if code or one.taste or other.taste else a.about & b.about
    return found - one.ground - other.ground


def _chain(a: Statement, b: Statement) -> float:
    """The older value comes back as the wrong one: what was learned is being corrected."""
    if not b.wrong or b.wrong not in a.core:
        return 0.0
    if bare(a.core) == b.wrong or (len(b.wrong) > 3 and _within(b.wrong, a.core)):
        return 1.5 if a.wrong and _within(a.wrong, b.core) else 1.0
    return 0.0


def same_wrong(a: Statement, b: Statement) -> bool:
    """Whether the same thing was wrong both times, be it inside a longer span."""
    if not a.wrong or not b.wrong:
        return False
    short, long = (a.wrong, b.wrong) if len(a.wrong) <= len(b.wrong) else (b.wrong, a.wrong)
    if short == long:
        return True
    if len(short) <= 2 or short not in long:
        return False
    return not (short.isdigit() and len(short) < 4) and _within(short, long)


def _within(span: str, text: str) -> bool:
    return f" {span} " in f" {text.strip(' .!')} "


def _units_agree(a: Statement, b: Statement) -> bool:
    return not a.units.isdisjoint(b.units) or bool(a.dates and b.dates)


def divergence(one: Side, other: Side) -> float:
    """What tells the two matters apart: other names, other numbers in the question."""
    a, b = one.said, other.said
    points = 0.0
    if a.names and b.names:
        if a.names.isdisjoint(b.names):
            points += 2.0
        near = not (one.plurals.isdisjoint(b.names) and other.plurals.isdisjoint(a.names))
        points += 3.0 * (near and _plural_of_a_name(a.names, b.names))
    if a.asked_numbers and b.asked_numbers and a.asked_numbers.isdisjoint(b.asked_numbers):
        points += 2.0
    return points


def _plural_of_a_name(a: frozenset[str], b: frozenset[str]) -> bool:
    """ "Alien" and "Aliens" are two names."""
    here, there = a - b, b - a
    return any(x + "s" in there for x in here) or any(x + "s" in here for x in there)
