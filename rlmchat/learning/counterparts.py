"""Which value of an answer a value of the message stands against: number for number, name for name, code for code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rlmchat.learning.lexicon import STOP_WORDS
from rlmchat.learning.spans import EDGE, NUMBER_WORDS, SEARCHED, matter, stems

COMPARED = 200
"""Candidates of one kind that are weighed at most."""
NUMBER_FROM = 3.3
"""Points from which a number of the answer counts as the one that is meant."""
NAME_FROM = 2.0
"""The same for a name."""
IDENTIFIER_FROM = 1.1
"""The same for a name of code."""
SHORT = 600
"""Characters of an answer up to which a name of code may be put for one that is written quite otherwise."""
ALIKE = 0.6
"""Likeness that is asked for in a longer answer."""
WORD_FROM = 0.66
"""Likeness from which a word is another form of one in the answer."""
MARGIN = 0.45
"""Points by which the best candidate leads where it is sure; with less, another could be meant as well."""

_NUMBER = re.compile(
    r"(?<![\w^])(?:\d{4}-\d{2}-\d{2}|[$£€¥]?\d{1,18}(?:[.,:/]\d+){0,6}(?:\s?(?:%|°C|°F|(?:st|nd|rd|th)\b))?)"
)
_NUMBER_OR_WORD = re.compile(_NUMBER.pattern + r"|\b[^\W\d_]{3,10}\b")
VAGUE_NUMBERS = frozenset("one two once twice first second third half quarter fall march may".split())
"""Number words that are more often just words."""
_MONTHS = frozenset("january february march april may june july august september october november december".split())
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_UNITS = frozenset(
    "percent euros dollars pounds metres meters minutes hours days weeks months years kilos grams litres km kg".split()
)
_NAME = re.compile(
    r"\b[A-ZÀ-ÖØ-Þ][\w'’-]+(?: (?:of |de |da |di |del |du |la |the |von |van |der )?[A-ZÀ-ÖØ-Þ][\w'’-]+){0,4}"
)
_IDENTIFIER = re.compile(
    r"`([^`\n]{1,80})`|((?<!\w)--?[A-Za-z][\w-]+|\b\w+(?:[_.:/-]\w+)+(?:\(\))?|\b[a-z]+[A-Z]\w*|\b[A-Za-z]\w*\(\))"
)
_CONSTANTS = frozenset(("True", "False", "None", "Null"))
_PREDICATE = re.compile(r"\b(?:is|was|are|were|by|in|at|on|to|from|called|named)\s+(?:the\s+|a\s+)?[*\"'`]*$")
_BELONGING = re.compile(r"\bof\s+(?:the\s+)?$")
_DENYING = ("not", "isn't", "wasn't", "instead of", "nicht", "pas", "no")
_WORD_AFTER = re.compile(r"[\s-]*([^\W\d_]{2,20})")
_WORD_BEFORE = re.compile(r"([^\W\d_]{3,20}) $")
_UNIT = re.compile(r"[\s-]*[^\W\d_]{2,20}")
_LONE_UNIT = re.compile(r"\s?([^\W\d_])(?!\w)")
_PLAIN_WORD = re.compile(r"\b[^\W\d_]{4,24}\b")


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A value of the answer as it stands there, and what takes its place."""

    old: str
    new: str
    sure: bool
    """Whether no other value of the answer could be meant as well."""


def is_number(text: str) -> bool:
    """Whether it is a number, a number word, a weekday or a month, perhaps with a unit after it."""
    first = text.split()[0].lower().strip(EDGE) if text.split() else ""
    return bool(_NUMBER.match(text.strip())) or first in NUMBER_WORDS


def numbers_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Numbers and number words with their places."""
    for found in _NUMBER_OR_WORD.finditer(text):
        if found.group()[0].isalpha() and found.group().lower() not in NUMBER_WORDS:
            continue
        yield found.group(), found.start(), found.end()


def names_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Capitalised names with their places; the first word of a sentence only where it is followed by another."""
    for found in _NAME.finditer(text):
        name = found.group()
        if name in _CONSTANTS:
            continue
        if name.split()[0].lower() in STOP_WORDS:
            cut = name.find(" ")
            if cut < 0:
                continue
            yield name[cut + 1 :], found.start() + cut + 1, found.end()
            continue
        yield name, found.start(), found.end()


def identifiers_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Names of code, flags, paths and what stands in backticks, with their places."""
    for found in _IDENTIFIER.finditer(text):
        group = 1 if found.group(1) else 2
        yield found.group(group), found.start(group), found.end(group)


def likeness(a: str, b: str) -> float:
    """How alike two short texts are written, 0 to 1: the share of letter pairs that both have."""
    x, y = _pairs(a.lower()[:60]), _pairs(b.lower()[:60])
    return 2 * len(x & y) / (len(x) + len(y)) if x and y else float(a.lower() == b.lower())


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


@lru_cache(maxsize=8)
def _numbers_of(text: str) -> tuple[tuple[str, int, int], ...]:
    return tuple(found for found, _ in zip(numbers_in(text), range(COMPARED), strict=False))


@lru_cache(maxsize=8)
def _names_of(text: str) -> tuple[tuple[str, int, int], ...]:
    return tuple(found for found, _ in zip(names_in(text), range(COMPARED), strict=False))


def _near(text: str, start: int, end: int, said: frozenset[str]) -> int:
    """How many stems of what surrounds a place in the answer the message speaks of."""
    return len(stems(matter(f"{text[max(0, start - 70) : start]} {text[end : end + 70]}")) & said)


def number_like(value: str, answer: str, message: str, query: str = "") -> Counterpart | None:
    """The number of the answer that a number of the message stands against, both with their unit.

    Numbers weigh by what surrounds them: the same unit or word before, matter that the message speaks of, the same
    kind (year, money, month, digits). None where none fits well enough.
    """
    text = answer[:SEARCHED]
    number = next((n for n, _, _ in numbers_in(value)), value)
    candidates = _numbers_of(text)
    weigh = _Weigher(text, number, message, query, candidates)
    seen: dict[str, tuple[float, tuple[str, int, int]]] = {}
    for found in candidates:
        if _plain(found[0]) == _plain(number) or _sort(found[0]) != _sort(number):
            continue
        points = weigh(*found)
        if points > seen.get(_plain(found[0]), (0.0,))[0]:
            seen[_plain(found[0])] = (points, found)
    ranked = sorted(seen.values(), key=lambda one: -one[0])
    if not ranked or ranked[0][0] <= NUMBER_FROM:
        return None
    sure = len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= MARGIN
    old, new = _with_company(text, ranked[0][1], number, message)
    return Counterpart(old, new, sure and _fits(old, number, message))


_BOUND = re.compile(
    r"\b(?:over|under|before|after|until|till|least|most|up to|max|by|than|chapter|of|from|with|on|line|page|row"
    r"|section|step|option|version)\s*$",
    re.IGNORECASE,
)


def _fits(old: str, number: str, message: str) -> bool:
    """Whether a number can simply take the other's place: the same unit or none, no bound, no name behind it."""
    if len(_plain(old)) == 1 and len(message.split()) > 4:
        return False
    if _named_after(message, number) or _BOUND.search(message[: max(0, message.find(number))]):
        return False
    unit = re.sub(r"^[\d\W]+|^\w+\s", "", old).lower()
    after = _word_after(message, number)
    if unit and "%" in number:
        return False
    return not (unit and after) or after[:3] == unit[:3] or after in _UNITS or _word_before(old, old.split()[-1]) != ""


class _Weigher:
    """Points of a number of the answer for being the one that a number of the message stands against."""

    def __init__(
        self, text: str, number: str, message: str, query: str, candidates: tuple[tuple[str, int, int], ...]
    ) -> None:
        self._text, self._number = text, number
        self._said = matter(message)
        self._stems = stems(self._said)
        self._plain_said = {_plain(word) for word in self._said} | {_plain(n) for n, _, _ in numbers_in(message[:600])}
        self._asked = matter(query)
        self._after, self._before = _word_after(message, number), _word_before(message, number)
        alone = sum(_sort(n) == _sort(number) for n, _, _ in candidates) == 1
        self._base = 1.0 + 1.4 * alone + 1.2 * (len(text) < 160) + 3.0 * (_sort(number) != "number")

    def __call__(self, found: str, start: int, end: int) -> float:
        text, plain, mine = self._text, _plain(found), _plain(self._number)
        points = self._base + 0.6 * min(4, _near(text, start, end, self._stems))
        points += 2.0 * bool(self._after and _word_after(text[start : end + 30], found)[:4] == self._after[:4])
        points += 2.0 * bool(
            self._before and _word_before(text[max(0, start - 30) : end], found)[:4] == self._before[:4]
        )
        points += 0.7 * (len(plain) == len(mine)) + 0.5 * (plain[:1] == mine[:1])
        points += 1.0 * (found[:1] == self._number[:1] and found[:1] in "$£€¥") + 1.0 * (
            "%" in found and "%" in self._number
        )
        return points + 2.0 * (plain in self._plain_said) - 1.5 * (found in self._asked)


def _named_after(message: str, number: str) -> bool:
    """Whether a name of its own follows the number ("40 Mill Lane"): then more than the number changes."""
    at = message.find(number)
    return at >= 0 and bool(re.match(r" [A-Z][a-z]", message[at + len(number) : at + len(number) + 3]))


def _with_company(text: str, best: tuple[str, int, int], number: str, message: str) -> tuple[str, str]:
    """Wrong and right number with the word that belongs to both: "eight countries", "ten countries"; "terminal 2"."""
    found, start, end = best
    before = _word_before(text[max(0, start - 30) : end], found)
    if before and before == _word_before(message, number):
        left = text[start - len(before) - 1 : end]
        return left, f"{left[: len(before)]} {number}"
    unit = _UNIT.match(text[end : end + 24])
    if unit and unit.group().strip(" -").lower() not in STOP_WORDS and _sort(found) == "number":
        theirs = unit.group().strip(" -")
        mine = _word_after(message, number)
        own = mine if mine and (mine[:3] == theirs.lower()[:3] or mine in _UNITS) else theirs
        return text[start:end] + unit.group(), number + unit.group()[: -len(theirs)] + own
    lone = _LONE_UNIT.match(text[end : end + 4])
    if lone and _LONE_UNIT.match(_behind(message, number)):
        return text[start : end + lone.end()], number + lone.group()
    return text[start:end], number


def _behind(text: str, number: str) -> str:
    at = text.find(number)
    return text[at + len(number) : at + len(number) + 4] if at >= 0 else ""


def _sort(number: str) -> str:
    """What sort of number it is; only the same sorts stand against each other."""
    low = number.lower().strip(EDGE)
    if low in _MONTHS:
        return "month"
    if low in _DAYS:
        return "day"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", low):
        return "date"
    return "year" if _is_year(number) else "number"


@lru_cache(maxsize=4096)
def _plain(number: str) -> str:
    return re.sub(r"[^\w]", "", number).lower()


def _is_year(number: str) -> bool:
    return bool(re.fullmatch(r"1[2-9]\d\d|20\d\d", number.strip()))


def _word_before(text: str, number: str) -> str:
    at = text.rfind(number)
    found = _WORD_BEFORE.search(text[max(0, at - 24) : at]) if at > 0 else None
    return found.group(1).lower() if found and found.group(1).lower() not in STOP_WORDS else ""


def _word_after(text: str, number: str) -> str:
    at = text.find(number)
    found = _WORD_AFTER.match(text[at + len(number) : at + len(number) + 24]) if at >= 0 else None
    word = found.group(1).lower() if found else ""
    return "" if word in STOP_WORDS else word


def name_like(value: str, answer: str, message: str, query: str = "") -> Counterpart | None:
    """The name of the answer that a name of the message stands against."""
    text = answer[:SEARCHED]
    said = stems(matter(message))
    lower_message, lower_query = message.lower(), query.lower()
    seen: dict[str, float] = {}
    for found, start, end in _names_of(text):
        low = found.lower()
        if low == value.lower() or low.split()[0] in NUMBER_WORDS or found.isupper() != value.isupper():
            continue
        points = 1.0 + 0.5 * min(4, _near(text, start, end, said)) + _position(text, start)
        points -= 2.5 * (low in lower_query)
        points += 2.0 * any(f"{word} {low}" in lower_message for word in _DENYING) + 1.0 * (low in lower_message)
        points += 0.3 * (len(found.split()) == len(value.split())) + likeness(found, value) + 0.6 * (len(text) < 160)
        seen[text[start:end]] = max(points, seen.get(text[start:end], -9.0))
    ranked = sorted(seen.items(), key=lambda one: -one[1])
    if not ranked or ranked[0][1] <= NAME_FROM:
        return None
    sure = len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= MARGIN
    return Counterpart(ranked[0][0], value, sure)


def _position(text: str, start: int) -> float:
    """Points for where a name stands: what is said of something counts, what something is said of does not."""
    before = text[max(0, start - 14) : start].lower()
    points = 1.5 * bool(_PREDICATE.search(before)) - 1.5 * bool(_BELONGING.search(before))
    opens = start == 0 or text[max(0, start - 2) : start] in (". ", "\n\n") or text[start - 1 : start] == "\n"
    return points - 1.0 * opens


def identifier_like(value: str, answer: str, message: str) -> Counterpart | None:
    """The name of code in the answer that one in the message stands against: the most alike one."""
    text = answer[:SEARCHED]
    said = stems(matter(message))
    seen: dict[str, float] = {}
    for found, start, end in identifiers_in(text):
        if found in seen or found.lower() == value.lower() or len(seen) >= COMPARED:
            continue
        points = 1.3 * likeness(found, value) + 0.15 * min(4, _near(text, start, end, said))
        denied = any(f"{word} {found}" in message for word in (*_DENYING, "than"))
        seen[found] = points + 0.4 * (_shape(found) == _shape(value)) + (0.8 if denied else -1.0 * (found in message))
    ranked = sorted(seen.items(), key=lambda one: -one[1])
    if not ranked or ranked[0][1] <= IDENTIFIER_FROM:
        return None
    best, points = ranked[0]
    alone = len(ranked) == 1 or points - ranked[1][1] >= MARGIN / 2
    return Counterpart(best, value, alone and (len(text) <= SHORT or likeness(best, value) >= ALIKE))


def _shape(identifier: str) -> str:
    return "".join(sorted({c for c in identifier if not c.isalnum()})) or "w"


def word_like(message: str, answer: str) -> Counterpart | None:
    """A word of the answer that comes in another form in the message (void, voidable)."""
    theirs = list(dict.fromkeys(m.group() for m in _PLAIN_WORD.finditer(answer[:SEARCHED])))[:COMPARED]
    known = {word.lower() for word in theirs}
    mine = [m.group() for m in _PLAIN_WORD.finditer(message[:1000]) if m.group().lower() not in known | STOP_WORDS]
    roots: dict[str, list[str]] = {}
    for other in theirs:
        roots.setdefault(other[:3].lower(), []).append(other)
    best, score = None, WORD_FROM
    for word in mine[:30]:
        for other in roots.get(word[:3].lower(), ()):
            if other.lower() in STOP_WORDS or _inflection(word.lower(), other.lower()):
                continue
            longer = word.lower().startswith(other.lower()) or other.lower().startswith(word.lower())
            value = likeness(word, other) + 0.1 * longer
            if value >= score:
                best, score = Counterpart(other, word, True), value
    return best


_ENDINGS = frozenset(
    " s es d ed ing e y ies ied er ers or ors ion ions tion tions ation ations al ally ly ful ness ment ments"
    " ped ping ted ting est ices ix x en ity itely".split(" ")
)


def _inflection(a: str, b: str) -> bool:
    """Whether two words are only forms of one (plural, past, -ing, the noun of the verb)."""
    same = 0
    while same < min(len(a), len(b)) and a[same] == b[same]:
        same += 1
    return any(a[cut:] in _ENDINGS and b[cut:] in _ENDINGS for cut in range(max(3, same - 2), same + 1))
