"""A value that stands alone in a message against the answer's own: no words of naming, only its kind and place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from rlmchat.learning import counterparts, lower_names, number_values, spans
from rlmchat.learning.cues import states_rule
from rlmchat.learning.extracted import RULE_LENGTH, Extraction, in_form, is_value, rest, tells, without_lead
from rlmchat.learning.languages import Language
from rlmchat.learning.lexicon import AGREEMENT, EVALUATION, PRAISE, REVISE_VERBS, STEP_VERBS, STOP_WORDS
from rlmchat.learning.naming import MOST_WORDS, PLAIN_VERBS, SENTENCES, counterpart
from rlmchat.learning.outright import ALONE
from rlmchat.learning.reading import MessageReading
from rlmchat.learning.spans import NUMBER_WORDS
from rlmchat.learning.values import COMPARED, Counterpart

SHORT_ANSWER = 600
"""Characters of an answer up to which such a value is believed: in a longer one anything could be meant."""
NAME_WORDS = 12
"""Words of a sentence up to which a name or a form of a word in it is taken so."""
_SUM = re.compile(
    r"\d\s?[-+*/×x÷=]\s?\d|\d[a-z]\^|\^\d|\b(?:divided|minus|plus|times|half of|both sides|squared|makes|factor)\b",
    re.IGNORECASE,
)
"""Arithmetic: its numbers are steps and stand against nothing."""


def from_contrast(reading: MessageReading, answer: str, _query: str) -> Extraction | None:
    """A lone value, and a sentence that says what the answer's is instead: "Saint Helena. Elba he escaped from"."""
    parts = [without_lead(s).strip() for s in reading.sentences[:SENTENCES]]
    if len(parts) != 2 or len(reading.words) > MOST_WORDS or "```" in answer:
        return None
    for value, remark in (parts, parts[::-1]):
        named = _LONE.fullmatch(value)
        place = _spoken_of(remark, answer) if named else None
        if (
            named is None
            or place is None
            or not is_value(named["value"])
            or _stands(new := named["value"].strip(), answer)
        ):
            continue
        if number_values.is_number(place) == number_values.is_number(new) and place.lower() not in new.lower():
            whole = _full_name(place, new, answer)
            return Extraction(whole, in_form(new, whole), remark, True, "contrast")
    return None


_NO_LONE = r"(?!(?:that|it|this|too|so|not|no|yes|but|and|i|you|we|please|sorry|wrong|nope|what|why|how)\b)"
_LONE = re.compile(
    r"(?:(?:that|it|this|he|she)(?:'?s| is| was) |you mean |i mean |should be )?(?:the |an? )?"
    rf"(?P<value>{_NO_LONE}[^\s.,;:!?]+(?: [^\s.,;:!?]+){{0,2}})\W*",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"(?P<what>[^\s.,;:!?]+(?: [^\s.,;:!?]+){0,2}?) (?:is|are|was|were|means?|only|just|he|she|they|has|had|does|did"
    r"|would|comes?|came|lies?|lay|died|lived)\b",
    re.IGNORECASE,
)


def _spoken_of(remark: str, answer: str) -> str | None:
    """The subject of a remark, where it is a value of the answer."""
    found = _SUBJECT.match(remark)
    if found is None or not tells(found["what"]) or found["what"].lower() in STOP_WORDS | PLAIN_VERBS:
        return None
    return spans.exact(found["what"], answer)


def _full_name(place: str, new: str, answer: str) -> str:
    """The whole name that a single word is the last part of, where the right one has several words too."""
    if " " not in new or " " in place:
        return place
    names = (name for name, _, _ in counterparts.names_in(answer[: spans.SEARCHED]))
    return next((name for name in islice(names, COMPARED) if name.endswith(f" {place}")), place)


def from_values(reading: MessageReading, answer: str, query: str) -> Extraction | None:
    """A number, name or word form of a short message that stands against one in a short answer, unnamed."""
    if len(reading.words) > MOST_WORDS or len(answer) > SHORT_ANSWER or _is_rule(reading):
        return None
    if "```" not in answer and (spelt := counterparts.respelled(reading.prose, answer)):
        return Extraction(spelt.old, spelt.new, reading.prose.strip()[:RULE_LENGTH], True, "spelling")
    if found := lower_names.name_against(reading.prose, answer, query):
        return Extraction(found.old, found.new, "", True, ALONE)
    for sentence in reading.sentences[:SENTENCES]:
        if states_rule(without_lead(sentence)):
            continue
        for found in _values_of(sentence, reading, answer, query):
            if found and found.sure and found.old.lower() != found.new.lower():
                return Extraction(found.old, found.new, rest(reading, sentence), True, "value")
    return None


def _is_rule(reading: MessageReading) -> bool:
    return states_rule(reading.prose, foreign=reading.language is not Language.ENGLISH)


def _values_of(sentence: str, reading: MessageReading, answer: str, query: str) -> Iterator[Counterpart | None]:
    prose, code = reading.prose, "```" in answer
    numbers = [n for n, _, _ in islice(number_values.numbers_in(sentence), 12)]
    fresh = [n for n in numbers if n.lower() not in number_values.VAGUE_NUMBERS and not _stands(n, answer)]
    if len(fresh) == 1 and not code and not _SUM.search(prose) and prose.strip() != f"{fresh[0]}?":
        yield counterpart(fresh[0], answer, prose, query)
    bare = without_lead(sentence)
    names = [
        n for n, at, _ in islice(counterparts.names_in(bare), 12) if _is_name(n, at, bare) and not _stands(n, answer)
    ]
    if names and not code and len(sentence.split()) <= NAME_WORDS:
        yield counterparts.name_like(names[0].removesuffix("'s"), answer, prose, query)
    if not code and len(sentence.split()) <= NAME_WORDS:
        yield counterparts.word_like(sentence, answer)


_CONTRACTED = re.compile(r"(?:i|we|you|they|he|she|it|that|there|don|can|let|isn|aren|won|what|who)['’]")


def _is_name(word: str, at: int, sentence: str) -> bool:
    """Whether a capitalised word is a name: within a sentence, or alone or almost so."""
    low = word.lower()
    if low in PRAISE | AGREEMENT | STOP_WORDS | NUMBER_WORDS or len(word) < 3 or _CONTRACTED.match(low):
        return False
    verb = low in REVISE_VERBS | STEP_VERBS | EVALUATION | {"remember", "watch"}
    return at > 0 or (not verb and len(sentence.split()) <= 5) or " " in word


def _stands(value: str, answer: str) -> bool:
    return spans.find_word(value, answer[: spans.SEARCHED]) is not None
