"""How two corrections stand to each other: contradicting, the same, one narrowing the other, or of different things."""

from __future__ import annotations

from enum import StrEnum

from rlmchat.learning.correction import Correction
from rlmchat.learning.exchanges import of_two_matters, overtakes, same_exchange
from rlmchat.learning.memories import say_the_same, supersedes
from rlmchat.learning.places import filling_words, fills_another
from rlmchat.learning.question_frames import parallel
from rlmchat.learning.sides import Side, side
from rlmchat.learning.slot_evidence import NEAR_SLOT, divergence, fact_evidence, linked, same_wrong, taste_evidence
from rlmchat.learning.statement import READ, Statement, bare, statement
from rlmchat.learning.text import content_words, normalise, words


class Relation(StrEnum):
    """How a newer correction stands to an older one."""

    CONTRADICTS = "contradicts"
    """Same slot, another value: only one can hold."""
    DUPLICATES = "duplicates"
    """Same slot, same value."""
    REFINES = "refines"
    """Same slot, another value for one occasion or kind: both hold."""
    UNRELATED = "unrelated"
    """Of different things, however alike they sound."""


SAME_SLOT = 2.0
"""Evidence of one slot from which two values are a contradiction."""
PARALLEL = 3.0
"""Evidence that two questions of one frame with another filling take away."""


def slot(correction: Correction) -> str:
    """What a correction speaks of, in a few stable words: an axis ("bullets"), or the words of its question."""
    s = statement(correction)
    return ", ".join(sorted(s.wanted)) or " ".join(sorted(s.subject or s.value)[:6])


def relation(older: Correction, newer: Correction, cosine: float) -> Relation:
    """Judge a pair; `cosine` is the raw likeness of their texts in the embedder's space (0 where not known).

    Likeness alone never makes a conflict: there must be one slot (an axis, one subject, one unit, the older value
    given again as the wrong one) and two values. Texts are read to their 600th character; where there is more, two
    records are the same only if all of it is.
    """
    one, other = side(older), side(newer)
    a, b = one.said, other.said
    # A call costs more than most of these looks, and most pairs of an import are told apart by looks alone.
    if (a.said == b.said or not (a.whole and b.whole)) and _same_text(older, newer, a, b):
        return Relation.DUPLICATES
    found = _judged(one, other, cosine)
    if found is Relation.DUPLICATES and _given_up(older, newer):
        return Relation.CONTRADICTS
    if found is Relation.DUPLICATES and not (a.whole and b.whole):
        return Relation.UNRELATED
    return found


def _given_up(older: Correction, newer: Correction) -> bool:
    """Whether just what the older one said to be right is wrong now, and something else is right.

    What is only said in more words, or in fewer, is the same still ("Canberra", "Canberra, ACT").
    """
    right, now = bare(older.corrected_output), bare(newer.corrected_output)
    if not right or bare(newer.original_output) != right or right == now:
        return False
    a, b = frozenset(words(right)), frozenset(words(now))
    return not (a <= b or b <= a)


def _judged(one: Side, other: Side, cosine: float) -> Relation:
    a, b = one.said, other.said
    if a.whom and b.whom and not a.whom & b.whom:
        return Relation.UNRELATED
    if not one.values.isdisjoint(other.values) and (found := _of_exchanges(one, other, cosine)) is not None:
        return found
    if not (other.replaces or one.replaces) and _fills_another(one, other):
        return _on_place(
            a, b, filling_words(one.record.corrected_output) | filling_words(other.record.corrected_output)
        )
    memories = one.memory and other.memory
    if a.wanted and b.wanted and not (memories and (one.long or other.long)):
        axis = _on_axes(a, b)
        if axis is not None:
            return axis
    return _of_memories(one.record, other.record, cosine) if memories else _on_slot(one, other, cosine)


def _of_exchanges(one: Side, other: Side, cosine: float) -> Relation | None:
    """The judgement where both exchange the same values, or one of them; None where that decides nothing."""
    a, b = one.said, other.said
    if a.occasion == b.occasion and not _apart(one, other):
        if same_exchange(one.record, other.record, cosine):
            return Relation.DUPLICATES
        if overtakes(other.record, one.record) and not _same_value(a, b):
            return Relation.CONTRADICTS
    return Relation.UNRELATED if not b.changed and of_two_matters(one.record, other.record) else None


def _same_text(older: Correction, newer: Correction, a: Statement, b: Statement) -> bool:
    if not _same(older.corrected_output, newer.corrected_output, a.said, b.said):
        return False
    if not _same(older.original_output, newer.original_output, a.denied, b.denied):
        return False
    return (older.standing and newer.standing) or _same(older.query, newer.query, a.question, b.question)


def _same(x: str, y: str, read_x: str, read_y: str) -> bool:
    """Whether two texts are the same when normalised, given how they begin."""
    if len(x) <= READ and len(y) <= READ:
        return read_x == read_y
    # Long texts are compared to their ends, but only if they begin alike: spaces may have shifted where it was cut.
    half = min(len(read_x), len(read_y)) // 2
    return read_x[:half] == read_y[:half] and normalise(x) == normalise(y)


def _of_memories(older: Correction, newer: Correction, cosine: float) -> Relation:
    """Two statements without a wrong span: the same again, one in place of the other, or of different things."""
    a, b = older.corrected_output, newer.corrected_output
    if say_the_same(a, b):
        return Relation.DUPLICATES
    if not supersedes(a, b, cosine):
        return Relation.UNRELATED
    said = statement(newer)
    narrower = said.occasion - statement(older).occasion
    return Relation.REFINES if narrower and not said.changed else Relation.CONTRADICTS


def _fills_another(one: Side, other: Side) -> bool:
    older, newer = one.record, other.record
    same_situation = older.query == newer.query or not (older.query and newer.query)
    return (same_situation or (one.wish and other.wish)) and fills_another(
        older.corrected_output, newer.corrected_output
    )


def _on_place(a: Statement, b: Statement, filling: frozenset[str]) -> Relation:
    """Two fillings of one place: each for its own occasion, one as an exception, or one instead of the other.

    What fills the place ("in Berlin") is no occasion.
    """
    first, second = a.occasion - filling, b.occasion - filling
    if first and second and not first & second:
        return Relation.UNRELATED
    if second - first and not b.changed:
        return Relation.REFINES
    return Relation.REFINES if first and not second else Relation.CONTRADICTS


def _on_axes(a: Statement, b: Statement) -> Relation | None:
    """The judgement where both speak of one axis; None where they do not."""
    common = a.wanted.keys() & b.wanted.keys()
    if not common:
        return None
    narrower = bool(b.occasion - a.occasion)
    if a.occasion and b.occasion and not a.occasion & b.occasion:
        return Relation.UNRELATED if all(a.wanted[n] == b.wanted[n] for n in common) else Relation.REFINES
    if all(a.wanted[n] & b.wanted[n] for n in common):
        if a.amounts != b.amounts or a.names != b.names:
            # "2 spaces" is not "4 spaces", nor the same as "no tabs in Go": one label, and more said than that.
            both = a.amounts and b.amounts and a.names == b.names
            return Relation.CONTRADICTS if both else Relation.REFINES
        return Relation.REFINES if narrower and any(a.wanted[n] != b.wanted[n] for n in common) else Relation.DUPLICATES
    return Relation.REFINES if narrower or (a.occasion and not b.occasion) else Relation.CONTRADICTS


def _on_slot(one: Side, other: Side, cosine: float) -> Relation:
    a, b = one.said, other.said
    tastes = one.taste and other.taste
    evidence = taste_evidence(one, other, cosine) if tastes else fact_evidence(one, other, cosine)
    tied = tastes or (evidence >= SAME_SLOT and linked(one, other))
    found = _by_evidence(a, b, evidence, tied=tied)
    if tastes or found is Relation.UNRELATED or not parallel(a.asked, b.asked):
        return found
    # The dearest look comes last, and only where something hangs on it: it makes two matters less alike, never more.
    return _by_evidence(a, b, evidence - PARALLEL, tied=tied)


def _by_evidence(a: Statement, b: Statement, evidence: float, *, tied: bool) -> Relation:
    if evidence < NEAR_SLOT:
        return Relation.UNRELATED
    if _same_value(a, b):
        return Relation.DUPLICATES
    if _narrower(a, b):
        return Relation.REFINES
    if evidence >= SAME_SLOT and tied:
        return Relation.CONTRADICTS
    return Relation.UNRELATED


def _narrower(a: Statement, b: Statement) -> bool:
    """Whether the newer one names the occasion or the kind for which it holds.

    A word of its own question that it says again, and that the older one knows nothing of, is such a kind too
    ("delivery to the islands": "islands take 10 days").
    """
    if b.occasion and not b.occasion <= a.occasion:
        return True
    return not b.changed and bool((b.nouns & b.subject) - a.about)


def _apart(one: Side, other: Side) -> bool:
    """Whether two questions are of different things: other names or numbers, or one frame with another filling."""
    return divergence(one, other) > 0 or parallel(one.said.asked, other.said.asked)


def _same_value(a: Statement, b: Statement) -> bool:
    if a.amounts or b.amounts:
        return _same_amounts(a, b) and a.dates == b.dates
    if a.dates or b.dates:
        return a.dates == b.dates
    if same_wrong(a, b) and a.wrong == b.wrong and _only_denies(a) and _only_denies(b):
        return True
    # What the wrong span says as well tells no two values apart, and makes no two the same.
    if same_wrong(a, b) and (a.affirmed & b.affirmed) - content_words(f"{a.wrong} {b.wrong}", weak=True):
        return True
    if a.polarity != b.polarity or not a.value or not b.value:
        return False
    return a.value <= b.value or b.value <= a.value


def _same_amounts(a: Statement, b: Statement) -> bool:
    if [q.value for q in a.amounts] != [q.value for q in b.amounts]:
        return False
    return all(p.unit == q.unit or not p.unit or not q.unit for p, q in zip(a.amounts, b.amounts, strict=True))


def _only_denies(s: Statement) -> bool:
    """Whether it says only that the wrong thing is not wanted."""
    return s.polarity < 0 and not s.affirmed - content_words(s.wrong, weak=True)
