"""Proposals: what patterns suggest to write down, and the person's yes, change or no to it."""

from __future__ import annotations

from dataclasses import replace

from rlmchat.learning.correction import Correction, NewCorrection, Source, Status
from rlmchat.learning.failures import PATTERN_TAG
from rlmchat.learning.kept import Kept
from rlmchat.learning.memory import Memory
from rlmchat.learning.patterns import MOST_READ, Pattern, patterns
from rlmchat.learning.ports import Find

LOOKED_AT = frozenset({Status.ACTIVE, Status.QUARANTINED, Status.DELETED, Status.MUTED, Status.SUPERSEDED})


class Proposals:
    """Looks for patterns in a memory, and writes what the person decides about them."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def open(self) -> list[Pattern]:
        """Patterns that wait for the person. Raises StoreError."""
        return patterns(await self._memory.find(Find(statuses=LOOKED_AT, limit=MOST_READ)))

    async def accept(self, pattern: Pattern, text: str = "") -> Kept:
        """Keep what it proposes, in the person's own words where they changed it: from now on it was said by them.

        It stands beside the corrections that it was made of, which stay as they are.
        """
        new = replace(note(pattern), source=Source.EXPLICIT, beside=True)
        return await self._memory.keep(replace(new, corrected=text.strip() or new.corrected))

    async def decline(self, pattern: Pattern) -> Correction:
        """No: it is remembered as declined and not proposed again, however often the subject comes up."""
        return await self._memory.bury(note(pattern))


def note(pattern: Pattern) -> NewCorrection:
    """What a pattern proposes; where a rule stands already, the same rule said once more, plainly."""
    if pattern.proposal is not None:
        return pattern.proposal
    newest = pattern.records[-1]
    named = tuple(f"{PATTERN_TAG}:{r.id}" for r in pattern.records)
    return NewCorrection(
        newest.corrected_output,
        category=newest.category,
        source=Source.INFERRED,
        scope=newest.scope,
        standing=newest.standing,
        confidence=newest.confidence,
        tags=(PATTERN_TAG, *named),
    )
