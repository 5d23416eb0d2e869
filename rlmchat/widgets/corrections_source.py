"""What a list of corrections shows: a search in the memory, or some corrections by their ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rlmchat.errors import NotFoundError
from rlmchat.learning.correction import Correction
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import Find


class Source(Protocol):
    """A list that can be read a page at a time. Both methods may raise StoreError."""

    async def count(self) -> int:
        """How long it is."""
        ...

    async def page(self, offset: int, limit: int) -> Sequence[Correction]:
        """At most `limit` of it, from `offset` on."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """What a search finds."""

    memory: Memory
    what: Find

    async def count(self) -> int:
        """How many match."""
        return await self.memory.count(self.what)

    async def page(self, offset: int, limit: int) -> Sequence[Correction]:
        """Some of what matches."""
        return await self.memory.find(replace(self.what, offset=offset, limit=limit))


@dataclass(frozen=True, slots=True)
class Chosen:
    """Corrections by id (few: those of one answer), narrowed to those that hold every word of `text`."""

    memory: Memory
    ids: tuple[str, ...]
    text: str = ""

    async def count(self) -> int:
        """How many are there."""
        return len(await self._all())

    async def page(self, offset: int, limit: int) -> Sequence[Correction]:
        """Some of them, in the order of the ids."""
        return (await self._all())[offset : offset + limit]

    async def _all(self) -> list[Correction]:
        records = []
        for one in self.ids:
            try:
                records.append(await self.memory.get(one))
            except NotFoundError:
                # It was taken back since the answer was given.
                continue
        words = self.text.casefold().split()
        return [record for record in records if all(word in _searched(record) for word in words)]


def _searched(record: Correction) -> str:
    return " ".join((record.rule, record.query, record.explanation, *record.tags)).casefold()
