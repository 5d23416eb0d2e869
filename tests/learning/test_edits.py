"""What a person changed in an answer becomes corrections that can be found again, and only their own words do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.correction import Category, Source, Status
from rlmchat.learning.edits import Edit, edits_of, from_edit

ANSWER = (
    "The capital of Australia is Sydney. It lies on the coast.\n\n- one item\n- two items\n\n"
    "```python\nx = 1\nprint(x)\n```\nThat is very big."
)


def pairs(after: str, before: str = ANSWER) -> list[tuple[str, str]]:
    return [(edit.original, edit.corrected) for edit in edits_of(before, after)]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Sydney", "Canberra", ("Sydney", "Canberra")),
        ("coast", "Coast", ("coast", "Coast")),
        ("x = 1", "x = 2", ("x = 1", "x = 2")),
        ("very big", "big", ("That is very big.", "That is big.")),
        ("is very big", "is really very big", ("That is very big.", "That is really very big.")),
    ],
)
def test_one_change_is_named_by_its_words_or_its_sentence(old: str, new: str, expected: tuple[str, str]) -> None:
    assert pairs(ANSWER.replace(old, new)) == [expected]


def test_changes_far_apart_are_corrections_of_their_own() -> None:
    after = ANSWER.replace("Sydney", "Canberra").replace("two items", "three items")
    assert pairs(after) == [("Sydney", "Canberra"), ("two", "three")]


def test_a_sentence_that_was_added_stands_for_itself() -> None:
    assert pairs(f"{ANSWER} Please check.") == [("", "Please check.")]


def test_what_was_only_taken_out_or_moved_says_nothing_that_could_be_learned() -> None:
    assert pairs(ANSWER.replace(" It lies on the coast.", "")) == []
    moved = "It lies on the coast. " + ANSWER.replace(" It lies on the coast.", "")
    assert ("", "It lies on the coast.") not in pairs(moved)


@pytest.mark.parametrize("after", [ANSWER, "An entirely new text. " * 30, "No idea.", "", "   "])
def test_no_change_and_a_text_of_their_own_give_none(after: str) -> None:
    assert pairs(after) == []


def test_a_huge_answer_is_left_alone() -> None:
    assert edits_of("a " * 60_000, "a " * 60_000 + "b") == ()


@given(st.text(max_size=200), st.text(max_size=200))
def test_what_is_learned_stands_in_the_texts(before: str, after: str) -> None:
    for edit in edits_of(before, after):
        assert edit.original in before
        assert edit.corrected in after
        assert edit.original != edit.corrected


@given(st.text("ab .\n", max_size=60), st.text("ab .\n", max_size=60), st.text("ab .\n", max_size=60))
def test_the_same_around_a_change_is_not_its_matter(head: str, one: str, tail: str) -> None:
    for edit in edits_of(f"{head} Sydney {tail}", f"{head} {one} {tail}"):
        assert edit.original in f"{head} Sydney {tail}"


@pytest.mark.parametrize(
    ("edit", "category"),
    [
        (Edit("Sydney", "Canberra"), Category.FACTUAL),
        (Edit("7 days", "10 days"), Category.FACTUAL),
        (Edit("coast", "Coast"), Category.STYLE),
        (Edit("utilise", "use"), Category.PREFERENCE),
        (Edit("x = 1", "x = 2", ANSWER.index("x = 1")), Category.CODE),
    ],
)
def test_its_kind_is_read_from_what_changed(edit: Edit, category: Category) -> None:
    assert from_edit(edit, ANSWER).category is category


def test_learned_it_is_an_edit_and_asked_about_it_is_inferred() -> None:
    learned, asked = (from_edit(Edit("a", "b"), "a", asked=asked) for asked in (False, True))
    assert (learned.source, learned.status) == (Source.EDIT, Status.ACTIVE)
    assert (asked.source, asked.status) == (Source.INFERRED, Status.TENTATIVE)
