"""Makes the screenshots of the README from the running program: real app, real learning, the offline demo model.

    python docs/screenshots.py [FOLDER]        (default: docs/screenshots)

The clock stands still and the home is a fresh one, so the same code always gives the same pictures.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from textual.pilot import Pilot

from rlmchat.app import RlmChat
from rlmchat.bootstrap import build
from rlmchat.chat.services import Services
from rlmchat.conversation import ChatId, Message, MessageId, Role
from rlmchat.learning.correction import Category, NewCorrection, Outcome, OutcomeKind, Source

SIZE = (110, 30)
NOW = datetime(2026, 11, 20, 14, 7, tzinfo=UTC)
KNOWN = (
    NewCorrection(
        "dates as YYYY-MM-DD", query="When was it?", category=Category.STYLE, standing=True, source=Source.EXPLICIT
    ),
    NewCorrection("pnpm", "npm", query="How do I add a package?", category=Category.PREFERENCE),
    NewCorrection("7 to 10 days", "two weeks", query="How long are trips abroad?", category=Category.DOMAIN),
)


async def say(pilot: Pilot[None], text: str) -> None:
    """Type a message, send it, and wait until its answer is complete."""
    pilot.app.screen.query_one("PromptInput").insert(text)  # type: ignore[attr-defined]
    await pilot.press("enter")
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def settle(pilot: Pilot[None]) -> None:
    """Wait until nothing is being loaded or drawn."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def shows(pilot: Pilot[None], text: str) -> None:
    """Wait until a text is on the screen: a screen that stays open keeps its worker, which has no end to wait for."""
    while text.replace(" ", "&#160;") not in pilot.app.export_screenshot():
        await pilot.pause(0.05)


@dataclass
class Time:
    """A clock that stands still, but for a millisecond at each look."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """The time now."""
        self.now += timedelta(milliseconds=1)
        return self.now


def services(home: Path, clock: Time | None = None) -> Services:
    """Services on a fresh home, at a time that stands still."""
    built = build(home, environ={}, clock=clock or Time())
    built.project = Path("/project")
    return built


async def take(folder: Path, home: Path) -> list[Path]:
    """Go through the newcomer's minute and take a picture of each sight."""
    taken: list[Path] = []
    running = services(home)
    await running.open()
    for known in KNOWN:
        await running.memory.keep(known)
    app = RlmChat(running, model="demo/demo")

    def picture(name: str) -> None:
        path = folder / f"{name}.svg"
        path.write_text(app.export_screenshot(title="rlmchat"), encoding="utf-8")
        taken.append(path)

    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await say(pilot, "What is the capital of Australia?")
        await say(pilot, "No, it's Canberra, not Sydney.")
        picture("learned")
        await pilot.press("ctrl+n")
        await settle(pilot)
        await say(pilot, "Which Australian city is the seat of government?")
        picture("chat")
        await pilot.press("ctrl+b")
        await settle(pilot)
        picture("panel")
        await pilot.press("ctrl+b", "f3")
        await shows(pilot, "instead of")
        picture("corrections")
    return taken


REPEATS = (6, 5, 5, 3, 4, 2, 2, 1, 2, 0, 1, 0, 1, 0, 0, 0)
"""Corrections that had to be said again, week by week, in the past of the picture of the insights."""
TURNS = 30


async def past(running: Services, time: Time) -> None:
    """Four months of chatting, written into the real stores."""
    await running.memory.open()
    for week, repeats in enumerate(REPEATS):
        time.now = NOW - timedelta(weeks=len(REPEATS) - 1 - week, days=1)
        chat = replace(running.new_chat(), id=ChatId(running.new_id()), title=f"Week {week}")
        said = [
            Message(MessageId(running.new_id()), chat.id, Role.USER, "How is it done?", running.clock())
            for _ in range(TURNS)
        ]
        await running.history.import_chat(chat, said)
        known = []
        for n in range(repeats):
            known.append((await running.memory.keep(replace(KNOWN[n % len(KNOWN)], session_id=chat.id))).correction)
        kinds = (OutcomeKind.HELD, OutcomeKind.HELD, OutcomeKind.FORCED, OutcomeKind.BROKEN)
        for record, kind in zip(known, kinds, strict=False):
            await running.memory.judge([Outcome(record.id, kind, chat.id, said[0].id, running.clock())])
    time.now = NOW


async def take_insights(folder: Path, home: Path) -> Path:
    """The picture of the insights, over a past."""
    time = Time()
    running = services(home, time)
    await running.open()
    await past(running, time)
    app = RlmChat(running, model="demo/demo")
    path = folder / "insights.svg"
    async with app.run_test(size=(110, 36)) as pilot:
        await settle(pilot)
        await pilot.press("f4")
        await shows(pilot, "Keeps coming back")
        path.write_text(app.export_screenshot(title="rlmchat"), encoding="utf-8")
    return path


def main() -> None:
    """Take them all."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        for path in asyncio.run(take(folder, Path(home))):
            print(path)
    with tempfile.TemporaryDirectory() as home:
        print(asyncio.run(take_insights(folder, Path(home))))


if __name__ == "__main__":
    main()
