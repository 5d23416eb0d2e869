from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rlmchat.chat.transfer import derived_id, from_json, to_dict, to_markdown
from rlmchat.conversation import Chat, ChatId, Message, MessageId, MessageStatus, Role, Usage

NOW = datetime(2026, 11, 20, 14, 7, tzinfo=UTC)
CHAT = Chat(ChatId("c"), "Capitals", NOW, NOW, "openai/x", "/srv", message_count=2)
MESSAGES = (
    Message(MessageId("1"), CHAT.id, Role.USER, "Capital?", NOW, attachments=("map.txt",)),
    Message(
        MessageId("2"),
        CHAT.id,
        Role.ASSISTANT,
        "Canberra.",
        NOW,
        MessageStatus.PARTIAL,
        "openai/x",
        draft="Sydney.",
        lessons=("l",),
        applied=("l",),
        usage=Usage(3, 4, 0.5),
        parent_id=MessageId("0"),
        hidden=True,
    ),
)


def test_what_is_written_is_read_again() -> None:
    (read,) = from_json(json.dumps(to_dict(CHAT, MESSAGES)), NOW)
    assert read.messages == MESSAGES
    assert (read.chat.id, read.chat.title, read.chat.project) == ("c", "Capitals", "/srv")


def test_one_a_list_or_lines() -> None:
    one = to_dict(CHAT, MESSAGES)
    for text in (json.dumps(one, indent=2), json.dumps([one, one]), f"{json.dumps(one)}\n\n{json.dumps(one)}\n"):
        assert all(read.messages == MESSAGES for read in from_json(text, NOW))
    assert len(from_json(json.dumps({"chats": [one, one]}), NOW)) == 2


def test_for_reading() -> None:
    text = to_markdown(CHAT, MESSAGES)
    assert text == (
        "# Capitals\n\n## You, 2026-11-20 14:07 UTC\n\nCapital?\n\n*with map.txt*\n\n"
        "## openai/x, 2026-11-20 14:07 UTC\n\nCanberra.\n\n*stopped*\n"
    )


def test_only_an_answer_that_was_stopped_is_marked_and_times_may_be_local() -> None:
    whole = replace(MESSAGES[-1], status=MessageStatus.COMPLETE)
    assert to_markdown(CHAT, [whole]).endswith("UTC\n\nCanberra.\n")
    assert f"## openai/x, {NOW.astimezone():%Y-%m-%d %H:%M}\n" in to_markdown(CHAT, [whole], local=True)


def test_little_is_needed() -> None:
    text = json.dumps({"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]})
    first, again = from_json(text, NOW) + from_json(text, NOW)
    assert [(m.role, m.text, m.created_at) for m in first.messages] == [
        ("user", "Hi", NOW),
        ("assistant", "Hello", NOW),
    ]
    assert first == again


def node(parent: str | None, role: str, *parts: object, **more: Any) -> dict[str, Any]:
    content = more.pop("content", {"content_type": "text", "parts": list(parts)})
    return {"parent": parent, "message": {"author": {"role": role}, "content": content, **more}}


def test_chatgpt_gives_the_branch_that_the_person_sees() -> None:
    mapping = {
        "root": {"parent": None, "message": None},
        "sys": node("root", "system", "You are ChatGPT"),
        "q": node("sys", "user", "Capital?", create_time=1_700_000_000.5),
        "old": node("q", "assistant", "Sydney"),
        "new": node("q", "assistant", "Canberra", create_time=1_700_000_010, metadata={"model_slug": "gpt-4o"}),
        "tool": node("new", "tool", "result"),
        "hidden": node("tool", "user", "about me", metadata={"is_visually_hidden_from_conversation": True}),
        "code": node("hidden", "assistant", content={"content_type": "code", "text": "print(1)"}),
        "pic": node(
            "code",
            "user",
            {"asset": "x"},
            "Look at it",
            content={"content_type": "multimodal_text", "parts": [{"a": 1}, "Look"]},
        ),
    }
    data = {
        "title": "Geo",
        "create_time": 1_700_000_000,
        "update_time": 1_700_000_100,
        "mapping": mapping,
        "current_node": "pic",
    }
    (read,) = from_json(json.dumps([{**data, "conversation_id": "abc"}]), NOW)
    assert [m.text for m in read.messages] == ["Capital?", "Canberra", "```\nprint(1)\n```", "Look"]
    assert (read.chat.title, read.chat.model) == ("Geo", "openai/gpt-4o")
    times = [m.created_at for m in read.messages]
    assert times == sorted(times)
    assert from_json(json.dumps([{**data, "conversation_id": "abc"}]), NOW) == [read]


def test_a_circle_in_the_tree_ends() -> None:
    mapping = {"a": node("b", "user", "x"), "b": node("a", "user", "y")}
    (read,) = from_json(json.dumps({"mapping": mapping, "current_node": "a"}), NOW)
    assert len(read.messages) == 2


def test_chats_without_a_message_are_left_out() -> None:
    assert from_json(json.dumps([{"messages": []}, {"mapping": {}}]), NOW) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nonsense", "line 1: this is no JSON"),
        ("[" * 100_000, "nested too deep|no JSON"),
        ("[3]", "chat 1: an object"),
        ("{}", "chat 1: neither"),
        ('[{"messages": [{"role": "user", "text": "x"}]}, {"messages": [{"text": "x"}]}]', "chat 2: message 1: 'role'"),
        ('{"messages": [{"role": "user"}]}', "'content' is missing"),
        ('{"messages": [{"role": "user", "text": 3}]}', "a text is wanted"),
        ('{"messages": [{"role": "user", "text": "x", "created_at": "soon"}]}', "message 1"),
        ('{"mapping": {"a": {"message": {"content": {"content_type": "text", "parts": 3}}}}}', "chat 1"),
    ],
)
def test_mistakes_are_named(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        from_json(text, NOW)


@given(seed=st.text(), when=st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)))
def test_ids_of_what_was_imported_sort_by_time_and_never_change(seed: str, when: datetime) -> None:
    moment = when.replace(tzinfo=UTC)
    one = UUID(derived_id(moment, seed))
    assert str(one) == derived_id(moment, seed)
    assert (one.version, one.variant) == (7, "specified in RFC 4122")
    assert one.int >> 80 == int(moment.timestamp() * 1000)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["messages", "mapping", "role", "text", "message", "parent", "current_node"]), inner
        )
    ),
    max_leaves=12,
)


@given(ANY)
def test_any_json_is_read_or_refused_in_words(data: Any) -> None:
    try:
        told = str(from_json(json.dumps(data), NOW))
    except ValueError as error:
        told = str(error)
    assert told
