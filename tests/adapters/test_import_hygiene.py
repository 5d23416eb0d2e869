"""What must be quick to import is quick because it leaves the heavy things alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("litellm", "openai", "chromadb", "textual", "rich", "wordllama", "numpy", "keyring", "aiohttp", "httpx")


@pytest.mark.parametrize(
    "module",
    [
        "rlmchat.cli",
        "rlmchat.adapters.keys",
        "rlmchat.adapters.demo_answers",
        "rlmchat.adapters.model_process",
        "rlmchat.adapters.litellm_model",
        "rlmchat.adapters.model_worker",
    ],
)
def test_importing_it_loads_nothing_heavy(module: str) -> None:
    program = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_answer_is_quiet_to_the_end_of_the_program_and_leaves_out_what_a_chat_never_uses() -> None:
    program = """
import asyncio, sys
from rlmchat.adapters.litellm_model import LiteLlmModel
from rlmchat.conversation import Role
from rlmchat.llm import ModelRequest, PromptMessage, complete
from tests.loopback import LoopbackServer
from rlmchat.settings import Provider, Settings

async def main(address):
    model = LiteLlmModel(Settings(providers={"openai": Provider(address)}), {})
    print(await complete(model, ModelRequest("openai/x", (PromptMessage(Role.USER, "hi"),))))
    await model.aclose()

with LoopbackServer() as server:
    asyncio.run(main(server.base_url), debug=False)  # it would tell of a slow machine
print([name for name in ("httpx._main", "openai.resources.beta", "tiktoken.load") if sys.modules.get(name)])
"""
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error::ResourceWarning", "-c", program],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == ("It works. END-OF-REPLY\n[]\n", "")


def test_a_broken_installation_is_said_in_a_sentence() -> None:
    program = """
import sys
sys.modules["litellm"] = None
from rlmchat.adapters.litellm_loader import load_litellm, loaded
from rlmchat.errors import ModelUnavailable
try:
    load_litellm()
except ModelUnavailable as error:
    print(error, loaded())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "LiteLLM cannot be loaded. Install rlmchat again. False\n"
