"""How the offline demo reads the lessons in its prompt, and how it keeps to them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|“[^”]*”|‘[^’]*’')
_INSTEAD = re.compile(rf"instead of (?P<wrong>{_QUOTED.pattern}),?:? *(?:do )?(?P<right>{_QUOTED.pattern}|\S.*)", re.I)
_DO = re.compile(rf"\bdo (?P<right>{_QUOTED.pattern})", re.I)
_ON = re.compile(rf"\bon (?P<query>{_QUOTED.pattern})", re.I)

_SPELLING = {
    "color": "colour",
    "harbor": "harbour",
    "favorite": "favourite",
    "gray": "grey",
    "center": "centre",
    "honor": "honour",
    "organize": "organise",
    "realize": "realise",
    "kilometer": "kilometre",
}
_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
_AMERICAN_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_WRITTEN_DATE = re.compile(rf"\b({'|'.join(_MONTHS)}) (\d{{1,2}}), (\d{{4}})\b")
_GREETING = re.compile(r"\A(hello|hi|hey|good (morning|day|evening)|welcome)\b[^.!\n]*[.!]\s*", re.I)
_SENTENCE = re.compile(r"\A.*?[.!?](?=\s|\Z)", re.S)


@dataclass(frozen=True, slots=True)
class Taught:
    """One lesson, as the demo understood it."""

    right: str
    wrong: str = ""
    query: str = ""
    """The question that it was said about; empty where it holds everywhere."""
    free: bool = False
    """A line in nobody's form: read for rules of style, never for facts."""


def lessons_in(system: str) -> list[Taught]:
    """Every line of a system prompt that says what to do (`instead of "…" do "…"`, `do "…"`); other lines are rules."""
    return [_read(line.strip().lstrip("-*• ").strip()) for line in system.splitlines() if line.strip()]


def _read(line: str) -> Taught:
    on = _ON.search(line)
    query = _unquoted(on["query"]) if on else ""
    if found := _INSTEAD.search(line):
        return Taught(_unquoted(found["right"]), _unquoted(found["wrong"]), query)
    if found := _DO.search(line):
        return Taught(_unquoted(found["right"]), "", query)
    return Taught(line, free=True)


def _unquoted(text: str) -> str:
    text = text.strip()
    if text.startswith('"'):
        try:
            return str(json.loads(text))
        except ValueError:
            pass
    return text[1:-1] if len(text) > 1 and text[0] in '"“‘' else text


def replaced(text: str, lessons: Iterable[Taught]) -> str:
    """The text with every wrong span that a lesson names put right."""
    for lesson in lessons:
        if lesson.wrong and lesson.right and lesson.wrong.casefold() != lesson.right.casefold():
            start = r"(?<!\w)" if lesson.wrong[0].isalnum() else ""
            end = r"(?!\w)" if lesson.wrong[-1].isalnum() else ""
            pattern = re.compile(start + re.escape(lesson.wrong) + end, re.I)
            right = lesson.right
            text = pattern.sub(lambda _, right=right: right, text)  # type: ignore[misc]
    return text


def styled(text: str, rules: Sequence[str]) -> str:
    """The text in the style that the rules ask for, as far as the demo understands them."""
    for asks, style in _STYLES:
        if any(asks.search(rule) for rule in rules):
            text = style(text)
    for rule in rules:
        if end := re.search(rf"\b(?:end|finish|close)\b.{{0,30}}?\bwith ({_QUOTED.pattern})", rule, re.I):
            words = _unquoted(end[1])
            text = text if text.rstrip().endswith(words) else f"{text.rstrip()}\n\n{words}"
    return text


def understood(rule: str) -> bool:
    """Whether the demo knows how to keep to a rule of style."""
    return any(asks.search(rule) for asks, _ in _STYLES)


def _iso_dates(text: str) -> str:
    text = _AMERICAN_DATE.sub(lambda m: f"{m[3]}-{int(m[1]):02}-{int(m[2]):02}", text)
    return _WRITTEN_DATE.sub(lambda m: f"{m[3]}-{_MONTHS.index(m[1]) + 1:02}-{int(m[2]):02}", text)


def _british(text: str) -> str:
    return _respelled(text, _SPELLING)


def _american(text: str) -> str:
    return _respelled(text, {british: american for american, british in _SPELLING.items()})


def _respelled(text: str, table: dict[str, str]) -> str:
    pattern = re.compile(rf"\b({'|'.join(table)})(?=(s|ed|d|ing|ful)?\b)", re.I)
    return pattern.sub(lambda m: _cased(table[m[0].lower()], m[0]), text)


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[0].isupper() else word


def _short(text: str) -> str:
    first = text.split("\n\n", 1)[0]
    sentence = _SENTENCE.search(first)
    return text if "```" in text else (sentence[0] if sentence else first)


def _ungreeted(text: str) -> str:
    bare = _GREETING.sub("", text)
    return bare[:1].upper() + bare[1:]


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


_STYLES: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (_rule(r"no (more )?greeting|without (a |any )?greeting|(don'?t|do not|stop|never|skip).{0,12}greet"), _ungreeted),
    (_rule(r"\b(short(er)?|brief(ly)?|concise(ly)?|one sentence|keep it short)\b"), _short),
    (_rule(r"yyyy-mm-dd|iso[ -]?(8601|dates?)|dates?\b.{0,40}\d{4}-\d{2}-\d{2}|dates?\b.{0,20}\biso\b"), _iso_dates),
    (_rule(r"\b(british|uk)\b.{0,10}(spelling|english)|\bspelling\b.{0,10}british|\bcolour\b"), _british),
    (_rule(r"\b(american|us)\b.{0,10}(spelling|english)|\bspelling\b.{0,10}american"), _american),
)
