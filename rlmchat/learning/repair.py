"""Deterministic repair of a text by corrections, and the check whether a text still goes against one."""

from __future__ import annotations

import re
from enum import StrEnum

from rlmchat.learning import touching
from rlmchat.learning.bearing import bearing
from rlmchat.learning.bearing_signs import Place
from rlmchat.learning.correction import Category, Correction
from rlmchat.learning.occurrences import Span, contains, find, put
from rlmchat.learning.replacements import Fix, fixes
from rlmchat.learning.style_rules import StyleRule, rules_of
from rlmchat.learning.terms import removed
from rlmchat.learning.text import code_like, numeric, quantities, sentence_at
from rlmchat.learning.zones import Zone, ZoneKind, Zones


class Reach(StrEnum):
    """What a text is: that decides which rules can be seen in it."""

    BLOCK = "block"
    """A part of an answer."""
    REST = "rest"
    """A whole answer whose blocks have been seen to: only what shows in the whole."""
    ALL = "all"
    """A whole answer that nobody has looked at."""

    def sees(self, rule: StyleRule) -> bool:
        """Whether the rule can be judged here."""
        return self is Reach.ALL or rule.whole == (self is Reach.REST)


def repaired(text: str, correction: Correction, query: str, reach: Reach = Reach.BLOCK) -> str:
    """The text with all that can be mended by the correction without a model."""
    mended = text if reach is Reach.REST else _by_spans(text, correction, query)
    return _by_style(mended, correction, query, reach)


def goes_against(text: str, correction: Correction, query: str, reach: Reach = Reach.BLOCK) -> bool:
    """Whether the text still does what the correction says not to."""
    rules = (rule for rule in rules_of(correction) if reach.sees(rule) and rule.applies(query))
    if any(rule.violated(text, query) for rule in rules) and not touching.for_others(correction, query):
        return True
    if reach is Reach.REST:
        return False
    return untrue(text, correction) or _still_says(text, correction, query)


def _still_says(text: str, correction: Correction, query: str) -> bool:
    """Whether the wrong words stand where only a model can say what belongs there."""
    original = correction.original_output.strip()
    if len(original) < 2 or fixes(correction):
        return False
    zones = Zones(text)
    return any(touched(text, s, correction, Fix(original, ""), query, zones) for s in find(text, original, "\0"))


_COMPARES = re.compile(
    r"\b(?:(?P<over>above|over|more than|higher than|exceeds?|beyond|larger than|longer than)|"
    r"(?P<under>below|under|less than|lower than|within|shorter than|smaller than))\b",
    re.IGNORECASE,
)


def untrue(text: str, correction: Correction) -> bool:
    """Whether a sentence compares with the corrected amount and is false ("£8,200 is above the £10,000 limit").

    So it reads once a wrong limit has been put right and the conclusion drawn from it has not.
    """
    right = quantities(correction.corrected_output)
    if len(right) != 1 or not quantities(correction.original_output):
        return False
    for m in _COMPARES.finditer(text):
        left, end = sentence_at(text, m.start(), m.end())
        before, after = quantities(text[left : m.start()]), quantities(text[m.end() : end])
        if (
            before
            and after
            and (after[0].value, after[0].unit) == (right[0].value, right[0].unit)
            and before[-1].unit == after[0].unit
        ):
            value, bound = before[-1].value, after[0].value
            if (value <= bound) if m["over"] else (value > bound):
                return True
    return False


def _by_spans(text: str, correction: Correction, query: str) -> str:
    for fix in fixes(correction):
        spans = find(text, fix.original, fix.replacement or "\0")
        if not spans:
            continue
        zones = Zones(text)
        kept = [s for s in spans if touched(text, s, correction, fix, query, zones)]
        text = put(text, kept) if fix.replacement else removed(text, kept)
    return text


def _by_style(text: str, correction: Correction, query: str, reach: Reach) -> str:
    if touching.for_others(correction, query):
        return text
    for rule in rules_of(correction):
        if rule.mend is not None and reach.sees(rule) and rule.applies(query):
            text = rule.mend(text)
    return text


BEARS = 0.5
"""Probability from which on wrong words are taken for the old mistake; that is fitted on as many mistakes as others."""
ALWAYS_BEARS = 0.3
"""The same for what is to hold always: there, words that stand again are the mistake more often than not."""


def bears(text: str, correction: Correction, query: str, *, kindred: bool = False) -> bool | None:
    """Whether the correction bears on some place of the text that has its wrong words; None where no place has them.

    `kindred` says that the question is of the same subject, though it may share no word with the first one.
    """
    zones = Zones(text)
    places = [(span, fix) for fix in fixes(correction) for span in find(text, fix.original, fix.replacement or "\0")]
    if not places:
        return None
    return any(_meant(text, span, correction, fix, query, zones, kindred=kindred) for span, fix in places)


def touched(text: str, span: Span, correction: Correction, fix: Fix, query: str, zones: Zones) -> bool:
    """Whether the correction speaks of this very place, and the place may be changed."""
    if not _allowed(zones.at(span.start, span.end), correction, fix, text, span):
        return False
    if touching.mentioned(text, span.start, span.end, fix.replacement):
        return False
    if touching.part_of_a_name(text, span.start, span.end):
        return False
    return _meant(text, span, correction, fix, query, zones)


def _meant(
    text: str, span: Span, correction: Correction, fix: Fix, query: str, zones: Zones, *, kindred: bool = False
) -> bool:
    """Whether it is the old mistake, and not the same words where they are right."""
    if touching.quoted(text, span.start, span.end) and correction.category is not Category.CODE:
        return False
    if touching.for_others(correction, query) or touching.of_a_like_name(correction, query):
        return False
    if not correction.query.strip() or (correction.standing and not fix.replacement):
        # A phrase that is never wanted is the same phrase everywhere.
        return not contains(query, fix.original)
    left, right = sentence_at(text, span.start, span.end)
    sentence = text[left:right]
    if touching.of_another_matter(correction, fix, query, sentence, text):
        return False
    known = kindred or correction.standing
    if not known and touching.by_chance(correction, fix.original, query, sentence):
        return False
    least = ALWAYS_BEARS if correction.standing and not touching.vague(correction) else BEARS
    coded = zones.at(span.start, span.end) is not None
    cited = touching.in_quotation(text, span.start, span.end)
    return bearing(correction, Place(query, sentence, fix.original, coded, cited)) >= least


_SPOKEN = frozenset({Category.FACTUAL, Category.PREFERENCE, Category.DOMAIN})


def _allowed(zone: Zone | None, correction: Correction, fix: Fix, text: str, span: Span) -> bool:
    """Whether a span of this kind may be changed in this part of the text: prose always, addresses never."""
    coded = correction.category is Category.CODE or code_like(fix.original)
    if zone is None:
        return True
    if zone.kind is ZoneKind.INLINE:
        spoken = correction.category in _SPOKEN or " " in fix.original
        return coded or numeric(fix.original) or spoken
    if zone.kind is ZoneKind.FENCE:
        return coded and _same_place(fix, text, span, zone)
    return False


_KEYWORD = re.compile(r"\w+=[^=\s]+$")


def _same_place(fix: Fix, text: str, span: Span, zone: Zone) -> bool:
    """In code, a span shaped like a keyword or default (`x=1`) is meant inside brackets, not as a statement."""
    if not _KEYWORD.match(fix.original):
        return True
    line = text[text.rfind("\n", zone.start, span.start) + 1 : span.start]
    return line.count("(") > line.count(")")
