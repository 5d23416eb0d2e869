"""The child process: it restarts after a crash, ends with its parent, and keeps its pipe to itself."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from rlmchat.adapters.model_process import ModelProcess
from rlmchat.errors import ModelUnavailable
from rlmchat.settings import Provider, Settings
from tests.adapters.model_stage import KEY, SocketStage, answer, ask, environ
from tests.loopback import Hold, LoopbackServer, Say

pytestmark = pytest.mark.xdist_group("litellm")
on_the_shared_loop = pytest.mark.asyncio(loop_scope="session")


@on_the_shared_loop
async def test_a_killed_child_fails_the_answer_and_the_next_call_starts_another(
    process: ModelProcess, server: LoopbackServer
) -> None:
    stage = SocketStage(process, server)
    stage.plays(Hold("one two", after=1), Say("alive"))
    pieces = process.stream(ask())
    assert await anext(pieces) == "one"
    first = process.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    with pytest.raises(ModelUnavailable, match="Send again"):
        await anext(pieces)
    assert process.pid is None
    assert await answer(process, ask()) == "alive"
    assert process.pid not in (None, first)


@on_the_shared_loop
async def test_a_child_that_says_no_message_is_ended_and_nobody_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rlmchat.adapters.model_process._BOOT", "print('no message', flush=True); input(); input()")
    model = ModelProcess(environ=environ())
    async with asyncio.timeout(60):
        with pytest.raises(ModelUnavailable, match="Send again"):
            await model.models()
    assert model.pid is None
    await model.aclose()


@on_the_shared_loop
async def test_settings_changed_while_it_runs_hold_for_the_next_call(
    process: ModelProcess, server: LoopbackServer
) -> None:
    SocketStage(process, server)
    await answer(process, ask())
    with LoopbackServer() as other:
        process.configure(Settings(providers={"openai": Provider(other.base_url)}))
        await answer(process, ask())
        assert (len(server.requests), len(other.requests)) == (1, 1)


@on_the_shared_loop
async def test_the_key_reaches_the_provider_and_no_argument_list(process: ModelProcess, server: LoopbackServer) -> None:
    SocketStage(process, server)
    await answer(process, ask())
    assert server.requests[0].headers["Authorization"] == f"Bearer {KEY}"
    assert not any(KEY in argument for argument in psutil.Process(process.pid).cmdline())


@on_the_shared_loop
async def test_it_ends_when_it_is_closed_and_closing_twice_is_harmless() -> None:
    model = ModelProcess(environ=environ())
    await model.models()
    child = psutil.Process(model.pid)
    await model.aclose()
    await model.aclose()
    assert not child.is_running()


@on_the_shared_loop
async def test_closing_one_that_never_started_starts_none() -> None:
    model = ModelProcess()
    await model.aclose()
    assert model.pid is None


WARMS = """
import asyncio
from rlmchat.adapters.model_process import ModelProcess

async def main():
    model = ModelProcess()
    warming = asyncio.create_task(model.warm())
    while model.pid is None:
        await asyncio.sleep(0)
    print(model.pid, flush=True)
    await warming
    await asyncio.Event().wait()

asyncio.run(main())
"""


def test_it_ends_when_the_parent_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", WARMS], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    psutil.wait_procs([child], timeout=20)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


ENDS = """
import asyncio
from rlmchat.adapters.model_process import ModelProcess

async def main():
    model = ModelProcess()
    await model.warm()
    await model.aclose()
    print("warm")

asyncio.run(main())
"""


def test_a_file_in_the_persons_folder_cannot_take_a_modules_place(tmp_path: Path) -> None:
    (tmp_path / "litellm.py").write_text("raise SystemExit('hijacked')")
    done = subprocess.run(
        [sys.executable, "-P", "-c", ENDS], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == ("warm\n", "")
