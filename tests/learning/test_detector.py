"""People correct an answer in plain words and in their own language, and ordinary talk is let pass."""

import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rlmchat.errors import LearningError
from rlmchat.learning.classifier import Classifier, feature_names, inputs_of
from rlmchat.learning.correction import Category
from rlmchat.learning.detector import ANSWER_READ, MESSAGE_READ, Detector
from rlmchat.learning.reading import AnswerReading, MessageReading
from tests.learning.corrections_in_languages import CORRECTIONS, ORDINARY

CAPITAL = "The capital of Australia is Sydney."


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load()


def test_a_wrong_capital_is_corrected(detector: Detector) -> None:
    found = detector.detect("No, it's Canberra, not Sydney.", CAPITAL)
    assert found.is_correction
    assert found.confidence > 0.7
    assert (found.original, found.corrected) == ("Sydney", "Canberra")
    assert found.category is Category.FACTUAL
    assert found.aligned
    assert not found.explicit


def test_a_date_format_is_a_standing_rule_of_style(detector: Detector) -> None:
    found = detector.detect("no, write dates as 2026-11-20", "The federation was proclaimed on January 1, 1901.")
    assert found.confidence > 0.7
    assert found.category is Category.STYLE
    assert found.explicit
    assert "2026-11-20" in (found.corrected or "")


@pytest.mark.parametrize(
    "rule",
    [
        "please always write dates as 2026-11-20",
        "From now on, use metric units.",
        "Always answer in one sentence.",
        "never use emojis",
        "in future, keep it short",
    ],
)
@pytest.mark.parametrize("answer", [CAPITAL, "Hello! I did not understand that.\n\nTry:\n\n- Describe a sunset.\n"])
def test_a_rule_is_a_rule_whatever_was_said_before(detector: Detector, rule: str, answer: str) -> None:
    found = detector.detect(rule, answer)
    assert found.explicit
    assert found.confidence > 0.7


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("Actually, it's Canberra.", CAPITAL),
        ("that's wrong", CAPITAL),
        ("always use tabs", "```python\ndef f():\n    return 1\n```"),
        ("from now on answer in German", "The sky is blue because of Rayleigh scattering."),
        ("use pnpm not npm", "Run `npm install` and then `npm start`."),
        ("get not post", "```python\nimport requests\nr = requests.post(url)\n```"),
    ],
)
def test_plain_corrections_are_saved_at_once(detector: Detector, message: str, answer: str) -> None:
    assert detector.detect(message, answer).confidence > 0.7


@pytest.mark.parametrize(
    "message",
    [
        "thanks!",
        "what about Austria?",
        "Which Australian city is the seat of government?",
        "continue",
        "ok",
        "Great, and how many people live there?",
    ],
)
def test_ordinary_talk_is_let_pass(detector: Detector, message: str) -> None:
    found = detector.detect(message, CAPITAL)
    assert found.confidence < 0.4
    assert not found.is_correction
    assert found.original is None


def test_an_answer_to_the_assistants_question_is_none(detector: Detector) -> None:
    assert not detector.detect("no, only english", "Shall I write it in English or Dutch?").is_correction
    assert not detector.detect("Texas not France", "Do you mean Paris in France or Paris in Texas?").is_correction


@pytest.mark.parametrize("language", sorted(CORRECTIONS))
def test_obvious_corrections_are_found_in_other_languages(detector: Detector, language: str) -> None:
    found = [detector.detect(message, answer).is_correction for answer, message in CORRECTIONS[language]]
    assert sum(found) >= 0.7 * len(found)


@pytest.mark.parametrize("language", sorted(ORDINARY))
def test_ordinary_talk_passes_in_other_languages(detector: Detector, language: str) -> None:
    found = [detector.detect(message, answer).is_correction for answer, message in ORDINARY[language]]
    assert sum(found) <= 1


def test_without_an_answer_there_is_nothing_to_correct(detector: Detector) -> None:
    assert detector.detect("No, it's Canberra", "").confidence == 0
    assert detector.detect("", CAPITAL).confidence == 0
    assert detector.detect(" \n", CAPITAL).corrected is None


def test_classic_cues_are_named_to_who_asks_why(detector: Detector) -> None:
    assert "thats-wrong" in detector.detect("that's wrong, it's Canberra", CAPITAL).cues


pieces = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "no, ",
            "not ",
            "instead of ",
            "```",
            "'",
            '"',
            "`",
            "->",
            "Error: ",
            "\0",
            "\ud800",
            "不是",
            "[bold]",
            "1.1",
            "s/a/b/",
            "\n",
        ]
    ),
)
texts = st.builds(lambda parts, times: "".join(parts) * times, st.lists(pieces, max_size=8), st.integers(1, 40))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=texts, answer=texts)
def test_any_text_gets_an_answer(detector: Detector, message: str, answer: str) -> None:
    found = detector.detect(message, answer)
    assert 0 <= found.confidence <= 1
    assert found.is_correction == (found.confidence > 0.5)
    assert found.category in set(Category)


@pytest.mark.parametrize(
    "piece", ["a ", "'a ", "1.", "not x, ", "instead of x ", "(", "```\n", "不是", 'File "', "\0", "<b>"]
)
def test_a_megabyte_is_read_no_further_than_its_bounds(detector: Detector, piece: str) -> None:
    """Twice the text is the same work: what lies beyond the bounds changes nothing."""
    once = piece * (1_000_000 // len(piece))
    assert detector.detect(once, CAPITAL) == detector.detect(once[:MESSAGE_READ] + once, CAPITAL)
    assert detector.detect("no, it's 7", once) == detector.detect("no, it's 7", once[:ANSWER_READ] + once)


def test_more_words_than_are_read_make_no_more_numbers() -> None:
    short, long = (inputs_of(MessageReading("word " * n), AnswerReading("answer " * n)) for n in (10_000, 20_000))
    assert len(short.gram) == len(long.gram)
    assert len(short.dense) == len(long.dense) == len(feature_names())


def test_weights_say_what_they_were_trained_on() -> None:
    about = Classifier.packaged().about
    assert about["examples"] > 2_000
    assert all(len(digest) == 64 for digest in about["trained_on"].values())


def test_weights_that_must_be_unpickled_are_refused(tmp_path) -> None:
    path = tmp_path / "bad.npz"
    np.savez(path, about=np.array([{"format": 1}], dtype=object))
    with pytest.raises(LearningError):
        Classifier.read(path.read_bytes())


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a zip"])
def test_broken_weights_are_refused(data: bytes) -> None:
    with pytest.raises(LearningError):
        Classifier.read(data)


def test_weights_of_another_version_are_refused(tmp_path) -> None:
    path = tmp_path / "old.npz"
    np.savez(path, about=np.frombuffer(json.dumps({"format": 0, "features": []}).encode(), np.uint8))
    with pytest.raises(LearningError, match="another version"):
        Classifier.read(path.read_bytes())


def test_detection_needs_no_library_of_learning() -> None:
    code = (
        "import sys; from rlmchat.learning.detector import Detector; Detector.load().detect('no', 'yes');"
        "print(sorted({m.partition('.')[0] for m in sys.modules} & {'sklearn', 'scipy', 'torch', 'wordllama', 'textual'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
