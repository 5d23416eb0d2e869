"""English plurals and tenses of a word and its replacement, so that a correction of one form also mends the others."""

from __future__ import annotations

import re
from collections.abc import Iterator

_IRREGULAR_PLURALS = {
    "man": "men", "woman": "women", "child": "children", "person": "people", "foot": "feet", "tooth": "teeth",
    "mouse": "mice", "goose": "geese", "analysis": "analyses", "criterion": "criteria", "phenomenon": "phenomena",
    "datum": "data", "index": "indices", "matrix": "matrices", "leaf": "leaves", "half": "halves", "shelf": "shelves",
    "wife": "wives", "knife": "knives", "life": "lives",
}  # fmt: skip
_IRREGULAR_VERBS = {
    "build": ("built", "building"), "buy": ("bought", "buying"), "choose": ("chose", "choosing"),
    "cut": ("cut", "cutting"), "do": ("did", "doing"), "drive": ("drove", "driving"), "find": ("found", "finding"),
    "get": ("got", "getting"), "give": ("gave", "giving"), "go": ("went", "going"), "have": ("had", "having"),
    "hold": ("held", "holding"), "keep": ("kept", "keeping"), "know": ("knew", "knowing"), "lead": ("led", "leading"),
    "leave": ("left", "leaving"), "let": ("let", "letting"), "make": ("made", "making"), "meet": ("met", "meeting"),
    "pay": ("paid", "paying"), "put": ("put", "putting"), "run": ("ran", "running"), "say": ("said", "saying"),
    "see": ("saw", "seeing"), "sell": ("sold", "selling"), "send": ("sent", "sending"), "set": ("set", "setting"),
    "show": ("showed", "showing"), "speak": ("spoke", "speaking"), "spend": ("spent", "spending"),
    "take": ("took", "taking"), "tell": ("told", "telling"), "think": ("thought", "thinking"),
    "write": ("wrote", "writing"),
}  # fmt: skip
_UNCHANGING = frozenset("sheep fish series species news staff advice information equipment software data".split())
_WORD = re.compile(r"[a-z]{3,}$")


def plural(noun: str) -> str:
    """The plural of a singular noun, lower case."""
    if noun in _IRREGULAR_PLURALS:
        return _IRREGULAR_PLURALS[noun]
    if noun in _UNCHANGING:
        return noun
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def singular(noun: str) -> str | None:
    """The singular of a plural noun, or None where it does not look like a plural."""
    for one, many in _IRREGULAR_PLURALS.items():
        if noun == many:
            return one
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "ches", "shes", "xes")):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")) and len(noun) > 3:
        return noun[:-1]
    return None


def past(verb: str) -> str:
    """The past tense of a verb."""
    if verb in _IRREGULAR_VERBS:
        return _IRREGULAR_VERBS[verb][0]
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + "ed"


def gerund(verb: str) -> str:
    """The -ing form of a verb."""
    if verb in _IRREGULAR_VERBS:
        return _IRREGULAR_VERBS[verb][1]
    return (verb[:-1] if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) else verb) + "ing"


def forms(original: str, replacement: str) -> Iterator[tuple[str, str]]:
    """The pair itself, then the pairs of forms that both words have: plural or singular, and for single words tenses.

    Only the last word of each is inflected, and only where both are lower-case words: names and code have one form.
    """
    yield original, replacement
    old_head, old = _last_word(original)
    new_head, new = _last_word(replacement)
    if not _WORD.match(old) or not _WORD.match(new) or old == new or old_head != old_head.lower():
        return
    one_old, one_new = singular(old), singular(new)
    if one_old and one_new:
        yield old_head + one_old, new_head + one_new
        return
    if not one_old and not one_new:
        yield old_head + plural(old), new_head + plural(new)
        if not old_head and not new_head:
            yield past(old), past(new)
            yield gerund(old), gerund(new)


def _last_word(text: str) -> tuple[str, str]:
    at = max(text.rfind(" "), text.rfind("\t")) + 1
    return text[:at], text[at:]
