from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from rlmchat.adapters import log
from rlmchat.adapters.log import close_log, open_log, redacted
from rlmchat.locations import Locations, locations

OURS = logging.getLogger("rlmchat.somewhere")


@pytest.fixture
def places(home: Path) -> Iterator[Locations]:
    ours = logging.getLogger("rlmchat")
    before = ours.propagate, ours.level
    yield locations(home)
    close_log()
    ours.propagate, ours.level = before


def test_the_file_is_private_and_made_by_its_first_line(places: Locations) -> None:
    open_log(places)
    assert not places.log_dir.exists()
    OURS.info("started")
    OURS.debug("what was said")
    assert "INFO rlmchat.somewhere: started" in places.log_file.read_text()
    assert "what was said" not in places.log_file.read_text()
    assert places.log_file.stat().st_mode & 0o777 == 0o600
    assert places.log_dir.stat().st_mode & 0o777 == 0o700


def test_the_level_can_be_chosen(places: Locations) -> None:
    open_log(places, {"RLMCHAT_LOG": "debug"})
    OURS.debug("every detail")
    assert "every detail" in places.log_file.read_text()


def test_it_rotates(places: Locations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "FILE_SIZE", 2000)
    open_log(places)
    for number in range(200):
        OURS.info("line %d of a log that would grow for ever", number)
    files = sorted(path.name for path in places.log_dir.iterdir())
    assert files == ["rlmchat.log", "rlmchat.log.1", "rlmchat.log.2", "rlmchat.log.3"]
    assert all(path.stat().st_size <= 2000 for path in places.log_dir.iterdir())
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in places.log_dir.iterdir())


def test_opening_twice_writes_each_line_once(places: Locations) -> None:
    open_log(places)
    open_log(places)
    OURS.info("once")
    assert places.log_file.read_text().count("once") == 1


def test_a_place_that_cannot_be_written_to_prints_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    open_log(locations(tmp_path / "file"))
    OURS.warning("nobody hears this")
    close_log()
    assert capfd.readouterr() == ("", "")


def test_keys_are_masked_in_tracebacks_too(places: Locations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_OWN_API_KEY", "plainlooking123")
    open_log(places)
    try:
        raise ValueError("Authorization: Bearer abcdef123456 and plainlooking123")
    except ValueError:
        OURS.exception("failed with sk-proj-0123456789abcdef")
    text = places.log_file.read_text()
    assert "Traceback" in text
    for secret in ("abcdef123456", "plainlooking123", "0123456789abcdef"):
        assert secret not in text


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("key sk-ant-api03-AbCdEfGh12345678", "AbCdEfGh12345678"),
        ("AIzaSyA1234567890abcdefghijk", "SyA1234567890"),
        ("{'api_key': 'qwertyuiop'}", "qwertyuiop"),
        ("Authorization: Bearer qwertyuiop", "qwertyuiop"),
        ("x-api-key=qwertyuiop", "qwertyuiop"),
        ("gsk_abcdefghijklmnop", "abcdefghijklmnop"),
    ],
)
def test_what_looks_like_a_key_is_masked(text: str, secret: str) -> None:
    assert secret not in redacted(text, {})


@pytest.mark.parametrize(
    "text", ["The capital of Australia is Canberra.", "HTTP 401 from http://127.0.0.1:8000/v1", ""]
)
def test_other_words_stay(text: str) -> None:
    assert redacted(text, {"OPENAI_API_KEY": "abc", "HOME": "/root"}) == text
