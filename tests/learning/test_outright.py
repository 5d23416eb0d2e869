"""A message that is nothing but the right value is found for sure, and what it stands against with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.calendar_words import same_place
from rlmchat.learning.detector import OUTRIGHT, Detector
from rlmchat.learning.extraction import extract
from rlmchat.learning.outright import ALONE, said_outright

CAPITAL = "The capital of Australia is Sydney."
MEETING = "The kick-off is on Tuesday at ten, in room 4."


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load()


@pytest.mark.parametrize(
    ("answer", "message", "wrong", "right"),
    [
        (MEETING, "No, Thursday.", "Tuesday", "Thursday"),
        (MEETING, "it's thursday actually", "Tuesday", "Thursday"),
        (MEETING, "thursday", "Tuesday", "Thursday"),
        (CAPITAL, "wrong, it is Canberra", "Sydney", "Canberra"),
        (CAPITAL, "nope: Canberra", "Sydney", "Canberra"),
        (CAPITAL, "Canberra!", "Sydney", "Canberra"),
        ("The Danube flows through eight countries.", "ten", "eight countries", "ten countries"),
        ("PostgreSQL listens on port 5433 by default.", "no, 5432", "5433", "5432"),
        ("The train leaves at 10:12.", "nope, 10:21", "10:12", "10:21"),
        ("La capitale de l'Australie est Sydney.", "Non, c'est Canberra.", "Sydney", "Canberra"),
        ("La réunion est mardi.", "Non, jeudi.", "mardi", "jeudi"),
        ("La capital de Australia es Sídney.", "No, es Canberra.", "Sídney", "Canberra"),
        ("La reunión es el martes.", "no, el jueves", "martes", "jueves"),
        ("Die Hauptstadt von Australien ist Sydney.", "Falsch, das ist Canberra", "Sydney", "Canberra"),
        ("Das Treffen ist am Dienstag.", "Nein, am Donnerstag.", "Dienstag", "Donnerstag"),
        ("澳大利亚的首都是悉尼。", "不对，是堪培拉", "悉尼", "堪培拉"),
        ("会议在星期二。", "不，是星期四", "星期二", "星期四"),
    ],
)
def test_a_value_alone_is_a_correction_of_the_one_it_stands_against(
    detector: Detector, answer: str, message: str, wrong: str, right: str
) -> None:
    found = detector.detect(message, answer)
    assert (found.original, found.corrected, found.aligned) == (wrong, right, True)
    assert found.confidence >= OUTRIGHT


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("The meeting is on Tuesday. Shall I move it to Wednesday or Thursday?", "Thursday"),
        ("Which room do you want, 4 or 5?", "5"),
        ("I think it's an elephant. Am I right?", "no, guess again"),
        (MEETING, "thanks"),
        (MEETING, "No worries."),
        (MEETING, "Tuesday!"),
        (MEETING, "Thursday?"),
        (CAPITAL, "no thanks"),
        (CAPITAL, "ok"),
        (CAPITAL, "Sydney"),
    ],
)
def test_an_answer_to_a_question_thanks_and_an_echo_are_none(detector: Detector, answer: str, message: str) -> None:
    assert detector.detect(message, answer).confidence < OUTRIGHT


@pytest.mark.parametrize("message", ["in German!", "make it shorter", "it's complicated", "no, bigger", "stop", ""])
def test_a_wish_for_another_form_stands_against_no_value(message: str) -> None:
    assert extract(message, "The talk is 'Backups that work', by Ada Lovelace.").how != ALONE


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("We meet on Monday, and again on Tuesday.", "no, Thursday"),
        ("It takes 3 eggs and 200 g of sugar, 200 g of flour and 3 spoons of milk.", "4"),
    ],
)
def test_which_of_several_is_meant_is_not_guessed(answer: str, message: str) -> None:
    assert extract(message, answer).how != ALONE


def test_the_same_day_in_another_language_is_no_other_day() -> None:
    assert same_place("mardi", "Tuesdays")
    assert not same_place("mardi", "Thursday")
    assert not same_place("word", "word")


def test_a_paste_that_is_all_spaces_around_a_value_is_not_read() -> None:
    assert said_outright("No, Thursday.") is not None
    assert said_outright("No," + " " * 1000 + "Thursday.") is None


@given(st.text(max_size=120))
def test_any_text_is_read(message: str) -> None:
    said = said_outright(message)
    assert said is None or said.value.strip()


@given(
    st.sampled_from(["", "No, ", "nope - ", "wrong. ", "Actually ", "no it's ", "it should be ", "that's wrong, it's "])
)
def test_however_it_is_led_in_the_value_is_the_same(lead: str) -> None:
    found = extract(f"{lead}Thursday.", MEETING)
    assert (found.original, found.corrected) == ("Tuesday", "Thursday")
