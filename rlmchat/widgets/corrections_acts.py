"""What a person does to corrections, each act with the sentence that tells it, and the way back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from rlmchat.learning.correction import Action, Correction, NewCorrection, Scope, Source, Status
from rlmchat.learning.correction_form import changed
from rlmchat.learning.keeping import waits_on
from rlmchat.learning.memory import Conflict, Kept, KeptAs, Memory
from rlmchat.learning.undo import Undone
from rlmchat.widgets.correction_rows import name_of

NOTHING = "There is nothing to take back."
TAKEN_BACK = "taken back"
NOT_LEARNED = "not learned"

_UNDOABLE = frozenset(Action) - {Action.CREATED, Action.OUTCOME, Action.UNDONE}
"""Acts on a record that `undo` takes back when nothing was done here; its making is left to `delete`."""


class Acts:
    """Acts on the memory and remembers them, newest last. Every act may raise RlmChatError and gives its sentence."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._done: list[tuple[Callable[[], Awaitable[Undone]], str]] = []
        """How each is taken back, and the sentence that told it."""

    def _did(self, record: Correction, what: str) -> str:
        sentence = f"{what}: {name_of(record)}"
        self._done.append((lambda: self._memory.undo(record.id), sentence))
        return sentence

    async def mute(self, record: Correction) -> str:
        """Mute what is in use, use what is muted."""
        if record.status is Status.MUTED:
            return self._did(await self._memory.unmute(record.id), "in use again")
        if record.status in (Status.DELETED, Status.SUPERSEDED):
            return f"{record.status} already, so it is not in use; r restores it"
        return self._did(await self._memory.mute(record.id), "muted")

    async def delete(self, record: Correction) -> str:
        """Forget it."""
        if record.status is Status.DELETED:
            return "deleted already; r restores it"
        return self._did(await self._memory.delete(record.id), "deleted")

    async def restore(self, record: Correction) -> str:
        """Bring it back."""
        if record.status in (Status.ACTIVE, Status.TENTATIVE):
            return "in use already"
        newer = await self._memory.in_place_of(record.id)
        back = await self._memory.restore(record.id)
        return self._did(back, f"restored in place of “{name_of(newer)}”" if newer else "restored")

    async def accept(self, record: Correction) -> str:
        """Yes, learn it."""
        return self._did(await self._memory.accept(record.id), "learned")

    async def reject(self, record: Correction) -> str:
        """No, do not learn it."""
        return self._did(await self._memory.reject(record.id), NOT_LEARNED)

    async def edit(self, record: Correction, values: Mapping[str, Any]) -> str:
        """Change fields; those that stay as they are do not count."""
        fields = changed(record, values)
        if not fields:
            return "nothing was changed"
        act = self._memory.new_act()
        edited = await self._memory.edit(record.id, act=act, **fields)
        if edited.status is Status.TENTATIVE and not waits_on(edited):
            # Who puts it into their own words wants it learned.
            return self._did(await self._memory.accept(edited.id, act=act), "changed and learned")
        return self._did(edited, "changed")

    async def add(self, values: Mapping[str, Any]) -> str:
        """Keep a correction that was written by hand."""
        kept = await self._memory.keep(_by_hand(values))
        if kept.how is KeptAs.REJECTED:
            return f"not kept: {kept.reason or 'it was deleted before'}"
        later = {name: values[name] for name in ("valid_from", "valid_until") if values.get(name)}
        if later:
            await self._memory.edit(kept.correction.id, act=kept.group, **later)
        return self._did(kept.correction, _how(kept))

    async def resolve(self, conflict: Conflict, keep: str) -> str:
        """Decide between two that disagree."""
        await self._memory.resolve(conflict, keep)
        if keep == "both":
            return self._did(conflict.newer, "both kept")
        return self._did(conflict.older if keep == "older" else conflict.newer, "kept")

    def imported(self, kept: Sequence[Kept]) -> None:
        """Remember an import, as the one act that it is."""
        if held := [one for one in kept if one.how is not KeptAs.REJECTED]:
            act = held[0].group
            self._done.append((lambda: self._memory.undo(act=act), f"{len(held):,} imported"))

    async def undo(self, record: Correction | None) -> str:
        """Take back what was done here last, else the last change of the record at hand."""
        if self._done:
            take_back, sentence = self._done[-1]
            taken_back = await take_back()
            self._done.pop()
            return f"{TAKEN_BACK}: {sentence}" if taken_back else NOTHING
        if record is None:
            return NOTHING
        steps = [step for step in await self._memory.history(record.id) if step.action is not Action.OUTCOME]
        if not steps or steps[-1].action not in _UNDOABLE:
            return f"{NOTHING[:-1]}; del forgets the correction."
        await self._memory.undo(record.id)
        return f"{TAKEN_BACK}: {steps[-1].action}: {name_of(record)}"


def mark_of(sentence: str) -> str:
    """The sign before what an act tells, the same as that of the notes in the chat."""
    if sentence.startswith(TAKEN_BACK):
        return "↶"
    return "–" if sentence.startswith((NOT_LEARNED, NOTHING[:-1])) else "✓"


def _by_hand(values: Mapping[str, Any]) -> NewCorrection:
    standing = bool(values.get("standing"))
    scope = values.get("scope")
    return NewCorrection(
        corrected=values["corrected_output"],
        original=values.get("original_output", ""),
        query=values.get("query", ""),
        explanation=values.get("explanation", ""),
        context=values.get("context", ()),
        category=values["category"],
        severity=values.get("severity", 0.5),
        confidence=values.get("confidence", 0.95),
        source=values.get("source", Source.EXPLICIT),
        # The narrowest scope that fits is chosen on keeping, unless the person named one.
        scope=None if scope == Scope() else scope,
        standing=standing,
        tags=values.get("tags", ()),
    )


def _how(kept: Kept) -> str:
    if kept.how is KeptAs.MERGED:
        return "known already, and surer now"
    if kept.conflict is not None:
        return "kept; it disagrees with another (c decides)"
    return "learned"
