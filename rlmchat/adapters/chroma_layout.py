"""How records lie in a Chroma collection, and how they are found there: two layouts behind one interface.

On a server each of the two keys of a record is a row, and Chroma's cosines are what is told. In a local folder a record
is one row, the mean of both keys, shortened where the embedder allows it: Chroma finds candidates by that, at a quarter
of the room and of the work, and their exact vectors, kept beside it with a byte a number, tell how near they are. Of a
small memory, whose exact vectors are all at hand, the candidates are found without Chroma.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

from rlmchat.adapters.chroma_records import (
    EMBEDDER,
    LAYOUT,
    Row,
    entry_rows,
    id_bytes,
    id_of,
    key_id,
    metadata_of,
    parse_key_id,
    short_id,
    short_id_bytes,
)
from rlmchat.adapters.exact_vectors import ExactVectors
from rlmchat.adapters.kept_vectors import KINDS, mean_direction
from rlmchat.learning.correction import CorrectionId
from rlmchat.learning.ports import Hit, IndexEntry, KeyKind, Vectors

T = TypeVar("T")

SHORTENED = {"static": 128}
"""First numbers of an embedder's vectors that are vectors themselves; WordLlama was trained so (Matryoshka)."""
FEWEST = 96
"""Candidates looked at exactly, however few keys are asked for."""
MORE = 32
"""Candidates looked at beyond as many as keys are asked for."""
MANY = 64
"""Vectors from which on it costs less to compare all of them with every stored one than to have Chroma find those."""


class Layout(Protocol):
    """What an index needs of a layout; runs in the thread of the client."""

    def metadata(self, embedder: str) -> dict[str, str]:
        """What the collection says of itself."""
        ...

    def open(self) -> None:
        """Make ready what lies beside the collection."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...

    def clear(self) -> None:
        """Empty it."""
        ...

    def put(self, collection: Any, entries: Sequence[IndexEntry], page: int) -> None:
        """Write records, at most so many rows at once; a text that is empty has no key."""
        ...

    def remove(self, collection: Any, ids: Sequence[CorrectionId], page: int) -> None:
        """Take records out; unknown ids are no error."""
        ...

    def nearest(self, collection: Any, vectors: Vectors, limit: int) -> list[list[Hit]]:
        """The nearest keys to each row, best first."""
        ...

    def owner(self, key: str) -> CorrectionId:
        """Whose row it is."""
        ...

    def knows(self, key: str) -> bool:
        """Whether all that lies beside the collection is there for this row."""
        ...


class PairedKeys:
    """A row a key, on a server."""

    def metadata(self, embedder: str) -> dict[str, str]:
        """As `Layout` says."""
        return {EMBEDDER: embedder}

    def open(self) -> None:
        """Nothing lies beside it."""

    def close(self) -> None:
        """Nothing lies beside it."""

    def clear(self) -> None:
        """Nothing lies beside it."""

    def put(self, collection: Any, entries: Sequence[IndexEntry], page: int) -> None:
        """As `Layout` says."""
        rows = [row for entry in entries for row in entry_rows(entry)]
        _put_rows(collection, [row for row in rows if row.vector.any()], page)
        # An edit may have emptied a text that had a vector before.
        _take_out(collection, [row.key for row in rows if not row.vector.any()], page)

    def remove(self, collection: Any, ids: Sequence[CorrectionId], page: int) -> None:
        """As `Layout` says."""
        _take_out(collection, [key_id(one, kind) for one in ids for kind in KeyKind], page)

    def nearest(self, collection: Any, vectors: Vectors, limit: int) -> list[list[Hit]]:
        """As `Layout` says."""
        found = collection.query(query_embeddings=vectors, n_results=limit, include=["distances"])
        return [
            [Hit(*parse_key_id(key), max(-1.0, min(1.0, 1.0 - distance))) for key, distance in zip(*one, strict=True)]
            for one in zip(found["ids"], found["distances"], strict=True)
        ]

    def owner(self, key: str) -> CorrectionId:
        """As `Layout` says."""
        return parse_key_id(key)[0]

    def knows(self, key: str) -> bool:
        """Nothing lies beside it."""
        return True


class JointKeys:
    """A row a record, in a local folder, with the exact vectors in a file beside it."""

    def __init__(self, folder: Path) -> None:
        self._exact = ExactVectors(folder)
        self._dimensions: int | None = None

    def metadata(self, embedder: str) -> dict[str, str]:
        """As `Layout` says."""
        self._dimensions = SHORTENED.get(embedder)
        return {EMBEDDER: embedder, LAYOUT: f"joint {self._dimensions or 'whole'}"}

    def open(self) -> None:
        """As `Layout` says."""
        self._exact.open()

    def close(self) -> None:
        """As `Layout` says."""
        self._exact.close()

    def clear(self) -> None:
        """As `Layout` says."""
        self._exact.clear()

    def put(self, collection: Any, entries: Sequence[IndexEntry], page: int) -> None:
        """The exact vectors first: what Chroma finds must have them."""
        filled = [entry for entry in entries if entry.situation.any() or entry.rule.any()]
        if filled:
            pairs = np.stack([np.stack((entry.situation, entry.rule)) for entry in filled])
            self._exact.put([entry.record.id for entry in filled], pairs)
            rows = [
                Row(_key(entry.record.id), vector, metadata_of(entry.record, KeyKind.RULE))
                for entry, vector in zip(filled, mean_direction(pairs)[:, : self._dimensions], strict=True)
            ]
            _put_rows(collection, rows, page)
        self.remove(collection, [e.record.id for e in entries if not (e.situation.any() or e.rule.any())], page)

    def remove(self, collection: Any, ids: Sequence[CorrectionId], page: int) -> None:
        """As `Layout` says."""
        if ids:
            _take_out(collection, [_key(one) for one in ids], page)
            self._exact.remove(ids)

    def nearest(self, collection: Any, vectors: Vectors, limit: int) -> list[list[Hit]]:
        """As `Layout` says: the nearest of the candidates by their exact vectors, of all for many rows at once."""
        if len(vectors) >= MANY and (compared := self._exact.compared(vectors, limit)) is not None:
            return compared
        asked, count = vectors[:, : self._dimensions], max(FEWEST, limit + MORE)
        found = self._exact.nearest(asked, count)
        if found is None:
            found = self._searched(collection, asked, count)
        # In the order in which they are found, each once: a column of what is compared.
        places = list(dict.fromkeys(place for near in found for place in near))
        if not places:
            return [[] for _ in found]
        column = {place: i for i, place in enumerate(places)}
        cosines = self._exact.cosines(vectors, places)
        return [
            self._best([column[place] for place in near], places, row, limit)
            for near, row in zip(found, cosines, strict=True)
        ]

    def _searched(self, collection: Any, asked: Vectors, count: int) -> list[list[int]]:
        """Places of the candidates that Chroma finds for each row."""
        found = collection.query(query_embeddings=asked, n_results=count, include=[])["ids"]
        keys = list(dict.fromkeys(key for keys in found for key in keys))
        place = dict(zip(keys, self._exact.places(keys), strict=True))
        return [[place[key] for key in keys if place[key] >= 0] for keys in found]

    def _best(self, columns: Sequence[int], places: Sequence[int], cosines: Vectors, limit: int) -> list[Hit]:
        """The nearest keys of the candidates in these columns, best first."""
        near = cosines[columns].ravel()
        order = np.argsort(-near, kind="stable")[:limit]
        owner = self._exact.owner
        return [
            Hit(owner(places[columns[key >> 1]]), KINDS[key & 1], cosine)
            for key, cosine in zip(order.tolist(), near[order].tolist(), strict=True)
            if cosine >= -1.0
        ]

    def owner(self, key: str) -> CorrectionId:
        """As `Layout` says."""
        return id_of(short_id_bytes(key))

    def knows(self, key: str) -> bool:
        """As `Layout` says."""
        return self._exact.places([key])[0] >= 0


def _key(one: CorrectionId) -> str:
    return short_id(id_bytes(one))


def _put_rows(collection: Any, rows: Sequence[Row], page: int) -> None:
    for part in _parts(rows, page):
        collection.upsert(
            ids=[row.key for row in part],
            embeddings=np.stack([row.vector for row in part]),
            metadatas=[row.metadata for row in part],
        )


def _take_out(collection: Any, keys: Sequence[str], page: int) -> None:
    for part in _parts(keys, page):
        # Asking first, since Chroma logs every deletion, those of nothing too.
        known = collection.get(ids=list(part), include=[])["ids"]
        if known:
            collection.delete(ids=known)


def _parts(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
