"""Whether a lesson bears on the question at hand: a correction of one thing is no evidence about another.

The near-miss is the same question about something else ("who directed Alien", "who directed Aliens"): much is alike,
and just what tells the two apart is not. A question put in quite other words about the same thing shares little with
the first one. So likeness with a difference in what matters speaks against a lesson, and little likeness says nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rlmchat.learning.asking import of_the_world, own_thing
from rlmchat.learning.correction import Category, Correction
from rlmchat.learning.kinds import is_unit
from rlmchat.learning.question_frames import LONGEST_QUESTION, parallel, qualified
from rlmchat.learning.replacements import Fix
from rlmchat.learning.text import (
    attributes,
    calendar_words,
    code_like,
    content_words,
    fold,
    names,
    normalise,
    numbers,
    numeric,
    sentence_at,
    stem,
    words,
)
from rlmchat.learning.words import FUNCTION_WORDS, NUMBER_WORDS


@dataclass(frozen=True, slots=True)
class Situation:
    """What a question is about."""

    plain: frozenset[str]
    """Content words as stems."""
    stems: frozenset[str]
    """The same with words of one attribute made the same ("seat of government", "capital")."""
    numbers: tuple[float, ...]
    order: tuple[str, ...]
    """Names and numbers in their order."""
    names: frozenset[str]
    words: tuple[str, ...]
    written: str


@lru_cache(maxsize=2048)
def situation(text: str) -> Situation:
    """Read a question."""
    proper = names(text)
    low = {n.casefold() for n in proper}
    said = tuple(words(text))
    plain = content_words(text)
    order = tuple(w for w in said if w in low or w[0].isdigit())
    return Situation(plain, attributes(plain), numbers(text), order, proper, said, text)


def other_question(lesson: Correction, query: str, sentence: str = "", *, standing: bool | None = None) -> str:
    """Why the question is another one than the lesson's, in a few words; empty where nothing says so.

    `sentence` is the part of the draft in question: what it says itself belongs to the situation. A standing rule
    holds for every question; `standing` False asks as if it were none.
    """
    always = lesson.standing and not vague(lesson) if standing is None else standing
    if not lesson.query.strip() or not query.strip() or always:
        return ""
    # Said of several questions it is about this one where it is about it as seen from any of them.
    reasons = (_other_than(lesson, taught, query, sentence, standing) for taught in lesson.questions)
    first = next(reasons)
    return "" if not first or any(not reason for reason in reasons) else first


def _other_than(lesson: Correction, question: str, query: str, sentence: str, standing: bool | None) -> str:
    taught, asked = situation(question), situation(query)
    if taught.words == asked.words and taught.names == asked.names:
        return ""
    if reason := _other_forms(taught.names, asked.names):
        return reason
    if taught.stems == asked.stems and taught.order != asked.order and sorted(taught.order) == sorted(asked.order):
        return "the same things in another order"
    if not set(taught.words) & set(asked.words):
        return ""
    loose = standing is None and lesson.category in (Category.CODE, Category.PREFERENCE)
    loose = loose or (telling(lesson.original_output) and bool(taught.names) and taught.names <= asked.names)
    own = content_words(lesson.original_output)
    mine = _of_ones_own(lesson) and own_thing(question) and not of_the_world(query)
    if standing is None and mine and _frame(taught, asked) <= OTHERWISE_PUT:
        # What is the person's own holds in all that is done for them, unless it is the same of something else.
        return _other_time(taught, asked) or _same_of_another(taught, asked, sentence)
    return _other_time(taught, asked) or _other_filling(taught, asked, sentence, own, loose=loose)


def of_a_like_name(lesson: Correction, query: str) -> bool:
    """Whether a question names what differs from the lesson's in number or order only ("Alien", "Aliens")."""
    taught, asked = situation(lesson.query), situation(query)
    if _other_forms(taught.names, asked.names):
        return True
    return taught.stems == asked.stems and taught.order != asked.order and sorted(taught.order) == sorted(asked.order)


def another_time(lesson: Correction, query: str) -> str:
    """Whether a question asks about another time than the lesson's did."""
    return _other_time(situation(lesson.query), situation(query))


def _other_time(taught: Situation, asked: Situation) -> str:
    """A year in the one question only: who holds an office now is no answer to who held it then."""
    then = {n for n in asked.numbers if 1000 <= n <= 2100 and n == int(n)}
    if _PAST.search(asked.written) and not _PAST.search(taught.written):
        return "another time"
    if then and taught.plain <= asked.plain and not any(1000 <= n <= 2100 for n in taught.numbers):
        return "another time"
    for name in taught.names & asked.names:
        if wider := _wider_name(name, asked.written) - _wider_name(name, taught.written):
            return f"{next(iter(wider))} is not {name}"
    return ""


_PAST = re.compile(
    r"\b(?:what|who|how|which|where|whom) (?:\w+ )?(?:did|was|were|had)\b|\bused to\b|\bback then\b", re.IGNORECASE
)


def _wider_name(name: str, text: str) -> set[str]:
    """Longer names in a text that have this one in them ("South Australia")."""
    near = re.findall(rf"(?:\b([A-Z]\w+) )?\b{re.escape(name)}\b(?: ([A-Z]\w+))?", text)
    return {f"{a or name} {b or name}" for a, b in near if {a, b} - {""} and not {a, b} & _SENTENCE_STARTERS}


_SENTENCE_STARTERS = frozenset(
    "Is Are Was Were Does Do Did Has Have Will Can Could Should In On At Of From To For When Why How".split()
)


def _other_filling(taught: Situation, asked: Situation, sentence: str, own: frozenset[str], *, loose: bool) -> str:
    """Whether two questions that share words part in the words that matter; `own` are those of the wrong span.

    `loose` is for corrections of tools and tastes, which hold beyond their question, and for numbers that hardly
    mean anything else: only a question of the same frame about something else speaks against them.
    """
    if reason := _same_of_another(taught, asked, sentence):
        return reason
    shared = taught.plain & asked.plain
    said = asked.stems | attributes(content_words(_apart(sentence)))
    missing, extra = taught.stems - said, asked.stems - taught.stems
    spoken = shared & content_words(_apart(sentence)) - own
    if spoken and missing and not taught.names & asked.names and _frame(taught, asked) <= OTHER_WORDS:
        # Put in quite other words, and the very sentence speaks of what was asked about.
        return ""
    if taught.names & asked.names and asked.names <= taught.names and _frame(taught, asked) <= OTHERWISE_ASKED:
        # The same name in a question put otherwise, and the wrong words again: "timeline of the Titanic".
        return ""
    if shared and missing and extra and not _nearly_all(taught, asked, missing, loose=loose):
        return f"asks about {', '.join(sorted(extra)[:3])}, not {', '.join(sorted(missing)[:3])}"
    return ""


def _of_ones_own(lesson: Correction) -> bool:
    """Whether the wrong words are a thing that a person has of their own, and no number, direction or the like."""
    wrong = lesson.original_output
    return not numeric(wrong) and bool(content_words(wrong, weak=True) - _DIRECTIONS)


def _same_of_another(taught: Situation, asked: Situation, sentence: str) -> str:
    """Whether the one question is the other put about something else: its frame with another filling or number."""
    shared = taught.plain & asked.plain
    if shared and taught.numbers and asked.numbers and not set(taught.numbers) & set(asked.numbers):
        return "other numbers"
    missing = taught.stems - asked.stems - attributes(content_words(_apart(sentence)))
    if (missing and parallel(taught.words, asked.words)) or qualified(taught.words, asked.words):
        return "the same question about something else"
    return ""


def of_another_matter(lesson: Correction, fix: Fix, query: str, sentence: str, text: str) -> bool:
    """Whether a sentence says something else of a name that a fact about the world puts right.

    That Sydney is not the capital leaves what "Sydney has five million people" says. So it is where the question
    itself is asked again, or where the text makes the mistake in another sentence: there, and only there, the words
    of the question or of the sentence that was wrong come again.
    """
    span = fix.original
    single = span[:1].isupper() and len(_TITLED.sub("", span).split()) <= 2 and not code_like(span)
    if not single or lesson.standing or lesson.category is not Category.FACTUAL or not lesson.query:
        return False
    if any(own_thing(said) for said in (*lesson.questions, lesson.explanation)) or _respelled(span, fix.replacement):
        return False
    known = situation(" ".join(lesson.questions))
    named = frozenset(stem(name) for name in known.names)
    claim = (known.stems | attributes(content_words(" ".join(lesson.context)))) - named - content_words(span)
    told = _told(sentence, span) - named
    if len(told) < 2 or told & claim:
        return False
    others = (text[slice(*sentence_at(text, m.start(), m.end()))] for m in re.finditer(re.escape(span), text))
    return bool(situation(query).stems & claim) or any(_told(other, span) & claim for other in others)


def _told(sentence: str, span: str) -> frozenset[str]:
    """What a sentence says besides a span."""
    return attributes(content_words(_apart(sentence))) - attributes(content_words(span, weak=True))


def _respelled(old: str, new: str) -> bool:
    """Whether one name is but another spelling of the other."""
    return SequenceMatcher(None, old.casefold(), new.casefold(), autojunk=False).ratio() >= 0.7


def of_the_thing_itself(lesson: Correction, query: str) -> bool:
    """Whether a question asks how something in the world is and names the wrong thing, of which nothing was wrong.

    Who maintains MySQL has nothing to do with the database that the person uses instead.
    """
    if lesson.standing or not (of_the_world(query) or (_HOW.match(query) and not own_thing(query))):
        return False
    named = [wrong for wrong in lesson.wrongs if _stands_in(query, wrong)]
    return bool(named) and not any(_stands_in(question, wrong) for question in lesson.questions for wrong in named)


_HOW = re.compile(
    r"\W*how (?:many|much|far|big|large|tall|high|long|old|deep|wide|fast|hot|cold|often)\b", re.IGNORECASE
)
"""Asks for a measure of something in the world, whatever its verb is ("how many people live in Sydney")."""


def of_another_world(lesson: Correction, query: str) -> bool:
    """Whether the world is asked about, and the lesson was only ever said of the person's own things."""
    if lesson.standing or not lesson.query or not of_the_world(query):
        return False
    return not any(map(of_the_world, lesson.questions)) and any(map(own_thing, lesson.questions))


def _nearly_all(taught: Situation, asked: Situation, missing: frozenset[str], *, loose: bool) -> bool:
    """Whether most of what the lesson was about is here too, all names included, in a question put otherwise."""
    covered = len(missing) <= 0.4 * len(taught.stems) and not {stem(n) for n in taught.names} & missing
    return _frame(taught, asked) <= (0.5 if covered else 0.4 if loose else 0.0)


OTHERWISE_ASKED = 0.35
"""Likeness of the wording up to which a question with the same name in it is taken for the same, put otherwise."""
OTHERWISE_PUT = 0.5
"""Likeness of the wording from which on two questions are weighed word by word, whosever matter they are."""
OTHER_WORDS = 0.25
"""Likeness of the wording of two questions up to which they are put in quite other words."""


def _frame(taught: Situation, asked: Situation) -> float:
    """How alike two questions are worded, in [0, 1]."""
    these, those = taught.words[:LONGEST_QUESTION], asked.words[:LONGEST_QUESTION]
    return SequenceMatcher(None, these, those, autojunk=False).ratio()


_DIRECTIONS = frozenset(map(stem, "left right up down top bottom front back inside outside here there side".split()))


def vague(lesson: Correction) -> bool:
    """A standing rule about the world whose wrong words could be about anything ("on the left"): its subject counts."""
    if lesson.category not in (Category.DOMAIN, Category.FACTUAL, Category.LOGIC):
        return False
    return numeric(lesson.original_output) or not content_words(lesson.original_output) - _DIRECTIONS


def _other_forms(taught: frozenset[str], asked: frozenset[str]) -> str:
    """Names that differ in number only ("Alien", "Aliens") are two names."""
    for one in taught - asked:
        for other in asked - taught:
            if one in (other + "s", other + "es") or other in (one + "s", one + "es"):
                return f"{other} is not {one}"
    return ""


_DENIED = re.compile(
    r"(?:\bnot|n't|\bnever|\brather than|\binstead of|\bno longer|\bformerly|\bpreviously|\bunlike|\bas opposed to|"
    r"\bthan|"
    r"\bused to be(?: called)?|\bonce called|\boften (?:called|confused with|mistaken for)|\bconfused with|"
    r"\bmistaken for|"
    r"\bavoid|\bwithout|\breplaces|\breplaced|\bdeprecated|\bnot to|\bbut not|\band not|\bneither|\bnor|\bmyth that|"
    r"\bdistinct from|\bdifferent from|\bdiffers from|\bversus|\bvs\.?|\bold|\bformer|\bprior to)"
    r"(?: (?:the|a|an|in|on|to|at|by|use|using|is|be|say|old|former|name|command|of|called)){0,3}\s*[`'\"“‘*_(]*$",
    re.IGNORECASE,
)
_BELIEVED = re.compile(
    r"\b(?:many|most|some|few|people|often|commonly|widely|popularly|you might|one might|it is easy to|"
    r"easily)\b[^.;]{0,30}"
    r"\b(?:think|thinks|believe[sd]?|assume[sd]?|say|said|guess|call(?:ed)?|expect|confused?)\b[^.;]*$|\bmyth\b|"
    r"\bmisconception\b|"
    r"\bcontrary to\b|\bdespite what\b|\bcommon (?:mistake|error)\b",
    re.IGNORECASE,
)
_WRONG_AFTER = re.compile(
    r"^[`'\"”’*_)]*,?\s*(?:is|was|are|were|would be|has been)\s+(?:not\b|n't|wrong|incorrect|deprecated|replaced|"
    r"removed|obsolete|"
    r"outdated|a (?:common )?(?:mistake|myth|error)|the (?:old|former|wrong))|^[`'\"”’*_)]*\s*(?:isn't|wasn't|aren't)",
    re.IGNORECASE,
)


def mentioned(text: str, start: int, end: int, corrected: str) -> bool:
    """Whether the wrong span is only spoken of: denied, told as what others think, or beside the right one."""
    left, right = sentence_at(text, start, end)
    before, after = text[left:start], text[end:right]
    if _DENIED.search(before) or _BELIEVED.search(before) or _WRONG_AFTER.match(after):
        return True
    return bool(corrected.strip()) and _stands_in(text[left:start] + "\0" + text[end:right], corrected)


def _stands_in(text: str, span: str) -> bool:
    parts, there = fold(span).split(), fold(text)
    # A pattern costs a hundred times as much to make as to see that it is not needed.
    if not all(part in there for part in parts):
        return False
    pattern = r"\s+".join(map(re.escape, parts))
    return bool(re.search(rf"(?<!\w){pattern}(?!\w)", there))


_GREETING = frozenset("hello hi hey dear good morning evening afternoon thanks sorry yes no only just".split())


def part_of_a_name(text: str, start: int, end: int) -> bool:
    """Whether a name is but part of a longer one ("Sydney" in "Sydney Opera House", "Joanna" in "Joanna Newsom")."""
    if not text[start:end][:1].isupper() or not text[end - 1].isalnum():
        return False
    after = re.match(r"[ \t]+([A-Z][\w'’-]*)", text[end : end + 40])
    if after and after.group(1).casefold() not in FUNCTION_WORDS:
        return True
    if " " in text[start:end]:
        return False
    before = re.search(r"(^|[.!?:\n]\s*)?\b([A-Z][\w'’-]*)[ \t]+$", text[max(0, start - 40) : start])
    if not before or before.group(1) is not None or before.group(2).endswith(("'s", "’s")):
        return False
    return before.group(2).casefold() not in FUNCTION_WORDS | _GREETING


_OTHERS = re.compile(
    r"\b(?:my|our|a|an|the|his|her|their|some|your)\s+(?:\w+\s+)?(guests?|clients?|customers?|friends?|visitors?|"
    r"pupils?|students?|colleagues?|"
    r"brother|sister|mother|father|mum|mom|dad|parents?|grandma|grandmother|grandfather|grandparents?|kids?|children|"
    r"son|daughter|wife|"
    r"husband|partner|boss|neighbou?rs?|uncle|aunt|cousin|niece|nephew|team|daughter-in-law|in-laws)\b",
    re.IGNORECASE,
)


def for_others(lesson: Correction, query: str) -> bool:
    """Whether a person's own taste is asked to bear on what is somebody else's."""
    if lesson.category is not Category.PREFERENCE:
        return False
    taught = {m.casefold() for m in _OTHERS.findall(f"{lesson.query} {lesson.explanation} {lesson.corrected_output}")}
    return bool({m.casefold() for m in _OTHERS.findall(query)} - taught)


_OPEN, _CLOSE = "'\"“‘«„", "'\"”’»“"


def quoted(text: str, start: int, end: int) -> bool:
    """Whether exactly this span stands in quotation marks."""
    return start > 0 and text[start - 1] in _OPEN and text[end : end + 1] != "" and text[end] in _CLOSE


_QUOTATION = re.compile(r"(?<!\w)['\"“‘«„](?=\S)[^\n]{2,300}?(?<=\S)['\"”’»“](?!\w)")


def in_quotation(text: str, start: int, end: int) -> bool:
    """Whether a span stands within quotation marks, alone or with other words."""
    left, right = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line = text[left : right if right >= 0 else len(text)]
    return any(left + m.start() < start and end < left + m.end() for m in _QUOTATION.finditer(line))


def defined_away(lesson: Correction, sentence: str) -> bool:
    """Whether the explanation says what the original properly means, and the draft speaks of just that.

    "That's tracking. Kerning is between two letters": a draft about kerning between A and V is right.
    """
    plain = normalise(lesson.explanation)
    original = normalise(lesson.original_output)
    m = (
        re.search(rf"\b{re.escape(original)}\b (?:is|are|means|only|was|covers|refers to)\b ([^.;!?]+)", plain)
        if original
        else None
    )
    if not m:
        return False
    meant = _all_words(m.group(1))
    here = _all_words(sentence)
    return (
        bool(meant) and len(meant & here) / len(meant) >= 0.3 and not meant & _all_words(lesson.corrected_output) & here
    )


def _all_words(text: str) -> frozenset[str]:
    weak = {
        "is",
        "the",
        "a",
        "an",
        "of",
        "in",
        "to",
        "it",
        "for",
        "and",
        "or",
        "only",
        "be",
        "on",
        "that",
        "this",
        "when",
    }
    return frozenset(stem(w) for w in words(text) if w not in weak)


def generic(span: str) -> bool:
    """Whether a span says so little that it could be about anything: a round or small number, a year, a letter."""
    if calendar_words(span):
        return False
    if numeric(span) or _COUNTED.fullmatch(span.casefold()):
        digits = re.sub(r"\D", "", span)
        year = bool(re.fullmatch(r"(?:1\d|20)\d\d", span.strip()))
        return year or len(digits.strip("0")) < (4 if digits == span.strip() else 3)
    return len(span) < 3 and not code_like(span)


def telling(span: str) -> bool:
    """Whether a number is so particular that it hardly means anything else ("4,810 m", "3306")."""
    return any(c.isdigit() for c in span) and numeric(span) and not generic(span)


_COUNTED = re.compile(rf"(?:\d+|{'|'.join(NUMBER_WORDS)})(?: [a-z]+)?")


def needs_link(lesson: Correction, span: str) -> bool:
    """Whether a span alone is no sign that the same is spoken of: what could be about anything, and single names.

    That Sydney is not the capital says nothing about where the Opera House stands.
    """
    single_name = span[:1].isupper() and len(_TITLED.sub("", span).split()) == 1 and not code_like(span)
    bare_sign = not any(c.isalnum() for c in span)
    return generic(span) or bare_sign or (single_name and lesson.category is not Category.CODE and not is_unit(span))


_TITLED = re.compile(r"^(?:mrs?|ms|miss|dr|prof)\.? (?=\w)", re.IGNORECASE)


def by_chance(lesson: Correction, span: str, query: str, sentence: str) -> bool:
    """Whether a span that could be about anything stands where nothing else says that the same is spoken of."""
    return (generic(span) or not any(c.isalnum() for c in span)) and not linked(lesson, span, query, sentence)


def linked(lesson: Correction, span: str, query: str, sentence: str) -> bool:
    """Whether the question or the draft's sentence shares any word of substance, besides the span itself, with what
    the lesson was about.
    """
    about = " ".join((*lesson.questions, lesson.explanation, lesson.original_output, *lesson.context))
    known = attributes(content_words(about)) - content_words(span)
    return bool(known & attributes(content_words(f"{query} {_apart(sentence)}")))


def _apart(sentence: str) -> str:
    """The words inside identifiers and paths set apart."""
    return re.sub(r"[_.=<>()/]", " ", sentence)


def unproven(lesson: Correction, query: str, sentence: str) -> bool:
    """Whether a result that follows from its question stands in an answer to a question that lacks part of it."""
    if lesson.category is not Category.LOGIC or lesson.standing or not numbers(lesson.original_output):
        return False
    if len(lesson.questions) > 1:
        # The result of one problem is not the result of another: what was said of two is no result.
        return False
    here = situation(query).stems | attributes(content_words(sentence))
    return bool(situation(lesson.query).stems - here)


def known_beyond(lesson: Correction, span: str, query: str) -> bool:
    """Whether the person has put a name right at several of their own things: it is right in the others, too."""
    if len(lesson.questions) < 2 or generic(span) or calendar_words(span):
        return False
    return own_thing(query) and any(map(own_thing, lesson.questions))
