"""Makes the screenshots of the README from the running program: real app, real learning, the offline demo model.

    python docs/screenshots.py [FOLDER]        (default: docs/screenshots)

The clock stands still and the home is a fresh one, so the same code always gives the same pictures.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from textual.pilot import Pilot

from rlmchat.app import RlmChat
from rlmchat.bootstrap import build
from rlmchat.chat.services import Services
from rlmchat.learning.correction import Category, NewCorrection, Source

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


def services(home: Path) -> Services:
    """Services on a fresh home, at a time that stands still."""
    moment = NOW

    def clock() -> datetime:
        nonlocal moment
        moment += timedelta(milliseconds=1)
        return moment

    built = build(home, environ={}, clock=clock)
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


def main() -> None:
    """Take them all."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        for path in asyncio.run(take(folder, Path(home))):
            print(path)


if __name__ == "__main__":
    main()
