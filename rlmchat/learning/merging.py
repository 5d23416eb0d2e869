"""Merging: a correction that was said before becomes more evidence of the record that is known, step by step surer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from rlmchat.learning.correction import (
    CONFIDENCE_CEILING,
    PRIORS,
    RECALLABLE,
    Correction,
    Scope,
    ScopeKind,
    Source,
    Status,
)
from rlmchat.learning.replacements import literal
from rlmchat.learning.statement import bare
from rlmchat.learning.text import normalise, words

CONFIRMED = 1
"""Times said again that make it confirmed knowledge: active in its scope, wider recall."""
PROACTIVE = 2
"""Times said again that make it proactive: mentioned whenever its subject comes up."""
WIDENING_CHATS = 2
"""Distinct chats that must speak for a correction before it holds outside of the one it was said in."""
PROACTIVE_TAG = "proactive"


def merged(known: Correction, again: Correction, at: datetime) -> Correction:
    """The known record after the same was said again.

    It keeps its id and history; situation and explanation are the newer ones where the newer one has any, and so is the
    wording, unless it is but a part of what was said before.
    Its belief rises: half of the doubt that both leave together goes. Said in a second chat it leaves the chat it was
    said in; said a second time it is confirmed, a third time proactive.
    """
    newer, older = (again, known) if again.created_at >= known.created_at else (known, again)
    chats = tuple(dict.fromkeys(c for c in (*known.chats, *again.chats) if c))
    times = known.confirmations + 1
    tags = dict.fromkeys((*known.tags, *again.tags, *((PROACTIVE_TAG,) if times >= PROACTIVE else ())))
    standing = known.standing or again.standing
    pair = newer if _may_pair(newer, older) and not _part_of(newer, older) else older
    doubt = (1 - known.base_confidence) * (1 - again.base_confidence / 2)
    return replace(
        known,
        original_output=pair.original_output or older.original_output or newer.original_output,
        corrected_output=pair.corrected_output,
        query=newer.query or older.query,
        situations=situations(older, newer),
        also_wrong=also_wrong(pair, older, newer),
        explanation=newer.explanation or older.explanation,
        context=newer.context or older.context,
        severity=max(known.severity, again.severity),
        base_confidence=round(min(CONFIDENCE_CEILING, 1 - doubt), 4),
        source=stronger(known.source, again.source),
        scope=widened(known.scope, again.scope, chats, standing=standing),
        standing=standing,
        status=Status.ACTIVE if known.status in RECALLABLE else known.status,
        confirmed_at=max(at, known.confirmed_at or at),
        confirmations=times,
        evidence=(*known.evidence, again.id),
        chats=chats,
        tags=tuple(tags),
    ).believed()


def _may_pair(newer: Correction, older: Correction) -> bool:
    """Whether the newer wording can stand with the wrong span: its own, or the older one where it takes its place."""
    if newer.original_output or not older.original_output or newer.standing or newer.source is Source.EXPLICIT:
        # A rule that the person states is kept in their words.
        return True
    return literal(older.original_output, newer.corrected_output, older.category) is not None


def _part_of(newer: Correction, older: Correction) -> bool:
    """Whether the newer wording is a part of the older one, and so says less ("Fips", "my canary is called Fips").

    Not where it alone can stand in the place of the wrong span, and the older one is no rule that the person stated.
    """
    less, more = frozenset(words(newer.corrected_output)), frozenset(words(older.corrected_output))
    if not less < more:
        return False
    wrong = newer.original_output or older.original_output
    if not wrong or older.standing or older.source is Source.EXPLICIT:
        return True
    return literal(wrong, older.corrected_output, older.category) is not None or (
        literal(wrong, newer.corrected_output, newer.category) is None
    )


MOST_SITUATIONS = 5
"""Other questions of a record that are kept, the newest ones."""
MOST_WRONG = 5
"""Other wrong spans of a record that are kept, the newest ones."""


def situations(older: Correction, newer: Correction) -> tuple[str, ...]:
    """The questions of two records but for the one that stays in front, oldest first."""
    front = newer.query or older.query
    every = (*older.situations, older.query, *newer.situations)
    known = {normalise(front): None}
    out = []
    for question in reversed(every):
        if question.strip() and normalise(question) not in known:
            known[normalise(question)] = None
            out.append(question)
    return tuple(out[:MOST_SITUATIONS][::-1])


def also_wrong(pair: Correction, *records: Correction) -> tuple[str, ...]:
    """The wrong spans of records but for the one that stays in front; never what is right now."""
    if not pair.original_output:
        return ()
    known = {bare(pair.original_output), bare(pair.corrected_output)}
    every = dict.fromkeys(wrong for record in records for wrong in (*record.also_wrong, record.original_output))
    return tuple(wrong for wrong in every if wrong.strip() and bare(wrong) not in known)[-MOST_WRONG:]


def inherited(record: Correction, loser: Correction) -> Correction:
    """A record that takes the place of another one: what was wrong before is wrong still, and where it was said counts.

    A change that was told without a question ("from now on it's bun") holds where the other one held.
    """
    if not record.original_output or not loser.original_output:
        return record
    before = replace(loser, original_output=loser.corrected_output, also_wrong=(*loser.also_wrong, *loser.wrongs))
    out = replace(
        record, situations=situations(loser, record), also_wrong=also_wrong(record, before, record), query=record.query
    )
    if record.query:
        return out
    told = replace(out, query=loser.query, situations=loser.situations, context=loser.context or record.context)
    return told if loser.standing else replace(told, standing=False, scope=loser.scope)


def stronger(a: Source, b: Source) -> Source:
    """The source that is believed more, by the mean of its prior; the first of two equal ones."""
    return a if _prior_mean(a) >= _prior_mean(b) else b


def _prior_mean(source: Source) -> float:
    alpha, beta = PRIORS[source]
    return alpha / (alpha + beta)


def widened(scope: Scope, again: Scope, chats: tuple[str, ...], *, standing: bool) -> Scope:
    """The scope after the same was said again: out of its chat once two chats speak for it, else as wide as asked."""
    if standing and ScopeKind.EVERYWHERE in (scope.kind, again.kind):
        return Scope(ScopeKind.EVERYWHERE)
    if scope.kind is ScopeKind.CHAT:
        if len(chats) >= WIDENING_CHATS:
            return Scope(ScopeKind.EVERYWHERE if standing else ScopeKind.TOPIC)
        return scope if again.kind is ScopeKind.CHAT else again
    if scope.kind is ScopeKind.PROJECT and again != scope and again.kind is not ScopeKind.CHAT:
        return Scope(ScopeKind.EVERYWHERE if standing else ScopeKind.TOPIC)
    return scope


def said_again(again: Correction) -> str:
    """The reason that the history gives for a merge: what was said."""
    return f"said again: “{again.rule}”" + (f" on “{again.query}”" if again.query else "")
