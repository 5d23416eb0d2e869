"""Languages beside English: how they are told apart, and their words of correction put into English."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from rlmchat.learning.lexicon_chinese import CHINESE
from rlmchat.learning.lexicon_french import FRENCH, FRENCH_MARKS
from rlmchat.learning.lexicon_german import GERMAN, GERMAN_MARKS
from rlmchat.learning.lexicon_spanish import SPANISH, SPANISH_MARKS

LONGEST_PHRASE = 6
"""Words (characters in Chinese) of the longest entry."""


class Language(StrEnum):
    """Languages whose corrections are known by name."""

    ENGLISH = "en"
    GERMAN = "de"
    FRENCH = "fr"
    SPANISH = "es"
    CHINESE = "zh"


_MARKS = {Language.GERMAN: GERMAN_MARKS, Language.FRENCH: FRENCH_MARKS, Language.SPANISH: SPANISH_MARKS}
_ENGLISH_MARKS = frozenset(
    "the is are was it you your that this what how and of to in for not be do does have with on can i my me a an please"
    " should would but from which as at by use make why".split()
)


def _phrases(entries: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Lines `phrase|phrase = english words` as a table from words to words."""
    table: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in entries.strip().splitlines():
        foreign, _, english = line.partition("=")
        for phrase in foreign.split("|"):
            table[tuple(phrase.split())] = tuple(english.split())
    return table


def _characters(entries: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The same for Chinese, where every character is a word."""
    return {tuple("".join(phrase)): english for phrase, english in _phrases(entries).items()}


_TABLES = {
    Language.GERMAN: _phrases(GERMAN),
    Language.FRENCH: _phrases(FRENCH),
    Language.SPANISH: _phrases(SPANISH),
    Language.CHINESE: _characters(CHINESE),
}


def language_of(words: Sequence[str]) -> Language:
    """The language that most of the little words belong to; English where nothing speaks for another."""
    if sum("\u3400" <= word <= "\u9fff" for word in words) * 4 > len(words):
        return Language.CHINESE
    counts = {language: sum(word in marks for word in words) for language, marks in _MARKS.items()}
    best = max(counts, key=lambda language: counts[language])
    english = sum(word in _ENGLISH_MARKS for word in words)
    return best if counts[best] > english else Language.ENGLISH


def to_english(words: list[str], language: Language) -> list[str]:
    """The words with every known phrase replaced by its English, the longest first; others stay as they are."""
    table = _TABLES.get(language)
    if table is None:
        return words
    out: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
            english = table.get(tuple(words[at : at + length]))
            if english is not None:
                out += english
                at += length
                break
        else:
            out.append(words[at])
            at += 1
    return out
