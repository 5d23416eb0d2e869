"""One LiteLLM and one model process for all tests of this folder: each costs seconds to start."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from rlmchat.adapters.litellm_model import LiteLlmModel
from rlmchat.adapters.model_process import ModelProcess
from tests.adapters.model_stage import FakeStage, SocketStage, Stage, environ, nothing
from tests.loopback import LoopbackServer


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer() as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def process() -> AsyncIterator[ModelProcess]:
    """The one child process."""
    model = ModelProcess(environ=environ())
    yield model
    await model.aclose()


@pytest.fixture(scope="session")
def in_process() -> LiteLlmModel:
    """The one LiteLLM in this process; it never really waits between attempts."""
    return LiteLlmModel(environ=environ(), sleep=nothing, keyring=lambda _: "")


@pytest.fixture(params=["fake", "litellm", "process"])
def stage(request: pytest.FixtureRequest, server: LoopbackServer) -> Stage:
    """Each of the three models in turn."""
    if request.param == "fake":
        return FakeStage()
    return SocketStage(request.getfixturevalue("in_process" if request.param == "litellm" else "process"), server)


@pytest.fixture(params=["litellm", "process"])
def real(request: pytest.FixtureRequest, server: LoopbackServer) -> SocketStage:
    """Each of the two real ones."""
    return SocketStage(request.getfixturevalue("in_process" if request.param == "litellm" else "process"), server)
