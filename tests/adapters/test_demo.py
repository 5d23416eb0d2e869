"""The offline demo: mistakes to find, and lessons that it keeps to."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rlmchat.adapters.demo_answers import demo_answer
from rlmchat.adapters.demo_lessons import lessons_in, styled
from rlmchat.adapters.demo_topics import SUGGESTIONS, TOPICS, topic_of
from rlmchat.chat.lesson_block import lesson_block
from rlmchat.learning.correction import Correction, CorrectionId
from rlmchat.learning.recall import Lesson
from rlmchat.learning.rewriting import prompt, read

PERSONA = "You are a helpful, precise assistant. Answer in Markdown."


def correction(wrong: str, right: str, query: str = "", *, standing: bool = False) -> Correction:
    return Correction(CorrectionId("c"), datetime(2026, 1, 1, tzinfo=UTC), wrong, right, query=query, standing=standing)


def taught(*corrections: Correction) -> str:
    """The system prompt that the program would send."""
    lessons = [Lesson(c, 1.0, 1.0, 0.9, 1.0, 1.0, standing=c.standing) for c in corrections]
    return f"{PERSONA}\n\n{lesson_block(lessons, chat_id='this', budget=1200)}"


def asked(question: str, system: str = PERSONA) -> str:
    return demo_answer([("system", system), ("user", question)])


@pytest.mark.parametrize(
    ("question", "mistake"),
    [
        ("What is the capital of Australia?", "Sydney"),
        ("Which Australian city is the seat of government?", "Sydney"),
        ("Where does the parliament of Australia sit?", "Sydney"),
        ("Is the Great Wall visible from the Moon?", "is visible from the Moon"),
        ("can you see the great wall of china from space", "is visible from the Moon"),
        ("How do I add an item to a Python list?", ".push("),
        ("append to a list in python", ".push("),
        ("Does a Python dict keep its order?", "has no order"),
        ("What is 0.1 + 0.2 in Python?", "`True`"),
        ("A bat and a ball cost $1.10, the bat $1 more than the ball. What does the ball cost?", "10 cents"),
        ("How long is a marathon?", "42.195 miles"),
        ("When was the first landing on the moon?", "07/20/1969"),
        ("Describe a sunset.", "color"),
        ("How do I install React?", "npm install"),
    ],
)
def test_it_makes_its_planted_mistakes_in_any_wording(question: str, mistake: str) -> None:
    assert mistake in asked(question)


@pytest.mark.parametrize(
    ("learned_on", "wrong", "right", "question", "expected", "gone"),
    [
        ("What is the capital of Australia?", "Sydney", "Canberra", "Which Australian city is the seat of government?", "Canberra", "Sydney"),
        ("How do I add an item to a Python list?", "push", "append", "append an item to a python list", "items.append(3)", "push"),
        ("Is the Great Wall visible from the Moon?", "", "it is not visible from the moon", "great wall from the moon?", "not visible", "Yes"),
        ("What is 0.1 + 0.2 in Python?", "`True`", "`False`", "is 0.1+0.2 equal to 0.3?", "`False`", "`True`"),
        ("How long is a marathon?", "miles", "kilometres", "length of a marathon?", "kilometres", "miles long"),
        ("How do I install React?", "npm", "pnpm", "how to install vite", "pnpm add", "`npm "),
        ("Does a dict keep its order?", "", "it keeps insertion order since Python 3.7", "is a python dict ordered?", "3.7", "has no order"),
        ("A bat and a ball cost $1.10", "10 cents", "5 cents", "bat and ball, what is the ball?", "5 cents", "10 cents"),
    ],
)  # fmt: skip
def test_it_keeps_to_what_it_was_taught(
    learned_on: str, wrong: str, right: str, question: str, expected: str, gone: str
) -> None:
    text = asked(question, taught(correction(wrong, right, learned_on)))
    assert expected in text
    assert gone not in text


def test_a_lesson_about_another_question_changes_nothing() -> None:
    system = taught(correction("Sydney", "Canberra", "What is the capital of Australia?"))
    assert asked("Where is the Opera House?", system) == asked("Where is the Opera House?")


def test_a_lesson_without_a_question_holds_wherever_its_words_stand() -> None:
    system = f'{PERSONA}\ninstead of "Bennelong Point" do "the harbour"'
    assert "on the harbour" in asked("Where is the Opera House?", system)


@pytest.mark.parametrize(
    ("rule", "question", "expected"),
    [
        ("write dates as YYYY-MM-DD", "When did Apollo 11 land on the moon?", "1969-07-20"),
        ("use ISO 8601 dates", "What is the capital of Australia?", "1901-01-01"),
        ("dates like 2026-11-20", "When did Apollo 11 land on the moon?", "1969-07-24"),
        ("British spelling, always", "Describe a sunset.", "The colour of the sky over the harbour turned from grey"),
        ("no greeting", "hello", "This is the built-in offline demo"),
        ('end every answer with "Cheers"', "How long is a marathon?", "long.\n\nCheers"),
    ],
)
def test_it_keeps_to_standing_rules_of_style(rule: str, question: str, expected: str) -> None:
    assert expected in asked(question, taught(correction("", rule, standing=True)))


def test_short_answers_are_one_sentence() -> None:
    system = taught(correction("", "keep answers short", standing=True))
    assert asked("What is the capital of Australia?", system) == "The capital of Australia is **Sydney**."


def test_a_correction_in_the_chat_is_taken() -> None:
    history = [("user", "What is the capital of Australia?"), ("assistant", "The capital of Australia is Sydney.")]
    assert "Canberra" in demo_answer([*history, ("user", "No, it's Canberra.")])
    assert "Canberra" in demo_answer([*history, ("user", "That's wrong, the capital of Australia is Canberra")])


def test_a_rule_of_style_in_the_chat_restates_the_answer() -> None:
    history = [("user", "When was the moon landing?"), ("assistant", asked("When was the moon landing?"))]
    reply = demo_answer([*history, ("user", "write dates as 2026-11-20")])
    assert reply.startswith("Understood.")
    assert "1969-07-20" in reply


def test_it_greets_and_says_what_it_is_and_what_to_try() -> None:
    for text in (asked("Hello!"), asked("What did Kant think of space?"), asked("")):
        assert text.startswith("Hello!")
        assert "offline demo" in text
        assert SUGGESTIONS[0] in text


def test_everything_it_suggests_is_understood() -> None:
    assert all(topic_of(suggestion) for suggestion in SUGGESTIONS)


def test_there_are_enough_mistakes_and_each_can_be_mended() -> None:
    planted = [topic for topic in TOPICS if topic.planted]
    assert len(planted) >= 6
    assert all(topic.told and topic.told.search(topic.right) for topic in planted)


def test_it_obeys_a_revise_prompt() -> None:
    passage = "The color was seen on 07/20/1969 in Sydney.\n\n"
    rules = [
        correction("Sydney", "Canberra", "What is the capital of Australia?"),
        correction("", "write dates as YYYY-MM-DD", standing=True),
        correction("", "British spelling", standing=True),
    ]
    system, user = prompt(passage, rules, "anything")
    reply = demo_answer([("system", system), ("user", user)])
    assert read(reply, passage) == "The colour was seen on 1969-07-20 in Canberra.\n\n"


def test_a_revise_prompt_without_need_comes_back_unchanged() -> None:
    passage = 'He said "so".\n\n```python\nx = 1\n```\n'
    system, user = prompt(passage, [correction("Sydney", "Canberra")], "anything")
    assert read(demo_answer([("system", system), ("user", user)]), passage) == passage


def test_lessons_are_read_from_several_spellings() -> None:
    found = lessons_in('- instead of "a \\"b\\"" do "c"\n* on "q": instead of “x”: y z\n- do "w"\nfree words')
    assert [(x.wrong, x.right, x.query) for x in found] == [
        ('a "b"', "c", ""),
        ("x", "y z", "q"),
        ("", "w", ""),
        ("", "free words", ""),
    ]


def test_american_spelling_goes_the_other_way() -> None:
    assert styled("Grey colours", ["American spelling please"]) == "Gray colors"
