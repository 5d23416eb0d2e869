"""`corrections list` and `recall` as of an earlier day: what held then, and what was known then."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime, timedelta

import pytest

from rlmchat.cli.moments import back, since, until
from tests.cli.commands import Commands

QUESTION = "Where do I live?"
MOVED = "2026-06-01"


@pytest.fixture
def homes(rlmchat: Commands) -> tuple[str, str]:
    """Berlin from January on, Munich from June on; both told just now."""
    ids = []
    for city, day in (("Berlin", "2026-01-01"), ("Munich", MOVED)):
        text = ("--corrected", f"I live in {city}", "--category", "domain", "--source", "explicit")
        ids.append(rlmchat.ok("corrections", "add", *text, "--created-at", f"{day}T10:00:00Z").data["id"])
    return ids[0], ids[1]


def cities(lines: list[dict[str, object]]) -> list[str]:
    return [str(line["corrected"]).split()[-1] for line in lines]


def test_a_list_as_of_a_day_has_what_held_then(rlmchat: Commands, homes: tuple[str, str]) -> None:
    def listed(*flags: str) -> list[str]:
        return cities(rlmchat.ok("corrections", "list", "--json", *flags).lines)

    assert listed() == ["Munich"]
    assert listed("--as-of", "2026-03-01") == ["Berlin"]
    # The day of the move counts as a whole.
    assert listed("--as-of", MOVED) == ["Munich"]
    assert listed("--as-of", f"{MOVED}T09:00:00+00:00") == ["Berlin"]
    assert listed("--as-of", "2025-12-31") == []
    assert listed("--as-of", "0") == ["Munich"]
    # Both were written down today, so on that day nothing was known.
    assert listed("--as-of", "2026-03-01", "--known", "2026-03-01") == []
    assert listed("--as-of", "2026-03-01", "--known", "0") == ["Berlin"]
    assert listed("--known", "99999999") == []


def test_filters_order_and_limit_hold_for_the_past_too(rlmchat: Commands, homes: tuple[str, str]) -> None:
    rlmchat.ok("corrections", "add", "--corrected", "use tabs", "--category", "style", "--created-at", "2026-02-01")
    as_of = ("corrections", "list", "--as-of", "2026-03-01", "--json")
    assert cities(rlmchat.ok(*as_of).lines) == ["tabs", "Berlin"]
    assert cities(rlmchat.ok(*as_of, "--sort", "oldest").lines) == ["Berlin", "tabs"]
    assert cities(rlmchat.ok(*as_of, "--category", "domain").lines) == ["Berlin"]
    assert cities(rlmchat.ok(*as_of, "--limit", "1").lines) == ["tabs"]
    assert cities(rlmchat.ok(*as_of, "--status", "superseded").lines) == ["Berlin"]
    table = rlmchat.ok("corrections", "list", "--as-of", "2026-03-01", "--limit", "1").out
    assert table.startswith("What held on 2026-03-01 23:59")
    assert "as known now:" in table
    assert "… 1 more; --limit 2 shows all." in table
    assert "Nothing." in rlmchat.ok("corrections", "list", "--as-of", "2025-01-01").out


def test_recall_as_of_a_day_gives_what_held_then_and_changes_nothing(rlmchat: Commands, homes: tuple[str, str]) -> None:
    def recalled(*flags: str) -> list[str]:
        return cities(rlmchat.ok("recall", QUESTION, "--threshold", "0", "--json", *flags).data["lessons"])

    before = rlmchat.ok("corrections", "list", "--all", "--json").out
    assert recalled() == ["Munich"]
    assert recalled("--as-of", "2026-03-01") == ["Berlin"]
    assert recalled("--as-of", "2026-03-01", "--known", "2026-03-01") == []
    batch = rlmchat.ok("recall", "--batch", "--as-of", "2026-03-01", "--threshold", "0", stdin='{"query": "home"}\n')
    assert cities(batch.data["lessons"]) == ["Berlin"]
    assert rlmchat.ok("corrections", "list", "--all", "--json").out == before


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "", "9" * 30])
def test_what_is_no_moment_is_named(rlmchat: Commands, text: str) -> None:
    result = rlmchat("corrections", "list", "--as-of", text)
    assert result.code == 2
    assert "give a date (2026-11-20) or a number of days back" in result.err


def test_a_date_begins_or_ends_a_day() -> None:
    first, last = since("2026-11-20"), until("2026-11-20")
    assert isinstance(first, datetime)
    assert isinstance(last, datetime)
    assert last - first == timedelta(days=1) - timedelta(microseconds=1)
    assert since("2026-11-20T10:00:00+01:00") == until("2026-11-20T10:00:00+01:00")
    now = datetime(2026, 11, 20, tzinfo=UTC)
    assert back(3, lambda: now) == now - timedelta(days=3)
    assert back(10**8, lambda: now) == datetime.min.replace(tzinfo=UTC)
    with pytest.raises(argparse.ArgumentTypeError):
        since("soon")
