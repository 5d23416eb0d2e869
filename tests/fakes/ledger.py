"""A ledger in memory, as good as the one in SQLite: the same contract tests run on both."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from rlmchat.adapters.sqlite_text import fold, keyword_terms, phrases
from rlmchat.identifiers import Clock, utc_now
from rlmchat.learning.correction import (
    RECALLABLE,
    Action,
    Correction,
    CorrectionId,
    Outcome,
    Revision,
    Status,
)
from rlmchat.learning.ports import UNDID_PART, Change, Find, Sort
from rlmchat.learning.signals import Signal

_WORD = re.compile(r"[^\W_]+")


def stem(word: str) -> str:
    """A word without the commonest English endings."""
    for ending in ("ations", "ation", "ings", "ing", "edly", "ed", "ies", "es", "s", "ly", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


class MemoryLedger:
    """Implements `Ledger` with lists and dictionaries."""

    def __init__(self, *, clock: Clock = utc_now) -> None:
        self._clock = clock
        self.revisions: list[Revision] = []
        self._undone: set[str] = set()
        self._outcomes: list[Outcome] = []
        self._signals: list[Signal] = []
        self._synced = 0

    async def append(self, changes: Sequence[Change], group: str) -> list[Revision]:
        at = self._clock()
        undone = [change for change in changes if change.action is Action.UNDONE]
        if undone:
            self._mark_undone(undone)
        new = [
            Revision(len(self.revisions) + 1 + i, c.correction_id, at, c.action, c.reason, group, c.record)
            for i, c in enumerate(changes)
        ]
        self.revisions += new
        return new

    def _mark_undone(self, changes: Sequence[Change]) -> None:
        if any(change.reason.startswith(UNDID_PART) for change in changes):
            return
        groups = {revision.group for revision in self.revisions}
        named = {word for change in changes for word in change.reason.split() if word in groups}
        if not named:
            ids = {change.correction_id for change in changes}
            newest = list(dict.fromkeys(r.group for r in reversed(self.revisions) if r.correction_id in ids))
            can = [group for group in newest if self._can_undo(group)]
            same = [group for group in can if {r.correction_id for r in self._of(group)} == ids]
            named = set((same or can)[:1])
        self._undone |= named

    def _of(self, group: str) -> list[Revision]:
        return [revision for revision in self.revisions if revision.group == group]

    def _can_undo(self, group: str) -> bool:
        actions = {revision.action for revision in self._of(group)}
        return group not in self._undone and Action.UNDONE not in actions and actions != {Action.OUTCOME}

    def _present(self) -> dict[CorrectionId, Correction]:
        newest = {revision.correction_id: revision.record for revision in self.revisions}
        return {one: record for one, record in newest.items() if record is not None}

    async def get(self, ids: Sequence[CorrectionId]) -> list[Correction]:
        present = self._present()
        found = []
        for one in ids:
            starts = [r for key, r in present.items() if 4 <= len(one) < 36 and key.startswith(one.lower())]
            if one in present:
                found.append(present[one])
            elif len(starts) == 1:
                found.append(starts[0])
        return found

    async def ids(self, start: str) -> list[CorrectionId]:
        return sorted(one for one in self._present() if one.startswith(start.lower()))

    def _matching(self, what: Find) -> list[Correction]:
        rank = {record.id: i for i, record in enumerate(self._present().values())}
        found = [record for record in self._present().values() if _matches(record, what)]
        found.sort(key=lambda r: (r.created_at, rank[r.id]), reverse=what.sort is not Sort.OLDEST)
        if what.sort is Sort.CONFIDENCE:
            found.sort(key=lambda r: -r.confidence)
        if what.sort is Sort.USED:
            found.sort(key=lambda r: -r.apply_count)
        if what.sort is Sort.RELEVANCE and phrases(what.text):
            found.sort(key=lambda r: -_density(r, phrases(what.text)))
        return found

    async def find(self, what: Find) -> list[Correction]:
        return self._matching(what)[what.offset : what.offset + what.limit]

    async def count(self, what: Find) -> int:
        return len(self._matching(what))

    async def tally(self) -> dict[Status, int]:
        return dict(Counter(record.status for record in self._present().values()))

    async def keywords(self, query: str, limit: int) -> list[tuple[CorrectionId, float]]:
        documents = {
            r.id: _terms("\n".join((_said(r), *r.triggers))) for r in self._present().values() if r.status in RECALLABLE
        }
        wanted = {stem(term) for phrase in keyword_terms(query) for term in [fold(phrase.strip('"'))]}
        average = sum(map(len, documents.values())) / (len(documents) or 1) or 1.0
        scores: dict[CorrectionId, float] = {}
        for one, words in documents.items():
            counted = Counter(words)
            for term in wanted & set(words):
                n = sum(term in other for other in documents.values())
                idf = max(1e-6, math.log((len(documents) - n + 0.5) / (n + 0.5)))
                tf = counted[term]
                scores[one] = scores.get(one, 0.0) + idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * len(words) / average))
        order = {one: i for i, one in enumerate(documents)}
        return sorted(scores.items(), key=lambda x: (-x[1], -order[x[0]]))[:limit]

    async def keywords_many(self, queries: Sequence[str], limit: int) -> list[list[tuple[CorrectionId, float]]]:
        return [await self.keywords(query, limit) for query in queries]

    async def sharing_words(self, texts: Sequence[str], limit: int) -> list[list[CorrectionId]]:
        return [[one for one, _ in await self.keywords(text, limit)] for text in texts]

    async def history(self, correction_id: CorrectionId) -> list[Revision]:
        return [revision for revision in self.revisions if revision.correction_id == correction_id]

    async def last_group(self, correction_id: CorrectionId | None = None) -> list[Revision]:
        for revision in reversed(self.revisions):
            meant = correction_id is None or (correction_id == revision.correction_id and self._stands(revision))
            if meant and self._can_undo(revision.group):
                return await self.steps(revision.group)
        return []

    async def steps(self, act: str) -> list[Revision]:
        return [step for step in self._of(act) if self._stands(step)] if self._can_undo(act) else []

    def _stands(self, step: Revision) -> bool:
        later = [r for r in self.revisions[step.seq :] if r.correction_id == step.correction_id]
        return all(r.action is not Action.UNDONE or r.reason != UNDID_PART + step.group for r in later)

    async def overtaken(self, act: str) -> frozenset[CorrectionId]:
        newest = {one: await self.last_group(one) for one in {step.correction_id for step in self._of(act)}}
        return frozenset(one for one, steps in newest.items() if steps and steps[0].group != act)

    async def before(self, group: str) -> dict[CorrectionId, Correction | None]:
        out: dict[CorrectionId, Correction | None] = {}
        for revision in self._of(group):
            if revision.correction_id not in out:
                earlier = [
                    r for r in self.revisions if r.correction_id == revision.correction_id and r.seq < revision.seq
                ]
                out[revision.correction_id] = earlier[-1].record if earlier else None
        return out

    async def since(self, seq: int) -> list[CorrectionId]:
        newest = {revision.correction_id: revision.seq for revision in self.revisions if revision.seq > seq}
        return sorted(newest, key=lambda one: newest[one])

    async def last_seq(self) -> int:
        return len(self.revisions)

    async def synced_seq(self) -> int:
        return self._synced

    async def set_synced_seq(self, seq: int) -> None:
        self._synced = seq

    async def record_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        self._outcomes += outcomes

    async def outcomes(self, correction_id: CorrectionId | None = None, limit: int = 1000) -> list[Outcome]:
        found = [(o.at, i, o) for i, o in enumerate(self._outcomes) if correction_id in (None, o.correction_id)]
        return [o for _, _, o in sorted(found, key=lambda x: x[:2], reverse=True)][:limit]

    async def note_signal(self, signal: Signal) -> bool:
        known = any((s.message_id, s.kind) == (signal.message_id, signal.kind) for s in self._signals)
        if not known:
            self._signals.append(signal)
        return not known

    async def signals(self, chat_id: str) -> list[Signal]:
        return [signal for signal in self._signals if signal.chat_id == chat_id]


def _said(record: Correction) -> str:
    return "\n".join((record.query, record.original_output, record.corrected_output, record.explanation))


def _everything(record: Correction) -> str:
    return "\n".join((_said(record), *record.context, *record.tags))


def _terms(text: str) -> list[str]:
    """Words by their stems, and pairs of characters of unspaced scripts as `keyword_terms` writes them."""
    folded = fold(text)
    return [stem(word) for word in _WORD.findall(folded)] + [
        term.strip('"') for term in keyword_terms(folded) if " " in term or not term.isascii()
    ]


def has_word(text: str, word: str) -> bool:
    """Whether a word of the text begins with it (with all of it, where it is several words joined by signs)."""
    parts = _WORD.findall(fold(word))
    if not fold(word).isascii():
        return fold(word) in fold(text)
    pattern = r"[\W_]+".join(re.escape(part) for part in parts)
    return re.search(rf"(?<![^\W_]){pattern}", fold(text)) is not None


def _density(record: Correction, words: Sequence[str]) -> float:
    folded = fold(_everything(record))
    return sum(folded.count(fold(word)) for word in words) / (len(folded) + 40)


def _matches(record: Correction, what: Find) -> bool:
    text = what.text.strip()
    words = phrases(text)
    if words:
        by_id = re.fullmatch(r"[0-9a-fA-F-]{6,36}", text) and record.id.startswith(text.lower())
        if not by_id and not all(has_word(_everything(record), word) for word in words):
            return False
    elif text and text not in _everything(record):
        return False
    return (
        record.status in what.statuses
        and (not what.categories or record.category in what.categories)
        and (not what.sources or record.source in what.sources)
        and (not what.scopes or record.scope.kind in what.scopes)
        and (not what.session_id or record.session_id == what.session_id)
        and (what.standing is None or record.standing == what.standing)
    )
