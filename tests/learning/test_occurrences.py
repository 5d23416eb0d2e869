from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.occurrences import contains, find, put


def changed(text: str, original: str, replacement: str) -> str:
    return put(text, find(text, original, replacement))


@pytest.mark.parametrize(
    ("text", "original", "replacement"),
    [
        ("see docker-compose.yml", "docker-compose", "docker compose"),
        ("/usr/bin/docker-compose up", "docker-compose", "docker compose"),
        ("my-docker-compose", "docker-compose", "docker compose"),
        ("Aliens (1986)", "Alien", "Blob"),
        ("3.61, 13.6, 3.6.1, 13,6", "3.6", "3.7"),
        ("£15,000 and £5,000.50", "£5,000", "£10,000"),
        ("11990 or 1990s", "1990", "1989"),
        ("background-color: red", "color", "colour"),
        ("a.color = color(1)", "color", "colour"),
        ("the @color and $color and --color", "color", "colour"),
        ("my mother-in-law", "mother", "father"),
        ("can't", "can", "may"),
        ("SydneyX and xSydney and sydney.com", "Sydney", "Canberra"),
        ("R&D", "&", "and"),
        ("alien life", "Alien", "Blob"),
        ("use docker compose v2", "docker compose", "docker compose v2"),
        ("16:001 and 116:00", "16:00", "14:00"),
    ],
)
def test_a_span_inside_something_else_is_none(text: str, original: str, replacement: str) -> None:
    assert changed(text, original, replacement) == text


@pytest.mark.parametrize(
    ("text", "original", "replacement", "want"),
    [
        ("`docker-compose logs`", "docker-compose", "docker compose", "`docker compose logs`"),
        ("Use docker-compose.", "docker-compose", "docker compose", "Use docker compose."),
        ("The Defendants, a DEFENDANT", "defendant", "defender", "The Defenders, a DEFENDER"),
        ("many cities", "city", "town", "many towns"),
        ("two children", "kid", "child", "two children"),
        ("kids and a kid", "kids", "children", "children and a child"),
        (">=3.6, 3.6.", "3.6", "3.7", ">=3.7, 3.7."),
        ("£5000, £5 000 and £5,000", "£5,000", "£10,000", "£10,000, £10,000 and £10,000"),
        ("Sydney's best, Sydney-based", "Sydney", "Canberra", "Canberra's best, Canberra-based"),
        ("a defendant", "defendant", "accused", "an accused"),
        ("an apple and a pear", "apple", "pear", "a pear and a pear"),
        ("an orange", "orange", "unicorn", "a unicorn"),
        ("utilize, Utilizing, utilized", "utilize", "use", "use, Using, used"),
        ("don’t panic – now", "don't panic - now", "stay calm", "stay calm"),
        ("white\u00a0wine", "white wine", "stock", "stock"),
        ("white\nwine", "white wine", "stock", "stock"),
        ("Closed on mondays", "closed on Mondays", "closed on Tuesdays", "Closed on Tuesdays"),
        ("cats & dogs", "&", "and", "cats and dogs"),
        ("on github", "github", "GitHub", "on GitHub"),
        ("‘Alien’ is a film", "Alien", "Blob", "‘Blob’ is a film"),
    ],
)
def test_variants_are_found_and_keep_their_form(text: str, original: str, replacement: str, want: str) -> None:
    assert changed(text, original, replacement) == want


WORDS = st.lists(
    st.sampled_from(
        ["Sydney", "sydney", "3.6", "cat", "cats", "a", "an", "-", ".", " ", "\n", "`", "'s", "£5,000", "x_cat", "/"]
    ),
    max_size=25,
).map("".join)
PAIRS = st.sampled_from(
    [("Sydney", "Canberra"), ("3.6", "3.7"), ("cat", "dog"), ("cats", "dogs"), ("£5,000", "£10,000"), ("an", "the")]
)


@given(WORDS, PAIRS)
def test_nothing_outside_the_places_changes_and_none_is_left(text: str, pair: tuple[str, str]) -> None:
    spans = find(text, *pair)
    out, at, into = put(text, spans), 0, 0
    for span in spans:
        assert span.start >= at
        gap = text[at : span.start]
        assert out[into : into + len(gap)] == gap
        into += len(gap) + len(span.replacement)
        at = span.end
    assert out[into:] == text[at:]
    assert changed(out, *pair) == out


@given(st.text(max_size=60), st.text(max_size=8), st.text(max_size=8))
def test_any_texts_will_do(text: str, original: str, replacement: str) -> None:
    put(text, find(text, original, replacement))


def test_contains() -> None:
    assert contains("in Sydney.", "Sydney")
    assert not contains("in Sydneyside", "Sydney")
    assert not contains("anything", " ")
