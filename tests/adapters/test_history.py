"""One contract for the history, held to by the fake and by SQLite."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_history import SqliteHistory
from rlmchat.chat.history import History
from rlmchat.conversation import ChatId, Message, MessageId, MessageStatus, Role, Usage
from rlmchat.errors import StoreError
from rlmchat.learning.recall_note import NotedLesson, RecallNote
from tests.adapters.records import NOW, chat, message
from tests.fakes.history import MemoryHistory


@dataclass
class Store:
    """A history, and the same as another process finds it."""

    history: History
    restarted: Callable[[], History]


@pytest.fixture(params=["fake", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    if request.param == "fake":
        fake = MemoryHistory()
        yield Store(fake, fake.restarted)
        return
    database = Database(tmp_path / "rlmchat.db", tmp_path / "backups")
    await database.open()
    yield Store(SqliteHistory(database), lambda: SqliteHistory(database))
    await database.aclose()


@pytest.fixture
def history(store: Store) -> History:
    return store.history


async def test_a_chat_and_its_messages_come_back_as_they_were(history: History) -> None:
    talk = chat(model="demo/demo", project="/home/me")
    asked = message(talk)
    answer = message(
        talk,
        "Canberra",
        Role.ASSISTANT,
        after=3,
        model="demo/demo",
        draft="Sydney",
        lessons=("l1", "l2"),
        applied=("l1",),
        usage=Usage(10, 20, 0.25),
        parent_id=MessageId("older"),
        attachments=("notes.txt",),
        status=MessageStatus.PARTIAL,
    )
    await history.save_chat(talk)
    await history.save_message(asked)
    await history.save_message(answer)
    assert await history.messages(talk.id) == [asked, answer]
    assert await history.message(answer.id) == answer
    assert await history.message(MessageId("unknown")) is None
    found = await history.chat(talk.id)
    assert found == replace(talk, message_count=2, updated_at=answer.created_at)
    assert found.created_at.tzinfo is not None


async def test_a_message_saved_again_is_changed_in_its_place(history: History) -> None:
    talk = chat()
    first, second = message(talk, "one"), message(talk, "two", after=1)
    await history.import_chat(talk, [first, second])
    changed = replace(first, text="uno", hidden=True)
    await history.save_message(changed)
    assert await history.messages(talk.id) == [second]
    assert await history.messages(talk.id, hidden=True) == [changed, second]
    assert (await history.chats())[0].message_count == 1
    assert await history.search("one") == []


NOTE = RecallNote(
    (NotedLesson("c1", (0.91, 1.0, 0.9, 1.0, 1.25), True, ("standing",)),),
    (NotedLesson("c2", (0.2, 0.3, 0.8, 0.9, 1.0), False, ("situation", "keywords"), "relevance below 0.6", 1.25),),
    3.2,
)


async def test_what_was_recalled_for_an_answer_is_noted_with_it_and_stays_when_it_changes(store: Store) -> None:
    talk = chat()
    answer, other = message(talk, "Canberra", Role.ASSISTANT), message(talk, "Perth", Role.ASSISTANT)
    await store.history.save_chat(talk)
    await store.history.save_message(answer, NOTE)
    await store.history.save_message(other)
    await store.history.save_message(replace(answer, text="Sydney", hidden=True))
    for history in (store.history, store.restarted()):
        assert await history.recall_notes([answer.id, other.id, MessageId("unknown")]) == {answer.id: NOTE}
        assert await history.recall_notes([]) == {}
    later = replace(NOTE, left=())
    await store.history.save_message(answer, later)
    assert await store.history.recall_notes([answer.id]) == {answer.id: later}


async def test_notes_come_with_a_copied_chat_and_go_with_a_purged_one(history: History) -> None:
    talk, copy = chat(), chat("copy")
    first, second = message(talk, role=Role.ASSISTANT), message(copy, role=Role.ASSISTANT)
    await history.import_chat(talk, [first], {first.id: NOTE})
    await history.import_chat(copy, [second], {second.id: NOTE})
    await history.purge_chat(talk.id)
    assert await history.recall_notes([first.id, second.id]) == {second.id: NOTE}


async def test_messages_keep_their_order_when_the_clock_goes_back(history: History) -> None:
    talk = chat()
    late, early = message(talk, after=60), message(talk, after=0)
    await history.save_chat(talk)
    await history.save_message(late)
    await history.save_message(early)
    assert await history.messages(talk.id) == [late, early]


async def test_chats_come_last_used_first_and_the_bin_apart(history: History) -> None:
    old, new, binned = chat("old", age=2), chat("new", age=1), chat("binned", age=3)
    for one in (old, new, binned):
        await history.save_chat(one)
    assert [c.title for c in await history.chats()] == ["new", "old", "binned"]
    await history.save_chat(replace(binned, deleted_at=NOW))
    assert [c.title for c in await history.chats()] == ["new", "old"]
    assert [c.title for c in await history.chats(deleted=True)] == ["binned"]
    await history.save_message(message(old, after=2 * 86400))
    assert [c.title for c in await history.chats()] == ["old", "new"]
    assert [c.title for c in await history.chats(limit=1, offset=1)] == ["new"]
    await history.save_chat(replace(binned, deleted_at=None, title="back"))
    assert [c.title for c in await history.chats(limit=10)] == ["old", "new", "back"]


async def test_a_chat_is_found_by_the_beginning_of_its_id(history: History) -> None:
    one, two = replace(chat(), id=ChatId("abc-1")), replace(chat(), id=ChatId("abd-2"))
    await history.save_chat(one)
    await history.save_chat(two)
    await history.save_chat(replace(chat(), id=ChatId("abc-10")))
    assert await history.chat(ChatId("abd")) == two
    assert await history.chat(ChatId("abc-1")) == one
    assert await history.chat(ChatId("ab")) is None
    assert await history.chat(ChatId("")) is None
    assert await history.chat(ChatId("zzz")) is None


async def test_a_purged_chat_leaves_nothing(history: History) -> None:
    talk, other = chat(), chat("other")
    await history.import_chat(talk, [message(talk, "secret word")])
    await history.import_chat(other, [message(other, "another word")])
    await history.purge_chat(talk.id)
    assert await history.chat(talk.id) is None
    assert await history.messages(talk.id, hidden=True) == []
    assert await history.search("secret") == []
    assert await history.prompts() == ["another word"]
    with pytest.raises(StoreError, match="not there any more"):
        await history.save_message(message(talk))


async def test_an_answer_cut_by_a_crash_reads_as_partial(store: Store) -> None:
    talk = chat()
    await store.history.save_chat(talk)
    growing = message(talk, "Can", Role.ASSISTANT, status=MessageStatus.STREAMING)
    await store.history.save_message(growing)
    await store.history.save_message(replace(growing, text="Canberra is"))
    assert (await store.history.messages(talk.id))[0].status is MessageStatus.STREAMING
    after = store.restarted()
    found = await after.messages(talk.id)
    assert found == [replace(growing, text="Canberra is", status=MessageStatus.PARTIAL)]
    assert await after.message(growing.id) == found[0]
    assert (await after.search("canberra"))[0].message == found[0]
    complete = replace(growing, text="Canberra is it.", status=MessageStatus.COMPLETE)
    await store.history.save_message(complete)
    assert await store.restarted().messages(talk.id) == [complete]
    assert len(await after.search("canberra")) == 1


async def test_a_growing_answer_is_found_by_what_it_says_now(history: History) -> None:
    talk = chat()
    await history.save_chat(talk)
    growing = message(talk, "alpha", Role.ASSISTANT, status=MessageStatus.STREAMING)
    await history.save_message(growing)
    assert len(await history.search("alpha")) == 1
    await history.save_message(replace(growing, text="beta"))
    assert await history.search("alpha") == []
    assert len(await history.search("beta")) == 1


async def test_search_finds_words_and_shows_where(history: History) -> None:
    talk, binned = chat(), chat("binned")
    text = "There is much to say first, and then: the Café of CANBERRA opens at nine. " + "More. " * 40
    await history.import_chat(talk, [message(talk, "nothing"), message(talk, text, Role.ASSISTANT)])
    await history.import_chat(replace(binned, deleted_at=NOW), [message(binned, "canberra")])
    for query in ("canberra", "cafe canb", "OPENS at"):
        found = await history.search(query)
        assert [f.message.text for f in found] == [text], query
    assert "«Café»" in (await history.search("cafe canb"))[0].snippet
    assert "«CANBERRA»" in (await history.search("cafe canb"))[0].snippet
    found = await history.search("canberra")
    assert found[0].chat.id == talk.id
    assert len(found[0].snippet) < 160
    assert "\n" not in found[0].snippet
    assert await history.search("anberra") == []
    assert await history.search("   ") == []
    assert len(await history.search("nothing", limit=1)) == 1


async def test_search_knows_unspaced_scripts_and_signs(history: History) -> None:
    talk = chat()
    await history.import_chat(talk, [message(talk, "澳大利亚的首都是堪培拉"), message(talk, "a → b ++")])
    assert [f.snippet for f in await history.search("首都")] == ["澳大利亚的«首都»是堪培拉"]
    assert await history.search("东京") == []
    assert [f.snippet for f in await history.search("→")] == ["a «→» b ++"]
    assert await history.search("⇒") == []


async def test_search_leaves_hidden_and_system_messages_out(history: History) -> None:
    talk = chat()
    shown, hidden, system = (
        message(talk, "word"),
        message(talk, "word", hidden=True),
        message(talk, "word", Role.SYSTEM),
    )
    await history.import_chat(talk, [shown, hidden, system])
    assert [f.message for f in await history.search("word")] == [shown]
    assert [f.message for f in await history.search("word", limit=0)] == []


async def test_the_best_match_comes_first(history: History) -> None:
    talk = chat()
    far = message(talk, "once lemon, and then very many other words that have nothing to do with it at all")
    near = message(talk, "lemon lemon lemon")
    await history.import_chat(talk, [far, near, *(message(talk, f"filler {i}") for i in range(10))])
    assert [f.message for f in await history.search("lemon")] == [near, far]


async def test_prompts_come_newest_first_without_repeats(history: History) -> None:
    one, two = chat(age=2), chat(age=1)
    await history.import_chat(
        two, [message(two, "b"), message(two, "answer", Role.ASSISTANT), message(two, "a", after=5)]
    )
    await history.import_chat(one, [message(one, "c"), message(one, "a")])
    assert await history.prompts() == ["a", "b", "c"]
    assert await history.prompts(2) == ["a", "b"]
    await history.save_chat(replace(two, deleted_at=NOW))
    assert await history.prompts() == ["a", "c"]


async def test_an_imported_chat_keeps_its_dates(history: History) -> None:
    talk = chat(age=400, updated_at=NOW - timedelta(days=399))
    messages: list[Message] = [message(talk, f"m{i}", after=i) for i in range(300)]
    await history.import_chat(talk, messages)
    assert await history.messages(talk.id) == messages
    assert await history.chat(talk.id) == replace(talk, message_count=300)
    await history.import_chat(talk, messages[:10])
    assert len(await history.messages(talk.id)) == 300


async def test_odd_texts_do_no_harm(history: History) -> None:
    talk = chat("\ud800 title \0")
    odd = message(talk, "half \ud83d a pair, NUL \0, 'quote' \" and -- ;", lessons=("\udc00",))
    await history.save_chat(talk)
    await history.save_message(odd)
    assert "half" in (await history.messages(talk.id))[0].text
    assert len(await history.search("half pair")) == 1
    for query in ("\ud800", '"', "\0", "'", "*", "NEAR(a b)", "a AND", "^x", "-", "(", "half:x"):
        await history.search(query)


async def test_an_edited_answer_comes_back_as_such(history: History) -> None:
    one = chat()
    await history.save_chat(one)
    edited = message(one, "mine", Role.ASSISTANT, draft="the model's", edited=True)
    await history.save_message(edited)
    assert await history.message(edited.id) == edited
