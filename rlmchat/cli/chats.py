"""`rlmchat chats …`: list, read, search, rename, export, import, delete and restore chats."""

from __future__ import annotations

import argparse
import io
import json
import sys
import zipfile
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from rlmchat.chat.history import History
from rlmchat.chat.transfer import Imported, chat_dict, from_json, message_dict, to_dict, to_markdown
from rlmchat.cli.corrections import positive
from rlmchat.cli.files import deliver
from rlmchat.cli.input import decoded, read_bytes, tidy
from rlmchat.cli.opening import history, run_async
from rlmchat.cli.output import counted, json_line, local, one_line, say, say_json, short_ids, table
from rlmchat.cli.parser import Parser
from rlmchat.conversation import Chat, ChatId, Message, Role
from rlmchat.errors import NotFoundError, UsageError
from rlmchat.identifiers import utc_now

PAGE = 500
SHOWN = 100
MANY = 8

Work = Callable[[argparse.Namespace, History], Coroutine[Any, Any, int]]


def add_arguments(parser: Parser) -> None:
    """Every action."""
    actions = parser.actions()
    for name, summary, fill, work in ACTIONS:
        actions.add_parser(
            name, help=summary, description=summary[0].upper() + summary[1:] + ".", fill=_with_run(fill, work)
        )


def _with_run(fill: Callable[[Parser], None], work: Work) -> Callable[[Parser], None]:
    def run(args: argparse.Namespace) -> int:
        return run_async(_opened(args, work))

    def both(parser: Parser) -> None:
        fill(parser)
        parser.add_argument("--json", action="store_true", help="JSON lines")
        parser.set_defaults(run=run)

    return both


async def _opened(args: argparse.Namespace, work: Work) -> int:
    async with history(args) as opened:
        return await work(args, opened)


def _list_flags(parser: Parser) -> None:
    parser.add_argument("--deleted", action="store_true", help="those in the bin")
    parser.add_argument("--limit", type=positive, metavar="N", help="no more than so many")


def _search_flags(parser: Parser) -> None:
    parser.add_argument("text", nargs="+", metavar="TEXT", help="words, or their beginnings")
    parser.add_argument("--limit", type=positive, default=50, metavar="N", help="no more than so many (50)")


def _one(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID", help="an id, or a beginning of it that fits no other")


def _some(parser: Parser) -> None:
    parser.add_argument("ids", nargs="+", metavar="ID", help="ids, or beginnings of them that fit no other")


def _delete_flags(parser: Parser) -> None:
    _some(parser)
    parser.add_argument("--purge", action="store_true", help="for good: nothing brings them back")


def _rename_flags(parser: Parser) -> None:
    _one(parser)
    parser.add_argument("title", nargs="+", metavar="TITLE", help="the new title")


def _export_flags(parser: Parser) -> None:
    parser.add_argument("id", nargs="?", metavar="ID", help="an id, or a beginning of it that fits no other")
    parser.add_argument("--all", action="store_true", help="every chat, as JSON lines")
    parser.add_argument("--format", choices=("md", "json"), help="md, unless the name of the file ends in .json")
    parser.add_argument("-o", "--output", default="-", metavar="FILE", help="instead of standard output")


def _import_flags(parser: Parser) -> None:
    parser.description = "Adds chats that rlmchat exported as JSON, or ChatGPT (conversations.json, or the whole zip)."
    parser.add_argument("file", metavar="FILE", help="- for standard input")


async def the(opened: History, start: str) -> Chat:
    """The chat with this id or beginning of an id; raises NotFoundError, UsageError where several fit."""
    if chat := await opened.chat(ChatId(start.lower())):
        return chat
    fitting = [chat.id async for chat in _every(opened, (False, True)) if start and chat.id.startswith(start.lower())]
    if len(fitting) > 1:
        names = ", ".join(fitting[:MANY]) + (", …" if len(fitting) > MANY else "")
        raise UsageError(f"{start} fits {len(fitting)} chats: {names}.", "Give more of the id.")
    raise NotFoundError(f"There is no chat {start}.", "`rlmchat chats list` shows those there are.")


async def _every(opened: History, bins: tuple[bool, ...] = (False,), limit: int | None = None) -> AsyncIterator[Chat]:
    """All chats outside the bin (False), in it (True), or both, a page at a time."""
    for deleted in bins:
        done = 0
        while limit is None or done < limit:
            size = PAGE if limit is None else min(PAGE, limit - done)
            page = await opened.chats(deleted=deleted, limit=size, offset=done)
            for chat in page:
                yield chat
            done += len(page)
            if len(page) < size:
                break


async def _list(args: argparse.Namespace, opened: History) -> int:
    limit = args.limit or (None if args.json else SHOWN)
    chats = [chat async for chat in _every(opened, (args.deleted,), limit)]
    if args.json:
        for chat in chats:
            say_json(chat_dict(chat))
        return 0
    short = short_ids(chat.id for chat in chats)
    rows = [(short[c.id], local(c.updated_at), str(c.message_count), c.model, c.title or "(no title)") for c in chats]
    if rows:
        table(("id", "last used", "messages", "model", "title"), rows, right=(2,))
    else:
        say("The bin is empty." if args.deleted else "No chats yet.")
    return 0


async def _show(args: argparse.Namespace, opened: History) -> int:
    chat = await the(opened, args.id)
    messages = await opened.messages(chat.id)
    if args.json:
        say_json(to_dict(chat, messages))
    else:
        say(to_markdown(chat, messages, local=True).rstrip("\n"))
    return 0


async def _search(args: argparse.Namespace, opened: History) -> int:
    found = await opened.search(tidy(" ".join(args.text)), args.limit)
    if args.json:
        for one in found:
            say_json({"chat": chat_dict(one.chat), "message": message_dict(one.message), "snippet": one.snippet})
        return 0
    short = short_ids(one.chat.id for one in found)
    rows = [(short[one.chat.id], local(one.message.created_at), _who(one.message), one.snippet) for one in found]
    if rows:
        table(("chat", "when", "who", "text"), rows)
    else:
        say("Nothing found.")
    return 0


def _who(message: Message) -> str:
    return "you" if message.role is Role.USER else "ai"


async def _rename(args: argparse.Namespace, opened: History) -> int:
    chat = await the(opened, args.id)
    title = " ".join(tidy(" ".join(args.title)).split())[:200]
    if not title:
        raise UsageError("The title is empty.")
    await _save(args, opened, replace(chat, title=title), "renamed")
    return 0


async def _save(args: argparse.Namespace, opened: History, chat: Chat, done: str) -> None:
    await opened.save_chat(chat)
    _told(args, chat, done)


def _told(args: argparse.Namespace, chat: Chat, done: str) -> None:
    if args.json:
        say_json(chat_dict(chat))
    else:
        say(f"{done}  {chat.id}  {one_line(chat.title)}")


async def _delete(args: argparse.Namespace, opened: History) -> int:
    chats = [await the(opened, start) for start in args.ids]
    for chat in chats:
        if args.purge:
            await opened.purge_chat(chat.id)
            _told(args, chat, "gone for good")
        else:
            await _save(args, opened, replace(chat, deleted_at=chat.deleted_at or utc_now()), "deleted")
    return 0


async def _restore(args: argparse.Namespace, opened: History) -> int:
    for chat in [await the(opened, start) for start in args.ids]:
        await _save(args, opened, replace(chat, deleted_at=None), "restored")
    return 0


async def _export(args: argparse.Namespace, opened: History) -> int:
    if bool(args.id) == args.all:
        raise UsageError("Give the ID of a chat, or --all.", "`rlmchat chats list` shows them.")
    as_json = args.json or args.all or (args.format or Path(args.output).suffix[1:]) == "json"
    if args.all and args.format == "md":
        raise UsageError("All chats are exported as JSON.", "For Markdown name one chat.")
    chats = [chat async for chat in _every(opened)] if args.all else [await the(opened, args.id)]
    texts = []
    for chat in chats:
        messages = await opened.messages(chat.id, hidden=as_json)
        texts.append(_as_json(chat, messages, lines=args.all) if as_json else to_markdown(chat, messages))
    deliver("".join(texts), args.output, counted(len(chats), "chat"))
    return 0


def _as_json(chat: Chat, messages: list[Message], *, lines: bool) -> str:
    data = to_dict(chat, messages)
    return json_line(data) if lines else json.dumps(data, ensure_ascii=False, indent=2) + "\n"


async def _import(args: argparse.Namespace, opened: History) -> int:
    data = sys.stdin.buffer.read() if args.file == "-" else read_bytes(Path(args.file))
    try:
        found = from_json(decoded(_unpacked(data), args.file), utc_now())
    except ValueError as error:
        raise UsageError(f"{args.file}: {error}.", "rlmchat's own JSON and ChatGPT's export can be read.") from error
    known = 0
    for one in found:
        if await opened.chat(one.chat.id) is not None:
            known += 1
            continue
        await _take_in(args, opened, one)
    if not args.json:
        there = f", {known} there already" if known else ""
        say(f"{counted(len(found) - known, 'chat')} imported{there}.")
    return 0


async def _take_in(args: argparse.Namespace, opened: History, one: Imported) -> None:
    await opened.import_chat(one.chat, one.messages)
    if args.json:
        say_json(chat_dict(replace(one.chat, message_count=sum(not m.hidden for m in one.messages))))


def _unpacked(data: bytes) -> bytes:
    """The conversations in ChatGPT's zip; other files are what they are."""
    if not data.startswith(b"PK\x03\x04"):
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            name = next((n for n in archive.namelist() if n.split("/")[-1] == "conversations.json"), None)
            if name is None:
                raise ValueError("there is no conversations.json in this archive")
            return archive.read(name)
    except zipfile.BadZipFile as error:
        raise ValueError(f"this archive is damaged ({error})") from error


ACTIONS: tuple[tuple[str, str, Callable[[Parser], None], Work], ...] = (
    ("list", "list chats, last used first", _list_flags, _list),
    ("show", "show a chat", _one, _show),
    ("search", "search in all messages", _search_flags, _search),
    ("rename", "give a chat another title", _rename_flags, _rename),
    ("export", "write a chat as Markdown or JSON", _export_flags, _export),
    ("import", "add chats from a file", _import_flags, _import),
    ("delete", "put chats into the bin", _delete_flags, _delete),
    ("restore", "take chats out of the bin", _some, _restore),
)
