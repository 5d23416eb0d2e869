"""A program for `test_import_hygiene`: asks every provider that we know once, and tells what went out and came back.

    python -m tests.adapters.every_provider whole|parts PORT

What matters is that both ways of importing LiteLLM do the same.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from rlmchat.adapters import litellm_loader
from rlmchat.adapters.keys import KNOWN
from rlmchat.adapters.litellm_model import LiteLlmModel
from rlmchat.conversation import Role
from rlmchat.errors import ModelError
from rlmchat.llm import ModelOptions, ModelRequest, PromptMessage, complete
from rlmchat.settings import Provider, Settings

MORE = ("ollama_chat/llama3.2", "hosted_vllm/x", "lm_studio/x", "databricks/x", "fireworks_ai/x", "nvidia_nim/x")
FAILS = "fail with 429"


def _lines(*parts: object, event: bool = True) -> bytes:
    return b"".join(
        f"data: {json.dumps(part)}\n\n".encode() if event else json.dumps(part).encode() + b"\n" for part in parts
    )


def _openai() -> bytes:
    deltas: list[dict[str, str]] = [{"role": "assistant", "content": "It "}, {"content": "works."}, {}]
    choices = [{"index": 0, "delta": delta, "finish_reason": None if delta else "stop"} for delta in deltas]
    head = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    return _lines(*({**head, "choices": [choice]} for choice in choices)) + b"data: [DONE]\n\n"


def _anthropic() -> bytes:
    start = {
        "id": "m",
        "type": "message",
        "role": "assistant",
        "content": [],
        "model": "m",
        "usage": {"input_tokens": 3},
    }
    return _lines(
        {"type": "message_start", "message": start},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "It works."}},
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 3}},
        {"type": "message_stop"},
    )


def _gemini() -> bytes:
    content = {"role": "model", "parts": [{"text": "It works."}]}
    usage = {"promptTokenCount": 3, "candidatesTokenCount": 3, "totalTokenCount": 6}
    return _lines({"candidates": [{"content": content, "finishReason": "STOP", "index": 0}], "usageMetadata": usage})


def _ollama() -> bytes:
    message = {"role": "assistant", "content": "It works."}
    end = {"done": True, "done_reason": "stop", "prompt_eval_count": 3, "eval_count": 3}
    head = {"model": "llama3.2", "created_at": "2026-01-01T00:00:00Z"}
    return _lines(
        {**head, "message": message, "done": False}, {**head, "message": {**message, "content": ""}, **end}, event=False
    )


def _answer(path: str) -> bytes:
    return {"/v1/messages": _anthropic, "/api/chat": _ollama}.get(path, _gemini if "Generate" in path else _openai)()


class _Server(BaseHTTPRequestHandler):
    asked: list[Any]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append([self.path, body])
        fails = FAILS in json.dumps(body)
        self.send_response(429 if fails else 200)
        self.send_header("Content-Type", "application/json" if fails else "text/event-stream")
        self.end_headers()
        self.wfile.write(b'{"error": {"message": "too many", "code": 429}}' if fails else _answer(self.path))

    def log_message(self, *_: object) -> None:
        """Nothing."""


async def ask(model: LiteLlmModel, name: str, question: str) -> str:
    """The answer, or what was wrong with it."""
    options = ModelOptions(temperature=0.5, max_tokens=50, retries=0, timeout=20)
    messages = (PromptMessage(Role.SYSTEM, "be short"), PromptMessage(Role.USER, question))
    try:
        return await complete(model, ModelRequest(name, messages, options=options))
    except ModelError as error:
        return f"{type(error).__name__}: {error.message}"


async def main(address: str, asked: list[Any]) -> dict[str, Any]:
    """For every model: a good answer and a failure, and what was sent."""
    names = [*(one.model or f"{one.name}/x" for one in KNOWN), *MORE]
    providers = {name.partition("/")[0]: Provider(address, "KEY") for name in names}
    model = LiteLlmModel(Settings(providers=providers), {"KEY": "secret"})
    told: dict[str, Any] = {}
    for name in names:
        asked.clear()
        told[name] = [[await ask(model, name, question) for question in ("does it work?", FAILS)], list(asked)]
    await model.aclose()
    return told


if __name__ == "__main__":
    if sys.argv[1] == "whole":
        litellm_loader._BY_NEED = ()
    _Server.asked = []
    with ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), _Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(json.dumps(asyncio.run(main(f"http://127.0.0.1:{server.server_port}", _Server.asked))))
        server.shutdown()
