"""What the settings screen offers: every setting with its words, and how a text becomes its value."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from rlmchat.errors import SettingsError
from rlmchat.settings import Settings


@dataclass(frozen=True, slots=True)
class Row:
    """One setting."""

    section: str
    field: str
    label: str
    about: str
    choices: tuple[str, ...] = ()
    """The values there are; empty takes what is typed."""
    low: float | None = None
    high: float | None = None
    """Limits of a number."""
    whole: bool = False
    """Whether a number has no fraction."""
    optional: bool = False
    """Whether a number may be unset."""

    @property
    def key(self) -> str:
        """As in config.toml."""
        return f"{self.section}.{self.field}"

    @property
    def is_number(self) -> bool:
        """Whether it takes a number."""
        return self.low is not None


MODES = ("auto", "always", "deterministic", "off")

ROWS: tuple[Row, ...] = (
    Row("model", "name", "Model of new chats", "empty chooses by the keys in the environment"),
    Row("model", "temperature", "Temperature", "0 to 2; empty leaves it to the provider", low=0, high=2, optional=True),
    Row(
        "model",
        "max_tokens",
        "Longest answer",
        "tokens; empty: the provider's limit",
        low=1,
        high=1e7,
        whole=True,
        optional=True,
    ),
    Row("model", "timeout", "Patience", "seconds without a sign of life", low=1, high=86400),
    Row("model", "persona", "Persona", "a name from [personas] in config.toml"),
    Row("learning", "enabled", "Learning", "off sends no lessons and stores nothing"),
    Row("learning", "detect", "Notice corrections", "in what you write; the key and commands work all the same"),
    Row("learning", "save_threshold", "Learn at once from", "probability of being a correction", low=0, high=1),
    Row("learning", "ask_threshold", "Ask from", "between this and the one above", low=0, high=1),
    Row("learning", "background_model", "Let the model decide", "about uncertain ones, in the background"),
    Row("learning", "phrase", "Let a model rephrase", "what is learned, to find it again; in the background"),
    Row("learning", "phrase_model", "Model that rephrases", "empty is the chat's"),
    Row("learning", "conflict", "Contradictions", "the newest holds, ask me, or both", ("newest", "ask", "both")),
    Row(
        "learning",
        "limit",
        "Most lessons",
        "recalled for one question",
        low=0,
        high=50,
        whole=True,
    ),
    Row("learning", "threshold", "Least relevance", "of a recalled correction", low=0, high=1),
    Row("learning", "budget_tokens", "Room for lessons", "tokens in the prompt", low=0, high=1e6, whole=True),
    Row("learning", "holdout", "Left out on purpose", "share of turns, to see what a lesson changes", low=0, high=0.5),
    Row("learning", "implicit", "Heed weak signs", "as evidence, never enough alone; off: none of those below"),
    Row("signals", "regenerated", "Asked for again", "another answer to the same question"),
    Row("signals", "rephrased", "Asked in other words", "the same question, put differently"),
    Row("signals", "edited", "Answer edited", "without having the change learned"),
    Row("signals", "cancelled", "Stopped midway", "the answer was not worth waiting for"),
    Row("signals", "copied", "Code copied", "speaks for the answer"),
    Row("signals", "silence", "No complaint", "going on speaks for what a lesson changed"),
    Row(
        "apply",
        "mode",
        "Hold answers to lessons",
        "auto asks the model only to mend",
        ("auto", "always", "deterministic", "off"),
    ),
    Row("apply", "render", "Show answers", "by blocks, whole, or live", ("blocks", "hold", "live")),
    Row("embedder", "name", "Embedder", "static works offline; from the next start", ("static", "minilm")),
    Row("store", "url", "Store", "a Chroma server; empty is this machine; from the next start"),
    Row("store", "user_id", "Your name there", "on a server that several people use"),
    Row("look", "theme", "Colours", "themes/*.toml in the config folder are yours"),
    Row("look", "linear", "Linear screen", "plain, top to bottom, for screen readers; from the next start"),
    Row("look", "panel", "Panel at start", "corrections beside the chat"),
)

_YES = ("true", "yes", "on", "1")
_NO = ("false", "no", "off", "0")


def value(settings: Settings, row: Row) -> Any:
    """What a setting is now."""
    return getattr(getattr(settings, row.section), row.field)


def shown(settings: Settings, row: Row) -> str:
    """The same, in words."""
    now = value(settings, row)
    if isinstance(now, bool):
        return "on" if now else "off"
    return "–" if now in (None, "") else f"{now:g}" if isinstance(now, float) else str(now)


def next_value(settings: Settings, row: Row) -> str | None:
    """What enter makes of a setting that has few values; None for one that must be typed."""
    now = value(settings, row)
    if isinstance(now, bool):
        return str(not now).lower()
    if row.choices and str(now) in row.choices:
        return row.choices[(row.choices.index(str(now)) + 1) % len(row.choices)]
    return row.choices[0] if row.choices else None


def changed(settings: Settings, row: Row, text: str) -> Settings:
    """Settings with one value changed; raises SettingsError naming the key."""
    section = getattr(settings, row.section)
    return replace(settings, **{row.section: replace(section, **{row.field: _parsed(settings, row, text.strip())})})


def _parsed(settings: Settings, row: Row, text: str) -> Any:
    now = value(settings, row)
    if isinstance(now, bool):
        if text.lower() in (*_YES, *_NO):
            return text.lower() in _YES
        raise SettingsError(f"{row.key} is on or off, not {text!r}.")
    if not row.is_number:
        return text
    if not text and row.optional:
        return None
    try:
        number = int(text) if row.whole else float(text)
    except ValueError as error:
        raise SettingsError(f"{row.key} is a number, not {text!r}.") from error
    if row.low is not None and row.high is not None and not row.low <= number <= row.high:
        raise SettingsError(f"{row.key} is from {row.low:g} to {row.high:g}, not {text}.")
    return number
