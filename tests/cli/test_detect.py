from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.commands import Commands, process

SYDNEY = {"previous_output": "The capital of Australia is Sydney.", "message": "No, it's Canberra, not Sydney."}
SHAPE = {
    "is_correction": bool,
    "confidence": float,
    "category": str,
    "original": str,
    "corrected": str,
    "explanation": str,
    "explicit": bool,
    "cues": list,
}


def test_one_judgement_a_line_in_the_promised_shape(rlmchat: Commands) -> None:
    thanks = {"previous_output": "The capital of Australia is Canberra.", "message": "Thanks a lot!"}
    result = rlmchat.ok("detect", "--json", stdin=f"{json.dumps(SYDNEY)}\n\n{json.dumps(thanks)}\n")
    found, none = result.lines
    assert {key: type(found[key]) for key in SHAPE} == SHAPE
    assert found["is_correction"]
    assert found["confidence"] > 0.5
    assert (found["original"], found["corrected"]) == ("Sydney", "Canberra")
    assert not none["is_correction"]


def test_the_last_line_needs_no_line_end(rlmchat: Commands) -> None:
    assert len(rlmchat.ok("detect", stdin=json.dumps(SYDNEY)).lines) == 1


def test_nothing_in_gives_nothing_out(rlmchat: Commands) -> None:
    assert rlmchat.ok("detect", "--json", stdin="").out == ""


def test_previous_query_may_be_given(rlmchat: Commands) -> None:
    line = json.dumps({**SYDNEY, "previous_query": "What is the capital of Australia?"})
    assert rlmchat.ok("detect", "--json", stdin=line).data["is_correction"]


@pytest.mark.parametrize(
    "bad",
    [
        b"no json",
        b"[1, 2]",
        b'{"message": "no"}',
        b'{"previous_output": "x", "message": 3}',
        b'{"previous_output": "x", "message": null}',
        b"\xff\xfe\xfa",
        b"[" * 100_000,
        b'{"previous_output": "x", "message": "y", "previous_query": []}',
    ],
)
def test_a_bad_line_is_named_and_the_others_are_judged(rlmchat: Commands, bad: bytes) -> None:
    good = json.dumps(SYDNEY).encode()
    result = rlmchat("detect", "--json", stdin=good + b"\n" + bad + b"\n" + good)
    assert result.code == 1
    assert result.err.startswith("rlmchat: line 2: ")
    assert result.err.count("\n") == 1
    first, wrong, last = result.lines
    assert first["is_correction"]
    assert last["is_correction"]
    assert wrong["line"] == 2
    assert wrong["error"]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(message=st.text(max_size=200), previous=st.text(max_size=200))
def test_any_text_gets_an_answer(rlmchat: Commands, message: str, previous: str) -> None:
    result = rlmchat.ok("detect", "--json", stdin=json.dumps({"previous_output": previous, "message": message}))
    assert 0 <= result.data["confidence"] <= 1


def test_halves_of_characters_do_no_harm(rlmchat: Commands) -> None:
    line = '{"previous_output": "the capital is \\ud800 Sydney", "message": "no, \\udfff Canberra"}'
    assert "confidence" in rlmchat.ok("detect", "--json", stdin=line).data


def test_each_line_is_answered_at_once(tmp_path: Path) -> None:
    running = process(tmp_path, "detect", "--json")
    assert running.stdin is not None
    assert running.stdout is not None
    for _ in range(3):
        running.stdin.write(json.dumps(SYDNEY).encode() + b"\n")
        running.stdin.flush()
        # Blocks for good if the answer waits for more.
        assert json.loads(running.stdout.readline())["is_correction"]
    running.stdin.close()
    assert running.wait() == 0


def test_a_person_at_a_terminal_gets_words(rlmchat: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    out = rlmchat.ok("detect", stdin=json.dumps(SYDNEY)).out
    assert out.startswith("yes")
    assert "Sydney → Canberra" in out
