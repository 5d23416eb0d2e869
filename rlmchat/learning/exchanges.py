"""Exchanges: corrections that put one value in the place of another, and how two of them stand to each other.

"pnpm, not npm", said of one question and a week later of another, is one correction said twice. "bun, not pnpm", said
where the answer held to the first, is a change of mind. What is said of the world is another thing: that Sydney is
not the capital and not the oldest town either are two facts, though both put something in the place of Sydney.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from rlmchat.learning.asking import own_thing
from rlmchat.learning.correction import Category, Correction, CorrectionId
from rlmchat.learning.evidence import MEASURES
from rlmchat.learning.places import kind_of_tool
from rlmchat.learning.question_frames import DETERMINERS
from rlmchat.learning.replacements import fixes
from rlmchat.learning.statement import bare
from rlmchat.learning.text import attributes, calendar_words, content_words, normalise, numbers, words
from rlmchat.learning.words import FUNCTION_WORDS


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a correction puts in the place of what; normalised, without articles."""

    right: str
    wrongs: frozenset[str]
    own: str
    """The wrong span that the person named last."""

    @property
    def values(self) -> frozenset[str]:
        """All that it speaks of: where two have none in common, neither is the same, nor overtakes the other."""
        return self.wrongs | {self.right}


def exchange(record: Correction) -> Exchange | None:
    """The exchange that a record asks for; None where it asks for something else."""
    if not record.original_output.strip():
        return None
    return _of_texts(record.original_output, record.corrected_output, record.also_wrong, record.category)


@lru_cache(maxsize=16384)
def _of_texts(original: str, corrected: str, others: tuple[str, ...], category: Category) -> Exchange | None:
    # Keyed by the texts: a record is read from the ledger anew each time.
    plain = Correction(CorrectionId(""), _NO_TIME, original, corrected, category=category)
    found = fixes(plain)
    if not found or not found[0].replacement:
        return None
    own = bare(found[0].original)
    return Exchange(bare(found[0].replacement), frozenset(map(bare, others)) | {own}, own)


_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=16384)
def telling(value: str) -> bool:
    """Whether a value means little else: no amount, no day; "14 days" and "Friday" stand for many things."""
    return len(value) > 2 and not numbers(value) and not calendar_words(value)


def same_exchange(a: Correction, b: Correction, cosine: float) -> bool:
    """Whether two records ask for the same exchange in one matter."""
    x, y = exchange(a), exchange(b)
    if x is None or y is None or x.right != y.right or not x.wrongs & y.wrongs:
        return False
    return telling(x.right) or cosine >= ONE_MATTER or same_matter(a, b)


ONE_MATTER = 0.5
"""Cosine of two records from which on an amount that both put right is the same amount."""


def overtakes(newer: Correction, older: Correction) -> bool:
    """Whether an exchange takes the place of an older one: its value is wrong now, or another one stands for the same.

    Of amounts and days that is said only where both speak of one matter; of names only where both are about the
    person's own things. A value that is wrong now must have been right in the same matter; a sentence names its own.
    """
    x, y = exchange(older), exchange(newer)
    if x is None or y is None or x.right == y.right:
        return False
    chained = y.own == x.right
    wrong = x.right if chained else next(iter(x.wrongs & y.wrongs), "")
    if not wrong:
        return False
    if _of_one_thing(wrong, y.right):
        return True
    if not telling(wrong) or not telling(y.right):
        return same_matter(newer, older)
    tools = kind_of_tool(x.right)
    if tools and tools == kind_of_tool(y.right):
        return True
    if chained and (same_matter(newer, older) or _unasked(newer, older)):
        return True
    return personal(newer) and personal(older) and not _asks_for_another(newer.query, older.query)


def _of_one_thing(a: str, b: str) -> bool:
    """Whether two sentences begin by saying of one thing what then differs ("Marta lives in …", "my gym is in …")."""
    pairs = zip(a.split(), b.split(), strict=False)
    same = [x for x, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs)]
    return bool(same) and same[-1] in FUNCTION_WORDS - {"of"} and bool(content_words(" ".join(same)) - MEASURES)


def _asks_for_another(x: str, y: str) -> bool:
    """Whether two questions ask the same of two things ("where is my gym", "where is our office")."""
    a, b = ([w for w in words(q) if w not in DETERMINERS] for q in (x, y))
    ahead = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))
    if not ahead or a[0] not in _ASKING:
        return False
    if not FUNCTION_WORDS.isdisjoint((*a[ahead:], *b[ahead:])):
        return False
    first, second = (attributes(content_words(" ".join(said[ahead:]), weak=True)) for said in (a, b))
    return bool(first and second) and first.isdisjoint(second)


_ASKING = frozenset("who whom whose what which where when how".split())


def _unasked(a: Correction, b: Correction) -> bool:
    """Whether neither was said of a question, nor anything else of a matter: what is left are the values."""
    return not (any(a.questions) or any(b.questions) or _matter(a) or _matter(b))


def of_two_matters(a: Correction, b: Correction) -> bool:
    """Whether amounts or days that meet in their values are put right in two matters ("14 days" to pay, to return)."""
    x, y = exchange(a), exchange(b)
    if x is None or y is None or not a.query or not b.query:
        return False
    return not x.values.isdisjoint(y.values) and not telling(x.right) and not telling(y.right) and not same_matter(a, b)


def gives_way(newer: Correction, older: Correction) -> bool:
    """Whether of two exchanges that bear on one question the older one is out of date: one wrong span, two values."""
    x, y = exchange(older), exchange(newer)
    if x is None or y is None or newer.created_at <= older.created_at:
        return False
    return x.right != y.right and (x.right in y.wrongs or bool(x.wrongs & y.wrongs))


def same_matter(a: Correction, b: Correction) -> bool:
    """Whether the questions and remarks of two records share a word that carries the matter, beside the values."""
    same = {normalise(q) for q in a.questions} & {normalise(q) for q in b.questions}
    return bool(same or _matter(a) & _matter(b))


A_VALUE = 4
"""Words up to which what is exchanged is a value and no sentence."""


def _matter(record: Correction) -> frozenset[str]:
    said = " ".join((*record.questions, *record.context, record.explanation))
    # A whole sentence that takes the place of another one says itself what it is about.
    short = [value for value in (*record.wrongs, record.corrected_output) if len(value.split()) <= A_VALUE]
    values = content_words(" ".join(short), weak=True)
    found = attributes(content_words(said)) - attributes(values)
    return frozenset(w for w in found if w[0].isalpha() and len(w) > 2 and w not in MEASURES)


def personal(record: Correction) -> bool:
    """Whether it is about what is the person's own: said so, or of something that was to be done for them."""
    return any(own_thing(text) for text in (*record.questions, record.explanation, record.corrected_output))
