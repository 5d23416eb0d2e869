"""Only what the person typed becomes a correction."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rlmchat.chat.listening import from_detection, sentence_around, typed_part
from rlmchat.learning.correction import Category, Detection, Source, Status
from tests.chat.test_prompt import message

ANSWER = "The capital of Australia is Sydney, of course.\nIt lies on the east coast of the continent."


def test_a_plain_remark_is_the_persons_own() -> None:
    assert typed_part("No, it's Canberra, not Sydney.", [ANSWER]) == "No, it's Canberra, not Sydney."


def test_lines_copied_from_the_answer_are_not() -> None:
    pasted = "> The capital of Australia is Sydney, of course.\nwrong, Canberra"
    assert typed_part(pasted, [ANSWER]) == "wrong, Canberra"


def test_a_pasted_block_of_lessons_is_not() -> None:
    block = '<corrections>\n- instead of "a" do "b"\n</corrections>\nthanks'
    assert typed_part(block, []).strip() == "thanks"
    assert typed_part("<corrections>\n- never ends", []) == ""


@given(st.text(), st.lists(st.text(), max_size=3))
def test_nothing_is_added_to_what_was_typed(text: str, answers: list[str]) -> None:
    typed = typed_part(text, answers)
    assert set(typed.split()) <= set(text.split())


def test_the_sentence_around_a_span() -> None:
    assert sentence_around(ANSWER, "Sydney") == "The capital of Australia is Sydney, of course."
    assert sentence_around("One. Two three. Four.", "three") == "Two three."
    assert sentence_around(ANSWER, "Perth") == ""
    assert sentence_around(ANSWER, "") == ""


def test_a_detected_correction_carries_its_situation() -> None:
    detection = Detection(True, 0.9, Category.FACTUAL, "Sydney", "Canberra", aligned=True)
    new = from_detection(
        detection,
        "No, Canberra",
        query="capital?",
        answer=message(7, ANSWER),
        chat_id="c",
        tentative=False,
    )
    assert new is not None
    assert (new.original, new.corrected, new.query, new.source) == ("Sydney", "Canberra", "capital?", Source.CORRECTION)
    assert new.context == ("The capital of Australia is Sydney, of course.",)
    assert new.explanation == "No, Canberra"
    assert new.status is Status.ACTIVE
    assert not new.standing


def test_a_sentence_that_only_fits_best_is_context_and_never_replaced() -> None:
    detection = Detection(True, 0.9, Category.STYLE, "It lies on the east coast of the continent.", "shorter")
    new = from_detection(detection, "shorter", query="", answer=message(7, ANSWER), chat_id="c", tentative=False)
    assert new is not None
    assert (new.original, new.corrected) == ("", "shorter")
    assert new.context == ("It lies on the east coast of the continent.",)


def test_a_rule_for_the_future_stands() -> None:
    detection = Detection(True, 0.9, Category.STYLE, None, "ISO dates", "", True)
    new = from_detection(detection, "always ISO dates", query="", answer=None, chat_id="c", tentative=True)
    assert new is not None
    assert (new.standing, new.source, new.status) == (True, Source.EXPLICIT, Status.TENTATIVE)
