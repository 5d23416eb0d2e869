"""Two times: when something was said, and when it holds; both can be asked for."""

from __future__ import annotations

from datetime import timedelta

from rlmchat.learning.correction import Category, NewCorrection, Source, Status
from rlmchat.learning.validity import holds, out_of_time, span_of
from tests.adapters.records import correction
from tests.fakes.ledger import MemoryLedger
from tests.learning.memories import NOW, World

DAY = timedelta(days=1)


def home(city: str, **more: object) -> NewCorrection:
    return NewCorrection(f"I live in {city}", category=Category.DOMAIN, source=Source.EXPLICIT, **more)  # type: ignore[arg-type]


async def test_what_held_then_as_it_was_known_then() -> None:
    world = World()
    world.ledger = MemoryLedger(clock=world.clock)
    memory = await world.memory()
    await memory.keep(home("Berlin"))
    start = world.now
    world.later(days=30)
    moved = await memory.keep(home("Munich", valid_from=world.now - 10 * DAY))
    assert [one.corrected_output for one in moved.superseded] == ["I live in Berlin"]

    async def lived(**when: object) -> list[str]:
        return [one.corrected_output.split()[-1] for one in await memory.as_of(**when)]  # type: ignore[arg-type]

    assert await lived() == ["Munich"]
    assert await lived(held_at=start + 5 * DAY) == ["Berlin"]
    assert await lived(held_at=start + 25 * DAY) == ["Munich"]
    # On that day it was Munich already, and nobody had told yet.
    assert await lived(held_at=start + 25 * DAY, known_at=start + 25 * DAY) == ["Berlin"]
    assert await lived(known_at=start - DAY) == []


async def test_what_does_not_hold_yet_or_any_more_is_not_recalled() -> None:
    world = World()
    memory = await world.memory()
    rule = (await memory.keep(NewCorrection("British spelling", category=Category.STYLE, standing=True))).correction
    assert [x.correction.id for x in (await memory.recall("hello")).lessons] == [rule.id]
    await memory.edit(rule.id, valid_until=world.now + DAY)
    assert (await memory.recall("hello")).lessons
    world.later(days=2)
    assert not (await memory.recall("hello")).lessons
    await memory.edit(rule.id, valid_until=None, valid_from=world.now + DAY)
    assert not (await memory.recall("hello")).lessons
    world.later(days=2)
    assert (await memory.recall("hello")).lessons


def test_a_span_in_words() -> None:
    assert span_of(correction()) == "since it was said"
    bounded = correction(valid_from=NOW, valid_until=NOW + DAY)
    assert span_of(bounded) == "from 2026-11-20 until 2026-11-21"
    assert holds(bounded, NOW)
    assert not holds(bounded, NOW + DAY)


def test_what_is_active_and_does_not_hold_now_is_told_apart() -> None:
    assert out_of_time(correction(), NOW) == ""
    assert out_of_time(correction(valid_until=NOW), NOW) == f"held until {NOW.astimezone():%Y-%m-%d}"
    later = NOW + timedelta(days=3)
    assert out_of_time(correction(valid_until=later), NOW) == ""
    assert out_of_time(correction(valid_from=later), NOW) == f"holds from {later.astimezone():%Y-%m-%d}"
    assert out_of_time(correction(valid_until=NOW, status=Status.MUTED), NOW) == ""
