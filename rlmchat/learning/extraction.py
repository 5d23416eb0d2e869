"""What was wrong and what is right: named in words, shown in code or an error, or read off the answer's own spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice, pairwise

from rlmchat.learning import spans
from rlmchat.learning.lexicon import AGREEMENT, AUXILIARIES, CONTRAST, HESITATION, NEGATION_OPENERS, PRAISE
from rlmchat.learning.phrasing import Phrase, phrases_in
from rlmchat.learning.reading import MessageReading
from rlmchat.learning.relation import quoted_spans

RULE_LENGTH = 400
"""Characters of a message that stand as a rule at most."""
MOST_WORDS = 32
"""Words of a message up to which a value in it is taken to stand against one in the answer."""
QUOTE_LENGTH = 8
"""Characters under which a quoted span is too little by itself to be what was wrong."""
SENTENCE_LENGTH = 300
"""Characters of the answer's sentence that is taken where nothing is named."""

_VAGUE = frozenset(
    "it this that these those them they he she you i we there here one ones wrong right correct incorrect true"
    " false fine good"
    " bad ok okay what how why which not no yes more less so like the a an is are was be do does better"
    " different same".split()
)
_STATING = AUXILIARIES | frozenset(
    "be been must need needs belong belongs it's that's its i'm we're they're said asked means".split()
)
_LOOSE = frozenset({"x not y", "instead of", "should be not"})
"""Kinds of naming whose right side may begin anywhere: only a short one is believed."""
_LEAD = re.compile(
    r"^(?:(?:(?:no+|nope|nah|wrong|actually|hmm+|wait|sorry|but|well|ok(?:ay)?|hey|um+|please|pls|nein|ne|doch|non|si|falsch|faux"
    r"|eigentlich|en fait|en realidad)\b|不对|不是|错了|其实)[\s,.;:!，。！–—-]*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[\s,;:–—-]*(?:please|pls|thanks|thank you|ok(?:ay)?|instead|though|actually|then|too|bitte"
    r"|s'il (?:te|vous) plaît|por favor)?[\s.!?,;:]*$",
    re.IGNORECASE,
)
_SUM = re.compile(r"\d\s?[-+*/×x÷=]\s?\d")
_VALUE = re.compile(r"(:\s?[\w-]{1,40})(?=;)")
_FRAME = re.compile(r"^\s*File \"[^\"]{1,200}\", line \d+")
_ERROR = re.compile(
    r"^\s*(?:E\s+)?(?:[\w.]{1,80}(?:Error|Exception|Warning|Exit)\b.*|(?:fatal|error|panic)\b.*)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a correction says."""

    original: str | None = None
    """The wrong text as it stands in the answer, where it could be found there."""
    corrected: str | None = None
    """What it should be."""
    explanation: str = ""
    """The rest of the message, in the person's words."""
    aligned: bool = False
    """Whether `corrected` can take the place of `original` in the answer; else they are a sentence and a rule."""
    how: str = ""
    """What found it, for people who ask why."""


def extract(message: str, answer: str, *, query: str = "") -> Extraction:
    """The spans that a correction names. Looks at the first few thousand characters of both; never raises."""
    reading = MessageReading(message)
    for way in (_from_phrases, _from_code, _from_error, _from_quotes, _from_values):
        found = way(reading, answer, query)
        if found is not None:
            return found
    return _as_rule(reading, answer)


def _sentences(reading: MessageReading) -> list[str]:
    return reading.sentences[:8]


def _rest(reading: MessageReading, used: str) -> str:
    """The message without the sentence that was used."""
    prose = reading.prose.strip()
    rest = prose.replace(used, "", 1).strip(" \n,;:-–—") if used and used in prose else prose
    return "" if rest.strip(" .!?").lower() in NEGATION_OPENERS | AGREEMENT | HESITATION else rest[:RULE_LENGTH]


def _clean(span: str) -> str:
    """A named span without politeness and marks at its edges."""
    out = spans.trimmed(_TAIL.sub("", span.strip()))
    words = out.split()
    while (
        words
        and words[0].lower().strip(",")
        in CONTRAST | HESITATION | NEGATION_OPENERS | {"the", "a", "an", "please", "just"}
        and len(words) > 1
    ):
        words = words[1:]
    return spans.trimmed(" ".join(words)) if words else ""


def _tells(span: str) -> bool:
    """Whether a span says something by itself."""
    words = span.lower().split()
    return bool(words) and not all(word.strip(".,'\"") in _VAGUE for word in words)


def _from_phrases(reading: MessageReading, answer: str, query: str) -> Extraction | None:
    best: tuple[int, Extraction] | None = None
    for sentence in _sentences(reading):
        for phrase in phrases_in(sentence, reading.language):
            found = _of_phrase(phrase, sentence, reading, answer, query)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
    return best[1] if best else None


def _of_phrase(
    phrase: Phrase, sentence: str, reading: MessageReading, answer: str, query: str
) -> tuple[int, Extraction] | None:
    """What a naming amounts to and how much it is worth; None where it says nothing of this answer."""
    old = _clean(phrase.old or "")
    new = _clean(phrase.new or "")
    rest = _rest(reading, sentence)
    if phrase.new is None:
        place = spans.locate(old, answer) if _tells(old) else None
        if place is None:
            return None
        return 3, Extraction(place, _rule_of(reading.prose), "", False, phrase.name)
    if phrase.old is not None:
        return _of_pair(phrase, old, new, rest, answer)
    if not _tells(new) or len(new.split()) > 8:
        return None
    place, value = _counterpart(new, answer, sentence, query)
    if place is None or value is None:
        return None
    return 4, Extraction(place, value, rest, True, phrase.name)


def _of_pair(phrase: Phrase, old: str, new: str, rest: str, answer: str) -> tuple[int, Extraction] | None:
    if not _tells(old) or not _tells(new) or (phrase.name in _LOOSE and not _is_value(new)):
        return None
    place = spans.locate(old, answer)
    if place is None or place.lower() == new.lower():
        return None
    return 6, Extraction(place, _in_form(new, place), rest, True, phrase.name)


def _is_value(span: str) -> bool:
    """Whether a span names a thing and makes no statement."""
    words = span.lower().split()
    return len(words) <= 4 and not any(word in _STATING or word.endswith("n't") for word in words)


def _rule_of(sentence: str) -> str:
    """A sentence as a rule: without the opening "no", within bounds."""
    rule = _LEAD.sub("", sentence.strip()).strip()
    return (rule or sentence.strip())[:RULE_LENGTH]


def _in_form(new: str, old: str) -> str:
    """The right value written as the wrong one is: thousands marks, a capital at its start."""
    if re.search(r"\d,\d{3}\b", old):
        new = re.sub(r"^\d{4,18}\b(?![.,])", lambda number: f"{int(number.group()):,}", new)
    if (
        new[:1].islower()
        and old[:1].isupper()
        and old[1:2].islower()
        and new.replace(" ", "").isalpha()
        and len(old.split()) <= 2
        and len(new.split()) <= 3
    ):
        return " ".join(
            word if word in {"of", "the", "and", "de", "la"} else word[:1].upper() + word[1:] for word in new.split()
        )
    return new


def _counterpart(new: str, answer: str, sentence: str, query: str) -> tuple[str | None, str | None]:
    """The value of the answer that a value in the message stands against, both as they are to be exchanged."""
    if spans.is_number(new):
        found = spans.number_like(new, answer, sentence, query)
        return (None, None) if found is None else (found[0], _in_form(found[1], found[0]))
    if _is_code(new):
        return _with_value(spans.identifier_like(new, answer, sentence), new, answer)
    if new[:1].isupper() and len(new.split()) <= 5:
        place = spans.locate(new, answer)
        return (None, None) if place else (spans.name_like(new, answer, sentence, query), new)
    return None, None


def _with_value(place: str | None, new: str, answer: str) -> tuple[str | None, str | None]:
    """A property with its value, where the answer sets one: "justify-content: center", "align-items: center"."""
    at = answer.find(place, 0, spans.SEARCHED) if place else -1
    found = _VALUE.match(answer, at + len(place or "")) if at >= 0 else None
    return (f"{place}{found.group(1)}", new + found.group(1)) if found and ":" not in new else (place, new)


def _is_code(text: str) -> bool:
    return " " not in text and bool(re.search(r"[_./:()=<>\[\]-]|[a-z][A-Z]", text)) and any(c.isalpha() for c in text)


def _from_code(reading: MessageReading, answer: str, _query: str) -> Extraction | None:
    """A line of pasted code that is a line of the answer, changed; diff marks are understood."""
    lines = [line for line in reading.code.split("\n") if len(line.strip()) > 3][:40]
    if not lines:
        return None
    removed = [line[1:].strip() for line in lines if line.startswith("-") and not line.startswith("---")]
    added = [line[1:].strip() for line in lines if line.startswith("+") and not line.startswith("+++")]
    if removed and added and removed[0] in answer:
        return Extraction(removed[0], added[0], reading.prose.strip()[:RULE_LENGTH], True, "diff")
    theirs = [line.strip() for line in answer[: spans.SEARCHED].split("\n") if line.strip()][:200]
    known = set(theirs)
    best: tuple[float, str, str] = (0.0, "", "")
    for line in (line.strip() for line in lines):
        if line in known:
            continue
        for other in theirs:
            if abs(len(other) - len(line)) < 0.5 * len(line):
                matcher = SequenceMatcher(None, line[:120], other[:120], autojunk=False)
                if matcher.real_quick_ratio() > best[0] and matcher.quick_ratio() > best[0]:
                    value = matcher.ratio()
                    if value > best[0]:
                        best = (value, other, line)
    return Extraction(best[1], best[2], reading.prose.strip()[:RULE_LENGTH], True, "code") if best[0] >= 0.72 else None


def _from_error(reading: MessageReading, answer: str, _query: str) -> Extraction | None:
    """The failing line of a traceback that is in the answer, and the error as what to mind."""
    lines = reading.text.split("\n")
    errors = [line.strip() for line in lines if _ERROR.match(line)]
    if not errors:
        return None
    failing: str | None = None
    for frame, code in pairwise(lines):
        if _FRAME.match(frame) and code.strip() and code.strip() in answer:
            failing = code.strip()
    if failing is None:
        names = [n for n, _, _ in spans.identifiers_in(errors[-1])] + quoted_spans(errors[-1])
        place = next((found for n in names if len(n) > 2 and (found := _line_with(n, answer))), None)
        failing = place
    if failing is None:
        return None
    return Extraction(failing, f"avoid {errors[-1]}"[:RULE_LENGTH], _rest(reading, errors[-1]), False, "error")


def _line_with(name: str, answer: str) -> str | None:
    at = answer.find(name, 0, spans.SEARCHED)
    if at < 0:
        return None
    start = answer.rfind("\n", 0, at) + 1
    end = answer.find("\n", at)
    return answer[start : end if end >= 0 else len(answer)].strip()[:SENTENCE_LENGTH]


def _from_quotes(reading: MessageReading, answer: str, _query: str) -> Extraction | None:
    """Quoted spans: one that stands in the answer is what was wrong; one that does not, what is right."""
    quotes = [q for q in quoted_spans(reading.prose) if q.strip()]
    known = [(q, place) for q in quotes if (place := spans.locate(q, answer)) and len(place) * 2 >= len(q)]
    fresh = [q for q in quotes if q not in {k for k, _ in known}]
    if not known:
        return None
    place = max((place for _, place in known), key=len)
    if fresh and len(fresh[0].split()) <= 12:
        return Extraction(place, spans.trimmed(fresh[0]), _rest(reading, ""), True, "quotes")
    where = (_line_with(place, answer) or place) if len(place) < QUOTE_LENGTH else place
    return Extraction(where, _rule_of(reading.prose), "", False, "quote")


def _from_values(reading: MessageReading, answer: str, query: str) -> Extraction | None:
    """A number, name or word form of the message that stands against one in the answer, without words of naming."""
    for sentence in _sentences(reading)[:6]:
        for found in _values_of(sentence, reading, answer, query):
            place, value = found
            if place and value and place.lower() != value.lower():
                return Extraction(place, value, _rest(reading, sentence), True, "value")
    return None


def _values_of(
    sentence: str, reading: MessageReading, answer: str, query: str
) -> Iterator[tuple[str | None, str | None]]:
    if len(reading.words) > MOST_WORDS:
        return
    prose = reading.prose[:1500]
    numbers = [n for n, _, _ in islice(spans.numbers_in(sentence), 12) if n.lower() not in spans.VAGUE_NUMBERS]
    fresh = [n for n in numbers if not _stands(n, answer)]
    if len(fresh) == 1 and not _SUM.search(prose):
        yield _counterpart(fresh[0], answer, prose, query)
    bare = _LEAD.sub("", sentence)
    names = [n for n, at, _ in islice(spans.names_in(bare), 12) if _is_name(n, at, bare) and not _stands(n, answer)]
    if names and len(sentence.split()) <= 14:
        yield spans.name_like(names[0], answer, prose, query), names[0].removesuffix("'s")
    word = spans.word_like(sentence, answer) if "```" not in answer else None
    if word is not None:
        yield word


def _is_name(word: str, at: int, sentence: str) -> bool:
    """Whether a capitalised word is a name: within a sentence, or alone or almost so."""
    if word.lower() in PRAISE | AGREEMENT | _VAGUE or len(word) < 3:
        return False
    return at > 0 or len(sentence.split()) <= 5 or " " in word


def _stands(value: str, answer: str) -> bool:
    return spans.find_word(value, answer[: spans.SEARCHED]) is not None


def _as_rule(reading: MessageReading, answer: str) -> Extraction:
    """Nothing named: the sentence of the answer that fits best, and the message as the rule."""
    prose = reading.prose.strip() or reading.text
    sentence = _whole_if_short(answer) or spans.best_sentence(prose, answer)[0]
    rule = _rule_of(re.sub(r"[ \t]+", " ", prose))
    return Extraction(sentence[:SENTENCE_LENGTH] or None, rule or None, "", False, "sentence" if sentence else "rule")


def _whole_if_short(answer: str) -> str:
    """The answer itself where it is short, its code where that is all there is of it; empty where it is long."""
    text = answer.strip()
    if len(text) > 2 * SENTENCE_LENGTH:
        return ""
    inner = text.removeprefix("```").removesuffix("```")
    if inner != text:
        inner = inner.partition("\n")[2] or inner
    return inner.strip() if len(inner) <= SENTENCE_LENGTH and "```" not in inner else ""


def word_delta(before: str, after: str) -> tuple[str, str]:
    """The smallest changed span between an answer and its edited form, widened to whole words: (original, corrected).

    Both are empty where nothing changed; one is empty where text was only added or taken away at an edge, else it is
    widened by the word next to it so that the original can be found again.
    """
    if before == after:
        return "", ""
    start = 0
    limit = min(len(before), len(after))
    while start < limit and before[start] == after[start]:
        start += 1
    end = 0
    while end < limit - start and before[-1 - end] == after[-1 - end]:
        end += 1
    while start > 0 and _inside_word(before, after, start):
        start -= 1
    while end > 0 and _inside_word_end(before, after, end):
        end -= 1
    if start == len(before) - end or start == len(after) - end:
        start = _word_before(before, start)
    old = before[start : len(before) - end]
    new = after[start : len(after) - end]
    return _evenly_trimmed(old, new)


def _inside_word(before: str, after: str, at: int) -> bool:
    """Whether a cut at this place goes through a word or a number of either text; what is left of it is the same."""
    return _joined(before, at) or _joined(after, at)


def _inside_word_end(before: str, after: str, end: int) -> bool:
    """The same for a cut counted from the end."""
    return _joined(before, len(before) - end) or _joined(after, len(after) - end)


def _joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of a place belong together: letters of a word, digits and their marks."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    if _wordy(left) and _wordy(right):
        return True
    if left.isdigit() and right in ".,:/":
        return text[at + 1 : at + 2].isdigit()
    return right.isdigit() and left in ".,:/" and text[max(0, at - 2) : at - 1].isdigit()


def _wordy(c: str) -> bool:
    return c.isalnum() or c in "_'’-"


def _word_before(text: str, at: int) -> int:
    """The start of the word before a place; the place itself where there is none."""
    start = at
    while start > 0 and text[start - 1].isspace():
        start -= 1
    if start == 0:
        return at
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    return start


def _evenly_trimmed(old: str, new: str) -> tuple[str, str]:
    """Both without the white space that they share at their edges."""
    while old and new and old[0] == new[0] and old[0].isspace():
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1] and old[-1].isspace():
        old, new = old[:-1], new[:-1]
    return old, new
