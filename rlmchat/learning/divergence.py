"""Where two questions part though they look alike: the near-miss that a correction must not be recalled for.

The near-miss is the same frame with another filling ("who directed Alien", "who directed Aliens"). A question put in
other words about the same thing shares the filling and not the frame. So a shared frame with a difference in what
matters speaks against a correction; little likeness says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rlmchat.learning.asking import of_the_world, own_thing
from rlmchat.learning.correction import Category, Correction
from rlmchat.learning.text import attributes, content_words, matter, names, normalise, numbers, sentence_at, stem, words
from rlmchat.learning.touching import another_time, defined_away, of_the_thing_itself
from rlmchat.learning.words import FUNCTION_WORDS

SAME_FRAME = 0.5
"""Share of words in the same order from which on two questions have one frame."""
LIKE_FRAME = 0.2
"""The least share for two questions of one subject to be compared at all."""
SAME_PROBLEM = 0.58
"""The same for problems of reasoning, where any word that differs makes another problem."""
ABOUT_THE_SAME = (0.28, 0.5)
"""Cosines of question and situation between which two are of one subject and yet not the same question."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question, read once."""

    words: tuple[str, ...]
    units: frozenset[str]
    """Stems of its content words, words of one attribute made the same, very common ones too."""
    matter: frozenset[str]
    """The same without the very common ones."""
    names: frozenset[str]
    """Proper names, case folded."""
    numbers: frozenset[float]
    sequence: tuple[str, ...]
    """Stems of the content words in their order."""


@lru_cache(maxsize=4096)
def question(text: str) -> Question:
    """Read a question."""
    found = tuple(words(text))
    return Question(
        found,
        attributes(content_words(text, weak=True)),
        matter(text),
        frozenset(name.casefold() for name in names(text)),
        frozenset(numbers(text)),
        tuple(stem(word) for word in found if word not in FUNCTION_WORDS),
    )


def divergence(lesson: Correction, query: str, cosine: float = 0.0, draft: str = "") -> str:
    """Why a question is not the one that the lesson is about, in a few words; empty where nothing says so.

    `cosine` is the raw likeness of the question to the lesson's situation (0 where not known).
    """
    if lesson.standing or not lesson.query.strip() or not query.strip():
        return ""
    if any(normalise(one) == normalise(query) for one in lesson.questions):
        return ""
    if of_the_thing_itself(lesson, query):
        return "asks about the very thing that it replaces elsewhere"
    # Said of several questions it is about this one where it is about it as seen from any of them.
    reasons = (_parts_from(lesson, one, query, cosine, draft) for one in lesson.questions)
    first = next(reasons)
    reason = "" if not first or any(not other for other in reasons) else first
    return reason or another_time(lesson, query) or _rightly_so(lesson, query, draft)


def _parts_from(lesson: Correction, taught_at: str, query: str, cosine: float, draft: str) -> str:
    taught, asked = question(taught_at), question(query)
    mine = own_thing(taught_at) and not of_the_world(query) and any(wrong in draft for wrong in lesson.wrongs)
    if mine or (asked.names <= taught.names and _says_it_of_the_same(lesson, draft)):
        # The draft makes the very mistake, of the same or of what is the person's own too: that two questions are
        # merely of one subject is no difference then.
        cosine = 0.0
    return _apart(taught, asked, cosine, logic=lesson.category is Category.LOGIC and not mine)


def _says_it_of_the_same(lesson: Correction, draft: str) -> bool:
    """Whether the sentence of the draft that has the wrong words speaks of what was asked about."""
    at = draft.find(lesson.original_output) if lesson.original_output else -1
    if at < 0:
        return False
    left, right = sentence_at(draft, at, at + len(lesson.original_output))
    shared = question(lesson.query).matter & question(draft[left:right]).matter
    return bool(shared - question(lesson.original_output).units)


def _apart(taught: Question, asked: Question, cosine: float, *, logic: bool) -> str:
    frame = SequenceMatcher(None, taught.words, asked.words, autojunk=False).ratio()
    missing, extra = without_kin(taught.units, asked.units), without_kin(asked.units, taught.units)
    if frame >= SAME_FRAME and (other := _plural_of_name(taught, asked)):
        return other
    if frame >= SAME_FRAME and (other := _refilled(taught, asked, missing, extra)):
        return other
    if not missing and not extra and _reordered(taught, asked, frame, logic=logic):
        return "the same things in another order"
    if logic and SAME_PROBLEM <= frame < 1:
        return "another problem in nearly the same words"
    low, high = ABOUT_THE_SAME
    if frame >= LIKE_FRAME and taught.units & asked.units and missing and extra and low <= cosine < high:
        return _instead(extra, missing)
    return ""


def _refilled(taught: Question, asked: Question, missing: frozenset[str], extra: frozenset[str]) -> str:
    """One frame with another filling."""
    proper = frozenset(stem(name) for name in taught.names), frozenset(stem(name) for name in asked.names)
    if missing & (taught.matter | proper[0]) and extra & (asked.matter | proper[1]):
        return _instead(extra, missing)
    if taught.numbers and asked.numbers and not taught.numbers <= asked.numbers:
        return "other numbers"
    return ""


def _instead(extra: frozenset[str], missing: frozenset[str]) -> str:
    return f"asks about {', '.join(sorted(extra)[:3])}, not {', '.join(sorted(missing)[:3])}"


def _plural_of_name(taught: Question, asked: Question) -> str:
    """Names that differ in number only are two names ("Alien", "Aliens")."""
    for one in taught.names - asked.names:
        for other in asked.names - taught.names:
            if one.rstrip("s") == other.rstrip("s"):
                return f"{other} is not {one}"
    return ""


def _reordered(taught: Question, asked: Question, frame: float, *, logic: bool) -> bool:
    """Whether the same names, numbers or premises have changed their places: "from A to B", "from B to A"."""
    if frame < SAME_FRAME or taught.sequence == asked.sequence:
        return False
    return logic or len(taught.names) + len(taught.numbers) >= 2


def without_kin(these: frozenset[str], those: frozenset[str]) -> frozenset[str]:
    """The words of the first set that have no form or derivation in the second ("german" for "germany")."""
    return frozenset(a for a in these - those if not any(_kin(a, b) for b in those))


def _kin(a: str, b: str) -> bool:
    if a[:3] != b[:3]:
        return False
    shared = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return shared >= 3 and (shared >= min(len(a), len(b)) or shared >= max(4, 0.6 * max(len(a), len(b))))


def _rightly_so(lesson: Correction, query: str, draft: str) -> str:
    """Whether the explanation itself says that the wrong words are right in this draft."""
    at = draft.find(lesson.original_output) if lesson.original_output else -1
    if at < 0:
        return ""
    left, right = sentence_at(draft, at, at + len(lesson.original_output))
    return "the explanation says that it is right here" if defined_away(lesson, draft[left:right]) else ""
