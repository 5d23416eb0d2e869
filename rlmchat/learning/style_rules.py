"""Standing rules of style that can be checked, and often mended, without a model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from rlmchat.learning import calendar_forms, code_style, prose_style
from rlmchat.learning.correction import Category, Correction
from rlmchat.learning.exclusions import Kind, excluded, shows
from rlmchat.learning.spelling import respelled, to_american, to_british
from rlmchat.learning.text import normalise
from rlmchat.learning.zones import prose

PASSES = 3
"""How often a text is mended at most: a sign that goes may make code of what was prose, or prose of what was code."""
Mend = Callable[[str], str]
Check = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class StyleRule:
    """One rule as it was recognised in a correction."""

    name: str
    mend: Mend | None
    """Text to mended text; None where only a model can mend."""
    violated: Check
    """(text, query): whether the text goes against it."""
    whole: bool = False
    """Shows only in the whole answer (length, ending)."""
    unless: str = ""
    """A pattern of questions that ask for the contrary."""

    def applies(self, query: str) -> bool:
        """Whether the question does not itself ask for the contrary."""
        return not (self.unless and re.search(self.unless, query, re.IGNORECASE))


@lru_cache(maxsize=1024)
def rules_of(correction: Correction) -> tuple[StyleRule, ...]:
    """The rules that a correction states, as far as they are known here; none for most corrections.

    A correction of a fact is no rule, however its words sound.
    """
    general = correction.standing or correction.category in (Category.STYLE, Category.PREFERENCE)
    if not general or correction.category is Category.FACTUAL:
        return ()
    said = normalise(f"{correction.corrected_output} . {correction.explanation}")
    finders = (_spelling, _dates, _clock, _prose_rules, _code_rules, _whole_rules, _exclusions)
    return tuple(rule for finder in finders for rule in finder(correction, said))


def in_prose(text: str, mend: Mend) -> str:
    """The text with its prose mended; code, links, HTML and mathematics stay."""
    for _ in range(PASSES):
        out, at = "", 0
        for start, end in prose(text):
            out += text[at:start] + mend(text[start:end])
            at = end
        mended, text = text, out + text[at:]
        if text == mended:
            break
    return text


def prose_of(text: str) -> str:
    """The prose alone, what is not replaced by a space."""
    return " ".join(text[a:b] for a, b in prose(text))


def _mending(name: str, mend: Mend, *, unless: str = "", whole: bool = False) -> StyleRule:
    """A rule of prose whose mending is safe: it is broken exactly where mending would change something."""
    return StyleRule(name, partial(in_prose, mend=mend), lambda text, _: in_prose(text, mend) != text, whole, unless)


def _checking(name: str, check: Callable[[str], bool], *, unless: str = "", whole: bool = False) -> StyleRule:
    """A rule of prose that only a model can mend."""
    return StyleRule(name, None, lambda text, _: check(prose_of(text)), whole, unless)


def _spelling(c: Correction, said: str) -> Iterator[StyleRule]:
    british = bool(
        re.search(r"\b(?:british|uk|commonwealth)\b.{0,12}\b(?:spelling|english)\b|\bspell\w* .{0,20}\bbritish", said)
    )
    american = bool(re.search(r"\b(?:american|us)\b.{0,12}\b(?:spelling|english)\b|\bspell\w* .{0,20}\bamerican", said))
    old, new = c.original_output.strip().casefold(), c.corrected_output.strip().casefold()
    if c.category is Category.STYLE and not british and not american:
        british, american = to_british(old) == new, to_american(old) == new
    if british != american:
        unless = r"\b(?:american|us english|us spelling)\b" if british else r"\b(?:british|uk english|uk spelling)\b"
        yield _mending(
            "British spelling" if british else "American spelling", partial(respelled, british=british), unless=unless
        )


def _dates(_: Correction, said: str) -> Iterator[StyleRule]:
    form = calendar_forms.asked_form(said) if re.search(r"\bdates?\b|\biso\b|y{4}-m{2}|d{2}[./]m{2}", said) else ""
    if form:
        mend = partial(calendar_forms.dates_as, form=form)
        check = partial(calendar_forms.other_dates, form=form)
        yield StyleRule(f"dates: {form}", partial(in_prose, mend=mend), lambda t, _q: check(prose_of(t)))


def _clock(_: Correction, said: str) -> Iterator[StyleRule]:
    if re.search(r"\bboth\b", said):
        return
    if re.search(r"\b24[ -]?h(?:our)?s?\b|military time|twenty-four[ -]hour", said):
        yield _mending("24-hour clock", calendar_forms.as_24_hours, unless=r"\b(?:12-hour|am/pm)\b")
    elif re.search(r"\b12[ -]?h(?:our)?s?\b|\bam/pm\b|\bam and pm\b", said):
        yield _mending("12-hour clock", calendar_forms.as_12_hours, unless=r"\b24[ -]h")


_NO = (
    r"\b(?:no|never|without|don'?t (?:use|want|write)|stop (?:using|writing|with)|not|skip|avoid|drop|cut|leave out|"
    r"remove|hate)\b[^.;:]{0,24}"
)


def _forbids(said: str, what: str) -> bool:
    return bool(re.search(rf"{_NO}\b(?:{what})", said)) and not re.search(r"\bunless\b|\bexcept\b", said)


def _prose_rules(c: Correction, said: str) -> Iterator[StyleRule]:
    if _forbids(said, "bullet|list form") or re.search(
        r"\bprose\b(?! and lists)|\bwhole sentences in paragraphs", said
    ):
        yield _checking("no bullets", prose_style.has_bullets, unless=prose_style.WANTS_LIST)
    if re.search(r"(?:oxford|serial) comma", said) or _oxford_example(c):
        denied = _forbids(said, "(?:oxford|serial) comma")
        yield _mending(
            "no Oxford comma" if denied else "Oxford comma",
            prose_style.without_oxford if denied else prose_style.with_oxford,
        )
    if _forbids(said, "emojis?|smileys?|emoticons?"):
        yield _mending("no emojis", prose_style.without_emoji, unless=r"emoji|smiley")
    if _forbids(said, "exclamation"):
        yield _mending("no exclamation marks", prose_style.without_exclamation, unless=r"exclamation")
    if _forbids(said, "bold"):
        yield _mending("no bold", prose_style.without_bold, unless=r"\bbold\b")
    if _forbids(said, "headings?|headers?|headlines?"):
        yield _checking("no headings", prose_style.has_headings, unless=r"heading|headline|outline|readme")
    if _forbids(said, "tables?"):
        yield _checking("no tables", prose_style.has_table, unless=r"\btable\b")
    if _forbids(said, r"(?:em|long)[ -]?dash(?:es)?|dashes"):
        yield _checking("no dashes", lambda text: "—" in text or " – " in text, unless=r"dash")
    if re.search(
        r"(?:start|begin|open|answer|straight|right)\w* (?:directly|straight|right|to the)|great question|flatter|"
        r"filler|pleasantr|preamble",
        said,
    ):
        yield _mending("no opening phrase", prose_style.without_opener, unless=r"prais|compliment|polite|small talk")
    if _forbids(said, "closing|sign-?off|hope this helps|let me know|offers? (?:of|to) help|follow-?up questions?"):
        yield _mending("no closing phrase", prose_style.without_closer)


def _oxford_example(c: Correction) -> bool:
    """The rule shown by its example: nothing but the comma before "and" came in."""
    old, new = c.original_output.strip(), c.corrected_output.strip()
    return c.category is Category.STYLE and old != new and re.sub(r", (and|or)\b", r" \1", new) == old


def _code_rules(c: Correction, said: str) -> Iterator[StyleRule]:
    languages = code_style.languages_in(f"{c.query} {said}")
    if (indent := code_style.asked_indent(c.original_output, c.corrected_output, said)) is not None:
        name = "tabs" if indent == "\t" else f"{len(indent)} spaces"
        mend = partial(code_style.indented, unit=indent, languages=languages)
        yield StyleRule(f"indent with {name}", mend, lambda text, _: mend(text) != text)
    if _forbids(said, "semicolons?"):
        bare = partial(code_style.without_semicolons, languages=languages)
        yield StyleRule("no semicolons", bare, lambda text, _: bare(text) != text)


def _whole_rules(c: Correction, said: str) -> Iterator[StyleRule]:
    if limit := prose_style.limit_in(said):
        yield StyleRule(
            f"at most {limit.count} {limit.of}",
            None,
            lambda text, _: prose_style.exceeds(prose_of(text), limit),
            whole=True,
        )
    raw = f"{c.corrected_output} . {c.explanation}"
    if ending := prose_style.phrase_after(raw, r"(?:end|finish|close|sign off)(?:s|ing)? (?:\w+ ){0,4}?with"):
        yield StyleRule(
            f"ends with {ending}",
            partial(prose_style.ending_with, phrase=ending),
            lambda text, _: not prose_style.ends_with(text, ending),
            whole=True,
        )
    if opening := prose_style.phrase_after(raw, r"(?:start|begin|open)(?:s|ing)? (?:\w+ ){0,4}?with"):
        yield StyleRule(
            f"starts with {opening}",
            partial(prose_style.starting_with, phrase=opening),
            lambda text, _: not prose_style.starts_with(text, opening),
            whole=True,
        )
    if re.search(r"\balways\b[^.;]{0,20}\bbullet|\bbullet points? (?:always|everywhere)", said) and not _forbids(
        said, "bullet"
    ):
        yield StyleRule("bullets", None, lambda text, _: prose_style.wants_bullets(prose_of(text)), whole=True)


def _exclusions(_: Correction, said: str) -> Iterator[StyleRule]:
    if _CONDITION.search(said):
        return
    for kind in excluded(said):
        yield StyleRule(f"no {kind.name}", None, partial(_brings_in, kind))


_CONDITION = re.compile(
    r"\b(?:within|except|unless|only when|only if|outside|in (?:the )?(?:europe|week|winter|summer|office)|"
    r"on \w+days)\b"
)
"""A rule that holds for some places or times only cannot be checked by words alone."""


def _brings_in(kind: Kind, text: str, query: str) -> bool:
    return shows(kind, text, query)
