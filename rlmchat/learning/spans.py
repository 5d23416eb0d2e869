"""Finding in an answer what a message speaks of: exact spans, other forms of a word, and values of the same kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rlmchat.learning.lexicon import STOP_WORDS

SEARCHED = 12_000
"""Characters of an answer in which spans are searched."""
NUMBER_FROM = 3.3
"""Points from which a number of the answer counts as the one that is meant."""
NAME_FROM = 2.0
"""The same for a name."""
WORD_FROM = 0.66
"""Likeness from which a word is another form of one in the answer."""
OCCURRENCES = 60
"""Places of a span that are tried until one stands as a whole word."""
COMPARED = 200
"""Candidates of one kind that are weighed at most."""

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
_NUMBER = re.compile(r"\d{4}-\d{2}-\d{2}|[$£€¥]?\d{1,18}(?:[.,:/]\d+){0,6}(?:\s?(?:%|°C|°F|(?:st|nd|rd|th)\b))?")
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
_PREDICATE = re.compile(r"\b(?:is|was|are|were|by|in|at|on|to|from|called|named)\s+(?:the\s+|a\s+)?[*\"'`]*$")
_BELONGING = re.compile(r"\bof\s+(?:the\s+)?$")
_DENYING = ("not", "isn't", "wasn't", "instead of", "nicht", "pas", "no")
_WORD_AFTER = re.compile(r"[\s-]*([^\W\d_]{2,20})")
_WORD_BEFORE = re.compile(r"([^\W\d_]{3,20}) $")
_SENTENCE_END = re.compile(r"[.!?。！？]+(?=\s|$)|[。！？]")
_TOKEN = re.compile(r"[\u3400-\u9fff]|\w+(?:['’-]\w+)*|[^\w\s]")
_EDGE = " \t\n\"'`“”„«»‘’「」『』*_,;:.!?。，！？()[]"
_ARTICLE = re.compile(r"^(?:the|a|an|der|die|das|ein|eine|le|la|les|l'|un|une|el|los|las|una)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark and where it stands."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=8)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Words and marks with their places; the last few texts are remembered: an answer is searched many times."""
    return tuple(Token(m.group().lower(), m.start(), m.end()) for m in _TOKEN.finditer(text))


def trimmed(span: str) -> str:
    """A span without quotes, marks and spaces at its edges; brackets that belong to it stay."""
    out = span.strip(_EDGE)
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
    return out


def locate(span: str, answer: str) -> str | None:
    """The span as it stands in the answer: exact, else in other case, else the longest run of its words, else None."""
    wanted = trimmed(span)
    text = answer[:SEARCHED]
    if not wanted:
        return None
    for form in (wanted, _ARTICLE.sub("", wanted)):
        found = find_word(form, text)
        if found:
            return found
    return _longest_run(wanted, text)


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


def _longest_run(span: str, text: str) -> str | None:
    """The longest run of the span's words in the text that holds more than function words."""
    mine = tokens_of(span)[:24]
    theirs = tokens_of(text)
    places: dict[str, list[int]] = {}
    for index, token in enumerate(theirs):
        places.setdefault(token.text, []).append(index)
    best: tuple[int, int, int] = (0, 0, 0)
    for start in range(len(mine)):
        for at in places.get(mine[start].text, ())[:12]:
            length = 0
            matter = 0
            while (
                start + length < len(mine)
                and at + length < len(theirs)
                and mine[start + length].text == theirs[at + length].text
            ):
                matter += mine[start + length].text not in STOP_WORDS and mine[start + length].text[0].isalnum()
                length += 1
            if (matter, length) > best[:2]:
                best = (matter, length, at)
    matter, length, at = best
    words = sum(t.text not in STOP_WORDS and t.text[0].isalnum() for t in mine)
    if matter == 0 or matter * 2 < words:
        return None
    return text[theirs[at].start : theirs[at + length - 1].end].strip(" ,.;:")


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


def _matter(text: str) -> set[str]:
    """Words that carry matter, in lower case."""
    return {word for word in _TOKEN.findall(text.lower()) if word not in STOP_WORDS and word[0].isalnum()}


def _stems(words: set[str]) -> set[str]:
    return {word[:5] for word in words}


def best_sentence(message: str, answer: str) -> tuple[str, float]:
    """The sentence of the answer that shares most matter with the message, and how much (0 when nothing)."""
    text = answer[:SEARCHED]
    mine = _stems(_matter(message[:2000]))
    best, score = "", 0.0
    for start, end in sentences_with_places(text)[:COMPARED]:
        sentence = text[start:end].strip()
        if sentence.startswith("```"):
            continue
        theirs = _stems(_matter(sentence))
        shared = len(mine & theirs)
        value = shared / (1 + 0.15 * len(theirs)) if shared else 0.0
        if value > score:
            best, score = sentence, value
    return best, score


def is_number(text: str) -> bool:
    """Whether it is a number, a number word, a weekday or a month, perhaps with a unit after it."""
    first = text.split()[0].lower().strip(_EDGE) if text.split() else ""
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
    """How alike two short texts are written, 0 to 1."""
    return SequenceMatcher(None, a.lower()[:60], b.lower()[:60], autojunk=False).ratio()


def _near(text: str, start: int, end: int, message: set[str]) -> float:
    """How much of what surrounds a place in the answer the message speaks of."""
    around = _matter(text[max(0, start - 70) : start] + " " + text[end : end + 70])
    return len(_stems(around) & _stems(message))


def number_like(value: str, answer: str, message: str, query: str = "") -> tuple[str, str] | None:
    """The number of the answer that a number of the message stands against, and the right one, both with their unit.

    Numbers weigh by what surrounds them: the same unit or word before, matter that the message speaks of, the same
    kind (year, money, month, digits). None where none fits well enough.
    """
    text = answer[:SEARCHED]
    said = _matter(message)
    asked = _matter(query)
    number = next((n for n, _, _ in numbers_in(value)), value)
    after, before = _word_after(message, number), _word_before(message, number)
    best, score = None, NUMBER_FROM
    candidates = list(numbers_in(text))[:COMPARED]
    alone = 1.4 * (sum(_sort(n) == _sort(number) for n, _, _ in candidates) == 1)
    for found, start, end in candidates:
        if _plain(found) == _plain(number) or _sort(found) != _sort(number):
            continue
        points = 1.0 + alone + 0.6 * min(4, _near(text, start, end, said))
        points += 2.0 * bool(after and _word_after(text[start : end + 30], found)[:4] == after[:4])
        points += 2.0 * bool(before and _word_before(text[max(0, start - 30) : end], found)[:4] == before[:4])
        points += 0.7 * (len(_plain(found)) == len(_plain(number))) + 0.5 * (_plain(found)[:1] == _plain(number)[:1])
        points += 1.0 * (found[:1] == number[:1] and found[:1] in "$£€¥") + 1.0 * ("%" in found and "%" in number)
        points += 3.0 * (_sort(number) != "number") + 1.2 * (len(text) < 160)
        points += 2.0 * (_plain(found) in {_plain(w) for w in said}) - 1.5 * (found in asked)
        if points > score:
            best, score = (found, start, end), points
    return _with_company(text, best, number, message) if best else None


def _with_company(text: str, best: tuple[str, int, int], number: str, message: str) -> tuple[str, str]:
    """Wrong and right number with the word that belongs to both: "eight countries", "ten countries"; "terminal 2"."""
    found, start, end = best
    before = _word_before(text[max(0, start - 30) : end], found)
    if before and before == _word_before(message, number):
        left = text[start - len(before) - 1 : end]
        return left, f"{left[: len(before)]} {number}"
    unit = re.match(r"[\s-]*[^\W\d_]{2,20}", text[end : end + 24])
    mine = _word_after(message, number)
    if unit and unit.group().strip(" -").lower() not in STOP_WORDS and _sort(found) == "number":
        theirs = unit.group().strip(" -")
        own = mine if mine and (mine[:3] == theirs.lower()[:3] or mine in _UNITS) else theirs
        return text[start:end] + unit.group(), number + unit.group()[: -len(theirs)] + own
    return text[start:end], number


def _sort(number: str) -> str:
    """What sort of number it is; only the same sorts stand against each other."""
    low = number.lower().strip(_EDGE)
    if low in _MONTHS:
        return "month"
    if low in _DAYS:
        return "day"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", low):
        return "date"
    return "year" if _is_year(number) else "number"


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


def name_like(value: str, answer: str, message: str, query: str = "") -> str | None:
    """The name of the answer that a name of the message stands against."""
    text = answer[:SEARCHED]
    said = _matter(message)
    lower_message = message.lower()
    best, score = None, 0.0
    for found, start, end in list(names_in(text))[:COMPARED]:
        if found.lower() == value.lower():
            continue
        points = 1.0 + 0.5 * min(4, _near(text, start, end, said))
        before = text[max(0, start - 14) : start].lower()
        points += 1.5 * bool(_PREDICATE.search(before)) - 1.5 * bool(_BELONGING.search(before))
        points -= 1.0 * (
            start == 0 or text[max(0, start - 2) : start] in (". ", "\n\n") or text[start - 1 : start] == "\n"
        )
        points -= 2.5 * (found.lower() in query.lower())
        points += 2.0 * any(f"{word} {found.lower()}" in lower_message for word in _DENYING)
        points += 1.0 * (found.lower() in lower_message)
        points += 0.3 * (len(found.split()) == len(value.split())) + likeness(found, value) + 0.6 * (len(text) < 160)
        if points > score:
            best, score = text[start:end], points
    return best if score > NAME_FROM else None


def identifier_like(value: str, answer: str, message: str) -> str | None:
    """The name of code in the answer that one in the message stands against: the most alike one."""
    text = answer[:SEARCHED]
    said = _matter(message)
    best, score = None, 0.0
    seen: set[str] = set()
    for found, start, end in list(identifiers_in(text))[:COMPARED]:
        if found in seen or found.lower() == value.lower():
            continue
        seen.add(found)
        points = likeness(found, value) + 0.15 * min(4, _near(text, start, end, said))
        points += 0.5 * (_shape(found) == _shape(value)) + 0.8 * (found in message)
        if points > score:
            best, score = found, points
    return best if score > 0.9 else None


def _shape(identifier: str) -> str:
    return "".join(sorted({c for c in identifier if not c.isalnum()})) or "w"


def word_like(message: str, answer: str) -> tuple[str, str] | None:
    """A word of the answer that comes in another form in the message (void, voidable): (in answer, in message)."""
    theirs = list(dict.fromkeys(m.group() for m in re.finditer(r"\b[^\W\d_]{4,24}\b", answer[:SEARCHED])))[:COMPARED]
    known = {word.lower() for word in theirs}
    mine = [
        m.group()
        for m in re.finditer(r"\b[^\W\d_]{4,24}\b", message[:1000])
        if m.group().lower() not in known | STOP_WORDS
    ]
    best, score = None, 0.0
    for word in mine[:30]:
        for other in theirs:
            if (
                other.lower() in STOP_WORDS
                or other[:3].lower() != word[:3].lower()
                or _inflection(word.lower(), other.lower())
            ):
                continue
            value = likeness(word, other)
            if value > score:
                best, score = (other, word), value
    return best if score >= WORD_FROM else None


_ENDINGS = frozenset(
    " s es d ed ing e y ies ied er ers or ors ion ions tion tions ation ations al ally ly ful ness ment ments"
    " ped ping ted ting".split(" ")
)


def _inflection(a: str, b: str) -> bool:
    """Whether two words are only forms of one (plural, past, -ing, the noun of the verb)."""
    same = 0
    while same < min(len(a), len(b)) and a[same] == b[same]:
        same += 1
    return any(a[cut:] in _ENDINGS and b[cut:] in _ENDINGS for cut in range(max(3, same - 2), same + 1))
