"""From a message and the answer before it to the numbers that the classifier multiplies."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from zlib import crc32

from rlmchat.learning.acts import act_features
from rlmchat.learning.hints import hint_features
from rlmchat.learning.lexicon import STOP_WORDS
from rlmchat.learning.reading import AnswerReading, MessageReading
from rlmchat.learning.relation import relation_features

BUCKETS = 1 << 14
"""Places of the hashed n-grams."""

ANSWER_WORDS = 140
"""Words of the answer that tell what it is about."""

_MASK = re.compile(r"\d")


def dense_features(message: MessageReading, answer: AnswerReading) -> dict[str, float]:
    """All hand-made features by name, in a fixed order."""
    return act_features(message) | relation_features(message, answer) | hint_features(message, answer)


def _masked(word: str, answer: AnswerReading) -> str:
    """A word as n-grams see it: figures and rare matter as kinds, so that what counts is how a thing is said."""
    if _MASK.search(word):
        return "<seen#>" if word in answer.word_set else "<#>"
    return word


def grams(message: MessageReading, answer: AnswerReading) -> Iterator[str]:
    """The n-grams of a message: words one to three, the opening by its place, the end; error and code as marks."""
    words = [_masked(w, answer) for w in message.words[:80]]
    if message.errors:
        words.append("<error>")
    if message.code:
        words.append("<code>")
    yield from words
    padded = ["<s>", *words, "</s>"]
    for a, b in itertools.pairwise(padded):
        yield f"{a} {b}"
    for a, b, c in zip(padded, padded[1:], padded[2:], strict=False):
        yield f"{a} {b} {c}"
    for place, word in enumerate(words[:5]):
        yield f"^{word}"
        if place < 2:
            yield f"^{place}{word}"


def char_grams(message: MessageReading) -> Iterator[str]:
    """Parts of words, three to five letters, so that other forms and misspellings meet."""
    for word in message.words[:60]:
        if word[0].isalpha():
            whole = f"<{word}>"
            for size in (3, 4, 5):
                for at in range(len(whole) - size + 1):
                    yield "~" + whole[at : at + size]


def topic_grams(answer: AnswerReading) -> Iterator[str]:
    """The matter of an answer: its first content words and their stems; they tell the category, not the correction."""
    for word in answer.words[:ANSWER_WORDS]:
        if word[0].isalpha() and word not in STOP_WORDS:
            yield f"a:{word}"
            yield f"a5:{word[:5]}"


def bucket(gram: str) -> int:
    """The place of an n-gram."""
    return crc32(gram.encode("utf-8", "surrogatepass")) % BUCKETS
