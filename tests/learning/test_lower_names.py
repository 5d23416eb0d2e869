"""Names typed without their capital, alone against the one name of an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.extraction import extract
from rlmchat.learning.lower_names import name_against

ASKED = "What is the capital of Australia?"
SAID = "The capital of Australia is Sydney."


@pytest.mark.parametrize(
    ("message", "query", "answer", "old", "new"),
    [
        ("it's canberra actually", ASKED, SAID, "Sydney", "Canberra"),
        ("no canberra", ASKED, SAID, "Sydney", "Canberra"),
        ("nope, its canberra", ASKED, SAID, "Sydney", "Canberra"),
        ("no wait, canberra!", ASKED, SAID, "Sydney", "Canberra"),
        ("it is canberra, i think", ASKED, SAID, "Sydney", "Canberra"),
        ("no its anna", "Who is my manager?", "Your manager is Tom.", "Tom", "Anna"),
        ("she is in bergen", "Where does Anna live?", "Anna lives in Oslo.", "Oslo", "Bergen"),
        ("no, lena vogt", "Who is the CEO?", "The CEO is Tim Berger.", "Tim Berger", "Lena Vogt"),
        ("nein, wien", "Wie heißt die Hauptstadt von Österreich?", "Die Hauptstadt ist Graz.", "Graz", "Wien"),
    ],
)
def test_take_the_place_of_the_name(message: str, query: str, answer: str, old: str, new: str) -> None:
    found = name_against(message, answer, query)
    assert found is not None
    assert (found.old, found.new) == (old, new)


@pytest.mark.parametrize(
    "message",
    [
        "no worries",
        "no thanks",
        "no way",
        "no sources",
        "no, wrong",
        "it's lovely",
        "it's outdated actually",
        "canberra",
    ],
)
def test_what_is_no_name_takes_no_place(message: str) -> None:
    assert name_against(message, SAID, ASKED) is None


def test_only_where_a_name_was_asked_for_and_the_answer_is_short() -> None:
    assert name_against("it's canberra actually", "Sydney is large.", "Describe Sydney.") is None
    assert name_against("it's canberra actually", SAID, "How big is it?") is None
    assert name_against("it's canberra actually", SAID + " It is large." * 30, ASKED) is None


@pytest.mark.parametrize(
    ("message", "answer", "old", "new"),
    [
        ("goethe wrote it, not schiller", "Faust was written by Schiller.", "Schiller", "Goethe"),
        ("Goethe wrote Faust, not Schiller.", "Faust was written by Schiller.", "Schiller", "Goethe"),
        ("michelangelo did it, not raphael", "Raphael painted the ceiling.", "Raphael", "Michelangelo"),
    ],
)
def test_who_did_it_is_named_without_the_deed(message: str, answer: str, old: str, new: str) -> None:
    found = extract(message, answer)
    assert (found.original, found.corrected, found.aligned) == (old, new, True)


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_read(message: str, answer: str) -> None:
    found = name_against(message, answer, "Who was it?")
    assert found is None or found.old in answer
