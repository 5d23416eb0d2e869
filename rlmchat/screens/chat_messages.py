"""What the person can do with one message: mark it wrong, see its diff, copy it, go on from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual import on, work

from rlmchat.conversation import Message, MessageId, Role
from rlmchat.errors import RlmChatError
from rlmchat.screens.chat_base import ChatBase
from rlmchat.screens.start import Start
from rlmchat.widgets.message_view import AnswerMessage, MessageView, UserMessage
from rlmchat.widgets.note_line import NoteLine

if TYPE_CHECKING:
    from rlmchat.learning.correction import Correction
    from rlmchat.learning.kept import Conflict, Kept
    from rlmchat.learning.recall import Recall

_CODE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n(.*?)^ {0,3}\1", re.MULTILINE | re.DOTALL)


def code_of(text: str) -> str:
    """The code blocks of a Markdown text, a blank line between them."""
    return "\n\n".join(match[2].rstrip("\n") for match in _CODE.finditer(text))


class ChatMessages(ChatBase):
    """Acts on messages and notes."""

    def __init__(self, start: Start) -> None:
        super().__init__(start)
        self._decided: dict[str, Correction] = {}
        """What the model decided on and no note has told yet."""

    @on(MessageView.Asked)
    def _asked(self, event: MessageView.Asked) -> None:
        event.stop()
        act: dict[str, Callable[[AnswerMessage], object]] = {
            "wrong": self.flag,
            "diff": self.show_diff,
            "put_back": self.swap,
            "why": self.show_why,
            "regenerate": self.regenerate,
            "copy_code": self.copy_code,
            "edit": self.edit_answer,
        }
        view = event.view
        if event.what in act and isinstance(view, AnswerMessage):
            act[event.what](view)
        elif event.what == "copy":
            self.copy(view.text, "Message copied.")
        elif event.what == "edit" and isinstance(view, UserMessage):
            self.edit(view)
        elif event.what == "expand" and isinstance(view, UserMessage):
            self.transcript.release_anchor()
            view.unfold()
        elif event.what == "fork" and view.message is not None:
            self.fork(view.message.id)

    def copy(self, text: str, told: str) -> None:
        """To the clipboard, as it was written."""
        self.app.copy_to_clipboard(text)
        self.tell(told, bad=False)

    def copy_code(self, view: AnswerMessage) -> None:
        """The code of an answer to the clipboard: a weak sign that it was good."""
        self.copy(code_of(view.text), "Code copied.")
        if self.session is not None and view.message is not None:
            self.run_worker(self.session.copied_code(view.message.id), group="signs")

    # Wrong.

    @work(group="dialog")
    async def flag(self, view: AnswerMessage) -> None:
        """Ask what is wrong and what it should be, and keep that."""
        from rlmchat.screens.flag import FlagDialog
        from rlmchat.screens.notes import kept_note

        if view.message is None or self.session is None:
            return
        query = _question(self.session.messages, view.message)
        selected = self.get_selected_text() or ""
        answer = await self.ask(FlagDialog(view.message.text, query, selected if selected in view.message.text else ""))
        if answer is None:
            return
        try:
            kept = await self.session.flag(
                view.message.id,
                wrong=answer.wrong,
                right=answer.right,
                category=answer.category,
                always=answer.always,
                explanation=answer.explanation,
            )
        except RlmChatError as error:
            self.tell(error)
            return
        await self.transcript.note(kept_note(kept))
        self.noted()
        self.learned()
        if kept.conflict is not None:
            await self.decide(kept.conflict)
        if answer.regenerate:
            self.regenerate(view)
        else:
            self.prompt.focus()

    @work(group="dialog")
    async def edit_answer(self, view: AnswerMessage) -> None:
        """The person rewrites an answer; what they change is learned, if they want that."""
        from rlmchat.screens.edit_answer import EditAnswer

        if view.message is None or self.session is None:
            return
        if self.busy:
            self.tell("An answer is being written. Stop it with esc first.")
            return
        result = await self.ask(EditAnswer(view.message.text, learning=self.session.learning))
        if result is None:
            return
        try:
            edited = await self.session.edit_answer(view.message.id, result.text, learn=result.learn)
        except RlmChatError as error:
            self.tell(error)
            return
        await view.show(edited.message)
        await self.tell_kept(edited.kept)
        self.prompt.focus()

    async def tell_kept(self, kept: Sequence[Kept]) -> None:
        """What was learned, or is asked, outside of a turn."""
        from rlmchat.screens.notes import kept_note

        for one in kept:
            await self.transcript.note(kept_note(one))
        self.noted()
        self.learned()
        for one in kept:
            if one.conflict is not None:
                await self.decide(one.conflict)

    def regenerate(self, view: AnswerMessage) -> None:
        """Another answer; the old one is kept, hidden."""
        if view.message is None or self.session is None:
            return
        if self.busy:
            self.tell("An answer is being written. Stop it with esc first.")
            return
        message_id = view.message.id
        self.prompt.focus()
        self._again(message_id)

    @work(group="dialog")
    async def _again(self, message_id: MessageId) -> None:
        await self.transcript.drop([message_id])
        self.run_turn(lambda session: session.regenerate(message_id))

    # What corrections did.

    @work(group="dialog")
    async def show_diff(self, view: AnswerMessage) -> None:
        """Before and after, word by word."""
        from rlmchat.screens.diff import DiffScreen

        message = view.message
        if message is None or message.draft is None:
            return
        changed = bool(message.applied) or message.edited
        before, after = (message.draft, message.text) if changed else (message.text, message.draft)
        title = "What you changed" if message.edited else "What the correction changed"
        screen = DiffScreen(before, after, title, can_put_back=changed)
        if await self.ask(screen) == "put_back":
            self.swap(view)

    @work(group="dialog")
    async def swap(self, view: AnswerMessage) -> None:
        """The original back, or the corrected text again."""
        if self.session is None or view.message is None or view.message.draft is None:
            return
        try:
            if view.message.applied or view.message.edited:
                message = await self.session.put_back(view.message.id)
            else:
                message = await self.session.put_changed(view.message.id)
        except RlmChatError as error:
            self.tell(error)
            return
        await view.show(message)
        self.noted()
        self.learned()

    @work(group="dialog")
    async def show_why(self, view: AnswerMessage) -> None:
        """Which corrections were considered, and with which weight."""
        from rlmchat.screens.why import WhyScreen

        if self.session is None or view.message is None:
            return
        try:
            recall = await self.session.recall_of(view.message.id)
        except RlmChatError as error:
            self.tell(error)
            return
        if recall is not None:
            recall = await self._with_left_out(recall, view.message.created_at)
        await self.ask(WhyScreen(recall, view.message.applied, view.broken))

    async def _with_left_out(self, recall: Recall, at: datetime) -> Recall:
        """With what recall had no reason to look at: muted, replaced, without room."""
        from rlmchat.learning.left_out import explained

        chat = self.session.chat if self.session else None
        services = self.services
        where = {"chat_id": chat.id, "project": chat.project} if chat else {"chat_id": "", "project": ""}
        try:
            return await explained(services.memory, recall, **where, now=services.clock(), at=at)
        except RlmChatError as error:
            self.tell(error)
            return recall

    # Own messages.

    def edit(self, view: UserMessage) -> None:
        """The text goes to the prompt; sending it goes on from there."""
        if view.message is not None and not self.busy:
            self.editing = view.message.id
            self.prompt.put(view.message.text)
            self.prompt.focus()
            self.tell("Enter goes on from here with the new text; esc leaves it as it was.", bad=False)

    editing: MessageId | None = None
    """The message that the prompt's text will replace."""

    def fork(self, message_id: MessageId | None) -> object:
        """Go on in a copy of the chat; the screen says how."""
        raise NotImplementedError

    def learned(self) -> None:
        """The corrections changed: what shows them must look again."""

    # What the model decided in the background.

    def decided(self, record: Correction) -> None:
        """The note that asked about it says what became of it; without one the lists do."""
        self._decided[record.id] = record
        self.show_decided()
        self.learned()

    def show_decided(self) -> None:
        """Bring the notes up to date: a quick model decides before its question stands on the screen."""
        for line in self.transcript.query(NoteLine):
            if record := self._decided.pop(line.note.subject, None):
                from rlmchat.screens.notes import decided_note

                line.show(decided_note(record))
                self.noted()

    # Notes.

    @on(NoteLine.Answered)
    def _answered(self, event: NoteLine.Answered) -> None:
        event.stop()
        self.answer_note(event.note, event.letter)

    @work(group="note")
    async def answer_note(self, line: NoteLine, letter: str) -> None:
        """A letter of a note was chosen."""
        if letter == "r":
            self.retry()
            return
        try:
            await self._answer_note(line, letter)
        except RlmChatError as error:
            self.tell(error)
        if line.has_focus:
            self.prompt.focus()
        self.noted()
        self.learned()

    async def _answer_note(self, line: NoteLine, letter: str) -> None:
        from rlmchat.screens.notes import learned_note, refused_note, undone_note

        memory, subject = self.services.memory, line.note.subject
        if letter == "y":
            line.show(learned_note(await memory.accept(subject)))
        elif letter == "n":
            await memory.reject(subject)
            line.show(refused_note())
        elif letter == "z":
            record = await memory.get(subject)
            await memory.undo(subject)
            line.show(undone_note(record.rule))
        elif letter == "e":
            await self._edit_note(line)

    async def _edit_note(self, line: NoteLine) -> None:
        from rlmchat.screens.notes import learned_note

        memory, subject = self.services.memory, line.note.subject
        pending = [one for one in await memory.conflicts() if subject in (one.newer.id, one.older.id)]
        if pending:
            await self.decide(pending[0])
            return
        edited = await self.edit_correction(await memory.get(subject))
        if edited is not None:
            # Who puts it into their own words wants it learned.
            line.show(learned_note(await memory.accept(edited.id)))

    async def edit_correction(self, record: Correction) -> Correction | None:
        """All fields of a record in a dialog; the changed record, or None."""
        from rlmchat.screens.edit_correction import EditCorrection

        fields = await self.ask(EditCorrection(record))
        return await self.services.memory.edit(record.id, **fields) if fields else None

    async def decide(self, conflict: Conflict) -> None:
        """Two records disagree: ask which holds."""
        from rlmchat.screens.conflict import ConflictDialog

        keep = await self.ask(ConflictDialog(conflict, self.services.history))
        if keep:
            await self.services.memory.resolve(conflict, keep)
            self.learned()

    def retry(self) -> None:
        """Send the failed message again."""
        if self.session is None or self.busy or not self.session.messages:
            return
        if self.prompt.whole == self.session.messages[-1].text:
            self.prompt.put("")
        self.prompt.focus()
        self.run_turn(lambda session: session.retry())


def _question(messages: Sequence[Message], answer: Message) -> str:
    """What an answer answers."""
    said = ""
    for message in messages:
        if message.id == answer.id:
            break
        if message.role is Role.USER:
            said = message.text
    return said
