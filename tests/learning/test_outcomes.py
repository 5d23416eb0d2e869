"""What is learned from what became of the lessons: belief, success, quarantine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rlmchat.conversation import ChatId, Message, MessageId, Role
from rlmchat.learning.applier import Applied
from rlmchat.learning.correction import Action, Category, CorrectionId, Outcome, OutcomeKind, Source, Status
from rlmchat.learning.judging import moved
from rlmchat.learning.kept import Kept, KeptAs
from rlmchat.learning.outcomes import broken_by, judge_answer, quarantine_due, unopposed
from rlmchat.learning.profile import from_markdown, profile, to_markdown, tokens
from rlmchat.learning.recall import Lesson, Recall
from tests.adapters.records import correction
from tests.learning.memories import NOW, World, canberra

SYDNEY = correction("Sydney", "Canberra", id="one")


def lesson(record=SYDNEY) -> Lesson:
    return Lesson(record, 0.9, 1.0, 0.9, 1.0, 1.0)


def answer(text: str, applied: tuple[str, ...] = ()) -> Message:
    return Message(MessageId("m"), ChatId("c"), Role.ASSISTANT, text, NOW, applied=applied)


def kinds(text: str, applied: Applied | None = None) -> list[str]:
    recall = Recall("q", (lesson(),))
    return [o.kind for o in judge_answer(recall, applied, answer(text), chat_id="c", at=NOW)]


def outcome(one: str, kind: OutcomeKind, chat: str = "c", message_id: str = "m") -> Outcome:
    return Outcome(CorrectionId(one), kind, chat, message_id, NOW)


@pytest.mark.parametrize(
    ("text", "applied", "kind"),
    [
        ("It is Canberra.", None, "held"),
        ("It is Canberra.", Applied("It is Canberra.", "It is Sydney.", applied=("one",)), "forced"),
        ("It is Sydney.", Applied("It is Sydney.", "It is Sydney.", broken=("one",)), "broken"),
        ("Bread needs flour.", None, "ignored"),
        ("Not Canberra but Sydney.", None, "ignored"),
    ],
)
def test_what_became_of_a_lesson(text: str, applied: Applied | None, kind: str) -> None:
    assert kinds(text, applied) == [kind]


def test_silence_speaks_for_what_was_changed_and_for_nothing_else() -> None:
    recall = Recall("q", (lesson(), lesson(correction("a", "b", id="two"))))
    outcomes = unopposed(recall, answer("It is Canberra.", applied=("one",)), chat_id="c", at=NOW)
    assert [(o.correction_id, o.kind) for o in outcomes] == [("one", "held")]


def test_saying_it_again_shows_that_the_lesson_was_broken() -> None:
    lessons = [lesson(), lesson(correction("tabs", "spaces", id="two"))]
    assert [c.id for c in broken_by(Kept(SYDNEY, KeptAs.MERGED), lessons)] == ["one"]
    again = replace(SYDNEY, id=CorrectionId("new"), corrected_output="CANBERRA!")
    assert broken_by(Kept(replace(again, corrected_output="canberra"), KeptAs.NEW), lessons) == [SYDNEY]
    other = correction("Paris", "Lyon", id="other")
    assert broken_by(Kept(other, KeptAs.NEW), lessons) == []


def test_outcomes_move_counters_and_belief() -> None:
    held = moved(SYDNEY, [outcome("one", OutcomeKind.HELD), outcome("one", OutcomeKind.FORCED)])
    assert (held.held, held.forced, held.apply_count, held.last_applied) == (1, 1, 2, NOW)
    assert held.confidence > SYDNEY.confidence
    broken = moved(SYDNEY, [outcome("one", OutcomeKind.BROKEN)])
    reverted = moved(SYDNEY, [outcome("one", OutcomeKind.REVERTED)])
    assert SYDNEY.confidence > broken.confidence > reverted.confidence > 0.3
    assert moved(SYDNEY, [outcome("one", OutcomeKind.IGNORED)]) == SYDNEY.believed()


def test_a_stated_rule_is_shaken_less_than_a_remark() -> None:
    bad = [outcome("one", OutcomeKind.BROKEN)]
    stated = moved(replace(SYDNEY, source=Source.EXPLICIT), bad)
    inferred = moved(replace(SYDNEY, source=Source.INFERRED), bad)
    assert stated.confidence > inferred.confidence


def test_quarantine_needs_reverts_in_two_chats() -> None:
    twice_here = [outcome("one", OutcomeKind.REVERTED)] * 2
    assert not quarantine_due(twice_here)
    assert quarantine_due([*twice_here, outcome("one", OutcomeKind.REVERTED, "d")])
    assert not quarantine_due([outcome("one", OutcomeKind.BROKEN, chat) for chat in "abcd"])


def test_what_was_put_back_and_corrected_again_counts_for_nothing() -> None:
    put_back = [outcome("one", OutcomeKind.REVERTED, chat, message_id=f"answer {chat}") for chat in "cd"]
    assert quarantine_due(put_back)
    assert not quarantine_due([*put_back, outcome("one", OutcomeKind.RESTORED, "d", message_id="answer d")])


async def test_a_lesson_put_back_in_two_chats_rests_and_can_be_brought_back() -> None:
    memory = await World().memory()
    one = (await memory.keep(canberra())).correction.id
    await memory.judge([outcome(one, OutcomeKind.REVERTED, "chat-2")])
    assert (await memory.get(one)).status is Status.ACTIVE
    after = await memory.judge([outcome(one, OutcomeKind.REVERTED, "chat-3")])
    assert after[-1].status is Status.QUARANTINED
    assert (await memory.recall("capital of Australia", threshold=0.0)).lessons == ()
    assert [s.action for s in await memory.history(one)] == [
        Action.CREATED,
        Action.OUTCOME,
        Action.OUTCOME,
        Action.QUARANTINED,
    ]
    back = (await memory.undo()).back[0]
    assert (back.status, back.reverted) == (Status.ACTIVE, 2)
    assert len(await memory.outcomes(one)) == 2


async def test_outcomes_of_what_is_gone_change_nothing() -> None:
    memory = await World().memory()
    assert await memory.judge([outcome("nobody", OutcomeKind.HELD)]) == []
    assert await memory.judge([]) == []


def test_the_profile_is_short_and_says_each_thing_once() -> None:
    rules = [correction("", f"rule {i} " + "x" * 80, standing=True, age=i) for i in range(30)]
    text = profile([*rules, *rules], budget=100)
    assert tokens(text) <= 100
    assert text.splitlines()[0].startswith("rule 0")
    assert len(set(text.splitlines())) == len(text.splitlines())
    assert profile([]) == ""


def test_a_rules_file_comes_back_as_it_went_out() -> None:
    rules = [
        correction("", "British spelling", category=Category.STYLE),
        correction("npm", "pnpm", category=Category.CODE),
        correction("", "no meat", category=Category.PREFERENCE),
    ]
    back = from_markdown(to_markdown(rules))
    assert {(r.original, r.corrected, r.category) for r in back} == {
        ("", "British spelling", "style"),
        ("npm", "pnpm", "code"),
        ("", "no meat", "preference"),
    }
    assert all(r.standing and r.source == "import" for r in back)


def test_rules_in_code_fences_are_no_rules() -> None:
    assert [r.corrected for r in from_markdown("# Rules\n```\n- not this\n```\n1. this\n* [x] and this")] == [
        "this",
        "and this",
    ]


def test_what_was_forced_and_not_opposed_was_used_once() -> None:
    recall = Recall("capital?", (lesson(SYDNEY),))
    shown = answer("It is Canberra.", applied=("one",))
    forced = moved(
        SYDNEY, judge_answer(recall, Applied("It is Canberra.", "It is Sydney.", ("one",)), shown, chat_id="c", at=NOW)
    )
    after = moved(forced, unopposed(recall, shown, chat_id="c", at=NOW))
    assert (after.forced, after.held, after.apply_count) == (1, 1, 1)
    assert after.confidence > forced.confidence
