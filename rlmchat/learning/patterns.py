"""Patterns: corrections that keep coming back on one subject, what knowledge is missing there, and what would help."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rlmchat.learning.correction import Category, Correction, NewCorrection, Scope, ScopeKind, Source, Status
from rlmchat.learning.evidence import MEASURES
from rlmchat.learning.failures import (
    ESCALATION_TAG,
    GAP_TAG,
    PATTERN_TAG,
    SURE_TO_ASK,
    SURE_TO_GO_ON,
    Failure,
    failure_of,
    threshold,
    weight,
)
from rlmchat.learning.matters import change_of, matters
from rlmchat.learning.text import attributes, content_words, normalise, quantities

RECURRING = 3
"""Times that a subject must have been corrected, or a lesson on it broken, to be a pattern."""
ALIKE = 0.3
"""Share of weighted words from which on a correction belongs to a subject."""
SPAN_WEIGHT = 2.0
"""How much more the words of what is wrong and right say of the matter than those of the question."""
SHARED_VALUE = 0.25
"""What a name in what is wrong or right of both adds; units and numbers are no names."""
SHARED_QUANTITY = 0.12
"""What the same number of the same unit adds ("60 days"): such happen to be the same more often."""
MOST_READ = 2000
"""Newest corrections that are looked at."""
SUBJECT_WORDS = 3
LONGEST_TITLE = 80
"""Characters of a question that names a pattern."""
MOST_NAMED = 24
NOTE_LENGTH = 400
SHORT_SPAN = 4
"""Words of a wrong span that is named in a note; a longer one is a sentence and would only confuse."""

_WORD = re.compile(r"[\w'’-]+")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One subject on which answers failed again and again."""

    subject: str
    """A few words that name it."""
    title: str
    """What it is about in the person's own words: their question where it is one, else the correction."""
    failure: Failure
    records: tuple[Correction, ...]
    """Oldest first."""
    times: int
    """How often it was said, first times and again."""
    broken: int
    """How often a lesson on it did not hold."""
    proposal: NewCorrection | None
    """What would help, for the person to accept, change or decline; None where a rule stands already."""

    @property
    def gap(self) -> bool:
        """Whether lessons did not stop it: it came back after it had been learned."""
        return any(r.confirmations or r.broken for r in self.records) or len(self._chats) > 1

    @property
    def _chats(self) -> set[str]:
        return {chat for r in self.records for chat in (r.chats or (r.session_id,)) if chat}

    @property
    def last(self) -> datetime:
        """When it last came up."""
        return max(max(r.created_at, r.confirmed_at or r.created_at) for r in self.records)


@dataclass
class _Cluster:
    records: list[Correction] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)
    changes: set[tuple[str, str]] = field(default_factory=set)
    values: set[str] = field(default_factory=set)
    amounts: set[tuple[float, str]] = field(default_factory=set)

    def add(self, record: Correction, weights: Mapping[str, float]) -> None:
        self.records.append(record)
        self.words.update(weights.keys())
        if change := change_of(record):
            self.changes.add(change)
        self.values |= values_of(record)
        self.amounts |= amounts_of(record)

    def likeness(self, record: Correction, weights: Mapping[str, float]) -> float:
        """Share of the record's weighted words that are common in the cluster, more for a value that both name.

        1 for the very same replacement.
        """
        if change_of(record) in self.changes:
            return 1.0
        common = sum(w for word, w in weights.items() if self.words[word] * 2 >= len(self.records))
        value = SHARED_VALUE * bool(self.values & values_of(record))
        amount = SHARED_QUANTITY * bool(self.amounts & amounts_of(record))
        return common / (sum(weights.values()) or 1.0) + max(value, amount)


def patterns(records: Iterable[Correction]) -> list[Pattern]:
    """What keeps coming back, most often corrected first; what the person has answered already is left out.

    `records` are those in use, and the answered ones of whatever status: they are told by their tags.
    """
    known = sorted(records, key=lambda r: r.created_at)[-MOST_READ:]
    answered = answered_ids(known)
    live = [r for r in known if r.status in (Status.ACTIVE, Status.QUARANTINED) and PATTERN_TAG not in r.tags]
    found = [_pattern(matter) for cluster in clusters(live) for matter in matters(cluster) if _may_recur(matter)]
    recurring = [p for p in found if not answered & {r.id for r in p.records}]
    return sorted(recurring, key=lambda p: (-(p.times + p.broken), -p.last.timestamp()))


def answered_ids(records: Iterable[Correction]) -> frozenset[str]:
    """Ids of the corrections whose pattern was accepted or declined."""
    prefix = f"{PATTERN_TAG}:"
    return frozenset(tag.removeprefix(prefix) for r in records for tag in r.tags if tag.startswith(prefix))


def clusters(records: Sequence[Correction]) -> list[list[Correction]]:
    """Corrections by subject: each goes to the subject it is most like, or begins one of its own."""
    weights = _weights(records)
    out: list[_Cluster] = []
    for record in records:
        scored = [(cluster.likeness(record, weights[record.id]), n) for n, cluster in enumerate(out)]
        best, at = max(scored, default=(0.0, 0), key=lambda pair: (pair[0], -pair[1]))
        if best < ALIKE:
            out.append(_Cluster())
            at = len(out) - 1
        out[at].add(record, weights[record.id])
    return [cluster.records for cluster in out]


def said_times(record: Correction) -> int:
    """How often the person said it; what only came with a file was not said."""
    if record.source is Source.IMPORT and not record.confirmations:
        return 0
    return 1 + record.confirmations


def _may_recur(records: Sequence[Correction]) -> bool:
    return sum(said_times(r) + r.broken for r in records) >= RECURRING


def values_of(record: Correction) -> frozenset[str]:
    """The names among the words of what is wrong and of what is right, as stems."""
    words = content_words(f"{record.original_output} {record.corrected_output}")
    return frozenset(w for w in attributes(words) if w[0].isalpha() and len(w) > 2 and w not in MEASURES)


def amounts_of(record: Correction) -> frozenset[tuple[float, str]]:
    """Numbers with their units in what is right."""
    return frozenset((q.value, q.unit) for q in quantities(record.corrected_output) if q.unit)


def _weights(records: Sequence[Correction]) -> dict[str, dict[str, float]]:
    """How much each word of a correction says of its matter: rare words more, those of the change itself more."""
    spans = {r.id: content_words(f"{r.original_output} {r.corrected_output}") for r in records}
    every = {r.id: spans[r.id] | content_words(f"{r.query} {r.explanation}") for r in records}
    seen = Counter(word for words in every.values() for word in words)
    rarity = {word: math.log(1 + len(records) / n) for word, n in seen.items()}
    return {
        one: {w: rarity[w] * (SPAN_WEIGHT if w in spans[one] else 1.0) for w in words} for one, words in every.items()
    }


def _pattern(records: Sequence[Correction]) -> Pattern:
    failure = Counter(failure_of(r) for r in records).most_common(1)[0][0]
    subject = subject_of(records)
    return Pattern(
        subject,
        title_of(failure, records),
        failure,
        tuple(records),
        sum(map(said_times, records)),
        sum(r.broken for r in records),
        _proposal(failure, subject, records),
    )


def subject_of(records: Sequence[Correction]) -> str:
    """The words that most of the corrections share, as the person wrote them, in their order."""
    texts = [f"{r.query} {r.original_output} {r.corrected_output}" for r in records]
    counted = Counter(stem for text in texts for stem in content_words(text))
    first: dict[str, str] = {}
    for text in reversed(texts):
        for word in _WORD.findall(text):
            for stem in content_words(word) - MEASURES:
                if not stem[:1].isdigit():
                    first.setdefault(stem, word)
    values = frozenset(stem for r in records for stem in values_of(r))
    best = sorted(first, key=lambda stem: (-counted[stem], stem not in values))[:SUBJECT_WORDS]
    return " ".join(word for stem, word in first.items() if stem in best)[:80] or "this"


def title_of(failure: Failure, records: Sequence[Correction]) -> str:
    """The question that they answer, where it is one and short enough to be read at a glance; else the newest rule.

    A rule of style and a preference were said under a question by chance.
    """
    one = len({normalise(r.query) for r in records}) == 1 and failure not in (Failure.TONE, Failure.RECOMMENDATION)
    return (_question(records) if one else "") or " ".join(_newest(records).rule.split())


def _question(records: Sequence[Correction]) -> str:
    """The newest question in the person's words; empty where it is none or a long one."""
    question = " ".join(_newest(records).query.split())
    return question if len(question) <= LONGEST_TITLE else ""


def _newest(records: Sequence[Correction]) -> Correction:
    return max(records, key=lambda r: (r.confirmed_at or r.created_at, r.id))


def _proposal(failure: Failure, subject: str, records: Sequence[Correction]) -> NewCorrection | None:
    newest = _newest(records)
    about = _question(records) or f"{subject}:"
    tags = (PATTERN_TAG, *(f"{PATTERN_TAG}:{r.id}" for r in records[:MOST_NAMED]))
    if any(r.standing for r in records) and failure in (Failure.TONE, Failure.RECOMMENDATION):
        return None
    more: tuple[str, ...]
    match failure:
        case Failure.FACTUAL:
            text, category, more = f"{about} {_statements(records)}", Category.FACTUAL, ("knowledge",)
            scope, standing = Scope(ScopeKind.DOMAIN, subject), False
        case Failure.TONE:
            text, category, more = newest.corrected_output, Category.STYLE, ()
            scope, standing = Scope(ScopeKind.EVERYWHERE), True
        case Failure.CONTEXT:
            text, category, more = f"{about} {_statements(records)}", Category.DOMAIN, (GAP_TAG,)
            scope, standing = Scope(ScopeKind.DOMAIN, subject), False
        case Failure.RECOMMENDATION:
            text, category, more = _preference(newest), Category.PREFERENCE, ("weighted",)
            scope, standing = Scope(ScopeKind.EVERYWHERE), True
        case Failure.ESCALATION:
            wants = threshold(records)
            if SURE_TO_GO_ON < wants < SURE_TO_ASK:
                return None
            text, category, more = _when_to_ask(subject, wants), Category.DOMAIN, (ESCALATION_TAG,)
            scope, standing = Scope(ScopeKind.EVERYWHERE), True
    return NewCorrection(
        text[:NOTE_LENGTH],
        query="" if standing else newest.query,
        category=category,
        severity=round(weight(records), 2) if failure is Failure.RECOMMENDATION else max(r.severity for r in records),
        confidence=round(max(r.confidence for r in records), 4),
        source=Source.INFERRED,
        scope=scope,
        standing=standing,
        tags=(*tags, *more),
    )


def _statements(records: Sequence[Correction]) -> str:
    """What is right, each said once, what is wrong after a `not`; what a later one calls wrong or replaces is gone."""
    said: dict[str, str] = {}
    for at, r in enumerate(records):
        later = [change for x in records[at + 1 :] if (change := change_of(x))]
        mine = change_of(r)
        if any(normalise(r.corrected_output) == wrong or (mine and mine[0] == wrong) for wrong, _ in later):
            continue
        right = " ".join(r.corrected_output.split()).rstrip(".;, ")
        wrong = " ".join(r.original_output.split()).rstrip(".;, ")
        said[normalise(right)] = f"{right}, not {wrong}" if wrong and len(wrong.split()) <= SHORT_SPAN else right
    return "; ".join(said.values())


def _preference(newest: Correction) -> str:
    right, wrong = " ".join(newest.corrected_output.split()), " ".join(newest.original_output.split())
    return f"prefers {right} to {wrong}" if wrong else right


def _when_to_ask(subject: str, wants: float) -> str:
    if wants >= SURE_TO_ASK:
        return f"On {subject}: ask first, or hand over, before deciding anything."
    return f"On {subject}: go ahead without asking; ask only where a mistake could not be taken back."
