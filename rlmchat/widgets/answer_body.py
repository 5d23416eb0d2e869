"""The text of an answer: grows while it is written, at a cost that does not grow with its length."""

from __future__ import annotations

import asyncio
import contextlib

from textual.app import ComposeResult
from textual.containers import Vertical

from rlmchat.widgets.answer_markdown import AnswerMarkdown
from rlmchat.widgets.plain_text import clean
from rlmchat.widgets.segments import SEGMENT, cut, open_fence, parts

BATCH_SECONDS = 0.1
"""Least time between two changes of the screen while text comes."""
SHARE = 3
"""After a change that took t, at least SHARE · t passes before the next, so that keys always get their turn."""
FENCE_SHARE = 8
"""The same inside an open code fence, all of which is highlighted anew with each change."""
LONGEST_WAIT = 1.0
MOST_AT_ONCE = 3_000
"""Characters that are rendered in one go; keys are looked at before more is."""


class AnswerBody(Vertical):
    """Markdown that is streamed into (`write`, then `finish`) or given whole (`replace`)."""

    DEFAULT_CSS = """
    AnswerBody { height: auto; width: 1fr; }
    """

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.text = text
        """All that was written, as it came."""
        self._pending: list[str] = []
        self._open = ""
        """The source of the last segment."""
        self._wake = asyncio.Event()
        self._done = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None

    def compose(self) -> ComposeResult:
        """One widget a segment."""
        segments = parts(clean(self.text))
        self._open = segments[-1]
        for segment in segments:
            yield AnswerMarkdown(segment)

    def write(self, piece: str) -> None:
        """More text; it is shown with the next batch."""
        self.text += piece
        self._pending.append(piece)
        self._wake.set()
        if self._writer is None:
            self._done.clear()
            self._writer = asyncio.create_task(self._write())

    async def finish(self) -> None:
        """Show what is left, and stop."""
        if self._writer is None:
            return
        self._done.set()
        self._wake.set()
        writer, self._writer = self._writer, None
        await writer

    async def replace(self, text: str) -> None:
        """Show another text instead."""
        await self.finish()
        if not self.is_attached:
            return
        self.text = text
        segments = parts(clean(text))
        self._open = segments[-1]
        with self.app.batch_update():
            await self.remove_children()
            await self.mount_all([AnswerMarkdown(segment) for segment in segments])

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        while not (self._done.is_set() and not self._pending):
            await self._wake.wait()
            self._wake.clear()
            began = loop.time()
            await self._flush()
            took = loop.time() - began
            share = FENCE_SHARE if open_fence(self._open) else SHARE
            await self._rest(min(LONGEST_WAIT, max(BATCH_SECONDS, took * share)))

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._done.wait(), seconds)

    async def _flush(self) -> None:
        """Show what has come, in gulps, with a breath for keys and the screen between them."""
        while self._pending and self.is_attached:
            text = "".join(self._pending)
            self._pending.clear()
            if len(text) > MOST_AT_ONCE:
                self._pending.append(text[MOST_AT_ONCE:])
                text = text[:MOST_AT_ONCE]
            elif text.endswith("\r") and not self._done.is_set():
                # Half of a line end: wait for the other half.
                text = text[:-1]
                self._pending.append("\r")
            await self._append(clean(text))
            if not self._done.is_set() and self._pending == ["\r"]:
                return
            await asyncio.sleep(0)
        if not self.is_attached:
            self._pending.clear()

    async def _append(self, text: str) -> None:
        if not text:
            return
        grown = self._open + text
        at = cut(grown, max(SEGMENT, len(self._open)))
        last = self.query_children(AnswerMarkdown).last()
        head, tail = (grown[len(self._open) : at], grown[at:]) if at else (text, "")
        if head:
            await last.append(head)
        if at:
            await self.mount(AnswerMarkdown(tail))
        self._open = tail if at else grown
