"""How a correction stands to a situation: the signs for it as numbers, and what speaks against it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rlmchat.learning.calibration import Calibration
from rlmchat.learning.correction import Category, Correction
from rlmchat.learning.occurrences import contains
from rlmchat.learning.ports import KeyKind
from rlmchat.learning.reasoning import same_shape
from rlmchat.learning.text import matter, stem
from rlmchat.learning.touching import generic

Cosines = Mapping[tuple[str, KeyKind], float]
"""By the text that was searched for (query, draft, both) and the key that was found."""

PARTS = ("query", "draft", "both")
"""The texts that are searched for: the question, the draft of its answer, and both in one."""
_SEARCHES = tuple((part, key) for part in PARTS for key in KeyKind)
_SITUATION, _RULE = ("query", KeyKind.SITUATION), ("query", KeyKind.RULE)


@dataclass(frozen=True, slots=True)
class Situation:
    """What is going on: the question, and the draft of its answer where there is one."""

    query: str
    draft: str = ""

    def texts(self) -> list[tuple[str, str]]:
        """What is embedded of it, each with its name."""
        if not self.draft.strip():
            return [("query", self.query)]
        return [("query", self.query), ("draft", self.draft), ("both", f"{self.query}\n{self.draft}")]


def is_wish(record: Correction) -> bool:
    """Whether a record is a wish without a situation ("I never fly"): it is like no question, it limits answers."""
    return not record.query and not record.original_output


@lru_cache(maxsize=8192)
def _matter(text: str) -> frozenset[str]:
    return matter(text)


def _shared(record: Correction, query: str) -> float:
    """The share of the question's matter that the record speaks of."""
    asked = _matter(query)
    about = _matter(" ".join((*record.questions, record.explanation, *record.wrongs, record.corrected_output)))
    return len(asked & about) / len(asked) if asked else 0.0


def query_signs(record: Correction, said: Situation, cosines: Cosines, absent: float) -> list[float]:
    """The signs that need no draft: cosines to situation and rule, shared words, shared shape of reasoning.

    `absent` stands for a cosine that is not known, because the key was not among the nearest.
    """
    return [
        cosines.get(_SITUATION, absent),
        cosines.get(_RULE, absent),
        _shared(record, said.query),
        _same_shape(record, said),
    ]


def _same_shape(record: Correction, said: Situation) -> float:
    return same_shape(record.query, said.query) if record.category is Category.LOGIC else 0.0


def draft_signs(record: Correction, said: Situation, cosines: Cosines, absent: float) -> list[float]:
    """The signs that a draft gives besides: cosines, and how much of the wrong words stands in it."""
    signs = [cosines.get(search, absent) for search in _SEARCHES]
    signs += _stands_in(record, said.draft), _wrong_words(record, said.draft), _same_shape(record, said)
    return signs


def _wrong_words(record: Correction, draft: str) -> float:
    """The share of the words of a wrong span that stand in the draft: of the span of which most do."""
    there, shared, wrong = _matter(draft), 0, frozenset[str]()
    for one in record.wrongs:
        telling = _telling(one)
        if not wrong or len(telling & there) > shared:
            shared, wrong = len(telling & there), telling
    return shared / len(wrong) if wrong else 0.0


def _stands_in(record: Correction, draft: str) -> float:
    """1 where the wrong words stand in the draft; less where they could be about anything ("3.6", "on the left")."""
    there = wrong_in(record, draft)
    if not there:
        return 0.0
    return max(COMMON if generic(wrong) or not _telling(wrong) else 1.0 for wrong in there)


def wrong_in(record: Correction, draft: str) -> list[str]:
    """The wrong spans of a record that stand in a draft."""
    return [wrong for wrong in record.wrongs if _may_contain(draft, wrong) and contains(draft, wrong)]


def _may_contain(draft: str, original: str) -> bool:
    """A quick look before the thorough one: whether the beginning of every word, and every digit, is in the draft."""
    there = _folded(draft)
    for part in _PART.findall(original.casefold()):
        if part[:ROOT] not in there:
            return False
    return bool(original)


@lru_cache(maxsize=4)
def _folded(text: str) -> str:
    """Lower case, numbers without separators added: "5,000" is found as "5" and as "5000"."""
    low = text.casefold()
    return f"{low}\n{_GROUPED.sub('', low)}"


@lru_cache(maxsize=8192)
def _telling(text: str) -> frozenset[str]:
    """The words of a span that tell it from others: no numbers, no units of time or measure."""
    return frozenset(word for word in _matter(text) if len(word) > 1 and word[0].isalpha() and word not in MEASURES)


def similarity(record: Correction, said: Situation, cosines: Cosines, scale: Calibration, least: float = 0.0) -> float:
    """All signs for a correction taken together, calibrated to [0, 1].

    Below `least` it need not be exact: reading the words of a record takes ten times as long as all the rest, so they
    are read only where they could lift it that far.
    """
    if is_wish(record):
        # It stands for itself: shared words say no more than the cosine does, and blur the order.
        return scale.wish([max(cosines.values(), default=scale.absent), _shared(record, said.query)])
    absent = scale.absent
    # As it would be if the record spoke of all that is asked about.
    asked = scale.query((cosines.get(_SITUATION, absent), cosines.get(_RULE, absent), 1.0, _same_shape(record, said)))
    if asked >= least:
        asked = scale.query(query_signs(record, said, cosines, scale.absent))
    if not said.draft.strip():
        return asked
    return max(asked, scale.draft(draft_signs(record, said, cosines, scale.absent)))


ROOT = 4
"""Letters of a word that all its forms share."""
_PART = re.compile(r"[^\W\d_]+|\d+")
_GROUPED = re.compile(r"(?<=\d)[,.'\u00a0\u202f ](?=\d{3})")

MEASURES = frozenset(
    map(stem, "minute hour second week month night cent percent km kg degree euro dollar extension".split())
)
"""Words that stand in too many answers to say that two speak of the same."""
COMMON = 0.15
"""What it counts where the wrong words are so common that they say little by themselves."""
