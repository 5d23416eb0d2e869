"""Whether wrong words that stand again are the old mistake: the weights, and what must hold whatever they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.errors import LearningError
from rlmchat.learning import bearing as judgement
from rlmchat.learning.bearing import bearing, packaged, says_the_same, weighed
from rlmchat.learning.bearing_signs import Place, signs
from rlmchat.learning.repair import bears, repaired
from tests.learning.cases import correction

CANBERRA = correction("Sydney", "Canberra", "What is the capital of Australia?", said="No, it's Canberra, not Sydney.")
CLOSING = correction("18:00", "19:00", "when does our shop close on weekdays", "domain", "at 19:00, not 18:00")

texts = st.text(max_size=120)


def test_every_weight_is_of_a_sign_that_there_is() -> None:
    every = signs(CANBERRA, Place("", "", ""))
    known = set(weighed(dict.fromkeys(every, 1.0)))
    assert set(packaged().of) <= known


@given(texts, texts, texts)
def test_any_texts_have_a_probability_and_signs_of_bounded_size(query: str, sentence: str, wrong: str) -> None:
    for record in (CANBERRA, correction(wrong, sentence, query, category="logic", standing=True)):
        place = Place(query, sentence, wrong)
        assert all(-4 <= value <= 4 for value in signs(record, place).values())
        assert 0 <= bearing(record, place) <= 1


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("text for the shop door, weekday hours", "On weekdays the shop closes at 18:00.", True),
        ("when does our shop close on weekdays", "At 18:00.", True),
        ("when does the museum café close", "The museum café closes at 18:00.", False),
        ("when does the shop close", "At seven.", None),
    ],
)
def test_the_same_hour_of_another_house_is_no_mistake(query: str, text: str, expected: bool | None) -> None:
    assert bears(text, CLOSING, query) is expected
    assert (repaired(text, CLOSING, query) != text) is bool(expected)


def test_a_sentence_that_has_all_of_the_question_is_the_same_mistake() -> None:
    place = Place("Where can I read about it?", "The capital of Australia is Sydney.", "Sydney")
    assert says_the_same(signs(CANBERRA, place))
    assert bearing(CANBERRA, place) == 1.0


@pytest.mark.parametrize(
    ("query", "text", "once", "always"),
    [
        ("mail to the landlord about the heating", "Best, Mara", False, True),
        ("which of the pears is best", "Best, in my view, is the red one.", False, False),
    ],
)
def test_a_rule_for_always_holds_where_a_correction_of_one_answer_does_not(
    query: str, text: str, once: bool, always: bool
) -> None:
    for standing, expected in ((False, once), (True, always)):
        record = correction("Best,", "Kind regards,", "mail to a client", "style", standing=standing)
        assert bears(text, record, query) is expected


@pytest.mark.parametrize("broken", ["", "{}", '{"format": 0, "bias": 0, "weights": {}}', "[]"])
def test_weights_that_cannot_be_used_are_refused(broken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "bearing.json").write_text(broken)
    monkeypatch.setattr(judgement, "files", lambda _: tmp_path)
    with pytest.raises(LearningError, match=r"version|missing"):
        packaged()
    monkeypatch.setattr(judgement, "_usable", judgement._usable.__wrapped__)
    assert bearing(CLOSING, Place("when does the café close", "It closes at 18:00.", "18:00")) == 0.0
    assert bearing(CANBERRA, Place("", "The capital of Australia is Sydney.", "Sydney")) == 1.0


def test_the_weights_tell_what_they_were_learned_from() -> None:
    stored = json.loads((Path(judgement.__file__).parent / "weights" / "bearing.json").read_text())
    assert stored["examples"] > 1000
    assert len(stored["sha256"]) == 64
