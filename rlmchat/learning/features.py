"""From a message and the answer before it to the numbers that the classifier multiplies."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from rlmchat.learning.acts import act_features
from rlmchat.learning.hints import hint_features
from rlmchat.learning.languages import to_english
from rlmchat.learning.lexicon import STOP_WORDS
from rlmchat.learning.reading import AnswerReading, MessageReading, words_of
from rlmchat.learning.relation import relation_features

BITS = 16
BUCKETS = 1 << BITS
"""Places of the hashed n-grams."""

OPENING_WORDS = 30
"""Words of the first sentence that count."""

ANSWER_WORDS = 140
"""Words of the answer that tell what it is about."""

LONGEST_WORD = 40
"""Letters of a word that count; what is longer is no word."""
REMEMBERED = 1 << 12
"""Words whose codes are remembered."""

_MASK = re.compile(r"\d")
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""Knuth's multiplicative hashing: the highest bits of the product are the place."""
_PAIR, _TRIPLE, _FIRST, _PLACED, _STEM = (np.uint64(crc32(name)) for name in (b"2", b"3", b"^", b"^0", b"a5"))
"""What keeps the kinds of n-grams apart: the pair "a b" is not the triple that begins with it."""

Codes = NDArray[np.uint64]
Places = NDArray[np.int64]


def dense_features(message: MessageReading, answer: AnswerReading) -> dict[str, float]:
    """All hand-made features by name, in a fixed order."""
    return act_features(message) | relation_features(message, answer) | hint_features(message, answer)


def _masked(word: str, answer: AnswerReading) -> str:
    """A word as n-grams see it: figures and rare matter as kinds, so that what counts is how a thing is said."""
    if _MASK.search(word):
        return "<seen#>" if word in answer.word_set else "<#>"
    return word


@lru_cache(REMEMBERED)
def _code(word: str) -> int:
    return crc32(word[:LONGEST_WORD].encode("utf-8", "surrogatepass"))


@lru_cache(REMEMBERED)
def _part_codes(word: str) -> Codes:
    """Codes of the parts of a word, three to five letters, its ends marked."""
    whole = f"<{word[:LONGEST_WORD]}>"
    return _codes([whole[at : at + size] for size in (3, 4, 5) for at in range(len(whole) - size + 1)])


def _codes(words: Sequence[str]) -> Codes:
    return np.fromiter(map(_code, words), np.uint64, len(words))


def _places(*codes: Codes) -> Places:
    """The places of n-grams by their codes, each once, in order."""
    # Not `np.unique`: at its first call it imports NumPy's masked arrays (2 MB) to ask whether this is one.
    found = np.sort(np.concatenate(codes) * _SPREAD >> np.uint64(64 - BITS)).astype(np.int64)
    return np.asarray(found[np.diff(found, prepend=-1) > 0])


def _runs(words: Sequence[str]) -> tuple[Codes, Codes, Codes]:
    """Codes of the words, of all pairs and of all triples, beginning and end marked."""
    padded = _codes(["<s>", *words, "</s>"])
    pairs = padded[:-1] * _PAIR + padded[1:]
    return padded[1:-1], pairs, pairs[:-1] * _TRIPLE + padded[2:]


def grams(message: MessageReading, answer: AnswerReading) -> Places:
    """Places of a message's words, pairs and triples, of its opening by its place, of error and code as marks."""
    words = [_masked(w, answer) for w in message.words[:80]]
    words += ["<error>"] * bool(message.errors) + ["<code>"] * bool(message.code)
    runs = _runs(words)
    first = runs[0]
    return _places(*runs, first[:5] * _FIRST, first[:1] * _PLACED, first[1:2] * _PLACED + np.uint64(1))


def opening_grams(message: MessageReading, answer: AnswerReading) -> Places:
    """The same of the first sentence alone: "That's not a good answer. How …" is decided there."""
    opening = words_of(message.sentences[0])[:OPENING_WORDS] if message.sentences else []
    return _places(*_runs([_masked(word, answer) for word in to_english(opening, message.language)]))


def char_grams(message: MessageReading) -> Places:
    """Places of the parts of words, so that other forms and misspellings meet."""
    words = dict.fromkeys(word for word in message.words[:60] if word[0].isalpha())
    return _places(_codes([]), *(_part_codes(word) for word in words))


def topic_grams(answer: AnswerReading) -> Places:
    """Places of the first content words of an answer and of their stems: they tell the category."""
    words = [w for w in answer.words[:ANSWER_WORDS] if w[0].isalpha() and w not in STOP_WORDS]
    return _places(_codes(words), _codes([word[:5] for word in words]) * _STEM)
