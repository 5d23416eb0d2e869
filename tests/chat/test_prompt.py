"""What the model is sent: persona and lessons survive trimming, old history goes first."""

from __future__ import annotations

from datetime import UTC, datetime

from rlmchat.chat.lesson_block import estimate_tokens
from rlmchat.chat.prompt import Attachment, build_prompt
from rlmchat.conversation import ChatId, Message, MessageId, MessageStatus, Role
from rlmchat.learning.recall import NOTHING, Recall
from tests.chat.test_lesson_block import lesson

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def message(number: int, text: str, role: Role = Role.USER, **fields: object) -> Message:
    return Message(MessageId(f"m{number}"), ChatId("c"), role, text, NOW, **fields)  # type: ignore[arg-type]


def talk(turns: int, length: int = 40) -> list[Message]:
    out = []
    for n in range(turns):
        out.append(message(2 * n, f"question {n} " + "x" * length))
        out.append(message(2 * n + 1, f"answer {n} " + "y" * length, Role.ASSISTANT))
    return [*out, message(9999, "and now?")]


def test_without_lessons_the_system_message_is_the_persona() -> None:
    prompt = build_prompt("Be brief.", NOTHING, [message(1, "hi")], chat_id="c", budget=1200)
    assert [(m.role, m.content) for m in prompt] == [(Role.SYSTEM, "Be brief."), (Role.USER, "hi")]


def test_a_lesson_of_turn_3_is_still_there_at_turn_300() -> None:
    recall = Recall("", (lesson(session_id="c"),))
    prompt = build_prompt("P", recall, talk(300, 400), chat_id="c", budget=1200, window=4000)
    assert "Canberra" in prompt[0].content
    assert prompt[-1].content == "and now?"
    assert sum(estimate_tokens(m.content) for m in prompt) <= 4000
    assert "question 299" in prompt[-3].content
    assert not any("question 0 " in m.content for m in prompt)


def test_what_is_kept_of_the_history_never_begins_with_an_answer() -> None:
    for window in range(200, 1200, 37):
        prompt = build_prompt("P", NOTHING, talk(20), chat_id="c", budget=100, window=window)
        assert prompt[1].role is Role.USER


def test_failed_messages_are_not_sent_again() -> None:
    messages = [message(1, "lost", status=MessageStatus.FAILED), message(2, "hello")]
    prompt = build_prompt("P", NOTHING, messages, chat_id="c", budget=100)
    assert [m.content for m in prompt[1:]] == ["hello"]


def test_a_huge_newest_message_is_sent_all_the_same() -> None:
    prompt = build_prompt("P", NOTHING, [*talk(3)[:-1], message(50, "z" * 99_999)], chat_id="c", budget=9, window=1000)
    assert len(prompt) == 2
    assert len(prompt[1].content) == 99_999


def test_files_come_fenced_after_the_words_whatever_fences_they_hold() -> None:
    files = (Attachment("a.md", "```py\n1\n```"), Attachment("p.png", image="data:image/png;base64,AA"))
    prompt = build_prompt("P", NOTHING, [message(1, "see")], chat_id="c", budget=9, attachments=files)
    assert prompt[-1].content == "see\n\na.md:\n````\n```py\n1\n```\n````"
    assert prompt[-1].images == ("data:image/png;base64,AA",)
