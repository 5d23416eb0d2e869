"""Reads and writes config.toml: every value checked, every complaint with file, line and key, nothing foreign lost."""

from __future__ import annotations

import difflib
import os
import re
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rlmchat.adapters.settings_rules import NAMED, SECTIONS, TABLES, TEXTS, Rule, Value, rule_for
from rlmchat.adapters.toml_text import line_of, with_value
from rlmchat.errors import SettingsError, UsageError
from rlmchat.locations import Locations, private_folder
from rlmchat.settings import ModelSettings, Provider, Settings

MEND = "Mend the file (`rlmchat config edit`), or move it away to begin with the defaults."

_AT_LINE = re.compile(r"\s*\(at line (\d+), column (\d+)\)|\s*\(at end of document\)")


def load_settings(places: Locations) -> tuple[Settings, list[str]]:
    """The settings, and a sentence for each unknown key. No file means all defaults.

    Raises SettingsError, naming file, line and key, for broken TOML and for a value that is not allowed.
    """
    path = places.config_file
    text = _read(path)
    reader = _Reader(path, text)
    return reader.settings(_document(path, text)), reader.problems


def save_settings(places: Locations, settings: Settings) -> None:
    """Write what differs from the file into it; comments, order and keys that are not ours stay as they are.

    Raises SettingsError where the file cannot be written, or is broken: then it is left alone.
    """
    path = places.config_file
    text = _read(path)
    before = _Reader(path, text).settings(_document(path, text))
    for key, value in _differences(before, settings):
        text = with_value(text, key, value)
    if text != _read(path):
        _write(path, text)


def set_value(places: Locations, key: str, text: str) -> Value:
    """Set one key (`learning.limit`, `models.openai/gpt-4o.timeout`) from the command line; gives the value.

    An empty text unsets a key that is optional. Raises UsageError for an unknown key or a value that is not allowed,
    SettingsError where the file is broken or cannot be written.
    """
    path = split_key(key)
    rule = rule_for(path)
    if rule is None:
        raise UsageError(f"There is no setting {key}{_meant(key, all_keys())}.", "`rlmchat config show` lists them.")
    try:
        value = rule.parse(text)
    except ValueError as error:
        raise UsageError(f"{key} {error}, not {text!r}.") from None
    file = places.config_file
    old = _read(file)
    _document(file, old)
    new = with_value(old, path, value)
    if wrong := _complaint(file, new):
        # A value that was wrong before may be mended like this; another one that is wrong is told as what it is.
        raise wrong if str(wrong) == str(_complaint(file, old)) else UsageError(wrong.message)
    _write(file, new)
    return value


def _complaint(path: Path, text: str) -> SettingsError | None:
    try:
        _Reader(path, text).settings(_document(path, text))
    except SettingsError as error:
        return error
    return None


def split_key(key: str) -> tuple[str, ...]:
    """The parts of a dotted key; names of models and providers may hold dots and need no quotes."""
    first, _, rest = key.partition(".")
    if first in TEXTS:
        return first, _unquoted(rest)
    if first in NAMED:
        name, _, last = rest.rpartition(".")
        return first, _unquoted(name), last
    return tuple(key.split("."))


def all_keys() -> list[str]:
    """Every key with a fixed name, dotted."""
    return [f"{section}.{key}" for section, rules in SECTIONS.items() for key in rules]


def as_document(settings: Settings) -> dict[str, Any]:
    """All settings in force as plain tables, what is unset left out."""
    out: dict[str, Any] = {section: _plain(getattr(settings, section)) for section in SECTIONS}
    for section in NAMED:
        out[section] = {name: _plain(value) for name, value in getattr(settings, section).items()}
    for section in TEXTS:
        out[section] = dict(getattr(settings, section))
    return {section: table for section, table in out.items() if table}


def _plain(value: Any) -> dict[str, Any]:
    return {f.name: held for f in fields(value) if (held := getattr(value, f.name)) is not None}


def _unquoted(name: str) -> str:
    return name[1:-1] if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'" else name


def _meant(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), 1)
    return f" (did you mean {near[0]}?)" if near else ""


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path} is not UTF-8 text (byte {error.start}).", MEND) from error
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.", "Check its rights.") from error


def _document(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        number = int(found[1]) if found and found[1] else max(1, len(text.splitlines()))
        what = _AT_LINE.sub("", str(error)).lower()
        key = _KEY_AT_START.match((text.splitlines() or [""])[number - 1])
        near = f", at `{key[1]}`" if key else ""
        raise SettingsError(f"{path}, line {number}{near}: this is no TOML, {what}.", MEND) from error


_KEY_AT_START = re.compile(r"\s*([^\s=\[#]+)\s*=")


def _differences(before: Settings, after: Settings) -> Iterable[tuple[tuple[str, ...], Value]]:
    for section in SECTIONS:
        yield from _changed((section,), getattr(before, section), getattr(after, section))
    for section, empty in (("models", None), ("providers", Provider())):
        old, new = getattr(before, section), getattr(after, section)
        for name in new:
            yield from _changed((section, name), old.get(name, empty or before.model), new[name])
        yield from (((section, name), None) for name in old if name not in new)
    for section in TEXTS:
        old, new = getattr(before, section), getattr(after, section)
        for name in {**old, **new}:
            if old.get(name) != new.get(name):
                yield (section, name), new.get(name)


def _changed(path: tuple[str, ...], old: Any, new: Any) -> Iterable[tuple[tuple[str, ...], Value]]:
    for f in fields(new):
        if getattr(old, f.name) != getattr(new, f.name):
            yield (*path, f.name), getattr(new, f.name)


@dataclass
class _Reader:
    """Turns a document into settings, with line numbers from the text it came from."""

    path: Path
    text: str
    problems: list[str] = field(default_factory=list)

    def settings(self, document: Mapping[str, Any]) -> Settings:
        """All of it."""
        for name in document:
            if name not in TABLES:
                self._unknown((name,), TABLES)
        values: dict[str, Any] = {}
        for section, rules in SECTIONS.items():
            values[section] = self._filled(getattr(Settings(), section), (section,), document.get(section, {}), rules)
        model: ModelSettings = values["model"]
        values["models"] = self._named("models", document, model)
        values["providers"] = self._named("providers", document, Provider())
        for section in TEXTS:
            values[section] = self._texts(section, document.get(section, {}))
        settings = Settings(**values)
        if settings.learning.ask_threshold > settings.learning.save_threshold:
            raise self._wrong(("learning", "ask_threshold"), "must not be above save_threshold")
        self._check_actions(settings.keys)
        return settings

    def _filled(self, base: Any, path: tuple[str, ...], table: object, rules: Mapping[str, Rule]) -> Any:
        values: dict[str, Value] = {}
        for key, value in self._table(path, table).items():
            if key not in rules:
                self._unknown((*path, key), rules)
                continue
            try:
                values[key] = rules[key].check(value)
            except ValueError as error:
                raise self._wrong((*path, key), str(error)) from None
        return replace(base, **values)

    def _named(self, section: str, document: Mapping[str, Any], base: Any) -> Mapping[str, Any]:
        tables = self._table((section,), document.get(section, {}))
        rules = NAMED[section]
        return MappingProxyType({n: self._filled(base, (section, n), table, rules) for n, table in tables.items()})

    def _texts(self, section: str, table: object) -> Mapping[str, str]:
        found = self._table((section,), table)
        for key, value in found.items():
            if not isinstance(value, str):
                raise self._wrong((section, key), "must be a text in quotes")
        return MappingProxyType(dict(found))

    def _check_actions(self, keys: Mapping[str, str]) -> None:
        if not keys:
            return
        from rlmchat.widgets.keys import key_names

        for name in keys:
            if name not in key_names():
                self._unknown(("keys", name), key_names())

    def _table(self, path: tuple[str, ...], value: object) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise self._wrong(path, f"must be a table: [{'.'.join(path)}]")
        return value

    def _where(self, path: tuple[str, ...]) -> str:
        line = line_of(self.text, path)
        return f"{self.path}, line {line}" if line else str(self.path)

    def _wrong(self, path: tuple[str, ...], why: str) -> SettingsError:
        return SettingsError(f"{self._where(path)}: `{'.'.join(path)}` {why}.", MEND)

    def _unknown(self, path: tuple[str, ...], known: Iterable[str]) -> None:
        meant = _meant(path[-1], known)
        what = f"`{'.'.join(path)}` is no setting of ours{meant}, so it is passed over."
        self.problems.append(f"{self._where(path)}: {what}")


def _write(path: Path, text: str) -> None:
    """Atomic, readable by the owner alone, through a link to where it points."""
    target = path.resolve()
    try:
        private_folder(target.parent)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".config-", suffix=".toml")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be written: {error.strerror or error}.", "Check the rights of the folder, or use --home."
        ) from error


TEMPLATE = """\
# Settings of rlmchat. What is left out has its default; `rlmchat config show` lists all that holds.

# [model]
# name = "openai/gpt-4o-mini"      # as LiteLLM names it

# [providers.openai]
# api_base = "http://127.0.0.1:8000/v1"
# api_key_env = "OPENAI_API_KEY"   # the variable that holds the key; keys themselves never go into this file

# [learning]
# enabled = true
"""


def make_file(places: Locations) -> None:
    """Make config.toml, with nothing but comments in it, where there is none; raises SettingsError."""
    if not places.config_file.exists():
        _write(places.config_file, TEMPLATE)
