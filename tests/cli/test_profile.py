"""`rlmchat profile`: the page is read, changed in an editor, compared, exported, and imported elsewhere as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import Commands


def teach(rlmchat: Commands) -> None:
    rlmchat.add("dates as YYYY-MM-DD", "", "", "--category", "style", "--standing", "--source", "explicit")
    rlmchat.add("Canberra", "Sydney", "What is the capital of Australia?")
    rlmchat.ok("profile", "term", "Kubernetes", "--not", "cooper netties", "--not", "kubernetties")


def test_an_empty_page_says_what_to_do(rlmchat: Commands) -> None:
    assert "/remember" in rlmchat.ok("profile", "show").out
    assert rlmchat.ok("profile", "show", "--json").out == ""


def test_the_page_with_how_sure_it_is(rlmchat: Commands) -> None:
    teach(rlmchat)
    out = rlmchat.ok("profile", "show").out
    assert out.startswith("Style\n  dates as YYYY-MM-DD   (sure, ")
    assert "Glossary\n" in out
    assert "Kubernetes, not “cooper netties”" in out
    assert "Canberra" not in out
    rows = rlmchat.ok("profile", "show", "--json").lines
    assert [(row["section"], row["sure"]) for row in rows] == [
        ("Style", "sure"),
        ("Glossary", "sure"),
        ("Glossary", "sure"),
    ]


def test_a_term_is_put_right_in_any_draft(rlmchat: Commands) -> None:
    teach(rlmchat)
    out = rlmchat.ok("apply", "--query", "How do I deploy?", "--json", stdin="Install cooper netties first.").data
    assert (out["text"], out["model_calls"]) == ("Install Kubernetes first.", 0)


def test_exported_and_imported_it_is_the_same_page(rlmchat: Commands, tmp_path: Path) -> None:
    teach(rlmchat)
    file = tmp_path / "AGENTS.md"
    rlmchat.ok("profile", "export", "-o", str(file))
    text = file.read_text()
    assert "## Glossary\n\n- Kubernetes, not “" in text
    other = tmp_path / "other"
    assert rlmchat.ok("--home", str(other), "profile", "import", str(file)).out == "3 rules: 3 new, 0 known already.\n"
    assert set(rlmchat.ok("--home", str(other), "profile", "export").out.splitlines()) == set(text.splitlines())
    assert "0 new, 3 known already" in rlmchat.ok("profile", "import", str(file)).out
    assert rlmchat.ok("profile", "export", "--json").data["lines"] == 3


def test_a_file_without_rules_changes_nothing(rlmchat: Commands) -> None:
    assert rlmchat.ok("profile", "import", "-", stdin="# Title\n\nJust words.\n").out.startswith(
        "There are no list items"
    )
    assert rlmchat("profile", "import", "nowhere.md").code == 3


def test_changed_in_the_editor(rlmchat: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    teach(rlmchat)
    editor = tmp_path / "editor.sh"
    editor.write_text(
        "#!/bin/sh\nsed -i -e 's/YYYY-MM-DD/DD.MM.YYYY/' -e '/kubernetties/d' \"$1\"\necho '- use make' >> \"$1\"\n"
    )
    editor.chmod(0o700)
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    assert rlmchat.ok("profile", "edit").out == "1 changed, 1 deleted, 1 new.\n"
    out = rlmchat.ok("profile", "show").out
    assert "dates as DD.MM.YYYY" in out
    assert "kubernetties" not in out
    assert "use make" in out
    history = rlmchat.ok("corrections", "list", "--json", "--all").lines
    assert {row["status"] for row in history if row["original"] == "kubernetties"} == {"deleted"}
    monkeypatch.setenv("EDITOR", "false")
    assert rlmchat("profile", "edit").code == 1


def test_what_changed_over_time(rlmchat: Commands) -> None:
    teach(rlmchat)
    out = rlmchat.ok("profile", "diff").out
    assert "+- dates as YYYY-MM-DD" in out
    assert rlmchat.ok("profile", "diff", "--since", "0").out.startswith("Nothing changed since")
    assert rlmchat.ok("profile", "diff", "--since", "2020-01-01", "--json").data["lines"]
    assert rlmchat("profile", "diff", "--since", "soon").code == 2


def test_a_term_cannot_be_right_and_wrong(rlmchat: Commands) -> None:
    result = rlmchat("profile", "term", "Kubernetes", "--not", "Kubernetes")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert rlmchat.ok("profile", "show", "--json").lines == []
    rlmchat.ok("profile", "term", "Kubernetes", "--not", "kubernetes")
