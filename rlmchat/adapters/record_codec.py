"""Corrections as compact JSON: what a revision holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from rlmchat.learning.correction import Category, Correction, Scope, Source, Status

_TIMES = ("created_at", "last_applied", "confirmed_at", "valid_from", "valid_until")
_TUPLES = ("context", "supersedes", "evidence", "chats", "tags", "triggers", "situations", "also_wrong")
_parse_scope = lru_cache(maxsize=256)(Scope.parse)

_READERS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(_TIMES, datetime.fromisoformat),
    **dict.fromkeys(_TUPLES, tuple),
    "category": Category,
    "source": Source,
    "status": Status,
    "scope": _parse_scope,
}
"""How a field comes back from JSON, where it is no plain type."""

_NAMES = {f.name: None for f in fields(Correction)}
_EMPTY = {f.name: f.default for f in fields(Correction) if f.default is not MISSING and not f.default}
"""Fields that are empty by default, with what they are then."""


def encode(record: Correction) -> str:
    """One line of JSON without the fields that are empty, as they are by default.

    Defaults that are not empty are written, so that they may change without changing what is stored.
    """
    out: dict[str, Any] = {}
    for name in _NAMES:
        value = getattr(record, name)
        if name in _EMPTY and value == _EMPTY[name]:
            continue
        if isinstance(value, datetime):
            value = value.isoformat()
        elif isinstance(value, (StrEnum, Scope)):
            value = str(value)
        out[name] = value
    return _dump(out)


def _dump(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        # Half a surrogate pair: no file can hold it, its escape in JSON can.
        return json.dumps(value, separators=(",", ":"))
    return text


def decode(text: str) -> Correction:
    """The inverse of `encode`; passes over fields that a newer rlmchat may have written."""
    data: dict[str, Any] = json.loads(text)
    known = {}
    for name, value in data.items():
        if name in _READERS:
            known[name] = _READERS[name](value)
        elif name in _NAMES:
            known[name] = value
    return Correction(**known)
