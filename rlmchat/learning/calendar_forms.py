"""Dates and times of day as they stand in prose, and the same in the form that a person wants."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from rlmchat.learning.words import MONTHS

_MONTH = (
    r"(?P<{}>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DATE = re.compile(
    r"(?<![\w/.-])(?:"
    r"(?P<y1>\d{4})-(?P<m1>\d\d)-(?P<d1>\d\d)"
    r"|(?P<d2>\d{1,2})\.\s?(?P<m2>\d{1,2})\.\s?(?P<y2>\d{4})"
    r"|(?P<a3>\d{1,2})/(?P<b3>\d{1,2})/(?P<y3>\d{4})"
    rf"|{_MONTH.format('w4')}\.? (?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y4>\d{{4}})"
    rf"|(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?\.? (?:of )?{_MONTH.format('w5')}\.?,? (?P<y5>\d{{4}})"
    r")(?![\w/-]|\.\d)"
)
_NAMES = ("January February March April May June July August September October November December").split()

Render = Callable[[date], str]

FORMS: dict[str, Render] = {
    "iso": date.isoformat,
    "dotted": lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
    "day/month": lambda d: f"{d.day:02}/{d.month:02}/{d.year}",
    "month/day": lambda d: f"{d.month:02}/{d.day:02}/{d.year}",
    "day month": lambda d: f"{d.day} {_NAMES[d.month - 1]} {d.year}",
    "month day": lambda d: f"{_NAMES[d.month - 1]} {d.day}, {d.year}",
}
"""Known forms of a date."""

_ASKED: tuple[tuple[str, str], ...] = (
    ("iso", r"\biso\b|iso[ -]?8601|y{4}-m{2}-d{2}|year[ -]month[ -]day|\b\d{4}-\d\d-\d\d\b"),
    ("dotted", r"\bd{1,2}\.m{1,2}\.y{2,4}|\b\d{1,2}\.\d{1,2}\.\d{4}\b"),
    ("day/month", r"\bd{1,2}/m{1,2}/y{2,4}|\b(?:1[3-9]|2\d|3[01])/\d{1,2}/\d{4}\b"),
    ("month/day", r"\bm{1,2}/d{1,2}/y{2,4}|\b\d{1,2}/(?:1[3-9]|2\d|3[01])/\d{4}\b"),
    ("day month", r"\b\d{1,2} (?:january|february|march|april|may|june|july|august|september|october|november|"
        r"december) \d{4}|day before (?:the )?month|month (?:written out|in words|as a word)|spell out the month"),
    ("month day", r"\b(?:january|february|march|april|may|june|july|august|september|october|november|"
        r"december) \d{1,2}, \d{4}"),
)  # fmt: skip


def asked_form(said: str) -> str:
    """The form that a rule asks for, by name; empty where it asks for none."""
    plain = said.casefold()
    return next((name for name, pattern in _ASKED if re.search(pattern, plain)), "")


def dates_as(text: str, form: str) -> str:
    """Plain prose with all full dates in one form; dates that could be read in two ways stay."""
    render = FORMS[form]

    def one(m: re.Match[str]) -> str:
        found = _read(m)
        return m.group() if found is None else render(found)

    return _DATE.sub(one, text)


def other_dates(text: str, form: str) -> bool:
    """Whether the text has a full date in another form, one that is unclear included."""
    return any((d := _read(m)) is None or FORMS[form](d) != m.group() for m in _DATE.finditer(text))


def _read(m: re.Match[str]) -> date | None:
    if m["a3"]:
        first, second = int(m["a3"]), int(m["b3"])
        if first <= 12 and second <= 12 and first != second:
            return None
        month, day = (first, second) if first <= 12 else (second, first)
        return _made(int(m["y3"]), month, day)
    for n in "45":
        if m["w" + n]:
            return _made(int(m["y" + n]), MONTHS[m["w" + n].casefold()], int(m["d" + n]))
    n = "1" if m["y1"] else "2"
    return _made(int(m["y" + n]), int(m["m" + n]), int(m["d" + n]))


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_TWELVE = re.compile(
    r"(?<![\w:.])(1[0-2]|0?[1-9])(?:[:.]([0-5]\d))?\s?([ap])\.?\s?m\b\.?(?=(?P<end>\s+(?-i:[A-Z])|\s*$)?)",
    re.IGNORECASE,
)
_TWENTY_FOUR = re.compile(r"(?<![\w:.,-])([01]?\d|2[0-3]):([0-5]\d)(?![\d:]|\s?[ap]\.?m)", re.IGNORECASE)


def as_24_hours(text: str) -> str:
    """Plain prose with "2:30 pm" as "14:30"."""

    def one(m: re.Match[str]) -> str:
        hour = int(m.group(1)) % 12 + (12 if m.group(3).lower() == "p" else 0)
        ends = m.group().endswith(".") and m["end"] is not None
        return f"{hour:02}:{m.group(2) or '00'}" + ("." if ends else "")

    return _TWELVE.sub(one, text)


def as_12_hours(text: str) -> str:
    """Plain prose with "14:30" as "2:30 pm"; times before one o'clock in the afternoon could be either and stay."""

    def one(m: re.Match[str]) -> str:
        hour = int(m.group(1))
        if hour < 13:
            return m.group()
        return f"{hour - 12}{'' if m.group(2) == '00' else ':' + m.group(2)} pm"

    return _TWENTY_FOUR.sub(one, text)
