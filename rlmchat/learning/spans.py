"""Finding in an answer what a message speaks of: spans word for word, the sentence that fits best."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise

from rlmchat.learning.lexicon import STOP_WORDS

SEARCHED = 12_000
"""Characters of an answer in which spans are searched."""
OCCURRENCES = 60
"""Places of a span that are tried until one stands as a whole word."""
LINE = 300
"""Characters of a line that are taken."""
COMPARED = 200
"""Sentences of an answer that are weighed at most."""

NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
    " twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion once twice half third"
    " quarter"
    " first second fourth fifth sixth seventh eighth ninth tenth monday tuesday wednesday thursday friday saturday"
    " sunday"
    " january february march april june july august september october november december spring summer autumn winter"
    " fall"
    " zwei drei vier fünf sechs sieben acht neun zehn deux trois quatre cinq sept huit neuf dix dos tres cuatro"
    " cinco seis"
    " siete ocho nueve diez".split()
)
_SENTENCE_END = re.compile(r"[.!?。！？](?<![.!?。！？].)[.!?。！？]*(?=\s|$)|[。！？]")
_TOKEN = re.compile(r"[\u3400-\u9fff]|\w+(?:['’-]\w+)*|[^\w\s]")
EDGE = " \t\n\"'`“”„«»‘’「」『』*_,;:.!?。，！？()[]"
_ARTICLE = re.compile(r"^(?:the|a|an|der|die|das|ein|eine|le|la|les|l'|un|une|el|los|las|una)\s+", re.IGNORECASE)


def trimmed(span: str) -> str:
    """A span without quotes, marks and spaces at its edges; brackets that belong to it stay."""
    out = span.strip(EDGE)
    at = span.find(out) if out else -1
    if at >= 0:
        after = span[at + len(out) : at + len(out) + 2]
        for opening, closing in ("()", "[]"):
            if after.startswith(opening + closing):
                out += opening + closing
            elif out.count(opening) > out.count(closing) and after.startswith(closing):
                out += closing
        before = span[max(0, at - 2) : at]
        if before.endswith("--"):
            return "--" + out
        if before.endswith(".") and out[:1].isalpha() and not before[:-1].strip(" \"'`"):
            return "." + out
    return out


def exact(span: str, answer: str) -> str | None:
    """The span as it stands in the answer, in any case, perhaps without its article; None where only parts do."""
    wanted = trimmed(span)
    text = answer[:SEARCHED]
    forms = (wanted, _ARTICLE.sub("", wanted))
    return next((found for form in forms if (found := find_word(form, text))), None)


def line_with(name: str, answer: str) -> str:
    """The line of the answer in which something stands first; empty where it does not."""
    at = answer.find(name, 0, SEARCHED)
    if at < 0:
        return ""
    end = answer.find("\n", at)
    return answer[answer.rfind("\n", 0, at) + 1 : end if end >= 0 else len(answer)].strip()[:LINE]


def find_word(form: str, text: str) -> str | None:
    """The first place where it stands as whole words, as it is written there: in its own case, else in any."""
    if not form:
        return None
    found = _whole(form, text)
    low = text.lower()
    if found is None and len(low) == len(text):
        found = _whole(form.lower(), low)
    return None if found is None else text[found : found + len(form)]


def _whole(form: str, text: str) -> int | None:
    """Where it stands without a letter or figure joined to it; Chinese, which has no spaces, may stand anywhere."""
    at = text.find(form)
    for _ in range(OCCURRENCES):
        if at < 0:
            break
        before, after = text[at - 1 : at], text[at + len(form) : at + len(form) + 1]
        if not (_joins(form[0]) and _joins(before)) and not (_joins(form[-1]) and _joins(after)):
            return at
        at = text.find(form, at + 1)
    return None


def _joins(c: str) -> bool:
    return c.isalnum() and not "\u3400" <= c <= "\u9fff"


def sentences_with_places(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence or line with something in it."""
    out: list[tuple[int, int]] = []
    offset = 0
    for line in text.split("\n"):
        start = 0
        for mark in _SENTENCE_END.finditer(line):
            out.append((offset + start, offset + mark.end()))
            start = mark.end()
        out.append((offset + start, offset + len(line)))
        offset += len(line) + 1
    return [(a, b) for a, b in out if not text[a:b].isspace() and a < b]


@lru_cache(maxsize=512)
def matter(text: str) -> frozenset[str]:
    """Words that carry matter, in lower case."""
    return frozenset(word for word in _TOKEN.findall(text.lower()) if word not in STOP_WORDS and word[0].isalnum())


@lru_cache(maxsize=512)
def stems(words: frozenset[str]) -> frozenset[str]:
    """Their beginnings, which most forms of a word share."""
    return frozenset(word[:5] for word in words)


def best_sentence(message: str, answer: str) -> str:
    """The sentence of the answer that shares most matter with the message; empty where none shares any.

    A word that few sentences have tells more than one that stands in all; two that stand together tell more than
    two apart.
    """
    text = answer[:SEARCHED]
    mine = stems(matter(message[:2000]))
    pairs = _pairs(message[:2000])
    places = sentences_with_places(text)[:COMPARED]
    parts = [(s, stems(matter(s))) for s in (text[a:b].strip() for a, b in places) if not s.startswith("```")]
    known = Counter(stem for _, theirs in parts for stem in theirs & mine)
    best, score = "", 0.0
    for sentence, theirs in parts:
        if shared := theirs & mine:
            points = sum(1 / (1 + math.log2(known[stem])) for stem in shared) + 0.5 * len(pairs & _pairs(sentence))
            if (value := points / (1 + 0.1 * len(theirs))) > score:
                best, score = sentence, value
    return best


@lru_cache(maxsize=512)
def _pairs(text: str) -> frozenset[tuple[str, str]]:
    """Neighbouring stems of which one carries matter."""
    words = [word[:5] for word in _TOKEN.findall(text.lower()) if word[0].isalnum()]
    return frozenset((a, b) for a, b in pairwise(words) if not (a in STOP_WORDS and b in STOP_WORDS))
