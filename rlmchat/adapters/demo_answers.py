"""The offline demo's side of a conversation: a few planted mistakes, and lessons that it keeps to."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from rlmchat.adapters.demo_lessons import Taught, lessons_in, replaced, styled, understood
from rlmchat.adapters.demo_topics import SUGGESTIONS, Topic, topic_of

_GREETING = re.compile(r"\A\W*(hello|hi|hey|good (morning|day|evening)|bonjour|hallo|hola)\b[^?]{0,24}\Z", re.I)
_THANKS = re.compile(r"\A\W*(thanks?|thank you|thx|great|perfect|ok(ay)?|good)\b[^?]{0,30}\Z", re.I)
_PASSAGE = re.compile(r"as a JSON string:\n(?P<passage>\".*?\")\n", re.S)
_CORRECTIONS = re.compile(r"Corrections:\n(?P<rules>\[.*?\])\n\n", re.S)
_QUESTION = re.compile(
    r"\A\W*(what|which|who|where|when|why|how|is|are|was|were|do|does|did|can|could|should|would|tell|describe|show)\b",
    re.I,
)
_WHO = "This is the built-in offline demo: no network, no account, and a handful of mistakes planted on purpose."
_TEACH = "When an answer is wrong, just say so, and ask again, now or in a new chat."


def demo_answer(messages: Sequence[tuple[str, str]]) -> str:
    """The reply to a prompt, given as (role, text) pairs."""
    system = "\n".join(text for role, text in messages if role == "system")
    asked = [text for role, text in messages if role == "user"]
    said = [text for role, text in messages if role == "assistant"]
    last = asked[-1].strip() if asked else ""
    if "<passage>" in system and (passage := _PASSAGE.search(last)):
        return _revised(json.loads(passage["passage"]), last)
    lessons = lessons_in(system)
    return _held(_reply(last, asked[:-1], said, lessons), topic_of(last), lessons)


def _reply(last: str, before: Sequence[str], said: Sequence[str], lessons: Sequence[Taught]) -> str:
    if topic := topic_of(last):
        return _known(topic, [lesson.right for lesson in lessons if _bears(lesson, topic)] + _stated(last, said))
    if _GREETING.search(last):
        return f"Hello! {_WHO}\n\n{_suggestions()}"
    if said and (answer := _taken_back(last, before, said[-1])):
        return answer
    if _THANKS.search(last):
        return f"You are welcome. {_TEACH}"
    return f"Hello! {_WHO} It does not understand that question.\n\n{_suggestions()}"


def _known(topic: Topic, texts: Sequence[str]) -> str:
    """The topic's answer: without its mistake once somebody has said how it is."""
    knows = topic.told is not None and any(topic.told.search(text) for text in texts)
    return topic.right if knows else topic.wrong


def _bears(lesson: Taught, topic: Topic) -> bool:
    """Whether a lesson says something about the topic: it was said there, or names words of its answer, or any."""
    if about := topic_of(lesson.query):
        return about is topic
    return not lesson.free and lesson.wrong.casefold() in topic.wrong.casefold()


def _stated(last: str, said: Sequence[str]) -> list[str]:
    """The message, if it states something about what was said before, and does not ask."""
    return [] if not said or last.endswith("?") or _QUESTION.search(last) else [last]


def _taken_back(last: str, before: Sequence[str], answer: str) -> str:
    """The reply to a remark on the last answer; empty if it is none that the demo understands."""
    topic = next((found for question in reversed(before) if (found := topic_of(question))), None)
    if topic and topic.told and topic.told.search(last):
        return f"You are right, thank you. {topic.right}"
    if understood(last):
        return f"Understood. {styled(answer, [last])}"
    return ""


def _held(text: str, topic: Topic | None, lessons: Sequence[Taught]) -> str:
    """The reply, kept to the lessons; one that was said about another question does not count for this one."""
    counting = [lesson for lesson in lessons if topic is None or topic_of(lesson.query) in (None, topic)]
    return styled(replaced(text, counting), [lesson.right for lesson in counting])


def _suggestions() -> str:
    lines = "\n".join(f"- {suggestion}" for suggestion in SUGGESTIONS)
    return f"Try one of these:\n\n{lines}\n\n{_TEACH}"


def _revised(passage: str, prompt: str) -> str:
    """A passage rewritten so that the corrections in the prompt hold, between the tags that were asked for."""
    found = _CORRECTIONS.search(prompt)
    rules = json.loads(found["rules"]) if found else []
    lessons = [Taught(str(rule.get("do", "")), str(rule.get("instead_of", ""))) for rule in rules]
    spoken = [lesson.right for lesson in lessons] + [str(rule.get("said", "")) for rule in rules]
    return f"<passage>\n{styled(replaced(passage, lessons), spoken)}\n</passage>"
