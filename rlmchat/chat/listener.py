"""Steps 1 to 3 of a turn: detect whether the message corrects the last answer, judge its lessons, keep what is new."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from rlmchat.chat import listening
from rlmchat.chat.deciding import Decider, Doubtful
from rlmchat.chat.environment import Environment
from rlmchat.chat.events import ComplaintHeard, ConflictFound, CorrectionKept, Detected, LearningFailed, LessonsJudged
from rlmchat.chat.log import ChatLog, Emit
from rlmchat.chat.noticing import Noticer
from rlmchat.chat.phraser import Phraser
from rlmchat.chat.timing import since, start
from rlmchat.conversation import Message, MessageId, Role
from rlmchat.errors import RlmChatError
from rlmchat.learning import outcomes
from rlmchat.learning.chronicle import SAID_AGAIN
from rlmchat.learning.correction import CorrectionId, NewCorrection, Outcome, OutcomeKind
from rlmchat.learning.memory import Kept, KeptAs
from rlmchat.learning.other_turns import only_complains

NO_ANSWER = "All right."
"""Stands for the answer that a first message comes after: nothing in it can be corrected, so only rules are heard."""

_log = logging.getLogger(__name__)


class Listener:
    """Listens to what the person types, and keeps what they correct."""

    def __init__(
        self, environment: Environment, log: ChatLog, noticer: Noticer, decider: Decider, phraser: Phraser
    ) -> None:
        self._env = environment
        self._log = log
        self._noticer = noticer
        self._decider = decider
        self._phraser = phraser
        self._corrected: dict[MessageId, str] = {}
        """The messages of this run that were kept as corrections, each with the question that it is about."""

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
        if isinstance(new, ComplaintHeard):
            emit(new)
            return
        if previous and (new is None or new.status == "tentative"):
            again = new is None and await self._noticer.asked_again(
                message, self._log.question_of(previous), previous, emit
            )
            if not again and settings.implicit and self._env.settings.signals.silence:
                await self._unopposed(previous)
        if new is not None:
            await self._keep(new, message, previous, ms, emit)

    def _detected(
        self, message: Message, previous: Message | None, ms: dict[str, float], emit: Emit
    ) -> NewCorrection | ComplaintHeard | None:
        settings = self._env.settings.learning
        began = start()
        typed = self._typed(message)
        query = self._matter_of(previous)
        answer = previous.text if previous else NO_ANSWER
        detection = self._env.detector().detect(typed, answer, previous_query=query)
        ms["detect"] = since(began)
        if previous:
            emit(Detected(detection))
        # Before any answer there is nothing to correct, but a rule for the future can be stated.
        heard = detection.confidence >= settings.ask_threshold and (previous is not None or detection.explicit)
        if not typed.strip():
            return None
        if not heard:
            return listening.from_change(typed, chat_id=self._log.chat.id)
        if not detection.aligned and only_complains(typed):
            return ComplaintHeard()
        tentative = detection.confidence <= settings.save_threshold
        return listening.from_detection(
            detection, typed, query=query, answer=previous, chat_id=self._log.chat.id, tentative=tentative
        )

    def _matter_of(self, answer: Message | None) -> str:
        """What an answer was about: its question, or what the correction was about that it answers."""
        question = self._log.question_of(answer) if answer else None
        if question is None:
            return ""
        return self._corrected.get(question.id, question.text)

    def _typed(self, message: Message) -> str:
        return listening.typed_part(message.text, (m.text for m in self._log.messages if m.role is Role.ASSISTANT))

    async def _keep(
        self, new: NewCorrection, message: Message, previous: Message | None, ms: dict[str, float], emit: Emit
    ) -> None:
        await self._env.learning_ready()
        began = start()
        kept = await self._env.memory.keep(new)
        ms["keep"] = since(began)
        if kept.how is KeptAs.REJECTED:
            return
        if kept.how is not KeptAs.TENTATIVE and kept.correction.original_output:
            # Sure to be a correction, and no question that only sounded like one.
            self._corrected[message.id] = new.query
        emit(CorrectionKept(kept))
        self._phraser.wonder(kept.correction)
        if kept.conflict is not None:
            emit(ConflictFound(kept.conflict))
        if kept.how is KeptAs.TENTATIVE:
            answer = previous.text if previous else NO_ANSWER
            if kept.conflict is None:
                self._decider.wonder(Doubtful(kept.correction, self._typed(message), new.query, answer))
        elif previous is not None:
            await self.judge_broken(kept, previous, emit)

    async def judge_broken(self, kept: Kept, answer: Message, emit: Emit) -> None:
        """A new correction that resembles a lesson of the answer shows that the lesson was broken."""
        recall = await self._log.recall_of(answer)
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
        """Going on without complaint is weak evidence that the lessons held, unless other signs say otherwise."""
        recall = await self._log.recall_of(answer)
        if recall is not None and recall.lessons and not await self._noticer.doubted(answer):
            found = outcomes.unopposed(recall, answer, chat_id=self._log.chat.id, at=self._env.clock())
            await self._env.memory.judge(found)
