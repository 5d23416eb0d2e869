"""Which name, identifier or word of an answer one of the message stands against."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from rlmchat.learning.lexicon import STOP_WORDS
from rlmchat.learning.number_values import COUNTING
from rlmchat.learning.spans import SEARCHED, matter, stems
from rlmchat.learning.values import COMPARED, MARGIN, Counterpart, bare, near

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
SHORTEST_FORM = 5
"""Letters from which on two words that are nearly alike are taken for forms of one."""
RESPELLED = 4
"""Letters that a word must have more than to be known in another spelling."""

_CAPITALISED = r"[A-ZÀ-ÖØ-Þ][\w'’-]+"
_PARTICLE = r"(?:of |de |da |di |del |du |la |the |von |van |der )?"
_TITLE = r"(?:(?:Dr|Mr|Mrs|Ms|Prof)\. )?"
_NAME = re.compile(rf"(?<![A-Za-zÀ-ÿ0-9_]){_TITLE}{_CAPITALISED}(?: {_PARTICLE}{_CAPITALISED}){{0,4}}")
_IDENTIFIER = re.compile(
    r"`([^`\n]{1,80})`|((?<!\w)--?[A-Za-z][\w-]+|\b\w+(?:[_.:/-]\w+)+(?:\(\))?|\b[a-z]+[A-Z]\w*|\b[A-Za-z]\w*\(\))"
)
_NO_NAMES = STOP_WORDS | frozenset(
    "dear hello hi hey put take ask send look write open see use call book plan add run start pick choose tell give"
    " try get fetch show remember".split()
)
"""Capitalised at the beginning of a sentence, and no part of the name that follows."""
_CONSTANTS = frozenset(("True", "False", "None", "Null"))
_PREDICATE = re.compile(
    r"\b(?:is|was|are|were|by|in|at|on|to|from|called|named|ist|war|heißt|von|est|était|par|s'appelle|es|era|fue|por"
    r"|se llama)\s+(?:the\s+|a\s+|der\s+|die\s+|das\s+|den\s+|le\s+|la\s+|l'|el\s+)?[*\"'`]*$"
)
_BELONGING = re.compile(r"\b(?:of\s+(?:the\s+)?|de\s+(?:la\s+|l')?|du\s+|del\s+|von\s+)$")
_DENYING = ("not", "isn't", "wasn't", "instead of", "nicht", "pas", "no")
_PLAIN_WORD = re.compile(r"\b[^\W\d_]{4,24}\b")
_SPELT = re.compile(r"\w+(?:[-.'’]\w+)*")


def names_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Capitalised names with their places; the first word of a sentence only where it is followed by another."""
    for found in _NAME.finditer(text):
        name = found.group()
        if name in _CONSTANTS:
            continue
        if name.split()[0].lower() in _NO_NAMES:
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
def _names_of(text: str) -> tuple[tuple[str, int, int], ...]:
    return tuple(islice(names_in(text), COMPARED))


def name_like(value: str, answer: str, message: str, query: str = "") -> Counterpart | None:
    """The name of the answer that a name of the message stands against."""
    text = answer[:SEARCHED]
    said = stems(matter(message))
    lower_message, lower_query = message.lower(), query.lower()
    seen: dict[str, float] = {}
    for found, start, end in _names_of(text):
        low = found.lower()
        if (
            low == value.lower()
            or low.endswith("'s")
            or low.split()[0] in COUNTING
            or found.isupper() != value.isupper()
        ):
            continue
        points = 1.0 + 0.5 * min(4, near(text, start, end, said)) + _position(text, start)
        points -= 2.5 * (low in lower_query)
        points += 2.0 * any(f"{word} {low}" in lower_message for word in _DENYING) + 1.0 * (low in lower_message)
        points += 0.3 * (len(found.split()) == len(value.split())) + likeness(found, value) + 0.6 * (len(text) < 160)
        seen[text[start:end]] = max(points, seen.get(text[start:end], -9.0))
    ranked = sorted(seen.items(), key=lambda one: -one[1])
    if not ranked or ranked[0][1] <= NAME_FROM:
        return None
    best = ranked[0][0]
    alone = len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= MARGIN
    return Counterpart(best, value, alone and best.lower() not in value.lower())


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
        points = 1.3 * likeness(found, value) + 0.15 * min(4, near(text, start, end, said))
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
            if min(len(word), len(other)) < SHORTEST_FORM:
                # "main" and "mail" are two words.
                continue
            longer = word.lower().startswith(other.lower()) or other.lower().startswith(word.lower())
            value = likeness(word, other) + 0.1 * longer
            if value >= score:
                best, score = Counterpart(other, word, True), value
    return best


_ENDINGS = frozenset(
    " s es d ed ing e y ies ied er ers or ors ion ions tion tions ation ations al ally ly ful ness ment ments"
    " ped ping ted ting est ices ix x en ten ity itely".split(" ")
)


def _inflection(a: str, b: str) -> bool:
    """Whether two words are only forms of one (plural, past, -ing, the noun of the verb)."""
    same = 0
    while same < min(len(a), len(b)) and a[same] == b[same]:
        same += 1
    return any(a[cut:] in _ENDINGS and b[cut:] in _ENDINGS for cut in range(max(3, same - 2), same + 1))


def respelled(message: str, answer: str) -> Counterpart | None:
    """A word or two of the answer that the message spells otherwise: "docker-compose" and "docker compose"."""
    theirs = _spellings(answer[:SEARCHED])
    for squeezed, mine in _spellings(message[:600]).items():
        other = theirs.get(squeezed)
        if other and other.lower() != mine.lower() and len(squeezed) > RESPELLED and mine not in answer:
            return Counterpart(other, mine, True)
    return None


def _spellings(text: str) -> dict[str, str]:
    """Words and pairs of words by their bare letters, as they stand first."""
    out: dict[str, str] = {}
    last: re.Match[str] | None = None
    for found in islice(_SPELT.finditer(text), 3 * COMPARED):
        spans_of = [found.group()]
        if last and text[last.end() : found.start()] == " ":
            spans_of.append(f"{last.group()} {found.group()}")
        for span in spans_of:
            out.setdefault(bare(span.replace("_", "")), span)
        last = found
    return out
