"""What was wrong and what is right: named in words, shown in code or an error, or read off the answer's own spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from rlmchat.learning import spans
from rlmchat.learning.lexicon import AGREEMENT, CONTRAST, HESITATION, NEGATION_OPENERS, PRAISE
from rlmchat.learning.phrasing import Phrase, phrases_in
from rlmchat.learning.reading import MessageReading
from rlmchat.learning.relation import quoted_spans

RULE_LENGTH = 400
"""Characters of a message that stand as a rule at most."""
SENTENCE_LENGTH = 300
"""Characters of the answer's sentence that is taken where nothing is named."""

_VAGUE = frozenset(
    "it this that these those them they he she you i we there here one ones wrong right correct incorrect true false fine good"
    " bad ok okay what how why which not no yes more less so like the a an is are was be do does better different same".split()
)
_REMOVAL = ("remove",)
_LEAD = re.compile(
    r"^(?:(?:(?:no+|nope|nah|wrong|actually|hmm+|wait|sorry|but|well|ok(?:ay)?|hey|um+|please|pls|nein|ne|doch|non|si|falsch|faux"
    r"|eigentlich|en fait|en realidad)\b|不对|不是|错了|其实)[\s,.;:!，。！–—-]*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(r"[\s,;:–—-]*(?:please|pls|thanks|thank you|ok(?:ay)?|instead|though|actually|then|too|bitte|s'il (?:te|vous) plaît|por favor)?[\s.!?,;:]*$", re.IGNORECASE)
_FRAME = re.compile(r"^\s*File \"[^\"]{1,200}\", line \d+")
_ERROR = re.compile(r"^\s*(?:E\s+)?(?:[\w.]{1,80}(?:Error|Exception|Warning|Exit)\b.*|(?:fatal|error|panic)\b.*)$", re.IGNORECASE)


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
    return reading.sentences[:12]


def _rest(reading: MessageReading, used: str) -> str:
    """The message without the sentence that was used."""
    prose = reading.prose.strip()
    rest = prose.replace(used, "", 1).strip(" \n,;:-–—") if used and used in prose else prose
    return "" if rest.strip(" .!?").lower() in NEGATION_OPENERS | AGREEMENT | HESITATION else rest[:RULE_LENGTH]


def _clean(span: str) -> str:
    """A named span without politeness and marks at its edges."""
    out = spans.trimmed(_TAIL.sub("", span.strip()))
    words = out.split()
    while words and words[0].lower().strip(",") in CONTRAST | HESITATION | NEGATION_OPENERS | {"the", "a", "an", "please", "just"} and len(words) > 1:
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
        return 3, Extraction(place, _rule_of(sentence), rest, False, phrase.name)
    if phrase.old is not None:
        return _of_pair(phrase, old, new, rest, sentence, answer)
    if not _tells(new) or len(new.split()) > 8:
        return None
    place, value = _counterpart(new, answer, sentence, query)
    if place is None or value is None:
        return None
    return 4, Extraction(place, value, rest, True, phrase.name)


def _of_pair(
    phrase: Phrase, old: str, new: str, rest: str, sentence: str, answer: str
) -> tuple[int, Extraction] | None:
    if not _tells(new) and not _tells(old):
        return None
    place = spans.locate(old, answer) if old.strip() else None
    other = spans.locate(new, answer) if new.strip() else None
    if place is None and other is not None and phrase.name in {"arrow"}:
        return None
    if place is None:
        if not _tells(old) or not _tells(new):
            return None
        return (2 if _tells(old) else 0), Extraction(old, new, rest, False, phrase.name)
    if not new or place.lower() == new.lower():
        return None
    return 6, Extraction(place, _in_form(new, place), rest, True, phrase.name)


def _rule_of(sentence: str) -> str:
    """A sentence as a rule: without the opening "no", within bounds."""
    rule = _LEAD.sub("", sentence.strip()).strip()
    return (rule or sentence.strip())[:RULE_LENGTH]


def _in_form(new: str, old: str) -> str:
    """The right value written as the wrong one is: thousands marks, a capital at its start."""
    if re.fullmatch(r"\d{4,}", new) and re.search(r"\d,\d{3}\b", old):
        return f"{int(new):,}"
    if new[:1].islower() and old[:1].isupper() and old[1:2].islower() and new.replace(" ", "").isalpha() and len(old.split()) <= 2 and len(new.split()) <= 3:
        return " ".join(word if word in {"of", "the", "and", "de", "la"} else word[:1].upper() + word[1:] for word in new.split())
    return new


def _counterpart(new: str, answer: str, sentence: str, query: str) -> tuple[str | None, str | None]:
    """The value of the answer that a value in the message stands against, both as they are to be exchanged."""
    if spans.is_number(new):
        numbers = list(spans.numbers_in(new))
        place = spans.number_like(new, answer, sentence, query)
        value = new if len(new.split()) <= 2 or not numbers else numbers[0][0]
        if place is None:
            return None, None
        place, value = _with_unit(place, value, answer)
        return place, _in_form(value, place)
    if _is_code(new):
        return spans.identifier_like(new, answer, sentence), new
    if new[:1].isupper() and len(new.split()) <= 5:
        place = spans.locate(new, answer)
        return (None, None) if place else (spans.name_like(new, answer, sentence, query), new)
    return None, None


def _is_code(text: str) -> bool:
    return " " not in text and bool(re.search(r"[_./:()=<>\[\]-]|[a-z][A-Z]", text)) and any(c.isalpha() for c in text)


def _with_unit(place: str, value: str, answer: str) -> tuple[str, str]:
    """Both with the word after them, where the right one names it too ("eight countries", "ten countries")."""
    words = value.split()
    if len(words) != 2 or len(place.split()) != 1:
        return place, value
    found = re.search(re.escape(place) + r"[\s-]+(" + re.escape(words[1]) + r"\w{0,3})\b", answer[: spans.SEARCHED], re.IGNORECASE)
    return (found.group(), value) if found else (place, words[0])


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
    for frame, code in zip(lines, lines[1:], strict=False):
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
    quote, place = known[0]
    if fresh and len(fresh[0].split()) <= 12:
        return Extraction(place, spans.trimmed(fresh[0]), _rest(reading, ""), True, "quotes")
    rest = re.sub(r"\s+", " ", reading.prose.replace(quote, "…", 1)).strip()
    sentence = next((s for s in _sentences(reading) if quote in s), reading.prose.strip())
    others = [s for s in _sentences(reading) if s != sentence and _tells(s) and len(s.split()) > 1]
    rule = _rule_of(others[-1] if others else sentence)
    return Extraction(place, rule, rest[:RULE_LENGTH], False, "quote")


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
    prose = reading.prose[:1500]
    short = len(reading.words) <= 60
    fresh = [n for n, _, _ in spans.numbers_in(sentence) if not _stands(n, answer)]
    if fresh and short and any(True for _ in spans.numbers_in(answer[:4000])):
        number = fresh[-1]
        unit = re.search(re.escape(number) + r"[\s-]+([^\W\d_]{3,20})", sentence)
        value = f"{number} {unit.group(1)}" if unit and unit.group(1).lower() not in spans.STOP_WORDS else number
        yield _counterpart(value, answer, prose, query)
    names = [n for n, _, _ in spans.names_in(_LEAD.sub("", sentence)) if not _stands(n, answer) and n.lower() not in PRAISE | AGREEMENT]
    if names and short:
        yield spans.name_like(names[0], answer, prose, query), names[0]
    if short:
        word = spans.word_like(sentence, answer)
        if word is not None:
            yield word


def _stands(value: str, answer: str) -> bool:
    return spans._find_word(value, answer[: spans.SEARCHED]) is not None


def _as_rule(reading: MessageReading, answer: str) -> Extraction:
    """Nothing named: the sentence of the answer that fits best, and the message as the rule."""
    prose = reading.prose.strip() or reading.text
    sentence, score = spans.best_sentence(prose, answer)
    if not score:
        sentence = _only_sentence(answer)
    rule = _rule_of(re.sub(r"[ \t]+", " ", prose))
    return Extraction(sentence[:SENTENCE_LENGTH] or None, rule or None, "", False, "sentence" if sentence else "rule")


def _only_sentence(answer: str) -> str:
    """The answer itself where it is one or two sentences long."""
    text = answer.strip()
    return text if 0 < len(text) <= SENTENCE_LENGTH and "\n" not in text else ""


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
    """Whether a cut at this place goes through a word of either text."""
    left = before[at - 1]
    if not _wordy(left):
        return False
    return (at < len(before) and _wordy(before[at])) or (at < len(after) and _wordy(after[at]))


def _inside_word_end(before: str, after: str, end: int) -> bool:
    right = before[-end]
    if not _wordy(right):
        return False
    b, a = len(before) - end, len(after) - end
    return (b > 0 and _wordy(before[b - 1])) or (a > 0 and _wordy(after[a - 1]))


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
