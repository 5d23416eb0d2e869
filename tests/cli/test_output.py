from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.cli import output


def test_a_table_fits_the_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    output.table(("id", "n", "text"), [("a", "1", "word " * 30), ("日本", "200", "short")], right=(1,))
    lines = capsys.readouterr().out.splitlines()
    assert all(output.width(line) <= 40 for line in lines)
    assert lines[1].endswith("…")
    assert lines[2] == "日本  200  short"
    assert lines[1].startswith("a       1  word")


@given(st.text())
def test_nothing_that_drives_a_terminal_gets_through(text: str) -> None:
    shown = output.visible(text)
    assert all(c in "\n\t" or not (ord(c) < 32 or 127 <= ord(c) < 160) for c in shown)
    assert "\n" not in output.one_line(text)


@given(st.text(), st.integers(1, 30))
def test_clipped_is_never_wider(text: str, columns: int) -> None:
    assert output.width(output.clipped(text, columns)) <= columns


def test_short_ids_tell_ids_apart() -> None:
    ids = ["01a1fd1d-458d-7000-8045-2b560c4275f9", "01a1fd1d-458d-7000-8145-2b560c4275f9"]
    assert set(output.short_ids(ids[:1]).values()) == {"01a1fd1d-458d"}
    short = output.short_ids(ids)
    assert len(set(short.values())) == 2
    assert all(one.startswith(start) for one, start in short.items())


def test_a_terminal_that_knows_ascii_only_gets_what_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    output.say("Sydney → Canberra")
    output.say_json({"a": "😀"})
    sys.stdout.flush()
    assert raw.getvalue() == b'Sydney \\u2192 Canberra\n{"a": "\\ud83d\\ude00"}\n'
