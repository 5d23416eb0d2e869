"""Implicit signs are weak: none and no sum of them is ever enough to learn from alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.correction import Source, Status
from rlmchat.learning.signals import CEILING, Signal, SignalKind, doubt, from_edit, likeness, rephrased


def test_the_same_question_in_other_words_is_a_sign() -> None:
    sign = rephrased("Which town is the capital city of Australia?", "what is the capital of australia")
    assert sign is not None
    assert sign.kind is SignalKind.REPHRASED


def test_another_question_is_none() -> None:
    assert rephrased("How do I boil an egg?", "what is the capital of australia") is None


def test_the_same_text_sent_again_is_a_retry_and_no_sign() -> None:
    assert rephrased("what is the capital", "what is the capital") is None


@given(st.lists(st.builds(Signal, st.sampled_from(SignalKind)), max_size=12))
def test_signs_never_reach_the_asking_threshold(signals: list[Signal]) -> None:
    assert 0 <= doubt(signals) <= CEILING < 0.4


def test_a_kind_that_is_switched_off_does_not_count() -> None:
    assert doubt([Signal(SignalKind.REGENERATED)]) > 0
    assert doubt([Signal(SignalKind.REGENERATED)], off={SignalKind.REGENERATED}) == 0


def test_copied_code_speaks_for_the_answer() -> None:
    both = [Signal(SignalKind.REGENERATED), Signal(SignalKind.COPIED)]
    assert doubt(both) < doubt(both[:1])


def test_an_edited_answer_gives_a_tentative_correction() -> None:
    found = from_edit("The capital is Sydney.", "The capital is Canberra.", query="capital of Australia?")
    assert found is not None
    assert (found.original, found.corrected) == ("Sydney", "Canberra")
    assert (found.source, found.status) == (Source.EDIT, Status.TENTATIVE)


@pytest.mark.parametrize(("before", "after"), [("same", "same"), ("short", "an entirely new text " * 60)])
def test_no_change_and_a_rewritten_answer_give_none(before: str, after: str) -> None:
    assert from_edit(before, after) is None


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_is_a_share(a: str, b: str) -> None:
    assert 0 <= likeness(a, b) <= 1.0001
    assert likeness(a, b) == pytest.approx(likeness(b, a))
