"""Notices weak signs about answers: small evidence on lessons, and a question to the person where several meet."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from rlmchat.chat.environment import Environment
from rlmchat.chat.events import CorrectionKept, LearningFailed
from rlmchat.chat.listening import typed_part
from rlmchat.chat.log import ChatLog, Emit, unheard
from rlmchat.conversation import Message, MessageId, Role
from rlmchat.errors import NotFoundError, RlmChatError
from rlmchat.learning import outcomes
from rlmchat.learning.correction import Correction, NewCorrection, Status
from rlmchat.learning.edits import edits_of, from_edit
from rlmchat.learning.inferring import from_rephrased, material, why
from rlmchat.learning.kept import Kept, KeptAs
from rlmchat.learning.ports import Find
from rlmchat.learning.rephrasing import rephrased
from rlmchat.learning.signals import Signal, SignalKind, doubt, meet, thread_of

SETTLED = frozenset(Status) - {Status.TENTATIVE, Status.DELETED}
"""Statuses of what the person has said in words, whatever became of it since."""
MOST = 400
"""Corrections of one chat that are looked at."""

_log = logging.getLogger(__name__)


class Noticer:
    """Watches what the person does with answers. Every kind of sign can be switched off; none is enough alone."""

    def __init__(self, environment: Environment, log: ChatLog) -> None:
        self._env = environment
        self._log = log

    @property
    def off(self) -> frozenset[SignalKind]:
        """The kinds that do not count now."""
        settings = self._env.settings
        if not (settings.learning.enabled and settings.learning.implicit):
            return frozenset(SignalKind)
        return frozenset(kind for kind in SignalKind if not getattr(settings.signals, kind))

    async def notice(
        self,
        kind: SignalKind,
        answer: Message,
        emit: Emit = unheard,
        *,
        question: Message | None = None,
        next_id: str = "",
        strength: float = 1.0,
        after: str | None = None,
    ) -> Kept | None:
        """Note a sign; gives what was put in the inbox, if it met others. A failure costs nothing but the sign.

        `question` is the message that was answered, if it is no longer in the chat; `after` the text of an edited
        answer; `next_id` the message that puts its question in other words.
        """
        question = question or self._log.question_of(answer)
        if kind in self.off or question is None:
            return None
        chat, at = self._log.chat.id, self._env.clock()
        signal = Signal(kind, answer.id, strength, chat, question.id, next_id, at)
        try:
            kept = await self._noticed(signal, answer, after)
        except RlmChatError as error:
            _log.warning("a weak sign was lost: %s", error)
            emit(LearningFailed("signals", str(error)))
            return None
        if kept is not None:
            emit(CorrectionKept(kept))
        return kept

    async def asked_again(
        self, message: Message, question: Message | None, answer: Message, emit: Emit = unheard
    ) -> bool:
        """Whether a message puts the question of an answer in other words; notes that as a sign."""
        typed = self._typed(message.text)
        strength = rephrased(typed, question.text) if question is not None else 0.0
        if not strength or SignalKind.REPHRASED in self.off:
            return False
        await self.notice(SignalKind.REPHRASED, answer, emit, question=question, next_id=message.id, strength=strength)
        return True

    async def doubted(self, answer: Message) -> bool:
        """Whether weak signs speak against an answer: then silence on it is no praise."""
        about = [s for s in await self._env.memory.signals(self._log.chat.id) if s.message_id == answer.id]
        return doubt(about, self.off) > 0

    async def _noticed(self, signal: Signal, answer: Message, after: str | None) -> Kept | None:
        memory = self._env.memory
        said = await memory.find(Find(session_id=signal.chat_id, statuses=frozenset(Status), limit=MOST))
        if signal.weight > 0 and any(one.message_id == answer.id and one.status in SETTLED for one in said):
            # What was wrong with it was said in words: no sign is needed.
            return None
        if not await memory.note_signal(signal):
            return None
        await memory.judge(outcomes.weak(signal, await self._lessons(answer, after)))
        thread = thread_of(await memory.signals(signal.chat_id), answer.id)
        return await self._infer(thread, said) if signal.weight > 0 else None

    async def _lessons(self, answer: Message, after: str | None) -> list[Correction]:
        """The lessons that shaped an answer; of an edited one those that the edit took out."""
        records = []
        for one in dict.fromkeys((*answer.applied, *answer.lessons)):
            try:
                records.append(await self._env.memory.get(one))
            except NotFoundError:
                # Taken back since.
                continue
        shaped = outcomes.shaped_by(records, answer)
        if after is None:
            return shaped
        still = outcomes.shaped_by(shaped, replace(answer, text=after, applied=()))
        return [record for record in shaped if record not in still]

    async def _infer(self, thread: Sequence[Signal], said: Sequence[Correction]) -> Kept | None:
        """Ask the person, where several signs meet; once a matter, and not where they said or refused it before."""
        answers = {signal.message_id for signal in thread}
        if not meet(thread, self.off) or any(one.message_id in answers for one in said):
            return None
        new = await self._wanted([signal for signal in thread if signal.kind not in self.off])
        if new is None:
            return None
        await self._env.learning_ready()
        kept = await self._env.memory.keep(new)
        return replace(kept, reason=why(thread)) if kept.how is KeptAs.TENTATIVE else None

    async def _wanted(self, thread: Sequence[Signal]) -> NewCorrection | None:
        """What the person wrote last on the matter: their edit, or their question in other words."""
        first = await self._message(thread[0].question_id)
        query = self._typed(first.text) if first is not None else ""
        for signal in material(thread):
            if signal.kind is SignalKind.REPHRASED:
                message = await self._message(signal.next_id)
                new = from_rephrased(self._typed(message.text), query, thread, signal.message_id) if message else None
            else:
                new = _of_edit(await self._message(signal.message_id), query, signal)
            if new is not None:
                return new
        return None

    async def _message(self, message_id: str) -> Message | None:
        """A message of the chat, also one that is hidden by now."""
        return await self._env.history.message(MessageId(message_id))

    def _typed(self, text: str) -> str:
        return typed_part(text, (m.text for m in self._log.messages if m.role is Role.ASSISTANT)).strip()


def _of_edit(answer: Message | None, query: str, signal: Signal) -> NewCorrection | None:
    if answer is None or not answer.edited or answer.draft is None:
        return None
    edits = edits_of(answer.draft, answer.text)
    if not edits:
        return None
    return from_edit(edits[0], answer.draft, query=query, chat_id=signal.chat_id, message_id=answer.id, asked=True)
