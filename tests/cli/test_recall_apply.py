from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.commands import Commands
from tests.loopback import LoopbackServer, Rule

QUERY = "What is the capital of Australia?"
LESSON = {"id", "original", "corrected", "relevance", "similarity", "confidence", "recency", "success", "standing"}


@pytest.fixture
def sydney(rlmchat: Commands) -> str:
    """The id of the one correction there is."""
    return rlmchat.add("Canberra", "Sydney", QUERY)


class TestRecall:
    def test_every_factor_in_the_promised_shape(self, rlmchat: Commands, sydney: str) -> None:
        found = rlmchat.ok("recall", "Which city is the capital of Australia?", "--json").data
        assert isinstance(found["ms"], float)
        (lesson,) = found["lessons"]
        assert set(lesson) >= LESSON
        assert (lesson["id"], lesson["original"], lesson["corrected"]) == (sydney, "Sydney", "Canberra")
        product = lesson["similarity"] * lesson["confidence"] * lesson["recency"] * lesson["success"]
        assert lesson["relevance"] == pytest.approx(product, abs=0.002)
        assert lesson["standing"] is False

    def test_an_unrelated_question_recalls_nothing(self, rlmchat: Commands, sydney: str) -> None:
        assert rlmchat.ok("recall", "How long do I boil an egg?", "--json").data["lessons"] == []
        assert rlmchat.ok("recall", "How long do I boil an egg?").out.startswith("Nothing is recalled.\n")

    def test_threshold_0_only_ranks(self, rlmchat: Commands, sydney: str) -> None:
        found = rlmchat.ok("recall", "Which city in Australia has an opera?", "--threshold", "0", "--json").data
        assert [lesson["id"] for lesson in found["lessons"]] == [sydney]

    def test_limit(self, rlmchat: Commands, sydney: str) -> None:
        assert rlmchat.ok("recall", QUERY, "--limit", "0", "--json").data["lessons"] == []

    def test_for_people_it_is_a_table(self, rlmchat: Commands, sydney: str) -> None:
        out = rlmchat.ok("recall", *QUERY.split()).out
        assert "likeness" in out
        assert "Sydney → Canberra" in out

    def test_a_batch_is_answered_line_by_line_and_bad_lines_are_named(self, rlmchat: Commands, sydney: str) -> None:
        lines = [json.dumps({"query": QUERY, "draft": ""}), '{"draft": "x"}', json.dumps({"query": "boil an egg"})]
        result = rlmchat("recall", "--batch", "--json", stdin="\n".join(lines))
        assert result.code == 1
        assert "line 2" in result.err
        first, wrong, last = result.lines
        assert [lesson["id"] for lesson in first["lessons"]] == [sydney]
        assert wrong["line"] == 2
        assert last["lessons"] == []

    def test_nothing_is_recorded_as_used(self, rlmchat: Commands, sydney: str) -> None:
        before = rlmchat.ok("corrections", "show", sydney, "--json").data
        rlmchat.ok("recall", QUERY, "--json")
        rlmchat.ok("apply", "--query", QUERY, "--json", stdin="It is Sydney.")
        assert rlmchat.ok("corrections", "show", sydney, "--json").data == before

    def test_a_rule_of_one_project_holds_there_only(self, rlmchat: Commands, tmp_path: Path) -> None:
        rlmchat.add("Use tabs.", "", "", "--standing", "--scope", f"project:{tmp_path / 'shop'}")
        there = rlmchat.ok("recall", "write a loop", "--project", str(tmp_path / "shop"), "--json").data
        assert len(there["lessons"]) == 1
        assert rlmchat.ok("recall", "write a loop", "--json").data["lessons"] == []


class TestApply:
    def test_the_promised_shape(self, rlmchat: Commands, sydney: str) -> None:
        done = rlmchat.ok("apply", "--query", QUERY, "--json", stdin="The capital is **Sydney**.\n").data
        assert done["text"] == "The capital is **Canberra**.\n"
        assert done["modified"] is True
        assert done["applied"] == done["considered"] == [sydney]
        assert done["model_calls"] == 0
        assert isinstance(done["ms"], float)

    @pytest.mark.parametrize(
        "draft",
        [
            "Knead it.\r\n\r\n",
            "\ufeffKnead it",
            "",
            "no end of line",
            "```\nknead\n```\n\n\n",
            "😀\tknead\n",
            " \n\n# a\n",
        ],
    )
    def test_what_no_lesson_touches_comes_out_byte_for_byte(self, rlmchat: Commands, sydney: str, draft: str) -> None:
        query = "How do I bake bread?"
        assert rlmchat.ok("apply", "--query", query, stdin=draft).out == draft
        done = rlmchat.ok("apply", "--query", query, "--json", stdin=draft).data
        assert (done["text"], done["modified"], done["applied"]) == (draft, False, [])

    def test_what_only_the_draft_brings_up_is_applied_too(self, rlmchat: Commands, sydney: str) -> None:
        draft = "The capital of Australia is Sydney."
        done = rlmchat.ok("apply", "--query", "Tell me something of it.", "--json", stdin=draft).data
        found = rlmchat.ok("recall", "Tell me something of it.", "--draft", draft, "--json").data
        assert done["considered"] == [lesson["id"] for lesson in found["lessons"]]

    def test_mode_off_and_learning_off_change_nothing(self, rlmchat: Commands, sydney: str) -> None:
        assert not rlmchat.ok("apply", "--query", QUERY, "--mode", "off", "--json", stdin="Sydney.").data["modified"]
        rlmchat.config("[learning]\nenabled = false\n")
        assert not rlmchat.ok("apply", "--query", QUERY, "--json", stdin="Sydney.").data["modified"]

    def test_a_batch(self, rlmchat: Commands, sydney: str) -> None:
        lines = [
            json.dumps({"query": QUERY, "draft": "Sydney."}),
            '{"query": "x"}',
            json.dumps({"query": "egg", "draft": "Boil."}),
        ]
        result = rlmchat("apply", "--batch", stdin="\n".join(lines))
        assert result.code == 1
        first, wrong, last = result.lines
        assert (first["text"], wrong["line"], last["text"]) == ("Canberra.", 2, "Boil.")

    def test_what_is_no_text_is_refused(self, rlmchat: Commands) -> None:
        result = rlmchat("apply", "--query", QUERY, stdin=b"\xff\xfe")
        assert result.code == 2
        assert "UTF-8" in result.err

    def test_mode_always_asks_the_model(self, rlmchat: Commands, sydney: str) -> None:
        with LoopbackServer(rules=[Rule(".", "The capital is Canberra.")]) as server:
            rlmchat.config(f'[model]\nname = "openai/test-model"\n[providers.openai]\napi_base = "{server.base_url}"\n')
            done = rlmchat.ok(
                "apply", "--query", QUERY, "--mode", "always", "--json", stdin="The capital is Sydney."
            ).data
            assert done["model_calls"] == len(server.requests) == 1
            auto = rlmchat.ok("apply", "--query", QUERY, "--json", stdin="The capital is Sydney.").data
            assert auto["model_calls"] == 0
            only = rlmchat.ok("apply", "--query", QUERY, "--mode", "deterministic", "--json", stdin="Sydney").data
            assert (only["model_calls"], len(server.requests)) == (0, 1)

    def test_with_no_server_it_goes_on_without(self, rlmchat: Commands, sydney: str) -> None:
        with LoopbackServer() as server:
            gone = server.base_url
        rlmchat.config(f'[model]\nname = "openai/x"\nretries = 0\n[providers.openai]\napi_base = "{gone}"\n')
        lines = "\n".join(json.dumps({"query": QUERY, "draft": "It is Sydney."}) for _ in range(2))
        first, second = rlmchat.ok("apply", "--mode", "always", "--batch", stdin=lines).lines
        assert first["text"] == second["text"] == "It is Canberra."
        assert (first["model_calls"], second["model_calls"]) == (1, 0)
        assert first["notes"]


def test_an_unknown_chat_is_told(rlmchat: Commands) -> None:
    for command in (["recall", "capital?"], ["apply", "--query", "capital?"]):
        result = rlmchat(*command, "--chat", "zzz", stdin="Sydney.")
        assert (result.code, "There is no chat zzz." in result.err) == (3, True)


def test_a_chat_is_known_by_the_beginning_of_its_id_and_by_what_was_said_in_it(rlmchat: Commands) -> None:
    chat = rlmchat.ok("ask", "hello", "--json").data["chat"]
    rlmchat.ok("recall", "capital?", "--chat", chat[:13])
    line = json.dumps({"corrected": "Canberra", "original": "Sydney", "session_id": "gone"})
    rlmchat.ok("corrections", "add", stdin=line)
    rlmchat.ok("recall", "capital?", "--chat", "gone")
    rlmchat.ok("corrections", "add", "--corrected", "Hobart", "--scope", "chat:elsewhere")
    rlmchat.ok("recall", "capital?", "--chat", "elsewhere")
