"""Steps 4 to 9 of a turn: recall, prompt, stream and apply, check the whole, show, record."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rlmchat.chat.environment import Environment
from rlmchat.chat.events import LearningFailed, LessonsRecalled, ReplyFinished, ReplyStarted, TurnFailed
from rlmchat.chat.log import ChatLog, Emit
from rlmchat.chat.prompt import DEFAULT_WINDOW, Attachment, build_prompt
from rlmchat.chat.reply import Reply
from rlmchat.chat.timing import since, start
from rlmchat.conversation import Message, MessageId, MessageStatus, Role, Usage
from rlmchat.errors import ContextTooLong, ModelError, RlmChatError
from rlmchat.learning import outcomes
from rlmchat.learning.applier import Applied, ApplyMode
from rlmchat.learning.holdout import judge_withheld, withheld, withhold
from rlmchat.learning.recall import NOTHING, Lesson, Recall
from rlmchat.learning.recall_note import note_of
from rlmchat.llm import ModelOptions, ModelRequest, PromptMessage, complete

SAVE_EVERY = 1000.0
"""Milliseconds between two saves of a partial answer (design section 8)."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Turn:
    """What one turn is about, and how far it has come."""

    question: Message
    emit: Emit
    ms: dict[str, float] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    parent: MessageId | None = None
    """The answer that the new one replaces."""
    usage: Usage | None = None


class Answerer:
    """Gets an answer from the model and holds it to what was learned."""

    def __init__(self, environment: Environment, log: ChatLog) -> None:
        self._env = environment
        self._log = log

    async def answer(self, turn: Turn) -> None:
        """The whole of steps 4 to 9; a cancelled or cut answer is kept as far as it came, marked."""
        began = start()
        recall = await self._recall(turn, draft="")
        turn.emit(LessonsRecalled(recall))
        answer = self._placeholder(turn, recall)
        turn.emit(ReplyStarted(answer.id, answer.model))
        reply = self._reply(turn, recall.lessons)
        try:
            await self._stream(turn, recall, reply, answer)
            await self._finish(turn, reply, answer)
        except asyncio.CancelledError:
            if reply.draft:
                await self._commit(turn, reply, answer, MessageStatus.PARTIAL)
            raise
        except ModelError as error:
            await self._fail(turn, reply, answer, error)
            return
        turn.ms["total"] = since(began)
        await self._commit(turn, reply, answer, MessageStatus.COMPLETE)

    def _placeholder(self, turn: Turn, recall: Recall) -> Message:
        answer = replace(
            self._log.make(Role.ASSISTANT, ""),
            status=MessageStatus.STREAMING,
            model=self._log.chat.model,
            parent_id=turn.parent,
        )
        self._log.remember(answer.id, recall)
        return answer

    async def _recall(self, turn: Turn, draft: str) -> Recall:
        if not self._env.settings.learning.enabled:
            return NOTHING
        began = start()
        chat = self._log.chat
        try:
            await self._env.learning_ready()
            recall = await self._env.memory.recall(
                turn.question.text, chat_id=chat.id, project=chat.project, draft=draft
            )
        except RlmChatError as error:
            _log.warning("recall failed: %s", error)
            turn.emit(LearningFailed("recall", str(error)))
            return NOTHING
        turn.ms["recall"] = round(turn.ms.get("recall", 0.0) + since(began), 3)
        return withhold(recall, self._env.settings.learning.holdout, chat_id=chat.id, turn=turn.question.id)

    def _reply(self, turn: Turn, lessons: Sequence[Lesson]) -> Reply:
        settings = self._env.settings.apply
        mode = ApplyMode(settings.mode)
        return Reply(self._rewrite, lessons, turn.emit, query=turn.question.text, mode=mode, render=settings.render)

    async def _rewrite(self, system: str, user: str) -> str:
        messages = (PromptMessage(Role.SYSTEM, system), PromptMessage(Role.USER, user))
        request = ModelRequest(self._log.chat.model, messages, self._options(), "revise")
        return await complete(self._env.model, request)

    async def _stream(self, turn: Turn, recall: Recall, reply: Reply, answer: Message) -> None:
        """Feed the reply from the model; history of a prompt that proves too long is halved once."""
        window = await self._window()
        try:
            await self._pump(turn, self._request(turn, recall, window), reply, answer)
        except ContextTooLong:
            if reply.draft:
                raise
            await self._pump(turn, self._request(turn, recall, window // 2), reply, answer)

    async def _window(self) -> int:
        model = self._log.chat.model
        known = self._env.settings.for_model(model).context_tokens
        return known or await self._env.model.window(model) or DEFAULT_WINDOW

    async def _pump(self, turn: Turn, request: ModelRequest, reply: Reply, answer: Message) -> None:
        began = saved = start()
        async with contextlib.aclosing(self._env.model.stream(request)) as stream:
            async for piece in stream:
                if isinstance(piece, Usage):
                    turn.usage = piece
                    continue
                await reply.feed(piece)
                if "first" not in turn.ms:
                    turn.ms["first"] = since(began)
                elif since(saved) < SAVE_EVERY:
                    continue
                saved = start()
                await self._log.save_quietly(replace(answer, text=reply.shown or reply.draft))
        turn.ms["stream"] = since(began)

    def _request(self, turn: Turn, recall: Recall, window: int) -> ModelRequest:
        messages = self._log.messages
        prompt = build_prompt(
            self._env.settings.persona(),
            recall,
            messages[: messages.index(turn.question) + 1],
            chat_id=self._log.chat.id,
            budget=self._env.settings.learning.budget_tokens,
            window=window,
            attachments=turn.attachments,
        )
        return ModelRequest(self._log.chat.model, prompt, self._options())

    def _options(self) -> ModelOptions:
        chosen = self._env.settings.for_model(self._log.chat.model)
        return ModelOptions(chosen.temperature, chosen.max_tokens, chosen.timeout, chosen.retries)

    async def _finish(self, turn: Turn, reply: Reply, answer: Message) -> None:
        """The whole answer is there: lessons that only the draft brings up, and the check of the whole."""
        began = start()
        recall = self._log.recalls[answer.id]
        late: tuple[Lesson, ...] = ()
        if reply.draft and self._env.settings.apply.mode != ApplyMode.OFF:
            known = {x.correction.id for x in recall.lessons}
            with_draft = await self._recall(turn, draft=reply.draft)
            late = tuple(x for x in with_draft.lessons if x.correction.id not in known)
            self._log.remember(answer.id, replace(recall, lessons=(*recall.lessons, *late)))
        await reply.finish(late)
        turn.ms["apply"] = since(began)

    async def _commit(self, turn: Turn, reply: Reply, answer: Message, status: MessageStatus) -> None:
        applied = reply.outcome()
        recall = self._log.recalls[answer.id]
        done = replace(
            answer,
            text=reply.shown or reply.draft,
            status=status,
            draft=reply.draft if status is MessageStatus.COMPLETE and applied and applied.modified else None,
            # What was recalled for this question tells more of it than the rules that always come.
            lessons=tuple(x.correction.id for x in sorted(recall.lessons, key=lambda x: x.standing)),
            applied=applied.applied if applied else (),
            usage=turn.usage,
        )
        # Where learning is off nothing was considered, which is another thing than that nothing was found.
        await self._log.add(done, turn.emit, note_of(recall) if recall.query else None)
        if status is MessageStatus.COMPLETE and (recall.lessons or withheld(recall)):
            await self._judge(turn, done, applied)
        turn.emit(ReplyFinished(done, applied, turn.ms))

    async def _judge(self, turn: Turn, answer: Message, applied: Applied | None) -> None:
        # What was said a moment ago stands in the chat itself: that the model echoes it proves nothing yet.
        known = [x for x in self._log.recalls[answer.id].lessons if x.correction.created_at < turn.question.created_at]
        recall = replace(self._log.recalls[answer.id], lessons=tuple(known))
        where, at = self._log.chat.id, self._env.clock()
        found = outcomes.judge_answer(recall, applied, answer, chat_id=where, at=at)
        found += judge_withheld(recall, answer, chat_id=where, at=at)
        try:
            await self._env.memory.judge(found)
        except RlmChatError as error:
            _log.warning("outcomes not recorded: %s", error)
            turn.emit(LearningFailed("outcomes", str(error)))

    async def _fail(self, turn: Turn, reply: Reply, answer: Message, error: ModelError) -> None:
        """No answer, or only its beginning, which is kept; without one the question waits to be sent again."""
        _log.warning("no answer: %s: %s", type(error).__name__, error.message)
        question = turn.question
        if reply.draft:
            await self._commit(turn, reply, answer, MessageStatus.PARTIAL)
        else:
            question = await self._log.change(replace(question, status=MessageStatus.FAILED), turn.emit)
        turn.emit(TurnFailed(question, error))
