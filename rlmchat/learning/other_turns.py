"""What looks like a correction and is another turn: the next question in short, an agreement, a text to work on."""

from __future__ import annotations

import re

from rlmchat.learning import counterparts, number_values, spans
from rlmchat.learning.acts import remark
from rlmchat.learning.calendar_words import calendar_words
from rlmchat.learning.lexicon import FEELING, NEGATION_OPENERS, PRAISE
from rlmchat.learning.outright import said_outright
from rlmchat.learning.phrasing import phrases_in
from rlmchat.learning.question_frames import parallel
from rlmchat.learning.reading import MessageReading
from rlmchat.learning.text import content_words, words
from rlmchat.learning.words import FUNCTION_WORDS

NO_CORRECTION = 0.3
"""Most probability of what is another turn: nobody is asked about it."""
DOUBTFUL = 0.65
"""Most probability of a bare name where the question has one, too: "Germany" may ask on, "Canberra" may correct."""
LONGEST = 300
"""Characters of a message, and of a question, that are looked at."""
GREETING = 20
"""Characters of an answer that may be a mere greeting."""
FEW = 8
"""Words of a question that is asked on in short."""

_AGREES = re.compile(
    r"(?:(?:ah|oh|ok(?:ay)?|yes|yeah|yep|wow|well|hm+|thanks|ha)[\s,.!]+)*"
    r"(?:(?:you(?:'re| are)|that(?:'s| is)) (?:right|correct|true)\b|right,|exactly\b|indeed\b|of course,"
    r"|i stand corrected"
    r"|(?:my|that was my) (?:mistake|bad|fault)\b|i (?:was wrong|would have said|would have guessed|had thought)\b"
    r"|so (?:it's |it is )?not\b)",
    re.IGNORECASE,
)
_TAKES_IN = re.compile(
    r"(?:(?:ah|oh|ok(?:ay)?|yes|yeah|well|hm+|cool|great|right|now)[\s,.!]+)*"
    r"(?:(?:(?:that|this|it)(?: all)? )?makes (?:perfect |total |more |a lot of )?sense|got it|i see|fair enough|noted"
    r"|understood|good to know|(?:that|it)(?:['’]?s| is) (?:good to know|news to me|what i (?:thought|needed|wanted)))"
    r"(?: (?:now|then|actually))?[\s,.!]*(?:thanks|thank you|ty)?[\s.!]*",
    re.IGNORECASE,
)
_OBJECTS = re.compile(r"\b(?:but|however|though|except|still|yet)\b|\bexactly\s+\d", re.IGNORECASE)
_TO_WORK_ON = re.compile(
    r"(?:(?:please|now|and|ok(?:ay)?|can you|could you)[\s,]+)*"
    r"(?:(?:translate|proofread|spell-?check|paraphrase|summari[sz]e|pronounce)\b[^\n]{0,60}?[:\"“„«'‘]"
    r"|(?:write|make up|compose|invent|give me|continue)\b[^\n]{0,60}?\b(?:dialogue|dialog|scene|story|sketch"
    r"|conversation|character|play|lines?|sentence)\b[^\n]{0,60}?[:\"“„«])",
    re.IGNORECASE,
)
_STATES = re.compile(
    r"(?:it|that|this|they|he|she|there)(?:['’]?s|['’]re| is| are| was| were| should| must)?\b", re.IGNORECASE
)
_AMOUNT = re.compile(
    r"(?P<number>\d[\d.,]*)\s?(?P<unit>[%°$€£]|(?!(?:in|is|of|to|and|or|at|on|a|an|the|it)\b)[^\W\d_]{1,20})?"
)
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_FAULTS = frozenset(
    "wrong incorrect false untrue nonsense rubbish no nope nah not isn't wasn't doesn't don't falsch nein faux"
    " incorrecto mistake bad".split()
)
_CONTENTLESS = _FAULTS | frozenset(
    "that that's thats this this's it it's its is was are looks look seems sounds right correct true good quite really"
    " very so still again completely totally all just i think believe think hm hmm hmmm um oh sorry wait what seriously"
    " the a an answer your you're you are at the das ist stimmt nicht c'est est es non pas".split()
)
"""Of what such a message consists."""
_PLACED = frozenset("in on at for by to from with into of as".split())


def most_probability(message: MessageReading, answer: str, query: str) -> float:
    """What such a message is worth at most as a correction; 1.0 for all others."""
    text, query = message.text.strip(), query[:LONGEST]
    if len(text) > LONGEST:
        return 1.0
    if len(text) == 1 and text.isalpha() and text.isascii():
        return NO_CORRECTION
    if len(answer) < GREETING and not content_words(answer, weak=True) and not number_values.is_number(answer):
        return NO_CORRECTION  # "Hello!" says nothing that could be wrong.
    if _TO_WORK_ON.match(text) or _agrees(message, text, answer):
        return NO_CORRECTION
    if _TAKES_IN.fullmatch(text) or _feels(message.words):
        return NO_CORRECTION
    alone = said_outright(text)
    if alone is not None and not alone.denied and not alone.stated and _in(alone.value, answer):
        return NO_CORRECTION  # An echo.
    said = words(text)
    if not query or not said or len(said) > FEW or said[0] in NEGATION_OPENERS or _STATES.match(text):
        return 1.0
    if _asks_on(said, words(query)):
        return NO_CORRECTION
    return 1.0 if alone is None or alone.denied or alone.stated else _value_of_question(alone.value, query, answer)


def _feels(said: list[str]) -> bool:
    """Whether it is one word of feeling or praise: "that's hilarious"; with "too" it finds fault."""
    return "too" not in said and remark([word for word in said if word[0].isalnum()]) in FEELING | PRAISE


def only_complains(text: str) -> bool:
    """Whether a message says that something is wrong and not one word of what: "that's wrong", "no!", "still not"."""
    said = words(text) if len(text) <= LONGEST else []
    return 0 < len(said) <= FEW and not _FAULTS.isdisjoint(said) and all(word in _CONTENTLESS for word in said)


def _agrees(message: MessageReading, text: str, answer: str) -> bool:
    """Whether it says what the answer says ("right, Canberra, not Sydney as I thought") or chooses from it."""
    if _AGREES.match(text) and not _OBJECTS.search(text):
        return True
    asks = answer.rstrip().endswith("?")
    named = [phrase for sentence in message.sentences[:3] for phrase in phrases_in(sentence, message.language)]
    return any(
        phrase.old and phrase.new and _in(phrase.new, answer) and (asks or not _in(phrase.old, answer))
        for phrase in named
        if phrase.name == "x not y"
    )


def _in(span: str, answer: str) -> bool:
    return spans.exact(spans.trimmed(span), answer) is not None


def _asks_on(said: list[str], asked: list[str]) -> bool:
    """Whether it is the question with another filling: "capital of peru", "smallest planet", "in London"."""
    if not asked or said == asked:
        return False
    if parallel(asked, said):
        return True
    if len(said) == len(asked):
        same = [a for a, b in zip(said, asked, strict=True) if a == b]
        return any(word not in FUNCTION_WORDS for word in same) and len(same) * 2 >= len(said)
    fresh = [word for word in said if word not in asked]
    if len(said) <= 3 and said[-1] == asked[-1] and len(fresh) == 1 and said[-1] not in FUNCTION_WORDS:
        return True
    at = [i for i, word in enumerate(asked[:-1]) if word == said[0]]
    return said[0] in _PLACED and len(said) <= 3 and any(asked[i + 1] != said[1] for i in at if len(said) > 1)


def _value_of_question(value: str, query: str, answer: str) -> float:
    """For a bare value: whether the question has one of its kind, so that it may be asked on for this one."""
    kinds = {kind for _, kind, _, _ in calendar_words(value)}
    if kinds:
        return NO_CORRECTION if kinds & {kind for _, kind, _, _ in calendar_words(query)} else 1.0
    if number_values.is_number(value):
        return _number_of_question(value, query, answer)
    return DOUBTFUL if any(True for _ in counterparts.names_in(query)) or query.islower() else 1.0


def _number_of_question(value: str, query: str, answer: str) -> float:
    """For a bare number: in doubt where the answer has one of its kind that the question has not."""
    year = _YEAR.search(value)
    if year is not None:
        asked = set(_YEAR.findall(query))
        return 1.0 if not asked else DOUBTFUL if set(_YEAR.findall(answer[:LONGEST])) - asked else NO_CORRECTION
    mine = {unit for _, unit in _amounts(value)}
    asked = _amounts(query)
    if mine.isdisjoint(unit for _, unit in asked):
        return 1.0
    fresh = {unit for amount, unit in _amounts(answer[:LONGEST]) if (amount, unit) not in asked}
    return NO_CORRECTION if mine.isdisjoint(fresh) and "" not in mine else DOUBTFUL


def _amounts(text: str) -> set[tuple[str, str]]:
    """Numbers with their units, or with none."""
    return {(found["number"].rstrip(".,"), (found["unit"] or "").lower()) for found in _AMOUNT.finditer(text)}
