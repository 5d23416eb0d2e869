"""From what people type to FTS5: text made searchable in every script, and queries that no text can break out of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
)
"""Scripts written without spaces between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""

_UNSPACED = re.compile(f"([{UNSPACED}])")
_TOKEN = re.compile(f"[{UNSPACED}]+|[^\\W_{UNSPACED}]+")
_WORD = re.compile(r"[^\W_]")
_SURROGATES = re.compile("[\ud800-\udfff]")

LONGEST_QUERY = 10_000
"""Characters of a query that are looked at."""
MOST_PHRASES = 16
"""Words of a search that count: more are a paste, and FTS5 joins only so many."""

_STOP_WORDS = """
    a about after again all also am an and any are as at be because been before being but by can could did do does doing
    don each few for from further had has have having he her here hers him his how i if in into is it its just me might
    more most must my no nor not now of on once only or other our ours out over please same shall she should so some
    such than
    that the their theirs them then there these they this those through to too until us very want was we were what
    when where which while who whom why will with would you your yours ll re s t ve d m
    au aux avec ce ces dans de des du elle en est et il ils je la le les leur lui ne nous ou où par pas qu que qui sa se
    ses ta te tes toi tu un une vos votre vous
    auch auf aus bei bis das dass dem der doch ein eine einem einen einer er für ich ihr im ist kann mein mir mit nach
    nicht noch nur ob oder sich sie sind über um und uns vom von vor wenn wer wie wir zu zum zur
    al algo cuando del el ella ellos eso esta este las lo los más muy para pero por porque qué si su sus también tiene
    una uno y ya yo
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Words that say nothing of a subject in the languages most written here, none of which names a thing in another.

Other frequent words are found by counting.
"""


def clean(text: str) -> str:
    """Without lone surrogates, which no file can hold (they come from broken model output and odd clipboards)."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def spaced(text: str) -> str:
    """The text as it is indexed: every character of an unspaced script a word, so that any part of it can be found."""
    return text if text.isascii() else _UNSPACED.sub(r" \1 ", clean(text))


def _quoted(words: str) -> str:
    return '"' + words.replace("\0", " ").replace('"', '""') + '"'


def phrases(text: str) -> list[str]:
    """What is searched for: each run of non-blanks that has a letter or digit in it."""
    chunks = clean(text[:LONGEST_QUERY]).replace("\0", " ").split()
    return list(dict.fromkeys(chunk for chunk in chunks if _WORD.search(chunk)))[:MOST_PHRASES]


def prefix_query(words: Iterable[str]) -> str:
    """An FTS5 query for texts that have all of these, each as it stands or as the beginning of a longer word."""
    return " AND ".join(f"{_quoted(spaced(word).strip())} *" for word in words)


def keyword_terms(text: str) -> list[str]:
    """Words of a query that say something of its subject, quoted for FTS5; pairs of characters in unspaced scripts."""
    if text.isascii():
        # None of its words is in an unspaced script, and none has a sign that must be taken out.
        words = dict.fromkeys(_TOKEN.findall(text[:LONGEST_QUERY].lower()))
        return [f'"{word}"' for word in words if word not in STOP_WORDS]
    terms: dict[str, None] = {}
    for run in _TOKEN.findall(clean(text[:LONGEST_QUERY])):
        if _UNSPACED.match(run):
            terms.update(dict.fromkeys(_quoted(" ".join(run[i : i + 2])) for i in range(max(1, len(run) - 1))))
        elif (word := run.lower()) not in STOP_WORDS:
            terms[_quoted(word)] = None
    return list(terms)


def fold(text: str) -> str:
    """Lower case without accents, character for character, so that positions stay what they were."""
    if text.isascii():
        return text.lower()
    return "".join(unicodedata.normalize("NFD", char)[0].lower()[:1] or char for char in text)


def snippet(text: str, words: Sequence[str], width: int = 120) -> str:
    """The words around the first match, matches between « and »; about `width` characters, one line."""
    folded = fold(text)
    pattern = re.compile("|".join(_matcher(word) for word in words) or r"(?!)")
    first = pattern.search(folded)
    start = max(0, first.start() - width // 3) if first else 0
    if start:
        # From the beginning of a word, if one is near.
        start = next((i + 1 for i in range(start, max(start - 20, 0), -1) if text[i].isspace()), start)
    end = min(len(text), start + width)
    out, at = ["…" if start else ""], start
    for match in pattern.finditer(folded, start, end):
        out += [text[at : match.start()], "«", text[match.start() : match.end()], "»"]
        at = match.end()
    out += [text[at : max(end, at)], "…" if max(end, at) < len(text) else ""]
    return " ".join("".join(out).split())


def _matcher(word: str) -> str:
    """A regular expression for a folded text: the word from its beginning on, to the end of the word it begins."""
    literal = re.escape(fold(word))
    if _UNSPACED.search(word):
        return literal
    head = r"(?<![^\W_])" if _WORD.match(word) else ""
    tail = r"[^\W_]*" if _WORD.match(word[-1]) else ""
    return head + literal + tail


def to_number(moment: datetime) -> int:
    """Microseconds since 1970 of an aware time."""
    return (moment - EPOCH) // _MICROSECOND


def to_moment(number: int) -> datetime:
    """The inverse of `to_number`, in UTC."""
    return EPOCH + timedelta(microseconds=number)
