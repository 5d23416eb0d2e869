"""A value of the answer that a short message rejects or answers with another one of its kind, in whatever words.

People rarely say "X not Y". They say "Y is banned here, take X", "X! nobody uses Y any more", "Y? we left that,
it's X", or only "we're on X". What is wrong stands in the answer; what is right does not, and is of the same kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from rlmchat.learning import counterparts, number_values, spans
from rlmchat.learning.extracted import Extraction, clean, in_form, is_value, tells
from rlmchat.learning.kinds import kinds_of
from rlmchat.learning.languages import Language
from rlmchat.learning.lexicon import AGREEMENT, COMPLAINT, HESITATION, NEGATION, NEGATION_OPENERS, PRAISE, STOP_WORDS
from rlmchat.learning.reading import MessageReading

MOST_WORDS = 16
"""Words and marks of a message up to which it is taken to be about one value."""
FEW_WORDS = 7
"""The same where it rejects nothing: then little else may stand in it."""
LONGEST_MESSAGE = 300
"""Characters of a message that are read."""
LONGEST_ANSWER = 900
"""Characters of an answer up to which a value in it is believed to be the one that is meant."""
LONGEST_VALUE = 4
"""Words of a value."""

_SMALL = (
    r"(?:a|an|the|any|on|in|at|with|use|using|have|book|say|write|drink|need|know|want|to|this|that|of|my|our|about)"
)
_REJECTED_BEFORE = re.compile(
    r"(?:\b(?:not|no|never|without|why|instead of|rather than|in place of|than|left|quit|dropped|sold|closed|done with|"
    r"forget|refuses?|replaced|replaces|where does|who is|who's|"
    r"no longer|(?:switched|moved|changed|came|away) from)|n't|"
    r"\b(?:you|it) (?:still |always |just |keep |kept )*"
    r"(?:said|say|says|saying|wrote|write|writing|put|used|use|using)|"
    rf"\bdo with)(?:\s+{_SMALL}){{0,3}}\s*[\"'`“‘]*$",
    re.IGNORECASE,
)
_REJECTED_AFTER = re.compile(
    r"^[\"'`”’]*(?:\s*\?|\s*(?:\.\.\.|…)|"
    r"\s+(?:isn't|wasn't|aren't) (?:right|true|correct|it\b|mine|ours|what|how|for me|for us)|"
    r"\s+(?:doesn't|don't|does not|do not) (?:apply|fit|count)\b|"
    r"\s+(?:any ?more|no longer|no more)\b|"
    r"\s+(?:is|was|are|were|makes?|means?|gives?|has|have|gets?|got|went|sounds)\b[^.!?;:,]{0,24}?"
    r"\b(?:not|no|wrong|incorrect|false|untrue|nonsense|banned|forbidden|out|over|history|gone|dead|cut|outdated|"
    r"nothing|never|too)\b)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\s*(?:[;:!?—–→]+|\.{2,}|…|->|,(?!\d)|(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bProf)\.(?=\s|$)|\bbut\b|"
    r"\band (?=not\b)|\b(?:instead of|rather than|in place of|no longer|than)\b)\s*"
)
_LEAD = re.compile(
    r"^(?:(?:no+|nope|nah|hmm+|hm|wrong|sorry|actually|please|careful|correction|again|ok(?:ay)?|well|oh|hey|and|so|"
    r"then|now|just|only|really|instead|i'd rather(?: have)?|i would rather(?: have)?|rather|"
    r"i (?:said|meant|mean|told you before)|you mean|i think you mean|"
    r"(?:it|that|this|he|she|they|mine|ours)(?:'s| is| was|'re| are| has to be| must be| should be| should say| should"
    r" read| has been)|isn't it|"
    r"(?:the )?(?:right|correct) (?:answer|one|word|value) is|should be|must be|has to be|"
    r"(?:i|we)(?:'m| am|'re| are|'ve| have)? (?:only |just |always |now |all )?"
    r"(?:use|uses|using|have|has|got|need|want|drink|drive|take|own|say|pay|run|"
    r"edit|work|write|bake|train|do|think|go|on|in|with)(?: in| on| with| to| for)?|"
    r"take|use|make (?:it|that)|say|write|call it|could you say|put|give me|prices in|temperatures in|an?|the|our|my)"
    r"(?:\s+|$))+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:\s+(?:please|thanks|there|here|now|instead|again|only|always|though|then|too|for (?:me|us|ages|years)|with us|"
    r"as always|of course|in this \w+|at our place|not|and|is (?:my|our|the|what) .*|are (?:my|our|the) .*|"
    r"(?:is|are|it is) (?:right|correct|better|fine|wanted)|it has to be|(?:has|have) replaced.*|replaces?.*))+$",
    re.IGNORECASE,
)
_CUES = (
    NEGATION_OPENERS
    | AGREEMENT
    | HESITATION
    | PRAISE
    | NEGATION
    | COMPLAINT
    | STOP_WORDS
    | frozenset(
        "said answer again change changed mind time case way thing please right there here always instead really what "
        "switched moved heads small today stop wait thats whats dont cant im yours mine ours".split()
    )
)
_ACCEPTS = re.compile(r"\b(?:is|are|was|were) (?:all )?(?:fine|ok|okay|good|alright|great)\b", re.IGNORECASE)
"""What is put forward in such words may stay as well: it takes no place of anything (".idea is fine, not .cache")."""
_WORDS = re.compile(r"[^\s,;:!?()\"“”«»…]+")


def from_rejected(reading: MessageReading, answer: str, _query: str) -> Extraction | None:
    """A value of the answer that the message rejects, and what it puts forward instead; None where either is unsure."""
    prose = _short(reading, answer)
    wrong = _rejected(prose, answer) if prose and not _ACCEPTS.search(prose) else None
    if wrong is None:
        return None
    said, place = wrong
    right = next((v for v in _values(prose, said, answer) if _may_stand_for(v, place, answer)), None)
    return _exchange(place, right, prose) if right else None


def from_kind(reading: MessageReading, answer: str, query: str) -> Extraction | None:
    """A value that a message puts forward, and the one of its kind in the answer."""
    prose = _short(reading, answer)
    words = reading.words
    if not prose or len(words) > FEW_WORDS or not NEGATION.isdisjoint(words) or _rejected(prose, answer):
        return None
    for value in _values(prose, "", answer):
        if denied(value, prose) or not _fresh(value, answer):
            continue
        place = _of_its_kind(value, answer)
        if place is None and value[:1].isupper() and not number_values.is_number(value) and _one_clause(prose):
            place = _only_name(value, answer, query)
        if place and _may_stand_for(value, place, answer):
            return _exchange(place, value, prose)
    return None


def put_forward(reading: MessageReading, place: str, answer: str) -> str | None:
    """The value that a message puts forward for one that is known to be meant; None where it is not sure."""
    prose = _short(reading, answer)
    if not prose or len(reading.words) > FEW_WORDS or not NEGATION.isdisjoint(reading.words):
        return None
    values = (v for v in _values(prose, "", answer) if not denied(v, prose))
    return next((v for v in values if _may_stand_for(v, place, answer)), None)


def _short(reading: MessageReading, answer: str) -> str:
    """The message on one line, where it is about one value; empty where it may be about anything."""
    long = len(reading.words) > MOST_WORDS or len(reading.raw) > LONGEST_MESSAGE or len(answer) > LONGEST_ANSWER
    foreign = reading.language is not Language.ENGLISH
    return (
        "" if long or foreign or "```" in answer or reading.code or reading.errors else " ".join(reading.prose.split())
    )


def _exchange(old: str, new: str, prose: str) -> Extraction:
    return Extraction(old, in_form(new, old), "" if prose == new else prose, True, "mention")


@lru_cache(maxsize=4)
def _rejected(prose: str, answer: str) -> tuple[str, str] | None:
    """The longest span that stands in the answer and is rejected by the words around it, as said and as it stands."""
    found = list(_WORDS.finditer(prose))
    for length in range(LONGEST_VALUE, 0, -1):
        for first, last in zip(found, found[length - 1 :], strict=False):
            # A dot at its front belongs to it (".cache").
            said = prose[first.start() : last.end()].strip("'`").rstrip(".'`").removesuffix("'s")
            if not said or not _tight(said):
                continue
            place = spans.exact(said, answer)
            end = first.start() + prose[first.start() :].find(said) + len(said)
            if place and (_REJECTED_BEFORE.search(prose[: first.start()]) or _REJECTED_AFTER.match(prose[end:])):
                return said, place
    return None


def _values(prose: str, rejected: str, answer: str) -> Iterator[str]:
    """What a message may put forward, the surest first: whole clauses, then what stands out in them."""
    every = [c for part in _CLAUSE.split(prose) if (c := part.strip(" \"'`“”."))]
    clauses = [c for c in every if not _has(c, rejected)]
    seen = list[str]()
    for clause in clauses:
        # "is release day" tells what the value before it is.
        bare = _TAIL.sub("", _LEAD.sub("", clause))
        if bare and not _SINCE.match(bare) and len(bare.split()) <= LONGEST_VALUE and is_value(bare) and _tight(bare):
            seen.append(_singular(clean(bare)))
    # Of a clause with the rejected value in it ("switched from X to Y") only what stands out counts.
    rest = [
        re.sub(rf"(?<!\w){re.escape(rejected)}(?!\w)", " | ", c)
        for c in every
        if _has(c, rejected) and _CHANGES.search(c)
    ]
    text = " | ".join((*clauses, *rest))
    names = [n for n, at, _ in islice(counterparts.names_in(text), 6) if " " in n or not _OPENS.search(text[:at])]
    amounts = [n for n, _, _ in islice(number_values.numbers_in(text), 6)]
    known = [w for w in _WORDS.findall(text) if kinds_of(w.strip(".'"))]
    for found in (_like_headed(text, answer), known, amounts, names):
        some = [one for one in found if _tight(one)]
        if len({one.lower() for one in some}) == 1:
            seen.append(_singular(some[0].strip(".'").removesuffix("'s")))
    yield from dict.fromkeys(one for one in seen if one)


_SINCE = re.compile(r"(?:since|until|till|because|when|while|for|as|after|before)\b", re.IGNORECASE)
"""What begins a remark on a value."""
_CHANGES = re.compile(r"\b(?:(?:switched|moved|changed|went) (?:over )?from|replac(?:es?|ed|ing))\b", re.IGNORECASE)
"""What names both values in one clause."""


def _like_headed(text: str, answer: str) -> list[str]:
    """Pairs of words whose second one the answer has behind another one: "first class" for its "second class"."""
    theirs = {w.lower() for w in re.findall(r"[^\W\d_]{3,}", answer)}
    pairs = zip(found := text.split(), found[1:], strict=False)
    return [f"{a} {b}" for a, b in pairs if _is_head(b) and b.strip(".,") in theirs and a.lower() not in theirs]


def _is_head(word: str) -> bool:
    """Whether a word can be the noun that both values end in: a plain one of some length, no small word."""
    bare = word.strip(".,")
    return bare.isalpha() and bare.islower() and len(bare) > 2 and bare not in _CUES | _PREPOSITIONS


_PREPOSITIONS = frozenset("under over against between behind during since until after before without within".split())


def _one_clause(prose: str) -> bool:
    return sum(bool(part.strip(" .\"'")) for part in _CLAUSE.split(prose)) == 1 or len(prose.split()) <= 4


def _singular(value: str) -> str:
    """A weekday, a colour without the plural that the message gives it ("on Tuesdays")."""
    kinds = kinds_of(value)
    return value[:-1] if value.endswith("s") and kinds and kinds_of(value[:-1]) == kinds else value


def _has(clause: str, said: str) -> bool:
    return bool(said) and re.search(rf"(?<!\w){re.escape(said)}(?!\w)", clause) is not None


def _fresh(value: str, answer: str) -> bool:
    return spans.exact(value, answer) is None and tells(value)


def _tight(span: str) -> bool:
    """Whether a value begins and ends with words of its own, and has small words inside only in a name or number."""
    words = span.split()
    free = number_values.is_number(span) or span[:1].isupper()
    return all(word.strip(".,'").lower() not in _CUES for word in ((words[0], words[-1]) if free else words))


def _may_stand_for(new: str, old: str, answer: str) -> bool:
    if new.lower() == old.lower() or not _fresh(new, answer):
        return False
    if number_values.is_number(new) != number_values.is_number(old):
        return False
    if abs(len(new.split()) - len(old.split())) > 1 and not (new[:1].isupper() and old[:1].isupper()):
        return False
    if " " in new and new.islower() and " " not in old:
        # "since chapter", "searched nature": words that merely stand together.
        return False
    return any(c.isdigit() for c in new) == any(c.isdigit() for c in old)


def denied(value: str, prose: str) -> bool:
    """Whether the words around a value reject it."""
    at = prose.find(value)
    return at < 0 or bool(_REJECTED_BEFORE.search(prose[:at]) or _REJECTED_AFTER.match(prose[at + len(value) :]))


def _only_name(value: str, answer: str, query: str) -> str | None:
    """The one name in an answer that is not spoken of in the question; a word that opens a sentence is none."""
    found = {
        name.removesuffix("'s")
        for name, start, _ in islice(counterparts.names_in(answer), 12)
        if " " in name or not _OPENS.search(answer[:start]) or _ACTS.match(answer[start + len(name) :])
    }
    found |= set(_CAMEL.findall(answer))
    if not (value.isupper() or "-" in value):
        found = {n for n in found if not n.isupper()} or found
    fresh = [n for n in found if n.lower() not in query.lower() and not kinds_of(n) and n.lower() != value.lower()]
    return fresh[0] if len(fresh) == 1 and len(found) == 1 else None


_CAMEL = re.compile(r"\b[a-z]{1,3}[A-Z][a-z]+\b")
"""Names such as iPhone."""
_ACTS = re.compile(r" (?:will|is|was|has|had|can|could|should|must|may|would)\b")
"""What tells the name at the beginning of a sentence from any other word there."""
_OPENS = re.compile(r"(?:^|[.!?:\n])[\s*_>#-]*$")


def _of_its_kind(value: str, answer: str) -> str | None:
    """The one value of the answer that is of the same known kind, shape ("7 to 11") or head word ("oat milk")."""
    if spans.exact(value, answer) is not None:
        return None
    if any(c.isdigit() for c in value) and not value.replace(".", "").replace(",", "").isdigit():
        shape = r"\d+".join(re.escape(part) for part in re.split(r"\d+", value))
        theirs = {m.group() for m in re.finditer(rf"(?<![\w.,-]){shape}(?![\w-]|[.,]\d)", answer)}
        return theirs.pop() if len(theirs) == 1 else None
    if kinds := kinds_of(value):
        theirs = {w for found in _WORDS.findall(answer) if kinds & kinds_of(w := found.strip(".'`").removesuffix("'s"))}
        return theirs.pop() if len({w.lower() for w in theirs}) == 1 else None
    head = value.split()[-1]
    if len(value.split()) != 2 or not _is_head(head) or any(c.isdigit() for c in value):
        return None
    before = {m[1] for m in re.finditer(rf"([^\W\d][\w'’-]*) {re.escape(head)}(?!\w)", answer)}
    fitting = [w for w in before if w.lower() not in STOP_WORDS | _CUES and w.lower() != value.split()[0].lower()]
    return f"{fitting[0]} {head}" if len(before) == len(fitting) == 1 else None
