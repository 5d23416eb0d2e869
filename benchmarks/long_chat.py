"""Does a chat of thousands of messages open and scroll like a short one?

    python benchmarks/long_chat.py [--messages 2000]

Prints for chats of forty and of so many messages, half of them answers with a list and code: seconds until the newest
message is on the screen, milliseconds a page up (95th percentile), the key echo, and megabytes of the program.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from answer_server import SECTION
from clients import Running, clients, percentile, server, table

from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_history import SqliteHistory
from rlmchat.conversation import Chat, ChatId, Message, MessageId, Role
from rlmchat.locations import locations

PAGE_UP = "\x1b[5~"
PAGES = 6


async def fill(home: Path, count: int) -> None:
    """A home with one chat of so many messages."""
    places = locations(home)
    places.database.parent.mkdir(parents=True, exist_ok=True)
    database = Database(places.database, places.backups)
    await database.open()
    now = datetime.now(UTC)
    chat = Chat(ChatId("long"), "A long chat", now, now, "openai/test-model")
    messages = [
        Message(
            MessageId(f"m{n:06}"),
            chat.id,
            Role.ASSISTANT if n % 2 else Role.USER,
            SECTION.format(n=n) if n % 2 else f"Question {n}: what then?",
            now + timedelta(seconds=n),
        )
        for n in range(count - 1)
    ]
    last = Message(MessageId("last"), chat.id, Role.USER, "THE-NEWEST", now + timedelta(seconds=count))
    await SqliteHistory(database).import_chat(chat, [*messages, last])
    await database.aclose()


def look(address: str, count: int) -> tuple[float, ...]:
    home = Path(tempfile.mkdtemp())
    asyncio.run(fill(home, count))
    with Running(clients()[0], address, "--home", str(home), "--continue") as running:
        running.wait_for("THE-NEWEST", 60)
        opened = time.perf_counter() - running.began
        running.rest(6.0)
        echoes = [running.echo(letter) for letter in "abcdefghij"]
        pages = [running.echo(PAGE_UP) for _ in range(PAGES)]
        memory = running.memory()[0]
    return opened, percentile(pages, 0.95), percentile(echoes, 0.95), memory


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=2000)
    with server() as address:
        rows = [(count, *look(address, count)) for count in (40, parser.parse_args().messages)]
    table(("messages", "newest s", "page p95 ms", "echo p95 ms", "app MB"), rows)


if __name__ == "__main__":
    main()
