"""An answer on its way to the screen: nothing is passed on for rendering that has not been held to the lessons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rlmchat.chat.events import ReplyChunk, ReplyRevised, ReplyRevising
from rlmchat.learning.applier import Applied, Applier, ApplyMode, in_a_row
from rlmchat.learning.blocks import BlockSplitter
from rlmchat.learning.recall import Lesson
from rlmchat.learning.rewriting import Rewrite

Emit = Callable[[ReplyChunk | ReplyRevised | ReplyRevising], None]


class Reply:
    """Takes pieces of a draft, emits what is to be rendered (design section 2, steps 6 and 7).

    With no lesson in play (or mode off) it is the identity. `render` is `blocks`, `hold` or `live`.
    """

    def __init__(
        self,
        rewrite: Rewrite | None,
        lessons: Sequence[Lesson],
        emit: Emit,
        *,
        query: str,
        mode: ApplyMode,
        render: str,
    ) -> None:
        self._rewrite = rewrite
        self._applier = Applier(self._noted if rewrite else None, mode)
        self._mode = mode
        self._lessons = tuple(lessons)
        self._emit = emit
        self._query = query
        self._identity = mode is ApplyMode.OFF or not lessons
        self._render = render
        self._splitter = BlockSplitter()
        self._draft: list[str] = []
        self._shown: list[str] = []
        self._blocks: list[Applied] = []
        self._whole: Applied | None = None

    @property
    def draft(self) -> str:
        """What the model has written so far."""
        return "".join(self._draft)

    @property
    def shown(self) -> str:
        """What has been passed on for rendering so far."""
        return "".join(self._shown)

    async def feed(self, piece: str) -> None:
        """Take one piece of the draft."""
        self._draft.append(piece)
        if self._identity or self._render == "live":
            self._show(piece)
        elif self._render == "blocks":
            for block in self._splitter.feed(piece):
                self._show(await self._held(block))

    async def finish(self, late: Sequence[Lesson] = ()) -> None:
        """The draft is complete: let out what is held back, then check the whole.

        `late` are lessons that only the draft brought up; they hold for the whole answer.
        """
        if not self._identity:
            await self._let_out()
        lessons = (*self._lessons, *late)
        if lessons and self._mode is not ApplyMode.OFF:
            self._whole = await self._applier.whole(self.shown, lessons, query=self._query, before=self.outcome())
            self._replace(self._whole.text)

    def outcome(self) -> Applied | None:
        """What the applier did to the answer as a whole; None where no lesson was in play."""
        if self._whole is None and not self._blocks:
            return None
        # The check of the whole has counted the blocks in.
        done = self._whole or in_a_row(self._blocks)
        return replace(done, text=self.shown, draft=self.draft)

    async def _let_out(self) -> None:
        if self._render == "blocks":
            rest = self._splitter.flush()
            if rest:
                self._show(await self._held(rest))
            return
        blocks = [*self._splitter.feed(self.draft), self._splitter.flush()]
        self._replace("".join([await self._held(block) for block in blocks if block]))

    async def _held(self, block: str) -> str:
        applied = await self._applier.block(block, self._lessons, query=self._query)
        self._blocks.append(applied)
        return applied.text

    async def _noted(self, system: str, user: str) -> str:
        """The rewrite call, with a sign that it has begun."""
        assert self._rewrite is not None
        self._emit(ReplyRevising(tuple(x.correction.id for x in self._lessons)))
        return await self._rewrite(system, user)

    def _show(self, text: str) -> None:
        self._shown.append(text)
        self._emit(ReplyChunk(text))

    def _replace(self, text: str) -> None:
        """Bring the screen from what is shown to this text, where that is needed."""
        if text == self.shown:
            return
        self._emit(ReplyRevised(text) if self._shown else ReplyChunk(text))
        self._shown = [text]
