"""Reads and changes the profile in a memory: the page, what changed in it, edits by hand, files."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from rlmchat.errors import UsageError
from rlmchat.learning.chronicle import Chronicle
from rlmchat.learning.correction import Category, Correction, Source, Status
from rlmchat.learning.kept import Kept
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import Find
from rlmchat.learning.profile import (
    MOST_LINES,
    Edits,
    Line,
    belongs,
    compared,
    edits,
    from_markdown,
    page,
    term,
    to_markdown,
)

IN_USE = frozenset({Status.ACTIVE})


class ProfileDesk:
    """The profile of one memory. Every method may raise StoreError."""

    def __init__(self, memory: Memory, chronicle: Chronicle | None = None) -> None:
        self._memory = memory
        self._chronicle = chronicle

    async def records(self) -> list[Correction]:
        """What is on the page."""
        standing = await self._memory.find(Find(statuses=IN_USE, standing=True, limit=MOST_LINES))
        domain = Find(statuses=IN_USE, categories=frozenset({Category.DOMAIN}), limit=MOST_LINES)
        every = {r.id: r for r in (*standing, *await self._memory.find(domain))}
        return [r for r in every.values() if belongs(r)]

    async def lines(self) -> list[Line]:
        """The page."""
        return page(await self.records())

    async def markdown(self) -> str:
        """The page as a rules file."""
        return to_markdown(await self.records(), MOST_LINES * 50)

    async def since(self, moment: datetime) -> list[str]:
        """What changed in it since a moment, as lines of a diff."""
        if self._chronicle is None:
            return []
        return compared(await self._chronicle.as_of(moment), await self.records())

    async def take(self, text: str) -> list[Kept]:
        """Take over the rules of a Markdown file; what is known already is not learned twice."""
        return await self._memory.import_many(from_markdown(text))

    async def add_term(self, right: str, wrong: str = "") -> Kept:
        """A word of the person's field, and how it is got wrong; raises UsageError for nothing."""
        if not right.strip():
            raise UsageError("Say the word.", "For example: Kubernetes, not cooper netties")
        if right.strip() == wrong.strip():
            raise UsageError(f"{right.strip()} cannot be right and wrong at once.", "Say how it is got wrong.")
        return await self._memory.keep(term(right.strip(), wrong.strip(), source=Source.EXPLICIT))

    async def edit(self, text: str) -> Edits:
        """Make it what the text says: changed lines are edited, gone ones deleted, new ones kept, as one act."""
        asked = edits(await self.lines(), text)
        act = self._memory.new_act()
        for record, new in asked.changed:
            fields = {"corrected_output": new.corrected, "original_output": new.original}
            await self._memory.edit(record.id, "edited in the profile", act=act, **fields)
        for record in asked.gone:
            await self._memory.delete(record.id, act=act)
        if asked.new:
            await self._memory.import_many([replace(new, source=Source.EXPLICIT) for new in asked.new], act=act)
        return asked
