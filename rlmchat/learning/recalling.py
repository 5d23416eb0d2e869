"""Recalls: gathers candidates from index and keywords, weighs them, and says of each why it is used or left out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from rlmchat.identifiers import Clock
from rlmchat.learning.calibration import WORDS_ALONE, Calibration, calibration_of
from rlmchat.learning.correction import Category, Correction, CorrectionId, ScopeKind, Status
from rlmchat.learning.evidence import Situation, is_wish, similarity
from rlmchat.learning.exchanges import gives_way
from rlmchat.learning.parting import Parting, parting
from rlmchat.learning.phrasebook import Phrasings
from rlmchat.learning.ports import Find, Hit, KeyKind, Ledger, Vectors
from rlmchat.learning.ranking import CONFIDENCE_FLOOR, fuse, least_relevance, relevance
from rlmchat.learning.recall import Lesson, Recall
from rlmchat.learning.succession import newer_first, overruled, stand_together
from rlmchat.learning.syncing import IndexSync
from rlmchat.learning.text import content_words
from rlmchat.learning.validity import holds, span_of
from rlmchat.learning.weighing import preference_weight
from rlmchat.learning.wishes import WishReader, wish_model

CANDIDATES = 36
"""Neighbours asked of each list: enough for fusion, few enough to be read one by one. With a draft, too: of 90 written
situations among 10,000 other records 36 bring up as many as 56."""
MANY_CANDIDATES = 80
"""The same where only the order is asked for."""
FEW_WISHES = 12
"""Wishes that are weighed with care where most are to be left out."""
MANY_WISHES = 64
"""The same where only the order is asked for."""
CONSIDERED = 12
"""Left-out candidates that are kept to be shown."""
BY_SUBJECT = frozenset({ScopeKind.TOPIC, ScopeKind.DOMAIN})
"""Scopes that only the subject of a question can tell: what stands in them comes by likeness."""
MANNERS = frozenset({Category.STYLE, Category.CODE})
"""Categories of what bears on every answer of its kind, whatever it is about."""
MOST_ALWAYS = 400
"""Standing corrections, and corrections of one chat, that are looked at: more than any budget holds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What recall is asked, and how."""

    query: str
    chat_id: str = ""
    project: str = ""
    draft: str = ""
    limit: int = 5
    threshold: float = 0.6
    budget: int = 1200
    phrasings: bool = False
    """Whether it is searched by phrasings that a model made, too."""

    @property
    def depth(self) -> int:
        """Neighbours asked of each list; two keys a record, so twice as many as may be given."""
        return max(MANY_CANDIDATES if self.threshold <= 0 else CANDIDATES, 2 * self.limit)

    @property
    def weighed(self) -> int:
        """Wishes that are weighed with care; the others are too far to be among those that are given."""
        return max(3 * self.limit, FEW_WISHES if self.threshold > 0 else MANY_WISHES)


@dataclass
class _Found:
    """Where a candidate was found, and how near."""

    by: dict[str, None] = field(default_factory=dict)
    cosines: dict[tuple[str, KeyKind], float] = field(default_factory=dict)
    wish: float | None = None
    """How much it bears on the question, as far as that was learned."""


def in_scope(record: Correction, asked: Asked) -> bool:
    """Whether a correction holds where the question is asked."""
    match record.scope.kind:
        case ScopeKind.CHAT:
            return bool(asked.chat_id) and asked.chat_id == (record.scope.key or record.session_id)
        case ScopeKind.PROJECT:
            return bool(asked.project) and asked.project == record.scope.key
        case _:
            return True


class Recaller:
    """Chooses the corrections that matter for a query."""

    def __init__(self, ledger: Ledger, sync: IndexSync, clock: Clock, phrasings: Phrasings | None = None) -> None:
        self._ledger = ledger
        self._phrasings = phrasings
        self._sync = sync
        self._clock = clock
        self._always: dict[Find, tuple[int, list[Correction]]] = {}
        self._wish_reader: WishReader | None = None

    async def recall(self, asked: Asked, *, look: bool = True) -> Recall:
        """The lessons for a query (and the draft of its answer, where there is one already).

        `look` for what other processes wrote; not while this one writes, since its own steps would look like theirs.
        """
        began = time.perf_counter()
        texts = Situation(asked.query, asked.draft).texts()
        # Side by side here and below, for the ledger, the embedder and the index have threads of their own.
        seq, vectors = await asyncio.gather(self._ledger.last_seq(), self._sync.embed([text for _, text in texts]))
        if look:
            await self._sync.follow(seq)
        found, order = await self._candidates(asked, texts, vectors)
        records = {record.id: record for record in await self._ledger.get(order[: asked.depth])}
        if vectors is not None:
            order += await self._wishes(asked, vectors[0], records, found)
        now = self._clock()
        scale = calibration_of(self._sync.embedder_name) if self._sync.ready else WORDS_ALONE
        said = Situation(asked.query, asked.draft)
        candidates = [_weigh(records[i], found[i], asked, said, now, scale) for i in order if i in records]
        always = await self._always_given(asked, now, seq if look else -1, candidates)
        given = {lesson.correction.id for lesson in always}
        weighed = [lesson for lesson in candidates if lesson.correction.id not in given]
        lessons, left = choose(weighed, asked, lambda record: parting(record, said, found[record.id].cosines, scale))
        always, lessons, left = _with_exceptions(*_without_outdated(always, lessons, left))
        ms = (time.perf_counter() - began) * 1000
        return Recall(asked.query, (*always, *lessons), tuple(left[:CONSIDERED]), ms)

    async def _candidates(
        self, asked: Asked, texts: Sequence[tuple[str, str]], vectors: Vectors | None
    ) -> tuple[dict[CorrectionId, _Found], list[CorrectionId]]:
        """Where each candidate was found, and all of them fused by their ranks, best first."""
        found: dict[CorrectionId, _Found] = {}
        lists: list[list[CorrectionId]] = []
        hits, words = await asyncio.gather(
            self._sync.query(vectors if vectors is not None else [], asked.depth),
            self._ledger.keywords_many([text for _, text in texts[:2]], asked.depth // 2),
        )
        for (name, _), neighbours in zip(texts, hits, strict=False):
            lists += _note_hits(name, neighbours, found)
        if asked.phrasings and self._phrasings is not None and vectors is not None:
            # Each stands for the situation: the question as it was, put otherwise.
            phrased = await self._phrasings.near(vectors[0], FEW_WISHES)
            lists += _note_hits("query", phrased, found, by="phrasing")
        for by, scored in zip(("keywords", "draft"), words, strict=False):
            for one, _ in scored:
                found.setdefault(one, _Found()).by[by] = None
            lists.append([one for one, _ in scored])
        return found, list(fuse(lists))

    async def _wishes(
        self,
        asked: Asked,
        question: Vectors,
        records: dict[CorrectionId, Correction],
        found: dict[CorrectionId, _Found],
    ) -> list[CorrectionId]:
        """Weigh the wishes among the candidates by what was learned of wishes; gives those that are found besides."""
        reader = self._reader()
        if reader is None or not any(is_wish(record) for record in records.values()):
            return []
        probe = reader.model.probe(question)
        (hits, *_), more = await self._sync.query([probe], asked.depth) or [[]], list[CorrectionId]()
        for hit in hits:
            entry = found.setdefault(hit.id, _Found())
            entry.by["wish"] = None
            if hit.id not in records and hit.id not in more:
                more.append(hit.id)
        records |= {record.id: record for record in await self._ledger.get(more)}
        wishes = [record for record in records.values() if is_wish(record)]
        texts = [record.corrected_output for record in wishes]
        unread = reader.unread(texts)
        rows = await self._sync.embed(unread) if unread else None
        if unread and rows is None:
            return more
        if rows is not None:
            reader.read(unread, rows)
        for record, score in zip(wishes, reader.scores(question, texts, asked.weighed), strict=True):
            found[record.id].wish = float(score)
        return more

    def _reader(self) -> WishReader | None:
        """What scores wishes, for the embedder in use."""
        model = wish_model(self._sync.embedder_name)
        if model is None:
            return None
        if self._wish_reader is None or self._wish_reader.model is not model:
            self._wish_reader = WishReader(model)
        return self._wish_reader

    async def _always_given(self, asked: Asked, now: datetime, seq: int, candidates: Sequence[Lesson]) -> list[Lesson]:
        """This chat's and the standing ones in scope; those of this chat last, newest and most certain at the end."""
        here = await self._cached(Find(session_id=asked.chat_id, limit=MOST_ALWAYS), seq) if asked.chat_id else []
        rules = await self._cached(Find(standing=True, limit=MOST_ALWAYS), seq)
        own = [_given(r, now, "chat") for r in here if in_scope(r, asked) and holds(r, now)]
        known = {lesson.correction.id for lesson in own}
        like = {lesson.correction.id: lesson.similarity for lesson in candidates}
        # Those that the search found are among the rules that compete, however many there are.
        found = [x.correction for x in candidates if x.correction.standing]
        standing = [
            _given(r, now, "standing")
            for r in {r.id: r for r in (*rules, *found)}.values()
            if r.id not in known and _always_holds(r, asked, now)
        ]
        fitting = within_budget(sorted(standing, key=lambda x: _pressing(x, like)), asked.budget)
        return [*fitting, *sorted(own, key=lambda x: (x.correction.created_at, x.confidence))]

    async def _cached(self, what: Find, seq: int) -> list[Correction]:
        """A list that only changes when the ledger does, kept until then."""
        at, records = self._always.get(what, (-1, []))
        if at != seq or seq < 0:
            records = await self._ledger.find(what)
            self._always = {k: v for k, v in self._always.items() if v[0] == seq} | {what: (seq, records)}
        return records


def _always_holds(record: Correction, asked: Asked, now: datetime) -> bool:
    """Whether a standing record comes whatever the question; one of a domain, where the question names the domain."""
    if record.status is not Status.ACTIVE or not holds(record, now) or not in_scope(record, asked):
        return False
    if record.scope.kind is ScopeKind.DOMAIN:
        return bool(record.scope.key) and names_domain(record.scope.key, asked.query)
    return record.scope.kind not in BY_SUBJECT


def names_domain(domain: str, query: str) -> bool:
    """Whether every word of a domain's name stands in the question, in whatever form."""
    named = content_words(domain, weak=True)
    return bool(named) and named <= content_words(query, weak=True)


def _pressing(lesson: Lesson, like: Mapping[CorrectionId, float]) -> tuple[bool, float, float]:
    """The order in which standing ones are given where the budget does not hold them all.

    How to write bears on every answer; of wishes on a subject those come first that bear on this question.
    """
    anywhere = lesson.correction.category in MANNERS
    bears = like.get(lesson.correction.id, 0.0) * lesson.weight
    return not anywhere, 0.0 if anywhere else -bears, -lesson.relevance


def _weigh(
    record: Correction, found: _Found, asked: Asked, said: Situation, now: datetime, scale: Calibration
) -> Lesson:
    """A candidate with its factors."""
    most, confidence, young, worth = relevance(1.0, record, now)
    weight = preference_weight(record)
    # By the same measure as `_falls_short`: what is looked at less closely must be sure to fall short.
    least = least_relevance(record, asked.threshold) * young * weight / most if most else 1.0
    if found.wish is not None:
        like = scale.learned_wish([found.wish])
    else:
        like = similarity(record, said, found.cosines, scale, least)
    factors = round(like, 4), confidence, round(young, 4), round(worth, 4)
    by = tuple(found.by)
    return Lesson(
        record,
        round(like * most, 4),
        *factors,
        found_by=by,
        left_out=_barred(record, asked, now),
        weight=weight,
    )


def _note_hits(
    name: str, hits: Sequence[Hit], found: dict[CorrectionId, _Found], by: str = ""
) -> list[list[CorrectionId]]:
    """Note the cosines of one search; gives its hits as one list a key."""
    lists: dict[KeyKind, list[CorrectionId]] = {KeyKind.SITUATION: [], KeyKind.RULE: []}
    for one, kind, cosine in hits:
        if (entry := found.get(one)) is None:
            entry = found[one] = _Found()
        entry.by[by or (str(kind) if name == "query" else "draft")] = None
        key = name, kind
        entry.cosines[key] = max(entry.cosines.get(key, -1.0), cosine)
        lists[kind].append(one)
    return list(lists.values())


def _given(record: Correction, now: datetime, by: str) -> Lesson:
    value, confidence, young, worth = relevance(1.0, record, now)
    factors = 1.0, confidence, round(young, 4), round(worth, 4)
    return Lesson(record, round(value, 4), *factors, record.standing, (by,), weight=preference_weight(record))


def _barred(record: Correction, asked: Asked, now: datetime) -> str:
    """Why a candidate may not be used whatever its relevance; empty where it may."""
    if record.status is Status.TENTATIVE:
        return "not confirmed, and from another chat"
    if not in_scope(record, asked):
        return f"holds only in {record.scope.kind} {record.scope.key}".strip()
    if not holds(record, now):
        return f"held {span_of(record)}"
    if record.confidence < CONFIDENCE_FLOOR:
        return f"confidence below {CONFIDENCE_FLOOR}"
    return ""


def choose(
    weighed: Iterable[Lesson], asked: Asked, part: Callable[[Correction], Parting | None]
) -> tuple[list[Lesson], list[Lesson]]:
    """The lessons that are used, most relevant first, and of the others the first ones, each with its reason.

    `part` says where the question parts from a correction that it is much like. The first that it parts from outshines
    all that are less like it: the question is about that one's neighbour, what is faintly like it has no part in it.
    """
    used: list[Lesson] = []
    left: list[Lesson] = []
    missed, shadow = "", 0.0
    for lesson in newer_first(sorted(weighed, key=lambda x: -x.relevance)):
        # One that is even more like it is no faint likeness, whatever its age took from its relevance.
        shadowed = missed if lesson.similarity <= shadow else ""
        reason = lesson.left_out or _falls_short(lesson, used, asked) or shadowed
        if not reason and asked.threshold > 0 and (parts := part(lesson.correction)):
            reason = parts.reason
            if parts.near:
                shadow = max(shadow, lesson.similarity)
                missed = f"another one is nearer, and not meant: {lesson.correction.rule}"
        if not reason:
            used.append(lesson)
        elif len(left) < CONSIDERED:
            left.append(replace(lesson, left_out=reason))
    return used, left


def _falls_short(lesson: Lesson, used: Sequence[Lesson], asked: Asked) -> str:
    # Age orders what bears on a question and does not hide it: by the full product a fact would be gone after eight
    # weeks, however sure and however exactly asked for, and the mistake would come back. So does a preference's weight.
    least = least_relevance(lesson.correction, asked.threshold) * lesson.recency * lesson.weight
    if lesson.relevance < round(least, 4):
        return f"relevance below {least:.2g}"
    if len(used) >= asked.limit:
        return f"over the limit of {asked.limit}"
    return ""


def _without_outdated(
    always: Sequence[Lesson], lessons: Sequence[Lesson], left: Sequence[Lesson]
) -> tuple[list[Lesson], list[Lesson], list[Lesson]]:
    """Of two exchanges that bear on one question and put different things in one place, the newer one is given."""
    every = [x.correction for x in (*always, *lessons)]
    after = {
        old.id: new.rule
        for old in every
        for new in every
        if old.original_output and old.id != new.id and gives_way(new, old) and not stand_together(new, old)
    }
    out = [
        replace(x, left_out=f"a newer one says otherwise: {after[x.correction.id]}")
        for x in (*always, *lessons)
        if x.correction.id in after
    ]
    kept = [[x for x in these if x.correction.id not in after] for these in (always, lessons)]
    return kept[0], kept[1], [*out, *left]


def _with_exceptions(
    always: Sequence[Lesson], lessons: Sequence[Lesson], left: Sequence[Lesson]
) -> tuple[list[Lesson], list[Lesson], list[Lesson]]:
    """What an exception in play goes before is left out: the narrower rule holds where it holds."""
    over = overruled([*always, *lessons])
    out = [
        replace(x, left_out=f"an exception goes before it: {over[x.correction.id]}")
        for x in (*always, *lessons)
        if x.correction.id in over
    ]
    kept = [[x for x in these if x.correction.id not in over] for these in (always, lessons)]
    return kept[0], kept[1], [*out, *left]


def within_budget(lessons: Sequence[Lesson], budget: int) -> list[Lesson]:
    """The first lessons whose texts fit in so many tokens (about four characters each)."""
    fitting, left = [], budget
    for lesson in lessons:
        cost = len(lesson.correction.rule) // 4 + 8
        if cost <= left:
            fitting.append(lesson)
            left -= cost
    return fitting
