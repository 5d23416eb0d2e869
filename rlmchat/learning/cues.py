"""The classic cues and the standing rules, by name: what people say when they put it plainly, in five languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rlmchat.learning.correction import Category

OPENING = 300
"""Characters of a message in which a cue may stand; the patterns are linear within them."""


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
    r"\b(?:from now on|from here on|going forward|in (?:the )?future|henceforth|as a (?:general )?rule|by default|every time|each time"
    r"|next time|any ?time you|whenever (?:you|i)|for (?:all|any|every) (?:future|my|our|other|the)\b|in (?:all|any|every)(?:thing)?\b[^.!?\n]{0,40}\b(?:you|i|we|answers?|replies|me|my)\b"
    r"|same (?:goes )?for (?:every|all|any)|here and (?:in|every|for)|keep (?:that|this|it) in mind|remember (?:that|this|to|:)|don't ever|stop (?:doing|using|saying|adding|calling"
    r"|writing|putting|giving|starting|ending|apologi[sz]ing|explaining|asking|suggesting|repeating|with)|no more\b|anything else you|everything you|on any|all my|all our|any of my)"
)
_STANDING_HEAD = (
    r"^\W*(?:please |no,? |and |but |ok,? |also,? |again,? )*(?:always|never|i (?:always |much |really |generally |usually |strongly |would |do |still )?(?:prefer|like my|hate|dislike|never|want all)\b"
    r"|we (?:always|never|only|don't|use|prefer)|i'd (?:always )?prefer|i'd rather you|i only|i don't (?:eat|drink|use))"
)
_STANDING_ANY = (
    r"\b(?:always|never)\s+(?:use|write|put|add|say|answer|reply|call|give|show|include|start|end|format|round|spell|explain|ask|return|"
    r"sign|convert|assume|send|begin|address|cite|quote|mention|list|keep|do|make|check|run|leave|skip|capitali[sz]e|translate|respond|prefix|wrap|indent|commit|tell|in|with|be|as)\b"
    r"|,\s*(?:always|never|please always|every time|each time)\s*[.!]*\s*$|\balways\s*[.!]*$"
)
_STANDING_OTHER = (
    r"\b(?:ab jetzt|ab sofort|von jetzt an|von nun an|in zukunft|künftig|zukünftig|immer|nie(?:mals)?(?: mehr| wieder)?|grundsätzlich|ich bevorzuge|hör auf)\b"
    r"|\b(?:désormais|dorénavant|à l'avenir|à partir de maintenant|toujours|(?:ne |n')[^.!?\n]{1,30}\bjamais|plus jamais|je préfère|arrête d)"
    r"|\b(?:a partir de ahora|de ahora en adelante|en adelante|siempre|nunca(?: más)?|prefiero|deja de|en el futuro)\b"
    r"|(?:从现在|从今以后|今后|以后|往后|总是|一律|每次都|永远|绝不|再也不|不要再|别再|我更喜欢|我偏好|始终)"
)
_EXPLICIT = tuple(re.compile(p, re.IGNORECASE) for p in (_STANDING_EN, _STANDING_HEAD, _STANDING_ANY))
_EXPLICIT_OTHER = re.compile(_STANDING_OTHER, re.IGNORECASE)


def classic_cues(message: str) -> tuple[Cue, ...]:
    """The cues of the classic table that a message shows."""
    opening = message[:OPENING]
    return tuple(cue for cue in CLASSIC if cue.pattern.search(opening))


def states_rule(message: str, foreign: bool = False) -> bool:
    """Whether the words state a rule for the future ("always", "from now on", "I prefer", "stop doing")."""
    text = message[:4 * OPENING].replace("’", "'")
    if any(pattern.search(text) for pattern in _EXPLICIT):
        return True
    return foreign and bool(_EXPLICIT_OTHER.search(text))
