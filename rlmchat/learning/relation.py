"""How a message stands to the answer before it, as numbers: copied spans, other values, near misses, offers."""

from __future__ import annotations

import itertools
import math
import re

from rlmchat.learning import lexicon
from rlmchat.learning.reading import AnswerReading, MessageReading
from rlmchat.learning.spans import NUMBER_WORDS

MOST_QUOTES = 8
"""Quoted spans of a message that are looked at."""
LONGEST_COPY = 12
"""Words up to which a copied span is measured."""

_QUOTED = re.compile(
    r"`([^`\n]{1,120})`|\"([^\"\n]{2,160})\"|“([^”\n]{2,160})”|«([^»\n]{2,160})»|(?:^|\s)'([^'\n]{2,80})'|「([^」\n]{1,80})」"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<![.!?\n] )(?<!^)\b[A-Z][a-zà-ÿ]{2,}\b")
_IDENTIFIER = re.compile(r"\b(?:\w+_\w+|\w+\.\w+|[a-z]+[A-Z]\w*|\w+\(\)|--?\w[\w-]+)")


def quoted_spans(text: str) -> list[str]:
    """What stands in quotes or backticks."""
    found = itertools.islice(_QUOTED.finditer(text[:4000]), MOST_QUOTES)
    return [next(group for group in match.groups() if group) for match in found]


def content_words(words: list[str]) -> list[str]:
    """Words that carry matter: no function words, no marks."""
    return [w for w in words if len(w) > 1 and w[0].isalnum() and w not in lexicon.STOP_WORDS]


def longest_copy(words: list[str], answer_text: str) -> int:
    """Words of the longest run of the message that stands in the answer too, at most LONGEST_COPY."""
    best = 0
    start = 0
    end = 1
    while end <= len(words):
        run = " ".join(words[start:end])
        if f" {run} " in answer_text:
            best = max(best, end - start)
            if best >= LONGEST_COPY:
                break
            end += 1
        else:
            start += 1
            end = max(end, start + 1)
    return best


def relation_features(message: MessageReading, answer: AnswerReading) -> dict[str, float]:
    """Features of the pair; binary, shares in [0, 1], or logarithms of counts."""
    out = _overlap(message, answer)
    out.update(_values(message, answer))
    out.update(_answer_shape(answer))
    tail = " ".join(answer.last_sentences).lower()
    tail_words = set(content_words(re.findall(r"[\w']+", tail)))
    mine = content_words(message.words[:30])
    asked = tail.endswith("?") or "?" in tail[-200:]
    shared = sum(w in tail_words for w in mine) / (len(mine) or 1)
    short = len(mine) <= 6
    out["answers_question"] = float(asked and short)
    out["tail_overlap"] = shared
    out["asked_x_tail_overlap"] = shared * asked
    out["asked_x_no"] = float(asked and bool(message.words) and message.words[0] in lexicon.NEGATION_OPENERS)
    out["asked_x_yes"] = float(asked and bool(message.words) and message.words[0] in lexicon.AGREEMENT)
    out["asked_x_imperative"] = float(
        asked and bool(message.words) and message.words[0] in lexicon.REVISE_VERBS | lexicon.STEP_VERBS
    )
    out.update(_together(message, answer, out, asked))
    return out


def _together(message: MessageReading, answer: AnswerReading, known: dict[str, float], asked: bool) -> dict[str, float]:
    """What only speaks together: an imperative on things of the answer, a plain statement against it, …"""
    words = [w for w in message.words if w[0].isalnum()]
    first = words[0] if words else ""
    question = message.text.rstrip("\"')* \n").endswith(("?", "？"))
    overlap = known["overlap"]
    revises = first in lexicon.REVISE_VERBS
    steps = first in lexicon.STEP_VERBS
    states = bool(words) and not (question or revises or steps or first in lexicon.QUESTION_WORDS | lexicon.AUXILIARIES)
    negates = any(w in lexicon.NEGATION for w in words[:30])
    short_answer = len(answer.raw) < 400
    objects = [w for w in words[1:7] if w not in lexicon.STOP_WORDS]
    definite = [b for a, b in itertools.pairwise(words) if a in ("the", "your", "that", "this", "those", "these")]
    in_answer = sum(w in answer.word_set for w in definite)
    values = known["number_fresh"] or known["name_fresh"]
    words_fresh = {w for w in words[:40] if w in NUMBER_WORDS} - answer.word_set
    theirs = bool(NUMBER_WORDS & answer.word_set) or known["a_numbers"] > 0
    return {
        "revise_x_overlap": revises * overlap,
        "revise_object_known": float(revises and bool(objects) and objects[0] in answer.word_set),
        "step_x_overlap": steps * overlap,
        "states_x_overlap": states * overlap,
        "states_x_fresh_value": float(states and bool(values)),
        "states_x_known_fresh_value": float(states and bool(values) and overlap > 0),
        "states_x_negates": float(states and negates),
        "states_x_negates_x_overlap": states * negates * overlap,
        "states_x_short_answer": float(states and short_answer),
        "states_not_asked": float(states and not asked),
        "fragment_not_asked": float(states and not asked and len(words) <= 6),
        "question_x_overlap": question * overlap,
        "question_x_negates": float(question and negates),
        "negates_x_overlap": negates * overlap,
        "definite_known": math.log1p(in_answer),
        "definite_fresh": math.log1p(len(definite) - in_answer),
        "asked_x_short": float(asked and len(words) <= 8),
        "asked_x_states": float(asked and states),
        "asked_at_end_x_states": float(states and known["a_question"] > 0),
        "offer_x_no": float(known["a_offer"] > 0 and first in lexicon.NEGATION_OPENERS),
        "number_word_fresh": float(bool(words_fresh) and theirs),
        "code_x_error": float(answer.has_code and bool(message.errors)),
        "code_x_statement": float(answer.has_code and states),
        "code_x_question": float(answer.has_code and question),
        "short_answer": float(short_answer),
        "pair_in_answer": _named_pair(message, answer),
    }


_THING = r"[\w.$£€`'\"-]{1,40}+"
_PAIR = re.compile(
    rf"(?P<new>{_THING}),? (?:and )?(?:not|instead of|rather than|nicht|statt|pas|no|en vez de) (?:a |an |the |in )?"
    rf"(?P<old>{_THING})"
    rf"|not (?:a |an |the )?(?P<old2>{_THING}),? (?:but|it's|it is|sondern|mais|sino) (?P<new2>{_THING})"
)


def _named_pair(message: MessageReading, answer: AnswerReading) -> float:
    """1 where "X not Y" is said and Y stands in the answer, -1 where neither does."""
    found = _PAIR.search(message.text[:600].lower())
    if not found:
        return 0.0
    olds = (found["old"] or found["old2"] or "").strip("`'\".-")
    news = (found["new"] or found["new2"] or "").strip("`'\".-")
    text = answer.text.lower()
    return 1.0 if olds and olds in text else 0.5 if news and news in text else -1.0


def _overlap(message: MessageReading, answer: AnswerReading) -> dict[str, float]:
    mine = content_words(message.words)
    distinct = list(dict.fromkeys(mine))[:60]
    shared = [w for w in distinct if w in answer.word_set]
    fresh = [w for w in distinct if w not in answer.word_set]
    stems = {word[:5] for word in answer.word_set}
    near = sum(len(w) >= 5 and w[:5] in stems for w in fresh[:15])
    flat = f" {' '.join(answer.words)} "
    copied = longest_copy(message.raw_words[:120], flat)
    quotes = quoted_spans(message.text)
    lower = answer.text.lower()
    quoted_in = sum(q.lower().strip() in lower for q in quotes)
    identifiers = list(dict.fromkeys(_IDENTIFIER.findall(message.prose)))[:20]
    known = sum(i.lower() in lower for i in identifiers)
    return {
        "overlap": len(shared) / (len(distinct) or 1),
        "log_shared": math.log1p(len(shared)),
        "log_fresh": math.log1p(len(fresh)),
        "near_misses": math.log1p(near),
        "copied": copied / LONGEST_COPY,
        "copied_share": min(1.0, copied / (len(message.raw_words) or 1)),
        "quoted_in_answer": math.log1p(quoted_in),
        "quoted_not_in_answer": math.log1p(len(quotes) - quoted_in),
        "identifiers_in_answer": math.log1p(known),
        "identifiers_fresh": math.log1p(len(identifiers) - known),
        "code_overlap": _code_overlap(message, lower),
    }


def _code_overlap(message: MessageReading, answer: str) -> float:
    """Share of the message's code lines that stand in the answer."""
    lines = [line.strip().lower() for line in message.code.split("\n") if len(line.strip()) > 6][:20]
    return sum(line in answer for line in lines) / len(lines) if lines else 0.0


def _values(message: MessageReading, answer: AnswerReading) -> dict[str, float]:
    mine = set(_NUMBER.findall(message.prose[:1500]))
    theirs = set(_NUMBER.findall(answer.text))
    fresh = mine - theirs
    alike = any(len(a) == len(b) and a[:1] == b[:1] for a in fresh for b in list(theirs)[:60])
    names = set(_NAME.findall(message.prose[:1000]))
    known_names = set(_NAME.findall(answer.text))
    return {
        "number_fresh": float(bool(fresh)),
        "number_shared": float(bool(mine & theirs)),
        "number_fresh_and_theirs": float(bool(fresh) and bool(theirs)),
        "number_alike": float(alike),
        "name_fresh": float(bool(names - known_names)),
        "name_shared": float(bool(names & known_names)),
    }


def _answer_shape(answer: AnswerReading) -> dict[str, float]:
    text = answer.text
    lower = text.lower()
    tail = lower[-350:]
    head = lower[:250]
    return {
        "a_log_chars": math.log1p(len(answer.raw)),
        "a_empty": float(not text),
        "a_code": float(answer.has_code),
        "a_ends_code": float(text.endswith("```")),
        "a_question": float(text.rstrip("*_ ").endswith("?")),
        "a_question_near": float("?" in tail),
        "a_offer": float(any(mark in tail for mark in lexicon.OFFER_MARKS)),
        "a_clarify": float(any(mark in lower[-600:] for mark in lexicon.CLARIFY_MARKS)),
        "a_apology": float(any(mark in head for mark in lexicon.APOLOGY_MARKS)),
        "a_cut": float(answer.is_cut_off),
        "a_list": float(bool(re.search(r"^\s*(?:[-*•]|\d+[.)])\s", text, re.MULTILINE))),
        "a_table": float("|--" in text or "| --" in text),
        "a_short": float(len(text) < 160),
        "a_greeting": float(head.startswith(("hello", "hi", "hey")) and len(text) < 200),
        "a_first_person": float(bool(re.search(r"\bi(?:'ve|'ll| have| will)\b|\blet me\b", lower[:600]))),
        "a_numbers": float(any(map(str.isdigit, text[:600]))),
        "a_error_word": float("error" in lower),
    }
