"""`rlmchat metrics`: right over several runs, in the format of Prometheus, on this machine only."""

from __future__ import annotations

import re
import signal
import socket
import urllib.request
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.cli.commands import Commands, process


def read(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    """Every sample by its name and the values of its labels."""
    return {
        (sample.name, tuple(value for _, value in sorted(sample.labels.items(), reverse=True))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_an_empty_home_has_every_name_at_zero(rlmchat: Commands) -> None:
    found = read(rlmchat.ok("metrics").out)
    for name, labels in (
        ("rlm_corrections_detected_total", ("factual",)),
        ("rlm_corrections_applied_total", ()),
        ("rlm_corrections_saved_total", ("explicit",)),
        ("rlm_lessons_total", ("held",)),
        ("rlm_model_calls_total", ("answer",)),
        ("rlm_correction_relevance_bucket", ("0.1",)),
        ("rlm_correction_relevance_bucket", ("1.0",)),
        ("rlm_correction_relevance_count", ()),
        ("rlm_turns_total", ()),
        ("rlm_repeat_corrections_total", ()),
        ("rlm_corrections", ("active",)),
    ):
        assert found[name, labels] == 0


def test_counts_add_up_over_runs_of_the_program(rlmchat: Commands) -> None:
    chat = rlmchat.ok("ask", "What is the capital of Australia?", "-m", "demo/demo", "--json").data["chat"]
    rlmchat.ok("ask", "No, it's Canberra, not Sydney.", "-m", "demo/demo", "--json", "--chat", chat)
    rlmchat.ok("ask", "Which Australian city is the seat of government?", "-m", "demo/demo", "--json")
    rlmchat.add("pnpm", "npm", "How do I add a package?", "--source", "flag")
    found = read(rlmchat.ok("metrics").out)
    assert found["rlm_turns_total", ()] == 3
    assert found["rlm_corrections_detected_total", ("factual",)] == 1
    assert found["rlm_corrections_saved_total", ("correction",)] == 1
    assert found["rlm_corrections_saved_total", ("flag",)] == 1
    assert found["rlm_model_calls_total", ("answer",)] == 3
    assert found["rlm_turn_seconds_count", ("total",)] == 3
    assert found["rlm_turn_seconds_bucket", ("total", "+Inf")] == 3
    assert found["rlm_correction_relevance_count", ()] >= 1
    assert found["rlm_corrections", ("active",)] == 2
    assert found["rlm_lessons_total", ("held",)] + found["rlm_lessons_total", ("forced",)] == 1


def test_buckets_only_rise(rlmchat: Commands) -> None:
    rlmchat.ok("ask", "hello", "-m", "demo/demo")
    found = read(rlmchat.ok("metrics").out)
    counts = [v for (name, labels), v in found.items() if name == "rlm_turn_seconds_bucket" and labels[0] == "total"]
    assert counts == sorted(counts)
    assert counts[-1] == 1


def test_served_on_the_loopback_address_until_ctrl_c(home: Path) -> None:
    with process(home, "metrics", "--serve", "0") as running:
        assert running.stdout is not None
        address = re.match(r"http://127\.0\.0\.1:(\d+)/metrics", running.stdout.readline().decode())
        assert address is not None
        for _ in range(2):
            with urllib.request.urlopen(address[0]) as answer:
                assert read(answer.read().decode())["rlm_turns_total", ()] == 0
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=30)
        assert (running.returncode, err) == (130, b"")


def test_a_port_that_is_taken_or_none_is_said_in_a_sentence(rlmchat: Commands) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = rlmchat("metrics", "--serve", str(taken.getsockname()[1]))
    assert result.code == 2
    assert "cannot be used" in result.err
    assert rlmchat("metrics", "--serve", "70000").code == 2
    assert rlmchat("metrics", "--serve", "x").code == 2
