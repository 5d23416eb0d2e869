"""Whatever a person does, in whatever order: ledger, index and recall agree, and undo gives back what was before."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, precondition, rule

from rlmchat.adapters.chroma_index import ChromaIndex
from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.learning.correction import (
    RECALLABLE,
    Category,
    Correction,
    NewCorrection,
    Outcome,
    OutcomeKind,
    Scope,
    ScopeKind,
    Source,
    Status,
)
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import Find
from rlmchat.learning.validity import holds
from tests.learning.memories import World

WISHES = (
    NewCorrection("Canberra", original="Sydney", query="What is the capital of Australia?"),
    NewCorrection("canberra", original="sydney", query="what is the capital of Australia"),
    NewCorrection("Hobart", original="Canberra", query="What is the capital of Australia?"),
    NewCorrection("no bullet points in my texts", category=Category.STYLE, standing=True),
    NewCorrection("always bullet points in my texts", category=Category.STYLE, standing=True),
    NewCorrection("I never eat meat", category=Category.PREFERENCE, source=Source.EXPLICIT),
    NewCorrection("docker compose", original="docker-compose", query="start the stack", category=Category.CODE),
    NewCorrection("docker compose", original="docker-compose", query="start the stack", source=Source.INFERRED),
    NewCorrection("Use pnpm", category=Category.CODE, source=Source.EXPLICIT, standing=True),
    NewCorrection("Use yarn", category=Category.CODE, source=Source.EXPLICIT, standing=True),
    NewCorrection("maybe tabs", category=Category.CODE, status=Status.TENTATIVE, confidence=0.5),
)
EVERY = Find(statuses=frozenset(Status), limit=10_000)


def linked(one: str, state: dict[str, Correction]) -> set[str]:
    """What a correction took the place of, and what took its place."""
    links = {one: {record.superseded_by, *record.supersedes} - {""} for one, record in state.items()}
    return links.get(one, set()) | {other for other, theirs in links.items() if one in theirs}


class Memories(RuleBasedStateMachine):
    """A person and their memory on the fakes."""

    ids = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.world = self.make_world()
        self.policy = "newest"
        self.memory: Memory = self.do(self.world.memory())
        self.stack: list[dict[str, Correction]] = []
        """States before each act that can still be taken back; emptied by outcomes, which undo does not touch."""

    def make_world(self) -> World:
        return World()

    def do(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    def state(self) -> dict[str, Correction]:
        return {record.id: record for record in self.do(self.memory.find(EVERY))}

    def act(self, work: Any) -> Any:
        before = self.state()
        self.world.later(hours=9)
        done = self.do(work)
        if self.state() != before:
            self.stack.append(before)
        return done

    @rule(target=ids, new=st.sampled_from(WISHES), chat=st.sampled_from(["a", "b", ""]))
    def keep(self, new: NewCorrection, chat: str) -> str:
        return str(self.act(self.memory.keep(replace(new, session_id=chat))).correction.id)

    @rule(target=ids)
    def keep_many(self) -> Any:
        return multiple(*(str(kept.correction.id) for kept in self.act(self.memory.import_many(WISHES))))

    @rule(one=ids, what=st.sampled_from(["mute", "unmute", "delete", "restore", "accept", "reject"]))
    def change_status(self, one: str, what: str) -> None:
        if one in self.state():
            self.act(getattr(self.memory, what)(one))

    @rule(one=ids)
    def bring_back(self, one: str) -> None:
        """What an undo took away comes back as it was, and goes again with the next undo."""
        if one not in self.state() and self.do(self.memory.taken_back(one)):
            self.act(self.memory.restore(one))

    @rule(one=ids, text=st.sampled_from(["Canberra, ACT", "never bullet points", "Sydney"]), standing=st.booleans())
    def edit(self, one: str, text: str, standing: bool) -> None:
        if one in self.state():
            self.act(self.memory.edit(one, corrected_output=text, standing=standing))

    @rule(one=ids, scope=st.sampled_from(["chat:a", "project:/p", "topic", "domain:law", "everywhere"]))
    def widen_or_narrow(self, one: str, scope: str) -> None:
        if one in self.state():
            self.act(self.memory.edit(one, scope=Scope.parse(scope)))

    @rule(one=ids, begins=st.sampled_from([None, -30, 30]), ends=st.sampled_from([None, -10, 60]))
    def bound_in_time(self, one: str, begins: int | None, ends: int | None) -> None:
        if one in self.state():
            day = timedelta(days=1)
            span = [None if days is None else self.world.now + days * day for days in (begins, ends)]
            self.act(self.memory.edit(one, valid_from=span[0], valid_until=span[1]))

    @rule(one=ids, kind=st.sampled_from(list(OutcomeKind)), chat=st.sampled_from("ab"))
    def judge(self, one: str, kind: OutcomeKind, chat: str) -> None:
        if one in self.state():
            self.do(self.memory.judge([Outcome(self.state()[one].id, kind, chat, "m", self.world.now)]))
            self.stack.clear()

    @rule(policy=st.sampled_from(["newest", "ask", "both"]))
    def choose_policy(self, policy: str) -> None:
        self.policy = policy
        self.memory.settings = replace(self.memory.settings, conflict=policy)

    @rule(keep=st.sampled_from(["older", "newer", "both"]))
    def resolve(self, keep: str) -> None:
        for conflict in self.do(self.memory.conflicts())[:1]:
            self.act(self.memory.resolve(conflict, keep))

    @precondition(lambda self: self.stack)
    @rule()
    def undo(self) -> None:
        before = self.stack.pop()
        self.do(self.memory.undo())
        assert self.state() == before

    @rule(one=ids)
    def undo_one(self, one: str) -> None:
        """Out of turn: what is left is another past, but everything must still agree, and nobody else is touched."""
        before = self.state()
        self.do(self.memory.undo(one))
        after = self.state()
        for other in {other for other in before | after if before.get(other) != after.get(other)} - {one}:
            assert one in linked(other, before) | linked(other, after) or linked(one, before) & linked(other, before)
        self.stack.clear()

    @rule()
    def rebuild(self) -> None:
        live = [record for record in self.state().values() if record.status in RECALLABLE]
        assert self.do(self.memory.rebuild()) == len(live)

    @rule()
    def restart(self) -> None:
        self.do(self.memory.aclose())
        self.memory = self.do(self.world.memory(conflict=self.policy))

    @rule()
    def crash_before_the_index_is_written(self) -> None:
        for one in self.do(self.world.index.ids()):
            self.do(self.world.index.remove([one]))
            break
        self.do(self.world.ledger.set_synced_seq(0))
        self.memory = self.do(self.world.memory(conflict=self.policy))

    @rule(gone=consumes(ids))
    def forget_an_id(self, gone: str) -> None:
        """Keeps the bundle small."""

    @invariant()
    def index_holds_what_can_be_recalled(self) -> None:
        live = {one for one, record in self.state().items() if record.status in RECALLABLE}
        assert self.do(self.world.index.ids()) == live

    @invariant()
    def recall_gives_and_considers_only_what_can_be_recalled(self) -> None:
        state = self.state()
        recall = self.do(self.memory.recall("capital of Australia and bullet points in my texts", threshold=0.0))
        for lesson in (*recall.lessons, *recall.considered):
            assert lesson.correction == state[lesson.correction.id]
            assert lesson.correction.status in RECALLABLE
        given = {lesson.correction.id for lesson in recall.lessons}
        left = {lesson.correction.id for lesson in recall.considered}
        assert not given & left
        standing = {
            one
            for one, record in state.items()
            if record.standing
            and record.status is Status.ACTIVE
            and record.scope == Scope(ScopeKind.EVERYWHERE)
            and holds(record, self.world.now)
        }
        assert standing <= given | left
        assert all(holds(lesson.correction, self.world.now) for lesson in recall.lessons)

    @invariant()
    def what_holds_now_is_what_is_active_in_its_time(self) -> None:
        now = {record.id for record in self.do(self.memory.as_of())}
        active = {one for one, record in self.state().items() if record.status is Status.ACTIVE}
        assert {one for one in active if holds(self.state()[one], self.world.now)} <= now

    @invariant()
    def links_hold_on_both_sides(self) -> None:
        state = self.state()
        for record in state.values():
            if record.status is Status.SUPERSEDED:
                assert record.superseded_by

    @invariant()
    def keywords_find_only_what_can_be_recalled(self) -> None:
        state = self.state()
        for one, _ in self.do(self.world.ledger.keywords("canberra bullet points docker meat", 50)):
            assert state[one].status in RECALLABLE

    def teardown(self) -> None:
        self.do(self.memory.aclose())
        self.loop.close()


class RealMemories(Memories):
    """The same on SQLite and Chroma."""

    def make_world(self) -> World:
        self.folder = tempfile.TemporaryDirectory()
        self.database = Database(Path(self.folder.name) / "rlmchat.db")
        self.do(self.database.open())
        return World(SqliteLedger(self.database), ChromaIndex(Path(self.folder.name) / "chroma"))

    def teardown(self) -> None:
        self.do(self.memory.aclose())
        self.do(self.database.aclose())
        self.folder.cleanup()
        self.loop.close()


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
TestMemories = Memories.TestCase
TestMemories.settings = settings(max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=QUIET)
TestRealMemories = RealMemories.TestCase
TestRealMemories.settings = settings(max_examples=4, stateful_step_count=12, deadline=None, suppress_health_check=QUIET)
