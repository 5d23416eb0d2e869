"""The doors of learning: what it needs of an embedder, an index, a ledger, each served by an adapter or a fake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from rlmchat.learning.correction import (
    LIVE,
    Action,
    Category,
    Correction,
    CorrectionId,
    Outcome,
    Revision,
    ScopeKind,
    Source,
    Status,
)
from rlmchat.learning.signals import Signal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# In quotes: commands that only read the ledger do without numpy, whose import takes longer than they do.
Vectors: TypeAlias = "NDArray[np.float32]"
"""Shape (n, dimensions), rows of unit length."""


class Embedder(Protocol):
    """Turns texts into vectors."""

    @property
    def name(self) -> str:
        """Stable name; vectors of embedders with different names never mix."""
        ...

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit row a text; shape (len(texts), dimensions). Raises LearningError when it cannot."""
        ...


class KeyKind(StrEnum):
    """Which side of a record a vector stands for."""

    SITUATION = "situation"
    """query + original."""
    RULE = "rule"
    """original → corrected + explanation."""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One record with its vectors, ready for the index."""

    record: Correction
    situation: Vectors
    """Shape (dimensions,)."""
    rule: Vectors
    """Shape (dimensions,)."""


class Hit(NamedTuple):
    """One neighbour: a key of a record and its raw cosine in [-1, 1]. An import makes hundreds of thousands."""

    id: CorrectionId
    key: KeyKind
    cosine: float


class VectorIndex(Protocol):
    """Vectors of the recallable records (Chroma). Every method may raise StoreError."""

    async def open(self, embedder: str) -> bool:
        """Make ready; True if what is stored was made by this embedder, False if all must be embedded again."""
        ...

    async def upsert(self, entries: Sequence[IndexEntry]) -> None:
        """Write, durable when it returns."""
        ...

    async def remove(self, ids: Sequence[CorrectionId]) -> None:
        """Take out; unknown ids are no error."""
        ...

    async def query(self, vector: Vectors, limit: int) -> list[Hit]:
        """The nearest keys to a vector of shape (dimensions,), best first; a record may come twice (once a key)."""
        ...

    async def query_many(self, vectors: Vectors, limit: int) -> list[list[Hit]]:
        """The same for each row of shape (n, dimensions), as one call to the store."""
        ...

    async def ids(self) -> frozenset[CorrectionId]:
        """All records in the index."""
        ...

    async def refresh(self) -> None:
        """See what other processes wrote (Chroma needs its client reopened for that)."""
        ...

    async def clear(self, embedder: str) -> None:
        """Empty it, from now on for this embedder."""
        ...

    async def aclose(self) -> None:
        """Let go of threads and files."""
        ...


class Sort(StrEnum):
    """Orders of a list of corrections."""

    NEWEST = "newest"
    OLDEST = "oldest"
    CONFIDENCE = "confidence"
    USED = "used"
    RELEVANCE = "relevance"
    """By match with the text searched for; newest where there is none."""


@dataclass(frozen=True, slots=True)
class Find:
    """What to list; empty sets mean no restriction of that kind, except `statuses`."""

    text: str = ""
    """Words to search for in every text field (prefix match); empty finds all."""
    statuses: frozenset[Status] = LIVE
    categories: frozenset[Category] = frozenset()
    sources: frozenset[Source] = frozenset()
    scopes: frozenset[ScopeKind] = frozenset()
    session_id: str = ""
    standing: bool | None = None
    sort: Sort = Sort.NEWEST
    limit: int = 100
    offset: int = 0


UNDID = "undid: "
"""Begins the reason of a step UNDONE; the name of the act that is taken back follows."""
UNDID_PART = "undid its part of: "
"""The same where only what the act did to this record is taken back, and the rest of the act stands."""


@dataclass(frozen=True, slots=True)
class Change:
    """One step to be written: the record after it (None takes back its making)."""

    correction_id: CorrectionId
    action: Action
    record: Correction | None
    reason: str = ""


class Ledger(Protocol):
    """Revisions of corrections, their present state, outcomes, and keyword search (SQLite).

    The truth: revisions are written here first; the index can always be rebuilt from it. Every method may raise
    StoreError.
    """

    async def append(self, changes: Sequence[Change], group: str) -> list[Revision]:
        """Write steps as one transaction, durable when it returns; the present state follows.

        A step UNDONE marks an act as undone: the one named in its reason, else the newest that touched these records.
        With a reason that begins with UNDID_PART it marks the record's part in that act.
        """
        ...

    async def get(self, ids: Sequence[CorrectionId]) -> list[Correction]:
        """Present state of the records that exist, in the order asked for; unambiguous beginnings of ids will do."""
        ...

    async def ids(self, start: str) -> list[CorrectionId]:
        """Ids that begin so, of the records that exist, in their order."""
        ...

    async def find(self, what: Find) -> list[Correction]:
        """Present states that match."""
        ...

    async def count(self, what: Find) -> int:
        """How many match, whatever limit and offset."""
        ...

    async def tally(self) -> dict[Status, int]:
        """How many records have each status."""
        ...

    async def keywords(self, query: str, limit: int) -> list[tuple[CorrectionId, float]]:
        """BM25 over the texts and triggers of RECALLABLE records; best first, higher is better."""
        ...

    async def keywords_many(self, queries: Sequence[str], limit: int) -> list[list[tuple[CorrectionId, float]]]:
        """The same for each query, as one call to the store."""
        ...

    async def sharing_words(self, texts: Sequence[str], limit: int) -> list[list[CorrectionId]]:
        """RECALLABLE records that share the rarest words with each text, best first, as one call to the store."""
        ...

    async def history(self, correction_id: CorrectionId) -> list[Revision]:
        """All steps of a record, oldest first."""
        ...

    async def last_group(self, correction_id: CorrectionId | None = None) -> list[Revision]:
        """The newest act (of that record, or of all) that can be undone: not an undo, not undone yet, no outcome.

        Without the steps of records whose part in it was undone.
        """
        ...

    async def steps(self, act: str) -> list[Revision]:
        """The same of the act of this name; none where it cannot be undone (any more)."""
        ...

    async def overtaken(self, act: str) -> frozenset[CorrectionId]:
        """The records of an act that a later one has touched which is not undone."""
        ...

    async def before(self, group: str) -> dict[CorrectionId, Correction | None]:
        """State of every record that an act touched, as it was just before; None where it did not exist."""
        ...

    async def since(self, seq: int) -> list[CorrectionId]:
        """Records with a step after that position, for bringing the index up to date."""
        ...

    async def last_seq(self) -> int:
        """Position of the newest step; 0 when empty."""
        ...

    async def synced_seq(self) -> int:
        """Up to which position the index is known to be up to date."""
        ...

    async def set_synced_seq(self, seq: int) -> None:
        """Remember that; 0 makes the next start bring everything up to date."""
        ...

    async def record_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Add outcomes (the counters of the records are moved by `append`)."""
        ...

    async def outcomes(self, correction_id: CorrectionId | None = None, limit: int = 1000) -> list[Outcome]:
        """Outcomes, newest first."""
        ...

    async def note_signal(self, signal: Signal) -> bool:
        """Add a weak sign; False where one of its kind about that answer is known, which then stays as it is."""
        ...

    async def signals(self, chat_id: str) -> list[Signal]:
        """The weak signs of a chat, in the order in which they were noted."""
        ...
