"""Vendors' errors become sentences; no LiteLLM is needed for that."""

from __future__ import annotations

import json

import pytest

from rlmchat.adapters.model_errors import Asked, StreamCut, retry_after, transient, translated
from rlmchat.errors import ContextTooLong, ModelBusy, ModelError, ModelRefused, ModelUnavailable

ASKED = Asked("groq/llama", "groq", key_variable="GROQ_API_KEY", secrets=("gsk_12345678",))


class VendorError(Exception):
    def __init__(self, status: int | None, message: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status_code = status
        self.message = message
        self.response = type("Response", (), {"headers": headers or {}})()


def caught(error: Exception, asked: Asked = ASKED) -> ModelError:
    with pytest.raises(ModelError) as found, translated(asked):
        raise error
    assert found.value.__cause__ is error
    return found.value


@pytest.mark.parametrize(
    ("error", "kind", "again"),
    [
        (VendorError(401, "Invalid API Key gsk_12345678"), ModelRefused, False),
        (VendorError(403), ModelRefused, False),
        (VendorError(404), ModelRefused, False),
        (VendorError(413), ContextTooLong, False),
        (VendorError(400, "prompt is too long: 9 tokens > 8 maximum"), ContextTooLong, False),
        (VendorError(400, "blocked by content policy"), ModelRefused, False),
        (VendorError(422, "no"), ModelRefused, False),
        (VendorError(429), ModelBusy, True),
        (VendorError(500), ModelUnavailable, True),
        (VendorError(529), ModelBusy, True),
        (VendorError(None), ModelUnavailable, False),
        (KeyError("choices"), ModelUnavailable, False),
        (ConnectionRefusedError(), ModelUnavailable, True),
        (TimeoutError(), ModelUnavailable, False),
        (StreamCut(), ModelUnavailable, True),
        (json.JSONDecodeError("x", "y", 0), ModelUnavailable, False),
    ],
)
def test_each_becomes_one_sentence_and_a_hint(error: Exception, kind: type[ModelError], again: bool) -> None:
    ours = caught(error)
    assert type(ours) is kind
    assert transient(ours) is again
    assert ours.message[0].isupper()
    assert ours.message.endswith(".")
    assert ours.message.count(". ") == 0
    assert ours.hint
    assert "gsk_" not in str(ours)


def test_what_caused_an_error_counts_too() -> None:
    outer = VendorError(500, "wrapped")
    outer.__cause__ = ConnectionRefusedError()
    assert "no connection to Groq" in caught(outer).message
    outer.__cause__ = TimeoutError()
    assert "120 s" in caught(outer).message


def test_our_own_errors_pass_as_they_are() -> None:
    ours = ModelRefused("No.", "Stop.")
    with pytest.raises(ModelRefused) as found, translated(ASKED):
        raise ours
    assert found.value is ours


def test_a_cancelled_task_is_no_model_error() -> None:
    import asyncio

    with pytest.raises(asyncio.CancelledError), translated(ASKED):
        raise asyncio.CancelledError


@pytest.mark.parametrize(("value", "seconds"), [("7", 7.0), ("0.5", 0.5), ("-3", 0.0), ("soon", None)])
def test_retry_after_is_read_in_seconds(value: str, seconds: float | None) -> None:
    assert retry_after(VendorError(429, headers={"retry-after": value})) == seconds


def test_a_server_of_ones_own_is_named_by_host_and_port() -> None:
    local = Asked("openai/x", "openai", "http://localhost:1234/v1", "OPENAI_API_KEY")
    assert "localhost:1234" in caught(ConnectionRefusedError(), local).message
    assert local.where == "localhost:1234"
    assert Asked("a/b", "a", "https://api.example/v1").where == "api.example:443"


def test_a_missing_key_says_where_to_put_one() -> None:
    error = ASKED.no_key()
    assert "GROQ_API_KEY" in error.hint
    assert "keyring set rlmchat groq" in error.hint


def test_a_providers_words_are_kept_short() -> None:
    assert len(caught(VendorError(400, "no " * 200 + "\nmore")).hint) < 200
