"""Which number, date or amount of an answer one of the message stands against, with the unit that belongs to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from rlmchat.learning.lexicon import STOP_WORDS
from rlmchat.learning.spans import EDGE, NUMBER_WORDS, SEARCHED, matter, stems
from rlmchat.learning.values import COMPARED, MARGIN, Counterpart, bare, near

NUMBER_FROM = 3.3
"""Points from which a number of the answer counts as the one that is meant."""
FEW_WORDS = 4
"""Words of a message up to which a single digit is a value by itself; in a longer one it needs its unit."""

_NUMBER = re.compile(
    r"(?<![\w^])(?:\d{4}-\d{2}-\d{2}|[$£€¥]?\d{1,18}(?:[.,:/]\d+){0,6}(?:\s?(?:%|°C|°F|(?:st|nd|rd|th)\b))?)"
)
_NUMBER_OR_WORD = re.compile(_NUMBER.pattern + r"|\b[^\W\d_]{3,10}\b")
VAGUE_NUMBERS = frozenset("one two once twice first second third half quarter fall march may".split())
"""Number words that are more often just words."""
_WEEKDAYS = frozenset("mondays tuesdays wednesdays thursdays fridays saturdays sundays".split())
COUNTING = NUMBER_WORDS | _WEEKDAYS
"""Words that count, or name a day or a month."""
_MONTHS = frozenset("january february march april may june july august september october november december".split())
_DAYS = _WEEKDAYS | frozenset(day[:-1] for day in _WEEKDAYS)
_UNITS = frozenset(
    "percent euros dollars pounds metres meters minutes hours days weeks months years kilos grams litres km kg".split()
)
_WORD_AFTER = re.compile(r"[\s-]*([^\W\d_]{2,20})")
_WORD_BEFORE = re.compile(r"([^\W\d_]{3,20}) $")
_UNIT = re.compile(r"[\s-]*[^\W\d_]{2,20}")
_LONE_UNIT = re.compile(r"\s?([^\W\d_])(?!\w)")


def is_number(text: str) -> bool:
    """Whether it is a number, a number word, a weekday or a month, perhaps with a unit after it."""
    first = text.split()[0].lower().strip(EDGE) if text.split() else ""
    return bool(_NUMBER.match(text.strip())) or first in COUNTING


def numbers_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Numbers and number words with their places."""
    for found in _NUMBER_OR_WORD.finditer(text):
        if found.group()[0].isalpha() and found.group().lower() not in COUNTING:
            continue
        yield found.group(), found.start(), found.end()


@lru_cache(maxsize=8)
def _numbers_of(text: str) -> tuple[tuple[str, int, int], ...]:
    return tuple(islice(numbers_in(text), COMPARED))


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
        if bare(found[0]) == bare(number) or _sort(found[0]) != _sort(number):
            continue
        if (found[0].lower() in VAGUE_NUMBERS) != (number.lower() in VAGUE_NUMBERS):
            continue
        points = weigh(*found)
        if points > seen.get(bare(found[0]), (0.0,))[0]:
            seen[bare(found[0])] = (points, found)
    ranked = sorted(seen.values(), key=lambda one: -one[0])
    if not ranked or ranked[0][0] <= NUMBER_FROM:
        return None
    sure = len(ranked) == 1 or ranked[0][0] - ranked[1][0] >= MARGIN
    old, new = _with_company(text, ranked[0][1], number, message)
    wrong = bare(ranked[0][1][0])
    told = len(wrong) > 1 and wrong in {bare(n) for n, _, _ in numbers_in(message[:600])}
    return Counterpart(old, new, sure and _fits(old, number, message, told=told))


_SUBJECT = re.compile(r"\s(?:is|are|can|isn'|aren')")
"""What follows a number that something is said of, and that stands against none."""
_BOUND = re.compile(
    r"\b(?:over|under|before|after|until|till|least|most|up to|max|by|than|chapter|of|from|with|on|line|page|row"
    r"|section|step|option|version)\s*$",
    re.IGNORECASE,
)


def _fits(old: str, number: str, message: str, *, told: bool) -> bool:
    """Whether a number can simply take the other's place: the same unit or none, no bound, no name behind it.

    `told` says that the message names the wrong one as well.
    """
    at = max(0, message.find(number))
    if _named_after(message, number) or (_BOUND.search(message[:at]) and not told):
        return False
    if _SUBJECT.match(message[at + len(number) : at + len(number) + 8]):
        return False
    unit = re.sub(r"^[\d\W]+|^\w+\s", "", old).lower()
    after = _word_after(message, number)
    if unit and "%" in number:
        return False
    if after and after[:3] == unit[:3]:
        return True
    if re.match(r"\d(?!\d|[.,:/]\d)", old) and len(message.split()) > FEW_WORDS:
        return False
    return not (unit and after) or after in _UNITS or _word_before(old, old.split()[-1]) != ""


class _Weigher:
    """Points of a number of the answer for being the one that a number of the message stands against."""

    def __init__(
        self, text: str, number: str, message: str, query: str, candidates: tuple[tuple[str, int, int], ...]
    ) -> None:
        self._text, self._number = text, number
        self._said = matter(message)
        self._stems = stems(self._said)
        self._plain_said = {bare(word) for word in self._said} | {bare(n) for n, _, _ in numbers_in(message[:600])}
        self._asked = matter(query)
        self._after, self._before = _word_after(message, number), _word_before(message, number)
        alone = sum(_sort(n) == _sort(number) for n, _, _ in candidates) == 1
        self._base = 1.0 + 1.4 * alone + 1.2 * (len(text) < 160) + 3.0 * (_sort(number) != "number")

    def __call__(self, found: str, start: int, end: int) -> float:
        text, plain, mine = self._text, bare(found), bare(self._number)
        points = self._base + 0.6 * min(4, near(text, start, end, self._stems))
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
