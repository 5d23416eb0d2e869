"""One contract for the ledger, held to by the fake and by SQLite."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from rlmchat.adapters import sqlite_find, sqlite_ledger
from rlmchat.adapters.record_codec import decode
from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_find import MATCH_BUDGET
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.adapters.sqlite_projection import rebuild
from rlmchat.learning.correction import (
    Action,
    Category,
    Correction,
    CorrectionId,
    Outcome,
    OutcomeKind,
    Scope,
    ScopeKind,
    Source,
    Status,
)
from rlmchat.learning.ports import UNDID_PART, Change, Find, Ledger, Sort
from rlmchat.learning.signals import Signal, SignalKind
from tests.adapters.records import NOW, correction, made
from tests.fakes.ledger import MemoryLedger

EVERY = frozenset(Status)


@pytest.fixture(params=["fake", "sqlite", "sqlite in memory"])
async def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ledger]:
    if request.param == "fake":
        yield MemoryLedger(clock=lambda: NOW)
        return
    database = Database(tmp_path / "rlmchat.db" if request.param == "sqlite" else None, tmp_path / "backups")
    await database.open()
    yield SqliteLedger(database, clock=lambda: NOW)
    await database.aclose()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(tmp_path / "rlmchat.db", tmp_path / "backups")
    await database.open()
    yield database
    await database.aclose()


async def test_what_is_appended_is_the_present_state(ledger: Ledger) -> None:
    a = correction(
        query="capital?",
        explanation="it is",
        context=("one", "two"),
        category=Category.DOMAIN,
        severity=0.25,
        confidence=0.77,
        base_confidence=0.8,
        source=Source.FLAG,
        scope=Scope(ScopeKind.PROJECT, "/home/me"),
        standing=True,
        session_id="chat",
        message_id="message",
        embedder="static",
        apply_count=3,
        last_applied=NOW,
        confirmed_at=NOW - timedelta(days=1),
        confirmations=2,
        held=1,
        broken=2,
        reverted=3,
        forced=4,
        supersedes=("x",),
        superseded_by="y",
        valid_from=NOW,
        valid_until=NOW,
        evidence=("e",),
        chats=("c1", "c2"),
        tags=("outcome",),
    )
    b = correction("tabs", "spaces")
    revisions = await ledger.append(made(a, b), "g1")
    assert [r.seq for r in revisions] == [1, 2]
    assert revisions[0].record == a
    assert revisions[0].at == NOW
    assert revisions[0].group == "g1"
    assert await ledger.get([b.id, CorrectionId("unknown"), a.id, b.id]) == [b, a, b]
    assert await ledger.history(a.id) == revisions[:1]
    assert await ledger.last_seq() == 2


async def test_an_empty_ledger_has_nothing(ledger: Ledger) -> None:
    assert await ledger.append([], "g") == []
    assert await ledger.get([]) == []
    assert await ledger.find(Find()) == []
    assert await ledger.tally() == {}
    assert await ledger.keywords("anything at all", 5) == []
    assert await ledger.last_group() == []
    assert await ledger.before("g") == {}
    assert await ledger.since(0) == []
    assert (await ledger.last_seq(), await ledger.synced_seq()) == (0, 0)
    assert await ledger.outcomes() == []


async def test_get_takes_the_unambiguous_beginning_of_an_id(ledger: Ledger) -> None:
    one = correction(id="01990000-0000-7000-8000-000000000001")
    two = correction(id="01990000-0000-7000-8000-00000000abcd")
    await ledger.append(made(one, two), "g")
    assert await ledger.get([CorrectionId("01990000-0000-7000-8000-00000000AB")]) == [two]
    assert await ledger.get([CorrectionId("01990000")]) == []
    assert await ledger.get([CorrectionId("")]) == []


async def test_an_edit_replaces_the_state_and_keeps_the_history(ledger: Ledger) -> None:
    a = correction()
    await ledger.append(made(a), "g1")
    edited = replace(a, corrected_output="Canberra, ACT")
    await ledger.append([Change(a.id, Action.EDITED, edited, "more exact")], "g2")
    assert await ledger.get([a.id]) == [edited]
    assert [(r.action, r.reason, r.record) for r in await ledger.history(a.id)] == [
        (Action.CREATED, "", a),
        (Action.EDITED, "more exact", edited),
    ]
    assert await ledger.find(Find(text="ACT")) == [edited]
    assert [one for one, _ in await ledger.keywords("act", 5)] == [a.id]


async def test_the_last_step_of_a_record_within_one_act_counts(ledger: Ledger) -> None:
    a = correction()
    later = replace(a, corrected_output="Perth")
    await ledger.append([*made(a), Change(a.id, Action.EDITED, later)], "g")
    assert await ledger.get([a.id]) == [later]
    assert await ledger.before("g") == {a.id: None}
    assert await ledger.keywords("Canberra", 5) == []


async def test_find_filters(ledger: Ledger) -> None:
    a = correction(category=Category.CODE, source=Source.EXPLICIT, standing=True, session_id="c1", age=1)
    b = correction(
        category=Category.STYLE, source=Source.IMPORT, scope=Scope(ScopeKind.CHAT, "c1"), session_id="c1", age=2
    )
    c = correction(status=Status.MUTED, age=3)
    d = correction(status=Status.TENTATIVE, age=4)
    await ledger.append(made(a, b, c, d), "g")
    for what, expected in (
        (Find(), [a, b, d]),
        (Find(statuses=EVERY), [a, b, c, d]),
        (Find(statuses=frozenset({Status.MUTED})), [c]),
        (Find(statuses=frozenset()), []),
        (Find(categories=frozenset({Category.CODE, Category.STYLE})), [a, b]),
        (Find(sources=frozenset({Source.IMPORT})), [b]),
        (Find(scopes=frozenset({ScopeKind.CHAT})), [b]),
        (Find(session_id="c1"), [a, b]),
        (Find(standing=True), [a]),
        (Find(standing=False), [b, d]),
        (Find(sort=Sort.OLDEST), [d, b, a]),
        (Find(limit=1), [a]),
        (Find(limit=2, offset=1), [b, d]),
        (Find(text="canberra", session_id="c1", categories=frozenset({Category.STYLE})), [b]),
    ):
        assert await ledger.find(what) == expected, what
        if what.limit == 100:
            assert await ledger.count(what) == len(expected), what
    assert await ledger.count(Find(limit=1)) == 3
    assert await ledger.tally() == {Status.ACTIVE: 2, Status.MUTED: 1, Status.TENTATIVE: 1}


async def test_find_sorts(ledger: Ledger) -> None:
    a = correction("cats", "dogs", confidence=0.5, apply_count=1, age=1)
    b = correction("cats and cats and cats", "no", confidence=0.9, apply_count=0, age=3)
    c = correction(
        "a long text that mentions cats only once among many other words", "x", confidence=0.9, apply_count=7, age=2
    )
    await ledger.append(made(a, b, c), "g")
    assert await ledger.find(Find(sort=Sort.CONFIDENCE)) == [c, b, a]
    assert await ledger.find(Find(sort=Sort.USED)) == [c, a, b]
    assert await ledger.find(Find(sort=Sort.RELEVANCE)) == [a, c, b]
    by_match = await ledger.find(Find(text="cats", sort=Sort.RELEVANCE))
    assert by_match[0] == b
    assert by_match[-1] == c


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("canb", True),
        ("CANBERRA", True),
        ("the seat gov", True),
        ("seat berlin", False),
        ("anberra", False),
        ("cafe", True),
        ("Café", True),
        ("naïve", True),
        ("首都", True),
        ("都", True),
        ("首キ", False),
        ("東京", False),
        ("c++", True),
        ("don't", True),
        ("x-axis", True),
        ("blue-green", True),
        ("→", True),
        ("⇒", False),
        ("  ", True),
        ('"', False),
        ("outc", True),
        ("chunk", True),
        ("Ελλάδα", True),
        ("ελλ", True),
        ("ไทย", True),
    ],
)
async def test_find_searches_every_text(ledger: Ledger, text: str, found: bool) -> None:
    a = correction(
        "Sydney → Melbourne",
        "Canberra, the seat of government",
        query="naive café: don't use c++, x-axis blue-green",
        explanation="オーストラリアの首都キャンベラ Ελλάδα ภาษาไทย",
        context=("a chunk of context",),
        tags=("outcome",),
    )
    await ledger.append(made(a), "g")
    assert await ledger.find(Find(text=text)) == ([a] if found else [])
    assert await ledger.count(Find(text=text)) == int(found)
    assert await ledger.find(Find(text=text, sort=Sort.RELEVANCE)) == ([a] if found else [])


async def test_find_finds_by_the_beginning_of_an_id(ledger: Ledger) -> None:
    a, b = correction(id="01990000-aaaa-7000-8000-000000000001"), correction(id="01990000-bbbb-7000-8000-000000000002")
    await ledger.append(made(a, b), "g")
    assert await ledger.find(Find(text="01990000-b")) == [b]
    assert await ledger.find(Find(text="01990000-B", sort=Sort.RELEVANCE)) == [b]


async def test_records_that_share_the_rarest_words(ledger: Ledger) -> None:
    a = correction(query="capital of Australia", corrected="Canberra")
    b = correction(query="capital of Norway", corrected="Oslo", original="Bergen")
    gone = correction(query="capital of Australia", corrected="Canberra", status=Status.DELETED)
    others = [correction(query=f"capital of land {i}", corrected=f"town {i}", original="") for i in range(20)]
    await ledger.append(made(a, b, gone, *others), "g")
    first, second, nothing = await ledger.sharing_words(["Australia and its capital", "Oslo, Norway", "of the"], 3)
    assert first[0] == a.id
    assert len(first) == 3
    assert second == [b.id]
    assert nothing == []
    assert await ledger.sharing_words([], 3) == []


async def test_keywords_rank_by_match(ledger: Ledger) -> None:
    a = correction("Sydney", "Canberra", query="What is the capital of Australia?")
    b = correction("npm", "pnpm", query="How do I install the packages?")
    c = correction("Lyon", "Paris", query="What is the capital of France?")
    rest = [correction(f"wrong{i}", f"right{i}", query=f"topic{i}") for i in range(20)]
    await ledger.append(made(a, b, c, *rest), "g")
    hits = await ledger.keywords("tell me the capital of Australia", 5)
    assert [one for one, _ in hits] == [a.id, c.id]
    assert hits[0][1] > hits[1][1] > 0
    assert [one for one, _ in await ledger.keywords("the capitals", 5)] == [c.id, a.id]
    assert await ledger.keywords("what is the", 5) == []
    assert await ledger.keywords("", 5) == []
    assert [one for one, _ in await ledger.keywords("installing a package", 1)] == [b.id]
    assert len(await ledger.keywords("capital packages topic3", 2)) == 2


async def test_keywords_know_only_what_can_be_recalled(ledger: Ledger) -> None:
    a = correction("Sydney", "Canberra")
    await ledger.append(made(a, correction("x", "y"), correction("v", "w")), "g1")
    for status, found in (
        (Status.MUTED, False),
        (Status.TENTATIVE, True),
        (Status.DELETED, False),
        (Status.ACTIVE, True),
    ):
        await ledger.append([Change(a.id, Action.EDITED, replace(a, status=status))], f"to {status}")
        assert bool(await ledger.keywords("canberra", 5)) is found, status


async def test_keywords_find_unspaced_scripts(ledger: Ledger) -> None:
    a = correction("悉尼", "堪培拉", query="澳大利亚的首都是哪里")
    await ledger.append(made(a, correction("x", "y"), correction("v", "w")), "g")
    assert [one for one, _ in await ledger.keywords("请问首都是什么", 5)] == [a.id]
    assert await ledger.keywords("天气", 5) == []


async def test_an_undone_making_leaves_no_record(ledger: Ledger) -> None:
    a = correction()
    await ledger.append(made(a), "g1")
    assert await ledger.before("g1") == {a.id: None}
    await ledger.append([Change(a.id, Action.UNDONE, None, "undid: g1")], "g2")
    assert await ledger.get([a.id]) == []
    assert await ledger.find(Find(statuses=EVERY, text="canberra")) == []
    assert await ledger.keywords("canberra", 5) == []
    assert await ledger.tally() == {}
    assert [r.record for r in await ledger.history(a.id)] == [a, None]
    assert await ledger.since(1) == [a.id]
    await ledger.append(made(a), "g3")
    assert await ledger.get([a.id]) == [a]


async def test_acts_are_taken_back_newest_first(ledger: Ledger) -> None:
    a, b = correction(), correction("tabs", "spaces")
    muted = replace(a, status=Status.MUTED)
    await ledger.append(made(a), "g1")
    await ledger.append(made(b), "g2")
    await ledger.append([Change(a.id, Action.MUTED, muted)], "g3")
    assert [r.group for r in await ledger.last_group()] == ["g3"]
    assert [r.group for r in await ledger.last_group(b.id)] == ["g2"]
    assert await ledger.before("g3") == {a.id: a}
    await ledger.append([Change(a.id, Action.UNDONE, a)], "u1")
    assert [r.group for r in await ledger.last_group()] == ["g2"]
    assert [r.group for r in await ledger.last_group(a.id)] == ["g1"]
    await ledger.append([Change(b.id, Action.UNDONE, None, "undid: g2")], "u2")
    assert [r.group for r in await ledger.last_group()] == ["g1"]
    assert await ledger.last_group(b.id) == []
    await ledger.append([Change(a.id, Action.UNDONE, None)], "u3")
    assert await ledger.last_group() == []
    assert await ledger.last_group(a.id) == []


async def test_an_act_over_several_records_is_one(ledger: Ledger) -> None:
    old, new = correction(), correction("Sydney", "Perth")
    await ledger.append(made(old), "g1")
    gone = replace(old, status=Status.SUPERSEDED, superseded_by=new.id)
    await ledger.append([*made(new), Change(old.id, Action.SUPERSEDED, gone)], "g2")
    assert {r.correction_id for r in await ledger.last_group(old.id)} == {old.id, new.id}
    assert await ledger.before("g2") == {new.id: None, old.id: old}
    # An act that goes on in a second transaction is still the same act.
    edited = replace(new, explanation="x")
    await ledger.append([Change(new.id, Action.EDITED, edited)], "g2")
    assert len(await ledger.last_group()) == 3
    assert await ledger.before("g2") == {new.id: None, old.id: old}


async def test_outcomes_are_no_acts_to_undo(ledger: Ledger) -> None:
    a = correction()
    await ledger.append(made(a), "g1")
    await ledger.append([Change(a.id, Action.OUTCOME, replace(a, held=1))], "g2")
    assert [r.group for r in await ledger.last_group(a.id)] == ["g1"]
    assert [r.group for r in await ledger.last_group()] == ["g1"]


async def test_undo_marks_the_act_that_touched_the_same_records(ledger: Ledger) -> None:
    a, b = correction(), correction()
    await ledger.append(made(a, b), "both")
    await ledger.append([Change(b.id, Action.MUTED, replace(b, status=Status.MUTED))], "later")
    await ledger.append([Change(a.id, Action.UNDONE, None), Change(b.id, Action.UNDONE, None)], "u")
    assert [r.group for r in await ledger.last_group()] == ["later"]


async def test_a_part_of_an_act_is_undone_by_itself(ledger: Ledger) -> None:
    a, b = correction(), correction()
    await ledger.append(made(a, b), "both")
    assert await ledger.overtaken("both") == frozenset()
    await ledger.append([Change(b.id, Action.MUTED, replace(b, status=Status.MUTED))], "later")
    assert await ledger.overtaken("both") == {b.id}
    await ledger.append([Change(a.id, Action.UNDONE, None, f"{UNDID_PART}both")], "u")
    assert await ledger.last_group(a.id) == []
    assert [step.correction_id for step in await ledger.steps("both")] == [b.id]
    await ledger.append([Change(b.id, Action.UNDONE, b, "undid: later")], "u2")
    assert await ledger.overtaken("both") == frozenset()
    assert [step.correction_id for step in await ledger.last_group()] == [b.id]
    await ledger.append([Change(b.id, Action.UNDONE, None, "undid: both")], "u3")
    assert (await ledger.last_group(), await ledger.steps("both")) == ([], [])


async def test_ids_by_their_beginning(ledger: Ledger) -> None:
    a, b = (replace(correction(), id=CorrectionId(one)) for one in ("0a1b-1", "0a2b-2"))
    await ledger.append(made(a, b), "g")
    assert await ledger.ids("0A") == [a.id, b.id]
    assert await ledger.ids("0a2") == [b.id]
    assert await ledger.ids("zz") == []


async def test_since_gives_records_by_their_newest_step(ledger: Ledger) -> None:
    a, b, c = correction(), correction(), correction()
    await ledger.append(made(a, b, c), "g1")
    await ledger.append([Change(a.id, Action.EDITED, replace(a, explanation="x"))], "g2")
    assert await ledger.since(0) == [b.id, c.id, a.id]
    assert await ledger.since(2) == [c.id, a.id]
    assert await ledger.since(4) == []


async def test_the_synced_position_is_remembered(ledger: Ledger) -> None:
    await ledger.set_synced_seq(7)
    assert await ledger.synced_seq() == 7
    await ledger.set_synced_seq(0)
    assert await ledger.synced_seq() == 0


async def test_outcomes_come_newest_first(ledger: Ledger) -> None:
    x, y = CorrectionId("x"), CorrectionId("y")
    early = Outcome(x, OutcomeKind.HELD, "chat", "m1", NOW - timedelta(hours=1), "said nothing")
    first = Outcome(x, OutcomeKind.BROKEN, "chat", "m2", NOW)
    second = Outcome(y, OutcomeKind.FORCED, "chat", "m2", NOW)
    await ledger.record_outcomes([first, second, early])
    await ledger.record_outcomes([])
    assert await ledger.outcomes() == [second, first, early]
    assert await ledger.outcomes(x) == [first, early]
    assert await ledger.outcomes(limit=1) == [second]


async def test_odd_texts_are_kept_and_searched(ledger: Ledger) -> None:
    odd = correction("\ud83d half a pair", 'NUL \0 and "quotes" \' -- ); DROP', query="*" * 50, session_id="\udc00")
    await ledger.append(made(odd), "g")
    assert await ledger.get([odd.id]) == [odd]
    assert await ledger.find(Find(text="half pair")) == [odd]
    assert [one for one, _ in await ledger.keywords('"quotes" NUL', 5)] == [odd.id]


# What only the real one has.


async def test_frequent_words_cost_no_more_than_rare_ones(database: Database) -> None:
    """Words that are in nearly every record are only looked for together, and rare ones decide."""
    ledger = SqliteLedger(database)
    many = [correction("alpha", "beta", query="gamma delta", age=i % 9) for i in range(MATCH_BUDGET + 10)]
    special = correction("alpha", "omega", query="gamma")
    await ledger.append(made(*many, special), "g")
    assert [one for one, _ in await ledger.keywords("alpha gamma omega", 5)] == [special.id]
    together = await ledger.keywords("alpha gamma nowhere", 5)
    assert len(together) == 5
    assert together[0][0] == special.id
    assert all(score > 0 for _, score in together)


async def test_ten_thousand_records_in_one_act(database: Database) -> None:
    ledger = SqliteLedger(database)
    records = [correction(f"wrong{i}", f"right{i}") for i in range(10_000)]
    revisions = await ledger.append(made(*records), "import")
    assert len(revisions) == 10_000
    assert await ledger.get([r.id for r in records]) == records
    assert await ledger.count(Find()) == 10_000
    assert len(await ledger.before("import")) == 10_000


async def test_the_present_state_can_be_made_anew_from_the_revisions(database: Database) -> None:
    ledger = SqliteLedger(database)
    a, b, c = correction(age=1), correction("tabs", "spaces", age=2), correction("x", "y", age=3)
    await ledger.append(made(a, b, c), "g1")
    edited = replace(b, corrected_output="two spaces", status=Status.MUTED)
    await ledger.append([Change(b.id, Action.EDITED, edited), Change(c.id, Action.UNDONE, None)], "g2")
    assert await database.write(rebuild) == 2
    assert await ledger.find(Find(statuses=EVERY)) == [a, edited]
    assert await ledger.find(Find(statuses=EVERY, text="two spa")) == [edited]
    assert await ledger.keywords("spaces", 5) == []
    assert [one for one, _ in await ledger.keywords("canberra", 5)] == [a.id]


async def test_two_windows_on_one_file_see_each_other(tmp_path: Path) -> None:
    one, two = Database(tmp_path / "rlmchat.db"), Database(tmp_path / "rlmchat.db")
    await one.open()
    await two.open()
    left, right = SqliteLedger(one), SqliteLedger(two)
    a, b = correction(), correction("tabs", "spaces")
    await left.append(made(a), "g1")
    assert await right.last_seq() == 1
    assert (await right.append(made(b), "g2"))[0].seq == 2
    assert await left.get([a.id, b.id]) == [a, b]
    assert [x for x, _ in await left.keywords("spaces", 5)] == [b.id]
    assert [r.group for r in await left.last_group()] == ["g2"]
    await one.aclose()
    await two.aclose()


async def test_weak_outcomes_keep_their_weight(ledger: Ledger) -> None:
    weak = Outcome(CorrectionId("x" * 36), OutcomeKind.DOUBTED, "chat", "answer", NOW, "asked for again", 0.25)
    sure = replace(weak, kind=OutcomeKind.HELD, weight=1.0)
    await ledger.record_outcomes([weak, sure])
    assert await ledger.outcomes() == [sure, weak]


async def test_signs_come_back_in_the_order_in_which_they_were_noted_and_once_a_kind(ledger: Ledger) -> None:
    first = Signal(SignalKind.REPHRASED, "a1", 0.667, "chat", "q1", "q2", NOW)
    second = Signal(SignalKind.REGENERATED, "a1", 1.0, "chat", "q1", "", NOW - timedelta(hours=1))
    other = replace(first, chat_id="another chat", message_id="b")
    assert [await ledger.note_signal(one) for one in (first, second, other)] == [True, True, True]
    assert not await ledger.note_signal(replace(first, strength=1.0))
    assert await ledger.signals("chat") == [first, second]
    assert await ledger.signals("another chat") == [other]
    assert await ledger.signals("") == []


async def test_signs_of_odd_texts_are_kept(ledger: Ledger) -> None:
    odd = Signal(SignalKind.COPIED, "a'; DROP TABLE signal; --", 1.0, "\u4e2d\u6587", "q\n", "", NOW)
    assert await ledger.note_signal(odd)
    assert await ledger.signals(odd.chat_id) == [odd]


@pytest.mark.parametrize("text", ["c", "city", "city 1", "rare", "nowhere"])
@pytest.mark.parametrize("limit", [3, 100])
async def test_a_search_that_nearly_all_match_finds_the_same_by_looking_at_the_first(
    database: Database, monkeypatch: pytest.MonkeyPatch, text: str, limit: int
) -> None:
    ledger = SqliteLedger(database)
    statuses = (Status.ACTIVE, Status.ACTIVE, Status.DELETED, Status.TENTATIVE, Status.MUTED)
    records = [
        correction(f"city {i}", "rare" if i % 9 == 0 else "plain", age=i % 7, status=statuses[i % 5]) for i in range(60)
    ]
    await ledger.append(made(*records), "act")
    what = Find(text=text, sort=Sort.NEWEST, limit=limit)
    plain = [await ledger.find(replace(what, offset=offset)) for offset in (0, 3, 15)], await ledger.count(what)
    monkeypatch.setattr(sqlite_find, "MOST_RANKED", 5)
    monkeypatch.setattr(sqlite_find, "WALKED", 25)
    walked = [await ledger.find(replace(what, offset=offset)) for offset in (0, 3, 15)], await ledger.count(what)
    assert walked == plain
    assert await ledger.count(replace(what, statuses=EVERY)) >= plain[1]
    # Where nearly all match, none matches better.
    if text != "nowhere":
        assert await ledger.find(replace(what, sort=Sort.RELEVANCE)) == plain[0][0]


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST, Sort.CONFIDENCE, Sort.USED])
async def test_a_page_far_down_is_found_without_sorting(database: Database, sort: Sort) -> None:
    chosen = sqlite_find.selection(Find(sort=sort))
    statement = f"EXPLAIN QUERY PLAN SELECT c.seq FROM {chosen.tables} ORDER BY {chosen.order} LIMIT 64 OFFSET 9000"
    plan = await database.read(lambda c: [row[3] for row in c.execute(statement, chosen.values)])
    assert len(plan) == 1
    assert "USING INDEX" in plan[0] or "COVERING INDEX" in plan[0]


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("text", ["", "town", "town 1"])
async def test_pages_near_the_end_are_read_from_there(
    database: Database, monkeypatch: pytest.MonkeyPatch, sort: Sort, text: str
) -> None:
    ledger = SqliteLedger(database)
    records = [correction(corrected=f"town {i % 7}", age=i % 9, apply_count=i % 4) for i in range(60)]
    await ledger.append(made(*records), "g")
    what = Find(text=text, sort=sort, limit=7)
    whole = [record.id for record in await ledger.find(replace(what, limit=100))]
    monkeypatch.setattr(sqlite_find, "FAR", 1)
    for offset in range(0, 70, 3):
        assert [r.id for r in await ledger.find(replace(what, offset=offset))] == whole[offset : offset + 7]
    # What is written later counts.
    await ledger.append(made(correction(corrected="town 1", age=400)), "h")
    assert await ledger.count(what) == len(whole) + 1
    assert len(await ledger.find(replace(what, offset=len(whole)))) == 1


async def test_the_end_of_a_long_list_is_no_walk(database: Database) -> None:
    ledger = SqliteLedger(database)
    await ledger.append(made(*(correction(age=i) for i in range(6000))), "g")
    steps = 0

    def counted() -> None:
        nonlocal steps
        steps += 1

    await ledger.count(Find())
    await database.read(lambda c: c.set_progress_handler(counted, 100))
    assert len(await ledger.find(Find(offset=5990, limit=10))) == 10
    await database.read(lambda c: c.set_progress_handler(None, 0))
    # 100 instructions each; a walk over 6,000 rows would take some 300.
    assert steps < 20


async def test_records_are_read_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger, decoded = SqliteLedger(database), list[str]()

    def counted(text: str) -> Correction:
        decoded.append(text)
        return decode(text)

    monkeypatch.setattr(sqlite_ledger, "decode", counted)
    monkeypatch.setattr(sqlite_ledger, "DECODED", 20)
    records = [correction(f"city {i}") for i in range(30)]
    await ledger.append(made(*records), "act")
    ids = [record.id for record in records]
    for _ in range(3):
        assert await ledger.get(ids[:20]) == records[:20]
    assert len(decoded) == 20
    changed = replace(records[0], confidence=0.5)
    await ledger.append([Change(changed.id, Action.EDITED, changed)], "edit")
    assert await ledger.get(ids[:2]) == [changed, records[1]]
    assert len(decoded) == 21
    # More than are kept come whole all the same.
    assert await ledger.get(ids[::-1]) == [*records[:0:-1], changed]
