"""Standard input a chunk at a time, so that a command answers each line as soon as it comes, and ctrl+c is heard."""

from __future__ import annotations

import asyncio
import contextlib
import io
import sys
from collections.abc import AsyncIterator
from typing import cast

Numbered = tuple[int, bytes]
"""A line and its number, from 1."""

CHUNK = 65_536


async def batches(most: int = 128) -> AsyncIterator[list[Numbered]]:
    """The lines of standard input, as many together as have come already; blank ones are left out."""
    number, rest = 0, b""
    while chunk := await _chunk():
        *whole, rest = (rest + chunk).split(b"\n")
        numbered = [(number + i, line) for i, line in enumerate(whole, 1) if line.strip()]
        number += len(whole)
        for start in range(0, len(numbered), most):
            yield numbered[start : start + most]
    if rest.strip():
        yield [(number + 1, rest)]


async def each_line() -> AsyncIterator[Numbered]:
    """The same, one by one."""
    async for batch in batches():
        for numbered in batch:
            yield numbered


async def _chunk() -> bytes:
    await _readable()
    # One read of the system: what has come, and not all that is to come.
    return cast(io.BufferedReader, sys.stdin.buffer).read1(CHUNK)


async def _readable() -> None:
    """Wait until reading would not block; files never do and cannot be waited for."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    # PermissionError: a regular file; the others: no descriptor at all (tests), or a platform that cannot wait.
    with contextlib.suppress(PermissionError, io.UnsupportedOperation, NotImplementedError, ValueError):
        descriptor = sys.stdin.fileno()
        loop.add_reader(descriptor, ready.set)
        try:
            await ready.wait()
        finally:
            loop.remove_reader(descriptor)
