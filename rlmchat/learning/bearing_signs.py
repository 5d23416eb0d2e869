"""What speaks for and against wrong words that stand again being the old mistake: many small signs, none of them sure.

How much the two questions share, whether they have one frame and another filling, what the sentence speaks of, what
kind of words were wrong and how they stand there. `bearing` weighs them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from rlmchat.learning import touching
from rlmchat.learning.asking import of_the_world, own_thing
from rlmchat.learning.correction import Category, Correction
from rlmchat.learning.divergence import Question, question
from rlmchat.learning.question_frames import LONGEST_QUESTION, parallel, qualified
from rlmchat.learning.text import attributes, code_like, content_words, fold, numeric, stem
from rlmchat.learning.words import FUNCTION_WORDS, TASK_WORDS

LONGEST_READ = 600
"""Characters of a question or a sentence that are read."""
_TASKS = attributes(map(stem, TASK_WORDS))


@dataclass(frozen=True, slots=True)
class Place:
    """Where the wrong words stand again."""

    query: str
    """The question that was asked there."""
    sentence: str
    """The sentence or line that has them."""
    wrong: str
    """They themselves, as the correction has them."""
    coded: bool = False
    """Whether they stand in code."""
    quoted: bool = False
    """Whether they stand in quotation marks, alone or with others."""


def _read(text: str) -> Question:
    """Read a text; of a long one, the beginning."""
    return question(text[:LONGEST_READ])


def _names(text: Question) -> frozenset[str]:
    """Stems of its proper names, that of a country for what is of the country."""
    return attributes(map(stem, text.names))


def signs(lesson: Correction, place: Place) -> dict[str, float]:
    """What speaks for and against its being the same mistake, by name; no value is beyond [-4, 4].

    Of several questions that a correction was said of, the one most like the new one counts.
    """
    return max((_signs(lesson, one, place) for one in lesson.questions or ("",)), key=lambda found: found["frame"])


def _signs(lesson: Correction, first: str, place: Place) -> dict[str, float]:
    taught, asked = _read(first), _read(place.query)
    told, said = _read(_parted(place.sentence)), _read(lesson.explanation)
    wrong = attributes(content_words(place.wrong, weak=True))
    sentence = told.matter - wrong
    frame = _alike(taught.words, asked.words)
    taught_names, asked_names = _names(taught), _names(asked)
    missing, extra = taught.matter - asked.matter - sentence, asked.matter - taught.matter - said.matter - wrong
    new = extra - _TASKS
    found = {
        "frame": frame,
        "shared of taught": _share(taught.matter & asked.matter, taught.matter),
        "shared of asked": _share(taught.matter & asked.matter, asked.matter),
        "told of taught": _share(taught.matter & sentence, taught.matter),
        "missing": _share(missing, taught.matter),
        "new": _share(new, asked.matter),
        "some new": float(bool(new)),
        "only tasks new": float(bool(extra) and not new),
        "new is told": float(bool(new & sentence)),
        "told is new": _share((asked.matter - taught.matter) & sentence, sentence),
        "told is neither": _share(sentence - asked.matter - taught.matter, sentence),
        "explanation is spoken of": float(bool(said.matter & (asked.matter | sentence) - taught.matter - wrong)),
        "nothing shared": float(not (taught.units | said.units) & (asked.units | told.units - wrong)),
        "no matter": float(not taught.matter),
        "exchanged": float(bool(missing) and bool(new) and frame > 0.4),
        "parallel": float(bool(missing) and parallel(taught.words, asked.words)),
        "put in": float(qualified(taught.words, asked.words)),
        "other names": float(bool(taught_names - asked.units) and bool(asked_names - taught.units)),
        "same names": float(bool(taught_names & asked_names)),
        "names gone": float(bool(taught_names) and not taught_names & (asked.units | told.units)),
        "names kept": float(bool(taught_names) and taught_names <= asked.units),
        "other numbers": float(bool(asked.numbers - taught.numbers)),
        "a year": float(bool(_YEAR.search(place.query)) and not _YEAR.search(first)),
        "a past": float(bool(_PAST.search(place.query)) and not _PAST.search(first)),
        **_of_questions(first, place, taught, asked, frame),
        **_of_words(lesson, first, place),
    }
    found |= _by_rule(lesson, place)
    standing = float(lesson.standing)
    found |= {"standing": standing, "standing, frame": standing * frame, "standing, new": standing * found["new"]}
    return found | {str(kind): float(lesson.category is kind) for kind in Category}


def _by_rule(lesson: Correction, place: Place) -> dict[str, float]:
    """What rules say that were made by hand: right mostly, and never sure."""
    reason = touching.other_question(lesson, place.query, place.sentence, standing=False)
    linked = touching.linked(lesson, place.wrong, place.query, place.sentence)
    return {
        "another question": float(bool(reason)),
        "the same of something else": float(reason.startswith("the same")),
        "another subject": float(reason.startswith("asks about")),
        "another time": float(reason == "another time"),
        "said to be right": float(touching.defined_away(lesson, place.sentence)),
        "of another world": float(touching.of_another_world(lesson, place.query)),
        "needs a link": float(touching.needs_link(lesson, place.wrong)),
        "lacks a link": float(touching.needs_link(lesson, place.wrong) and not linked),
        "linked": float(linked),
        "known beyond": float(touching.known_beyond(lesson, place.wrong, place.query)),
        "unproven": float(touching.unproven(lesson, place.query, place.sentence)),
    }


def _of_questions(first: str, place: Place, taught: Question, asked: Question, frame: float) -> dict[str, float]:
    """How both are asked."""
    opening = [float(taught.words[:n] == asked.words[:n] and len(asked.words) >= n) for n in (1, 2, 3)]
    begins = (*asked.words, "")[0]
    worldly, own = of_the_world(place.query[:LONGEST_READ]), own_thing(place.query)
    was_worldly, was_own = of_the_world(first[:LONGEST_READ]), own_thing(first)
    return {
        "asks of the world": float(worldly),
        "asked of the world": float(was_worldly),
        "asks of one's own": float(own),
        "asked of one's own": float(was_own),
        "both of one's own": float(own and was_own),
        "an order": float(bool(begins) and begins not in FUNCTION_WORDS and "?" not in place.query),
        "a task": float(bool(asked.units & _TASKS)),
        "one opening word": opening[0],
        "two opening words": opening[1],
        "three opening words": opening[2],
        "frame of the world": frame * worldly,
        "half a frame": float(frame > 0.5),
        "asked along": float(len(taught.words) > 2 and f" {' '.join(taught.words)} " in f" {' '.join(asked.words)} "),
        "asked again": float(taught.matter == asked.matter and not (_names(taught) ^ _names(asked)) - taught.units),
        "other in kind": float(worldly and not was_worldly),
        "length": min(4.0, len(asked.words) / 8),
    }


def _of_words(lesson: Correction, first: str, place: Place) -> dict[str, float]:
    """What the wrong words are, and how they stand there."""
    wrong = place.wrong
    asked_for = _has(place.query, wrong)
    return {
        "number": float(numeric(wrong)),
        "round number": float(numeric(wrong) and len(re.sub(r"\D", "", wrong).strip("0")) < 3),
        "capital": float(wrong[:1].isupper()),
        "one name": float(wrong[:1].isupper() and len(wrong.split()) == 1),
        "code": float(code_like(wrong)),
        "plain word": float(wrong.isalpha() and wrong.islower()),
        "words": min(4.0, len(wrong.split()) / 3),
        "coded": float(place.coded),
        "quoted": float(place.quoted),
        "as a name": float(
            wrong.islower() and _NAMED.search(place.sentence) is not None and wrong not in place.sentence
        ),
        "asked for": float(asked_for and not _has(first, wrong)),
        "asked for again": float(asked_for and _has(first, wrong)),
        "cites": float(bool(_CITES.search(place.query))),
        "cites there": float(bool(_CITES.search(place.sentence))),
        "explains": float(bool(_EXPLAINS.search(place.query))),
        "right where it says": float(_at_home(lesson, place)),
        "right stands there": float(bool(lesson.corrected_output) and _has(place.sentence, lesson.corrected_output)),
    }


def _at_home(lesson: Correction, place: Place) -> bool:
    """Whether the explanation says where the wrong words belong ("Digest is for investors"), and that is spoken of."""
    plain = fold(lesson.explanation)
    told = re.search(
        rf"(?<!\w){re.escape(fold(place.wrong))}(?!\w)[^.;!?\n]{{0,8}}\b(?:is|are|means|was|for) ([^.;!?\n]+)",
        plain,
        re.I,
    )
    home = content_words(told.group(1), weak=True) if told else frozenset[str]()
    if called := _THATS.match(lesson.explanation):
        home = home or content_words(called.group(1))
    home -= content_words(lesson.query)
    return bool(home) and home <= content_words(f"{place.query} {place.sentence}", weak=True)


_IS = re.compile(r"[^\w.;!?\n]{0,3}(?:\w{1,8} )?(?:is|are|means|was|for) ([^.;!?\n]{1,200})")
_YEAR = re.compile(r"(?<![\d.])(?:1[5-9]\d\d|20\d\d)(?![\d.])")
_PAST = re.compile(r"\b(?:did|was|were|had|used to|back then|formerly|old|legacy|ancient|stuck on)\b", re.IGNORECASE)
_CITES = re.compile(
    r"\b(?:titles?|titled|entitled|called|named|films?|movies?|songs?|books?|novels?|papers?|articles?|quot\w+|cit\w+|"
    r"says?|said|reads?|sticker|inscription|lyrics|exact|verbatim|original|reference)\b",
    re.IGNORECASE,
)
_EXPLAINS = re.compile(
    r"\b(?:means?|meaning|stands? for|difference|word|term|symbol|why|explain|origin|definition|define)\b",
    re.IGNORECASE,
)
_THATS = re.compile(r"\W*(?:no,? |nope,? )?(?:that's|thats|that is|this is|it's) (?:the )?(\w+)", re.IGNORECASE)
_NAMED = re.compile(r"[a-z,] [A-Z]\w+")


def _parted(sentence: str) -> str:
    """The words inside identifiers and paths set apart."""
    return re.sub(r"[_.=<>()/]", " ", sentence[:LONGEST_READ])


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    return len(part) / len(whole) if whole else 0.0


def _alike(these: tuple[str, ...], those: tuple[str, ...]) -> float:
    return SequenceMatcher(None, these[:LONGEST_QUESTION], those[:LONGEST_QUESTION], autojunk=False).ratio()


def _has(text: str, span: str) -> bool:
    return bool(span) and fold(span).casefold() in fold(text).casefold()
