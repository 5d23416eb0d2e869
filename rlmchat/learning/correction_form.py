"""A correction as a form: the fields that a person can change, as texts or TOML, and back with each mistake named."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import tomli_w

from rlmchat.errors import UsageError
from rlmchat.learning.correction import CONFIDENCE_CEILING, Category, Correction, Scope, ScopeKind, Source
from rlmchat.learning.failures import PATTERN_TAG
from rlmchat.learning.keeping import WAITS_ON
from rlmchat.learning.succession import BESIDE, EXCEPTION_TO

FIELDS = (
    "original_output",
    "corrected_output",
    "query",
    "explanation",
    "category",
    "scope",
    "standing",
    "confidence",
    "severity",
    "source",
    "tags",
    "valid_from",
    "valid_until",
    "context",
)
"""Everything that a person can change, in the order of a form."""

HEADER = """\
# Save and close to keep the changes; close without saving to change nothing.
# category: factual, style, code, logic, preference, domain
# scope: chat:ID, project:/folder, topic, domain:NAME, everywhere
# source: explicit, correction, edit, flag, inferred, import

"""


class FormError(UsageError):
    """One or more fields of a form make no sense; `fields` says which and why."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(f"{name}: {why}" for name, why in fields.items()))
        self.fields = dict(fields)


def as_texts(record: Correction) -> dict[str, str]:
    """Each field as it stands in a form; `standing` is "yes" or empty."""
    return {
        "original_output": record.original_output,
        "corrected_output": record.corrected_output,
        "query": record.query,
        "explanation": record.explanation,
        "category": str(record.category),
        "scope": str(record.scope),
        "standing": "yes" if record.standing else "",
        "confidence": f"{record.confidence:g}",
        "severity": f"{record.severity:g}",
        "source": str(record.source),
        "tags": ", ".join(own_tags(record)),
        "valid_from": _written(record.valid_from),
        "valid_until": _written(record.valid_until),
        "context": "\n\n".join(record.context),
    }


def from_texts(texts: Mapping[str, str]) -> dict[str, Any]:
    """Values of the fields in a form; raises FormError that names every field with a mistake."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, text in texts.items():
        try:
            values[name] = _READERS[name](text)
        except ValueError as error:
            wrong[name] = str(error)
    wrong.update(_at_odds(values))
    if wrong:
        raise FormError(wrong)
    return values


def as_toml(record: Correction) -> str:
    """The fields as a TOML document, for an editor."""
    texts = as_texts(record)
    values: dict[str, Any] = {name: texts[name] for name in FIELDS}
    values |= {"standing": record.standing, "confidence": record.confidence, "severity": record.severity}
    values |= {"tags": list(own_tags(record)), "context": list(record.context)}
    return HEADER + tomli_w.dumps(values, multiline_strings=True)


def from_toml(text: str) -> dict[str, Any]:
    """Values of the fields in such a document; a field that is left out is not changed.

    Raises UsageError that names line or key.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"This is no TOML: {error}.", "Mend it and save again.") from error
    if unknown := set(data) - set(FIELDS):
        raise FormError({min(unknown): "there is no such field."})
    return from_texts({name: _as_text(name, value) for name, value in data.items()})


def changed(record: Correction, values: Mapping[str, Any]) -> dict[str, Any]:
    """Only the values that differ from the record's; tags that link records to each other stay."""
    if "tags" in values:
        links = tuple(tag for tag in record.tags if tag not in own_tags(record))
        values = {**values, "tags": (*values["tags"], *links)}
    return {name: value for name, value in values.items() if getattr(record, name) != value}


def own_tags(record: Correction) -> tuple[str, ...]:
    """The tags that a person gave; not those that link records to each other."""
    return tuple(tag for tag in record.tags if not tag.startswith((WAITS_ON, EXCEPTION_TO, BESIDE, f"{PATTERN_TAG}:")))


def _as_text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        return ("\n\n" if name == "context" else ", ").join(str(one) for one in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _written(moment: datetime | None) -> str:
    """Local time, the day alone where it is midnight."""
    if moment is None:
        return ""
    local = moment.astimezone()
    return local.strftime("%Y-%m-%d" if local.time() == time() else "%Y-%m-%d %H:%M:%S").removesuffix(":00")


def _at_odds(values: Mapping[str, Any]) -> dict[str, str]:
    begin, end = values.get("valid_from"), values.get("valid_until")
    if begin and end and end <= begin:
        return {"valid_until": "this is before it begins to hold."}
    if "corrected_output" in values and values["corrected_output"] == values.get("original_output"):
        return {"corrected_output": "this is what was wrong; say what it should be."}
    return {}


def _needed(text: str) -> str:
    if not text.strip():
        raise ValueError("say what it should be.")
    return text.strip()


def _share(text: str) -> float:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise ValueError("a number from 0 to 1.")
    return number


def _confidence(text: str) -> float:
    return min(CONFIDENCE_CEILING, _share(text))


def _one_of(kind: type[Category] | type[Source]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            return kind(text.strip().lower())
        except ValueError:
            raise ValueError(f"one of {', '.join(kind)}.") from None

    return read


def _scope(text: str) -> Scope:
    try:
        scope = Scope.parse(text)
    except ValueError:
        raise ValueError(f"one of {', '.join(ScopeKind)}; chat, project and domain with :NAME.") from None
    if scope.kind in (ScopeKind.CHAT, ScopeKind.PROJECT, ScopeKind.DOMAIN) and not scope.key:
        raise ValueError(f"say which {scope.kind}: {scope.kind}:NAME.")
    return scope


def _yes(text: str) -> bool:
    return text.strip().lower() in ("yes", "true", "1", "on")


def _tags(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag for part in text.split(",") if (tag := part.strip())))


def _chunks(text: str) -> tuple[str, ...]:
    return tuple(chunk for part in text.split("\n\n") if (chunk := part.strip()))


def _moment(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text.strip()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("a date as YYYY-MM-DD, or with a time as YYYY-MM-DD HH:MM.") from None


_READERS: dict[str, Callable[[str], Any]] = {
    "original_output": str.strip,
    "corrected_output": _needed,
    "query": str.strip,
    "explanation": str.strip,
    "category": _one_of(Category),
    "scope": _scope,
    "standing": _yes,
    "confidence": _confidence,
    "severity": _share,
    "source": _one_of(Source),
    "tags": _tags,
    "valid_from": _moment,
    "valid_until": _moment,
    "context": _chunks,
}
