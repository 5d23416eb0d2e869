"""The text of an answer: grows while it is written, at a cost that does not grow with its length."""

from __future__ import annotations

import asyncio
import contextlib
import time

from rlmchat.widgets.markdown_text import MarkdownText
from rlmchat.widgets.plain_text import clean

BATCH_SECONDS = 0.1
"""Least time between two changes of the screen while text comes."""
SHARE = 4
"""After a change that took t, at least SHARE · t passes before the next, so that keys always get their turn."""
LONGEST_WAIT = 1.0
FIRST_SLICE, LEAST_SLICE, LARGEST_SLICE = 1_500, 200, 8_000
"""Characters that are taken in at once; keys are looked at before more is."""
SCREENFUL = 1_200
"""Characters after which the screen is drawn even within a batch: text that comes at once is seen to run by."""
SLICE_SECONDS = 0.012
"""How long a slice may take: the next one is larger or smaller accordingly."""


class AnswerBody(MarkdownText):
    """Markdown that is streamed into (`write`, then `end`) or given whole (`show`)."""

    def __init__(self, text: str = "") -> None:
        super().__init__(clean(text))
        self._written = [text] if text else []
        self._pending: list[str] = []
        self._wake = asyncio.Event()
        self._ended = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None
        self._slice = FIRST_SLICE

    @property
    def text(self) -> str:
        """All that was written, as it came."""
        self._written = ["".join(self._written)]
        return self._written[0]

    @property
    def begun(self) -> bool:
        """Whether anything was written."""
        return bool(self._written)

    def write(self, piece: str) -> None:
        """More text; it is shown with the next batch, the first word with the next picture."""
        first = not self.begun
        self._written.append(piece)
        if first and len(piece) <= FIRST_SLICE and not piece.endswith("\r"):
            self._take_in(piece)
            self.refresh(layout=True)
        else:
            self._pending.append(piece)
            self._wake.set()
        if self._writer is None:
            self._ended.clear()
            self._writer = asyncio.create_task(self._write())

    async def end(self) -> None:
        """Show what is left, and stop."""
        if self._writer is None:
            return
        self._ended.set()
        self._wake.set()
        writer, self._writer = self._writer, None
        await writer
        self.finish()

    async def show(self, text: str) -> None:
        """Show another text instead."""
        await self.end()
        self._written = [text]
        self.replace(clean(text))
        self.finish()

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while not (self._ended.is_set() and not self._pending):
            await self._wake.wait()
            self._wake.clear()
            began = loop.time()
            await self._flush()
            took = loop.time() - began
            await self._rest(min(LONGEST_WAIT, max(BATCH_SECONDS, took * SHARE)))

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), seconds)

    async def _flush(self) -> None:
        """Show what has come, in gulps, with a breath for keys and the screen between them."""
        text, self._pending = "".join(self._pending), []
        if text.endswith("\r") and not self._ended.is_set():
            # Half of a line end: wait for the other half.
            text, self._pending = text[:-1], ["\r"]
        loop = asyncio.get_running_loop()
        at, drawn, shown = 0, 0, loop.time()
        while at < len(text):
            # Of the processor: on a busy machine smaller slices would only make it all longer.
            began = time.thread_time()
            at += self._take_in(text[at : at + min(self._slice, SCREENFUL)])
            took = time.thread_time() - began
            faster = took < SLICE_SECONDS / 2
            self._slice = min(LARGEST_SLICE, self._slice * 2) if faster else self._slice
            self._slice = max(LEAST_SLICE, self._slice // 2) if took > SLICE_SECONDS else self._slice
            # A key goes through many hands until it is on the screen: they all get their turn between two slices.
            await asyncio.sleep(min(took, SLICE_SECONDS))
            if loop.time() - shown > BATCH_SECONDS or at - drawn >= SCREENFUL or at >= len(text):
                self.refresh(layout=True)
                await self._painted()
                drawn, shown = at, loop.time()

    def _take_in(self, piece: str) -> int:
        """Parse and lay out a slice; gives its length."""
        self.grow(clean(piece))
        if self.size.width:
            self.document.measure(self.size.width)
        return len(piece)

    async def _painted(self) -> None:
        """Wait until the screen has shown the last change, so that its cost counts too."""
        shown = asyncio.Event()
        if self.is_attached and self.call_after_refresh(shown.set):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(shown.wait(), LONGEST_WAIT)
