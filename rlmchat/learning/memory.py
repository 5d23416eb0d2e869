"""The memory: keeps corrections, recalls them, judges their outcomes, and lets the person see and change all of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from rlmchat.errors import UsageError
from rlmchat.identifiers import Clock, NewId, Uuid7, utc_now
from rlmchat.learning.called import called, taken_back
from rlmchat.learning.correction import (
    Action,
    Correction,
    CorrectionId,
    NewCorrection,
    Outcome,
    Revision,
    Scope,
    ScopeKind,
    Status,
)
from rlmchat.learning.holdout import Help, causal_help
from rlmchat.learning.judging import Judge
from rlmchat.learning.keeping import Keeper, without_wait
from rlmchat.learning.kept import Conflict, Kept, KeptAs
from rlmchat.learning.past import as_of
from rlmchat.learning.phrasebook import Phrasebook, Phrasings
from rlmchat.learning.ports import Change, Embedder, Find, Ledger, VectorIndex
from rlmchat.learning.recall import Recall
from rlmchat.learning.recalling import Asked, Recaller
from rlmchat.learning.restoring import made_again
from rlmchat.learning.signals import Signal, thread_of
from rlmchat.learning.syncing import IndexSync, Progress
from rlmchat.learning.triggers import with_triggers
from rlmchat.learning.undo import Undone, undo
from rlmchat.settings import LearningSettings

__all__ = ["Conflict", "Kept", "KeptAs", "Memory"]

SAID_YES = "the person said yes"
SAID_NO = "not learned, the person said no"
A_YES = 0.9
"""How sure the person's yes makes what was in doubt: as sure as what they said in plain words."""

EDITABLE = frozenset(
    {
        "query",
        "original_output",
        "corrected_output",
        "explanation",
        "context",
        "category",
        "severity",
        "confidence",
        "source",
        "scope",
        "standing",
        "tags",
        "valid_from",
        "valid_until",
    }
)
"""Fields of a record that a person can change."""
MOST_OUTCOMES = 100_000
"""Outcomes that an estimate is made from, the newest ones."""


class Memory:
    """All that is known from corrections. Revisions are written first, then the index follows.

    Every method may raise StoreError where the ledger cannot be read or written. A broken index or embedder raises
    nothing: it is said in `health`, and recall goes on with keywords, standing corrections and those of the chat.
    """

    def __init__(
        self,
        ledger: Ledger,
        index: VectorIndex,
        embedder: Embedder,
        settings: LearningSettings,
        *,
        clock: Clock = utc_now,
        new_id: NewId | None = None,
        phrasebook: Phrasebook | None = None,
    ) -> None:
        self.settings = settings
        """May be replaced at any time; holds from the next call on."""
        self._ledger = ledger
        self._embedder = embedder
        self._clock = clock
        self._new_id = new_id or Uuid7(clock)
        self._sync = IndexSync(ledger, index, embedder, clock)
        self._phrasings = Phrasings(phrasebook, ledger, embedder) if phrasebook else None
        self._recaller = Recaller(ledger, self._sync, clock, self._phrasings)
        self._writing = asyncio.Lock()
        self._keeper = Keeper(ledger, self._sync, clock, self._new_id, self._writing)
        self._judge = Judge(ledger, self._new_id)

    async def open(self, progress: Progress | None = None) -> None:
        """Open the index and bring it up to date with the ledger; goes on where an earlier run was cut off."""
        async with self._writing:
            await self._sync.open(progress)

    @property
    def health(self) -> str:
        """Empty when all is well, else one sentence on what is not and what to do."""
        return self._sync.health

    @property
    def embedder(self) -> Embedder:
        """What makes its vectors."""
        return self._embedder

    async def rebuild(self, progress: Progress | None = None) -> int:
        """The index anew from the ledger; how many records it holds then. Raises StoreError, LearningError."""
        async with self._writing:
            return await self._sync.rebuild(progress)

    async def aclose(self) -> None:
        """Let go of the index."""
        await self._sync.aclose()

    # Keep and recall.

    async def keep(self, new: NewCorrection) -> Kept:
        """Keep a correction: merged with what is known, in place of what it contradicts, or as a new record."""
        return (await self.import_many([new]))[0]

    async def import_many(
        self,
        news: Iterable[NewCorrection],
        progress: Callable[[int, int], None] | None = None,
        into: list[Kept] | None = None,
        *,
        act: str = "",
    ) -> list[Kept]:
        """Keep many in batches, in their order, as one act; what others want to write comes between two batches.

        Cancelled it ends with a batch, and what was kept until then is in `into`.
        """
        return await self._keeper.keep(list(news), self.settings, progress, into, act)

    async def recall(
        self,
        query: str,
        *,
        chat_id: str = "",
        project: str = "",
        draft: str = "",
        limit: int | None = None,
        threshold: float | None = None,
    ) -> Recall:
        """The lessons for a query: standing ones in scope, this chat's, and those recalled; often none.

        With the `draft` of an answer a correction whose wrong span stands in it is recalled even where the query
        alone would not bring it up. Threshold 0 only ranks: nothing is abstained from.
        """
        asked = Asked(
            query,
            chat_id,
            project,
            draft,
            self.settings.limit if limit is None else limit,
            self.settings.threshold if threshold is None else threshold,
            self.settings.budget_tokens,
            self.settings.phrase,
        )
        return await self._recaller.recall(asked, look=not self._writing.locked())

    # Look.

    async def get(self, id_or_prefix: str) -> Correction:
        """One correction by its id or a beginning that fits no other; raises NotFoundError, UsageError."""
        return await called(self._ledger, id_or_prefix)

    async def taken_back(self, correction_id: str) -> Correction | None:
        """A correction whose making was taken back, as it was; None for every other id."""
        gone = await taken_back(self._ledger, CorrectionId(correction_id))
        return gone.record if gone else None

    async def find(self, what: Find) -> list[Correction]:
        """Corrections that match."""
        return await self._ledger.find(what)

    async def count(self, what: Find) -> int:
        """How many match, whatever limit and offset."""
        return await self._ledger.count(what)

    async def tally(self) -> dict[Status, int]:
        """How many corrections have each status."""
        return await self._ledger.tally()

    async def history(self, correction_id: str) -> list[Revision]:
        """All that happened to a correction, oldest first."""
        return await self._ledger.history(CorrectionId(correction_id))

    async def as_of(self, held_at: datetime | None = None, known_at: datetime | None = None) -> list[Correction]:
        """What held at one moment, as far as it was known at another (both now, where not given); newest first.

        "Where did I live in May, as I told it in June": held in May, known in June.
        """
        return await as_of(self._ledger, held_at or self._clock(), known_at)

    async def outcomes(self, correction_id: str | None = None) -> list[Outcome]:
        """Outcomes of a correction (of all, where none is named), newest first."""
        return await self._ledger.outcomes(CorrectionId(correction_id) if correction_id else None)

    async def causal_help(self, correction_id: str | None = None) -> Help:
        """What a lesson causes (all of them together, where none is named), from turns with and without it."""
        one = CorrectionId(correction_id) if correction_id else None
        return causal_help(await self._ledger.outcomes(one, limit=MOST_OUTCOMES))

    # Change.

    async def edit(self, correction_id: str, reason: str = "", *, act: str = "", **fields: Any) -> Correction:
        """Change fields by hand; raises UsageError for one that nobody can set."""
        if wrong := set(fields) - EDITABLE:
            raise UsageError(f"Cannot set {', '.join(sorted(wrong))}.", f"Can be set: {', '.join(sorted(EDITABLE))}.")
        if "confidence" in fields:
            # What the person says is the new starting point; outcomes before it are in it already.
            fields["base_confidence"] = fields["confidence"]
        if fields.get("standing") and "scope" not in fields:
            record = await self.get(correction_id)
            if record.scope.kind is ScopeKind.TOPIC:
                fields["scope"] = Scope(ScopeKind.EVERYWHERE)

        def edited(record: Correction) -> Correction:
            after = replace(record, **fields)
            return after if after == record else with_triggers(after)

        return await self._change(correction_id, Action.EDITED, reason or "edited by hand", edited, act)

    def new_act(self) -> str:
        """A name for an act of several calls, to be given to each: one undo takes them all back."""
        return self._new_id()

    async def mute(self, correction_id: str, *, act: str = "") -> Correction:
        """Keep it, but do not recall it."""
        return await self._set_status(correction_id, Status.MUTED, Action.MUTED, act=act)

    async def unmute(self, correction_id: str, *, act: str = "") -> Correction:
        """Recall it again."""
        return await self._set_status(correction_id, Status.ACTIVE, Action.UNMUTED, act=act)

    async def delete(self, correction_id: str, *, act: str = "") -> Correction:
        """Forget it: it stays as a tombstone, so that it is not inferred again."""
        return await self._set_status(correction_id, Status.DELETED, Action.DELETED, act=act)

    async def restore(self, correction_id: str, *, act: str = "") -> Correction:
        """Bring back what was deleted, muted, quarantined or superseded, instead of what is `in_place_of` it; or what
        was no longer there since its making was taken back."""
        async with self._writing:
            gone = await self.taken_back(correction_id)
            if gone is not None:
                steps = await made_again(self._ledger, gone)
                await self._sync.written(await self._ledger.append(steps, act or self._new_id()))
                return await self.get(gone.id)
            record = await self.get(correction_id)
            if record.status is not Status.ACTIVE:
                await self._keeper.restore(record, act)
            return await self.get(record.id)

    async def in_place_of(self, correction_id: str) -> Correction | None:
        """What is in use since it superseded a correction; None where nothing is, or where that is not there."""
        if await self.taken_back(correction_id) is not None:
            return None
        return await self._keeper.in_place_of(await self.get(correction_id))

    async def accept(
        self, correction_id: str, reason: str = SAID_YES, sure: float = A_YES, *, act: str = ""
    ) -> Correction:
        """Yes, learn it: from the inbox to the active ones, in place of what it contradicts.

        It is believed at least as much as `sure`: at the doubt with which it came it would hardly ever be recalled.
        """
        async with self._writing:
            record = await self.get(correction_id)
            if record.status is not Status.TENTATIVE:
                return record
            await self._keeper.accept(record, reason, sure, act or self._new_id())
            return await self.get(record.id)

    async def reject(self, correction_id: str, reason: str = SAID_NO, *, act: str = "") -> Correction:
        """No, do not learn it: a tombstone, as with `delete`."""
        return await self._set_status(correction_id, Status.DELETED, Action.DELETED, reason, act=act)

    async def bury(self, new: NewCorrection) -> Correction:
        """What was proposed and declined, as a tombstone: it is not proposed or inferred again."""
        async with self._writing:
            return await self._keeper.bury(new)

    async def undo(self, correction_id: str | None = None, *, act: str = "") -> Undone:
        """Take back, exactly, the last act or the one named; of one correction only what was last done to it.

        Another one is touched only where one took the other's place. What is gone then is brought back by `restore`.
        """
        one = CorrectionId(correction_id) if correction_id else None
        async with self._writing:
            revisions, undone = await undo(self._ledger, one, self._new_id, act)
            await self._sync.written(revisions)
            return undone

    # Conflicts and outcomes.

    async def conflicts(self) -> list[Conflict]:
        """Pairs that say different things of the same and wait for the person (policy `ask`)."""
        return await self._keeper.conflicts()

    async def resolve(self, conflict: Conflict, keep: str) -> list[Correction]:
        """Decide one: keep the `older`, the `newer` or `both`."""
        async with self._writing:
            return await self._keeper.resolve(conflict, keep)

    async def judge(self, outcomes: Sequence[Outcome]) -> list[Correction]:
        """Record what became of lessons; the corrections whose belief moved. Quarantines what was reverted twice."""
        async with self._writing:
            revisions = await self._judge.judge(outcomes)
            await self._sync.written(revisions)
            return [revision.record for revision in revisions if revision.record is not None]

    # Phrasings.

    async def phrase(self, record: Correction, texts: Sequence[str]) -> tuple[str, ...]:
        """Search for a correction by these phrasings too, as far as they are usable; gives those that are.

        Raises StoreError, LearningError.
        """
        return await self._phrasings.keep(record, texts) if self._phrasings else ()

    async def phrasings(self, record: Correction) -> tuple[str, ...]:
        """The phrasings that a model made for a correction as it is now."""
        return await self._phrasings.of(record) if self._phrasings else ()

    # Weak signs.

    async def note_signal(self, signal: Signal) -> bool:
        """Keep a weak sign; False where one of its kind about that answer was kept before."""
        return await self._ledger.note_signal(signal)

    async def signals(self, chat_id: str) -> list[Signal]:
        """The weak signs of a chat, oldest first."""
        return await self._ledger.signals(chat_id)

    async def signals_of(self, record: Correction) -> list[Signal]:
        """The weak signs about the matter that a correction came from, oldest first."""
        if not record.message_id:
            return []
        return thread_of(await self.signals(record.session_id), record.message_id)

    async def _set_status(
        self, correction_id: str, status: Status, action: Action, reason: str = "", *, act: str = ""
    ) -> Correction:
        back = status is Status.ACTIVE

        def changed(record: Correction) -> Correction:
            if record.status is status:
                return record
            return replace(
                without_wait(record),
                status=status,
                superseded_by="" if back else record.superseded_by,
                valid_until=None if back else record.valid_until,
            )

        return await self._change(correction_id, action, reason, changed, act)

    async def _change(
        self, correction_id: str, action: Action, reason: str, change: Callable[[Correction], Correction], act: str
    ) -> Correction:
        """Write one step of one record; nothing where it changes nothing."""
        async with self._writing:
            record = await self.get(correction_id)
            after = change(record)
            if after != record:
                step = Change(record.id, action, after, reason)
                await self._sync.written(await self._ledger.append([step], act or self._new_id()))
            return after
