"""A sentence of the answer said again with one value changed: "20% of 50 is 10" for "20% of 50 is 12"."""

from __future__ import annotations

from difflib import SequenceMatcher

from rlmchat.learning import spans
from rlmchat.learning.extracted import Extraction, is_value, rest, without_lead
from rlmchat.learning.lexicon import NEGATION, STOP_WORDS
from rlmchat.learning.reading import MessageReading, sentences_of

MOST_WORDS = 24
"""Words of such a sentence."""
SENTENCES = 12
"""Sentences of an answer that are compared."""
KEPT = 3
"""Words that both have, at least."""


def from_same_sentence(reading: MessageReading, answer: str, _query: str) -> Extraction | None:
    """What stands in the one place in which a sentence of the message differs from one of the answer."""
    if "```" in answer or reading.asks:
        return None
    for sentence in reading.sentences[:2]:
        said = _words(without_lead(sentence))
        if not KEPT < len(said) <= MOST_WORDS or not NEGATION.isdisjoint(word.lower() for word in said):
            continue
        for told in sentences_of(answer[: spans.SEARCHED])[:SENTENCES]:
            found = _one_change(said, _words(told))
            if found is not None and spans.find_word(found[0], answer):
                return Extraction(found[0], found[1], rest(reading, sentence), True, "same sentence")
    return None


def _words(sentence: str) -> list[str]:
    return [word for word in (w.strip(".,;:!?\"'“”()*") for w in sentence.split()[: 2 * MOST_WORDS]) if word]


def _one_change(said: list[str], told: list[str]) -> tuple[str, str] | None:
    """The words of the answer and of the message in the one place where they differ; None if there are more."""
    if len(told) > MOST_WORDS:
        return None
    ops = SequenceMatcher(None, [w.lower() for w in told], [w.lower() for w in said], autojunk=False).get_opcodes()
    changes = [op for op in ops if op[0] != "equal"]
    if len(changes) != 1 or changes[0][0] != "replace":
        return None
    _, a, b, c, d = changes[0]
    kept = [word for word in told[:a] + told[b:] if word.lower() not in STOP_WORDS]
    old, new = " ".join(told[a:b]), " ".join(said[c:d])
    if (
        len(told) - (b - a) < KEPT
        or not kept
        or max(b - a, d - c) > 3
        or not is_value(new)
        or old.lower() in STOP_WORDS
    ):
        return None
    return old, new
