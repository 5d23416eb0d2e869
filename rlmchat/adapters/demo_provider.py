"""The built-in offline model, as a provider of LiteLLM: `demo/demo` takes the same path as every other model."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

from litellm.llms.custom_llm import CustomLLM

from rlmchat.adapters.demo_answers import demo_answer

_PIECE = re.compile(r"\s*\S+|\s+")


class DemoProvider(CustomLLM):  # type: ignore[misc]
    """Streams what `demo_answers` says, word by word, as fast as it can."""

    def streaming(self, *_: Any, **call: Any) -> Iterator[dict[str, Any]]:
        """LiteLLM's shape of chunks (GenericStreamingChunk), the last one with usage."""
        yield from _chunks(call["messages"])

    async def astreaming(self, *_: Any, **call: Any) -> AsyncIterator[dict[str, Any]]:
        """The same, for the asynchronous path."""
        for chunk in _chunks(call["messages"]):
            yield chunk


def _chunks(messages: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    texts = [(str(message["role"]), _text(message["content"])) for message in messages]
    pieces = _PIECE.findall(demo_answer(texts))
    asked = sum(len(_PIECE.findall(text)) for _, text in texts)
    for piece in pieces:
        yield {"text": piece, "is_finished": False, "finish_reason": "", "index": 0, "usage": None, "tool_use": None}
    usage = {"prompt_tokens": asked, "completion_tokens": len(pieces), "total_tokens": asked + len(pieces)}
    yield {"text": "", "is_finished": True, "finish_reason": "stop", "index": 0, "usage": usage, "tool_use": None}


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return " ".join(part.get("text", "") for part in content or [] if isinstance(part, dict))
