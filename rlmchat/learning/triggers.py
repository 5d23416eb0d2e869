"""Phrasings by which a correction is looked for besides its own words: what those stand for, made without a model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from rlmchat.learning.correction import Correction
from rlmchat.learning.exclusions import excluded
from rlmchat.learning.places import places
from rlmchat.learning.text import content_words, stem, words
from rlmchat.learning.words import ATTRIBUTES, DEMONYMS

MOST = 8
"""Phrasings of one correction."""
READ = 600
"""Characters of a text that are looked at."""

FACTS = {
    "own name": "what I am called",
    "own home": "my home town",
    "own employer": "my company",
    "own job": "my profession",
    "own age": "how old I am",
    "own birth": "my birthday",
    "own drives": "my car",
}
"""What is asked of the person where one of these places is filled; other places are named as they are asked for."""

_GROUP = {stem(word): group for group in ATTRIBUTES for word in group}
_PEOPLE = {stem(place): adjective for adjective, place in DEMONYMS.items()}
_PLACES = {stem(adjective): place for adjective, place in DEMONYMS.items()}


def phrasings(query: str, original: str, corrected: str) -> tuple[str, ...]:
    """What else a question may say that a correction bears on; only what has words that the correction has not.

    The kind of thing that fills a place ("pnpm": package manager), what a rule excludes ("vegetarian": meat), other
    words for what is asked about ("capital": seat, government), and who lives where ("Australia": Australian).
    """
    query, original, corrected = query[:READ], original[:READ], corrected[:READ]
    own = content_words(f"{query} {original} {corrected}", weak=True)
    out: dict[str, None] = {}
    for phrase in (*_kinds(original, corrected), *_synonyms(query or corrected)):
        new = content_words(phrase, weak=True) - own
        if new and phrase not in out:
            out[phrase] = None
            own |= new
    return tuple(out)[:MOST]


def with_triggers(record: Correction) -> Correction:
    """The record with what follows from its texts as they are now."""
    return replace(record, triggers=phrasings(record.query, record.original_output, record.corrected_output))


def _kinds(original: str, corrected: str) -> Iterator[str]:
    for text in (corrected, original):
        for name in places(text):
            yield FACTS.get(name, name.removeprefix("own "))
    for kind in excluded(corrected):
        yield kind.name


def _synonyms(said: str) -> Iterator[str]:
    for one in dict.fromkeys(map(stem, words(said))):
        yield from _others(one, _GROUP.get(one, ()))
        for named in (_PEOPLE.get(one), _PLACES.get(one)):
            if named:
                yield named


def _others(known: str, group: Iterable[str]) -> Iterator[str]:
    """The other words of a group, one a stem, in a stable order."""
    seen = {known}
    for word in sorted(group):
        if stem(word) not in seen:
            seen.add(stem(word))
            yield word
