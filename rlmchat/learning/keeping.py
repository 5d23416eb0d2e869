"""Keeping: what becomes of a new correction, given what is known: merged, put in place of another, or stored anew."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from rlmchat.errors import UsageError
from rlmchat.identifiers import Clock, NewId
from rlmchat.learning import sides
from rlmchat.learning.aligning import aligned, corrects, says_again
from rlmchat.learning.conflicts import Relation, relation, slot
from rlmchat.learning.correction import (
    LAID_ASIDE,
    RECALLABLE,
    Action,
    Correction,
    CorrectionId,
    NewCorrection,
    Revision,
    Scope,
    ScopeKind,
    Source,
    Status,
)
from rlmchat.learning.embedded import keys_of
from rlmchat.learning.kept import Conflict, Kept, KeptAs
from rlmchat.learning.merging import inherited, merged, said_again
from rlmchat.learning.neighbours import Around, Draft, Neighbour, Neighbours, near, said
from rlmchat.learning.ports import Find, Ledger, Vectors
from rlmchat.learning.precedence import KEYED, Verdict, meet, verdict
from rlmchat.learning.profile import GLOSSARY_TAG
from rlmchat.learning.rivals import credible
from rlmchat.learning.succession import BESIDE, EXCEPTION_TO
from rlmchat.learning.syncing import IndexSync
from rlmchat.learning.text import normalise
from rlmchat.learning.triggers import with_triggers
from rlmchat.settings import LearningSettings

BATCH = 128
"""New corrections that are embedded and written together."""
WAITS_ON = "conflict:"
"""Tag of a record that waits for the person to decide (policy `ask`); the id of the other one follows."""
TOMBSTONES = frozenset({Status.DELETED})
MOST_KNOWN = 16_384
"""Records that an import keeps as it read or wrote them, so as not to read them again: about 1 kB each."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A correction that is to be kept, with what it must be compared with."""

    record: Correction
    vectors: Vectors | None
    """Shape (2, dimensions): situation and rule."""
    around: Around
    new: NewCorrection


class _Course:
    """How far an import is, and what it need not ask for again as long as nobody else writes."""

    def __init__(self) -> None:
        self.draft = Draft()
        """What is decided in this batch, and in the one before it."""
        self.known: dict[CorrectionId, Correction] = {}
        """The present state of records that it has read or written."""
        self._seq = -1
        """Position of the newest step up to which no one else has written anything that it does not know of."""

    def goes_on_at(self, seq: int) -> bool:
        """Begin the next batch where the newest step is this one; False where others have written meanwhile."""
        alone, self._seq = seq == self._seq, seq
        self.draft = Draft(after=self.draft) if alone else Draft()
        if not alone or len(self.known) > MOST_KNOWN:
            self.known = {}
        return alone

    def wrote(self, seq: int) -> None:
        """All of the draft is written, and the newest step is this one."""
        alone = seq == self._seq + len(self.draft.changes)
        self._seq = seq if alone else -1
        self.known |= self.draft.records


class Keeper:
    """Decides on new corrections and writes what it decides."""

    def __init__(self, ledger: Ledger, sync: IndexSync, clock: Clock, new_id: NewId, writing: asyncio.Lock) -> None:
        self._ledger = ledger
        self._writing = writing
        self._sync = sync
        self._clock = clock
        self._new_id = new_id
        self._neighbours = Neighbours(ledger, sync)

    async def keep(
        self,
        news: Sequence[NewCorrection],
        settings: LearningSettings,
        progress: Callable[[int, int], None] | None = None,
        into: list[Kept] | None = None,
        act: str = "",
    ) -> list[Kept]:
        """Keep corrections in their order, as one act; they see each other. What is written is in `into` as well.

        The lock `writing` is taken for each batch; for all else here the caller holds it.
        """
        group, kept = act or self._new_id(), list[Kept]() if into is None else into
        parts = [news[start : start + BATCH] for start in range(0, len(news), BATCH)]
        course = _Course()
        ahead: asyncio.Future[list[Candidate]] | None = None
        try:
            for part, following in itertools.zip_longest(parts, parts[1:]):
                # Whoever waits to write comes between two batches, and not after the last.
                async with self._writing:
                    batch = await self._next(part, ahead, course)
                    # While this one is decided, the stores' threads look for the next.
                    ahead = asyncio.ensure_future(self._look_up(following, course.known)) if following else None
                    decided = await self._decide_all(batch, course.draft, settings, group)
                    cancelled = await self._write_whole(course.draft, group, ahead)
                    kept += decided
                    course.wrote(await self._ledger.last_seq())
                if progress:
                    progress(len(kept), len(news))
                if cancelled:
                    raise asyncio.CancelledError
        finally:
            if ahead is not None:
                ahead.cancel()
            if len(parts) > 1:
                sides.forget()
        return kept

    async def _next(
        self, part: Sequence[NewCorrection], ahead: asyncio.Future[list[Candidate]] | None, course: _Course
    ) -> list[Candidate]:
        """A batch with all that the stores know; the draft begins with what they did not know yet when asked.

        Where others have written since our last batch they are asked anew.
        """
        batch = await ahead if ahead is not None else None
        alone = course.goes_on_at(await self._sync.notice())
        return batch if batch is not None and alone else await self._look_up(part, course.known)

    async def _decide_all(
        self, batch: Sequence[Candidate], draft: Draft, settings: LearningSettings, group: str
    ) -> list[Kept]:
        decided = []
        for candidate in batch:
            one = await self._decide(candidate, draft, settings)
            decided.append(replace(one, group=group) if one.how is not KeptAs.REJECTED else one)
            # Many take a second together: whoever waits for the event loop comes first.
            await asyncio.sleep(0)
        return decided

    async def _write_whole(self, draft: Draft, group: str, ahead: asyncio.Future[list[Candidate]] | None) -> bool:
        """Write a batch, and read the next one while the stores' threads do; whether it was cancelled meanwhile."""
        reading = asyncio.ensure_future(_read(ahead))
        try:
            return await _whole(self._write(draft, group))
        finally:
            reading.cancel()

    async def _look_up(self, news: Sequence[NewCorrection], known: dict[CorrectionId, Correction]) -> list[Candidate]:
        """The stores are asked once for all; what is read of them is added to what is known."""
        records = [self._record(new) for new in news]
        vectors = await self._sync.embed_keys([key for record in records for key in keys_of(record)])
        around = await self._neighbours.around([said(record) for record in records], vectors, known)
        both = [vectors[2 * i : 2 * i + 2] if vectors is not None else None for i in range(len(records))]
        return [Candidate(*found) for found in zip(records, both, around, news, strict=True)]

    async def bury(self, new: NewCorrection) -> Correction:
        """Write a tombstone of what was never learned."""
        record = replace(self._record(new), status=Status.DELETED)
        draft = Draft()
        draft.change(record, Action.CREATED, "proposed, the person said no")
        await self._write(draft, self._new_id())
        return record

    async def _write(self, draft: Draft, group: str) -> list[Revision]:
        if not draft.changes:
            return []
        revisions = await self._ledger.append(draft.changes, group)
        await self._sync.written(revisions, draft.vectors)
        return revisions

    async def _decide(self, candidate: Candidate, draft: Draft, settings: LearningSettings) -> Kept:
        record, vectors = candidate.record, candidate.vectors
        if not normalise(record.corrected_output):
            return Kept(record, KeptAs.REJECTED, reason="there is nothing in it to hold to")
        if record.status in LAID_ASIDE:
            return await self._lay_aside(record, draft)
        if _weak(record) and await self._buried(record):
            return Kept(record, KeptAs.REJECTED, reason="it was deleted or rejected before")
        others = await self._with_lessons(near(record, candidate.around, draft, vectors), candidate.new, draft)
        others = [n for n in others if _comparable(n.record, record)]
        if candidate.new.beside:
            others = [n for n in others if same_words(n.record, record)]
        read = aligned(record, candidate.new, [n.record for n in others])
        if candidate.new.if_known and not read.original_output:
            return Kept(record, KeptAs.REJECTED, reason="it changes nothing that is known")
        if read != record:
            record, vectors = read, await self._sync.embed(keys_of(read))
        related = [(n, _related(n, record, candidate.new)) for n in others]
        same = [n for n, kind in related if kind is Relation.DUPLICATES]
        twin = next((n for n in same if not _of_its_own(n.record, record, candidate.new)), None)
        if twin is not None and _only_inferred(record):
            return Kept(twin.record, KeptAs.REJECTED, reason="known already, and a weak sign makes nothing surer")
        if twin is not None and _counted(twin.record, record, candidate.new):
            return Kept(twin.record, KeptAs.MERGED, reason="known already, and a file read again says nothing new")
        if twin is not None:
            kept = self._merge(twin.record, record, draft)
            await self._place_again(twin.record, kept.correction, draft)
            return kept
        rivals = [n for n, kind in related if kind is Relation.CONTRADICTS]
        against = credible(record, rivals, known_cosines=vectors is not None)
        against += [n.record for n in rivals if n.record not in against and corrects(record, candidate.new, n.record)]
        kept = self._place(record, against, draft, settings.conflict)
        if kept.correction.status in RECALLABLE:
            unchanged = keys_of(kept.correction) == keys_of(record)
            draft.place(kept.correction, vectors if unchanged else await self._sync.embed(keys_of(kept.correction)))
        return kept

    async def _with_lessons(self, found: list[Neighbour], new: NewCorrection, draft: Draft) -> list[Neighbour]:
        """The neighbours, and the lessons that were in play for the answer, however far they lie."""
        missing = set(new.lessons) - {n.record.id for n in found}
        if not missing:
            return found
        stored = await self._ledger.get([CorrectionId(one) for one in missing])
        lessons = [draft.records.get(record.id, record) for record in stored]
        return [*found, *(Neighbour(record, 0.0) for record in lessons if record.status in RECALLABLE)]

    async def _place_again(self, before: Correction, after: Correction, draft: Draft) -> None:
        """A merged record has the newer wording: from now on it is found by that."""
        if keys_of(after) != keys_of(before):
            draft.place(after, await self._sync.embed_keys(keys_of(after)))

    def _record(self, new: NewCorrection) -> Correction:
        at = new.created_at or self._clock()
        record = Correction(
            id=CorrectionId(self._new_id()),
            created_at=at,
            original_output=new.original,
            corrected_output=new.corrected,
            query=new.query,
            explanation=new.explanation,
            context=new.context,
            category=new.category,
            severity=new.severity,
            confidence=new.confidence,
            base_confidence=new.confidence,
            source=new.source,
            scope=new.scope or Scope(ScopeKind.EVERYWHERE if new.standing else ScopeKind.TOPIC),
            standing=new.standing,
            status=new.status,
            session_id=new.session_id,
            message_id=new.message_id,
            chats=(new.session_id,) if new.session_id else (),
            valid_from=new.valid_from,
            valid_until=new.valid_until,
            tags=new.tags,
        )
        return with_triggers(record.believed())

    async def _lay_aside(self, record: Correction, draft: Draft) -> Kept:
        """Out of a backup, as it was: it is not in use, so it is weighed against nothing."""
        if await self._stored(record, frozenset({record.status})):
            return Kept(record, KeptAs.REJECTED, reason=f"it is {record.status} already")
        draft.change(record, Action.CREATED, f"from {record.source}, {record.status} there")
        return Kept(record, KeptAs.NEW, reason=f"kept as it was: {record.status}")

    async def _buried(self, record: Correction) -> bool:
        """Whether the person deleted or rejected the same before."""
        return await self._stored(record, TOMBSTONES)

    async def _stored(self, record: Correction, statuses: frozenset[Status]) -> bool:
        words = " ".join(normalise(record.corrected_output).split()[:6])
        found = await self._ledger.find(Find(text=words, statuses=statuses, limit=50))
        return any(same_words(one, record) for one in found)

    def _merge(self, known: Correction, again: Correction, draft: Draft) -> Kept:
        after = with_triggers(merged(known, again, max(again.created_at, known.created_at)))
        draft.change(after, Action.MERGED, said_again(again))
        how = KeptAs.MERGED
        return Kept(after, how, reason=f"known already, said {after.confirmations + 1} times now")

    def _place(self, record: Correction, against: Sequence[Correction], draft: Draft, policy: str) -> Kept:
        """Store it beside, or in place of, what it contradicts."""
        if record.status is Status.TENTATIVE:
            draft.change(record, Action.CREATED, "waits for a yes")
            return Kept(record, KeptAs.TENTATIVE, reason="not sure enough to be learned without asking")
        verdicts = {other.id: verdict(*_by_age(other, record)) for other in against}
        real = [other for other in against if verdicts[other.id] in (Verdict.NEWER, Verdict.OLDER)]
        over = [f"{EXCEPTION_TO}{o.id}" for o in against if verdicts[o.id] is Verdict.EXCEPTION]
        record = replace(record, tags=(*record.tags, *over)) if over else record
        if real and policy == "ask":
            return self._wait(record, real[0], draft)
        if real and policy == "both":
            record = beside(record, *real)
            draft.change(record, Action.CREATED, f"beside {real[0].id}, which says otherwise")
            return Kept(record, KeptAs.NEW, reason="an older one says otherwise; both are kept with their dates")
        stronger = next((other for other in real if _wins(other, record, verdicts[other.id])), None)
        if stronger is not None:
            return self._yield_to(stronger, record, draft)
        return self._replace(record, real, draft)

    def _wait(self, record: Correction, other: Correction, draft: Draft) -> Kept:
        waiting = replace(record, status=Status.TENTATIVE, tags=(*record.tags, f"{WAITS_ON}{other.id}"))
        draft.change(waiting, Action.CREATED, f"waits: {other.id} says otherwise")
        older, newer = _by_age(other, waiting)
        return Kept(
            waiting, KeptAs.TENTATIVE, reason="it contradicts another one", conflict=Conflict(older, newer, slot(other))
        )

    def _yield_to(self, stronger: Correction, record: Correction, draft: Draft) -> Kept:
        if record.session_id and record.created_at >= stronger.created_at:
            # What the person says in a chat holds there at least, even against a rule that they once stated.
            here = replace(
                record,
                scope=Scope(ScopeKind.CHAT, record.session_id),
                tags=(*record.tags, f"{EXCEPTION_TO}{stronger.id}"),
            )
            draft.change(here, Action.CREATED, f"in this chat only, against the stated rule {stronger.id}")
            return Kept(here, KeptAs.NEW, reason="holds in this chat only: a stated rule says otherwise")
        lost = superseded(record, stronger, stronger.created_at)
        draft.change(lost, Action.CREATED, f"{stronger.id} holds: it is newer or was stated as a rule")
        return Kept(lost, KeptAs.NEW, reason="one that is newer, or was stated as a rule, says otherwise")

    def _replace(self, record: Correction, losers: Sequence[Correction], draft: Draft) -> Kept:
        # The very record where nothing is to be changed: what was read from it is found by that.
        winner = replace(record, supersedes=(*record.supersedes, *(o.id for o in losers))) if losers else record
        for loser in losers:
            winner = inherited(winner, loser)
        draft.change(winner, Action.CREATED, f"from {record.source}")
        gone = tuple(superseded(loser, winner, winner.valid_from or winner.created_at) for loser in losers)
        for one in gone:
            draft.change(one, Action.SUPERSEDED, f"{winner.id} says otherwise since")
        reason = "takes the place of what was said before" if gone else ""
        return Kept(winner, KeptAs.NEW, gone, reason=reason)

    async def accept(self, record: Correction, reason: str, sure: float, group: str) -> list[Revision]:
        """From the inbox to the active ones; what it contradicts is superseded in the same act."""
        vectors = await self._sync.embed_keys(keys_of(record))
        draft = Draft()
        against = [
            n.record
            for n in await self._neighbours.of(record, draft, vectors)
            if n.record.id != record.id
            and _comparable(n.record, record)
            and relation(*_by_age(n.record, record), n.cosine) is Relation.CONTRADICTS
            and verdict(*_by_age(n.record, record)) is Verdict.NEWER
            and n.record.created_at <= record.created_at
        ]
        surer = replace(record, base_confidence=max(record.base_confidence, sure)).believed()
        return await self._admit(surer, against, reason, group)

    async def _admit(self, record: Correction, losers: Sequence[Correction], reason: str, group: str) -> list[Revision]:
        draft = Draft()
        winner = replace(
            without_wait(record),
            status=Status.ACTIVE,
            supersedes=(*record.supersedes, *(loser.id for loser in losers)),
        )
        draft.change(winner, Action.ACCEPTED, reason)
        for loser in losers:
            draft.change(superseded(loser, winner, winner.created_at), Action.SUPERSEDED, f"{winner.id} says otherwise")
        return await self._write(draft, group)

    async def restore(self, record: Correction, act: str = "") -> list[Revision]:
        """Bring back what is out of use; what has its place meanwhile is superseded by it in the same act."""
        draft = Draft()
        newer = await self.in_place_of(record)
        back = replace(without_wait(record), status=Status.ACTIVE, superseded_by="", valid_until=None)
        if newer is not None:
            back = replace(back, supersedes=tuple(dict.fromkeys((*back.supersedes, newer.id))))
        draft.change(back, Action.RESTORED, f"in place of {newer.id}" if newer else "")
        if newer is not None:
            draft.change(superseded(newer, back, self._clock()), Action.SUPERSEDED, f"the person restored {back.id}")
        return await self._write(draft, act or self._new_id())

    async def in_place_of(self, record: Correction) -> Correction | None:
        """What is in use in place of a record: what superseded it, or what superseded that."""
        seen = {record.id}
        while (after := CorrectionId(record.superseded_by)) and after not in seen:
            seen.add(after)
            found = await self._ledger.get([after])
            if not found or found[0].status is Status.ACTIVE:
                return found[0] if found else None
            record = found[0]
        return None

    async def conflicts(self) -> list[Conflict]:
        """Pairs that wait for the person."""
        waiting = await self._ledger.find(Find(statuses=frozenset({Status.TENTATIVE}), limit=10_000))
        others = {r.id: waits_on(r) for r in waiting if waits_on(r)}
        known = {r.id: r for r in await self._ledger.get([CorrectionId(o) for o in others.values()])}
        pairs = [(known[CorrectionId(o)], r) for r in waiting if (o := others.get(r.id, "")) in known]
        return [
            Conflict(*_by_age(other, record), slot(other)) for other, record in pairs if other.status is Status.ACTIVE
        ]

    async def resolve(self, conflict: Conflict, keep: str) -> list[Correction]:
        """Keep the `older`, the `newer` or `both`; both records as they are then."""
        if keep not in ("older", "newer", "both"):
            raise UsageError(f"Cannot keep {keep!r}.", "Choose older, newer or both.")
        older, newer = await self._ledger.get([conflict.older.id, conflict.newer.id])
        draft = Draft()
        if keep == "both":
            for one, other in ((older, newer), (newer, older)):
                if waits_on(one):
                    held = replace(beside(without_wait(one), other), status=Status.ACTIVE)
                    draft.change(held, Action.ACCEPTED, "both hold")
        else:
            winner, loser = (older, newer) if keep == "older" else (newer, older)
            winner = replace(without_wait(winner), status=Status.ACTIVE, supersedes=(*winner.supersedes, loser.id))
            draft.change(winner, Action.ACCEPTED, f"the person kept it over {loser.id}")
            gone = superseded(without_wait(loser), winner, winner.created_at)
            draft.change(gone, Action.SUPERSEDED, f"the person kept {winner.id}")
        await self._write(draft, self._new_id())
        return await self._ledger.get([older.id, newer.id])


def _related(near: Neighbour, record: Correction, new: NewCorrection) -> Relation:
    """How a new record stands to a known one; what was in play when it was said is on the same matter."""
    known, cosine = near
    in_play = known.id in new.lessons
    if in_play and says_again(record, new, known):
        return Relation.DUPLICATES
    found = relation(*_by_age(known, record), cosine)
    if in_play and found is Relation.UNRELATED and corrects(record, new, known):
        return Relation.CONTRADICTS
    return found


async def _read(batch: asyncio.Future[list[Candidate]] | None) -> None:
    """Take the records of a batch apart, one after the other, if it is there by now."""
    if batch is None or not batch.done() or batch.cancelled() or batch.exception() is not None:
        return
    for candidate in batch.result():
        sides.side(candidate.record)
        await asyncio.sleep(0)


async def _whole(work: Coroutine[Any, Any, object]) -> bool:
    """Carry it out to its end and say whether it was cancelled: the index must not be left behind the ledger."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        task.result()
        return True
    return False


def superseded(loser: Correction, winner: Correction, since: datetime) -> Correction:
    """A record whose place another has taken, linked to it; it held until then."""
    return replace(loser, status=Status.SUPERSEDED, superseded_by=winner.id, valid_until=max(since, loser.created_at))


def waits_on(record: Correction) -> str:
    """Id of the record that it waits to be weighed against; empty if none."""
    return next((tag.removeprefix(WAITS_ON) for tag in record.tags if tag.startswith(WAITS_ON)), "")


def without_wait(record: Correction) -> Correction:
    """The record without its mark of waiting."""
    return replace(record, tags=tuple(tag for tag in record.tags if not tag.startswith(WAITS_ON)))


def beside(record: Correction, *others: Correction) -> Correction:
    """The record with the mark that it stands beside others that say otherwise."""
    return replace(record, tags=tuple(dict.fromkeys((*record.tags, *(f"{BESIDE}{other.id}" for other in others)))))


def same_words(a: Correction, b: Correction) -> bool:
    """Whether two records say the same in the same words, of the same situation if both have one."""
    if normalise(a.corrected_output) != normalise(b.corrected_output):
        return False
    if normalise(a.original_output) != normalise(b.original_output):
        return False
    return not (a.query and b.query) or normalise(a.query) == normalise(b.query) or (a.standing and b.standing)


def _weak(record: Correction) -> bool:
    """Whether it was inferred and not said: then a tombstone stands against it."""
    return record.source is Source.INFERRED or record.status is Status.TENTATIVE


def _only_inferred(record: Correction) -> bool:
    """Whether nobody said it: then it may wait for a yes, and must confirm nothing."""
    return record.source is Source.INFERRED and record.status is Status.TENTATIVE


def _counted(known: Correction, record: Correction, new: NewCorrection) -> bool:
    """Whether the same words come from a file, or were said at a moment that is counted already."""
    if not same_words(known, record):
        return False
    moment = new.created_at
    return record.source is Source.IMPORT or (moment is not None and moment in (known.created_at, known.confirmed_at))


def _of_its_own(known: Correction, record: Correction, new: NewCorrection) -> bool:
    """Whether it was asked for in a place of its own, and would hold no longer just there if it were merged."""
    asked = new.scope is not None and new.scope.kind in KEYED and record.source is not Source.INFERRED
    return asked and known.scope != new.scope and known.scope.kind is not ScopeKind.CHAT


def _comparable(known: Correction, record: Correction) -> bool:
    # A word can be got wrong in many ways; each is put right by a term of its own.
    terms = GLOSSARY_TAG in known.tags and GLOSSARY_TAG in record.tags
    apart = terms and normalise(known.original_output) != normalise(record.original_output)
    return known.id != record.id and not apart and meet(known.scope, record.scope)


def _by_age(a: Correction, b: Correction) -> tuple[Correction, Correction]:
    """Older first; of two of the same time the first is the older."""
    return (a, b) if a.created_at <= b.created_at else (b, a)


def _wins(other: Correction, record: Correction, ruling: Verdict) -> bool:
    older, _ = _by_age(other, record)
    return (older is other) == (ruling is Verdict.OLDER)
