"""Themes: colours from TOML files, shipped ones and the person's own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from textual.color import Color, ColorParseError
from textual.theme import Theme

from rlmchat.errors import ThemeError

COLOURS = (
    "primary",
    "secondary",
    "accent",
    "foreground",
    "background",
    "surface",
    "panel",
    "boost",
    "success",
    "warning",
    "error",
)
"""What a theme file may set at its top; `dim` and the rest of Textual's variables go under `[variables]`."""


def theme_from(data: Mapping[str, Any], name: str, where: str = "") -> Theme:
    """A theme from the content of its file; raises ThemeError that names file and key."""
    place = where or name
    unknown = set(data) - {*COLOURS, "dark", "variables", "dim"}
    if unknown:
        raise ThemeError(f"{place}: unknown key {min(unknown)!r}.", f"A theme may set {', '.join(COLOURS)}, dim, dark.")
    if "primary" not in data:
        raise ThemeError(f"{place}: the key 'primary' is missing.", "Give at least this colour.")
    colours = {key: _colour(data[key], place, key) for key in COLOURS if key in data}
    variables = {key: str(value) for key, value in dict(data.get("variables", {})).items()}
    if "dim" in data:
        variables["dim"] = _colour(data["dim"], place, "dim")
    variables = {**_calm(colours), **variables}
    named: dict[str, Any] = dict(colours)
    return Theme(name=name, dark=bool(data.get("dark", True)), variables=variables, **named)


def _calm(colours: Mapping[str, str]) -> dict[str, str]:
    """Scrollbars, cursors and chosen lines without colours of their own."""
    roles = {
        "panel": ("scrollbar", "block-cursor-background", "block-cursor-blurred-background", "block-hover-background"),
        "background": ("scrollbar-background", "scrollbar-background-hover", "scrollbar-background-active"),
        "foreground": ("block-cursor-foreground", "block-cursor-blurred-foreground"),
        "accent": ("scrollbar-active", "scrollbar-hover", "input-cursor-background"),
    }
    out = {name: colours[key] for key, names in roles.items() if key in colours for name in names}
    return {**out, "block-cursor-text-style": "bold", "block-cursor-blurred-text-style": "bold"}


def _colour(value: object, place: str, key: str) -> str:
    try:
        Color.parse(str(value))
    except ColorParseError as error:
        raise ThemeError(f"{place}: {key} = {value!r} is no colour.", "Write it as '#rrggbb'.") from error
    return str(value)


def load_theme(path: Path) -> Theme:
    """One theme file; raises ThemeError."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ThemeError(
            f"The theme {path} cannot be read: {error}.", "Mend the file, or choose another theme."
        ) from error
    return theme_from(data, path.stem, str(path))


def theme_files(folders: Iterable[Path]) -> dict[str, Path]:
    """Theme files by name; a later folder wins, so that a person may replace a shipped theme."""
    return {path.stem: path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.toml"))}


def load_themes(folders: Iterable[Path]) -> Iterator[Theme | ThemeError]:
    """Every theme there is; one that cannot be used comes as its error."""
    for path in theme_files(folders).values():
        try:
            yield load_theme(path)
        except ThemeError as error:
            yield error


def dim_of(theme: Theme) -> str:
    """The one dim colour of a theme that names none: its foreground, two fifths of the way to its background."""
    background = Color.parse(theme.background or ("#121212" if theme.dark else "#f0f0f0"))
    foreground = Color.parse(theme.foreground or background.get_contrast_text(0.9).hex)
    return foreground.blend(background, 0.42).hex
