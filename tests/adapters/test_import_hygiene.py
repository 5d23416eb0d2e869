"""What must be quick to import is quick because it leaves the heavy things alone."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from typing import Any

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


def test_products_of_matrices_keep_to_their_thread() -> None:
    program = """
import psutil
import rlmchat.learning.byte_vectors
import numpy as np
many = np.ones((600, 600), np.float32)
many @ many
print(psutil.Process().num_threads())
"""
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    alone = subprocess.run([sys.executable, "-c", "import psutil; print(psutil.Process().num_threads())"], **_SAID)
    done = subprocess.run([sys.executable, "-c", program], env=environment, **_SAID)
    assert done.stdout == alone.stdout


_SAID: dict[str, Any] = {"capture_output": True, "text": True, "check": True}


def test_an_answer_is_quiet_to_the_end_of_the_program_and_leaves_out_what_a_chat_never_uses() -> None:
    program = """
import asyncio, sys
from rlmchat.adapters.litellm_model import LiteLlmModel
from rlmchat.conversation import Role
from rlmchat.llm import ModelRequest, PromptMessage, complete
from tests.loopback import LoopbackServer
from rlmchat.settings import Provider, Settings

async def main(address):
    # How long a step takes on a busy machine is not the question here.
    asyncio.get_running_loop().slow_callback_duration = 60
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


def modules(program: str) -> list[str]:
    """What is loaded after a program, in a fresh interpreter."""
    code = f"import sys\n{program}\nprint('\\n'.join(name for name, module in sys.modules.items() if module))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_first_screen_needs_few_modules() -> None:
    loaded = modules("import rlmchat.app, rlmchat.bootstrap")
    ours = [name for name in loaded if name.startswith("rlmchat")]
    # A new one should be worth its milliseconds before the first paint.
    assert len(ours) <= 80
    assert len(loaded) <= 480


def test_litellm_comes_without_its_router_and_most_of_openais_types() -> None:
    loaded = modules("from rlmchat.adapters.litellm_loader import load_litellm; load_litellm()")
    assert len([name for name in loaded if name.startswith("openai.types.")]) < 450
    assert not [
        name for name in loaded if name.startswith(("litellm.router_strategy", "requests.", "openai.resources.beta"))
    ]
    assert len(loaded) < 2000


def test_after_a_first_answer_litellms_proxy_and_other_providers_have_not_run() -> None:
    program = """
import asyncio, sys
from rlmchat.adapters.litellm_model import LiteLlmModel
asyncio.run(LiteLlmModel().warm())
ran = [name for name, module in sys.modules.items() if module and "_rlmchat_waiting" not in vars(module)]
print(len(ran), *ran)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    count, *ran = done.stdout.split()
    assert int(count) < 1700
    assert not {
        "litellm.proxy._types",
        "litellm.responses.streaming_iterator",
        "litellm.llms.bedrock.chat.converse_transformation",
        "litellm.integrations.langfuse.langfuse",
        "litellm.repositories.table_repositories",
    } & set(ran)


def test_imported_by_need_litellm_does_for_every_provider_what_it_does_as_a_whole() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    whole, parts = (
        json.loads(
            subprocess.run(
                [sys.executable, "-m", "tests.adapters.every_provider", way, port],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        for way in ("whole", "parts")
    )
    assert len([name for name, (answers, _) in whole.items() if answers[0] == "It works."]) > 15
    for name, told in whole.items():
        assert (name, parts[name]) == (name, told)


def test_a_litellm_that_cannot_be_imported_by_parts_is_imported_as_a_whole() -> None:
    program = """
import sys
from rlmchat.adapters import litellm_loader
# Its modules go round in circles, which this cannot untie.
litellm_loader._BY_NEED = ("litellm.*",)
litellm = litellm_loader.load_litellm()
waiting = [name for name, module in sys.modules.items() if module and "_rlmchat_waiting" in vars(module)]
print(callable(litellm.acompletion), [name for name in waiting if name.startswith("litellm.llms")])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "True []\n"


def test_chroma_comes_without_grpc_and_json_schema() -> None:
    loaded = modules("from rlmchat.adapters.chroma_loader import load_chroma; load_chroma()")
    assert not [name for name in loaded if name.split(".")[0] in ("grpc", "jsonschema", "onnxruntime", "kubernetes")]
