"""One contract for the embedders, held to by the fake, WordLlama, and LiteLLM against a server on this machine."""

from __future__ import annotations

import hashlib
import json
import logging
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from rlmchat.adapters import embedders
from rlmchat.adapters.embedders import (
    LONGEST,
    LiteLlmEmbedder,
    LocalEmbedder,
    MiniLmEmbedder,
    StaticEmbedder,
    make_embedder,
    shortened,
    takes_any_length,
)
from rlmchat.adapters.litellm_model import LiteLlmModel
from rlmchat.errors import LearningError
from rlmchat.learning.ports import Embedder
from rlmchat.settings import EmbedderSettings, Settings
from rlmchat.settings import Provider as SettingsProvider
from tests.fakes.embedder import FakeEmbedder


class Provider(BaseHTTPRequestHandler):
    """Answers as OpenAI's embeddings do, with hashed bags of words, out of order."""

    broken = False

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.broken:
            self.send_response(500)
            self.end_headers()
            return
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        data = [{"object": "embedding", "index": i, "embedding": _bag(text)} for i, text in enumerate(texts)]
        answer = {
            "object": "list",
            "model": body["model"],
            "data": data[::-1],
            "usage": {"prompt_tokens": 1, "total_tokens": 1},
        }
        payload = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: object) -> None:
        pass


def _bag(text: str) -> list[float]:
    row = [0.0] * 64
    for word in text.lower().split():
        row[hashlib.sha256(word.strip("?.").encode()).digest()[0] % 64] += 2.0
    return row


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()


def reached(address: str) -> LiteLlmEmbedder:
    settings = Settings(providers={"openai": SettingsProvider(api_base=address)})
    return LiteLlmEmbedder("openai/small", LiteLlmModel(settings, environ={}).embed)


@pytest.fixture(params=["fake", "static", "litellm"])
def embedder(request: pytest.FixtureRequest, provider: str) -> Embedder:
    made: dict[str, Any] = {"fake": FakeEmbedder, "static": StaticEmbedder, "litellm": lambda: reached(provider)}
    return made[request.param]()


async def test_every_text_gets_a_unit_row(embedder: Embedder) -> None:
    rows = await embedder.embed(["What is the capital of Australia?", "日本語", "x", "!"])
    assert rows.dtype == np.float32
    assert rows.shape[0] == 4
    assert np.linalg.norm(rows[:3], axis=1) == pytest.approx(1.0, abs=1e-5)


async def test_the_same_text_gets_the_same_row_in_any_company(embedder: Embedder) -> None:
    alone = await embedder.embed(["capital of Australia"])
    among = await embedder.embed(["a much longer text than the other one " * 20, "capital of Australia", "x"])
    assert among[1] == pytest.approx(alone[0], abs=1e-5)


async def test_like_texts_are_like(embedder: Embedder) -> None:
    a, b, c = await embedder.embed(
        ["What is the capital of Australia?", "the capital of Australia is what", "bake bread with rye flour"]
    )
    assert a @ b > 0.7
    assert a @ b > a @ c + 0.3


async def test_an_empty_text_is_like_nothing(embedder: Embedder) -> None:
    rows = await embedder.embed(["", "word", "  \n"])
    assert rows.shape[0] == 3
    assert not rows[0].any()
    assert not rows[2].any()
    assert (await embedder.embed(["", ""])).shape == (2, rows.shape[1])
    assert (await embedder.embed([])).shape[0] == 0


async def test_odd_and_endless_texts_do_no_harm(embedder: Embedder) -> None:
    rows = await embedder.embed(["\ud83d broken", "word " * 50_000, "\0"])
    assert np.isfinite(rows).all()
    assert np.linalg.norm(rows[:2], axis=1) == pytest.approx(1.0, abs=1e-4)


def test_long_texts_keep_both_ends() -> None:
    text = "begin " + "x" * 100_000 + " end"
    assert len(shortened(text)) <= LONGEST + 3
    assert shortened(text).startswith("begin")
    assert shortened(text).endswith("end")
    assert shortened("short") == "short"


def test_settings_name_the_embedder() -> None:
    assert isinstance(make_embedder(EmbedderSettings()), StaticEmbedder)
    assert isinstance(make_embedder(EmbedderSettings("minilm")), MiniLmEmbedder)
    other = make_embedder(EmbedderSettings("openai/text-embedding-3-small"))
    assert isinstance(other, LiteLlmEmbedder)
    assert other.name == "openai/text-embedding-3-small"
    assert StaticEmbedder().name == "static"
    assert MiniLmEmbedder().name == "minilm"


async def test_loading_leaves_logging_as_it_was() -> None:
    before = list(logging.getLogger().handlers), logging.getLogger().level
    await StaticEmbedder().embed(["load"])
    assert (logging.getLogger().handlers, logging.getLogger().level) == (before[0], before[1])


async def test_what_cannot_be_loaded_is_told_and_tried_again() -> None:
    tries = []

    def load() -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise LearningError("It is not there.", "Install it.")
        return lambda texts: np.ones((len(texts), 4), dtype=np.float32)

    embedder = LocalEmbedder("x", 4, load)
    with pytest.raises(LearningError, match="not there"):
        await embedder.embed(["a"])
    assert (await embedder.embed(["a"])).shape == (1, 4)
    await embedder.embed(["a"])
    assert len(tries) == 2


async def test_missing_weights_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    wordllama = pytest.importorskip("wordllama")

    def missing(*options: object) -> None:
        raise FileNotFoundError("weights")

    monkeypatch.setattr(wordllama.WordLlama, "load_tokenizer", missing)
    with pytest.raises(LearningError, match="cannot be loaded") as caught:
        await StaticEmbedder().embed(["a"])
    assert caught.value.hint


async def test_minilm_without_a_network_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    from chromadb.utils.embedding_functions import onnx_mini_lm_l6_v2 as module

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/onnx.tar.gz"
    monkeypatch.setattr(module.ONNXMiniLM_L6_V2, "DOWNLOAD_PATH", tmp_path / "models")
    monkeypatch.setattr(module.ONNXMiniLM_L6_V2, "MODEL_DOWNLOAD_URL", address)
    with pytest.raises(LearningError, match="minilm") as caught:
        await MiniLmEmbedder().embed(["a"])
    assert "online" in caught.value.hint


async def test_a_provider_that_fails_is_told(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Provider, "broken", True)
    with pytest.raises(LearningError, match="openai/small") as caught:
        await reached(provider).embed(["a"])
    assert caught.value.hint


async def test_a_provider_that_is_not_there_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(LearningError, match="gave no answer"):
        await reached(f"http://127.0.0.1:{port}/v1").embed(["a"])


async def test_a_provider_that_leaves_texts_out_is_told() -> None:
    async def one(model: str, texts: Sequence[str]) -> list[list[float]]:
        return [[1.0, 2.0]]

    async def ragged(model: str, texts: Sequence[str]) -> list[list[float]]:
        return [[1.0] * (i + 1) for i, _ in enumerate(texts)]

    for ask in (one, ragged):
        with pytest.raises(LearningError, match="left out"):
            await LiteLlmEmbedder("openai/small", ask).embed(["a", "b"])


async def test_many_texts_go_in_several_requests(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedders, "BATCH", 3)
    texts = [f"text {i}" for i in range(10)]
    rows = await reached(provider).embed(texts)
    assert rows.shape == (10, 64)
    assert rows[7] == pytest.approx((await reached(provider).embed(["text 7"]))[0], abs=1e-6)


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    script = (
        "import sys, rlmchat.adapters.embedders as e; e.StaticEmbedder(); e.MiniLmEmbedder(); e.make_embedder(e.EmbedderSettings('openai/x'))\n"
        "sys.exit(any(name in sys.modules for name in ('wordllama', 'chromadb', 'litellm', 'tokenizers')))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


@pytest.mark.parametrize(
    ("shapes", "any_length"),
    [
        ((["batch_size", "sequence_length"], ["batch_size", "sequence_length"]), True),
        ((["batch_size", 256], ["batch_size", 256]), False),
        ((["batch_size", None],), True),
        ((), False),
    ],
)
def test_a_model_of_any_length_is_told_by_its_inputs(shapes: tuple[list[Any], ...], any_length: bool) -> None:
    inputs = [type("Input", (), {"shape": shape})() for shape in shapes]
    session = type("Session", (), {"get_inputs": lambda self: inputs})()
    assert takes_any_length(session) is any_length
