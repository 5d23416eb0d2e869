"""The model process: LiteLLM behind a pair of pipes, so that its seconds of import never hold up a key press.

Standard output belongs to the protocol (`model_wire`); whatever a vendor prints goes nowhere. It ends with its parent:
when standard input ends, however the parent died, so does this process.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import traceback
from collections.abc import Awaitable, Callable
from contextlib import aclosing, suppress
from dataclasses import asdict
from typing import Any

from rlmchat.adapters import model_wire
from rlmchat.adapters.allocator import give_back
from rlmchat.adapters.litellm_loader import load_litellm
from rlmchat.adapters.litellm_model import LiteLlmModel
from rlmchat.conversation import Usage
from rlmchat.errors import ModelError

LONGEST_WAIT = 0.01
"""Seconds that a piece of an answer may wait for the next ones, while they come in without a pause."""
NICENESS = 3
READ_SIZE = 1 << 16

Send = Callable[[bytes], None]


class Worker:
    """Serves requests, several at a time."""

    def __init__(self, send: Send) -> None:
        self._outbox = _Outbox(send)
        self._model = LiteLlmModel()
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._actions: dict[str, Callable[[dict[str, Any]], Awaitable[Any]]] = {
            "warm": self._warm,
            "stream": self._stream,
            "models": self._models,
            "window": self._window,
            "embed": self._embed,
        }

    def receive(self, line: bytes) -> None:
        """Act on one line from the parent."""
        message = model_wire.decode(line)
        match message["op"]:
            case "configure":
                self._model.configure(model_wire.settings_from_wire(message["settings"]))
            case "cancel":
                if task := self._tasks.get(message["id"]):
                    task.cancel()
            case action:
                self._tasks[message["id"]] = asyncio.ensure_future(self._serve(self._actions[action], message))

    async def _serve(self, action: Callable[[dict[str, Any]], Awaitable[Any]], message: dict[str, Any]) -> None:
        ident = message["id"]
        try:
            self._outbox.say({"id": ident, "done": await action(message)})
        except ModelError as error:
            self._outbox.say({"id": ident, "error": model_wire.error_to_wire(error)})
        # The parent waits for a word: a bug here has to be raised there, where it is seen.
        except Exception as error:  # noqa: BLE001
            self._outbox.say({"id": ident, "bug": _where(error)})
        finally:
            self._tasks.pop(ident, None)

    async def _warm(self, _: dict[str, Any]) -> None:
        await self._model.warm()

    async def _stream(self, message: dict[str, Any]) -> None:
        ident = message["id"]
        async with aclosing(self._model.stream(model_wire.request_from_wire(message["request"]))) as pieces:
            async for piece in pieces:
                if isinstance(piece, Usage):
                    self._outbox.say({"id": ident, "usage": asdict(piece)})
                else:
                    self._outbox.tell(ident, piece)

    async def _models(self, _: dict[str, Any]) -> list[str]:
        return list(await self._model.models())

    async def _window(self, message: dict[str, Any]) -> int | None:
        return await self._model.window(message["model"])

    async def _embed(self, message: dict[str, Any]) -> list[list[float]]:
        return await self._model.embed(message["model"], message["texts"])


class _Outbox:
    """Sends the first piece of an answer at once, later ones with whatever has come in the same turn of the loop."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._begun: set[int] = set()
        self._late: dict[int, list[str]] = {}
        self._late_since = 0.0

    def tell(self, ident: int, piece: str) -> None:
        """A piece of an answer."""
        if ident not in self._begun:
            self._begun.add(ident)
            self._send(model_wire.encode({"id": ident, "text": piece}))
            return
        loop = asyncio.get_running_loop()
        if not self._late:
            self._late_since = loop.time()
            loop.call_soon(self._flush)
        self._late.setdefault(ident, []).append(piece)
        if loop.time() - self._late_since >= LONGEST_WAIT:
            self._flush()

    def say(self, message: dict[str, Any]) -> None:
        """Anything else, after all that was told before."""
        self._flush()
        if "usage" not in message:
            self._begun.discard(message["id"])
        self._send(model_wire.encode(message))

    def _flush(self) -> None:
        late, self._late = self._late, {}
        for ident, pieces in late.items():
            self._send(model_wire.encode({"id": ident, "text": "".join(pieces)}))


def _where(error: Exception) -> str:
    """Kind and place of a bug, without its words: those may hold a key or a message."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {frame.name}, {os.path.basename(frame.filename)}:{frame.lineno}"


def _take_pipes() -> tuple[int, int]:
    """Move the protocol off the standard descriptors, and put nothing in their place."""
    source, sink = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    return source, sink


def _sender(sink: int) -> Send:
    def send(data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(sink, view) :]
        except OSError:
            # Nobody listens any more.
            os._exit(0)

    return send


def _listen(source: int, receive: Callable[[bytes], object]) -> None:
    """Hand on every line; ends the process with the input. In a thread: no event loop waits for pipes on Windows."""
    lines = model_wire.Lines()
    while data := os.read(source, READ_SIZE):
        for line in lines.feed(data):
            receive(line)
    os._exit(0)


def _load_gently() -> None:
    """Import LiteLLM with a little less priority than the program that is drawing its first screen meanwhile.

    In a thread of its own, because on Linux that is what niceness belongs to, and one cannot take it back.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
    with suppress(ModelError):
        # The first request tries again and tells.
        load_litellm()
        give_back()


async def _serve(source: int, sink: int) -> None:
    loop = asyncio.get_running_loop()
    worker = Worker(_sender(sink))

    def receive(line: bytes) -> None:
        loop.call_soon_threadsafe(worker.receive, line)

    threading.Thread(target=_load_gently, daemon=True).start()
    threading.Thread(target=_listen, args=(source, receive), daemon=True).start()
    await asyncio.Event().wait()


def main() -> None:
    """Serve until the parent is gone."""
    asyncio.run(_serve(*_take_pipes()))


if __name__ == "__main__":
    main()
