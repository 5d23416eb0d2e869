"""Tells a corrected text that can stand in place of the wrong one from one that describes what is wanted instead."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rlmchat.learning import glossary
from rlmchat.learning.correction import Category, Correction
from rlmchat.learning.diff import word_diff
from rlmchat.learning.text import code_like, fold, negations, numbers, numeric


@dataclass(frozen=True, slots=True)
class Fix:
    """A wrong span and what stands in its place; an empty replacement takes the span out."""

    original: str
    replacement: str


_RULE_START = re.compile(
    r"(?:i|i'm|i'd|we|you|they|it'?s?|my|our|your|no|not|never|always|only|just|don'?t|do not|please|use|write|start|"
    r"begin|end|give|say|call|put|keep|avoid|make|prefer|stop|skip|drop|cut|leave|remove|omit|delete|shorten|answer|"
    r"be|ask|take|tell|in|for|when|if|at most|at least|up to|max(?:imum)?|min(?:imum)?|less|more|fewer|without|with|"
    r"any|every|all|everything|nothing|none|shorter|longer|simpler|should|must)\b",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"\b(?:prose|paragraphs?|bullets?|bullet points?|sentences?|answers?|directly|spelling|formatt?ing|format|tone|"
    r"formal|"
    r"informal|style|clock|heading|headings|list|lists|concise|brief|short(?:er)?|long(?:er)?|words? or less|at most|"
    r"at least|up to|instead|rather than|should|must|always|never|without|no longer|(?:vanilla|plain) \w+|depending|"
    r"either|e\.g\.|etc|whatever|unless|checked|only after)\b",
    re.IGNORECASE,
)
_DROP = re.compile(
    r"(?:(?:just |please )*(?:(?:start|begin|answer|open)(?:s|ing)? (?:directly|straight|right)|(?:get|"
    r"go) (?:straight|right) to|"
    r"(?:drop|cut|remove|omit|delete|skip|leave out|leave|take|stop|no|without|never|don'?t (?:say|use|write|"
    r"open with|start with))\b.*"
    r"(?:greeting|opening|opener|praise|filler|preamble|phrase|phrases|pleasantr|intro|introduction|flattery|"
    r"compliment|"
    r"(?:it|that|this)(?: out| away| off)?$|stuff|at all|emoji|emojis|exclamation|closing|sign-off|apolog)|"
    r"straight to the (?:point|answer)|"
    r"(?:\(?(?:nothing|drop|cut|remove|removed|deleted?|omit|omitted|leave out|left out|none|empty)\)?$)))",
    re.IGNORECASE,
)
_EXPLAINS = re.compile(
    # A run of spaces is entered at its beginning only: from each of its places it would be read once more.
    r"(?<!\s)\s*(?:\([^()]*\)|,\s+(?:not|because|since|as|there|i|we|he|she|they|it|it's|that|which|please|"
    r"and not|thanks|now|not only|no)\b.*|(?<=\s)(?:since|because|as of|instead of|rather than|from now on|not)\b.*|"
    r"[;:!]\s+.*|"
    r"(?<=\s)[-–—]\s+.*|"
    r",\s+\w+ (?:has|have|had|is|was|are|left|moved|changed)\b.*|,? please\.?)$",
    re.IGNORECASE,
)
LONGEST_REMARKED = 600
"""Characters of a corrected text up to which a remark is looked for in it: what is longer is a text of its own."""
_LEAD_IN = re.compile(
    r"^(?:(?:it'?s|it is|that'?s|should be|it should be|must be|is|the (?:correct|right) \w+ is|only|just|simply|"
    r"actually|"
    r"now|correct:|rather)\s+)+",
    re.IGNORECASE,
)
_LONG = 8
"""From so many words on, a span is a sentence, and only the difference between the two is put in its place."""


@lru_cache(maxsize=2048)
def fixes(correction: Correction) -> tuple[Fix, ...]:
    """What can be put right word for word; none where the correction describes instead of saying."""
    own = _fixes(correction)
    if not correction.also_wrong or len(own) != 1 or not own[0].replacement:
        return own
    right = own[0].replacement
    others = (Fix(wrong.strip(), right) for wrong in correction.also_wrong if wrong.strip())
    return (*own, *(fix for fix in others if literal(fix.original, right, correction.category) == right))


def _fixes(correction: Correction) -> tuple[Fix, ...]:
    old, new = correction.original_output.strip("\n"), correction.corrected_output.strip("\n")
    if not old.strip():
        term = glossary.entry(new)
        return (Fix(*term),) if term else ()
    if drops(correction):
        return (Fix(old.strip(), ""),)
    if old.strip() == new.strip():
        return ()
    old, new = old.strip(), new.strip()
    if len(old.split()) >= _LONG and len(new.split()) >= 3:
        return _differences(old, new)
    replacement = literal(old, new, correction.category)
    return (Fix(old, replacement),) if replacement is not None else ()


def drops(correction: Correction) -> bool:
    """Whether the correction says to leave its original out."""
    old, new = correction.original_output.strip(), correction.corrected_output.strip()
    if not old or len(old.split()) > 25:
        return False
    if not new:
        return True
    if len(new) > 1 and old.endswith(new) and len(new.split()) >= 4:
        return False
    if not re.search(r"[A-Za-z]", old) or numeric(old):
        return False
    return bool(_DROP.match(new)) or (_told_to_drop(old, correction.explanation) and literal(old, new) is None)


def _told_to_drop(old: str, said: str) -> bool:
    """Whether the message says of just these words that they are to go ("drop the 'Hope this helps!' at the end")."""
    before, found, _ = fold(said).casefold().partition(fold(old).casefold())
    return bool(found) and bool(_GO.search(before[-80:]))


_GO = re.compile(
    r"\b(?:drop|skip|cut|remove|delete|omit|lose|leave out|no more|without|get rid of|"
    r"(?:stop|quit) (?:saying|writing|adding|using|ending (?:with|on))|"
    r"(?:never|don'?t|do not) (?:say|write|add|use|end (?:with|on)))\s"
    r"(?:(?:the|that|this|your|all|any|phrase)\s){0,2}['\"]?$"
)


def literal(old: str, new: str, category: Category = Category.FACTUAL) -> str | None:
    """The part of `new` that can stand where `old` stands, or None where `new` is a rule or a description."""
    for candidate in _candidates(old, new):
        if candidate != old and _same_shape(old, candidate, category):
            return candidate
    return None


def _candidates(old: str, new: str) -> list[str]:
    """The corrected text as it is, then without an explanation after it and without a lead-in before it."""
    quoted = re.fullmatch(r"['\"`“‘](.+)['\"`”’][.!]?", new)
    out = [quoted.group(1)] if quoted and old[0] not in "'\"`“‘" else []
    out.append(new)
    bare = new
    for _ in range(3 if len(bare) <= LONGEST_REMARKED else 0):
        shorter = _EXPLAINS.sub("", bare).strip()
        if shorter == bare or not shorter:
            break
        bare = shorter
        out.append(bare)
    out += [led for c in list(out) if (led := _LEAD_IN.sub("", c).strip()) and led != c]
    if not old.endswith("."):
        return [c[:-1] if c.endswith(".") and not c.endswith(("..", " .")) else c for c in out]
    return out


def _same_shape(old: str, new: str, category: Category) -> bool:
    """Whether both are of one kind: numbers, names, code, or short phrases of about the same length."""
    if numeric(old) or numeric(new):
        return _both_amounts(old, new)
    if category is Category.CODE or code_like(old) or code_like(new):
        return _both_code(old, new)
    if re.search(r"[()\n]|[.!?] \w|\"", new) and not re.search(r"[()\n]|[.!?] \w|\"", old):
        return False
    if _TALK.search(new) and not _TALK.search(old):
        return False
    if negations(new) > negations(old):
        return _reworded(old, new)
    if _RULE_START.match(new) and " " in new and not _RULE_START.match(old):
        return bool(_PREPOSITION.match(new) and _PREPOSITION.match(old)) and _fitting_length(old, new)
    return _fitting_length(old, new)


_PREPOSITION = re.compile(
    r"(?:in|at|on|to|from|with|for|by|under|over|above|below|behind|before|after|beside|near|inside|outside|through)\b",
    re.IGNORECASE,
)


def _reworded(old: str, new: str) -> bool:
    """Whether both are one clause that differs in a word or two ("was a leap year", "was not a leap year")."""
    a, b = old.split(), new.split()
    return min(len(a), len(b)) >= 3 and SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.75


def _fitting_length(old: str, new: str) -> bool:
    before, after = len(old.split()), len(new.split())
    return after <= max(3, before + 2) and before <= max(4, 3 * after)


def _both_amounts(old: str, new: str) -> bool:
    """Numbers with the same unit around them, or a bare number that takes the place of a bare number."""
    if not numbers(old) and not numeric(old):
        return False
    if not any(c.isdigit() for c in new) or len(new.split()) > len(old.split()) + 1:
        return False
    if re.search(r"\b(?:max|min|at most|at least|up to|about|over|under|less|more|fine|or)\b", new, re.IGNORECASE):
        return False
    frame_old, frame_new = _frame(old), _frame(new)
    return frame_old == frame_new or not frame_old or not frame_new or numeric(new)


def _frame(text: str) -> str:
    return re.sub(r"[\d.,:'’ ]+", "", fold(text)).casefold()


def _both_code(old: str, new: str) -> bool:
    """Code for code: neither prose in a code's place nor an explanation hanging on it."""
    if re.search(r"\([a-z]+ [a-zA-Z ]+\)$", new) and not old.endswith(")"):
        return False
    if code_like(old) and not code_like(new):
        return len(new.split()) <= max(2, len(old.split())) and not _RULE_START.match(new) and not _TALK.search(new)
    if re.search(r"\([A-Za-z]+ [A-Za-z]+\)$", new):
        return False
    words_old, words_new = len(old.split()), len(new.split())
    if words_new <= words_old + 1 and not negations(new):
        return True
    told = _TALK.search(new) or (" " in new and _RULE_START.match(new) and not _RULE_START.match(old))
    return words_new <= 2 * words_old + 3 and not told


def _differences(old: str, new: str) -> tuple[Fix, ...]:
    """The changed spans of two versions of a sentence, where little enough changed to name them."""
    parts = word_diff(old, new)
    same = sum(len(p.text) for p in parts if p.kind == "same")
    if same < 0.5 * max(len(old), len(new)):
        return ()
    out = []
    for before, after in itertools.pairwise(parts):
        if before.kind == "removed" and after.kind == "added":
            out.append(Fix(before.text.strip(), after.text.strip()))
    changed = sum(1 for p in parts if p.kind == "removed")
    if len(out) != changed or len(out) > 3:
        return ()
    return tuple(f for f in out if f.original and f.replacement and re.search(r"\w\w|\d", f.original))
