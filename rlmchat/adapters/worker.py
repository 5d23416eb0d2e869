"""A thread of its own for a vendor's library: runs one thing after another, never holds up the end of the program."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class Worker:
    """Like an executor of one thread, but a daemon: a server that never answers must not keep the program alive."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._queue: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def run(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """What `work()` will have returned or raised, once all that was asked for before is done."""
        if self._thread is None:
            self._thread = threading.Thread(target=_work_off, args=(self._queue,), name=self._name, daemon=True)
            self._thread.start()
        future: Future[T] = Future()
        self._queue.put((future, work))
        return asyncio.wrap_future(future)

    def stop(self) -> None:
        """Let the thread end when it is done with what it has; a later `run` starts another."""
        if self._thread is not None:
            self._queue.put(None)
            self._queue, self._thread = SimpleQueue(), None


def _work_off(queue: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None]) -> None:
    while (item := queue.get()) is not None:
        future, work = item
        if future.set_running_or_notify_cancel():
            try:
                result = work()
            except BaseException as error:  # noqa: BLE001  whatever it is, it belongs to who waits for the result
                future.set_exception(error)
            else:
                future.set_result(result)
        # Else the last result would be kept alive until the next call.
        del item, future, work
