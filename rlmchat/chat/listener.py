"""Steps 1 to 3 of a turn: detect whether the message corrects the last answer, judge its lessons, keep what is new."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from rlmchat.chat import listening
from rlmchat.chat.environment import Environment
from rlmchat.chat.events import ConflictFound, CorrectionKept, Detected, LearningFailed, LessonsJudged
from rlmchat.chat.log import ChatLog, Emit
from rlmchat.chat.timing import since, start
from rlmchat.conversation import Message, MessageId, Role
from rlmchat.errors import RlmChatError
from rlmchat.learning import outcomes
from rlmchat.learning.chronicle import SAID_AGAIN
from rlmchat.learning.correction import CorrectionId, NewCorrection, Outcome, OutcomeKind
from rlmchat.learning.memory import Kept, KeptAs
from rlmchat.llm import ModelOptions, ModelRequest, PromptMessage, complete

NO_ANSWER = "All right."
"""Stands for the answer that a first message comes after: nothing in it can be corrected, so only rules are heard."""

_log = logging.getLogger(__name__)


class Listener:
    """Listens to what the person types, and keeps what they correct."""

    def __init__(self, environment: Environment, log: ChatLog) -> None:
        self._env = environment
        self._log = log

    async def learn(self, message: Message, previous: Message | None, ms: dict[str, float], emit: Emit) -> None:
        """Listen to one message; a failure is told of and costs nothing but the learning."""
        try:
            await self._listen(message, previous, ms, emit)
        except RlmChatError as error:
            _log.warning("learning failed: %s", error)
            emit(LearningFailed("keep", str(error)))

    async def _listen(self, message: Message, previous: Message | None, ms: dict[str, float], emit: Emit) -> None:
        settings = self._env.settings.learning
        if not settings.detect:
            return
        new = self._detected(message, previous, ms, emit)
        if settings.implicit and previous and (new is None or new.status == "tentative"):
            await self._unopposed(previous)
        if new is not None:
            await self._keep(new, previous, ms, emit)

    def _detected(
        self, message: Message, previous: Message | None, ms: dict[str, float], emit: Emit
    ) -> NewCorrection | None:
        settings = self._env.settings.learning
        began = start()
        typed = listening.typed_part(message.text, (m.text for m in self._log.messages if m.role is Role.ASSISTANT))
        question = self._log.question_of(previous) if previous else None
        query = question.text if question else ""
        answer = previous.text if previous else NO_ANSWER
        detection = self._env.detector().detect(typed, answer, previous_query=query)
        ms["detect"] = since(began)
        if previous:
            emit(Detected(detection))
        # Before any answer there is nothing to correct, but a rule for the future can be stated.
        heard = detection.confidence >= settings.ask_threshold and (previous is not None or detection.explicit)
        if not heard or not typed.strip():
            return None
        tentative = detection.confidence <= settings.save_threshold
        return listening.from_detection(
            detection, typed, query=query, answer=previous, chat_id=self._log.chat.id, tentative=tentative
        )

    async def _keep(self, new: NewCorrection, previous: Message | None, ms: dict[str, float], emit: Emit) -> None:
        await self._env.learning_ready()
        began = start()
        kept = await self._env.memory.keep(new)
        ms["keep"] = since(began)
        if kept.how is KeptAs.REJECTED:
            return
        emit(CorrectionKept(kept))
        if kept.conflict is not None:
            emit(ConflictFound(kept.conflict))
        if kept.how is KeptAs.TENTATIVE:
            if self._env.settings.learning.background_model:
                self._env.in_background(self._decide(new, kept))
        elif previous is not None:
            await self.judge_broken(kept, previous, emit)

    async def judge_broken(self, kept: Kept, answer: Message, emit: Emit) -> None:
        """A new correction that resembles a lesson of the answer shows that the lesson was broken."""
        recall = self._log.recalls.get(answer.id)
        broken = outcomes.broken_by(kept, recall.lessons) if recall else ()
        if broken:
            await self.record([one.id for one in broken], OutcomeKind.BROKEN, answer, SAID_AGAIN)
            emit(LessonsJudged(tuple(broken)))

    async def record(self, ids: Sequence[str], kind: OutcomeKind, answer: Message, reason: str) -> None:
        """Record one kind of outcome for several lessons of an answer."""
        at = self._env.clock()
        chat = self._log.chat.id
        await self._env.memory.judge([Outcome(CorrectionId(one), kind, chat, answer.id, at, reason) for one in ids])

    async def _unopposed(self, answer: Message) -> None:
        """Going on without complaint is weak evidence that the lessons held."""
        recall = self._log.recalls.get(answer.id)
        if recall is not None and recall.lessons:
            found = outcomes.unopposed(recall, answer, chat_id=self._log.chat.id, at=self._env.clock())
            await self._env.memory.judge(found)

    async def _decide(self, new: NewCorrection, kept: Kept) -> None:
        """One model call in the background that may decide on a tentative correction; it delays nothing."""
        answer = self._log.find(MessageId(new.message_id)).text if new.message_id else ""
        system, user = listening.question_for_model(new.explanation or new.corrected, new.query, answer)
        messages = (PromptMessage(Role.SYSTEM, system), PromptMessage(Role.USER, user))
        request = ModelRequest(self._log.chat.model, messages, ModelOptions(temperature=0.0), "detect")
        try:
            verdict = listening.verdict(await complete(self._env.model, request))
            if verdict is not None:
                await (self._env.memory.accept if verdict else self._env.memory.reject)(kept.correction.id)
        except RlmChatError as error:
            _log.info("no verdict on a tentative correction: %s", error)
