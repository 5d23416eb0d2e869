"""Values that a short message rejects or puts forward, whatever the words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.learning.extraction import extract
from rlmchat.learning.mentions import from_kind, from_rejected
from rlmchat.learning.reading import MessageReading

EXCHANGED = [
    ("Prettier? No. Biome.", "Run Prettier before you commit.", "Prettier", "Biome"),
    ("Postfix is banned here, take Exim", "Send it through Postfix.", "Postfix", "Exim"),
    ("Exim! nobody here uses Postfix any more", "Send it through Postfix.", "Postfix", "Exim"),
    ("hm, goat cheese isn't right, it is sheep cheese", "Crumble goat cheese over it.", "goat cheese", "sheep cheese"),
    ("never on Thursday, Sunday is bath day", "The bath is on Thursday.", "Thursday", "Sunday"),
    ("Could you say Almería there, Málaga is not true in my case", "Fly to Málaga first.", "Málaga", "Almería"),
    ("I'd rather have quinoa than couscous", "Serve it with couscous.", "couscous", "quinoa"),
    ("why Dr. Weiss? it's Dr. Roth", "Thank Dr. Weiss for the report.", "Dr. Weiss", "Dr. Roth"),
    ("we train on Saturdays", "The session is on Tuesday.", "Tuesday", "Saturday"),
    ("I eat in first class", "Take a seat in second class.", "second class", "first class"),
    ("8 to 12 are our hours", "We are open from 9 to 5 on workdays.", "9 to 5", "8 to 12"),
    ("our cat is called Moritz", "Give Felix his tablet.", "Felix", "Moritz"),
    ("everything of ours runs on podman", "Start it with docker on the server.", "docker", "podman"),
]


@pytest.mark.parametrize(("message", "answer", "old", "new"), EXCHANGED)
def test_the_values_are_told_whatever_the_words(message: str, answer: str, old: str, new: str) -> None:
    found = extract(message, answer)
    assert (found.original, found.corrected, found.aligned) == (old, new, True)


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("He's the CEO, this needs to be formal", "Hi Tom, hope you're doing great!"),
        ("left, like in the UK", "In Japan people drive on the right."),
        ("i want it in python", "This MATLAB script sums them."),
        ("give me the prices in francs", "It costs 89 euros a night."),
        ("remove the comments, they are noise", "I have added comments to every line."),
        ("i need an argument against remote work, you're writing neutral", "Remote work changes cities."),
        ("never write my character's lines, only yours", "The character speaks for itself."),
        ("Das ist falsch.", "The default port of Redis is 6378."),
    ],
)
def test_what_is_no_exchange_is_left_as_it_was_said(message: str, answer: str) -> None:
    assert not extract(message, answer).aligned


@given(st.text(max_size=200), st.text(max_size=400))
def test_whatever_is_found_stands_in_the_answer_and_is_not_what_takes_its_place(message: str, answer: str) -> None:
    for way in (from_rejected, from_kind):
        found = way(MessageReading(message), answer, "")
        if found is not None:
            assert found.original in answer
            assert found.corrected
            assert found.original.lower() != found.corrected.lower()
