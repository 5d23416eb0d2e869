"""`rlmchat apply`: holds a draft to what was learned, on the same path as an answer in the app."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from typing import Any

from rlmchat.chat.reply import Reply
from rlmchat.chat.services import Services
from rlmchat.cli.ask import add_mode, add_model
from rlmchat.cli.input import BadLine, json_object, piped, read_text, text_of, tidy
from rlmchat.cli.input_async import each_line
from rlmchat.cli.opening import run_async, services
from rlmchat.cli.output import complain, say_json
from rlmchat.cli.parser import Parser
from rlmchat.cli.recall import add_recall_flags, check_chat, recalled
from rlmchat.conversation import Role
from rlmchat.errors import ModelError, UsageError
from rlmchat.learning.applier import Applied, ApplyMode
from rlmchat.learning.recall import Lesson
from rlmchat.learning.rewriting import Rewrite
from rlmchat.llm import ModelOptions, ModelRequest, PromptMessage, complete
from rlmchat.settings import DEMO_MODEL


def add_arguments(parser: Parser) -> None:
    """Flags of `apply`."""
    parser.description = (
        "Reads a draft from standard input and writes it as the app would show it. The model is asked only where the "
        "mode allows it and one is set; the demo never is with mode auto. Nothing is recorded as used."
    )
    parser.add_argument("--query", default="", metavar="Q", help="the question that the draft answers")
    add_model(parser)
    add_mode(parser)
    add_recall_flags(parser)
    parser.add_argument(
        "--batch", action="store_true", help='answer JSON lines {"query", "draft"} on standard input, a line each'
    )
    parser.add_argument("--json", action="store_true", help="JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit code 1 where a line of a batch could not be used."""
    if bool(args.query.strip()) == args.batch:
        raise UsageError("Give --query Q, or --batch and JSON lines.", "See `rlmchat apply --help`.")
    if not piped():
        raise UsageError("The draft is read from standard input.", "For example: rlmchat apply --query Q < draft.md")
    return run_async(_batch(args) if args.batch else _one(args, tidy(args.query), read_text(exact=True)))


async def _one(args: argparse.Namespace, query: str, draft: str) -> int:
    async with services(args, learning=True) as opened:
        await check_chat(opened, args)
        result = await _Holder(opened, args).hold(query, draft)
    if args.json:
        say_json(result)
    else:
        # The bytes of a draft that nothing touched come out as they went in.
        sys.stdout.flush()
        sys.stdout.buffer.write(result["text"].encode())
        sys.stdout.buffer.flush()
    return 0


async def _batch(args: argparse.Namespace) -> int:
    bad = 0
    async with services(args, learning=True) as opened:
        await check_chat(opened, args)
        holder = _Holder(opened, args)
        async for number, line in each_line():
            try:
                data = json_object(number, line)
                query, draft = (text_of(number, data, key, needed=True) for key in ("query", "draft"))
            except BadLine as error:
                bad += 1
                complain(str(error))
                say_json({"error": str(error), "line": number})
                continue
            say_json(await holder.hold(query, draft))
    return 1 if bad else 0


class _Holder:
    """Holds drafts, one after another, to what is recalled for them."""

    def __init__(self, opened: Services, args: argparse.Namespace) -> None:
        self._services = opened
        self._args = args
        self._mode = ApplyMode(args.mode or opened.settings.apply.mode)
        self._asking = _asking(opened, args.model or opened.default_model, self._mode)

    async def hold(self, query: str, draft: str) -> dict[str, Any]:
        """One draft; gives the stable JSON shape."""
        began = time.perf_counter()
        lessons, late = await self._lessons(query, draft)
        render = self._services.settings.apply.render
        reply = Reply(self._rewrite(), lessons, lambda event: None, query=query, mode=self._mode, render=render)
        await reply.feed(draft)
        await reply.finish(late)
        ms = round((time.perf_counter() - began) * 1000, 3)
        return _shape(reply.outcome(), reply.shown or draft, draft, (*lessons, *late), ms)

    def _rewrite(self) -> Rewrite | None:
        # Thousands of drafts must not each wait for a server that is not there.
        return None if self._asking is None or self._asking.failed else self._asking

    async def _lessons(self, query: str, draft: str) -> tuple[tuple[Lesson, ...], tuple[Lesson, ...]]:
        """What the question brings up, and what only the draft does: those hold for the whole answer."""
        if self._mode is ApplyMode.OFF or not self._services.settings.learning.enabled:
            return (), ()
        first = (await recalled(self._services.memory, self._args, query, "")).lessons
        known = {lesson.correction.id for lesson in first}
        both = (await recalled(self._services.memory, self._args, query, draft)).lessons
        return first, tuple(lesson for lesson in both if lesson.correction.id not in known)


def _shape(applied: Applied | None, text: str, draft: str, lessons: tuple[Lesson, ...], ms: float) -> dict[str, Any]:
    return {
        "text": text,
        "modified": text != draft,
        "applied": list(applied.applied) if applied else [],
        "considered": [lesson.correction.id for lesson in lessons],
        "model_calls": applied.model_calls if applied else 0,
        "ms": ms,
        "broken": list(applied.broken) if applied else [],
        "notes": list(applied.notes) if applied else [],
    }


def _asking(opened: Services, model: str, mode: ApplyMode) -> _Asking | None:
    """Asks the model; None where the mode does not allow it, or would ask the demo without being told to."""
    if mode in (ApplyMode.OFF, ApplyMode.DETERMINISTIC) or (mode is ApplyMode.AUTO and model == DEMO_MODEL):
        return None
    return _Asking(opened, model)


@dataclass
class _Asking:
    """One call of the model a rewrite; remembers when there proved to be no model to be had."""

    opened: Services
    model: str
    failed: bool = False

    async def __call__(self, system: str, user: str) -> str:
        chosen = self.opened.settings.for_model(self.model)
        options = ModelOptions(chosen.temperature, chosen.max_tokens, chosen.timeout, chosen.retries)
        messages = (PromptMessage(Role.SYSTEM, system), PromptMessage(Role.USER, user))
        try:
            return await complete(self.opened.model, ModelRequest(self.model, messages, options, "revise"))
        except ModelError:
            self.failed = True
            raise
