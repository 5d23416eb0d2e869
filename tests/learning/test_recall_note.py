"""What is kept of a recall after the turn: small, without anyone's words, and enough to explain the answer later."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from rlmchat.adapters.sqlite_recall_notes import decode, encode
from rlmchat.conversation import ChatId, Message, MessageId, Role
from rlmchat.identifiers import Uuid7
from rlmchat.learning.correction import CorrectionId, NewCorrection, Outcome, OutcomeKind
from rlmchat.learning.memory import Memory
from rlmchat.learning.recall import Lesson, Recall
from rlmchat.learning.recall_note import MOST_LEFT, MOST_USED, NotedLesson, note_of
from rlmchat.learning.remembering import broken_in, remembered
from rlmchat.settings import LearningSettings
from tests.adapters.records import correction
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.index import MemoryIndex
from tests.fakes.ledger import MemoryLedger
from tests.fakes.services import START, ticking

QUERY = "What is the capital of Australia?"
RULE = "the capital is Perth since the vote"


def a_memory() -> Memory:
    clock = ticking()
    doors = MemoryLedger(clock=clock), MemoryIndex(), FakeEmbedder()
    return Memory(*doors, LearningSettings(), clock=clock, new_id=Uuid7(clock))


unit = st.floats(0, 1.5)
noted = st.builds(
    NotedLesson,
    st.text(min_size=1, max_size=40),
    st.tuples(*[unit] * 5),
    st.booleans(),
    st.lists(st.sampled_from(["situation", "rule", "keywords", "draft"]), max_size=4).map(tuple),
    st.text(max_size=100),
    unit,
)


@given(st.lists(noted, max_size=8), st.lists(noted, max_size=8), unit)
def test_a_note_comes_back_from_its_packed_form_as_it_was(used: list, left: list, ms: float) -> None:
    note = replace(note_of(Recall("")), used=tuple(used), left=tuple(left), ms=ms)
    assert decode(encode(note)) == note


@given(st.binary(max_size=60))
def test_what_cannot_be_read_is_no_note(junk: bytes) -> None:
    assert decode(junk) is None


def test_a_note_is_small_however_much_was_considered_and_holds_no_words() -> None:
    record = correction("Sydney", RULE)
    ids = Uuid7()
    many = [
        Lesson(replace(record, id=CorrectionId(ids())), 0.1234567 + i / 999, 0.7, 0.9, 0.87654, 1.2, False, ("rule",))
        for i in range(400)
    ]
    left = [replace(x, left_out=f"another one is nearer, and not meant: {record.rule}") for x in many]
    note = note_of(Recall(QUERY, tuple(many), tuple(left), 3.21))
    assert (len(note.used), len(note.left)) == (MOST_USED, MOST_LEFT)
    packed = encode(note)
    assert len(packed) < 6_000
    assert RULE not in repr(note)
    assert QUERY not in repr(note)
    assert note.left[0].left_out == "another one is nearer, and not meant"
    few = note_of(Recall(QUERY, tuple(many[:3]), tuple(left[:6]), 3.21))
    assert len(encode(few)) < 500


async def test_an_answer_is_explained_by_the_corrections_as_they_were_then() -> None:
    memory = a_memory()
    kept = await memory.keep(NewCorrection("Canberra", original="Sydney", query=QUERY))
    recall = await memory.recall(QUERY)
    at = START + timedelta(minutes=1)
    assert [x.correction.id for x in recall.lessons] == [kept.correction.id]
    for _ in range(60):
        memory._clock()
    await memory.edit(kept.correction.id, corrected_output="Canberra, ACT")
    await memory.delete(kept.correction.id)
    then = await remembered(memory, note_of(recall), query=QUERY, at=at)
    assert then.lessons[0].correction.corrected_output == "Canberra"
    assert replace(then, ms=0) == replace(recall, ms=0)
    gone = note_of(recall).used[0]
    unknown = replace(note_of(recall), used=(gone, replace(gone, id="never-was")))
    assert len((await remembered(memory, unknown, query=QUERY, at=at)).lessons) == 1
    assert (await remembered(memory, note_of(recall), query=QUERY, at=START - timedelta(days=1))).lessons == ()


async def test_what_an_answer_broke_is_read_from_the_outcomes() -> None:
    memory = a_memory()
    kept = await memory.keep(NewCorrection("Canberra", original="Sydney", query=QUERY))
    one = kept.correction.id
    for message, kind in (("m1", OutcomeKind.BROKEN), ("m1", OutcomeKind.BROKEN), ("m2", OutcomeKind.HELD)):
        await memory.judge([Outcome(one, kind, "chat", message, START)])
    answers = [Message(MessageId(m), ChatId("chat"), Role.ASSISTANT, "…", START, lessons=(one,)) for m in ("m1", "m2")]
    assert await broken_in(memory, answers) == {"m1": (one,)}
    assert await broken_in(memory, []) == {}
