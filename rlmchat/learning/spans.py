"""Finding in an answer what a message speaks of: exact spans, other forms of a word, and values of the same kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from rlmchat.learning.lexicon import STOP_WORDS

SEARCHED = 20_000
"""Characters of an answer in which spans are searched."""
COMPARED = 400
"""Candidates of one kind that are weighed at most."""

NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
    " twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion once twice half third quarter"
    " first second fourth fifth sixth seventh eighth ninth tenth monday tuesday wednesday thursday friday saturday sunday"
    " january february march april june july august september october november december spring summer autumn winter fall"
    " zwei drei vier fünf sechs sieben acht neun zehn deux trois quatre cinq sept huit neuf dix dos tres cuatro cinco seis"
    " siete ocho nueve diez".split()
)
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october"
    " november december spring summer autumn winter fall".split()
)
_NUMBER = re.compile(r"[$£€¥]?\d+(?:[.,:/]\d+)*(?:\s?(?:%|°C|°F|(?:st|nd|rd|th)\b))?")
_NAME = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w'’-]+(?: (?:of |de |la |the |von |van )?[A-ZÀ-ÖØ-Þ][\w'’-]+){0,4}")
_IDENTIFIER = re.compile(r"`([^`\n]{1,80})`|((?<!\w)--?[A-Za-z][\w-]+|\b\w+(?:[_.:/-]\w+)+(?:\(\))?|\b[a-z]+[A-Z]\w*|\b[A-Za-z]\w*\(\))")
_TOKEN = re.compile(r"[\u3400-\u9fff]|\w+(?:['’-]\w+)*|[^\w\s]")
_EDGE = " \t\n\"'`“”„«»‘’「」『』*_,;:.!?。，！？()[]"
_ARTICLE = re.compile(r"^(?:the|a|an|der|die|das|ein|eine|le|la|les|l'|un|une|el|los|las|una)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark and where it stands."""

    text: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """Words and marks with their places."""
    return [Token(m.group().lower(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


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
    """The span as it stands in the answer: exact, else in other case, else the longest run of its words; None if not."""
    wanted = trimmed(span)
    text = answer[:SEARCHED]
    if not wanted:
        return None
    for form in (wanted, _ARTICLE.sub("", wanted)):
        found = _find_word(form, text)
        if found:
            return found
    return _longest_run(wanted, text)


def _find_word(form: str, text: str) -> str | None:
    """The first place where it stands as whole words, as it is written there."""
    if not form:
        return None
    left = r"(?<![^\W_])" if form[0].isalnum() and not "\u3400" <= form[0] <= "\u9fff" else ""
    right = r"(?![^\W_])" if form[-1].isalnum() and not "\u3400" <= form[-1] <= "\u9fff" else ""
    pattern = left + re.escape(form) + right
    found = re.search(pattern, text) or re.search(pattern, text, re.IGNORECASE)
    return found.group() if found else None


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
        for mark in re.finditer(r"[.!?。！？]+(?=\s|$)|[。！？]", line):
            out.append((offset + start, offset + mark.end()))
            start = mark.end()
        out.append((offset + start, offset + len(line)))
        offset += len(line) + 1
    return [(a, b) for a, b in out if re.search(r"\w", text[a:b])]


def _matter(text: str) -> set[str]:
    return {t.text for t in tokens_of(text) if t.text not in STOP_WORDS and (t.text[0].isalnum())}


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
    for found in re.finditer(_NUMBER.pattern + r"|\b[^\W\d_]{3,10}\b", text):
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


def number_like(value: str, answer: str, message: str, query: str = "") -> str | None:
    """The number of the answer that a number of the message stands against."""
    text = answer[:SEARCHED]
    said = _matter(message)
    asked = _matter(query)
    number = next((n for n, _, _ in numbers_in(value)), value)
    unit = value.strip()[len(number) :].strip().lower() or _word_after(message, number)
    best, score = None, 0.0
    for found, start, end in list(numbers_in(text))[:COMPARED]:
        if _plain(found) == _plain(number) or (found.lower() in NUMBER_WORDS and _calendar(found) != _calendar(number)):
            continue
        points = 1.0 + 0.6 * min(4, _near(text, start, end, said))
        points += 2.0 * bool(unit and text[end : end + 24].lower().lstrip(" -").startswith(unit[:4]))
        points += 0.7 * (len(_plain(found)) == len(_plain(number))) + 0.5 * (_plain(found)[:1] == _plain(number)[:1])
        points += 1.0 * (found[:1] == number[:1] and found[:1] in "$£€¥")
        points += 1.5 * (_is_year(found) == _is_year(number)) * (1 if _is_year(number) else 0.3)
        points += 3.0 * (_plain(found) in {_plain(w) for w in said}) - 1.5 * (found in asked)
        if points > score:
            best, score = text[start:end], points
    return best


def _calendar(text: str) -> bool:
    return text.lower().strip(_EDGE) in _CALENDAR


def _plain(number: str) -> str:
    return re.sub(r"[^\w]", "", number).lower()


def _is_year(number: str) -> bool:
    return bool(re.fullmatch(r"1\d{3}|20\d\d", number.strip()))


def _word_after(text: str, number: str) -> str:
    at = text.find(number)
    found = re.match(r"[\s-]*([^\W\d_]{2,20})", text[at + len(number) : at + len(number) + 24]) if at >= 0 else None
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
        points += 1.5 * bool(re.search(r"\b(?:is|was|are|were|by|in|at|on|to|from|called|named)\s+(?:the\s+|a\s+)?[*\"'`]*$", before))
        points -= 1.5 * bool(re.search(r"\bof\s+(?:the\s+)?$", before))
        points -= 1.0 * (start == 0 or text[max(0, start - 2) : start] in (". ", "\n\n") or text[start - 1 : start] == "\n")
        points -= 2.5 * (found.lower() in query.lower())
        points += 2.0 * bool(re.search(r"\b(?:not|isn't|wasn't|instead of|nicht|pas|no)\s+" + re.escape(found.lower()), lower_message))
        points += 1.0 * (found.lower() in lower_message)
        points += 0.3 * (len(found.split()) == len(value.split())) + likeness(found, value)
        if points > score:
            best, score = text[start:end], points
    return best if score > 1.4 else None


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
    mine = [m.group() for m in re.finditer(r"\b[^\W\d_]{4,24}\b", message[:1000]) if m.group().lower() not in known | STOP_WORDS]
    best, score = None, 0.0
    for word in mine[:30]:
        for other in theirs:
            if other.lower() in STOP_WORDS or other[:3].lower() != word[:3].lower() or _inflection(word.lower(), other.lower()):
                continue
            value = likeness(word, other)
            if value > score:
                best, score = (other, word), value
    return best if score >= 0.66 else None


def _inflection(a: str, b: str) -> bool:
    """Whether two words are only forms of one (plural, past, -ing)."""
    short, long = sorted((a, b), key=len)
    return bool(re.fullmatch(re.escape(short.rstrip("ey")) + r"(?:e?s|e?d|ing|y|ies|ied|e)?", long))
