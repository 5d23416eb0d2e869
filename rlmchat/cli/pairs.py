"""`rlmchat pairs export`: preference pairs as JSON lines."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator

from rlmchat.chat.history import History
from rlmchat.cli.corrections_look import found
from rlmchat.cli.files import deliver
from rlmchat.cli.opening import database, run_async
from rlmchat.cli.output import counted, json_line
from rlmchat.cli.parser import Parser
from rlmchat.conversation import MessageId, MessageStatus, Role
from rlmchat.learning.correction import Status
from rlmchat.learning.pairs import Pair, distinct, of_answer, of_correction
from rlmchat.learning.ports import Find, Ledger, Sort

PAGE = 200


def add_arguments(parser: Parser) -> None:
    """Every action."""
    parser.actions().add_parser(
        "export",
        help="write pairs as JSON lines",
        description="Writes a line {prompt, chosen, rejected} for each active correction that replaces something, and "
        "for each answer that was held to one. This is the form of TRL's preference data sets.",
        fill=_export_flags,
    )


def _export_flags(parser: Parser) -> None:
    parser.add_argument("-o", "--output", default="-", metavar="FILE", help="instead of standard output")
    parser.add_argument(
        "--messages", action="store_true", help="lists of messages instead of texts (TRL's conversational form)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write them."""
    return run_async(_export(args))


async def _export(args: argparse.Namespace) -> int:
    from rlmchat.adapters.sqlite_history import SqliteHistory
    from rlmchat.adapters.sqlite_ledger import SqliteLedger

    async with database(args) as opened:
        history = SqliteHistory(opened)
        pairs = [pair async for pair in _corrected(SqliteLedger(opened), history)]
        pairs += [pair async for pair in _held(history)]
    chosen = list(distinct(pairs))
    text = "".join(json_line(pair.messages() if args.messages else pair.texts()) for pair in chosen)
    deliver(text, args.output, counted(len(chosen), "pair"))
    return 0


async def _corrected(ledger: Ledger, history: History) -> AsyncIterator[Pair | None]:
    what = Find(statuses=frozenset({Status.ACTIVE}), sort=Sort.OLDEST)
    async for record in found(ledger, what, None):
        answer = await history.message(MessageId(record.message_id)) if record.message_id else None
        # The draft is what the model said; the text may have been held to lessons already.
        yield of_correction(record, (answer.draft or answer.text) if answer else "")


async def _held(history: History) -> AsyncIterator[Pair | None]:
    """Answers that the applier changed and whose original was not put back."""
    done = 0
    while chats := await history.chats(limit=PAGE, offset=done):
        done += len(chats)
        for chat in chats:
            question = ""
            for message in await history.messages(chat.id):
                if message.role is Role.USER:
                    question = message.text
                elif message.applied and message.status is MessageStatus.COMPLETE:
                    yield of_answer(question, message.draft, message.text)
