"""Corrections in a line or two: what matters is visible, nothing is longer than its place, nothing steers the screen."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from rlmchat.learning.correction import Correction, CorrectionId, Status
from rlmchat.widgets.correction_rows import about, belief, gist, number, one_line_row, rule_line, two_lines
from tests.widgets.corrections_world import ABROAD, DATES, MUTED, NOW, ODD, SHORT, SYDNEY, changed

texts = st.text(max_size=120)


def test_two_alike_sentences_come_down_to_what_differs() -> None:
    assert gist(SYDNEY) == ("Sydney", "Canberra")


def test_short_ones_and_rules_stay_as_they_are() -> None:
    assert gist(ABROAD) == ("3–5 days", "7–10 days abroad")
    assert gist(DATES) == ("", "dates as YYYY-MM-DD")


def test_a_long_rule_shows_both_sides() -> None:
    line = rule_line(changed(SYDNEY, original_output="x" * 90, corrected_output="y" * 90), 30).plain
    assert cell_len(line) <= 30
    assert "x" in line
    assert "y" in line
    assert line.count("…") == 2


def test_numbers_are_short() -> None:
    assert [number(x) for x in (0.934, 0.5, 1.2, 0.0, 1.0)] == [".93", ".50", "1.20", ".00", "1.00"]


def test_what_is_not_in_use_has_no_belief() -> None:
    assert belief(MUTED) == "–"
    assert belief(DATES) == ".88"


def test_the_second_line_says_kind_place_and_use() -> None:
    assert about(SYDNEY) == "factual · capitals · used 4, held 4"
    assert about(ABROAD) == "domain · shipping · new"
    assert about(SHORT) == "inbox · y accept  n reject  e edit"
    assert about(changed(SYDNEY, broken=1, reverted=2)).endswith("used 7, held 4, broken 1, reverted 2")
    assert about(MUTED).startswith("muted · style")


def test_marks_tell_what_a_correction_did() -> None:
    marks = {SYDNEY.id: "changed", DATES.id: "held", ABROAD.id: "broken"}
    heads = [two_lines(record, 40, marks, cursor=False)[0].plain[:3] for record in (SYDNEY, DATES, ABROAD, SHORT)]
    assert heads == [" ◆ ", " ◇ ", " ✗ ", " ? "]
    assert two_lines(SYDNEY, 40, marks, cursor=True)[0].plain.startswith("▸◆ ")


def test_markup_and_escape_sequences_are_text() -> None:
    line = one_line_row(ODD, 100, {}, cursor=False)[0].plain
    assert "[red]bold[/red]" in line
    assert "[link=x]text[/link]" in line
    assert "\x1b" not in line


@given(texts, texts, st.integers(24, 120), st.booleans(), st.sampled_from(Status))
def test_rows_fill_their_width_exactly(old: str, new: str, width: int, cursor: bool, status: Status) -> None:
    record = Correction(CorrectionId("a"), NOW, old, new, status=status, query=old, tags=(new[:9],))
    for row in (*two_lines(record, width, {}, cursor=cursor), *one_line_row(record, max(48, width), {}, cursor=cursor)):
        assert row.cell_length in (width, max(48, width))
        assert "\n" not in row.plain
        assert "\x1b" not in row.plain
