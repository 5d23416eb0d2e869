"""What looks like a correction and is another turn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.detector import Detector
from rlmchat.learning.extraction import extract
from rlmchat.learning.other_turns import DOUBTFUL, NO_CORRECTION, most_probability, only_complains
from rlmchat.learning.reading import MessageReading


@pytest.mark.parametrize(
    ("query", "answer", "message"),
    [
        ("when is easter 2025", "Easter 2025 is on April 20.", "2026"),
        ("how far is 10 miles in km", "10 miles is 16.09 km.", "20 miles"),
        ("What is 15% of 80?", "15% of 80 is 12.", "20%"),
        ("Will it rain on Tuesday?", "On Tuesday it will rain.", "Wednesday"),
        ("capital of germany", "The capital of Germany is Berlin.", "capital of peru"),
        ("what is the largest planet?", "The largest planet is Saturn.", "smallest planet"),
        ("weather in Paris", "It is sunny in Paris.", "in London"),
    ],
)
def test_a_question_with_another_filling_is_the_next_question(query: str, answer: str, message: str) -> None:
    assert most_probability(MessageReading(message), answer, query) == NO_CORRECTION


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("The capital is Canberra.", "You're right, it's Canberra, not Sydney."),
        ("The capital is Canberra.", "Right, Canberra, not Sydney as I thought."),
        ("The capital is Canberra.", "I stand corrected, it's not Sydney"),
        ("The capital is Canberra.", "Canberra!"),
        ("Do you mean Paris in France or Paris in Texas?", "Texas not France"),
        ("The capital of Peru is Lima.", "Write a dialogue in which someone says: no, it's Cusco, not Lima"),
        ("The largest planet is Saturn.", "Translate to German: No, it is not Saturn, it is Mars."),
        ("Hello!", "I'm Tom"),
        ("The capital of Peru is Lima.", "w"),
    ],
)
def test_agreeing_choosing_and_texts_to_work_on_correct_nothing(answer: str, message: str) -> None:
    assert most_probability(MessageReading(message), answer, "") == NO_CORRECTION


@pytest.mark.parametrize(
    ("query", "answer", "message"),
    [
        ("What is the capital of Australia?", "The capital of Australia is Sydney.", "No, Canberra."),
        ("What is the capital of Australia?", "The capital of Australia is Sydney.", "it's Canberra"),
        ("What is the capital of Australia?", "The capital of Australia is Sydney.", "You're right, but it's Canberra"),
        ("When did it end?", "The war ended in 1917.", "1918"),
        ("When is it?", "The launch is on Tuesday.", "Thursday"),
        ("What is the price?", "It costs 20 euros.", "25 euros"),
    ],
)
def test_corrections_are_not_held_back(query: str, answer: str, message: str) -> None:
    assert most_probability(MessageReading(message), answer, query) == 1.0


def test_a_bare_name_is_in_doubt_where_the_question_has_one() -> None:
    asked, said = "What is the capital of France?", "The capital of France is Paris."
    assert most_probability(MessageReading("Germany"), said, asked) == DOUBTFUL


@pytest.mark.parametrize(
    "message", ["that's wrong", "wrong again!", "no!", "that doesn't look right", "still not right"]
)
def test_a_complaint_without_a_word_of_what_is_known(message: str) -> None:
    assert only_complains(message)


@pytest.mark.parametrize("message", ["that's interesting", "no, Canberra", "it's 5", "wrong year", "that is right", ""])
def test_what_names_something_is_no_mere_complaint(message: str) -> None:
    assert not only_complains(message)


@pytest.mark.parametrize(
    ("message", "answer", "old", "new"),
    [
        ("20% of 50 is 10", "20% of 50 is 12.", "12", "10"),
        ("No, the Nile flows through Egypt.", "The Rhine flows through Egypt.", "Rhine", "Nile"),
        ("it's 42.195 km, not miles", "A marathon is 42.195 miles long.", "42.195 miles", "42.195 km"),
        ("No, it's 100 degrees, not 90.", "Water boils at 90 degrees.", "90 degrees", "100 degrees"),
        (
            "It's Boris Klein, not Anna Schmidt, since last year",
            "Anna Schmidt leads it.",
            "Anna Schmidt",
            "Boris Klein",
        ),
    ],
)
def test_one_value_is_exchanged_with_what_belongs_to_it(message: str, answer: str, old: str, new: str) -> None:
    found = extract(message, answer)
    assert (found.original, found.corrected, found.aligned) == (old, new, True)


@pytest.mark.parametrize("message", ["Wrong again!", "No. Wrong.", "Not right, sorry"])
def test_a_verdict_takes_the_place_of_nothing(message: str) -> None:
    assert not extract(message, "Dracula was written by Bram Stoker.").aligned


def test_a_rule_beside_a_correction_is_not_what_is_right() -> None:
    found = extract("no, it is Ottawa. And always write British English.", "The capital is Toronto.")
    assert (found.original, found.corrected) == ("Toronto", "Ottawa")


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load()


@pytest.mark.parametrize("message", ["that makes sense", "ok, got it", "good to know, thanks", "that's what i thought"])
def test_what_takes_the_answer_in_corrects_nothing(message: str) -> None:
    assert most_probability(MessageReading(message), "It is 330 metres tall.", "") == NO_CORRECTION


def test_too_much_of_something_is_a_fault() -> None:
    assert most_probability(MessageReading("that's too complicated"), "First open the lid.", "") == 1.0


@pytest.mark.parametrize(
    "message",
    [
        *("that's interesting", "it's hilarious", "thats wild", "that's a relief", "it's fascinating", "that's sad"),
        *("that's really useful", "it's raining here", "this is gold", "that's helpful", "it's incredible"),
    ],
)
def test_remarks_are_let_pass(detector: Detector, message: str) -> None:
    assert detector.detect(message, "The Eiffel Tower is 330 metres tall.").confidence < 0.4


@given(st.text(max_size=400), st.text(max_size=200), st.text(max_size=200))
def test_any_text_gets_a_bound(message: str, answer: str, query: str) -> None:
    assert most_probability(MessageReading(message), answer, query) in (NO_CORRECTION, DOUBTFUL, 1.0)
    only_complains(message)
