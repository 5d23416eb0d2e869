"""The main promises, told from the person's chair: real program, real terminal, real socket, real stores."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.loopback import LoopbackServer, Rule
from tests.terminal import ENTER, ESC, F, Terminal, ctrl, rlmchat

CAPITAL = r"capital|seat of government"
LEARNS = [
    Rule(CAPITAL, "The seat of government is Canberra.", whole="Canberra"),
    Rule(CAPITAL, "The capital of Australia is Sydney."),
    Rule(r"not Sydney", "Thank you, I will keep that in mind."),
    Rule(r"bread", "Mix flour, water, salt and yeast."),
]
STUBBORN = [
    Rule(CAPITAL, "The capital of Australia is Sydney."),
    Rule(r"not Sydney", "Thank you, I will keep that in mind."),
]


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    with LoopbackServer(rules=LEARNS) as running:
        yield running


def start(home: Path, server: LoopbackServer, *more: str) -> Terminal:
    env = {"OPENAI_API_KEY": "sk-test", "OPENAI_API_BASE": server.base_url}
    return rlmchat(home, "--model", "openai/test-model", *more, env=env)


def ask(terminal: Terminal, text: str, answer: str) -> None:
    terminal.type(text)
    terminal.wait_for(text[-12:].replace("?", r"\?").replace(".", r"\."))
    terminal.type(ENTER)
    terminal.wait_for(answer)
    terminal.wait_for("saved")


def corrections(home: Path, *args: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "rlmchat", "--home", str(home), "corrections", "list", "--json", *args],
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_correction_holds_in_a_later_chat_and_only_where_it_matters(home: Path, server: LoopbackServer) -> None:
    with start(home, server) as terminal:
        terminal.wait_for("Message")
        ask(terminal, "What is the capital of Australia?", "is Sydney")
        ask(terminal, "No, it's Canberra, not Sydney.", "keep that in mind")
        terminal.wait_for("learned: Sydney → Canberra")
        terminal.type(ctrl("q"))
        assert terminal.wait_end() == 0
    (record,) = corrections(home)
    assert (record["original"], record["corrected"]) == ("Sydney", "Canberra")

    with start(home, server) as terminal:
        terminal.wait_for("Message")
        before = len(server.requests)
        ask(terminal, "Which Australian city is the seat of government?", "seat of government is Canberra")
        assert "Canberra" in server.requests[before].system
        terminal.type(ctrl("n"))
        terminal.wait_gone("seat of government is Canberra")
        ask(terminal, "How do I bake bread?", "Mix flour")
        assert "Canberra" not in server.requests[-1].system


def test_a_stubborn_model_is_overruled_and_one_key_puts_its_words_back(home: Path, server: LoopbackServer) -> None:
    server.rules[:] = STUBBORN
    with start(home, server) as terminal:
        terminal.wait_for("Message")
        ask(terminal, "What is the capital of Australia?", "is Sydney")
        ask(terminal, "No, it's Canberra, not Sydney.", "keep that in mind")
        terminal.type(ctrl("n"))
        terminal.wait_gone("keep that in mind")
        ask(terminal, "Which Australian city is the seat of government?", "capital of Australia is Canberra")
        terminal.wait_for("Sydney → Canberra")
        terminal.type(ESC)  # to the transcript, where the keys of the answer are
        terminal.wait_for("y copy")
        terminal.type("d")
        terminal.wait_for("z +put the original back")
        terminal.type("z")
        terminal.wait_for("capital of Australia is Sydney")


def test_why_is_answered_in_the_next_run(home: Path, server: LoopbackServer) -> None:
    with start(home, server) as terminal:
        terminal.wait_for("Message")
        ask(terminal, "What is the capital of Australia?", "is Sydney")
        ask(terminal, "No, it's Canberra, not Sydney.", "keep that in mind")
        terminal.type(ctrl("n"))
        terminal.wait_gone("keep that in mind")
        ask(terminal, "Which Australian city is the seat of government?", "seat of government is Canberra")
        terminal.type(ctrl("q"))
        assert terminal.wait_end() == 0
    with start(home, server, "--continue") as terminal:
        terminal.wait_for("held to 1 correction: Sydney → Canberra")
        terminal.type("/why")
        terminal.wait_for("/why +Why the last answer")
        terminal.type(ENTER)
        terminal.wait_for("Why these corrections.*“Which Australian city is the seat of government.*used 1")
        terminal.wait_for("◇ Sydney → Canberra.*found by .*situation")
        terminal.type(ESC)
        terminal.wait_gone("Why these corrections")
        terminal.type(ctrl("b"))
        terminal.wait_for("answer 1")


def test_the_demo_shows_the_whole_loop_without_a_key(home: Path) -> None:
    with rlmchat(home, "--model", "demo/demo") as terminal:
        terminal.wait_for("Message")
        terminal.wait_for("demo")
        ask(terminal, "What is the capital of Australia?", "Sydney")
        ask(terminal, "No, it's Canberra, not Sydney.", "learned: Sydney → Canberra")
        terminal.type(ctrl("n"))
        terminal.wait_gone("learned")
        ask(terminal, "Which Australian city is the seat of government?", "Canberra")


def test_killed_at_once_everything_that_was_shown_as_saved_is_there(home: Path, server: LoopbackServer) -> None:
    with start(home, server) as terminal:
        terminal.wait_for("Message")
        ask(terminal, "What is the capital of Australia?", "is Sydney")
        terminal.type("No, it's Canberra, not Sydney." + ENTER)
        terminal.wait_for("learned: Sydney → Canberra")
        terminal.kill(signal.SIGKILL)
    assert [record["corrected"] for record in corrections(home)] == ["Canberra"]
    with start(home, server) as terminal:
        terminal.wait_for("Message")
    with start(home, server, "--continue") as terminal:
        terminal.wait_for("is Sydney")
        terminal.wait_for("it's Canberra, not Sydney")


def test_a_dead_server_costs_a_sentence_and_no_text(home: Path) -> None:
    env = {"OPENAI_API_KEY": "sk-test", "OPENAI_API_BASE": "http://127.0.0.1:9/v1"}
    with rlmchat(home, "--model", "openai/test-model", env=env, cols=80, rows=24) as terminal:
        terminal.wait_for("Message")
        terminal.type("Are you there?" + ENTER)
        terminal.wait_for("127.0.0.1:9")
        # In the transcript, and ready to be sent again.
        terminal.wait_for(r"Are you there\?.*r retry.*▌ Are you there\?")
        assert "Traceback" not in terminal.text


def test_a_broken_config_is_named_and_the_chat_starts_all_the_same(home: Path) -> None:
    (home / "config").mkdir(parents=True)
    (home / "config" / "config.toml").write_text('[learning]\nsave_threshold = "high"\n')
    with rlmchat(home, "--model", "demo/demo") as terminal:
        terminal.wait_for("Message")
        terminal.wait_for("config.toml")
        terminal.wait_for("save_threshold")
        assert "Traceback" not in terminal.text


def test_signs_meet_in_the_inbox_and_an_edited_answer_is_learned(home: Path, server: LoopbackServer) -> None:
    env = {"OPENAI_API_KEY": "sk-test", "OPENAI_API_BASE": server.base_url, "EDITOR": "sed -i s/Sydney/Canberra/"}
    with rlmchat(home, "--model", "openai/test-model", env={**env, "VISUAL": ""}) as terminal:
        terminal.wait_for("Message")
        ask(terminal, "What is the capital of Australia?", "is Sydney")
        terminal.type(ESC)
        terminal.wait_for("r again")
        terminal.type("r")
        # The prompt has the focus again, and the second answer is there.
        terminal.wait_for("ctrl\\+x wrong")
        terminal.wait_for("is Sydney.*saved")
        terminal.wait_gone("waiting for|answering")
        ask(terminal, "Which city is the capital of Australia, please?", "learn this.*regenerated, rephrased")
        terminal.wait_for("inbox 1")
        terminal.wait_gone("waiting for|answering")
        terminal.type("n")
        terminal.wait_for("not learned")
        terminal.wait_gone("inbox 1")
        terminal.type(ESC)
        terminal.wait_for("e edit")
        terminal.type("e")
        terminal.wait_for("Edit the answer")
        terminal.type(ctrl("o"))
        terminal.wait_for("learns +Sydney → Canberra")
        terminal.type(ctrl("s"))
        terminal.wait_for("edited by you.*learned: Sydney → Canberra")
        terminal.type(ctrl("q"))
        assert terminal.wait_end() == 0
    edited, refused = corrections(home, "--all")
    assert (edited["source"], edited["status"], edited["original"]) == ("edit", "active", "Sydney")
    assert (refused["source"], refused["status"]) == ("inferred", "deleted")
    with start(home, server) as terminal:
        terminal.wait_for("Message")
        ask(terminal, "Which Australian city is the seat of government?", "seat of government is Canberra")


def test_whether_it_helps_and_who_the_person_is_are_a_key_away(home: Path, server: LoopbackServer) -> None:
    with start(home, server) as terminal:
        terminal.wait_for("Message")
        ask(terminal, "What is the capital of Australia?", "is Sydney")
        ask(terminal, "No, it's Canberra, not Sydney.", "keep that in mind")
        terminal.type("/remember dates as YYYY-MM-DD" + ENTER)
        terminal.wait_for("learned: dates as YYYY-MM-DD")
        terminal.type(F[4])
        terminal.wait_for("Repeat corrections per 100 turns")
        terminal.wait_for(r"factual +▇+ 1")
        terminal.type(ESC)
        terminal.wait_gone("Repeat corrections per 100 turns")
        terminal.type("\x1b[15~")
        terminal.wait_for(r"dates as YYYY-MM-DD +sure")
        terminal.resize(80, 24)
        terminal.wait_for(r"enter edit")
        terminal.type(ESC)
        terminal.wait_for("Message")
        terminal.type(ctrl("q"))
        assert terminal.wait_end() == 0
    done = subprocess.run(
        [sys.executable, "-m", "rlmchat", "--home", str(home), "metrics"], capture_output=True, text=True, check=True
    )
    assert 'rlm_corrections_detected_total{category="factual"} 1.0' in done.stdout
    assert "rlm_turns_total 2.0" in done.stdout
