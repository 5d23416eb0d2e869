"""A message that is nothing but the right value: "No, Thursday.", "it's 5432 actually", "Non, c'est Canberra.", "不对，是星期四"."""

# ruff: noqa: E501 (patterns are read line by line)
from __future__ import annotations

import re
from dataclasses import dataclass

from rlmchat.learning import counterparts, lexicon, number_values, spans
from rlmchat.learning.calendar_words import calendar_words, same_place
from rlmchat.learning.extracted import Extraction, in_form, is_value
from rlmchat.learning.reading import MessageReading, sentences_of
from rlmchat.learning.values import bare

ALONE = "value alone"
"""The name of this way of naming what is right."""
LONGEST = 90
"""Characters of such a message at most."""
ROOM = 4 * LONGEST
"""The same with all its spaces: what is longer is a paste, and is not even read."""
VALUE_WORDS = 4
"""Words of the value in it at most."""
SHORT_ANSWER = 300
"""Characters of an answer up to which one value of it can be meant without being named."""

SHORTEST_ANSWER = 160
"""The same where the message does not even say that something is wrong."""

_DENIAL = (
    r"(?:no+|no+pe|nop|nah+|naw|wrong|incorrect|false|not (?:true|right|correct|quite|exactly)|(?:that|this|it)(?:'s| is|s)? (?:wrong|false|incorrect|not (?:right|true|correct))"
    r"|nein|nee|nö|falsch|(?:das )?stimmt nicht|(?:das ist )?nicht richtig|non|faux|c'est faux|pas du tout|no es (?:cierto|correcto)|incorrecto|falso|mal|不对|不是的?|错了?|不)"
)
_FILLER = r"(?:actually|hm+|wait|sorry|well|ok(?:ay)?|but|er+|um+|uh+|oops|i think|i believe|doch|eigentlich|en fait|en realidad|perdón|pardon|其实|应该)"
_COPULA = (
    r"(?:(?:the (?:right |correct )?(?:answer|name|date|day|number|value|one) )?(?:it|that|this|he|she|they|is|was|are|were)?(?:'?s| is| was|'re| are| were)?(?: actually| really)? ?"
    r"(?:should(?:'ve)? (?:be|have been|say|read)|must be|has to be|ought to be|called|named)|it'?s|it is|it was|that'?s|that is|that was|they'?re|they are|he'?s|she'?s|he was|she was"
    r"|(?:you|i) (?:mean|meant)|i said|make (?:it|that)|c'est|c'était|ce sont|il s'agit de|es ist|es war|das ist|das war|es sind|er heißt|sie heißt|es|son|era|fue|serían?|se llama|seria)"
)
_DETERMINER = r"(?:actually|really|at|on|in|by|from|the|an?|only|just|about|am|um|im|der|die|das|den|dem|ein|eine|le|la|les|l'|un|une|en|à|au|el|los|las|una|por)"
_START = re.compile(
    rf"^[\s\"'“”«»(…-]*(?P<denial>{_DENIAL}(?![\w']))?(?P<filler>(?:[\s,.;:!，。！–—-]*(?:{_FILLER})(?!\w))*)"
    rf"[\s,.;:!，。！–—-]*(?P<copula>(?:{_COPULA})(?![\w'])|(?:应该|那)?[是在叫为]|应为)?(?P<more>(?:[\s,.;:!–—-]*(?:{_FILLER})(?!\w))*)[\s,:]*(?:{_DETERMINER}(?:(?<=')|\s+))*",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?:[\s,.;:!–—-]+(?:actually|though|instead|mate|man|dude|lol|please|pls|in fact|surely|en fait|eigentlich|en realidad|bitte|svp|por favor|quand même|才对))*[\s.,;:!…。，！\"'“”«»)]*$",
    re.IGNORECASE,
)
_NO_VALUES = (
    lexicon.PRAISE
    | lexicon.AGREEMENT
    | lexicon.STOP_WORDS
    | lexicon.QUESTION_WORDS
    | lexicon.AUXILIARIES
    | lexicon.REVISE_VERBS
    | lexicon.STEP_VERBS
    | lexicon.EVALUATION
    | lexicon.NEGATION
    | lexicon.NEGATION_OPENERS
)
_NAME = re.compile(
    r"[A-ZÀ-ÖØ-Þ][\w.'’-]*(?: (?:of |de |da |di |del |du |la |the |von |van |der )?[A-ZÀ-ÖØ-Þ][\w.'’-]*)*"
)
_TONGUES = frozenset(
    "english german french spanish italian portuguese dutch polish russian chinese japanese korean arabic turkish hindi python java"
    " javascript typescript rust sql markdown json html latex deutsch französisch englisch français anglais español inglés".split()
)
"""Capitalised or not, what these say is the form that is wanted, and they stand against no name."""
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CHINESE_PREDICATE = re.compile(r"(?:是|在|为|叫|叫做|等于)([\u3400-\u9fffA-Za-z0-9·]{1,12})[。.！!]?$")
_CHINESE_VALUE = re.compile(r"[\u3400-\u9fffA-Za-z0-9·]{1,10}")
_CHINESE_TALK = re.compile(r"[的了吗呢吧我你他她不没很太会能要请给把再也都]")


@dataclass(frozen=True, slots=True)
class Said:
    """What such a message consists of."""

    value: str
    denied: bool
    """Whether it denies ("no", "wrong") before the value."""
    stated: bool
    """Whether it says that something *is* the value ("it's", "c'est", "should be")."""


def said_outright(message: str) -> Said | None:
    """The one value that a message consists of, if it does; questions and sentences of their own do not."""
    if len(message) > ROOM:
        return None
    text = " ".join(message.split()).replace("’", "'")
    if not text or len(text) > LONGEST or text.endswith(("?", "？")) or "`" in text:
        return None
    start = _START.match(text)
    if start is None:
        return None
    rest = text[start.end() :]
    value = rest[: _END.search(rest).start()] if rest else ""  # type: ignore[union-attr] # it matches the empty end
    words = value.split()
    if not words or len(words) > VALUE_WORDS or re.search(r"[,;:!。，！?]\s|\n|\. ", value):
        return None
    if words[0].lower().strip(".,'") in _NO_VALUES or words[-1].lower() in _TONGUES or not is_value(value):
        return None
    fillers = (start["filler"] + start["more"]).lower()
    stated = bool(start["copula"]) or any(f in fillers for f in ("actually", "fait", "eigentlich", "realidad", "其实"))
    return Said(value, bool(start["denial"]), stated or "actually" in rest.lower())


def from_value_alone(reading: MessageReading, answer: str, query: str) -> Extraction | None:
    """The right value of such a message and the one of the answer that it stands against, where that is certain."""
    said = said_outright(reading.text) if "```" not in answer else None
    if said is None or spans.find_word(said.value, answer):
        return None
    if any(word.lower() == said.value.lower() for word, _, _, _ in calendar_words(said.value)):
        old = _day_or_month(said.value, answer)
        return Extraction(old, in_form(said.value, old), "", True, ALONE) if old else None
    if _CHINESE.search(said.value):
        old = _chinese(said.value, answer)
        return Extraction(old, said.value, "", True, ALONE) if old else None
    longest = SHORT_ANSWER if said.denied or said.stated else SHORTEST_ANSWER
    if number_values.is_number(said.value):
        found = number_values.number_like(said.value, answer, said.value, query)
    elif _NAME.fullmatch(said.value) and len(answer) <= longest:
        found = counterparts.name_like(said.value, answer, said.value, query)
    else:
        found = None
    if (
        found is None
        or not found.sure
        or found.old.lower() == found.new.lower()
        or bare(said.value) not in bare(found.new)
    ):
        return None
    return Extraction(found.old, in_form(found.new, found.old), "", True, ALONE)


def _day_or_month(value: str, answer: str) -> str:
    """The one other day (or month) that the answer has, where the value is a day (or month)."""
    mine = next(kind for _, kind, _, _ in calendar_words(value))
    theirs = {word for word, kind, _, _ in calendar_words(answer[: spans.SEARCHED]) if kind == mine}
    others = [word for word in theirs if not same_place(word, value)]
    return others[0] if len(theirs) == len(others) == 1 else ""


def _chinese(value: str, answer: str) -> str:
    """What a Chinese answer of one sentence says that something is, where the value can stand in its place."""
    sentences = sentences_of(answer)
    if len(sentences) != 1 or not _CHINESE_VALUE.fullmatch(value) or _CHINESE_TALK.search(value):
        return ""
    found = _CHINESE_PREDICATE.search(sentences[0].strip())
    old = found.group(1) if found else ""
    return old if old and not _CHINESE_TALK.search(old) and abs(len(old) - len(value)) <= 4 else ""
