"""LiteLLM in a child process, behind the same door: nothing of it is imported here."""

from __future__ import annotations

import asyncio
import itertools
import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from rlmchat.adapters import model_wire
from rlmchat.conversation import Usage
from rlmchat.errors import ModelUnavailable
from rlmchat.llm import ModelRequest
from rlmchat.settings import Settings

READ_SIZE = 1 << 16
PATIENCE = 2.0
"""Seconds that the child gets to end by itself."""

_ROOT = str(Path(__file__).parents[2])
# Not `-m`: that would put the folder which the person happens to be in first on the path of imports.
_BOOT = f"import sys; sys.path.append({_ROOT!r}); from rlmchat.adapters.model_worker import main; main()"


class ModelProcess:
    """A LanguageModel whose child process starts at the first call, and again at the next one if it should die."""

    def __init__(self, settings: Settings | None = None, environ: Mapping[str, str] | None = None) -> None:
        self._settings = settings or Settings()
        self._environ = environ
        """Of the child; None is this process's own."""
        self._child: _Child | None = None
        self._starting = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """Of the running child; None if there is none."""
        return self._child.pid if self._child and self._child.alive else None

    def configure(self, settings: Settings) -> None:
        """From the next call on, these addresses and keys."""
        self._settings = settings
        if self._child and self._child.alive:
            self._child.send(self._configuration())

    async def warm(self) -> None:
        """Start the child and have it import LiteLLM."""
        await self._call("warm")

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str | Usage, None]:
        """The answer, piece by piece; closing the iterator ends the request in the child too."""
        child = await self._running()
        with child.ask("stream", request=model_wire.request_to_wire(request)) as replies:
            async for reply in replies:
                if "text" in reply:
                    yield reply["text"]
                elif "usage" in reply:
                    yield model_wire.usage_from_wire(reply["usage"])

    async def models(self) -> Sequence[str]:
        """See LiteLlmModel."""
        return tuple(await self._call("models"))

    async def window(self, model: str) -> int | None:
        """See LiteLlmModel."""
        window: int | None = await self._call("window", model=model)
        return window

    async def embed(self, model: str, texts: Sequence[str]) -> list[list[float]]:
        """See LiteLlmModel."""
        vectors: list[list[float]] = await self._call("embed", model=model, texts=list(texts))
        return vectors

    async def aclose(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child:
            await child.aclose()

    async def _call(self, action: str, **more: Any) -> Any:
        child = await self._running()
        with child.ask(action, **more) as replies:
            async for _ in replies:
                pass
        return replies.value

    async def _running(self) -> _Child:
        """The child, started if there is none."""
        async with self._starting:
            if self._child is None or not self._child.alive:
                self._child = await _Child.start(self._environ)
                self._child.send(self._configuration())
            return self._child

    def _configuration(self) -> dict[str, Any]:
        return {"op": "configure", "settings": model_wire.settings_to_wire(self._settings)}


class _Child:
    """One running child process and who waits for what from it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._ids = itertools.count(1)
        self._waiting: dict[int, _Replies] = {}
        self.alive = True
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, environ: Mapping[str, str] | None) -> _Child:
        """A fresh one, in a session of its own, so that ctrl+c in the terminal is the parent's alone to handle."""
        # Few arenas: its threads take turns, and each holds on to memory. Columns in tracebacks take 1 MB of tables.
        env = {"MALLOC_ARENA_MAX": "2", "PYTHONNODEBUGRANGES": "1", **(os.environ if environ is None else environ)}
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-c", _BOOT),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=env,
                start_new_session=True,
            )
        except OSError as error:
            raise ModelUnavailable(
                "The model process cannot be started.", "Close some programs and try again."
            ) from error
        return cls(process)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def ask(self, action: str, **more: Any) -> _Replies:
        """Send a request; its replies come through the context manager that is returned."""
        ident = next(self._ids)
        replies = self._waiting[ident] = _Replies(self, ident)
        self.send({"op": action, "id": ident, **more})
        return replies

    def forget(self, ident: int, *, finished: bool) -> None:
        """Nobody waits for this one any more."""
        self._waiting.pop(ident, None)
        if not finished and self.alive:
            self.send({"op": "cancel", "id": ident})

    def send(self, message: dict[str, Any]) -> None:
        """One line; lost if the child is dying, which its reader will find out."""
        assert self._process.stdin is not None
        if not self._process.stdin.is_closing():
            self._process.stdin.write(model_wire.encode(message))

    async def aclose(self) -> None:
        """End it: its input ends, and if that does not do, by force."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            async with asyncio.timeout(PATIENCE):
                await self._process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
        await self._reading

    async def _read(self) -> None:
        try:
            await self._pass_on()
        except (ValueError, OSError):
            # It said what is no reply: nothing more that it says can be trusted.
            with suppress(ProcessLookupError):
                self._process.kill()
        finally:
            # Whatever ended it, nobody may wait for ever for what comes no more.
            self.alive = False
            for waiting in tuple(self._waiting.values()):
                waiting.put(None)

    async def _pass_on(self) -> None:
        assert self._process.stdout is not None
        lines = model_wire.Lines()
        while data := await self._process.stdout.read(READ_SIZE):
            for line in lines.feed(data):
                reply = model_wire.decode(line)
                if waiting := self._waiting.get(reply.get("id", 0)):
                    waiting.put(reply)


class _Replies:
    """The replies to one request, as an iterator; leaving it early cancels the request."""

    def __init__(self, child: _Child, ident: int) -> None:
        self._child = child
        self._ident = ident
        self._queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self._finished = False
        self.value: Any = None
        """What the request returned, once the iterator has ended."""

    def put(self, reply: dict[str, Any] | None) -> None:
        """A reply came; None says that the child is gone."""
        self._queue.put_nowait(reply)

    def __enter__(self) -> _Replies:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.forget(self._ident, finished=self._finished)

    def __aiter__(self) -> _Replies:
        return self

    async def __anext__(self) -> dict[str, Any]:
        reply = await self._queue.get()
        if reply is not None and ("text" in reply or "usage" in reply):
            return reply
        self._finished = True
        if reply is None:
            raise ModelUnavailable("The model process ended unexpectedly.", "Send again: it is started anew.")
        if "error" in reply:
            raise model_wire.error_from_wire(reply["error"])
        if "bug" in reply:
            raise RuntimeError(f"model process: {reply['bug']}")
        self.value = reply["done"]
        raise StopAsyncIteration
