"""The list: only what is seen is read and drawn, stale answers are dropped, and it stays where it was."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from textual.geometry import Offset

from rlmchat.errors import StoreError
from rlmchat.learning.correction import Correction, CorrectionId, Status
from rlmchat.widgets.corrections_list import PAGE, PAGES_KEPT, CorrectionsList
from tests.widgets.corrections_world import NOW, World, settle, text_of

MANY = 100_000


@dataclass
class Endless:
    """A source with `total` corrections that remembers what it was asked for."""

    total: int = MANY
    name: str = "rule"
    gate: asyncio.Event | None = None
    asked: list[tuple[int, int]] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)
    broken: str = ""

    async def count(self) -> int:
        return self.total - len(self.gone)

    async def page(self, offset: int, limit: int) -> Sequence[Correction]:
        self.asked.append((offset, limit))
        if self.gate is not None:
            await self.gate.wait()
        if self.broken:
            raise StoreError(self.broken)
        left = [n for n in range(offset, min(self.total, offset + limit + len(self.gone))) if n not in self.gone]
        return [self.record(n) for n in left[:limit]]

    def record(self, number: int) -> Correction:
        return Correction(CorrectionId(f"{self.name}-{number}"), NOW, "", f"{self.name} {number}", confidence=0.5)


def shown(app: World) -> CorrectionsList:
    return app.screen.query_one(CorrectionsList)


async def test_a_hundred_thousand_mount_nothing_and_are_read_a_page_at_a_time() -> None:
    source = Endless()
    app = World(CorrectionsList)
    async with app.run_test(size=(60, 20)) as pilot:
        widgets = len(app.screen.query("*"))
        shown(app).show(source)
        await settle(pilot)
        assert shown(app).total == MANY
        assert "rule 0 " in text_of(app)
        for key in ("pagedown", "pagedown", "end", "pageup", "home", "end"):
            await pilot.press(key)
            await settle(pilot)
        assert f"rule {MANY - 1} " in text_of(app)
        assert len(app.screen.query("*")) <= widgets
        assert {limit for _, limit in source.asked} == {PAGE}
        assert len(source.asked) < 20
        assert len(shown(app)._pages) <= PAGES_KEPT + 1


async def test_memory_stays_bounded_on_the_way_down() -> None:
    source = Endless()
    app = World(CorrectionsList)
    async with app.run_test(size=(60, 20)) as pilot:
        shown(app).show(source)
        await settle(pilot)
        for _ in range(30):
            shown(app).action_page(4)
            await settle(pilot)
            assert shown(app).record is not None
        assert len(shown(app)._pages) <= PAGES_KEPT + 1


async def test_only_the_newest_wish_is_shown() -> None:
    slow, late, newest = Endless(3, "slow", asyncio.Event()), Endless(3, "late"), Endless(3, "newest")
    app = World(CorrectionsList)
    async with app.run_test(size=(60, 20)) as pilot:
        shown(app).show(slow)
        await pilot.pause()
        shown(app).show(late, soon=True)
        shown(app).show(newest, soon=True)
        assert slow.gate is not None
        slow.gate.set()
        await settle(pilot)
        text = text_of(app)
        assert "newest 0" in text
        assert "slow" not in text
        assert late.asked == []


async def test_reload_stays_on_the_same_correction() -> None:
    source = Endless(300)
    app = World(CorrectionsList)
    async with app.run_test(size=(60, 20)) as pilot:
        shown(app).show(source)
        await settle(pilot)
        shown(app).cursor = 100
        await settle(pilot)
        source.gone |= {97, 98}
        shown(app).reload()
        await settle(pilot)
        record = shown(app).record
        assert record is not None
        assert record.id == "rule-100"
        assert shown(app).cursor == 98
        source.gone.add(100)
        shown(app).reload()
        await settle(pilot)
        record = shown(app).record
        assert record is not None
        assert record.id == "rule-101"


async def test_a_list_that_shrank_meanwhile_is_read_anew() -> None:
    source = Endless(300)
    app = World(CorrectionsList)
    async with app.run_test(size=(60, 20)) as pilot:
        shown(app).show(source)
        await settle(pilot)
        source.total = 70
        await pilot.press("end")
        await settle(pilot)
        assert shown(app).total == 70
        assert "rule 69" in text_of(app)


async def test_a_broken_store_is_told_and_the_list_goes_on_afterwards() -> None:
    source = Endless(5, broken="The database is locked.")
    told: list[str] = []

    class Listening(CorrectionsList):
        def on_corrections_list_failed(self, event: CorrectionsList.Failed) -> None:
            told.append(str(event.error))

    app = World(Listening)
    async with app.run_test(size=(60, 20)) as pilot:
        shown(app).show(source)
        await settle(pilot)
        assert told == ["The database is locked."]
        source.broken = ""
        shown(app).show(source)
        await settle(pilot)
        assert "rule 4" in text_of(app)


async def test_the_mouse_chooses_and_a_second_click_opens() -> None:
    opened: list[str] = []

    class Listening(CorrectionsList):
        def on_corrections_list_opened(self, event: CorrectionsList.Opened) -> None:
            opened.append(event.record.id)

    app = World(lambda: Listening(two_lines=True))
    async with app.run_test(size=(60, 20)) as pilot:
        shown(app).show(Endless(10))
        await settle(pilot)
        await pilot.click(Listening, offset=Offset(5, 7))
        assert shown(app).cursor == 3
        assert opened == []
        await pilot.click(Listening, offset=Offset(5, 7), times=2)
        assert opened == ["rule-3"]
        await pilot.click(Listening, offset=Offset(5, 19))
        assert shown(app).cursor == 9


async def test_an_empty_list_has_no_record() -> None:
    app = World(CorrectionsList)
    async with app.run_test(size=(60, 20)) as pilot:
        shown(app).show(Endless(0))
        await settle(pilot)
        await pilot.press("down", "end", "home")
        assert shown(app).record is None
        assert shown(app).cursor == 0


async def test_what_is_not_in_use_says_so_in_words() -> None:
    class Muted(Endless):
        def record(self, number: int) -> Correction:
            return Correction(CorrectionId(f"m{number}"), NOW, "", "loud", status=Status.MUTED)

    app = World(CorrectionsList)
    async with app.run_test(size=(60, 20)) as pilot:
        shown(app).show(Muted(1))
        await settle(pilot)
        assert "loud (muted)" in text_of(app)
