"""Of the records that a new correction seems to contradict, those whose place it may really take."""

from __future__ import annotations

from collections.abc import Sequence

from rlmchat.learning.correction import Category, Correction
from rlmchat.learning.evidence import MEASURES
from rlmchat.learning.exchanges import overtakes
from rlmchat.learning.memories import is_memory, subject
from rlmchat.learning.neighbours import Neighbour
from rlmchat.learning.places import fills_another
from rlmchat.learning.succession import SITTING
from rlmchat.learning.text import attributes, content_words, normalise

MOST_LOOSE = 1
"""Wishes that one wish can take the place of."""
FARTHEST = 0.4
"""Least cosine of two records of which one takes the other's place: below it they share words by chance."""
TASTES = frozenset({Category.PREFERENCE, Category.STYLE})


def credible(record: Correction, against: Sequence[Neighbour], *, known_cosines: bool) -> list[Correction]:
    """What a record takes the place of, out of what it seems to contradict.

    Two wishes without a wrong span that are alike in words and meaning are often both meant ("no museums", "no
    crowds"). That one takes the place of the other needs time between them, and then only of the most alike: people
    change their minds over days, and what they say in one sitting they mean together. What fills a place that holds
    one thing at a time is sure at once.
    """
    sure = [n for n in against if fills_another(n.record.corrected_output, record.corrected_output)]
    loose = [n for n in against if n not in sure and is_memory(n.record) and is_memory(record)]
    near = [
        n
        for n in against
        if n not in sure and n not in loose and (n.cosine >= FARTHEST or not known_cosines or _tastes(n.record, record))
    ]
    later = [n for n in loose if abs(record.created_at - n.record.created_at) >= SITTING]
    firm = [n.record for n in near if _one_matter(n.record, record)]
    firm += [n.record for n in against if n not in sure and n.record not in firm and overtakes(record, n.record)]
    likest = sorted(later, key=lambda n: -alike(n, record))[:MOST_LOOSE]
    return [*(n.record for n in sure), *firm, *(n.record for n in likest)]


def alike(near: Neighbour, record: Correction) -> float:
    """How sure it is that two wishes are on one matter: cosine, and the share of subject words in common."""
    a, b = subject(near.record.corrected_output), subject(record.corrected_output)
    return near.cosine + len(a & b) / max(1, min(len(a), len(b)))


def _one_matter(known: Correction, record: Correction) -> bool:
    """Whether two corrections speak of one thing; a common unit ("two weeks", "16 weeks") makes no matter.

    A result of reasoning follows from its question and contradicts no fact.
    """
    if (known.category is Category.LOGIC) != (record.category is Category.LOGIC):
        return False
    if known.standing or record.standing or _tastes(known, record):
        return True
    return _chained(known, record) or bool(_matter(known) & _matter(record))


def _tastes(a: Correction, b: Correction) -> bool:
    """Whether both say how the person likes things: of those what they are about is named in them."""
    return a.category in TASTES and b.category in TASTES


def _chained(known: Correction, record: Correction) -> bool:
    """Whether the value of one is what the other calls wrong."""
    pairs = (known.corrected_output, record.original_output), (record.corrected_output, known.original_output)
    return any(normalise(right) and normalise(right) in normalise(wrong) for right, wrong in pairs) or any(
        normalise(wrong) and normalise(wrong) in normalise(right) for right, wrong in pairs
    )


def _matter(record: Correction) -> frozenset[str]:
    said = f"{record.query} {record.original_output} {record.corrected_output}"
    return frozenset(w for w in attributes(content_words(said)) if w[0].isalpha() and len(w) > 1 and w not in MEASURES)
