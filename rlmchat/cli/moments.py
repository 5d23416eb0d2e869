"""Moments as they are typed after a flag: a date, a date with a time, or a number of days back."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, time, timedelta

from rlmchat.cli.parser import Parser
from rlmchat.identifiers import Clock

ONLY_A_DATE = 10
"""Characters of `2026-11-20`."""


def since(text: str) -> datetime | int:
    """A moment in UTC, of a date its first; or a number of days."""
    return _moment(text, time.min)


def until(text: str) -> datetime | int:
    """The same, of a date its last moment: what was said on that day was known on that day."""
    return _moment(text, time.max)


def _moment(text: str, of_day: time) -> datetime | int:
    try:
        if text.isdecimal():
            # Tried here, for a number can be too large for a calendar.
            return timedelta(days=int(text)).days
        moment = datetime.fromisoformat(text)
        return (datetime.combine(moment, of_day) if len(text) <= ONLY_A_DATE else moment).astimezone(UTC)
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError("give a date (2026-11-20) or a number of days back") from None


def back(moment: datetime | int, clock: Clock) -> datetime:
    """The moment that is meant, where a number of days may have been given."""
    if not isinstance(moment, int):
        return moment
    try:
        return clock() - timedelta(days=moment)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def add_past_flags(parser: Parser) -> None:
    """--as-of and --known: when it held, and when it was known."""
    parser.add_argument(
        "--as-of", type=until, metavar="WHEN", help="what held then: a date (2026-11-20) or a number of days back"
    )
    parser.add_argument(
        "--known", type=until, metavar="WHEN", help="as far as it had been said by then; everything, if not given"
    )


def past_of(args: argparse.Namespace, clock: Clock) -> tuple[datetime | None, datetime | None]:
    """When it held and when it was known, as asked for; None where it was not."""
    held, known = args.as_of, args.known
    return (None if held is None else back(held, clock)), (None if known is None else back(known, clock))
