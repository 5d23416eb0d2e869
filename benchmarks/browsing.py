"""What looking through many corrections costs: opening the browser (F3), scrolling, searching as one types.

    python benchmarks/browsing.py [--count 100000] [--times 5]

The corrections are in a real database, the browser in a real app without a terminal. Each time goes from the key to the
moment when the rows it asks for are drawn, so that it includes everything but the terminal; the 15 ms by which a search
waits for the next letter are part of it. Prints the median and the worst in milliseconds of wall-clock and of processor
time (all threads), beside the budget.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from overhead import made
from textual.app import App
from textual.pilot import Pilot

from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.app import RlmChat
from rlmchat.bootstrap import build
from rlmchat.chat.services import Services
from rlmchat.identifiers import Uuid7
from rlmchat.learning.correction import Action
from rlmchat.learning.ports import Change
from rlmchat.locations import locations, shipped_themes
from rlmchat.screens.corrections import CorrectionsScreen
from rlmchat.widgets.corrections_list import CorrectionsList
from rlmchat.widgets.theming import load_theme

BATCH = 1000
SIZE = (120, 40)
OPENING, MOVING = 500.0, 50.0
"""Budgets in milliseconds."""
SEARCHES = ("a", "th", "the", "mus", "riga", "museum riga", "zzz")


class Empty(App[None]):
    """The colours of rlmchat, and a screen to push the browser on."""

    get_key_display = RlmChat.get_key_display
    get_theme_variable_defaults = RlmChat.get_theme_variable_defaults

    def __init__(self) -> None:
        super().__init__()
        theme = load_theme(shipped_themes() / "rlmchat-dark.toml")
        self.register_theme(theme)
        self.theme = theme.name
        self.animation_level = "none"


class Watch:
    """Takes the time of one thing after another."""

    def __init__(self) -> None:
        self.taken: dict[str, list[tuple[float, float]]] = {}

    async def time(self, name: str, work: Callable[[], Awaitable[object]]) -> None:
        """Wall-clock and processor milliseconds of one run."""
        wall, processor = time.perf_counter(), time.process_time()
        await work()
        spans = (time.perf_counter() - wall) * 1000, (time.process_time() - processor) * 1000
        self.taken.setdefault(name, []).append(spans)

    def report(self) -> None:
        """Print one table."""
        print(f"{'':<28}{'median':>9}{'worst':>9}{'processor':>11}{'budget':>9}   ms")
        for name, spans in self.taken.items():
            wall = [span for span, _ in spans]
            processor = statistics.median(span for _, span in spans)
            budget = OPENING if name == "open" else MOVING
            print(f"{name:<28}{statistics.median(wall):>9.1f}{max(wall):>9.1f}{processor:>11.1f}{budget:>9.0f}")


async def fill(home: Path, count: int) -> None:
    """Write so many corrections to the ledger; the browser reads nothing else."""
    places = locations(home)
    database = Database(places.database)
    await database.open()
    ledger, chance, new_id = SqliteLedger(database), random.Random(7), Uuid7()
    for start in range(0, count, BATCH):
        records = [made(start + i, chance, new_id) for i in range(min(BATCH, count - start))]
        await ledger.append([Change(r.id, Action.CREATED, r) for r in records], new_id())
    await database.aclose()


async def until(ready: Callable[[], object]) -> None:
    """Wait as the list itself does, a turn of the event loop at a time."""
    while not ready():  # noqa: ASYNC110  what is measured has no event for it
        await asyncio.sleep(0.001)


async def drawn(listed: CorrectionsList) -> None:
    """Wait until the chosen row is read, and with it those around it."""
    await until(lambda: listed.record is not None or not (listed.total or listed.busy))


async def look_through(services: Services, watch: Watch, times: int) -> None:
    """Open, scroll, search, close; again and again."""
    app = Empty()
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(times + 1):
            screen = CorrectionsScreen(services)
            await watch.time("open", lambda screen=screen: opened(app, screen))  # type: ignore[misc]
            await scroll(pilot, screen.browser.list, watch)
            await search(screen, watch)
            app.pop_screen()
            await pilot.pause()


async def opened(app: App[None], screen: CorrectionsScreen) -> None:
    """Push the browser and wait for its first rows."""
    await app.push_screen(screen)
    await until(lambda: screen.browser.list.total)
    await drawn(screen.browser.list)


async def scroll(pilot: Pilot[None], listed: CorrectionsList, watch: Watch) -> None:
    """Down by lines and pages, to the end, back to the top."""
    await until(lambda: not listed.busy)
    ways = {
        "a line down": 1,
        "a page down": 30,
        "1,000 down": 1000,
        "to the end": listed.total,
        "to the top": -listed.total,
    }

    async def move(by: int) -> None:
        listed.action_move(by)
        await drawn(listed)

    for name, by in ways.items():
        await watch.time(name, lambda by=by: move(by))  # type: ignore[misc]
        # The pages before and after those in sight are read next: they are nobody's wait.
        await until(lambda: not listed.busy)
    await pilot.pause()


async def search(screen: CorrectionsScreen, watch: Watch) -> None:
    """Type each search at once, as its last letter finds it."""
    browser = screen.browser

    async def typed(text: str) -> None:
        told: list[int] = []
        shown = browser.list._lay_out

        def noticed(total: int, **more: bool) -> None:
            shown(total, **more)
            told.append(total)

        browser.list._lay_out = noticed  # type: ignore[method-assign]
        browser.search.value = text
        await until(lambda: told)
        browser.list._lay_out = shown  # type: ignore[method-assign]

    for text in SEARCHES:
        await watch.time(f"search “{text}”", lambda text=text: typed(text))  # type: ignore[misc]
        await until(lambda: not browser.list.busy)


async def main() -> None:
    """Fill, look, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        await fill(Path(folder), options.count)
        services, watch = build(folder), Watch()
        await services.open()
        await look_through(services, watch, options.times)
        # The first round loads what is needed once.
        watch.taken = {name: spans[1:] for name, spans in watch.taken.items()}
        print(f"{options.count:,} corrections")
        watch.report()
        await services.aclose()


if __name__ == "__main__":
    asyncio.run(main())
