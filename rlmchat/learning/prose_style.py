"""Checks and repairs of plain prose, each for one rule of style; what they are given holds no code and no links."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rlmchat.learning.text import normalise
from rlmchat.learning.words import NUMBER_WORDS

WANTS_LIST = r"\b(?:check ?lists?|lists?|bullets?|bullet points?|to-?do|tick|steps?|numbered|table)\b"
"""Questions that ask for a list themselves."""

_BULLET = re.compile(r"(?m)^[ \t>]*[-*+•][ \t]+(?!\[[ xX]\])(?=\S)")
_HEADING = re.compile(r"(?m)^[ ]{0,3}#{1,6}[ \t]+\S")
_TABLE = re.compile(r"(?m)^[ \t]*+(?:\|[ \t]*+)?:?-{2,}+:?[ \t]*+(?:\|[ \t]*+:?-{2,}+:?[ \t]*+)+(?:\|[ \t]*+)?$")


def has_bullets(text: str) -> bool:
    """Whether there is a bulleted list; boxes to tick are none."""
    return bool(_BULLET.search(text))


def wants_bullets(text: str) -> bool:
    """Whether an answer of several paragraphs or sentences has no bullets."""
    return not has_bullets(text) and len(re.findall(r"[.!?](?:\s|$)", text)) >= 4


def has_headings(text: str) -> bool:
    """Whether there is a heading."""
    return bool(_HEADING.search(text))


def has_table(text: str) -> bool:
    """Whether there is a table."""
    return bool(_TABLE.search(text))


_ITEM = r"[^\s,.;:!?()\n–—|]+"
_SERIES = re.compile(rf", ({_ITEM}(?: {_ITEM}){{0,3}}?) (and|or) (?={_ITEM})")
_NO_SERIES = re.compile(
    r"(?:^|[\s(])(?:if|when|while|after|before|although|though|because|since|as|in|on|at|for|from|to|with|without|by|"
    r"during|until|once|"
    r"then|so|but|yes|no|well|however|therefore|hello|hi|hey|dear|thanks|please|first|second|next|finally|also|"
    r"instead|today|"
    r"tomorrow|now|here|there|unless|whether|despite|depending|given|to \w+)\b[^,]*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?:i|you|he|she|it|we|they|this|that|these|those|which|who|where|but|so|not|then|or|and|there)\b", re.IGNORECASE
)


def with_oxford(text: str) -> str:
    """ "a, b and c" as "a, b, and c", where it is a series and not a clause that happens to have an "and"."""
    out, at = [], 0
    for m in _SERIES.finditer(text):
        if _is_series(text, m):
            out += [text[at : m.end(1)], ","]
            at = m.end(1)
    return "".join(out) + text[at:]


def _is_series(text: str, m: re.Match[str]) -> bool:
    if _CLAUSE.match(m.group(1)) or _CLAUSE.match(text[m.end() :]):
        return False
    left = max(text.rfind(mark, 0, m.start()) for mark in ".!?:;\n(")
    before = text[left + 1 : m.start()].strip(" *_>-\"'")
    commas = before.count(",")
    if commas:
        return True
    after = re.match(r"[^,.;:!?\n]*,", text[m.end() :])
    # One comma only: an opening phrase ("In June, Mei and Tom …") or an aside ("…, run by Mei and Tom, …") has it too.
    return (
        bool(before) and not _NO_SERIES.search(before.split(",")[0][:40] if _opens_clause(before) else "") and not after
    )


def _opens_clause(before: str) -> bool:
    return bool(_NO_SERIES.match(before))


_OXFORD = re.compile(rf"(, {_ITEM}(?: {_ITEM}){{0,3}}?),( (?:and|or) )(?={_ITEM})")


def without_oxford(text: str) -> str:
    """ "a, b, and c" as "a, b and c"."""
    return _OXFORD.sub(lambda m: m.group() if _CLAUSE.match(text[m.end() :]) else m.group(1) + m.group(2), text)


_EMOJI = re.compile(
    "[ \\t]?(?:[\U0001f1e6-\U0001f1ff]{2}|"
    "(?:[\U0001f300-\U0001f6ff\U0001f900-\U0001faff\u2600-\u26ff\u2728\u2705\u274c\u2b50\u2764]"
    "[\ufe0f\U0001f3fb-\U0001f3ff]?(?:\u200d[\U0001f300-\U0001faff\u2600-\u27bf]\ufe0f?)*))+"
)


def without_emoji(text: str) -> str:
    """The prose without emojis and the space that set them off."""

    def one(m: re.Match[str]) -> str:
        opens = m.start() == 0 or text[m.start() - 1] == "\n" or text[: m.start()].endswith(("# ", "- ", "* "))
        return "\0" if opens else ""

    return re.sub("\0[ \t]*", "", _EMOJI.sub(one, text))


def without_exclamation(text: str) -> str:
    """Full stops for exclamation marks; the one that opens an image stays."""
    return re.sub(r"(?<!!)!++(?=[\s\"'”’)*_]|$)", ".", re.sub(r"\?!++|(?<!!)!++\?", "?", text))


def without_bold(text: str) -> str:
    """The words of bold runs, without the marks."""
    return re.sub(
        r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*|(?<!\w)__(?=\S)([^_\n]+?)(?<=\S)__(?!\w)",
        lambda m: m.group(1) or m.group(2),
        text,
    )


_OPENER = re.compile(
    r"\A(?P<lead>\s*)(?:(?:(?:what|that(?:'s| is)|this is)? ?(?:a |an |such a )?(?:really |very )?(?:great|good|"
    r"excellent|fantastic|wonderful|interesting|"
    r"fascinating|awesome|nice|brilliant|thoughtful|insightful) (?:question|point|observation|choice|idea|topic)|"
    r"certainly|sure(?: thing)?|of course|absolutely|definitely|"
    r"gladly|happy to help|i'?d be (?:happy|glad|delighted) to (?:help|explain)[^.!\n]{0,40}|"
    r"i'?m glad you asked[^.!\n]{0,20}|thanks? (?:you )?for (?:asking|your question)|great|"
    r"good question)[!.,:]+[ \t]*)+(?:\n+)?(?=\S)",
    re.IGNORECASE,
)
_CLOSER = re.compile(
    r"(?:(?<=[.!?)])|(?<=\n)(?!\n)|\A)[ \t]*(?:\n+[ \t]*)?"
    r"(?:i hope (?:this|that) (?:helps|is helpful|answers)[^.!\n]{0,40}[.!]+|"
    r"(?:please )?(?:feel free to|let me know if|don'?t hesitate to)[^.!?\n]{0,120}[.!?]+|"
    r"(?:if you have (?:any )?(?:more |other |further )?questions)[^.!\n]{0,80}[.!]+|happy \w+ing!|good luck!|"
    r"would you like me to [^?\n]{0,120}\?)[ \t]*+(?=\s*\Z)",
    re.IGNORECASE,
)


def without_opener(text: str) -> str:
    """The text without a phrase of praise or readiness at its very beginning."""
    m = _OPENER.match(text)
    if not m:
        return text
    rest = text[m.end() :]
    return m["lead"] + rest[:1].upper() + rest[1:]


def without_closer(text: str) -> str:
    """The text without an offer of help or a wish at its very end."""
    m = _CLOSER.search(text)
    if not m or not text[: m.start()].strip():
        return text
    tail = text[m.end() :]
    return text[: m.start()].rstrip(" \t\n") + (tail if tail.strip() == "" else "")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many words, sentences, lines or paragraphs."""

    count: int
    of: str


_LIMIT = re.compile(
    r"\b(?:(?:at most|max(?:imum)?(?: of)?|no more than|not more than|up to|under|within|only|in|"
    r"never more than) (?P<n1>\w+)|(?P<n2>\w+)) "
    r"(?P<of>word|sentence|line|paragraph)s?\b(?P<post> (?:at most|max(?:imum)?|or less|or fewer|tops))?"
)


def limit_in(said: str) -> Limit | None:
    """The limit that a rule states, or None."""
    for m in _LIMIT.finditer(said):
        number = m["n1"] or m["n2"]
        count = int(number) if number.isdigit() else NUMBER_WORDS.get(number, 0)
        if count and (m["n1"] or m["post"]):
            return Limit(count, m["of"])
    return None


def exceeds(text: str, limit: Limit) -> bool:
    """Whether the prose is longer than the limit."""
    match limit.of:
        case "word":
            return len(text.split()) > limit.count
        case "sentence":
            return len(re.findall(r"(?<![.!?])[.!?]++[\"'”’)*_]*+(?:\s|$)", text)) > limit.count
        case "line":
            return sum(bool(line.strip()) for line in text.splitlines()) > limit.count
    return len([p for p in re.split(r"\n[ \t]*\n", text) if p.strip()]) > limit.count


def phrase_after(said: str, verb: str) -> str:
    """The quoted phrase that a rule wants after such a verb ("always end with 'Yours, Mei'"); empty if none."""
    m = re.search(
        rf"\b{verb}:? (?:the (?:line|sentence|phrase|words?) )?[\"'“‘]([^\"”\n]{{2,120}}?)[\"'”’](?:[\s.,;!]|$)",
        said,
        re.IGNORECASE,
    )
    return m.group(1) if m and not re.search(rf"(?:don'?t|never|not|stop) (?:\w+ )?{verb}", said, re.IGNORECASE) else ""


def ends_with(text: str, phrase: str) -> bool:
    """Whether the text ends with the phrase."""
    return normalise(text).rstrip(" .!*_").endswith(normalise(phrase).rstrip(" .!"))


def starts_with(text: str, phrase: str) -> bool:
    """Whether the text begins with the phrase."""
    return normalise(text).lstrip(" *_#").startswith(normalise(phrase).rstrip(" .!"))


def ending_with(text: str, phrase: str) -> str:
    """The text with the phrase as its last paragraph."""
    return text if ends_with(text, phrase) else text.rstrip() + "\n\n" + phrase


def starting_with(text: str, phrase: str) -> str:
    """The text with the phrase as its first paragraph."""
    return text if starts_with(text, phrase) else phrase + "\n\n" + text.lstrip("\n")
