"""Other words by which a correction is looked for, made without a model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.correction import NewCorrection
from rlmchat.learning.text import content_words
from rlmchat.learning.triggers import MOST, phrasings
from tests.learning.memories import World


@pytest.mark.parametrize(
    ("query", "original", "corrected", "wanted"),
    [
        ("What is the capital of Australia?", "Sydney", "Canberra", {"seat", "government", "australian"}),
        ("How do I install the packages?", "npm", "pnpm", {"package manager"}),
        ("", "", "I live in Lisbon", {"my home town"}),
        ("", "", "I am vegetarian", {"meat"}),
        ("Which German cars last?", "", "old ones", {"germany"}),
        ("Tell me of bread", "", "Rye", set()),
        ("", "", "", set()),
    ],
)
def test_kinds_synonyms_and_peoples(query: str, original: str, corrected: str, wanted: set[str]) -> None:
    assert wanted <= set(phrasings(query, original, corrected))
    assert wanted or not phrasings(query, original, corrected)


@given(st.text(max_size=200), st.text(max_size=60), st.text(max_size=200))
def test_few_and_each_with_a_word_that_the_correction_has_not(query: str, original: str, corrected: str) -> None:
    found = phrasings(query, original, corrected)
    own = content_words(f"{query} {original} {corrected}", weak=True)
    assert len(found) == len(set(found)) <= MOST
    assert all(content_words(one, weak=True) - own for one in found)


def test_linear_in_long_texts() -> None:
    assert phrasings("capital " * 100_000, "x" * 1_000_000, "use pnpm " * 100_000)


async def test_they_are_stored_with_the_record_and_follow_its_texts() -> None:
    memory = await World().memory()
    kept = await memory.keep(NewCorrection("pnpm", original="npm", query="How do I add a library?"))
    one = kept.correction
    assert one.triggers == ("package manager",)
    assert (await memory.edit(one.id, severity=0.9)).triggers == one.triggers
    edited = await memory.edit(one.id, original_output="pip", corrected_output="uv")
    assert "python packages" in edited.triggers
    await memory.undo(one.id)
    assert (await memory.get(one.id)).triggers == one.triggers
    assert one.rule == "npm → pnpm"
