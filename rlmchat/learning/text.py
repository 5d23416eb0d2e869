"""Plain looks at a text that every judgement shares: stems, content words, names, numbers, polarity."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rlmchat.learning.words import (
    ATTRIBUTES,
    DEMONYMS,
    FUNCTION_WORDS,
    MAGNITUDES,
    MONTHS,
    NUMBER_WORDS,
    WEAK_WORDS,
    WEEKDAYS,
)

_FOLD = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "…": "...",
        "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2002": " ", "\u2003": " ",
    }
)  # fmt: skip
_TOKEN = re.compile(
    r"""[^\W\d_](?:[\w'-]*[^\W_])?        # a word, with inner apostrophes and hyphens
      | \d+(?:[.,:]\d+)*                   # a number, a version, a time
      | [^\w\s]                            # any other sign
      | _+""",
    re.VERBOSE,
)
_CODE_SHAPE = re.compile(r"[a-z0-9][A-Z]|\w[_.:/\\@-]+\w|\(\)|^[$@.~/-]|[(){}\[\]=<>;$]|^_|\w_$|::|->")
_SUFFIXES = (
    ("ational", "ate"), ("ization", "ize"), ("isation", "ize"), ("fulness", "ful"), ("iveness", "ive"), ("ments", ""),
    ("ation", "at"), ("ingly", ""), ("ising", "iz"), ("izing", "iz"), ("ised", "iz"), ("ized", "iz"), ("ises", "iz"),
    ("izes", "iz"), ("edly", ""), ("ment", ""), ("ness", ""), ("ings", ""), ("ions", ""), ("ing", ""), ("ion", ""),
    ("ies", "y"), ("ied", "y"), ("ed", ""), ("ly", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign with its place: `text == source[start:end]`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what it counts, as far as the text says: `unit` is a stem, a currency sign, or empty."""

    value: float
    unit: str
    text: str


def fold(text: str) -> str:
    """The text with one kind of quote, dash and space; same number of characters except for ellipses."""
    # None of these signs is ASCII.
    return text if text.isascii() else text.translate(_FOLD)


def normalise(text: str) -> str:
    """One kind of quote, dash and space, case folded, spaces single: for comparing, not for showing."""
    return " ".join(fold(unicodedata.normalize("NFKC", text)).casefold().split())


def tokens(text: str) -> list[Token]:
    """Words, numbers and signs in order, whitespace left out."""
    return [Token(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def words(text: str) -> list[str]:
    """Words and numbers in order, case folded, possessive 's taken off, signs left out."""
    return list(_words(text))


@lru_cache(maxsize=512)
def _words(text: str) -> tuple[str, ...]:
    # Whoever reads a record asks for the words of each of its texts several times.
    found = [w.casefold() for w in _TOKEN.findall(fold(text)) if w[0].isalnum()]
    return tuple([w[:-2] if w.endswith("'s") else w for w in found])


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A rough stem, lower case: plural, tense and common endings off; never shorter than three letters."""
    out = word.casefold()
    if len(out) <= 3 or not out.isalpha():
        return out
    if out.endswith("ies"):
        out = out[:-3] + "y"
    elif out.endswith(("sses", "ches", "shes", "xes", "zes")):
        out = out[:-2]
    elif out.endswith("s") and not out.endswith(("ss", "us", "is")):
        out = out[:-1]
    for suffix, instead in _SUFFIXES:
        if out.endswith(suffix) and len(out) - len(suffix) >= 3:
            out = out[: len(out) - len(suffix)] + instead
            break
    if len(out) > 3 and out[-1] == out[-2] and out[-1] not in "lsz":
        out = out[:-1]
    return out[:-1] if len(out) > 4 and out.endswith("e") else out


_WEAK_STEMS = frozenset(stem(w) for w in WEAK_WORDS)
_ATTRIBUTE = {stem(word): min(map(stem, group)) for group in ATTRIBUTES for word in group}
_ATTRIBUTE |= {stem(adjective): stem(place) for adjective, place in DEMONYMS.items()}


def content_words(text: str, *, weak: bool = False) -> frozenset[str]:
    """Stems of the words that carry the subject; `weak` keeps the very common ones ("day", "make") too."""
    # Each word is looked up by itself: most have been seen before, whatever they stand in.
    carried = frozenset(map(_carried, _TOKEN.findall(fold(text)))) - _NOTHING
    return carried if weak else carried - _WEAK_STEMS


_NOTHING = frozenset([""])


@lru_cache(maxsize=8192)
def _carried(token: str) -> str:
    """The stem of a word or number that carries a subject; empty for others and for signs."""
    if not token[0].isalnum():
        return ""
    word = token.casefold().removesuffix("'s")
    return "" if word in FUNCTION_WORDS else stem(word)


def matter(text: str) -> frozenset[str]:
    """The content words of a text as `attributes`, in one step."""
    return frozenset(map(_subject, _TOKEN.findall(fold(text)))) - _NOTHING


@lru_cache(maxsize=8192)
def _subject(token: str) -> str:
    found = _carried(token)
    return "" if found in _WEAK_STEMS else _ATTRIBUTE.get(found, found)


def attributes(stems: Iterable[str]) -> frozenset[str]:
    """Stems with words for one thing made the same ("seat", "government", "capital"; "Australian", "Australia")."""
    known = frozenset(stems)
    return frozenset(map(_ATTRIBUTE.get, known, known))


@lru_cache(maxsize=512)
def names(text: str) -> frozenset[str]:
    """Proper names as written: capitalised words that do not merely open a sentence, and acronyms.

    A word that opens a sentence counts when the same word stands capitalised elsewhere, or when it is no function word
    and another name follows at once ("Ana Ribeiro signs").
    """
    found: set[str] = set()
    openers: list[tuple[str, bool]] = []
    opening = True
    written = _TOKEN.findall(fold(text))
    for index, token in enumerate(written):
        first = token[0]
        if not first.isalpha():
            opening = (opening and token not in ",;)") or token in ".!?:\n"
            continue
        if first.isupper() and (word := token.removesuffix("'s")).casefold() not in FUNCTION_WORDS:
            if opening and not (word.isupper() and len(word) > 1):
                after = written[index + 1] if index + 1 < len(written) else ""
                openers.append((word, bool(after[:1].isupper() and after.casefold() not in FUNCTION_WORDS)))
            else:
                found.add(word)
        opening = False
    found.update(word for word, followed in openers if followed or word in found)
    return frozenset(found)


_NUMBER = re.compile(
    r"(?P<sign>[£$€¥])?\s?(?P<digits>\d{1,3}(?:[,'\u00a0\u202f ]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)(?P<k>k\b|m\b)?"
    r"\s?(?P<unit>%|°C|°F|[£$€¥]|[A-Za-zµ]+(?:/[A-Za-z]+)?)?"
)
_CURRENCY = {
    "£": "gbp", "pound": "gbp", "pounds": "gbp", "gbp": "gbp", "quid": "gbp", "$": "usd", "dollar": "usd",
    "dollars": "usd", "usd": "usd", "€": "eur", "euro": "eur", "euros": "eur", "eur": "eur", "¥": "jpy", "yen": "jpy",
}  # fmt: skip
_DIGIT = re.compile(r"\d")
_NO_UNIT = FUNCTION_WORDS | {"pm", "am"}


def _unit(raw: str) -> str:
    low = raw.casefold()
    if low in _CURRENCY:
        return _CURRENCY[low]
    return "" if low in _NO_UNIT else stem(low)


@lru_cache(maxsize=512)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Numbers in digits and in words, in order, each with its unit as far as it stands beside it."""
    plain = fold(text)
    out: list[tuple[int, Quantity]] = []
    for m in _NUMBER.finditer(plain) if _DIGIT.search(plain) else ():
        digits = m["digits"]
        value = float(re.sub(r"[,' ](?=\d{3}\b)", "", digits).replace(",", "."))
        value *= {"k": 1e3, "m": 1e6}.get(m["k"] or "", 1)
        unit = _CURRENCY[m["sign"]] if m["sign"] else _unit(m["unit"] or "")
        out.append((m.start(), Quantity(value, unit, m.group().strip())))
    out.extend(_worded(plain))
    return tuple(q for _, q in sorted(out, key=lambda pair: pair[0]))


_LATIN = re.compile(r"[A-Za-z]+")


def _worded(text: str) -> Iterable[tuple[int, Quantity]]:
    """Number words ("twenty-five", "two hundred"), each as one quantity; a bare "one" counts nothing."""
    if NUMBER_WORDS.keys().isdisjoint(map(str.casefold, _LATIN.findall(text))):
        return
    run: list[str] = []
    start = 0
    for m in [*_LATIN.finditer(text), None]:
        word = m.group().casefold() if m else ""
        if word in NUMBER_WORDS or (run and word in MAGNITUDES):
            start = start if run or m is None else m.start()
            run.append(word)
            continue
        if run and (run != ["one"]):
            yield start, Quantity(_word_value(run), _unit(word) if word else "", " ".join(run))
        run = []


def _word_value(run: list[str]) -> float:
    total = part = 0
    for word in run:
        if word in MAGNITUDES:
            part = max(part, 1) * MAGNITUDES[word]
            if MAGNITUDES[word] > 100:
                total, part = total + part, 0
        else:
            part += NUMBER_WORDS[word]
    return float(total + part)


def numbers(text: str) -> tuple[float, ...]:
    """Values of all numbers, in digits and words, in order."""
    return tuple(q.value for q in quantities(text))


def code_like(span: str) -> bool:
    """Whether a span is written like code and not like prose."""
    bare = span.strip()
    if not bare or re.fullmatch(r"[£$€¥]?\d[\d.,:%/-]*", bare):
        return False
    if " " in bare:
        return bool(re.search(r"[(){}\[\]=<>;$_]|::|->|\w\.\w", bare))
    return bool(_CODE_SHAPE.search(bare)) and not re.fullmatch(r"[A-Za-z]+(?:-[A-Za-z]+)+", bare)


_NEGATION = re.compile(
    r"\b(?:no|not|never|none|neither|nor|without|stop|avoid|isn't|aren't|don't|doesn't|didn't|can't|"
    r"cannot|won't|wouldn't|shouldn't|dont|doesnt|no longer|anymore|instead of|rather than|"
    r"leave (?:\w+ ){0,3}out|get rid of|"
    r"(?:(?<=^)|(?<=[.;,:] ))(?:please )?(?:drop|cut|skip)|dislikes?|hates?|rejects?|avoids?|minimal|opposes?)\b"
)


def negations(text: str) -> int:
    """How many words deny, forbid or avoid something."""
    return len(_NEGATION.findall(normalise(text)))


def polarity(text: str) -> int:
    """−1 where the text denies or forbids, 1 where it does not: two denials cancel out."""
    return -1 if negations(text) % 2 else 1


def calendar_words(text: str) -> frozenset[str]:
    """Months (as their full English number, `month-7`) and weekdays named in the text."""
    found = set()
    for w in words(text):
        if w in MONTHS and w != "may":
            found.add(f"month-{MONTHS[w]}")
        elif w.removesuffix("s") in WEEKDAYS:
            found.add(w.removesuffix("s"))
    if re.search(r"\bMay\b(?! I| we| you)", text):
        found.add("month-5")
    return frozenset(found)


_ENDS = re.compile(r"[.!?](?=[\s\"')\]]|$)|\n")
_REACH = 600
"""Characters to either side in which the ends of a sentence are looked for."""


def sentence_at(text: str, start: int, end: int) -> tuple[int, int]:
    """Bounds of the sentence (or line) in which text[start:end] stands; cut 600 characters away from it."""
    left = max(0, start - _REACH)
    for m in _ENDS.finditer(text, left, start):
        if m.end() < start or text[start - 1] == "\n":
            left = m.end()
    after = _ENDS.search(text, end, min(len(text), end + _REACH))
    return left, after.end() if after else min(len(text), end + _REACH)


def numeric(span: str) -> bool:
    """Whether a span is a number, an amount, a date, a time or a version, with at most a unit."""
    return bool(re.fullmatch(r"[£$€¥]?\s?\d[\d.,:/%°'-]*\s?[A-Za-z%°/]{0,12}", span.strip()))
