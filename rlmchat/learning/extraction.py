"""What was wrong and what is right: named in words, shown in code or an error, or read off the answer's own spans."""

from __future__ import annotations

import re

from rlmchat.learning import spans
from rlmchat.learning.complaints import complaint, rejected, rule, strongest, weighed
from rlmchat.learning.extracted import RULE_LENGTH, SENTENCE_LENGTH, Extraction, as_rule
from rlmchat.learning.kinds import of_one_kind
from rlmchat.learning.lone_values import from_contrast, from_values
from rlmchat.learning.mentions import from_kind, from_rejected
from rlmchat.learning.naming import from_phrases, from_quotes
from rlmchat.learning.outright import from_value_alone
from rlmchat.learning.pasted import from_code, from_error
from rlmchat.learning.reading import MessageReading, sentences_of
from rlmchat.learning.same_sentence import from_same_sentence

SYMPTOM = 3.0
"""Weight of a complaint from which it is told in full, however short the answer."""

__all__ = ["Extraction", "extract"]

_REPORT = re.compile(
    r"(?:(?:api )?error|done|fixed|updated|built|reverted|added|removed|all (?:green|tests)|tests pass|let me|i'll"
    r"|i've (?!put|booked)|now i|now let|found it|(?:i )?(?:fixed|changed|rewrote|refactored|implemented|moved)"
    r"|this should|here(?:'s| is) (?:the|your|an?) (?:updated|fixed|new|corrected))\b",
    re.IGNORECASE,
)
"""The beginning of a report on work: what is complained of is the work, not these words."""
_VERDICTS = frozenset(
    "wrong incorrect untrue nonsense rubbish no nope nah not right correct again still so really please sorry thanks ok"
    " okay stop wait hm hmm what why huh falsch nein faux non incorrecto".split()
)
_CODE_NAME = re.compile(r"[`\w./~-]*[_./~`][`\w./~-]*")
_WAYS = (
    from_value_alone,
    from_same_sentence,
    from_phrases,
    from_code,
    from_error,
    from_quotes,
    from_rejected,
    from_contrast,
    from_values,
    from_kind,
)


def extract(message: str | MessageReading, answer: str, *, query: str = "") -> Extraction:
    """The spans that a correction names. Looks at the first few thousand characters of both; never raises."""
    reading = MessageReading(message) if isinstance(message, str) else message
    answer = answer[: spans.SEARCHED]
    for way in _WAYS:
        found = way(reading, answer, query)
        if found is None or (found.aligned and _no_value(found.corrected or "")):
            continue
        if way is from_phrases and not found.aligned:
            # Named, and not found in the answer as it was named: the words around it may still tell.
            return from_rejected(reading, answer, query) or found
        return found
    return _in_their_words(reading, answer)


def _no_value(span: str) -> bool:
    """Whether a span only says that something is wrong or right: "Wrong again" takes the place of nothing."""
    return all(word.strip(".,;:!?'\"") in _VERDICTS for word in span.lower().split())


def _in_their_words(reading: MessageReading, answer: str) -> Extraction:
    """Nothing named: what the person says is wrong, else the sentence of the answer that fits best; and the rule."""
    sentences = sentences_of(reading.text)
    said = weighed(sentences)
    wrong = complaint(said)
    unwanted = rejected(sentences) if strongest(said) < 2.5 and len(reading.words) < 80 else ""
    whole = reading.text if len(reading.text) <= RULE_LENGTH else rule(said, wrong)
    original, how = _place(strongest(said), wrong, unwanted, reading.prose.strip() or reading.text, answer)
    corrected = as_rule(re.sub(r"[ \t]+", " ", whole))
    return Extraction(original[:RULE_LENGTH] or None, corrected or None, "", False, how)


def _place(fault: float, wrong: str, unwanted: str, prose: str, answer: str) -> tuple[str, str]:
    """What was wrong, and how that is known: a short answer itself, the person's words, the answer's best sentence."""
    short = _whole_if_short(answer) if not _CODE_NAME.fullmatch(unwanted) else ""
    if short and not (_REPORT.match(short) and wrong) and fault < SYMPTOM:
        return short, "sentence"
    if unwanted:
        named = spans.exact(unwanted, answer) or (unwanted if _CODE_NAME.fullmatch(unwanted) else "")
        return named or _spoken_of(unwanted, answer) or unwanted, "unwanted"
    if wrong:
        return wrong, "complaint"
    sentence = of_one_kind(prose, answer) or spans.best_sentence(prose, answer)
    return sentence, "sentence" if sentence else "rule"


def _spoken_of(unwanted: str, answer: str) -> str:
    """The sentence of the answer with another form of the one word that names what is not wanted."""
    return spans.best_sentence(unwanted, answer) if len(spans.stems(spans.matter(unwanted))) == 1 else ""


def _whole_if_short(answer: str) -> str:
    """The answer itself where it is short, its code where that is all there is of it; empty where it is long."""
    text = answer.strip()
    if len(text) > 2 * SENTENCE_LENGTH:
        return ""
    inner = text.removeprefix("```").removesuffix("```")
    if inner != text:
        inner = inner.partition("\n")[2] or inner
    return inner.strip() if len(inner) <= SENTENCE_LENGTH and "```" not in inner else ""
