from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rlmchat.bootstrap import build
from tests.cli.commands import Commands

RECORD = {
    "id",
    "created_at",
    "session_id",
    "query",
    "original_output",
    "corrected_output",
    "explanation",
    "context",
    "category",
    "severity",
    "confidence",
    "source",
    "scope",
    "standing",
    "status",
    "embedder",
    "apply_count",
    "last_applied",
    "confirmed_at",
    "held",
    "broken",
    "reverted",
    "supersedes",
    "superseded_by",
    "evidence",
    "tags",
    "original",
    "corrected",
}
ABSENT = "ffffffff-ffff-7fff-bfff-ffffffffffff"


def sydney(rlmchat: Commands) -> str:
    return rlmchat.add("Canberra", "Sydney", "What is the capital of Australia?")


def editor(rlmchat: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """An editor that runs some Python on the text `t` of the file."""
    script = tmp_path / "editor.py"
    script.write_text(
        f"import sys, pathlib\np = pathlib.Path(sys.argv[1])\nt = p.read_text()\n{code}\np.write_text(t)\n"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")


def numbers(count: int) -> str:
    """So many corrections that have nothing to do with each other, as JSON lines."""
    made = ({"corrected": f"the number {n}", "query": f"q{n}", "original": f"o{n}"} for n in range(count))
    return "\n".join(map(json.dumps, made))


class TestAdd:
    def test_flags_make_a_record(self, rlmchat: Commands) -> None:
        one = rlmchat.add(
            "Canberra",
            "Sydney",
            "capital?",
            *("--category", "factual", "--explanation", "it never was", "--scope", "domain:geography"),
            *(
                "--source",
                "flag",
                "--created-at",
                "2026-03-04T05:06:07Z",
                "--tag",
                "a",
                "--tag",
                "b",
                "--severity",
                "1",
            ),
        )
        record = rlmchat.ok("corrections", "list", "--json").data
        assert set(record) >= RECORD
        assert record["id"] == one
        assert (record["original"], record["corrected"], record["query"]) == ("Sydney", "Canberra", "capital?")
        assert (record["category"], record["scope"], record["source"]) == ("factual", "domain:geography", "flag")
        assert record["created_at"] == "2026-03-04T05:06:07+00:00"
        assert (record["tags"], record["severity"], record["status"]) == (["a", "b"], 1.0, "active")

    def test_a_standing_rule_holds_everywhere(self, rlmchat: Commands) -> None:
        rlmchat.add("Write dates as YYYY-MM-DD.", "", "", "--standing")
        record = rlmchat.ok("corrections", "list", "--json").data
        assert (record["standing"], record["scope"], record["source"]) == (True, "everywhere", "explicit")

    def test_json_lines_keep_their_order(self, rlmchat: Commands) -> None:
        pairs = [("kitten", "cat"), ("puppy", "dog"), ("foal", "horse"), ("calf", "cow")]
        lines = [json.dumps({"query": f"what is a grown {a}?", "original": a, "corrected": b}) for a, b in pairs]
        ids = [line["id"] for line in rlmchat.ok("corrections", "add", stdin="\n".join(lines)).lines]
        listed = rlmchat.ok("corrections", "list", "--json", "--sort", "oldest").lines
        assert [(r["id"], r["original"]) for r in listed] == [(i, a) for i, (a, _) in zip(ids, pairs, strict=True)]

    def test_all_named_fields_are_taken_from_json(self, rlmchat: Commands) -> None:
        given = {
            "query": "which package manager?",
            "original": "npm",
            "corrected": "pnpm",
            "category": "preference",
            "explanation": "our repo uses it",
            "standing": False,
            "scope": "project:/srv/shop",
            "source": "edit",
            "created_at": "2026-01-02T03:04:05+00:00",
        }
        rlmchat.ok("corrections", "add", stdin=json.dumps(given))
        record = rlmchat.ok("corrections", "list", "--json").data
        assert {key: record[key] for key in given} == given

    def test_a_bad_line_is_named_and_the_others_are_added(self, rlmchat: Commands) -> None:
        lines = ['{"corrected": "one"}', '{"original": "x"}', "nonsense", '{"corrected": "two", "category": "odd"}']
        result = rlmchat("corrections", "add", stdin="\n".join(lines))
        assert result.code == 1
        assert len(result.lines) == 1
        assert [f"line {n}" in text for n, text in zip((2, 3, 4), result.err.splitlines(), strict=True)] == [True] * 3
        assert "factual" in result.err

    def test_saying_it_again_is_told_as_merged(self, rlmchat: Commands) -> None:
        one = sydney(rlmchat)
        again = rlmchat.ok(
            "corrections",
            "add",
            *("--corrected", "Canberra", "--original", "Sydney", "--query", "What is the capital of Australia?"),
        ).data
        assert (again["id"], again["how"]) == (one, "merged")

    @pytest.mark.parametrize(
        "flags",
        [
            [],
            ["--original", "x"],
            ["--corrected", " "],
            ["--corrected", "x", "--scope", "moon"],
            ["--corrected", "x", "--original", "x "],
            ["--corrected", "x", "--created-at", "2150-01-01"],
        ],
    )
    def test_nothing_or_nonsense_is_wrong_use(self, rlmchat: Commands, flags: list[str]) -> None:
        result = rlmchat("corrections", "add", *flags)
        assert result.code == 2
        assert result.err.count("\n") == 1

    def test_a_line_that_corrects_nothing_is_named(self, rlmchat: Commands) -> None:
        lines = ['{"corrected": "x", "original": "x"}', '{"corrected": "y", "created_at": "2150-01-01"}']
        result = rlmchat("corrections", "add", stdin="\n".join(lines))
        assert (result.code, result.out) == (1, "")
        assert "line 1:" in result.err
        assert "line 2:" in result.err

    def test_while_learning_is_off_nothing_is_stored(self, rlmchat: Commands) -> None:
        rlmchat.config("[learning]\nenabled = false\n")
        result = rlmchat("corrections", "add", "--corrected", "Canberra")
        assert result.code == 2
        assert "learning.enabled" in result.err
        assert rlmchat.ok("corrections", "list", "--json", "--all").lines == []


class TestLook:
    def test_an_empty_memory_says_so(self, rlmchat: Commands) -> None:
        assert rlmchat.ok("corrections", "list").out == "Nothing learned yet.\n"
        assert rlmchat.ok("corrections", "list", "--json").out == ""

    def test_the_table_is_aligned_and_on_one_line_each(self, rlmchat: Commands) -> None:
        rlmchat.add("two\nlines \x1b[31mred", "日本", "q")
        rlmchat.add("Write short answers.", "", "", "--standing")
        head, *rows = rlmchat.ok("corrections", "list").out.splitlines()
        assert len(rows) == 2
        assert "\x1b" not in "".join(rows)
        assert rows[0][head.index("correction") :] == "Write short answers."
        assert "日本 → two lines ␛[31mred" in rows[1]

    def test_limit_filters_and_order(self, rlmchat: Commands) -> None:
        rlmchat.add("snake_case", "camelCase", "name this", "--category", "code", "--created-at", "2026-01-01")
        rlmchat.add("Canberra", "Sydney", "capital of Australia", "--created-at", "2026-02-01")
        rlmchat.add(
            "Answer in one sentence.", "", "", "--standing", "--category", "style", "--created-at", "2026-03-01"
        )

        def found(*flags: str) -> list[str]:
            return [r["corrected"] for r in rlmchat.ok("corrections", "list", "--json", *flags).lines]

        assert found() == ["Answer in one sentence.", "Canberra", "snake_case"]
        assert found("--limit", "1") == ["Answer in one sentence."]
        assert found("--sort", "oldest")[0] == "snake_case"
        assert found("--category", "code", "--category", "style") == ["Answer in one sentence.", "snake_case"]
        assert found("--standing") == ["Answer in one sentence."]
        assert found("--scope", "topic") == ["Canberra", "snake_case"]
        assert found("--source", "import") == []

    def test_all_shows_those_that_are_gone_too(self, rlmchat: Commands) -> None:
        one = sydney(rlmchat)
        rlmchat.ok("corrections", "delete", one)
        assert rlmchat.ok("corrections", "list", "--json").lines == []
        assert rlmchat.ok("corrections", "list", "--json", "--all").data["status"] == "deleted"
        assert rlmchat.ok("corrections", "list", "--json", "--status", "deleted").data["id"] == one

    def test_show_by_the_beginning_of_an_id(self, rlmchat: Commands) -> None:
        one = sydney(rlmchat)
        shown = rlmchat.ok("corrections", "show", one[:8], "--json").data
        assert set(shown) >= {*RECORD, "outcomes"}
        out = rlmchat.ok("corrections", "show", one[:8]).out
        assert "instead of  Sydney\n" in out
        assert "do          Canberra\n" in out

    def test_what_held_until_a_day_that_is_past_is_told_so(self, rlmchat: Commands) -> None:
        line = {"corrected": "Canberra", "original": "Sydney", "valid_until": "2025-06-15T12:00:00Z"}
        one = rlmchat.ok("corrections", "import", "-", "--json", stdin=json.dumps(line)).data["id"]
        out = rlmchat.ok("corrections", "show", one).out
        assert "holds       until 2025-06-15\n" in out
        assert "status      held until 2025-06-15, so it is not recalled now\n" in out
        assert "held until 2025-06-15" in rlmchat.ok("corrections", "list").out

    @pytest.mark.parametrize("action", ["show", "history", "mute", "delete", "edit", "undo"])
    def test_no_such_correction_exits_with_3(self, rlmchat: Commands, action: str) -> None:
        sydney(rlmchat)
        more = ["--query", "x"] if action == "edit" else []
        result = rlmchat("corrections", action, ABSENT, *more)
        assert (result.code, result.out) == (3, "")
        assert ABSENT in result.err
        assert result.err.count("\n") == 1

    @pytest.mark.parametrize("action", ["show", "history", "mute", "delete"])
    def test_a_beginning_that_fits_several_names_them(self, rlmchat: Commands, action: str) -> None:
        ids = [line["id"] for line in rlmchat.ok("corrections", "import", "-", "--json", stdin=numbers(3)).lines]
        for length in (2, 4, 6):
            result = rlmchat("corrections", action, ids[0][:length])
            assert result.code == 2
            assert f"{ids[0][:length]} fits 3 corrections: " in result.err
            assert all(one in result.err for one in ids)
            assert result.err.count("\n") == 1

    def test_an_empty_id_names_nothing(self, rlmchat: Commands) -> None:
        sydney(rlmchat)
        for action in ("show", "undo"):
            result = rlmchat("corrections", action, "")
            assert (result.code, "An empty id names no correction." in result.err) == (3, True)
        assert rlmchat.ok("corrections", "list", "--json").lines

    def test_search(self, rlmchat: Commands) -> None:
        sydney(rlmchat)
        rlmchat.add("pnpm", "npm", "install packages")
        assert rlmchat.ok("corrections", "search", "austral", "--json").data["corrected"] == "Canberra"
        assert "npm → pnpm" in rlmchat.ok("corrections", "search", "install", "packages").out
        assert rlmchat.ok("corrections", "search", "zebra").out == "Nothing found.\n"

    @pytest.mark.parametrize("flags", [["--status", "muted"], ["--category", "style"], ["--standing", "--all"]])
    def test_filters_that_nothing_matches_hide_nothing(self, rlmchat: Commands, flags: list[str]) -> None:
        one = sydney(rlmchat)
        out = rlmchat.ok("corrections", "list", *flags).out
        assert out == "Nothing matches these filters; 1 correction is stored.\n"
        rlmchat.ok("corrections", "delete", one)
        out = rlmchat.ok("corrections", "list").out
        assert out == "Nothing is in use; 1 correction is stored, and --all shows it.\n"

    def test_stats_count(self, rlmchat: Commands) -> None:
        one = sydney(rlmchat)
        rlmchat.add("Use tabs.", "", "", "--standing", "--category", "style")
        rlmchat.ok("corrections", "mute", one)
        stats = rlmchat.ok("corrections", "stats", "--json").data
        assert stats["total"] == 2
        assert (stats["by_status"]["active"], stats["by_status"]["muted"]) == (1, 1)
        assert (stats["by_category"]["style"], stats["standing"]) == (1, 1)
        for part in ("by_status", "by_category", "by_source", "by_scope"):
            assert sum(stats[part].values()) == 2
        assert stats["outcomes"] == {"held": 0, "forced": 0, "broken": 0, "reverted": 0}
        assert "style 1" in rlmchat.ok("corrections", "stats").out


class TestChange:
    def status(self, rlmchat: Commands, one: str) -> str:
        return str(rlmchat.ok("corrections", "show", one, "--json").data["status"])

    def recalled(self, rlmchat: Commands) -> list[str]:
        found = rlmchat.ok("recall", "What is the capital of Australia?", "--json").data
        return [lesson["id"] for lesson in found["lessons"]]

    def test_each_change_shows_at_once_in_recall(self, rlmchat: Commands) -> None:
        one = sydney(rlmchat)
        assert self.recalled(rlmchat) == [one]
        for off, on, status in (("mute", "unmute", "muted"), ("delete", "restore", "deleted")):
            assert rlmchat.ok("corrections", off, one, "--json").data["status"] == status
            assert (self.status(rlmchat, one), self.recalled(rlmchat)) == (status, [])
            rlmchat.ok("corrections", on, one)
            assert (self.status(rlmchat, one), self.recalled(rlmchat)) == ("active", [one])

    def test_undo_takes_back_the_last_thing(self, rlmchat: Commands) -> None:
        one = sydney(rlmchat)
        before = rlmchat.ok("corrections", "show", one, "--json").data
        rlmchat.ok("corrections", "edit", one, "--corrected", "Perth")
        assert rlmchat.ok("corrections", "undo", "--json").data["corrected"] == "Canberra"
        assert rlmchat.ok("corrections", "show", one, "--json").data == before
        rlmchat.ok("corrections", "undo", one)
        assert rlmchat("corrections", "show", one).code == 3
        assert "0 corrections" in rlmchat.ok("corrections", "undo").out

    def test_restoring_says_what_gives_way(self, rlmchat: Commands) -> None:
        one, two = sydney(rlmchat), rlmchat.add("Perth", "Canberra", "What is the capital of Australia?")
        assert self.recalled(rlmchat) == [two]
        said = rlmchat.ok("corrections", "restore", one).out
        assert f"restored  {one}" in said
        assert f"superseded  {two}" in said
        assert self.recalled(rlmchat) == [one]

    def test_undo_of_an_import_says_what_is_gone_and_how_it_comes_back(self, rlmchat: Commands) -> None:
        ids = [line["id"] for line in rlmchat.ok("corrections", "import", "-", "--json", stdin=numbers(16)).lines]
        out = rlmchat.ok("corrections", "undo").out
        assert "undone  16 corrections\n" in out
        assert all(f"taken back  {one}" in out for one in ids)
        assert "`rlmchat corrections restore ID`" in out
        shown = rlmchat("corrections", "show", ids[0])
        assert (shown.code, "was taken back" in shown.err, f"restore {ids[0]}" in shown.err) == (3, True, True)
        assert "taken back" in rlmchat.ok("corrections", "history", ids[0]).out
        rlmchat.ok("corrections", "restore", *ids)
        assert len(rlmchat.ok("corrections", "list", "--json").lines) == 16
        undone = rlmchat.ok("corrections", "undo", "--json").lines
        assert ({line["id"] for line in undone}, {line["taken_back"] for line in undone}) == ({*ids}, {True})

    def test_undo_of_one_leaves_what_was_imported_with_it(self, rlmchat: Commands) -> None:
        ids = [line["id"] for line in rlmchat.ok("corrections", "import", "-", "--json", stdin=numbers(5)).lines]
        rlmchat.ok("corrections", "edit", ids[2], "--explanation", "x")
        assert rlmchat.ok("corrections", "undo", ids[2], "--json").data["taken_back"] is False
        assert f"taken back  {ids[2]}" in rlmchat.ok("corrections", "undo", ids[2]).out
        left = {line["id"] for line in rlmchat.ok("corrections", "list", "--json").lines}
        assert left == {*ids} - {ids[2]}
        assert "undone  4 corrections\n" in rlmchat.ok("corrections", "undo").out

    def test_what_was_done_to_several_at_once_is_one_act(self, rlmchat: Commands) -> None:
        ids = [line["id"] for line in rlmchat.ok("corrections", "import", "-", "--json", stdin=numbers(3)).lines]
        rlmchat.ok("corrections", "delete", *ids)
        assert len(rlmchat.ok("corrections", "undo", "--json").lines) == 3
        assert len(rlmchat.ok("corrections", "list", "--json").lines) == 3

    def test_several_at_once_or_none(self, rlmchat: Commands) -> None:
        one, two = sydney(rlmchat), rlmchat.add("pnpm", "npm", "install packages")
        assert rlmchat("corrections", "mute", one, ABSENT).code == 3
        assert self.status(rlmchat, one) == "active"
        assert len(rlmchat.ok("corrections", "mute", one, two, "--json").lines) == 2

    def test_edit_with_flags(self, rlmchat: Commands) -> None:
        one = sydney(rlmchat)
        record = rlmchat.ok(
            "corrections",
            "edit",
            one,
            *("--corrected", "Canberra, ACT", "--category", "domain", "--scope", "everywhere", "--standing"),
            *("--confidence", "0.5", "--tag", "geo", "--reason", "more exact", "--json"),
        ).data
        assert (record["corrected"], record["category"], record["scope"]) == ("Canberra, ACT", "domain", "everywhere")
        assert (record["standing"], record["confidence"], record["tags"]) == (True, 0.5, ["geo"])
        assert rlmchat.ok("corrections", "edit", one, "--no-standing", "--json").data["standing"] is False
        assert "more exact" in rlmchat.ok("corrections", "history", one).out

    @pytest.mark.parametrize("flags", [["--corrected", "Sydney"], ["--corrected", ""], ["--scope", "moon"]])
    def test_edit_refuses_what_makes_no_sense(self, rlmchat: Commands, flags: list[str]) -> None:
        one = sydney(rlmchat)
        result = rlmchat("corrections", "edit", one, *flags)
        assert result.code == 2
        assert result.err.count("\n") == 1
        assert rlmchat.ok("corrections", "show", one, "--json").data["corrected"] == "Canberra"

    def test_edit_in_the_editor(self, rlmchat: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        one = sydney(rlmchat)
        editor(rlmchat, tmp_path, monkeypatch, "t = t.replace('Canberra', 'Canberra!')")
        assert rlmchat.ok("corrections", "edit", one, "--json").data["corrected"] == "Canberra!"
        editor(rlmchat, tmp_path, monkeypatch, "pass")
        assert rlmchat.ok("corrections", "edit", one).out == "Nothing was changed.\n"
        editor(rlmchat, tmp_path, monkeypatch, "t = 'not = [toml'")
        assert rlmchat("corrections", "edit", one).code == 2
        monkeypatch.setenv("VISUAL", "no-such-editor-here")
        failed = rlmchat("corrections", "edit", one)
        assert failed.code == 1
        assert "$EDITOR" in failed.err

    def test_history_tells_every_step(self, rlmchat: Commands) -> None:
        one = sydney(rlmchat)
        rlmchat.ok("corrections", "edit", one, "--query", "capital?")
        rlmchat.ok("corrections", "mute", one)
        steps = rlmchat.ok("corrections", "history", one, "--json").lines
        assert [step["action"] for step in steps] == ["created", "edited", "muted"]
        assert [step["record"]["status"] for step in steps] == ["active", "active", "muted"]
        out = rlmchat.ok("corrections", "history", one).out
        assert "status: active → muted" in out


class TestInboxAndConflicts:
    def test_the_inbox_is_accepted_or_rejected(self, rlmchat: Commands) -> None:
        lines = [
            json.dumps({"corrected": "pnpm", "original": "npm", "query": "packages", "status": "tentative"}),
            json.dumps({"corrected": "Canberra", "original": "Sydney", "query": "capital", "status": "tentative"}),
        ]
        one, two = (x["id"] for x in rlmchat.ok("corrections", "add", stdin="\n".join(lines)).lines)
        assert "inbox" in rlmchat.ok("corrections", "list").out
        assert {x["id"] for x in rlmchat.ok("corrections", "list", "--status", "inbox", "--json").lines} == {one, two}
        assert rlmchat.ok("corrections", "accept", one, "--json").data["status"] == "active"
        assert rlmchat.ok("corrections", "reject", two, "--json").data["status"] == "deleted"
        waiting = rlmchat.ok("corrections", "list", "--status", "inbox", "--json")
        assert waiting.lines == rlmchat.ok("corrections", "list", "--status", "tentative", "--json").lines == []
        again = rlmchat("corrections", "accept", one)
        assert again.code == 2
        assert "inbox" in again.err

    def test_a_conflict_waits_and_is_resolved(self, rlmchat: Commands) -> None:
        rlmchat.config('[learning]\nconflict = "ask"\n')
        assert rlmchat.ok("corrections", "conflicts").out == "Nothing contradicts anything.\n"
        older = rlmchat.add("Use tabs for indentation.", "", "", "--standing", "--created-at", "2026-01-01")
        newer = rlmchat.add("Don't use tabs for indentation.", "", "", "--standing")
        pair = rlmchat.ok("corrections", "conflicts", "--json").data
        assert (pair["older"]["id"], pair["newer"]["id"]) == (older, newer)
        assert newer in rlmchat.ok("corrections", "conflicts").out
        assert rlmchat("corrections", "resolve", newer).code == 2
        kept = rlmchat.ok("corrections", "resolve", newer, "--keep", "newer", "--json").lines
        assert [record["status"] for record in kept] == ["superseded", "active"]
        assert rlmchat.ok("corrections", "conflicts", "--json").lines == []
        assert rlmchat("corrections", "resolve", newer, "--keep", "older").code == 3


class TestTransfer:
    def test_what_is_exported_can_be_imported_elsewhere(self, rlmchat: Commands, tmp_path: Path) -> None:
        rlmchat.add("Canberra", "Sydney", "capital of Australia", "--source", "flag", "--created-at", "2026-01-01")
        rlmchat.add("Answer in one sentence.", "", "", "--standing", "--created-at", "2026-02-01")
        rlmchat.ok("corrections", "delete", rlmchat.add("pnpm", "npm", "install packages"))
        file, other = tmp_path / "all.jsonl", str(tmp_path / "other")
        rlmchat.ok("corrections", "export", "--all", "-o", str(file))
        assert file.stat().st_mode & 0o777 == 0o600
        assert "2 new, 1 passed over" in rlmchat.ok("corrections", "import", str(file), "--home", other).out
        assert "2 known already" in rlmchat.ok("corrections", "import", str(file), "--home", other).out
        there = rlmchat.ok("corrections", "list", "--json", "--home", other).lines
        here = rlmchat.ok("corrections", "list", "--json").lines
        keys = ("corrected", "original", "query", "category", "scope", "standing", "created_at")
        assert [[r[k] for k in keys] for r in there] == [[r[k] for k in keys] for r in here]
        assert {r["source"] for r in there} == {"import"}

    def test_a_backup_of_your_own_keeps_its_sources(self, rlmchat: Commands, tmp_path: Path) -> None:
        rlmchat.add("Canberra", "Sydney", "capital of Australia", "--source", "flag")
        lines = rlmchat.ok("corrections", "export").out
        rlmchat.ok("corrections", "import", "-", "--as-is", "--home", str(tmp_path / "other"), stdin=lines)
        assert rlmchat.ok("corrections", "list", "--json", "--home", str(tmp_path / "other")).data["source"] == "flag"

    def test_with_a_bad_line_nothing_is_imported(self, rlmchat: Commands, tmp_path: Path) -> None:
        file = tmp_path / "some.jsonl"
        file.write_text('{"corrected": "good"}\n\n{"corrected": ""}\n')
        result = rlmchat("corrections", "import", str(file))
        assert result.code == 1
        assert "line 3" in result.err
        assert rlmchat.ok("corrections", "list", "--json").lines == []
        assert rlmchat("corrections", "import", str(file), "--skip-bad").code == 1
        assert rlmchat.ok("corrections", "list", "--json").data["corrected"] == "good"

    def test_a_file_that_is_not_there(self, rlmchat: Commands, tmp_path: Path) -> None:
        assert rlmchat("corrections", "import", str(tmp_path / "none.jsonl")).code == 3

    def test_a_place_that_cannot_be_written_to(self, rlmchat: Commands, tmp_path: Path) -> None:
        result = rlmchat("corrections", "export", "-o", str(tmp_path / "none" / "x.jsonl"))
        assert result.code == 1
        assert result.err.count("\n") == 1

    def test_rules_as_markdown_there_and_back(self, rlmchat: Commands, tmp_path: Path) -> None:
        rlmchat.add("Write dates as YYYY-MM-DD.", "", "", "--standing", "--category", "style")
        rlmchat.add("Canberra", "Sydney", "capital of Australia")
        file = tmp_path / "AGENTS.md"
        rlmchat.ok("corrections", "export", "-o", str(file))
        text = file.read_text()
        assert "- Write dates as YYYY-MM-DD." in text
        assert "Canberra" not in text
        rlmchat.ok("corrections", "import", str(file), "--home", str(tmp_path / "other"))
        record = rlmchat.ok("corrections", "list", "--json", "--home", str(tmp_path / "other")).data
        assert (record["corrected"], record["standing"], record["category"]) == (
            "Write dates as YYYY-MM-DD.",
            True,
            "style",
        )


def test_a_backup_keeps_what_was_muted_and_deleted(rlmchat: Commands, tmp_path: Path) -> None:
    ids = [line["id"] for line in rlmchat.ok("corrections", "import", "-", "--json", stdin=numbers(3)).lines]
    rlmchat.ok("corrections", "mute", ids[0])
    rlmchat.ok("corrections", "delete", ids[1])
    lines = rlmchat.ok("corrections", "export", "--all").out
    other = ("--home", str(tmp_path / "other"))
    assert "2 passed over" in rlmchat.ok("corrections", "import", "-", *other, stdin=lines).out
    said = rlmchat.ok("corrections", "import", "-", "--as-is", *other, stdin=lines).out
    assert "1 deleted as before, 1 muted as before" in said
    kept = rlmchat.ok("corrections", "list", "--all", "--json", *other).lines
    assert {line["original"]: line["status"] for line in kept} == {"o0": "muted", "o1": "deleted", "o2": "active"}
    again = rlmchat.ok("corrections", "import", "-", "--as-is", *other, stdin=lines).out
    assert "2 laid aside here already" in again
    assert len(rlmchat.ok("corrections", "list", "--all", "--json", *other).lines) == 3
    lessons = rlmchat.ok("recall", "q0", "--json", *other).data["lessons"]
    assert {lesson["original"] for lesson in lessons} <= {"o2"}


def test_ctrl_c_ends_an_import_between_two_batches(rlmchat: Commands, tmp_path: Path) -> None:
    """What it told of is kept, whole and in order, and one undo takes it back."""
    count = 3000
    file = tmp_path / "many.jsonl"
    rows = ({"query": f"number {i}?", "original": f"wrong{i}", "corrected": f"right{i}"} for i in range(count))
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    home = str(tmp_path / "other")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "rlmchat", "--home", home, "corrections", "import", str(file)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    said = b""
    while b" of 3,000" not in said:
        said += os.read(ours, 1000)
    process.send_signal(signal.SIGINT)
    assert process.wait() == 130
    with contextlib.suppress(OSError):
        while more := os.read(ours, 1000):
            said += more
    os.close(ours)
    kept = [json.loads(line) for line in rlmchat.ok("corrections", "list", "--json", "--home", home).out.splitlines()]
    assert 0 < len(kept) < count
    assert f"Stopped: {len(kept):,} of 3,000 corrections were kept" in said.decode()
    assert {row["original"] for row in kept} == {f"wrong{i}" for i in range(len(kept))}
    rlmchat.ok("corrections", "undo", "--home", home)
    assert rlmchat.ok("corrections", "list", "--json", "--home", home).out == ""


def test_show_says_by_which_other_words_it_is_looked_for(rlmchat: Commands) -> None:
    one = rlmchat.add("Canberra", "Sydney", "What is the capital of Australia?")
    assert "sought by   government, seat, australian" in rlmchat.ok("corrections", "show", one).out
    phrase_by_hand(rlmchat.home, one)
    out = rlmchat.ok("corrections", "show", one).out
    assert "Where does the parliament meet?  (by a model)" in out
    shown = rlmchat.ok("corrections", "show", one, "--json").data
    assert shown["triggers"] == ["government", "seat", "australian"]
    assert shown["phrasings"] == ["Where does the parliament meet?"]
    rlmchat.ok("corrections", "edit", one, "--corrected", "Canberra, ACT")
    assert rlmchat.ok("corrections", "show", one, "--json").data["phrasings"] == []
    assert "parliament" not in rlmchat.ok("corrections", "export", "--all").out


def phrase_by_hand(home: Path, one: str) -> None:
    """As if a model had been asked."""

    async def phrase() -> None:
        services = build(home)
        await services.learning_ready()
        await services.memory.phrase(await services.memory.get(one), ["Where does the parliament meet?"])
        await services.aclose()

    asyncio.run(phrase())
