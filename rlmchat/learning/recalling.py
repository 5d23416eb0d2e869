"""Recalls: gathers candidates from index and keywords, weighs them, and says of each why it is used or left out."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from rlmchat.identifiers import Clock
from rlmchat.learning.correction import Correction, CorrectionId, ScopeKind, Status
from rlmchat.learning.calibration import WORDS_ALONE, Calibration, calibration_of
from rlmchat.learning.evidence import Likeness, Situation, likeness
from rlmchat.learning.ports import Find, Hit, KeyKind, Ledger, Sort
from rlmchat.learning.ranking import CONFIDENCE_FLOOR, fuse, relevance
from rlmchat.learning.recall import Lesson, Recall
from rlmchat.learning.syncing import IndexSync

CANDIDATES = 40
"""Neighbours asked of each list: enough for fusion, few enough to be read one by one."""
CONSIDERED = 12
"""Left-out candidates that are kept to be shown."""
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
    domain: str = ""


@dataclass
class _Found:
    """Where a candidate was found, and how near."""

    by: dict[str, None] = field(default_factory=dict)
    cosines: dict[tuple[str, KeyKind], float] = field(default_factory=dict)


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

    def __init__(self, ledger: Ledger, sync: IndexSync, clock: Clock) -> None:
        self._ledger = ledger
        self._sync = sync
        self._clock = clock
        self._always: dict[str, tuple[int, list[Correction]]] = {}

    async def recall(self, asked: Asked) -> Recall:
        """The lessons for a query (and the draft of its answer, where there is one already)."""
        began = time.perf_counter()
        await self._sync.notice()
        found, order = await self._candidates(asked)
        records = {record.id: record for record in await self._ledger.get(order[: 2 * CANDIDATES])}
        now = self._clock()
        always = await self._always_given(asked, now)
        given = {lesson.correction.id for lesson in always}
        scale = calibration_of(self._sync.embedder_name) if self._sync.ready else WORDS_ALONE
        weighed = [
            self._weigh(records[i], found[i], asked, now, scale) for i in order if i in records and i not in given
        ]
        apart = {lesson.correction.id for lesson, diverges in weighed if diverges}
        lessons, left = choose([lesson for lesson, _ in weighed], asked, apart)
        ms = (time.perf_counter() - began) * 1000
        return Recall(asked.query, (*always, *lessons), tuple(left[:CONSIDERED]), ms)

    async def _candidates(self, asked: Asked) -> tuple[dict[CorrectionId, _Found], list[CorrectionId]]:
        """Where each candidate was found, and all of them fused by their ranks, best first."""
        found: dict[CorrectionId, _Found] = {}
        lists: list[list[CorrectionId]] = []
        texts = Situation(asked.query, asked.draft).texts()
        vectors = await self._sync.embed([text for _, text in texts])
        hits = await self._sync.query(vectors, CANDIDATES) if vectors is not None else []
        for (name, _), neighbours in zip(texts, hits, strict=False):
            lists += _note_hits(name, neighbours, found)
        for name, text in texts[:2]:
            words = await self._ledger.keywords(text, CANDIDATES // 2)
            for one, _ in words:
                found.setdefault(one, _Found()).by["keywords" if name == "query" else "draft"] = None
            lists.append([one for one, _ in words])
        return found, list(fuse(lists))

    async def _always_given(self, asked: Asked, now: datetime) -> list[Lesson]:
        """This chat's and the standing ones in scope; those of this chat last, newest and most certain at the end."""
        here = await self._cached(Find(session_id=asked.chat_id, sort=Sort.NEWEST, limit=MOST_ALWAYS), asked.chat_id)
        rules = await self._cached(Find(standing=True, sort=Sort.NEWEST, limit=MOST_ALWAYS), "")
        own = [_given(r, now, "chat") for r in here if asked.chat_id and in_scope(r, asked)]
        known = {lesson.correction.id for lesson in own}
        standing = [
            _given(r, now, "standing")
            for r in rules
            if r.id not in known and r.status is Status.ACTIVE and in_scope(r, asked)
        ]
        fitting = within_budget(sorted(standing, key=lambda x: -x.relevance), asked.budget)
        return [*fitting, *sorted(own, key=lambda x: (x.correction.created_at, x.confidence))]

    async def _cached(self, what: Find, key: str) -> list[Correction]:
        """A list that only changes when the ledger does, kept until then."""
        if what.standing is None and not key:
            return []
        seq = await self._ledger.last_seq()
        at, records = self._always.get(key, (-1, []))
        if at != seq:
            records = await self._ledger.find(what)
            self._always = {k: v for k, v in self._always.items() if v[0] == seq}
            self._always[key] = seq, records
        return records

    def _weigh(
        self, record: Correction, found: _Found, asked: Asked, now: datetime, scale: Calibration
    ) -> tuple[Lesson, bool]:
        """A candidate with its factors, and whether the question parts from it though it is much like it."""
        said = Situation(asked.query, asked.draft)
        like = likeness(record, said, found.cosines, scale)
        value, confidence, young, worth = relevance(like.similarity, record, now)
        by = (*found.by, *(("draft",) if like.in_draft and "draft" not in found.by else ()))
        factors = round(like.similarity, 4), confidence, round(young, 4), round(worth, 4)
        lesson = Lesson(record, round(value, 4), *factors, found_by=by, left_out=_barred(record, like, asked))
        return lesson, bool(like.divergence)


def _note_hits(name: str, hits: Sequence[Hit], found: dict[CorrectionId, _Found]) -> list[list[CorrectionId]]:
    """Note the cosines of one search; gives its hits as one list a key."""
    lists: dict[KeyKind, list[CorrectionId]] = {KeyKind.SITUATION: [], KeyKind.RULE: []}
    for hit in hits:
        entry = found.setdefault(hit.id, _Found())
        entry.by[str(hit.key) if name == "query" else "draft"] = None
        key = name, hit.key
        entry.cosines[key] = max(entry.cosines.get(key, -1.0), hit.cosine)
        lists[hit.key].append(hit.id)
    return list(lists.values())


def _given(record: Correction, now: datetime, by: str) -> Lesson:
    value, confidence, young, worth = relevance(1.0, record, now)
    return Lesson(record, round(value, 4), 1.0, confidence, round(young, 4), round(worth, 4), record.standing, (by,))


def _barred(record: Correction, like: Likeness, asked: Asked) -> str:
    """Why a candidate may not be used whatever its relevance; empty where it may."""
    if record.status is Status.TENTATIVE:
        return "not confirmed, and from another chat"
    if not in_scope(record, asked):
        return f"holds only in {record.scope.kind} {record.scope.key}".strip()
    if record.confidence < CONFIDENCE_FLOOR:
        return f"confidence below {CONFIDENCE_FLOOR}"
    return like.divergence if asked.threshold > 0 else ""


def choose(
    weighed: Iterable[Lesson], asked: Asked, apart: Collection[CorrectionId] = ()
) -> tuple[list[Lesson], list[Lesson]]:
    """The lessons that are used, most relevant first, and the others, each with its reason.

    `apart` are those that the question parts from. One of them that is much like the question outshines all that
    are less like it: the question is about that one's neighbour, what is faintly like it has no part in it.
    """
    used: list[Lesson] = []
    left: list[Lesson] = []
    ranked = sorted(weighed, key=lambda x: -x.relevance)
    missed = _near_miss(ranked, asked, apart)
    for lesson in ranked:
        reason = lesson.left_out or _falls_short(lesson, used, asked) or _outshone(lesson, missed)
        if reason:
            left.append(replace(lesson, left_out=reason))
        else:
            used.append(lesson)
    return used, left


def _near_miss(ranked: Sequence[Lesson], asked: Asked, apart: Collection[CorrectionId]) -> Lesson | None:
    """The correction that the question all but repeats, and is not about."""
    if asked.threshold <= 0:
        return None
    return next((x for x in ranked if x.correction.id in apart and x.relevance >= asked.threshold), None)


def _outshone(lesson: Lesson, missed: Lesson | None) -> str:
    if missed is None or lesson.relevance > missed.relevance:
        return ""
    return f"another one is nearer, and not meant: {missed.correction.rule}"


def _falls_short(lesson: Lesson, used: Sequence[Lesson], asked: Asked) -> str:
    if lesson.relevance < asked.threshold:
        return f"relevance below {asked.threshold:g}"
    if len(used) >= asked.limit:
        return f"over the limit of {asked.limit}"
    return ""


def within_budget(lessons: Sequence[Lesson], budget: int) -> list[Lesson]:
    """The first lessons whose texts fit in so many tokens (about four characters each)."""
    fitting, left = [], budget
    for lesson in lessons:
        cost = len(lesson.correction.rule) // 4 + 8
        if cost <= left:
            fitting.append(lesson)
            left -= cost
    return fitting
