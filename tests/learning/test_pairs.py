from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rlmchat.learning.correction import Correction, CorrectionId, Status
from rlmchat.learning.pairs import Pair, distinct, of_answer, of_correction

RECORD = Correction(
    CorrectionId("1"),
    datetime(2026, 1, 1, tzinfo=UTC),
    "Sydney",
    "Canberra",
    query="capital?",
    context=("It is Sydney.",),
)


def test_the_answer_that_was_corrected_makes_both_sides() -> None:
    pair = of_correction(RECORD, "Sydney. Yes, Sydney!")
    assert pair == Pair("capital?", "Canberra. Yes, Canberra!", "Sydney. Yes, Sydney!")


def test_without_the_answer_its_sentence_and_without_that_the_spans() -> None:
    assert of_correction(RECORD) == Pair("capital?", "It is Canberra.", "It is Sydney.")
    assert of_correction(RECORD, "Something else was said.") == Pair("capital?", "It is Canberra.", "It is Sydney.")
    assert of_correction(replace(RECORD, context=())) == Pair("capital?", "Canberra", "Sydney")


@pytest.mark.parametrize(
    "change",
    [
        {"original_output": ""},
        {"query": " "},
        {"status": Status.MUTED},
        {"status": Status.TENTATIVE},
        {"corrected_output": "Sydney"},
    ],
)
def test_what_prefers_nothing_makes_no_pair(change: dict[str, object]) -> None:
    assert of_correction(replace(RECORD, **change)) is None


def test_answers_that_were_changed() -> None:
    assert of_answer("q", "draft", "text") == Pair("q", "text", "draft")
    assert of_answer("q", None, "text") is None
    assert of_answer("q", "same", "same") is None
    assert of_answer("", "draft", "text") is None


def test_each_pair_once_and_its_two_forms() -> None:
    pair = Pair("q", "good", "bad")
    assert list(distinct([pair, None, Pair("q", "good", "bad")])) == [pair]
    assert pair.texts() == {"prompt": "q", "chosen": "good", "rejected": "bad"}
    assert pair.messages()["rejected"] == [{"role": "assistant", "content": "bad"}]
