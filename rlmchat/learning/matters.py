"""Matters: which corrections of one subject are about the very same thing, so that one says again what another said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rlmchat.learning.correction import Category, Correction
from rlmchat.learning.text import content_words, normalise


def matters(records: Sequence[Correction]) -> list[list[Correction]]:
    """Corrections of one subject by what they are about: the capitals of two countries are two matters.

    One matter are those that ask for the same replacement, answer the same question, or say the same right thing. The
    last does not count of two facts that were got wrong under different questions: one name answers many questions.
    """
    first: dict[object, int] = {}
    root = list(range(len(records)))

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    for at, record in enumerate(records):
        for sign in _signs_of_matter(record):
            root[find(at)] = find(first.setdefault(sign, at))
    for at, within in _said_within(records):
        root[find(at)] = find(within)
    out: dict[int, list[Correction]] = {}
    for at, record in enumerate(records):
        out.setdefault(find(at), []).append(record)
    return list(out.values())


def _signs_of_matter(record: Correction) -> list[object]:
    signs: list[object] = []
    if change := change_of(record):
        signs.append(("change", change))
    if question := normalise(record.query):
        signs.append(("question", question))
    return signs


def _said_within(records: Sequence[Correction]) -> Iterator[tuple[int, int]]:
    """Pairs of places: all that one says is right stands in what the other says is right."""
    said = [content_words(r.corrected_output) for r in records]
    holding: dict[str, list[int]] = {}
    for at, words in enumerate(said):
        for word in words:
            holding.setdefault(word, []).append(at)
    for at, words in enumerate(said):
        rarest = min((holding[word] for word in words), key=len, default=[])
        yield from (
            (at, other)
            for other in rarest
            if other != at and words <= said[other] and not (_lone_fact(records[at]) and _lone_fact(records[other]))
        )


def _lone_fact(record: Correction) -> bool:
    """Whether it puts one thing right that was asked for, and says nothing of other questions."""
    return record.category is Category.FACTUAL and bool(record.query and record.original_output)


def change_of(record: Correction) -> tuple[str, str] | None:
    """The replacement that it asks for; None for a rule without a wrong span."""
    wrong, right = normalise(record.original_output), normalise(record.corrected_output)
    return (wrong, right) if wrong else None
