"""The corrections panel in the chat: shown, hidden, kept up to date, its dialogs opened."""

from __future__ import annotations

from typing import Any, cast

from textual import work

from rlmchat.errors import NotFoundError, RlmChatError
from rlmchat.learning.correction import Status
from rlmchat.screens.chat_commands import ChatCommands
from rlmchat.widgets.note_line import NoteLine

PANEL = "CorrectionsPanel"


class ChatPanel(ChatCommands):
    """The panel is imported when it is first shown; until then the chat knows it by name only."""

    @work(group="panel")
    async def action_panel(self) -> None:
        """The corrections beside the chat, or over it where there is no room."""
        from rlmchat.widgets.corrections_panel import CorrectionsPanel

        panels = self.query(CorrectionsPanel)
        if panels:
            panels.remove()
            self.prompt.focus()
        elif self.settings.look.linear:
            self.do_forget("")
        else:
            services = await self.connected()
            panel = CorrectionsPanel(services, chat_id=self.session.chat.id if self.session else "")
            await self.query_one("#middle").mount(panel)
            self.learned()

    def action_to_panel(self) -> None:
        """Into the panel, opened if need be; from it, back to the prompt."""
        panels = self.query(PANEL)
        if panels and panels.first().has_focus_within:
            self.prompt.focus()
        elif panels:
            cast(Any, panels.first()).list.focus()
        else:
            self.action_panel()

    def learned(self) -> None:
        """What was learned or what the newest answer is has changed: panel and top line look again."""
        self._count_inbox()
        panel: Any
        self.show_in_panel()
        for panel in self.query(PANEL):
            panel.reload()

    def show_in_panel(self) -> None:
        """The panel speaks of the newest answer."""
        for panel in self.query(PANEL):
            self._tell_panel(panel)

    def _tell_panel(self, panel: Any) -> None:
        if self.session is None:
            return
        panel.show_chat(self.session.chat.id)
        answer = self.transcript.last_answer()
        if answer is not None and answer.message is not None:
            panel.show_answer(answer.message, answer.broken)
        else:
            panel.show_answer(None)

    @work(group="inbox", exclusive=True)
    async def _count_inbox(self) -> None:
        memory = (await self.connected()).memory
        try:
            tally = await memory.tally()
            if not self.standing:
                return
            self.header.tell(inbox=tally.get(Status.TENTATIVE, 0))
            for line in [note for note in self.transcript.query(NoteLine) if "y" in note.letters]:
                await self._ask_no_more(line)
        except RlmChatError:
            # Whoever lists the corrections says what is wrong.
            return

    async def _ask_no_more(self, line: NoteLine) -> None:
        """A question that was answered elsewhere (panel, browser, another window) says what became of it."""
        from rlmchat.screens.notes import learned_note, refused_note

        try:
            record = await self.services.memory.get(line.note.subject)
        except NotFoundError:
            await line.remove()
        else:
            if record.status is Status.TENTATIVE:
                return
            line.show(learned_note(record) if record.status is Status.ACTIVE else refused_note())
        self.noted()

    def on_corrections_changed(self) -> None:
        """The panel changed something."""
        self._count_inbox()

    # What the panel asks for.

    def on_corrections_desk_edit_asked(self, event: Any) -> None:
        """Edit all fields of a correction."""
        from rlmchat.screens.edit_correction import EditCorrection

        event.stop()
        self.app.push_screen(EditCorrection(event.record), event.desk.save)

    def on_corrections_desk_new_asked(self, event: Any) -> None:
        """Write a correction by hand."""
        from rlmchat.screens.edit_correction import EditCorrection

        event.stop()
        self.app.push_screen(EditCorrection(), event.desk.add)

    def on_corrections_desk_conflict_asked(self, event: Any) -> None:
        """Decide between two."""
        from rlmchat.screens.conflict import ConflictDialog

        event.stop()
        conflict = event.conflict
        self.app.push_screen(
            ConflictDialog(conflict, self.services.history), lambda keep: event.desk.resolve(conflict, keep)
        )
