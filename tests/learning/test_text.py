from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning import question_frames
from rlmchat.learning import text as t
from rlmchat.learning.touching import for_others, of_the_thing_itself, other_question
from tests.learning.cases import correction


def test_names_are_not_what_merely_opens_a_sentence() -> None:
    assert t.names("Where does Ana Ribeiro live? In Graz.") == {"Ana", "Ribeiro", "Graz"}
    assert t.names("Ana Ribeiro signs.") == {"Ana", "Ribeiro"}
    assert t.names("Dogs bark. NASA flies.") == {"NASA"}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("£5,000 and 5 000 m", [5000, 5000]),
        ("twenty-five posts", [25]),
        ("two hundred and one", [200]),
        ("eleven, there is one at the beginning", [11]),
        ("3.5 km and 10k", [3.5, 10_000]),
        ("no numbers", []),
    ],
)
def test_numbers_in_digits_and_words(text: str, values: list[float]) -> None:
    assert list(t.numbers(text)) == values


def test_units_are_known() -> None:
    assert [q.unit for q in t.quantities("90 euros, €20, 30 days, 48 km/h")] == ["eur", "eur", "day", "km/h"]


@pytest.mark.parametrize(
    ("span", "want"),
    [
        ("user_name", True),
        ("git push -u", False),
        ("a.b()", True),
        ("mother-in-law", False),
        ("3.6", False),
        ("x = 1", True),
        ("docker-compose", False),
        ("camelCase", True),
    ],
)
def test_what_looks_like_code(span: str, want: bool) -> None:
    assert t.code_like(span) is want


@pytest.mark.parametrize(
    ("text", "want"),
    [("no bullets", -1), ("bullets", 1), ("don't say no", 1), ("one drop", 1), ("drop the greeting", -1)],
)
def test_polarity(text: str, want: int) -> None:
    assert t.polarity(text) == want


def test_calendar_words() -> None:
    assert t.calendar_words("on Mondays in Sept, May 3; we may go") == {"monday", "month-9", "month-5"}


@pytest.mark.parametrize(
    ("first", "second", "want"),
    [
        ("price of the adult ticket", "price of the child ticket", True),
        ("age of our oak", "age of the chapel", True),
        ("who signs off the museum contract", "cover mail for the museum contract", False),
        ("what is the capital of Australia", "what is the seat of government of Australia", False),
        ("same here now", "same here now", False),
        ("one", "two", False),
    ],
)
def test_parallel_questions(first: str, second: str, want: bool) -> None:
    assert question_frames.parallel(t.words(first), t.words(second)) is want


@given(st.text(max_size=80))
def test_any_text_can_be_looked_at(text: str) -> None:
    t.names(text), t.quantities(text), t.polarity(text), t.content_words(text), t.calendar_words(text)
    assert all(text[k.start : k.end] == k.text for k in t.tokens(text))
    if text:
        left, right = t.sentence_at(text, 0, 1)
        assert 0 <= left <= right <= len(text)


@pytest.mark.parametrize(
    ("query", "draft", "speaks"),
    [
        ("What is the capital of Australia?", "", False),
        ("Which Australian city is the seat of government?", "", False),
        ("What is the capital of Austria?", "", True),
        ("What is the largest city of Australia?", "It is Sydney.", True),
        ("What is the capital of South Australia?", "", True),
        ("What was the capital of Australia?", "", True),
        ("What is the capital of Australia in 1915?", "", True),
        ("How do I bake bread?", "", False),
    ],
)
def test_what_speaks_against_a_lesson(query: str, draft: str, speaks: bool) -> None:
    lesson = correction("Sydney", "Canberra", "What is the capital of Australia?")
    assert bool(other_question(lesson, query, draft)) is speaks


def test_the_order_of_the_same_things_matters() -> None:
    lesson = correction("16:00", "2:00", "9:00 in Sofia, what time is it in Lima?", "logic")
    assert other_question(lesson, "9:00 in Lima, what time is it in Sofia?") == "the same things in another order"
    assert other_question(correction("x", "y", "who directed Alien"), "who directed Aliens") == "Aliens is not Alien"


def test_what_is_somebody_elses() -> None:
    taste = correction("cow's milk", "oat milk", "breakfast", "preference", standing=True)
    assert for_others(taste, "pancakes for my guests")
    assert not for_others(taste, "pancakes for Sunday")


WORDS = st.lists(st.sampled_from("the a in price of ticket lisbon oslo".split()), max_size=14)


@given(x=WORDS, y=WORDS, keep=st.lists(st.booleans(), min_size=14, max_size=14), same=st.integers(0, 14))
def test_steps_are_those_that_difflib_tells(x: list[str], y: list[str], keep: list[bool], same: int) -> None:
    alike = [word if kept else f"{word} " for word, kept in zip(x, keep, strict=False)]
    # What is alike for long ends in any way.
    ends = [*x[:same], *alike[same:]]
    for other in (y, alike, ends, [*x[:same], *y[same:]]):
        want = SequenceMatcher(None, x, other, autojunk=False).get_opcodes()
        assert list(question_frames._steps(x, other, set(x) & set(other))) == want


@pytest.mark.parametrize(
    ("query", "another"),
    [
        ("how many people live in Sydney?", True),
        ("Is Sydney by the sea?", True),
        ("how many people live in the capital of Australia?", False),
        ("how do I get to Sydney from the capital?", False),
    ],
)
def test_a_question_about_the_wrong_thing_itself_is_another_one(query: str, another: bool) -> None:
    lesson = correction("Sydney", "Canberra", "What is the capital of Australia?")
    assert of_the_thing_itself(lesson, query) is another
