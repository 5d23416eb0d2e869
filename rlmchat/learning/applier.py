"""The applier: holds an answer to the recalled lessons before it is rendered, and touches nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rlmchat.errors import ModelError
from rlmchat.learning import guards, rewriting
from rlmchat.learning.correction import Correction
from rlmchat.learning.occurrences import contains
from rlmchat.learning.recall import Lesson
from rlmchat.learning.repair import Reach, goes_against, repaired
from rlmchat.learning.rewriting import Rewrite

ROUNDS = 4
"""A repair can make room for another (a removed phrase leaves a new beginning); two that undo each other must end."""


class ApplyMode(StrEnum):
    """How far the applier goes."""

    AUTO = "auto"
    ALWAYS = "always"
    DETERMINISTIC = "deterministic"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of one text (a block, or a whole answer)."""

    text: str
    draft: str
    """The text as the model gave it."""
    applied: tuple[str, ...] = ()
    """Ids of lessons that changed the text."""
    considered: tuple[str, ...] = ()
    """Ids of all lessons in play."""
    broken: tuple[str, ...] = ()
    """Ids of lessons that the text still goes against, because a rewrite failed or did not pass the guards."""
    model_calls: int = 0
    notes: tuple[str, ...] = ()
    """Why a rewrite was not taken, for the log and `/why`."""

    @property
    def modified(self) -> bool:
        """Whether anything changed."""
        return self.text != self.draft


ReachOf = Callable[[Correction], Reach]
"""How much of the answer a correction is looked for in."""


class Applier:
    """Applies lessons to the blocks of one answer, and once to the whole of it."""

    def __init__(self, rewrite: Rewrite | None, mode: ApplyMode = ApplyMode.AUTO) -> None:
        self._rewrite = rewrite
        self._mode = mode

    async def block(self, block: str, lessons: Sequence[Lesson], *, query: str) -> Applied:
        """Hold one Markdown block to the lessons: deterministic repairs, then at most one model call."""
        return await self._apply(block, lessons, query, lambda _: Reach.BLOCK, force=False)

    async def whole(
        self, text: str, lessons: Sequence[Lesson], *, query: str, before: Applied | None = None
    ) -> Applied:
        """Hold the whole answer to the lessons that only show in the whole; at most one model call.

        `before` is what became of its blocks, joined: what they did counts into the result, and of the lessons that
        they have seen only what shows in the whole is looked at. With mode `always` the model is asked here if no
        block has asked it.
        """
        force = self._mode is ApplyMode.ALWAYS and not (before and before.model_calls)
        known = frozenset(before.considered) if before else frozenset()
        done = await self._apply(
            text, lessons, query, lambda c: Reach.REST if c.id in known else Reach.ALL, force=force
        )
        return joined(before, done) if before else done

    async def _apply(self, text: str, lessons: Sequence[Lesson], query: str, reach: ReachOf, *, force: bool) -> Applied:
        corrections = tuple(lesson.correction for lesson in lessons)
        considered = tuple(c.id for c in corrections)
        if self._mode is ApplyMode.OFF or not corrections or not text.strip():
            return Applied(text, text, considered=considered)
        mended, applied = _mended(text, corrections, query, reach)
        left = tuple(c for c in corrections if goes_against(mended, c, query, reach(c)))
        result = Applied(mended, text, applied, considered, tuple(c.id for c in left))
        asked = left or (corrections if force else ())
        if not asked or self._rewrite is None or self._mode is ApplyMode.DETERMINISTIC:
            return result
        return await self._revised(self._rewrite, result, asked, left, query, reach)

    async def _revised(
        self,
        rewrite: Rewrite,
        so_far: Applied,
        asked: Sequence[Correction],
        left: Sequence[Correction],
        query: str,
        reach: ReachOf,
    ) -> Applied:
        """One model call; its text is taken only past the guards."""
        result = replace(so_far, model_calls=so_far.model_calls + 1)
        whole = any(reach(c) is not Reach.BLOCK for c in asked)
        try:
            reply = await rewrite(*rewriting.prompt(so_far.text, asked, query, whole=whole))
        except ModelError as error:
            return replace(result, notes=(*result.notes, f"the rewrite failed: {error}"))
        text = rewriting.read(reply, so_far.text)
        reason = guards.objection(so_far.text, text, asked)
        still = tuple(c.id for c in left if goes_against(text, c, query, reach(c)))
        if not reason and left and len(still) == len(left):
            reason = "the rewrite still goes against it"
        if reason:
            wanted = left or reason != guards.UNCHANGED
            return replace(result, notes=(*result.notes, reason)) if wanted else result
        mended = tuple(c.id for c in left if c.id not in still) or _shown(so_far.text, text, asked)
        return replace(result, text=text, broken=still, applied=_union(result.applied, mended))


def _mended(text: str, corrections: Sequence[Correction], query: str, reach: ReachOf) -> tuple[str, tuple[str, ...]]:
    """The text with all deterministic repairs, and who made them; once more where one made room for another."""
    applied: dict[str, None] = {}
    for _ in range(ROUNDS):
        start = text
        for c in corrections:
            after = repaired(text, c, query, reach(c))
            if after != text:
                text = after
                applied[c.id] = None
        if text == start:
            break
    return text, tuple(applied)


def joined(before: Applied, after: Applied) -> Applied:
    """Two steps on one text as one: the second looked at what the first had made of it."""
    return Applied(
        after.text,
        before.draft,
        _union(before.applied, after.applied),
        _union(before.considered, after.considered),
        _union([i for i in before.broken if i not in after.applied], after.broken),
        before.model_calls + after.model_calls,
        before.notes + after.notes,
    )


def in_a_row(parts: Sequence[Applied]) -> Applied:
    """What became of the blocks of one answer, as of one text."""
    out = Applied("".join(p.text for p in parts), "".join(p.draft for p in parts))
    for p in parts:
        out = replace(
            out,
            applied=_union(out.applied, p.applied),
            considered=_union(out.considered, p.considered),
            broken=_union(out.broken, p.broken),
            model_calls=out.model_calls + p.model_calls,
            notes=out.notes + p.notes,
        )
    return out


def _shown(before: str, after: str, asked: Sequence[Correction]) -> tuple[str, ...]:
    """Which of the corrections that were asked about show in a change that nobody had found necessary."""
    seen = [
        c.id
        for c in asked
        if (c.original_output and contains(before, c.original_output) and not contains(after, c.original_output))
        or (c.corrected_output and contains(after, c.corrected_output) and not contains(before, c.corrected_output))
    ]
    return tuple(seen or (c.id for c in asked))


def _union(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
