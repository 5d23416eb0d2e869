"""The classic cues keep their names, and rules for the future are told from remarks on one answer."""

import pytest

from rlmchat.learning.cues import classic_cues, states_rule
from rlmchat.learning.languages import Language
from rlmchat.learning.reading import MessageReading
from tests.learning.standing_cases import REMARKS, RULES


@pytest.mark.parametrize(
    ("message", "name", "confidence"),
    [
        ("Actually, it's ten.", "actually", 0.8),
        ("No, that should be ten", "no-should", 0.85),
        ("that's incorrect", "thats-wrong", 0.9),
        ("Instead, take the train", "instead", 0.7),
        ("please use tabs", "please-use", 0.75),
        ("the correct answer is ten", "the-correct", 0.85),
        ("fix: it crashes", "fix", 0.9),
    ],
)
def test_classic_cues(message: str, name: str, confidence: float) -> None:
    found = {cue.name: cue.confidence for cue in classic_cues(message)}
    assert found[name] == confidence


@pytest.mark.parametrize(
    "message",
    [
        "always use tabs",
        "From now on answer in German",
        "never start with 'Sure'",
        "I prefer window seats",
        "stop using bullet points",
        "British spelling please, in all texts for this client",
        "grams, every time you give me a recipe",
        "write dates as 2026-11-20",
        "No alcohol in my recipes please",
        "Plain 'use' does it, here and in anything else you write for us",
    ],
)
def test_rules_for_the_future_are_explicit(message: str) -> None:
    assert states_rule(message)


@pytest.mark.parametrize(
    ("message"),
    [
        "No, it's Canberra, not Sydney.",
        "make it shorter",
        "I counted twice, 1150 each time",
        "Kafka...",
        "she hates getting parcels",
        "this crashes with an empty list",
    ],
)
def test_remarks_on_one_answer_are_not(message: str) -> None:
    assert not states_rule(message)


@pytest.mark.parametrize(
    "message",
    ["ab jetzt bitte auf Deutsch", "désormais réponds en français", "a partir de ahora usa kilómetros", "以后请用公里"],
)
def test_rules_are_known_in_other_languages(message: str) -> None:
    assert states_rule(message, foreign=True)


def as_detected(message: str) -> bool:
    return states_rule(message, foreign=MessageReading(message).language is not Language.ENGLISH)


@pytest.mark.parametrize("half", [slice(0, None, 2), slice(1, None, 2)], ids=["patterns made on", "kept unseen"])
def test_rules_are_told_from_remarks_with_the_same_words(half: slice) -> None:
    found = sum(map(as_detected, RULES[half]))
    wrong = sum(map(as_detected, REMARKS[half]))
    assert 2 * found / (found + wrong + len(RULES[half])) >= 0.9


@pytest.mark.parametrize(
    "message", ["it always crashes", "I never said that", "as always, no imports", "you never listen", "\n" * 5000]
)
def test_what_always_happens_is_no_rule(message: str) -> None:
    assert not as_detected(message)
