from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from rlmchat.errors import LearningError
from rlmchat.learning.detector import Detector
from tests.cli.commands import Commands, process
from tests.loopback import Cut, Fail, Hold, LoopbackServer, Rule

CAPITAL = "What is the capital of Australia?"
OTHERWISE = "Tell me, which city is the capital of Australia?"
SHAPE = {"chat", "answer", "draft", "model", "detection", "saved", "lessons", "applied", "ms"}


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    """Says Sydney unless its system message knows better."""
    rules = [
        Rule("capital|Australian", "The capital is Canberra.", whole="Canberra"),
        Rule("capital|Australian", "The capital is Sydney."),
        Rule("No, it's", "Thank you."),
    ]
    with LoopbackServer(rules=rules) as running:
        yield running


def use(rlmchat: Commands, server: LoopbackServer, more: str = "") -> None:
    rlmchat.config(
        f'[model]\nname = "openai/test-model"\nretries = 0\n[providers.openai]\napi_base = "{server.base_url}"\n{more}'
    )


def test_the_answer_goes_to_standard_output(rlmchat: Commands, server: LoopbackServer) -> None:
    use(rlmchat, server)
    assert rlmchat.ok("ask", *CAPITAL.split()).out == "The capital is Sydney.\n"
    assert server.requests[0].last == CAPITAL
    assert server.requests[0].body["model"] == "test-model"


def test_json_has_the_promised_shape(rlmchat: Commands, server: LoopbackServer) -> None:
    use(rlmchat, server)
    told = rlmchat.ok("ask", CAPITAL, "--json").data
    assert set(told) >= SHAPE
    assert told["answer"] == told["draft"] == "The capital is Sydney."
    assert told["model"] == "openai/test-model"
    assert (told["detection"], told["saved"], told["lessons"], told["applied"]) == (None, [], [], [])
    assert told["ms"]["total"] > 0
    assert told["status"] == "complete"
    chat = rlmchat.ok("chats", "show", told["chat"], "--json").data
    assert [m["text"] for m in chat["messages"]] == [CAPITAL, "The capital is Sydney."]


def test_a_correction_is_learned_and_holds_in_a_later_chat(rlmchat: Commands, server: LoopbackServer) -> None:
    use(rlmchat, server)
    first = rlmchat.ok("ask", CAPITAL, "--json").data
    corrected = rlmchat.ok("ask", "No, it's Canberra, not Sydney.", "--chat", first["chat"], "--json").data
    assert corrected["chat"] == first["chat"]
    assert corrected["detection"]["is_correction"]
    (saved,) = corrected["saved"]
    record = rlmchat.ok("corrections", "list", "--json").data
    assert (record["id"], record["original"], record["corrected"]) == (saved, "Sydney", "Canberra")

    later = rlmchat.ok("ask", OTHERWISE, "--json").data
    assert later["chat"] != first["chat"]
    assert later["lessons"] == [saved]
    assert "Canberra" in server.requests[-1].system
    assert later["answer"] == "The capital is Canberra."
    rlmchat.ok("ask", "How long do I boil an egg?")
    assert "Canberra" not in server.requests[-1].system


def test_a_stubborn_model_is_corrected_before_anything_is_printed(rlmchat: Commands) -> None:
    one = rlmchat.add("Canberra", "Sydney", CAPITAL)
    with LoopbackServer(rules=[Rule(".", "The capital is Sydney.")]) as stubborn:
        use(rlmchat, stubborn)
        assert rlmchat.ok("ask", OTHERWISE).out == "The capital is Canberra.\n"
        told = rlmchat.ok("ask", OTHERWISE, "--json").data
        assert (told["draft"], told["answer"]) == ("The capital is Sydney.", "The capital is Canberra.")
        assert told["lessons"] == told["applied"] == [one]
        assert rlmchat.ok("ask", OTHERWISE, "--mode", "off").out == "The capital is Sydney.\n"
        assert rlmchat.ok("ask", OTHERWISE, "--mode", "deterministic").out == "The capital is Canberra.\n"


def test_with_learning_off_nothing_is_sent_and_nothing_stored(rlmchat: Commands, server: LoopbackServer) -> None:
    rlmchat.add("Canberra", "Sydney", CAPITAL)
    use(rlmchat, server, "[learning]\nenabled = false\n")
    told = rlmchat.ok("ask", CAPITAL, "--json").data
    assert told["answer"] == "The capital is Sydney."
    assert "Canberra" not in server.requests[-1].system
    told = rlmchat.ok("ask", "No, it's Perth, not Sydney.", "--continue", "--json").data
    assert (told["detection"], told["saved"]) == (None, [])
    assert len(rlmchat.ok("corrections", "list", "--json", "--all").lines) == 1


def test_continue_goes_on_with_the_last_chat(rlmchat: Commands, server: LoopbackServer) -> None:
    use(rlmchat, server)
    first = rlmchat.ok("ask", "My name is Ada.", "--json").data
    second = rlmchat.ok("ask", "What is my name?", "--continue", "--json").data
    assert second["chat"] == first["chat"]
    assert "My name is Ada." in [m["content"] for m in server.requests[-1].body["messages"]]
    assert rlmchat.ok("ask", "x", "--chat", first["chat"][:13], "--json").data["chat"] == first["chat"]


def test_the_model_of_the_flag_is_asked(rlmchat: Commands, server: LoopbackServer) -> None:
    use(rlmchat, server)
    assert rlmchat.ok("ask", "-m", "openai/gpt-4o-mini", CAPITAL, "--json").data["model"] == "openai/gpt-4o-mini"
    rlmchat.ok("--model", "openai/other", "ask", CAPITAL)
    assert [r.body["model"] for r in server.requests] == ["gpt-4o-mini", "other"]


class TestInput:
    def test_standard_input_alone_is_the_question(self, rlmchat: Commands, server: LoopbackServer) -> None:
        use(rlmchat, server)
        rlmchat.ok("ask", stdin=f"{CAPITAL}\n")
        assert server.requests[0].last == CAPITAL

    def test_with_a_question_standard_input_goes_along_and_is_not_learned_from(
        self, rlmchat: Commands, server: LoopbackServer
    ) -> None:
        use(rlmchat, server)
        rlmchat.ok("ask", CAPITAL)
        rlmchat.ok("ask", "What does this file say?", "--continue", stdin="No, it's Perth, not Sydney.\n")
        assert server.requests[-1].last.startswith("What does this file say?")
        assert "No, it's Perth, not Sydney." in server.requests[-1].last
        assert rlmchat.ok("corrections", "list", "--json").lines == []

    @pytest.mark.parametrize("order", ["text first", "files first", "both flags"])
    def test_files_go_along(self, rlmchat: Commands, server: LoopbackServer, tmp_path: Path, order: str) -> None:
        use(rlmchat, server)
        one, two = tmp_path / "one.txt", tmp_path / "two.md"
        one.write_text("first file")
        two.write_text("second ``` file")
        argv = {
            "text first": ["Compare", "-f", str(one), str(two)],
            "files first": ["-f", str(one), str(two), "Compare"],
            "both flags": ["-f", str(one), "-f", str(two), "Compare"],
        }[order]
        rlmchat.ok("ask", *argv)
        last = server.requests[0].last
        assert last.startswith("Compare")
        assert "first file" in last
        assert "second ``` file" in last
        chat = rlmchat.ok("chats", "list", "--json").data
        message = rlmchat.ok("chats", "show", chat["id"], "--json").data["messages"][0]
        assert (message["text"], len(message["attachments"])) == ("Compare", 2)

    def test_a_picture_is_sent_as_one(self, rlmchat: Commands, server: LoopbackServer, tmp_path: Path) -> None:
        use(rlmchat, server)
        picture = tmp_path / "dot.png"
        picture.write_bytes(b"\x89PNG\r\n\x1a\n")
        rlmchat.ok("ask", "What is it?", "-f", str(picture))
        parts = server.requests[0].body["messages"][-1]["content"]
        assert [part["type"] for part in parts] == ["text", "image_url"]

    @pytest.mark.parametrize(
        ("name", "content", "code"), [("none.txt", None, 3), ("x.bin", b"\xff\x00", 2), ("big", b"x" * 2_000_001, 2)]
    )
    def test_files_that_cannot_be_sent(
        self, rlmchat: Commands, tmp_path: Path, name: str, content: bytes | None, code: int
    ) -> None:
        if content is not None:
            (tmp_path / name).write_bytes(content)
        result = rlmchat("ask", "Read it", "-f", str(tmp_path / name))
        assert result.code == code
        assert name in result.err

    @pytest.mark.parametrize("stdin", [None, "", "  \n"])
    def test_nothing_to_ask(self, rlmchat: Commands, stdin: str | None) -> None:
        result = rlmchat("ask", stdin=stdin)
        assert result.code == 2
        assert result.err.count("\n") == 1


class TestFailures:
    @pytest.mark.parametrize("step", [Fail(401), Fail(500), Fail(429, retry_after=0), Fail(404)])
    def test_a_model_that_fails_exits_with_4(self, rlmchat: Commands, server: LoopbackServer, step: Fail) -> None:
        use(rlmchat, server)
        server.script = [step]
        result = rlmchat("ask", CAPITAL)
        assert (result.code, result.out) == (4, "")
        assert result.err.count("\n") == 1
        assert "Traceback" not in result.err

    def test_a_server_that_is_down(self, rlmchat: Commands) -> None:
        with LoopbackServer() as server:
            use(rlmchat, server)
        result = rlmchat("ask", CAPITAL, "--json")
        assert result.code == 4
        assert result.data["error"]
        assert result.data["answer"] == ""
        assert result.err.count("\n") == 1

    def test_a_cut_answer_is_printed_as_far_as_it_came(self, rlmchat: Commands, server: LoopbackServer) -> None:
        use(rlmchat, server)
        server.script = [Cut("one two three four", after=2)]
        result = rlmchat("ask", CAPITAL)
        assert (result.code, result.out) == (4, "one two\n")
        chat = rlmchat.ok("chats", "list", "--json").data
        messages = rlmchat.ok("chats", "show", chat["id"], "--json").data["messages"]
        assert messages[-1]["status"] == "partial"

    def test_no_such_chat(self, rlmchat: Commands) -> None:
        result = rlmchat("ask", "hello", "--chat", "nope")
        assert result.code == 3
        assert "nope" in result.err

    def test_a_broken_config_is_named_and_nothing_is_sent(self, rlmchat: Commands, server: LoopbackServer) -> None:
        use(rlmchat, server, "[learning]\nlimit = true\n")
        result = rlmchat("ask", CAPITAL)
        assert result.code == 1
        assert "config.toml, line 7: `learning.limit`" in result.err
        assert result.err.count("\n") == 1
        assert server.requests == []

    def test_a_home_that_cannot_be_written_to_does_not_cost_the_answer(
        self, rlmchat: Commands, server: LoopbackServer
    ) -> None:
        use(rlmchat, server)
        (rlmchat.home / "data").write_text("a file where the folder should be")
        result = rlmchat("ask", CAPITAL)
        assert (result.code, result.out) == (0, "The capital is Sydney.\n")
        assert "Nothing of this session will be saved" in result.err


def test_text_comes_as_it_is_written(rlmchat: Commands, server: LoopbackServer) -> None:
    use(rlmchat, server)
    server.script = [Hold("one two three", after=2)]
    running = process(rlmchat.home, "ask", CAPITAL)
    assert running.stdin is not None
    assert running.stdout is not None
    running.stdin.close()
    # Blocks for good if the answer waits for its end.
    assert running.stdout.read(7) == b"one two"
    server.release()
    assert running.stdout.read() == b" three\n"
    assert running.wait() == 0


def test_ctrl_c_keeps_what_came(rlmchat: Commands, server: LoopbackServer) -> None:
    use(rlmchat, server)
    server.script = [Hold("one two three", after=2)]
    running = process(rlmchat.home, "ask", CAPITAL)
    assert running.stdin is not None
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdin.close()
    assert running.stdout.read(7) == b"one two"
    running.send_signal(signal.SIGINT)
    assert running.wait() == 130
    assert running.stderr.read() == b""
    chat = rlmchat.ok("chats", "list", "--json").data
    answer = rlmchat.ok("chats", "show", chat["id"], "--json").data["messages"][-1]
    assert (answer["text"], answer["status"]) == ("one two", "partial")


def test_a_reader_that_leaves_ends_it_quietly(rlmchat: Commands, server: LoopbackServer) -> None:
    use(rlmchat, server)
    server.script = [Hold("one two three", after=2)]
    running = process(rlmchat.home, "ask", CAPITAL)
    assert running.stdin is not None
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdin.close()
    assert running.stdout.read(7) == b"one two"
    running.stdout.close()
    server.release()
    assert running.wait() == 1
    assert running.stderr.read() == b""


def test_the_demo_answers_without_key_or_server(rlmchat: Commands) -> None:
    told = rlmchat.ok("ask", CAPITAL, "--json").data
    assert told["model"] == "demo/demo"
    assert "Sydney" in told["answer"]
    told = rlmchat("ask", "No, it's Canberra, not Sydney.", "--continue")
    (record,) = rlmchat.ok("corrections", "list", "--json").lines
    assert (told.code, told.err) == (
        0,
        f"✓ learned: Sydney → Canberra · undo with: rlmchat corrections undo {record['id']}\n",
    )
    assert "✓" not in told.out
    assert "Canberra" in rlmchat.ok("ask", OTHERWISE).out
    rlmchat.ok("corrections", "undo", record["id"])
    assert rlmchat.ok("corrections", "list", "--json").lines == []


def test_what_waits_for_a_yes_is_told_beside_the_answer(rlmchat: Commands, server: LoopbackServer) -> None:
    use(rlmchat, server, "[learning]\nsave_threshold = 0.999\n")
    rlmchat.ok("ask", CAPITAL)
    told = rlmchat("ask", "No, it's Canberra, not Sydney.", "--continue")
    (record,) = rlmchat.ok("corrections", "list", "--status", "inbox", "--json").lines
    assert told.code == 0
    assert told.err == (
        '? was that a correction: "Sydney → Canberra" · '
        f"waits in the inbox: rlmchat corrections accept {record['id']} (or reject)\n"
    )


def test_what_could_not_be_learned_is_told_in_one_sentence(
    rlmchat: Commands, server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise LearningError("The detector's weights cannot be read.", "Reinstall rlmchat.")

    use(rlmchat, server)
    rlmchat.ok("ask", CAPITAL)
    monkeypatch.setattr(Detector, "detect", broken)
    told = rlmchat("ask", "No, it's Canberra, not Sydney.", "--continue")
    assert (told.code, told.out) == (0, "Thank you.\n")
    assert told.err == "rlmchat: learning failed: The detector's weights cannot be read. Reinstall rlmchat.\n"
    told = rlmchat("ask", "No, it's Canberra, not Sydney.", "--continue", "--json")
    assert (told.err, told.data["problems"]) == (
        "",
        ["keep: The detector's weights cannot be read. Reinstall rlmchat."],
    )


def test_escape_sequences_are_shown_as_text_on_a_terminal(
    rlmchat: Commands, server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(rlmchat, server)
    server.rules = [Rule(".", "\x1b]0;owned\x07 red")]
    assert json.loads(json.dumps(rlmchat.ok("ask", "x").out)) == "\x1b]0;owned\x07 red\n"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert rlmchat.ok("ask", "x").out == "␛]0;owned␇ red\n"


def test_signs_that_meet_over_several_turns_wait_in_the_inbox(rlmchat: Commands, server: LoopbackServer) -> None:
    use(rlmchat, server)
    chat = rlmchat.ok("ask", CAPITAL, "--json").data["chat"]
    first = rlmchat.ok("ask", OTHERWISE, "--chat", chat, "--json").data
    assert first["inbox"] == []
    again = rlmchat.ok("ask", "Which city, please, is the capital of Australia?", "--chat", chat, "--json").data
    (record,) = rlmchat.ok("corrections", "list", "--status", "inbox", "--json").lines
    assert again["inbox"] == [record["id"]]
    assert (record["source"], record["query"]) == ("inferred", CAPITAL)
    shown = rlmchat.ok("corrections", "show", record["id"], "--json").data
    assert [sign["kind"] for sign in shown["signals"]] == ["rephrased", "rephrased"]
    assert "rephrased 2×" in rlmchat.ok("corrections", "show", record["id"]).out
    assert rlmchat.ok("corrections", "accept", record["id"], "--json").data["confidence"] == 0.9


def test_each_weak_sign_is_switched_off_by_its_setting(rlmchat: Commands, server: LoopbackServer) -> None:
    use(rlmchat, server)
    assert "signals.rephrased = false" in rlmchat.ok("config", "set", "signals.rephrased", "off").out
    chat = rlmchat.ok("ask", CAPITAL, "--json").data["chat"]
    rlmchat.ok("ask", OTHERWISE, "--chat", chat, "--json")
    rlmchat.ok("ask", "Which city, please, is the capital of Australia?", "--chat", chat, "--json")
    assert rlmchat.ok("corrections", "list", "--all", "--json").lines == []
    assert rlmchat("config", "set", "signals.shouted", "off").code == 2


def test_the_model_decides_after_the_answer_where_it_is_allowed_to(rlmchat: Commands, server: LoopbackServer) -> None:
    use(rlmchat, server, "[learning]\nsave_threshold = 0.999\nbackground_model = true\n")
    server.rules.insert(0, Rule('"message"', '{"is_correction": true, "confidence": 0.9}'))
    chat = rlmchat.ok("ask", CAPITAL, "--json").data["chat"]
    (one,) = rlmchat.ok("ask", "No, it's Canberra, not Sydney.", "--chat", chat, "--json").data["inbox"]
    assert rlmchat.ok("corrections", "show", one, "--json").data["status"] == "active"
    steps = rlmchat.ok("corrections", "history", one, "--json").lines
    assert steps[-1]["reason"] == "the model takes it for a correction"
