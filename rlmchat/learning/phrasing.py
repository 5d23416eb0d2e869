"""The ways in which people name what was wrong and what is right, as patterns over one sentence, in five languages."""

# ruff: noqa: E501 (patterns and word lists are read line by line)
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

MOST_OF_A_KIND = 2
"""Namings of one kind that are taken from a sentence."""
SENTENCE = 400
"""Characters of one sentence that are read; the patterns are linear in it or bounded by it."""

_Q = r"`[^`\n]{1,120}`|\"[^\"\n]{1,160}\"|“[^”\n]{1,160}”|„[^“”\n]{1,160}[“”]|«[^»\n]{1,160}»|(?<!\w)'[^'\n]{1,120}'(?!\w)|「[^」\n]{1,80}」|‘[^’\n]{1,80}’"
_W = r"(?:[^\s,;!?()\"“”«»，。！？]|(?<=\d),(?=\d)){1,60}+"
_NEW = rf"(?P<new>{_Q}|{_W}(?: {_W}){{0,7}}?)"
_NEW1 = rf"(?P<new>{_Q}|{_W}(?: {_W}){{0,5}})"
_OLD = rf"(?P<old>{_Q}|{_W}(?: {_W}){{0,7}}?)"
_OLD1 = rf"(?P<old>{_Q}|{_W}(?: {_W}){{0,5}})"
_TITLE = "".join(rf"(?<!\b{title})" for title in ("Dr", "Mr", "Mrs", "Ms", "Prof", "St"))
"""After these a full stop ends nothing."""
_END = rf"(?=\s*(?:$|{_TITLE}[.]|[,;:!?)。，！？]|\bplease\b|\bt?here\b|\bfor (?:me|us)\b|\bbecause\b|\bsince\b|\bas (?:i|we|it|the)\b|\bfor (?:this|the)\b|\bin (?:the|your|my|this)\b|\band\b|\bwhen\b|\bso\b|\bthen\b|\bbut\b|\b- ))"
_START = r"(?:^|[\s,;:(.!–—-])"


@dataclass(frozen=True, slots=True)
class Phrase:
    """One naming of wrong and right in a message; either may be missing."""

    name: str
    old: str | None
    new: str | None
    before: str = ""
    """What stands before it in the sentence."""


_SOURCES: tuple[tuple[str, str], ...] = (
    # English
    ("replace with", rf"\b(?:replace|swap|substitute|exchange)\s+(?:out\s+)?(?:the\s+|all\s+|every\s+|each\s+)?{_OLD}\s+(?:with|by|for)\s+{_NEW}{_END}"),
    ("change to", rf"\b(?:change|rename|turn|convert|switch|update|set|correct)\s+(?:the\s+|that\s+|all\s+|every\s+)?{_OLD}\s+(?:to|into)\s+{_NEW}{_END}"),
    ("use instead of", rf"\b(?:use|put|write|say|take|make it|do|call|prefer|want|with|add|try|have|be|it's|is|need|give)\s+{_NEW}\s+(?:instead of|rather than|in place of|over)\s+(?:the\s+|using\s+)?{_OLD}{_END}"),
    ("instead of use", rf"\b(?:instead of|rather than|in place of)\s+(?:the\s+|using\s+)?{_OLD}\s*,?\s+(?:use|put|write|say|take|do|call|i want|i'd like|we use|it should be|please use|go with|make it|have|try)\s+{_NEW}{_END}"),
    ("instead of", rf"{_START}{_NEW}\s+(?:instead of|rather than|in place of)\s+(?:the\s+|using\s+)?{_OLD}{_END}"),
    ("not but", rf"\bnot\s+(?:a\s+|an\s+|the\s+|in\s+|by\s+|from\s+)?{_OLD}\s*,?\s+but\s+(?:rather\s+|in\s+|by\s+|from\s+)?{_NEW}{_END}"),
    ("not it is", rf"\b(?:it's|it is|that's|that is|is|was|are|were)?\s*not\s+(?:a\s+|an\s+|the\s+)?{_OLD}\s*[,;.–—-]+\s*(?:it's|it is|it was|that's|they're|they are|he's|she's|it should be|but|use|rather)\s+(?:actually\s+)?{_NEW}{_END}"),
    ("should be not", rf"\b(?:should(?:'ve)? (?:be|have been|say|read|return|use|have)|must be|needs to be|is|was|are|were|it's|that's|there's|he's|she's|i said|i meant|i mean|i asked for|i wanted|use|make it|write|say|called)\s+(?:actually\s+|really\s+|called\s+)?{_NEW}\s*,?\s*(?:and |- |– )?(?:not|never|isn't)\s+(?:a\s+|an\s+|the\s+|in\s+)?{_OLD}{_END}"),
    ("x not y", rf"{_START}{_NEW1}\s*,?\s+(?:and |- )?not\s+(?:a\s+|an\s+|the\s+|in\s+|by\s+)?{_OLD}\s*(?=$|[.,;!?)])"),
    ("x should be y", rf"{_START}(?:the\s+)?{_OLD}\s+(?:should(?:'ve)?|must|needs to|has to|ought to|was supposed to|is supposed to|were supposed to)\s+(?:actually\s+|really\s+)?(?:be|have been|read|say|become)\s+(?:called\s+)?{_NEW}{_END}"),
    ("arrow", rf"{_START}{_OLD1}\s*(?:->|=>|→|⇒)\s*{_NEW}{_END}"),
    ("s slash", r"\bs/(?P<old>[^/\n]{1,80})/(?P<new>[^/\n]{0,80})/?"),
    ("meant", rf"\b(?:i meant|i mean|i said|i asked for|i wanted|i was asking (?:for|about)|i was talking about|meant to say)\s+(?:to say\s+)?{_NEW}{_END}"),
    ("should be", rf"\b(?:it|that|this|which|there|they)?\s*(?:should(?:'ve)?|must|needs to|has to|ought to|was supposed to|is supposed to)\s+(?:actually\s+|really\s+)?(?:be|have been|read|say|return|give|use)\s+{_NEW}{_END}"),
    ("correct is", rf"\bthe (?:correct|right|actual|real|proper) (?:[\w-]+ ){{0,3}}?(?:is|was|are|would be)\s+{_NEW}{_END}"),
    ("it is actually", rf"\b(?:it|that|this|he|she|they|there|default|name|answer|capital|year|date|total|result|number)(?:'s|'re| is| are| was| were)\s+(?:actually\s+|really\s+|in fact\s+|called\s+|in\s+|on\s+)?{_NEW}{_END}"),
    ("make it", rf"\b(?:make (?:it|that|this|them)|use|write|call (?:it|them)|say|go with|switch to|try|put|set it to|change (?:it|that) to|rename (?:it|that) to|give me)\s+{_NEW}{_END}"),
    ("remove", rf"\b(?:remove|drop|delete|cut|omit|skip|ditch|lose|leave out|take out|get rid of|stop (?:using|saying|adding|writing)|no more|don't (?:use|say|add|write|include|call)|avoid|never (?:use|say|write|add))\s+(?:the\s+|those\s+|all\s+|that\s+|any\s+)?{_OLD}{_END}"),
    # German
    ("de nicht sondern", rf"\bnicht\s+{_OLD}\s*,?\s*sondern\s+{_NEW}(?=\s*(?:$|[.,;!?]))"),
    ("de statt", rf"{_START}(?:nimm |verwende |nutze |benutze |schreib |bitte )*{_NEW}\s+(?:statt|anstatt|anstelle von)\s+{_OLD}(?=\s*(?:$|[.,;!?]|\bverwenden|\bnutzen|\bschreiben|\bnehmen))"),
    ("de statt voran", rf"\b(?:statt|anstatt|anstelle von)\s+{_OLD}\s*,?\s*(?:bitte\s+)?(?:nimm|verwende|nutze|benutze|schreib)?\s*{_NEW1}(?=\s*(?:$|[.,;!?]))"),
    ("de ersetze", rf"\b(?:ersetze?|tausche|ändere?|benenne)\s+{_OLD}\s+(?:durch|gegen|in|zu|auf)\s+{_NEW}(?=\s*(?:$|[.,;!?]))"),
    ("de ist nicht", rf"\b(?:ist|sind|war|waren|heißt|wurde|hieß)\s+{_NEW}\s*,?\s*(?:und\s+)?nicht\s+{_OLD}(?=\s*(?:$|[.,;!?]))"),
    ("de x nicht y", rf"{_START}{_NEW}\s*,?\s+nicht\s+{_OLD}(?=\s*(?:$|[.;!?]))"),
    ("de sollte", rf"{_START}{_OLD}\s+(?:sollte|müsste|muss|soll)\s+{_NEW}\s+(?:sein|heißen|lauten|stehen)"),
    ("de richtig", rf"\b(?:richtig (?:ist|wäre|heißt es)|korrekt (?:ist|wäre)|es (?:ist|war|sind|waren|heißt)|das (?:ist|war|heißt)|ich (?:meinte|meine|wollte)|gemeint war|sondern)\s+{_NEW}(?=\s*(?:$|[.,;!?]))"),
    # French
    ("fr pas mais", rf"\b(?:pas|non)\s+(?:le\s+|la\s+|à\s+|en\s+)?{_OLD}\s*,?\s*mais\s+(?:le\s+|la\s+|à\s+|en\s+)?{_NEW}(?=\s*(?:$|[.,;!?]))"),
    ("fr au lieu de", rf"{_START}(?:utilise[zr]?\s+|mets\s+|écris\s+|plutôt\s+)*{_NEW}\s+(?:au lieu (?:de|d')|à la place (?:de|d')|plutôt que)\s*{_OLD}(?=\s*(?:$|[.,;!?]))"),
    ("fr remplace", rf"\b(?:remplace[zr]?|change[zr]?)\s+{_OLD}\s+(?:par|en)\s+{_NEW}(?=\s*(?:$|[.,;!?]))"),
    ("fr c'est pas", rf"\b(?:c'est|c'était|est|était|sont|ce sont|utilise[zr]?)\s+(?:en\s+|à\s+)?{_NEW}\s*,?\s*(?:et\s+)?(?:pas|non)\s+(?:pas\s+)?(?:en\s+|à\s+)?{_OLD}(?=\s*(?:$|[.,;!?]))"),
    ("fr devrait", rf"{_START}{_OLD}\s+(?:devrait|doit)\s+être\s+{_NEW}(?=\s*(?:$|[.,;!?]))"),
    ("fr c'est", rf"\b(?:c'est|c'était|ce sont|il s'agit de|je voulais dire|la bonne réponse est|la réponse correcte est)\s+(?:en fait\s+)?{_NEW}(?=\s*(?:$|[.,;!?]))"),
    # Spanish
    ("es no sino", rf"\bno\s+(?:es\s+|son\s+|era\s+|fue\s+)?(?:el\s+|la\s+|en\s+)?{_OLD}\s*,?\s*sino\s+(?:el\s+|la\s+|en\s+|que\s+)?{_NEW}(?=\s*(?:$|[.,;!?]))"),
    ("es en vez de", rf"{_START}(?:usa\s+|utiliza\s+|pon\s+|escribe\s+|mejor\s+)*{_NEW}\s+(?:en vez de|en lugar de)\s+{_OLD}(?=\s*(?:$|[.,;!?]))"),
    ("es cambia", rf"\b(?:cambia|reemplaza|sustituye|cambie|reemplace)\s+{_OLD}\s+(?:por|a|en)\s+{_NEW}(?=\s*(?:$|[.,;!?]))"),
    ("es es no", rf"\b(?:es|era|fue|son|eran|fueron|usa|utiliza)\s+(?:el\s+|la\s+|en\s+)?{_NEW}\s*,?\s*(?:y\s+)?no\s+(?:el\s+|la\s+|en\s+)?{_OLD}(?=\s*(?:$|[.,;!?]))"),
    ("es deberia", rf"{_START}{_OLD}\s+(?:debería|debe|tendría que)\s+(?:ser|decir)\s+{_NEW}(?=\s*(?:$|[.,;!?]))"),
    ("es es", rf"\b(?:la respuesta correcta es|lo correcto es|quería decir|me refería a|en realidad (?:es|son|fue|era))\s+{_NEW}(?=\s*(?:$|[.,;!?]))"),
    # Chinese
    ("zh 应该是不是", r"(?:应该是|应为|应当是|正确的是|其实是|是|用)(?P<new>[^，。,！!？?\n]{1,30}?)[，,]?\s*(?:而不是|不是|而非|不要用|别用|代替)(?P<old>[^，。,！!？?\n]{1,30})"),
    ("zh 不是是", r"(?:不是|并非|不要用|别用)(?P<old>[^，。,！!？?\n]{1,30}?)[，,]?\s*(?:而是|应该是|而应该是|要用|是|用)(?P<new>[^，。,！!？?\n]{1,30})"),
    ("zh 改成", r"(?:把|将)(?P<old>[^，。,！!？?\n]{1,30}?)(?:改成|改为|换成|替换为|替换成)(?P<new>[^，。,！!？?\n]{1,30})"),
    ("zh 应该是", r"(?:应该是|应为|应当是|正确的是|正确答案是|其实是|实际上是|我的意思是|我说的是)(?P<new>[^，。,！!？?\n]{1,40})"),
)  # fmt: skip

_SHOULD = ("should", "must", "need", "has to", "ought", "supposed")
_INSTEAD = ("instead of", "rather than", "in place of")
_TRIGGERS: dict[str, tuple[str, ...]] = {
    "replace with": ("replace", "swap", "substitute", "exchange"),
    "change to": ("change", "rename", "turn", "convert", "switch", "update", "set", "correct"),
    "use instead of": (*_INSTEAD, " over "),
    "instead of use": _INSTEAD,
    "instead of": _INSTEAD,
    "not but": (" but",),
    "not it is": ("not",),
    "should be not": ("not", "never", "isn't"),
    "x not y": ("not",),
    "x should be y": _SHOULD,
    "arrow": ("->", "=>", "→", "⇒"),
    "s slash": ("s/",),
    "meant": ("i m", "i said", "i asked", "i wanted", "i was", "meant"),
    "should be": _SHOULD,
    "correct is": ("the correct", "the right", "the actual", "the real", "the proper"),
    "it is actually": ("'s", "'re", " is ", " are ", " was ", " were "),
    "make it": ("make", "use", "write", "call", "say", "go with", "switch", "try", "put", "set", "change", "rename", "give"),
    "remove": ("remove", "drop", "delete", "cut", "omit", "skip", "ditch", "lose", " out", "rid", "stop", "more", "don't", "avoid", "never"),
}  # fmt: skip
"""Text without which a pattern cannot match: most are passed over by a look at it."""
_PHRASES = tuple((name, _TRIGGERS.get(name), re.compile(source, re.IGNORECASE)) for name, source in _SOURCES)
_BY_LANGUAGE = {"de": "de ", "fr": "fr ", "es": "es ", "zh": "zh "}
_OTHER = tuple(_BY_LANGUAGE.values())
_ENGLISH = tuple(p for p in _PHRASES if not p[0].startswith(_OTHER))
_OWN = {code: tuple(p for p in _PHRASES if p[0].startswith(mark)) for code, mark in _BY_LANGUAGE.items()}


_ORDERS = frozenset(("replace with", "change to", "make it", "remove", "s slash", "arrow"))
"""Kinds that ask for work: what they are said of need not be wrong ("rename char to c")."""


@lru_cache(maxsize=1)
def namings() -> frozenset[str]:
    """Names of the kinds that say what is right; the ones that only ask for work are left out."""
    return frozenset(name for name, _ in _SOURCES) - _ORDERS


def phrases_in(sentence: str, language: str = "en") -> Iterator[Phrase]:
    """Namings found in a sentence, the more telling kinds first; those of its own language before the English ones."""
    # Single spaces: a run of them would be tried from each of its places.
    text = " ".join(sentence[:SENTENCE].split())
    low = text.lower()
    for name, triggers, pattern in (*_OWN.get(language, ()), *_ENGLISH):
        if triggers and not any(trigger in low for trigger in triggers):
            continue
        for found in islice(pattern.finditer(text), MOST_OF_A_KIND):
            groups = found.groupdict()
            yield Phrase(name, groups.get("old"), groups.get("new"), text[: found.start()])
