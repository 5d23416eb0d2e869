"""An OpenAI-compatible server on loopback that answers by rules and misbehaves by script.

    with LoopbackServer(rules=[Rule("capital", "Canberra")], script=[Fail(429, retry_after=0)]) as server:
        ...  # talk to server.base_url
        assert server.requests[0].body["model"] == "test-model"

Each chat request takes the next item of the script; when the script is used up, the rules answer.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

DEFAULT_REPLY = "It works. END-OF-REPLY"


@dataclass(frozen=True, slots=True)
class Rule:
    """The reply to messages whose last user text matches, in prompts that match as a whole."""

    match: str
    reply: str
    whole: str = ""
    """Searched for in all messages as JSON, the system prompt included."""

    def fits(self, last: str, whole: str) -> bool:
        return bool(re.search(self.match, last, re.S | re.I) and re.search(self.whole, whole, re.S | re.I))


@dataclass(frozen=True, slots=True)
class Say:
    """A good answer, in pieces."""

    text: str
    pieces: int | None = None
    """Characters a piece; None cuts at words."""
    usage: bool = True
    finish: str | None = "stop"


@dataclass(frozen=True, slots=True)
class Fail:
    """An answer with an error status."""

    status: int
    code: str = ""
    message: str = "rigged failure"
    retry_after: float | str | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection breaks after so many words."""

    text: str = "one two three four five six"
    after: int = 3


@dataclass(frozen=True, slots=True)
class Garble:
    """After so many words comes a line that is no JSON."""

    text: str = "one two three four"
    after: int = 2


@dataclass(frozen=True, slots=True)
class Hold:
    """So many words, then nothing until the client leaves or `release()` is called."""

    text: str = "one two three four"
    after: int = 0


Step = Say | Fail | Cut | Garble | Hold


@dataclass(frozen=True, slots=True)
class Recorded:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def last(self) -> str:
        """Text of the last user message."""
        return _last_text(self.body.get("messages", []))

    @property
    def system(self) -> str:
        """All system messages."""
        return "\n".join(m["content"] for m in self.body.get("messages", []) if m.get("role") == "system")


class LoopbackServer:
    """Runs in a thread of its own between `__enter__` and `__exit__`."""

    def __init__(
        self,
        rules: Sequence[Rule] = (),
        script: Sequence[Step] = (),
        models: Sequence[str] = ("test-model", "gpt-4o-mini"),
    ) -> None:
        self.rules = list(rules)
        self.script = list(script)
        self.models = tuple(models)
        self.requests: list[Recorded] = []
        """Chat requests, in order of arrival."""
        self.others: list[Recorded] = []
        """All other requests."""
        self.dropped = threading.Event()
        """Set when a client left while a `Hold` made it wait."""
        self.holding = threading.Event()
        """Set while a `Hold` waits."""
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._release = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="loopback", daemon=True)

    @property
    def root_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        return f"{self.root_url}/v1"

    def release(self) -> None:
        """Let every `Hold` go on."""
        self._loop.call_soon_threadsafe(self._release.set)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10), "the loopback server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        app = web.Application(client_max_size=64 << 20)
        app.router.add_post("/v1/chat/completions", self._chat)
        app.router.add_post("/api/chat", self._ollama_chat)
        app.router.add_post("/v1/messages", self._anthropic_chat)
        app.router.add_post("/v1/embeddings", self._embeddings)
        app.router.add_get("/v1/models", self._list_models)
        app.router.add_post("/api/show", self._ollama_show)
        app.router.add_get("/api/tags", self._ollama_tags)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.port = runner.addresses[0][1]
        self._ready.set()
        await self._stop.wait()
        await runner.cleanup()

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests.append(Recorded(request.path, dict(request.headers), body))
        step = self.script.pop(0) if self.script else Say(self._by_rule(body))
        return await self._perform(step, request, body)

    def _by_rule(self, body: dict[str, Any]) -> str:
        messages = body.get("messages", [])
        last, whole = _last_text(messages), json.dumps(messages, ensure_ascii=False)
        return next((rule.reply for rule in self.rules if rule.fits(last, whole)), DEFAULT_REPLY)

    async def _perform(self, step: Step, request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        if isinstance(step, Fail):
            return _failure(step)
        if not body.get("stream"):
            assert isinstance(step, Say)
            return web.json_response(_whole(step.text, body))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        if isinstance(step, Say):
            await self._say(step, response, body)
        else:
            await self._misbehave(step, request, response, body)
        return response

    async def _say(self, step: Say, response: web.StreamResponse, body: dict[str, Any]) -> None:
        await response.write(_chunk(body, {"role": "assistant", "content": ""}))
        for piece in _pieces(step):
            await response.write(_chunk(body, {"content": piece}))
        usage = {"usage": _usage(body, step.text)} if step.usage else {}
        await response.write(_chunk(body, {}, step.finish, **usage))
        await response.write(b"data: [DONE]\n\n")
        await response.write_eof()

    async def _misbehave(
        self, step: Cut | Garble | Hold, request: web.Request, response: web.StreamResponse, body: dict[str, Any]
    ) -> None:
        words = _words(step.text)
        for word in words[: step.after]:
            await response.write(_chunk(body, {"content": word}))
        if isinstance(step, Cut):
            assert request.transport is not None
            request.transport.close()
        elif isinstance(step, Garble):
            await response.write(b"data: {this is no json\n\n")
            await response.write_eof()
        else:
            await self._hold()
            await self._say(Say("".join(words[step.after :])), response, body)

    async def _hold(self) -> None:
        self.holding.set()
        try:
            await self._release.wait()
        except asyncio.CancelledError:
            self.dropped.set()
            raise

    async def _ollama_chat(self, request: web.Request) -> web.StreamResponse:
        """Ollama's own protocol: a JSON object a line, the last one with the counts."""
        body = await request.json()
        self.requests.append(Recorded(request.path, dict(request.headers), body))
        response = web.StreamResponse(headers={"Content-Type": "application/x-ndjson"})
        await response.prepare(request)
        for word in _words(self._by_rule(body)):
            await response.write(_line(model=body["model"], message={"role": "assistant", "content": word}, done=False))
        last = {"role": "assistant", "content": ""}
        counts = {"prompt_eval_count": 11, "eval_count": 3}
        await response.write(_line(model=body["model"], message=last, done=True, done_reason="stop", **counts))
        await response.write_eof()
        return response

    async def _anthropic_chat(self, request: web.Request) -> web.StreamResponse:
        """Anthropic's own protocol: named events."""
        body = await request.json()
        self.requests.append(Recorded(request.path, dict(request.headers), body))
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        start = {"id": "msg_1", "type": "message", "role": "assistant", "content": [], "model": body["model"]}
        await response.write(
            _event("message_start", message={**start, "usage": {"input_tokens": 11, "output_tokens": 1}})
        )
        await response.write(_event("content_block_start", index=0, content_block={"type": "text", "text": ""}))
        for word in _words(self._by_rule(body)):
            await response.write(_event("content_block_delta", index=0, delta={"type": "text_delta", "text": word}))
        await response.write(_event("content_block_stop", index=0))
        await response.write(_event("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": 3}))
        await response.write(_event("message_stop"))
        await response.write_eof()
        return response

    async def _embeddings(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.others.append(Recorded(request.path, dict(request.headers), body))
        texts = [body["input"]] if isinstance(body["input"], str) else body["input"]
        rows = [{"object": "embedding", "index": i, "embedding": _toy_vector(text)} for i, text in enumerate(texts)]
        return web.json_response({"object": "list", "model": body["model"], "data": rows, "usage": _usage(body, "")})

    async def _ollama_show(self, request: web.Request) -> web.Response:
        self.others.append(Recorded(request.path, dict(request.headers), await request.json()))
        return web.json_response({})

    async def _list_models(self, request: web.Request) -> web.Response:
        self.others.append(Recorded(request.path, dict(request.headers)))
        return web.json_response({"object": "list", "data": [{"id": name, "object": "model"} for name in self.models]})

    async def _ollama_tags(self, request: web.Request) -> web.Response:
        self.others.append(Recorded(request.path, dict(request.headers)))
        return web.json_response({"models": [{"name": name} for name in self.models]})


def _last_text(messages: list[dict[str, Any]]) -> str:
    for message in reversed(messages):
        if message.get("role") == "user":
            content = message.get("content")
            return content if isinstance(content, str) else " ".join(p.get("text", "") for p in content or [])
    return ""


def _words(text: str) -> list[str]:
    return re.findall(r"\s*\S+|\s+", text)


def _pieces(step: Say) -> list[str]:
    if step.pieces is None:
        return _words(step.text)
    return [step.text[i : i + step.pieces] for i in range(0, len(step.text), step.pieces)]


def _usage(body: dict[str, Any], text: str) -> dict[str, int]:
    prompt, completion = len(json.dumps(body)) // 4, len(text) // 4
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def _chunk(body: dict[str, Any], delta: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    data = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": body.get("model"),
        "choices": [choice],
        **more,
    }
    return f"data: {json.dumps(data)}\n\n".encode()


def _line(**data: Any) -> bytes:
    return json.dumps({"created_at": "2026-01-01T00:00:00Z", **data}).encode() + b"\n"


def _event(name: str, **data: Any) -> bytes:
    return f"event: {name}\ndata: {json.dumps({'type': name, **data})}\n\n".encode()


def _whole(text: str, body: dict[str, Any]) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": body.get("model"),
        "choices": [choice],
        "usage": _usage(body, text),
    }


def _failure(step: Fail) -> web.Response:
    headers = {} if step.retry_after is None else {"Retry-After": str(step.retry_after)}
    error = {"message": step.message, "type": "server_error", "code": step.code or str(step.status)}
    return web.json_response({"error": error}, status=step.status, headers=headers)


def _toy_vector(text: str) -> list[float]:
    return [float(len(text)), float(text.count("a")), 1.0]
