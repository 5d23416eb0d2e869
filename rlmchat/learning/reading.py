"""Reading a message and the answer before it: capped, split into prose and pasted matter, cut into words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from rlmchat.learning.languages import Language, language_of, to_english
from rlmchat.learning.lexicon import PRAISE

MESSAGE_HEAD = 3_000
MESSAGE_TAIL = 600
ANSWER_HEAD = 1_500
ANSWER_TAIL = 2_000
"""Characters that are read of each text: what is said first and last tells; the work is bounded whatever the length."""

WORDS_READ = 160
"""Words of the message that count; later ones are detail."""

_WORD = re.compile(
    r"[\u3400-\u9fff]"  # Chinese has no spaces: a character is a word until the lexicon joins them
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*"
    r"|\d+(?:[.,:/]\d+)*"
    r"|[^\w\s]"
)
_FENCE = re.compile(r"^\s{0,3}(?:```|~~~)")
_ERROR_LINE = re.compile(
    r"traceback \(most recent|^\s*file \"[^\"\n]{1,200}\", line \d+|\b[A-Z]\w{2,40}(?:Error|Exception|Warning)\b"
    r"|^\s*at \S{3,120}\(|^E\s{2,}|^(?:fatal|error|panic|exception|failed)\b\s?[:(\[]|\berror(?:\[\w+\])?:"
    r"|segmentation fault"
    r"|\b(?:cannot|could not) (?:find|read|import|resolve|open)\b|\bundefined (?:is not|reference|variable)\b"
    r"|command not found|no such file|npm err!|exit(?:ed with)? (?:code|status) [1-9]|\bhttp/?\S{0,4} (?:4|5)\d\d\b"
    r"|\bexpected\b.{1,60}\b(?:but )?(?:got|received|found)\b|assertion ?error|\bassert(?:ion)? failed",
    re.IGNORECASE,
)
_CODE_LINE = re.compile(
    r"^\s*(?:(?:def|class|import|from|return|elif|for|while|if|else|try|except|with|print|const|let|var|function|public"
    r"|private|static|void|int|fn|func|package|use|#include|select|insert|update|create|assert)\b[^.?!]{0,120}[:({;=)\]]"
    r"|[\w.\[\]\"']{1,60}\s?(?:=|\+=|:=)\s?\S|[})\]>;]+\s*$"
    r"|</?\w|\$ \w|>>>|\.\.\. |@\w+|\w[\w.]{0,60}\([^)]{0,120}\);?\s*$)"
)
_NO_END = "".join(rf"(?<!\b{short}.)" for short in ("Dr", "Mr", "Mrs", "Ms", "Prof", "St", "vs", "e\\.g", "i\\.e"))
"""After these a full stop ends no sentence."""
# The mark first and what stands before it then: looked at from every letter, that took a tenth of a judgement.
_SENTENCE_END = re.compile(rf"[.!?。！？](?<![.!?。！？].){_NO_END}[.!?。！？]*(?=\s|$)|[。！？]")
_CLOSING = re.compile(r"[.!?。！？…]['\")\]」』”’*`_]*$")


def capped(text: str, head: int, tail: int) -> str:
    """A text's beginning and end; whole where it is short enough."""
    return text if len(text) <= head + tail else f"{text[:head]}\n{text[-tail:]}"


def words_of(text: str) -> list[str]:
    """Words, numbers and marks, in lower case."""
    return _WORD.findall(text.lower().replace("’", "'"))


def sentences_of(text: str) -> list[str]:
    """Sentences and lines, trimmed, without empty ones."""
    return [piece for line in text.splitlines() for piece in _split_line(line)]


def _split_line(line: str) -> Iterator[str]:
    start = 0
    for mark in _SENTENCE_END.finditer(line):
        if piece := line[start : mark.end()].strip():
            yield piece
        start = mark.end()
    if piece := line[start:].strip():
        yield piece


@dataclass(frozen=True)
class MessageReading:
    """What the person wrote, taken apart. Everything is computed from at most a few thousand characters."""

    raw: str

    @cached_property
    def text(self) -> str:
        """What is read of it."""
        return capped(self.raw.strip().replace("\r", "").replace("’", "'"), MESSAGE_HEAD, MESSAGE_TAIL)

    @cached_property
    def _parts(self) -> tuple[str, str, str, int]:
        prose: list[str] = []
        code: list[str] = []
        errors: list[str] = []
        fences = 0
        for line in self.text.split("\n"):
            if _FENCE.match(line):
                fences += 1
            elif _ERROR_LINE.search(line):
                errors.append(line)
                if fences % 2 == 0 and len(line) < 160:
                    prose.append(line)
            elif fences % 2 or _CODE_LINE.match(line):
                code.append(line)
            else:
                prose.append(line)
        return "\n".join(prose), "\n".join(code), "\n".join(errors), fences

    @property
    def prose(self) -> str:
        """The person's own sentences: without code, with at most the short error lines."""
        return self._parts[0]

    @property
    def code(self) -> str:
        """Pasted or written code."""
        return self._parts[1]

    @property
    def errors(self) -> str:
        """Lines that look like error output."""
        return self._parts[2]

    @property
    def fences(self) -> int:
        """How many fence lines it has."""
        return self._parts[3]

    @cached_property
    def language(self) -> Language:
        """The language it seems to be written in."""
        return language_of(words_of(self.prose or self.text)[:80])

    @cached_property
    def words(self) -> list[str]:
        """Its words in lower case, foreign act words put into English, so that one model reads five languages."""
        words = words_of(self.prose)[:WORDS_READ]
        return to_english(words, self.language)

    @cached_property
    def raw_words(self) -> list[str]:
        """Its words in lower case as they stand."""
        return words_of(self.text)[: 2 * WORDS_READ]

    @cached_property
    def sentences(self) -> list[str]:
        """Sentences and lines of the prose."""
        return sentences_of(self.prose)[:40]

    @property
    def asks(self) -> bool:
        """Whether it ends with a question."""
        return self.text.rstrip("\"')* \n").endswith(("?", "？"))

    @property
    def praises(self) -> bool:
        """Whether it begins with praise or thanks."""
        return not PRAISE.isdisjoint(self.words[:2])


@dataclass(frozen=True)
class AnswerReading:
    """The answer before, taken apart; only its beginning and end are read."""

    raw: str

    @cached_property
    def text(self) -> str:
        """What is read of it."""
        return capped(self.raw.strip().replace("\r", "").replace("’", "'"), ANSWER_HEAD, ANSWER_TAIL)

    @cached_property
    def words(self) -> list[str]:
        """Its words in lower case."""
        return words_of(self.text)

    @cached_property
    def word_set(self) -> frozenset[str]:
        """Its distinct words."""
        return frozenset(self.words)

    @cached_property
    def has_code(self) -> bool:
        """Whether it holds code."""
        return "```" in self.text or any(_CODE_LINE.match(line) for line in self.text.split("\n")[:60])

    @cached_property
    def last_sentences(self) -> list[str]:
        """Its last three sentences."""
        return sentences_of(self.text[-500:])[-3:]

    @property
    def asks(self) -> bool:
        """Whether it ends with a question, which a message may answer."""
        return bool(self.last_sentences) and self.last_sentences[-1].rstrip("\"')*_ ").endswith(("?", "？"))

    @cached_property
    def is_cut_off(self) -> bool:
        """Whether it stops in the middle of a sentence."""
        return bool(self.text) and not _CLOSING.search(self.text[-12:]) and not self.text.endswith(("`", "|", ":", ">"))
