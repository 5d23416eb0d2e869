"""Wrong and right as the person names them: "X not Y", "should be X", quotes."""

from __future__ import annotations

import re

from rlmchat.learning import counterparts, number_values, spans
from rlmchat.learning.cues import states_rule
from rlmchat.learning.extracted import (
    Extraction,
    as_rule,
    clean,
    in_form,
    is_value,
    rest,
    tells,
    without_lead,
)
from rlmchat.learning.phrasing import Phrase, phrases_in
from rlmchat.learning.reading import MessageReading
from rlmchat.learning.relation import quoted_spans
from rlmchat.learning.values import Counterpart

SENTENCES = 8
"""Sentences of a message in which namings are looked for."""
MOST_WORDS = 20
"""Words of a message up to which a value in it is taken to stand against one in the answer, without words of naming."""
NAMED_WITHIN = 160
"""Characters of a sentence up to which what it names as wrong is believed though the answer does not have it."""
QUOTE_WORDS = 40
"""Words of a message up to which two quotes in it are the wrong and the right text."""
_LOOSE = frozenset({"x not y", "instead of", "should be not", "x should be y", "change to", "arrow"})
"""Kinds of naming whose sides may begin anywhere: only short values are believed."""
_VALUE = re.compile(r"(:\s?[\w-]{1,40})(?=;)")
_DENIED = re.compile(
    r"\b(?:can(?:no|')t|don'?t|do not|didn'?t|doesn'?t|never|not|why did i have to|shouldn'?t)\b[^.;:!?]{0,24}$",
    re.IGNORECASE,
)
_LINKED = re.compile(
    r"^\W*(?:(?:should|must|has to|needs to|to|be|is|are|reads?|say|as|with|by|into|not|instead|rather|plain|still"
    r"|wrong|it's|that's|but|use|write|make|it|the|a|of|than|have|change|becomes?|simply|just|please)\W*){0,5}$",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"[$£€¥]?\d[\d.,:]*\s?(?P<unit>[^\W\d_]{1,20})")
_DEED = re.compile(
    r"(?P<who>\S+(?: \S+)?) (?:did|made|said|sang|wrote|built|found|founded|led|ran|won|gave|drew|taught|sent|\w+ed)"
    r" (?P<what>\S+(?: \S+){0,2})",
    re.IGNORECASE,
)
_POINTED = frozenset("it this that these those them him her so".split())
_MARKS = "`\"“„«'‘"
_NO_VALUE = frozenset("so that it this once twice half again already".split())
_WHEN = frozenset("since until till because when while if for as after before".split())
"""Words that begin a remark on the naming and no value."""
PLAIN_VERBS = frozenset("use be do make have get say go work need want see put take give try know think".split())


def from_phrases(reading: MessageReading, answer: str, query: str) -> Extraction | None:
    """What the best naming in the first sentences says."""
    best: tuple[int, Extraction] | None = None
    for sentence in reading.sentences[:SENTENCES]:
        for phrase in phrases_in(sentence, reading.language):
            found = _of_phrase(phrase, sentence, reading, answer, query)
            if found is not None and (best is None or found[0] > best[0]):
                best = found
    return best[1] if best else None


def _of_phrase(
    phrase: Phrase, sentence: str, reading: MessageReading, answer: str, query: str
) -> tuple[int, Extraction] | None:
    """What a naming amounts to and how much it is worth; None where it says nothing of this answer."""
    old, new = clean(phrase.old or "", wrong=True), clean(phrase.new or "")
    if phrase.new is None:
        return _of_removal(phrase, old, reading, answer)
    if _DENIED.search(phrase.before):
        return None
    if phrase.old is not None:
        return _of_pair(phrase, old, new, reading, sentence, answer)
    if not tells(new) or len(new.split()) > 8 or new.split()[0].lower() in _NO_VALUE:
        return None
    if len(reading.sentences) > 1 and states_rule(without_lead(sentence)):
        return None  # A rule beside what was wrong ("It's Ottawa. And always write British English.") is not of it.
    found = counterpart(new, answer, sentence, query)
    if found is None or not found.sure or len(reading.words) > 3 * MOST_WORDS:
        return None
    return 4, Extraction(found.old, found.new, rest(reading, sentence), True, phrase.name)


def _of_removal(phrase: Phrase, old: str, reading: MessageReading, answer: str) -> tuple[int, Extraction] | None:
    """What is to go, as it stands in the answer."""
    place = spans.exact(old, answer) if tells(old) and len(old) > 2 else None
    if place is None:
        return None
    return 3, Extraction(place, as_rule(reading.prose), "", False, phrase.name)


def _of_pair(
    phrase: Phrase, old: str, new: str, reading: MessageReading, sentence: str, answer: str
) -> tuple[int, Extraction] | None:
    """Both are named: sure where the wrong one stands in the answer as it was named, else what the person says."""
    if not tells(old) or not tells(new) or old.lower() == new.lower() or new.split()[0].lower() in PLAIN_VERBS | _WHEN:
        return None
    if phrase.name == "x should be y" and not _one_kind(phrase.old or "", phrase.new or ""):
        return None
    new = _doer(new, answer)
    short = len(sentence) <= NAMED_WITHIN and len(reading.words) <= 4 * MOST_WORDS
    loose = phrase.name in _LOOSE and not (short and is_value(new) and is_value(old))
    left = rest(reading, sentence)
    place = None if loose or old.lower() in PLAIN_VERBS else spans.exact(old, answer)
    if place is not None and place.lower() != new.lower():
        place = _with_unit(place, new, answer)
        return 6, Extraction(place, in_form(new, place), left, True, phrase.name)
    if phrase.name == "x not y" and _shown(phrase.old or "") and _shown(phrase.new or ""):
        return 2, Extraction((phrase.old or old).strip(), as_rule(sentence), left, False, phrase.name)
    if loose or phrase.name in _LOOSE or not short or not is_value(old):
        return None
    return 2, Extraction(old, as_rule(sentence), left, False, phrase.name)


def _doer(new: str, answer: str) -> str:
    """Who did it, of "Goethe wrote it" and of "Goethe wrote Faust" where the answer speaks of Faust; else all of it."""
    found = _DEED.fullmatch(new)
    if found is None or not tells(found["who"]):
        return new
    same = found["what"].lower() in _POINTED or spans.exact(found["what"], answer) is not None
    return found["who"] if same and is_value(found["who"]) else new


def _with_unit(place: str, new: str, answer: str) -> str:
    """The wrong value with what the right one has, too: "90 degrees" for "100 degrees", "42 miles" for "42.195 km"."""
    amount = _AMOUNT.fullmatch(new)
    if amount is None:
        return place
    if place.isalpha():
        found = re.search(rf"\d[\d.,]*\s?{re.escape(place)}\b", answer)
    elif place[-1:].isdigit():
        found = re.search(rf"(?<![\w.,]){re.escape(place)}\s?{re.escape(amount['unit'])}(?!\w)", answer)
    else:
        found = None
    return found.group() if found else place


def _one_kind(old: str, new: str) -> bool:
    """Whether two named things are values of one kind, so that "X should be Y" exchanges them and describes nothing."""
    if number_values.is_number(old) or number_values.is_number(new):
        return number_values.is_number(old) and number_values.is_number(new)
    if old[:1] in _MARKS or new[:1] in _MARKS:
        return True
    old, new = clean(old), clean(new)
    return (_is_code(old) and _is_code(new)) or (old[:1].isupper() and new[:1].isupper() and " " not in old[:1])


def _shown(span: str) -> bool:
    """Whether a span is in quotes or a name of code, so that it can be no part of the sentence around it."""
    return span[:1] in _MARKS or _is_code(clean(span).split()[-1] if clean(span) else "")


def counterpart(new: str, answer: str, sentence: str, query: str) -> Counterpart | None:
    """The value of the answer that a value in the message stands against, both as they are to be exchanged."""
    if number_values.is_number(new):
        if "```" in answer and not new[:1].isdigit():
            return None
        found = number_values.number_like(new, answer, sentence, query)
        return found and Counterpart(found.old, in_form(found.new, found.old), found.sure)
    if _is_code(new):
        return _with_value(counterparts.identifier_like(new, answer, sentence), new, answer)
    if new[:1].isupper() and len(new.split()) <= 5 and spans.exact(new, answer) is None:
        return counterparts.name_like(new, answer, sentence, query)
    return None


def _with_value(found: Counterpart | None, new: str, answer: str) -> Counterpart | None:
    """A property with its value, where the answer sets one: "justify-content: center", "align-items: center"."""
    at = answer.find(found.old, 0, spans.SEARCHED) if found else -1
    value = _VALUE.match(answer, at + len(found.old)) if found and at >= 0 else None
    if found and value and ":" not in new:
        return Counterpart(found.old + value.group(1), new + value.group(1), found.sure)
    return found


def _is_code(text: str) -> bool:
    return " " not in text and bool(re.search(r"[_./:()=<>\[\]-]|[a-z][A-Z]", text)) and any(c.isalpha() for c in text)


def from_quotes(reading: MessageReading, answer: str, _query: str) -> Extraction | None:
    """Quoted spans: one that stands in the answer is what was wrong; one that does not, what is right."""
    prose = reading.prose
    quotes = [q for q in quoted_spans(prose) if q.strip()]
    known = [(q, place) for q in quotes if len(q) > 1 and (place := spans.exact(q, answer))]
    fresh = [q for q in quotes if q not in {k for k, _ in known}]
    if known and len(fresh) == 1 and len(known) == 1 and _exchanged(known[0][0], fresh[0], prose):
        return Extraction(known[0][1], spans.trimmed(fresh[0]), rest(reading, ""), True, "quotes")
    if not known and len(fresh) == 2 and _alike(*fresh):
        return Extraction(fresh[0].strip(), fresh[1].strip(), rest(reading, ""), False, "quotes")
    place = max((place for _, place in known), key=len, default="")
    if len(place) < 3 or len(reading.words) > 2 * QUOTE_WORDS:
        return None
    where = (spans.line_with(place, answer) or place) if len(place) < 8 else place
    return Extraction(where, as_rule(prose), "", False, "quote")


def _exchanged(old: str, new: str, prose: str) -> bool:
    """Whether of two quotes one is put for the other: words of exchange between them, or nearly the same words."""
    if len(prose.split()) > 2 * QUOTE_WORDS or len(new.split()) > max(12, 2 * len(old.split())):
        return False
    first, second = sorted((old, new), key=prose.find)
    between = prose[prose.find(first) + len(first) : prose.find(second)]
    return bool(len(between) < 60 and _LINKED.match(between)) or _alike(old, new)


def _alike(old: str, new: str) -> bool:
    """Whether two texts are one, reworded: half the words of the first stand in the second, and three at least."""
    same = set(old.lower().split()) & set(new.lower().split())
    return len(same) >= 3 and len(same) * 2 >= len(old.split())
