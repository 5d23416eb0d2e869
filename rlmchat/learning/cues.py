"""The classic cues and the standing rules, by name: what people say when they put it plainly, in five languages."""

# ruff: noqa: E501 (patterns and word lists are read line by line)
from __future__ import annotations

import re
from dataclasses import dataclass

from rlmchat.learning.correction import Category

OPENING = 300
"""Characters of a message in which a cue may stand; the patterns are linear within them."""


SHORT = 400
"""Characters up to which weaker signs of a rule count; in a long report they are mere words."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One named cue: what it looks like, the kind of correction it points to, and how much it is worth alone."""

    name: str
    pattern: re.Pattern[str]
    category: Category
    confidence: float


def _cue(name: str, pattern: str, category: Category, confidence: float) -> Cue:
    return Cue(name, re.compile(pattern, re.IGNORECASE), category, confidence)


CLASSIC: tuple[Cue, ...] = (
    _cue("actually", r"^\s*actually\b,", Category.FACTUAL, 0.8),
    _cue("no-should", r"^\s*no\b[,.!]?[^.!?\n]{0,120}\bshould\b", Category.LOGIC, 0.85),
    _cue("thats-wrong", r"\bthat(?:'s|’s| is)\s+(?:wrong|incorrect)\b", Category.FACTUAL, 0.9),
    _cue("instead", r"^\s*instead\b,", Category.PREFERENCE, 0.7),
    _cue("please-use", r"^\s*please\s+(?:use|prefer|always)\b", Category.PREFERENCE, 0.75),
    _cue("the-correct", r"\bthe\s+(?:correct|right)\s+(?:way|answer)\b", Category.FACTUAL, 0.85),
    _cue("fix", r"^\s*fix\s*:", Category.CODE, 0.9),
)
"""The classic table (design section 4): named for people who ask why, and the baseline of the benchmark."""

_STANDING_EN = (
    r"\b(?:from now on|from here on|going forward|in (?:the )?future|henceforth|as a (?:general )?rule|by default|every time(?! i\b)"
    r"|next time|any ?time you|whenever (?:you|i)|for (?:all|any|every) (?:future|my|our|other|the)\b|in (?:all|any|every)(?:thing)?\b[^.!?\n]{0,40}\b(?:you|i|we|answers?|replies|me|my)\b"
    r"|same (?:goes )?for (?:every|all|any)|here and (?:in|every|for)|keep (?:that|this|it) in mind|remember (?:that|this|to|:)|don't ever|stop (?:doing|using|saying|adding|calling"
    r"|writing|putting|giving|starting|ending|apologi[sz]ing|explaining|asking|suggesting|repeating|with)|no more\b|anything else you|everything you|on any|all my|all our|any of my)"
)
_STANDING_HEAD = (
    r"^\W*(?:please |no,? |and |but |ok,? |also,? |again,? )*(?:always|never|i (?:always |much |really |generally |usually |strongly |would |do |still )?(?:prefer|like my|hate|dislike|want all)\b"
    r"|we (?:always|never|only (?:use|write|say)|prefer)|i'd (?:always )?prefer|i'd rather you)"
)
_STANDING_ANY = (
    r"\b(?:always|never)\s+(?:use|write|put|add|say|answer|reply|call|give|show|include|start|end|format|round|spell|explain|ask|return|"
    r"sign|convert|assume|send|begin|address|cite|quote|mention|list|keep|do|make|check|run|leave|skip|capitali[sz]e|translate|respond|prefix|wrap|indent|commit|tell|in|with|be|as)\b"
    r"|,\s*(?:always|never|please always|every time|each time)\s*[.!]*\s*$|\balways\s*[.!]*$"
)
_STANDING_WIDE = (
    r"\b(?:in|for|on|goes for|applies to|across|throughout)\s+(?:everything|anything|everywhere|all (?:of )?(?:the|my|our|your|this|that|these|those|recipes|texts|"
    r"documents|answers|mails|emails|code|files|replies|calculations|letters|tables|components|reports|further|future|other)\b|any (?:code|text|answer|document|mail|recipe|reply|of|flight|trip|list|table)"
    r"|every (?:document|text|answer|reply|mail|email|recipe|commit|list|table|file|trip|receipt|report|new|single|other|one)|the (?:whole|entire|rest|other|others|next|following)\b|the (?:later|coming))"
    r"|\b(?:everywhere|throughout|wherever|whenever|every time|in general|in future|from here on(?: in| out)?|from today|here and (?:later|elsewhere|in|for)|also (?:in|for) the (?:next|other)"
    r"|same next time|stick to (?:that|this|it)|keep to (?:that|this|it)|note (?:that|this) for|bear in mind|keep that for|watch out for that|just so you know|for next time)\b"
    r"|^\W*(?:(?:please|pls),? )?(?:stop \w+ing\b|don't (?:ever|start every|end every)|no more |prefer \w+)|\bi (?:only ever|never need|always want|like my)\b|\bonly ever\b|\bnobody calls me\b"
    r"|\b(?:only|never|no|always|that's how we)\b[^.?!\n]{0,50}\b(?:in|within) (?:this|our|my) (?:project|repo|repository|codebase|code base|company|team|documents?|thesis|mails|code)\b|\bhow we do it here\b|\ball (?:documents|our documents|customer mails|components|answers|texts)\b"
)
_STANDING_FORM = (
    r"\b(?:write|format|give|spell|put|show|use|round)\s+(?:me\s+)?(?:the\s+|all\s+|my\s+|your\s+|out\s+)?(?:dates|numbers|times|prices|amounts|names|units|years|months|currencies|"
    r"citations|headings|titles|quotes|percentages|abbreviations|variables|functions|keywords)\s+(?:out\b|as\b|in\b|like\b|with\b|the\b)"
)
_STANDING_OTHER = (
    r"\b(?:ab jetzt|ab sofort|von jetzt an|von nun an|in zukunft|künftig|zukünftig|immer|nie(?:mals)?(?: mehr| wieder)?|grundsätzlich|ich bevorzuge|hör auf)\b"
    r"|\b(?:désormais|dorénavant|à l'avenir|à partir de maintenant|toujours|(?:ne |n')[^.!?\n]{1,30}\bjamais|plus jamais|je préfère|arrête d)"
    r"|\b(?:a partir de ahora|de ahora en adelante|en adelante|siempre|nunca(?: más)?|prefiero|deja de|en el futuro)\b"
    r"|(?:从现在|从今以后|今后|以后|往后|总是|一律|每次都|永远|绝不|再也不|不要再|别再|我更喜欢|我偏好|始终)"
)
_EXPLICIT = tuple(
    re.compile(p, re.IGNORECASE) for p in (_STANDING_EN, _STANDING_WIDE, _STANDING_HEAD, _STANDING_ANY, _STANDING_FORM)
)
_EXPLICIT_OTHER = re.compile(_STANDING_OTHER, re.IGNORECASE)


def classic_cues(message: str) -> tuple[Cue, ...]:
    """The cues of the classic table that a message shows."""
    opening = message[:OPENING]
    return tuple(cue for cue in CLASSIC if cue.pattern.search(opening))


def states_rule(message: str, foreign: bool = False) -> bool:
    """Whether the words state a rule for the future ("always", "from now on", "I prefer", "stop doing")."""
    text = message[: 4 * OPENING].replace("’", "'")
    patterns = _EXPLICIT if len(text) < SHORT else _EXPLICIT[:1]
    if any(pattern.search(text) for pattern in patterns):
        return True
    return foreign and bool(_EXPLICIT_OTHER.search(text))
