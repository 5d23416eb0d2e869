"""`rlmchat recall`: what would be recalled for a query, with every factor."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from rlmchat.chat.services import Services
from rlmchat.cli.input import BadLine, json_object, text_of, tidy
from rlmchat.cli.input_async import each_line
from rlmchat.cli.moments import add_past_flags, past_of
from rlmchat.cli.opening import run_async, services
from rlmchat.cli.output import complain, say, say_json, short_ids, table
from rlmchat.cli.parser import Parser
from rlmchat.conversation import ChatId
from rlmchat.errors import NotFoundError, UsageError
from rlmchat.learning.correction import ScopeKind, Status
from rlmchat.learning.left_out import explained
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import Find
from rlmchat.learning.recall import Lesson, Recall
from rlmchat.locations import project_root

HEAD = ("id", "relevance", "likeness", "belief", "recency", "success", "found by", "correction")


def add_arguments(parser: Parser) -> None:
    """Flags of `recall`."""
    parser.description = (
        "Shows the corrections that a query recalls: relevance = likeness × belief × recency × success, times what "
        "a preference weighs. Nothing is recorded as used."
    )
    parser.add_argument("query", nargs="*", metavar="QUERY", help="the question")
    parser.add_argument("--draft", default="", metavar="TEXT", help="a draft of the answer, which may recall more")
    add_recall_flags(parser)
    add_past_flags(parser)
    parser.add_argument(
        "--batch", action="store_true", help='answer JSON lines {"query", "draft"} on standard input, a line each'
    )
    parser.add_argument("--json", action="store_true", help="JSON")
    parser.set_defaults(run=run)


def add_recall_flags(parser: Parser) -> None:
    """--limit, --threshold, --chat, --project."""
    parser.add_argument("--limit", type=_count, metavar="N", help="most corrections recalled besides standing ones (5)")
    parser.add_argument(
        "--threshold", type=_share, metavar="X", help="least relevance (0.6); 0 only ranks and leaves nothing out"
    )
    parser.add_argument("--chat", default="", metavar="ID", help="as if asked in this chat")
    parser.add_argument("--project", default="", metavar="DIR", help="as if asked in this folder instead of here")


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return number


def _share(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 1.5:
        raise argparse.ArgumentTypeError("must be from 0 to 1.5")
    return number


def run(args: argparse.Namespace) -> int:
    """Exit code 1 where a line of a batch could not be used."""
    query = tidy(" ".join(args.query)).strip()
    if bool(query) == args.batch:
        raise UsageError("Give a query, or --batch and JSON lines on standard input.", "See `rlmchat recall --help`.")
    return run_async(_batch(args) if args.batch else _one(args, query))


async def _one(args: argparse.Namespace, query: str) -> int:
    async with services(args, learning=True) as opened, then(opened, args) as (memory, at):
        await check_chat(opened, args)
        found = await recalled(memory, args, query, tidy(args.draft))
        where = {"chat_id": args.chat, "project": args.project or str(project_root())}
        found = await explained(memory, found, **where, now=at)
    if args.json:
        say_json(recall_dict(found))
    else:
        _show(found)
    return 0


async def _batch(args: argparse.Namespace) -> int:
    bad = 0
    async with services(args, learning=True) as opened, then(opened, args) as (memory, _):
        await check_chat(opened, args)
        async for number, line in each_line():
            try:
                data = json_object(number, line)
                query, draft = text_of(number, data, "query", needed=True), text_of(number, data, "draft")
            except BadLine as error:
                bad += 1
                complain(str(error))
                say_json({"error": str(error), "line": number})
                continue
            say_json(recall_dict(await recalled(memory, args, query, draft)))
    return 1 if bad else 0


@asynccontextmanager
async def then(opened: Services, args: argparse.Namespace) -> AsyncIterator[tuple[Memory, datetime]]:
    """The memory that is asked, and the moment at which: as it is, or as it was where the flags say so."""
    held, known = past_of(args, opened.clock)
    if held is None and known is None:
        yield opened.memory, opened.clock()
        return
    from rlmchat.bootstrap import past

    async with past(opened, held, known) as memory:
        yield memory, held or opened.clock()


async def check_chat(opened: Services, args: argparse.Namespace) -> None:
    """Put the whole id of the chat that is meant into the flags; raises NotFoundError where there is none.

    What was said in a chat that is gone, or holds in one of another program, is asked for by the whole id.
    """
    if not args.chat:
        return
    chat = await opened.history.chat(ChatId(args.chat.lower()))
    if chat is None and not await _spoken_of(opened.memory, args.chat):
        raise NotFoundError(f"There is no chat {args.chat}.", "`rlmchat chats list` shows those there are.")
    args.chat = chat.id if chat else args.chat


async def _spoken_of(memory: Memory, chat: str) -> bool:
    """Whether a correction was said in a chat, or holds there."""
    if await memory.count(Find(session_id=chat, statuses=frozenset(Status))):
        return True
    scoped = await memory.find(Find(scopes=frozenset({ScopeKind.CHAT}), statuses=frozenset(Status), limit=sys.maxsize))
    return any(record.scope.key == chat for record in scoped)


async def recalled(memory: Memory, args: argparse.Namespace, query: str, draft: str) -> Recall:
    """What a query, and a draft if there is one, recalls with these flags."""
    return await memory.recall(
        query,
        chat_id=args.chat,
        project=args.project or str(project_root()),
        draft=draft,
        limit=args.limit,
        threshold=args.threshold,
    )


def recall_dict(found: Recall) -> dict[str, Any]:
    """The stable JSON shape of a recall."""
    return {
        "lessons": [lesson_dict(lesson) for lesson in found.lessons],
        "ms": round(found.ms, 3),
        "query": found.query,
        "considered": [{**lesson_dict(lesson), "left_out": lesson.left_out} for lesson in found.considered],
    }


def lesson_dict(lesson: Lesson) -> dict[str, Any]:
    """One lesson with its factors."""
    record = lesson.correction
    return {
        "id": record.id,
        "original": record.original_output,
        "corrected": record.corrected_output,
        "relevance": round(float(lesson.relevance), 4),
        "similarity": round(float(lesson.similarity), 4),
        "confidence": round(float(lesson.confidence), 4),
        "recency": round(float(lesson.recency), 4),
        "success": round(float(lesson.success), 4),
        "weight": round(float(lesson.weight), 4),
        "standing": lesson.standing,
        "category": str(record.category),
        "scope": str(record.scope),
        "found_by": list(lesson.found_by),
    }


def _show(found: Recall) -> None:
    if not found.lessons:
        say("Nothing is recalled.")
    every = (*found.lessons, *found.considered)
    short = short_ids(lesson.correction.id for lesson in every)
    if found.lessons:
        table(HEAD, [_row(lesson, short) for lesson in found.lessons], right=range(1, 6))
    if found.considered:
        say("\nLooked at and left out:")
        rows = [_left_out(lesson, short) for lesson in found.considered]
        table((*HEAD[:-1], "why", HEAD[-1]), rows, right=range(1, 6))


def _row(lesson: Lesson, short: dict[str, str]) -> tuple[str, ...]:
    factors = (lesson.relevance, lesson.similarity, lesson.confidence, lesson.recency, lesson.success)
    by = "standing" if lesson.standing else ", ".join(lesson.found_by)
    by += f" · weighs {lesson.weight:.2f}" if lesson.weight != 1 else ""
    return (short[lesson.correction.id], *(f"{x:.2f}" for x in factors), by, lesson.correction.rule)


def _left_out(lesson: Lesson, short: dict[str, str]) -> tuple[str, ...]:
    *cells, rule = _row(lesson, short)
    return (*cells, lesson.left_out, rule)
