"""What is done with a text takes time in step with its length, whatever stands in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from rlmchat.learning import divergence, memories, question_frames, replacements, sides, statement, text, touching
from rlmchat.learning import spans as places
from rlmchat.learning.bearing import bearing
from rlmchat.learning.bearing_signs import Place
from rlmchat.learning.conflicts import Relation, relation, slot
from rlmchat.learning.correction import Category, Correction
from rlmchat.learning.cues import states_rule
from rlmchat.learning.delta import word_delta
from rlmchat.learning.extraction import extract
from rlmchat.learning.occurrences import find
from rlmchat.learning.prose_style import has_table, without_closer, without_exclamation
from rlmchat.learning.repair import goes_against, repaired
from tests.adapters.records import correction

LENGTH = 2500
QUICK = 0.05
"""CPU seconds below which growth is not looked at: noise would be measured."""
GROWTH = 9.0
"""Most that four times the text may cost as a multiple: linear work takes 4 times as long, quadratic 16, cubic 64."""

HOSTILE = {
    "one letter": "a",
    "spaces": " ",
    "words": "a b ",
    "quotes": '"',
    "brackets": "(",
    "pairs of brackets": "[]",
    "digits": "1",
    "commas": ",",
    "lines": "\n",
    "backticks": "`",
    "exclamation marks": "!",
    "full stops": ".",
    "dashes": "-",
    "bars": "|",
    "series": ", a and b",
    "denials": "no, not ",
}
CAPITAL = correction("Sydney", "Canberra", query="what is the capital of Australia?")
EXPLAINED = replace(CAPITAL, explanation="Sydney is the largest city")


def filled(piece: str, length: int) -> str:
    """So much of it, and a word behind it that keeps a run from ending with the text."""
    return (piece * (length // len(piece) + 1))[:length] + "x"


def long_one(said: str, *, standing: bool = False) -> Correction:
    return correction(said, f"{said} y", query=said, explanation=said, standing=standing)


def pairs(said: str) -> None:
    wordy, rule = long_one(said), correction("", said, category=Category.PREFERENCE, standing=True)
    for older, newer in ((wordy, CAPITAL), (CAPITAL, wordy), (rule, rule), (rule, wordy), (wordy, wordy)):
        relation(older, newer, 0.6)


def slots(said: str) -> None:
    slot(long_one(said))


def questions(said: str) -> None:
    bearing(EXPLAINED, Place(said, said, "kerning"))
    bearing(long_one(said), Place(EXPLAINED.query, said, "a b"))
    bearing(long_one(said), Place(f"{said} z", said, said[:300]))


def repairs(said: str) -> None:
    style = correction("", "no exclamation marks, at most 3 sentences", category=Category.STYLE, standing=True)
    for one in (CAPITAL, style):
        repaired(said, one, "what now?")
        goes_against(said, one, "what now?")


def spans(said: str) -> None:
    replacements.literal("a", said)
    replacements.fixes(long_one(said))
    find(said, "a b", "c")


def styles(said: str) -> None:
    without_exclamation(said)
    without_closer(said)
    has_table(said)


def readings(said: str) -> None:
    extract(said, said)
    extract(said, "The capital of Australia is Sydney.")
    extract("it's Canberra, not Sydney, and 5 of them", said)
    states_rule(said, foreign=True)
    word_delta(said, f"{said} y {said}")


def cost(work: Callable[[str], object], said: str) -> float:
    """CPU seconds of this thread, with nothing known from before."""
    statement._seen.clear()
    sides.forget()
    for kept in (
        memories._gist,
        touching.situation,
        divergence.question,
        question_frames._filled,
        text._words,
        places.matter,
    ):
        kept.cache_clear()
    began = time.thread_time()
    work(said)
    return time.thread_time() - began


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("work", [pairs, slots, questions, repairs, spans, styles, readings])
def test_four_times_the_text_takes_about_four_times_as_long(work: Callable[[str], object], piece: str) -> None:
    work(filled(piece, 100))
    longer = min(cost(work, filled(piece, 4 * LENGTH)) for _ in range(2))
    assert longer < max(QUICK, GROWTH * cost(work, filled(piece, LENGTH)))


def test_only_the_beginning_of_a_text_is_taken_apart() -> None:
    said = "no bullet points, " * 100
    one, longer = correction("", said), correction("", said + "x" * 50_000)
    assert statement.statement(one) == statement.statement(longer)


def test_long_texts_are_the_same_only_to_their_ends() -> None:
    said = "always answer in whole sentences and never in lists " * 20
    one, same, other = correction("", said), correction("", said.upper()), correction("", f"{said} but on Mondays")
    assert relation(one, same, 1.0) is Relation.DUPLICATES
    assert relation(one, other, 1.0) is not Relation.DUPLICATES
