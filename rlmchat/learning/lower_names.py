"""A name that is typed without its capital, alone against the one name of an answer: "no, its canberra"."""

from __future__ import annotations

import re

from rlmchat.learning import counterparts, spans
from rlmchat.learning.extracted import in_form
from rlmchat.learning.lexicon import (
    AGREEMENT,
    AUXILIARIES,
    EVALUATION,
    HESITATION,
    PRAISE,
    REVISE_VERBS,
    STEP_VERBS,
    STOP_WORDS,
)
from rlmchat.learning.spans import NUMBER_WORDS
from rlmchat.learning.values import Counterpart
from rlmchat.learning.words import FUNCTION_WORDS, TASK_WORDS, WEAK_WORDS

LONGEST_MESSAGE = 60
"""Characters of such a message."""
SHORT_ANSWER = 200
"""Characters of an answer in which one name is what was asked for."""

_ASKS_FOR_A_NAME = re.compile(
    r"\b(?:who|whom|whose|where|which|capital|city|town|village|country|state|river|lake|mountain|island|named?|called"
    r"|man|woman|person|team|company|band|planet"
    r"|author|writer|painter|inventor|composer|president|chancellor|ceo|manager|boss|captain|wer|wo|wie hei(?:ß|ss)t"
    r"|hauptstadt|qui|où|capitale|quién|dónde)\b",
    re.IGNORECASE,
)
_MESSAGE = re.compile(
    r"(?P<no>(?:(?:(?:that|this|it)(?:['’]?s| is) (?:wrong|false|incorrect|not (?:right|true|correct))|no+|nope|nah"
    r"|wrong|actually|sorry|wait|well|um+|hm+|nein|non)[\s,.;:!–—-]+)*)"
    r"(?P<is>(?:(?:it|that|this|he|she)(?:['’]?s| is| was)\s+)?(?:(?:in|by|at|near)\s+)?)"
    r"(?P<value>[^\W\d_A-ZÀ-ÖØ-Þ]{3,}(?: [^\W\d_A-ZÀ-ÖØ-Þ]{3,}){0,2}?)"
    r"(?P<deed>\s+(?:(?:did|made|wrote|built|found|invented|\w{3,}ed)(?:\s+(?:it|that|this))?|was|is|is the \w+))?"
    r"(?P<then>[\s,]+(?:actually|instead|though|i think|i believe|of course))?[\s.!]*"
)
_COMMON = (
    STOP_WORDS | PRAISE | AGREEMENT | EVALUATION | HESITATION | REVISE_VERBS | STEP_VERBS | NUMBER_WORDS | AUXILIARIES
    | FUNCTION_WORDS | TASK_WORDS | WEAK_WORDS
    | frozenset(
        "idea way problem worry worries doubt matter clue rush longer need thanks thank chance comment comments wonder"
        " thing point reason difference surprise offense offence pressure hurry excuse kidding shit joke fun word"
        " cold hot warm small big large old new near nearby far close north south east west downtown abroad home"
        " upstairs downstairs inside outside here there nowhere everywhere someone somebody nobody anyone mine yours"
        " ours his hers him her them cool dead alive busy free open closed broken gone late early man woman".split()
    )
)  # fmt: skip
"""Words that answer a question for a name and are none."""
_DESCRIBING = re.compile(r".*(?:ed|ly|ful|ous|ive|able|ible|less|ish|est|ing)")


def name_against(message: str, answer: str, query: str) -> Counterpart | None:
    """The name of a short answer that a lone lower-case name takes the place of, with the capital it has there.

    Only where the question asks for a name, and only for a word that is neither common nor of a describing form: what
    is meant by "no worries" and "it's crowded" is no name.
    """
    if len(message) > LONGEST_MESSAGE or len(answer) > SHORT_ANSWER or not _ASKS_FOR_A_NAME.search(query):
        return None
    said = _MESSAGE.fullmatch(message.strip())
    if said is None or not (said["no"] or said["is"] or said["then"]):
        return None
    value = said["value"]
    words = value.split()
    if any(word in _COMMON or _DESCRIBING.fullmatch(word) for word in words):
        return None
    if said["no"].strip().lower() == "no" and not said["is"] and words[-1].endswith("s"):
        return None  # "no emojis" wants none of them.
    if spans.find_word(value, answer) is not None:
        return None
    found = counterparts.name_like(value.title(), answer, message, query)
    return found if found is None or not found.sure else Counterpart(found.old, in_form(value, found.old), True)
