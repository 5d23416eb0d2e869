"""Lessons are left out on purpose on a small share of turns, and from that it is told what they cause."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rlmchat.conversation import ChatId, Message, MessageId, Role
from rlmchat.learning.correction import CorrectionId, Outcome, OutcomeKind
from rlmchat.learning.holdout import (
    NO_TRACE,
    RIGHT,
    WRONG,
    Help,
    causal_help,
    drawn,
    judge_withheld,
    withheld,
    withhold,
)
from rlmchat.learning.judging import moved
from rlmchat.learning.recall import Lesson, Recall
from tests.adapters.records import correction
from tests.learning.memories import NOW, World, canberra

RECALL = Recall("q", tuple(Lesson(correction(id=f"c{i}"), 0.9, 1.0, 0.9, 1.0, 1.0) for i in range(400)))


def answer(text: str) -> Message:
    return Message(MessageId("m"), ChatId("c"), Role.ASSISTANT, text, NOW)


def test_off_by_default_nothing_is_left_out() -> None:
    assert withhold(RECALL, 0.0, chat_id="c", turn="t") is RECALL


def test_about_the_share_is_left_out_and_the_same_for_the_same_turn() -> None:
    once = withhold(RECALL, 0.1, chat_id="c", turn="t")
    assert once == withhold(RECALL, 0.1, chat_id="c", turn="t")
    assert once != withhold(RECALL, 0.1, chat_id="c", turn="u")
    assert 20 <= len(withheld(once)) <= 62
    assert len(once.lessons) + len(withheld(once)) == 400
    assert sum(drawn(0.25, str(n)) for n in range(4000)) == pytest.approx(1000, abs=100)


def test_what_was_said_in_this_chat_always_stays() -> None:
    here = replace(RECALL, lessons=(Lesson(correction(session_id="c"), 0.9, 1.0, 0.9, 1.0, 1.0),))
    assert withhold(here, 0.999, chat_id="c", turn="t").lessons == here.lessons


@pytest.mark.parametrize(
    ("text", "reason"),
    [("It is Canberra.", RIGHT), ("It is Sydney.", WRONG), ("Bread.", NO_TRACE), ("Canberra, not Sydney.", NO_TRACE)],
)
def test_the_answer_shows_what_it_was_like_without(text: str, reason: str) -> None:
    without = withhold(replace(RECALL, lessons=RECALL.lessons[:1]), 1.1, chat_id="c", turn="t")
    (found,) = judge_withheld(without, answer(text), chat_id="c", at=NOW)
    assert (found.kind, found.reason) == (OutcomeKind.WITHHELD, reason)
    assert moved(RECALL.lessons[0].correction, [found]).confidence == RECALL.lessons[0].correction.believed().confidence


def outcome(message: str, kind: OutcomeKind, reason: str = "") -> Outcome:
    return Outcome(CorrectionId("c"), kind, "chat", message, NOW, reason)


def test_help_is_the_difference_between_turns_with_and_without() -> None:
    shown = [outcome(f"a{n}", OutcomeKind.FORCED) for n in range(19)]
    again = [outcome("a0", OutcomeKind.HELD, "no complaint"), outcome("a18", OutcomeKind.REVERTED)]
    without = [outcome(f"b{n}", OutcomeKind.WITHHELD, WRONG if n < 6 else RIGHT) for n in range(8)]
    silent = [outcome("d", OutcomeKind.WITHHELD, NO_TRACE), outcome("e", OutcomeKind.IGNORED)]
    found = causal_help([*shown, *again, *without, *silent])
    assert found == Help(shown=19, shown_right=18, withheld=8, withheld_right=2)
    low, high = found.interval
    assert 0 < low < found.effect < high <= 1
    assert Help(0, 0, 0, 0).effect == 0


async def test_a_memory_estimates_from_what_was_recorded() -> None:
    world = World()
    memory = await world.memory()
    one = (await memory.keep(canberra())).correction
    await memory.judge([Outcome(one.id, OutcomeKind.WITHHELD, "c", f"m{n}", world.now, WRONG) for n in range(9)])
    await memory.judge([Outcome(one.id, OutcomeKind.HELD, "c", f"n{n}", world.now) for n in range(9)])
    found = await memory.causal_help(one.id)
    assert (found.shown_right, found.withheld_right) == (9, 0)
    assert found.interval[0] > 0.5
    assert (await memory.get(one.id)).broken == 0
