"""Implicit signs are weak: none and no sum of them is ever enough to learn from alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.rephrasing import likeness, rephrased
from rlmchat.learning.signals import CEILING, Signal, SignalKind, doubt, meet, summary, thread_of

SIGNALS = st.lists(st.builds(Signal, st.sampled_from(SignalKind)), max_size=12)
CAPITAL = "What is the capital of Australia?"


def sign(kind: str, answer: str, question: str, following: str = "") -> Signal:
    return Signal(SignalKind(kind), answer, question_id=question, next_id=following)


@pytest.mark.parametrize(
    ("said", "earlier"),
    [
        ("Which town is the capital city of Australia?", CAPITAL),
        ("Which city is the capital of Australia, please?", CAPITAL),
        ("capital of australia, the seat of government I mean", CAPITAL),
        ("How can I sort a list of dicts by key in Python?", "python sort list of dictionaries by a key"),
        ("I meant how to sort a dictionary by its values in python", "how to sort dictionary by value"),
        ("give me 5 bullet points on the french revolution", "summarize the french revolution in 5 bullet points"),
        ("Explain how transformers work to a child", "explain how a transformer works, simply, as to a child"),
    ],
)
def test_the_same_question_in_other_words_is_a_sign(said: str, earlier: str) -> None:
    assert rephrased(said, earlier) >= 0.5


@pytest.mark.parametrize(
    ("said", "earlier"),
    [
        ("How do I boil an egg?", CAPITAL),
        ("What is the capital of Austria?", CAPITAL),
        ("What is the population of Australia?", CAPITAL),
        ("How do I reverse a list in Python?", "How do I sort a list in Python?"),
        ("Who directed Aliens?", "Who directed Alien?"),
        ("What does water boil at on 2000 m?", "What does water boil at on 1000 m?"),
        ("Translate to German: the cat sleeps", "Translate to French: the cat sleeps"),
        ("Now write the list to a CSV file", "python read csv file into list"),
        ("Who designed the tallest building in the world?", "What is the tallest building in the world?"),
        ("convert 5 km to miles", "convert 5 miles to km"),
        ("add an index to the sql query", "fix this sql join query"),
        ("Thanks!", CAPITAL),
        ("", CAPITAL),
    ],
)
def test_the_neighbour_of_a_question_is_none(said: str, earlier: str) -> None:
    assert rephrased(said, earlier) == 0


def test_the_same_text_sent_again_is_a_retry_and_no_sign() -> None:
    assert rephrased("what is the  capital of Australia", "what is the capital of Australia") == 0


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_a_share(a: str, b: str) -> None:
    assert 0 <= likeness(a, b) <= 1
    assert 0 <= rephrased(a, b) <= 1


def test_a_long_text_is_no_question_put_again() -> None:
    assert rephrased("capital of Australia " * 50_000, CAPITAL) == 0


@given(SIGNALS)
def test_signs_never_reach_the_asking_threshold(signals: list[Signal]) -> None:
    assert 0 <= doubt(signals) <= CEILING < 0.4


@given(st.builds(Signal, st.sampled_from(SignalKind)), st.integers(0, 5))
def test_one_sign_never_asks_however_often_code_is_copied(one: Signal, copies: int) -> None:
    assert not meet([one, *[Signal(SignalKind.COPIED)] * copies])


def test_two_signs_ask_and_a_copy_takes_that_back() -> None:
    two = [Signal(SignalKind.REGENERATED), Signal(SignalKind.REPHRASED, strength=0.6)]
    assert meet(two)
    assert not meet([*two, Signal(SignalKind.COPIED)])


@given(SIGNALS)
def test_a_kind_that_is_switched_off_does_not_count(signals: list[Signal]) -> None:
    off = {SignalKind.REGENERATED}
    left = [signal for signal in signals if signal.kind not in off]
    assert doubt(signals, off) == doubt(left)
    assert meet(signals, off) == meet(left)


def test_signs_of_one_matter_are_joined_through_the_words_it_was_put_in() -> None:
    signals = [
        sign("regenerated", "a1", "q1"),
        sign("rephrased", "a2", "q1", "q2"),
        sign("copied", "b", "other"),
        sign("rephrased", "a3", "q2", "q3"),
        sign("cancelled", "a4", "q3"),
    ]
    about = [signals[i] for i in (0, 1, 3, 4)]
    assert thread_of(signals, "a1") == thread_of(signals, "a4") == about
    assert thread_of(signals, "b") == [signals[2]]
    assert thread_of(signals, "unknown") == []


def test_a_summary_counts_each_kind() -> None:
    signals = [sign("regenerated", "a1", "q1"), sign("regenerated", "a2", "q1"), sign("rephrased", "a3", "q1", "q2")]
    assert summary(signals) == "regenerated 2×, rephrased once"
    assert summary([]) == ""
