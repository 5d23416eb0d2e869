"""Corrections from files and other programs: every field checked on its way in, every mistake named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from rlmchat.learning.correction import (
    CONFIDENCE_CEILING,
    LAID_ASIDE,
    LIVE,
    Category,
    NewCorrection,
    Scope,
    ScopeKind,
    Source,
    Status,
)

E = TypeVar("E", bound=StrEnum)

CLOCKS_APART = timedelta(days=1)
"""How far ahead another machine's clock, or a day without its zone, may be."""
LONGEST = 100_000
"""Characters of one text; what is longer is a document and no correction."""


class Retired(ValueError):
    """A record that is no longer live (superseded, muted, quarantined, deleted): passed over, no mistake."""


def from_dict(data: Mapping[str, Any], *, source: Source | None = None, laid_aside: bool = False) -> NewCorrection:
    """What a person or an export says of a correction, ready to be kept.

    `corrected` (or `corrected_output`) is needed; `original`, `query`, `explanation`, `category`, `standing`, `scope`,
    `source`, `created_at`, `confidence`, `severity`, `context`, `tags`, `session_id` and `message_id` may be given,
    other keys are passed over. `source` is taken where the data name none. Raises ValueError, naming key and what is
    allowed; Retired for a record that is not live, except one that was laid aside where those are wanted.
    """
    standing = _flag(data, "standing")
    status = _one_of(data, "status", Status, Status.ACTIVE)
    if status not in LIVE and not (laid_aside and status in LAID_ASIDE):
        raise Retired(f"it is {status}")
    corrected = _text(data, "corrected") or _text(data, "corrected_output")
    if not corrected.strip():
        raise ValueError('"corrected" is missing: say what it should be')
    return NewCorrection(
        corrected=corrected,
        original=_text(data, "original") or _text(data, "original_output"),
        query=_text(data, "query"),
        explanation=_text(data, "explanation"),
        context=_texts(data, "context"),
        category=_one_of(data, "category", Category, Category.PREFERENCE if standing else Category.FACTUAL),
        severity=_share(data, "severity", 0.5),
        confidence=min(CONFIDENCE_CEILING, _confidence(data)),
        source=_one_of(data, "source", Source, source or (Source.EXPLICIT if standing else Source.CORRECTION)),
        scope=_scope(data),
        standing=standing,
        status=status,
        session_id=_text(data, "session_id"),
        message_id=_text(data, "message_id"),
        created_at=_moment(data, "created_at"),
        valid_from=_moment(data, "valid_from"),
        valid_until=_moment(data, "valid_until"),
        tags=_texts(data, "tags"),
    )


def sensible(new: NewCorrection, now: datetime) -> NewCorrection:
    """The same, if it can be so; raises ValueError for what corrects nothing, or is said in a time to come."""
    if new.original.strip() and new.original.strip() == new.corrected.strip():
        raise ValueError('"corrected" is the same as "original": say what it should be instead')
    if new.created_at and new.created_at > now + CLOCKS_APART:
        raise ValueError(f'"created_at" lies in the future ({new.created_at:%Y-%m-%d}): say when it was said')
    return new


def _confidence(data: Mapping[str, Any]) -> float:
    # An export's belief has outcomes in it that do not come along: what it began with is the honest figure.
    key = "base_confidence" if data.get("base_confidence") is not None else "confidence"
    return _share(data, key, 0.9)


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f'"{key}" must be a text')
    if len(value) > LONGEST:
        raise ValueError(f'"{key}" is longer than {LONGEST:,} characters')
    return value


def _texts(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = data.get(key)
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f'"{key}" must be a list of texts')
    return tuple(value)


def _flag(data: Mapping[str, Any], key: str) -> bool:
    value = data.get(key)
    if value is not None and not isinstance(value, bool):
        raise ValueError(f'"{key}" must be true or false')
    return bool(value)


def _share(data: Mapping[str, Any], key: str, default: float) -> float:
    value = data.get(key)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError(f'"{key}" must be a number from 0 to 1')
    return float(value)


def _one_of(data: Mapping[str, Any], key: str, kind: type[E], default: E) -> E:
    text = _text(data, key).strip().lower()
    return _named(key, text, kind, f"one of {', '.join(kind)}") if text else default


def _named(key: str, text: str, kind: Callable[[str], E], allowed: str) -> E:
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f'"{key}" must be {allowed}, not {text!r}') from None


def _scope(data: Mapping[str, Any]) -> Scope | None:
    text = _text(data, "scope")
    if not text.strip():
        return None
    try:
        scope = Scope.parse(text)
    except ValueError:
        raise ValueError(
            f'"scope" must be topic, everywhere, chat:ID, project:/folder or domain:NAME, not {text!r}'
        ) from None
    if not scope.key and scope.kind in (ScopeKind.CHAT, ScopeKind.PROJECT, ScopeKind.DOMAIN):
        raise ValueError(f'"scope" needs a name: {scope.kind}:NAME')
    return scope


def _moment(data: Mapping[str, Any], key: str) -> datetime | None:
    text = _text(data, key).strip()
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
        # Without a zone it is UTC, so that a file means the same everywhere.
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f'"{key}" must be a time as 2026-11-20 or 2026-11-20T14:07:00Z, not {text!r}') from None
