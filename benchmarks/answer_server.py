"""An OpenAI-compatible server whose answers are as long and as fast as the question says; run by the other programs.

    python benchmarks/answer_server.py PORT

`SECTIONS=60` in the question asks for so many sections of Markdown, `PROSE=100000` for so many characters of
paragraphs, `FENCE=11000` for one block of code of so many characters; `RATE=200` sends so many pieces a second of
twelve characters each, else words come as fast as they can; `WAIT=300` begins after so many milliseconds; `STAMP=1`
begins with FIRST-BYTE= and the seconds of this machine's clock at which the first byte was sent. Every answer ends with
END-OF-REPLY.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time

from aiohttp import web

PIECE = 12
END = "END-OF-REPLY"
SECTION = (
    "## Section {n}\n\nSome *emphasised* text with `code` and a list:\n\n- one\n- two\n\n"
    "```python\ndef f{n}(x):\n    return x + {n}\n```\n\n"
)
PARAGRAPH = (
    "Paragraph {n} says in *plain* words what there is to say, with a `name` here and there, and ends. " * 4 + "\n\n"
)
LINE = "def function_{n}(first, second=3):  # says what it does\n    return first * second + {n}\n"


def answer(question: str) -> tuple[str, float]:
    """The answer to a question, and pieces a second (0 for as fast as they can)."""
    asked = {key: int(value) for key, value in re.findall(r"([A-Z]+)=(\d+)", question)}
    if "PROSE" in asked:
        text = "".join(PARAGRAPH.format(n=n) for n in range(asked["PROSE"] // len(PARAGRAPH) + 1))
    elif "FENCE" in asked:
        lines = "".join(LINE.format(n=n) for n in range(asked["FENCE"] // len(LINE) + 1))
        text = f"```python\n{lines}```\n\n"
    else:
        text = "".join(SECTION.format(n=n) for n in range(asked.get("SECTIONS", 1)))
    return text + END, asked.get("RATE", 0)


def pieces(text: str, rate: float) -> list[str]:
    return [text[at : at + PIECE] for at in range(0, len(text), PIECE)] if rate else re.findall(r"\s*\S+|\s+", text)


def _number(name: str, question: str) -> int:
    found = re.search(rf"{name}=(\d+)", question)
    return int(found[1]) if found else 0


def _chunk(delta: dict[str, str], finish: str | None = None, **more: object) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    body = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice], **more}
    return f"data: {json.dumps(body)}\n\n".encode()


async def _chat(request: web.Request) -> web.StreamResponse:
    body = await request.json()
    asked = [message["content"] for message in body["messages"] if message["role"] == "user"][-1]
    text, rate = answer(asked if isinstance(asked, str) else json.dumps(asked))
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await asyncio.sleep(_number("WAIT", str(asked)) / 1e3)
    stamp = [f"FIRST-BYTE={time.perf_counter():.6f} "] if "STAMP=" in str(asked) else []
    await response.prepare(request)
    await response.write(_chunk({"role": "assistant", "content": ""}))
    due = time.perf_counter()
    for piece in [*stamp, *pieces(text, rate)]:
        await response.write(_chunk({"content": piece}))
        if rate:
            due += 1 / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
    usage = {"prompt_tokens": 9, "completion_tokens": len(text) // 4, "total_tokens": 9 + len(text) // 4}
    await response.write(_chunk({}, "stop", usage=usage))
    await response.write(b"data: [DONE]\n\n")
    return response


async def _models(request: web.Request) -> web.Response:
    return web.json_response({"object": "list", "data": [{"id": "test-model", "object": "model"}]})


def main() -> None:
    app = web.Application(client_max_size=64 << 20)
    app.router.add_post("/v1/chat/completions", _chat)
    app.router.add_get("/v1/models", _models)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)


if __name__ == "__main__":
    main()
