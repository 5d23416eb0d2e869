from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.diff import DiffPart, word_diff

WORDS = st.lists(
    st.sampled_from(["a", "b", "the", "Sydney", " ", "\n", ", ", ".", "`x`", "é", "10,000"]), max_size=40
).map("".join)


def sides(parts: list[DiffPart]) -> tuple[str, str]:
    return (
        "".join(p.text for p in parts if p.kind != "added"),
        "".join(p.text for p in parts if p.kind != "removed"),
    )


@given(WORDS, WORDS)
def test_the_parts_join_to_both_texts(before: str, after: str) -> None:
    parts = word_diff(before, after)
    assert sides(parts) == (before, after)
    assert all(p.text for p in parts)
    assert not any(p.kind == q.kind for p, q in itertools.pairwise(parts))


@given(WORDS)
def test_a_text_has_no_difference_from_itself(text: str) -> None:
    assert all(p.kind == "same" for p in word_diff(text, text))


def test_a_word_is_named_alone() -> None:
    assert word_diff("The capital is Sydney, mate.", "The capital is Canberra, mate.") == [
        DiffPart("same", "The capital is "),
        DiffPart("removed", "Sydney"),
        DiffPart("added", "Canberra"),
        DiffPart("same", ", mate."),
    ]


def test_neighbouring_changes_are_one() -> None:
    parts = word_diff("see docker compose up now", "see podman kube play now")
    assert [p.kind for p in parts] == ["same", "removed", "added", "same"]


def test_long_texts_are_compared_too() -> None:
    before = "".join(f"Line {i} of the text.\n" for i in range(3_000))
    after = before.replace("Line 17 of", "Row 17 of").replace("Line 2900 of", "Row 2900 of")
    parts = word_diff(before, after)
    assert sides(parts) == (before, after)
    assert [p.text for p in parts if p.kind == "added"] == ["Row", "Row"]


def test_texts_too_different_to_compare_are_given_whole() -> None:
    before, after = " ".join(map(str, range(9_000))), " ".join(map(str, range(9_000, 18_000)))
    assert sides(word_diff(before, after)) == (before, after)
