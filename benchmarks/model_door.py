"""How long until a model can answer, and what it costs that LiteLLM lives in a process of its own?

    python benchmarks/model_door.py

Prints, for LiteLLM in this process and in its own: seconds until it is ready, milliseconds to the first piece of an
answer from a loopback server (median of 100), seconds for an answer of 2,300 pieces, and megabytes of memory.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time

import psutil

from rlmchat.adapters.litellm_model import LiteLlmModel
from rlmchat.adapters.model_process import ModelProcess
from rlmchat.conversation import Role
from rlmchat.llm import ModelRequest, PromptMessage, complete
from rlmchat.settings import Provider, Settings
from tests.loopback import LoopbackServer, Say

REQUEST = ModelRequest("openai/gpt-4o-mini", (PromptMessage(Role.USER, "hi"),))
RUNS = 100


async def ready_after(model: LiteLlmModel | ModelProcess) -> float:
    start = time.perf_counter()
    await model.warm()
    return time.perf_counter() - start


async def first_piece(model: LiteLlmModel | ModelProcess) -> float:
    """Milliseconds; the rest of the answer is read but not timed."""
    start = time.perf_counter()
    pieces = model.stream(REQUEST)
    await anext(pieces)
    took = (time.perf_counter() - start) * 1e3
    async for _ in pieces:
        pass
    return took


async def whole(model: LiteLlmModel | ModelProcess, server: LoopbackServer) -> float:
    server.script.append(Say("some words " * 1150))
    start = time.perf_counter()
    await complete(model, REQUEST)
    return time.perf_counter() - start


async def measured(name: str, model: LiteLlmModel | ModelProcess, server: LoopbackServer) -> None:
    ready = await ready_after(model)
    cold = await first_piece(model)
    firsts = sorted([await first_piece(model) for _ in range(RUNS)])
    took = await whole(model, server)
    pid = model.pid if isinstance(model, ModelProcess) else os.getpid()
    memory = psutil.Process(pid).memory_info().rss / 1e6
    columns = (ready, cold, statistics.median(firsts), firsts[int(RUNS * 0.95)], took, memory)
    print(f"{name:>14}" + "".join(f"{value:>12.2f}" for value in columns))


async def main() -> None:
    heads = ("ready s", "cold ms", "first ms", "p95 ms", "2300 s", "MB")
    print(f"{'':>14}" + "".join(f"{head:>12}" for head in heads))
    with LoopbackServer() as server:
        settings = Settings(providers={"openai": Provider(server.base_url)})
        child = ModelProcess(settings)
        await measured("own process", child, server)
        await child.aclose()
        here = LiteLlmModel(settings)
        await measured("this process", here, server)
        await here.aclose()


if __name__ == "__main__":
    asyncio.run(main())
