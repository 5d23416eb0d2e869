"""All that is known of one correction, field by field, with links to those it replaced or was replaced by."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from rlmchat.chat.services import Services
from rlmchat.conversation import ChatId
from rlmchat.errors import NotFoundError, RlmChatError
from rlmchat.learning.correction import Correction, Outcome, Revision
from rlmchat.learning.signals import Signal
from rlmchat.widgets import correction_facts as facts
from rlmchat.widgets.correction_rows import gist, name_of
from rlmchat.widgets.fact_sheet import Fact, FactSheet
from rlmchat.widgets.plain_text import one_line

SETTLE = 0.05
"""Seconds that one must stay chosen before its history is read: moving through the list stays cheap."""


@dataclass(frozen=True, slots=True)
class Background:
    """What stands not in the record itself; the default is what is known before it was looked up."""

    chat: str = ""
    """Title of the chat in which it was said."""
    steps: Sequence[Revision] | None = None
    outcomes: Sequence[Outcome] | None = None
    replaces: Sequence[Correction] = ()
    replaced_by: Correction | None = None
    merged: Sequence[Correction] = ()
    signals: Sequence[Signal] = ()
    """Weak signs about the matter that it came from."""
    phrasings: Sequence[str] = ()
    """In which other words a model says that it may be asked for."""
    trouble: str = ""
    """Why it could not be looked up."""

    @property
    def names(self) -> dict[str, str]:
        """The other corrections in few words, by id."""
        others = (*self.replaces, *self.merged, *((self.replaced_by,) if self.replaced_by else ()))
        return {other.id: name_of(other) for other in others}


def facts_of(record: Correction, known: Background, now: datetime) -> tuple[Fact, ...]:
    """All that is known, most important first."""
    return (
        Fact("instead of", record.original_output),
        Fact("do", record.corrected_output, style="bold"),
        Fact("when", facts.situation(record), gap=True),
        Fact("because", record.explanation),
        Fact("sought by", facts.sought(record, known.phrasings)),
        Fact("said", facts.said(record, known.chat)),
        Fact("holds", facts.validity(record)),
        Fact("kind", facts.nature(record)),
        Fact("state", facts.state(record, now)),
        Fact("belief", facts.belief_line(record), gap=True),
        Fact("relevance", facts.factors(record, now)),
        Fact("used", facts.used(record)),
        Fact("history", known.trouble or facts.history_lines(known.steps, known.names), gap=True),
        Fact("outcomes", facts.outcome_lines(known.outcomes), gap=True),
        Fact("signals", facts.signs(known.signals, known.outcomes or ()), gap=True),
        Fact("evidence", facts.evidence(record), gap=True),
        Fact("context", "\n\n".join(record.context), gap=True),
    )


class Link(Static, can_focus=True):
    """The rule of another correction; enter or a click goes there."""

    BINDINGS: ClassVar = [Binding("enter,space", "follow", "open", show=False)]
    DEFAULT_CSS = """
    Link { width: 1fr; height: auto; text-style: underline; }
    Link:hover { background: $surface; }
    Link:focus { background: $panel; }
    """

    def __init__(self, record: Correction) -> None:
        old, new = gist(record)
        super().__init__(Content(one_line(f"{old} → {new}" if old else new, 200)))
        self.record = record

    def action_follow(self) -> None:
        """Go there."""
        self.post_message(CorrectionDetail.Linked(self.record))

    def on_click(self) -> None:
        """Go there."""
        self.action_follow()


class CorrectionDetail(VerticalScroll):
    """Shows one correction (`show`)."""

    DEFAULT_CSS = """
    CorrectionDetail { height: 1fr; width: 1fr; padding: 0 1 0 2;
        scrollbar-size-vertical: 1; scrollbar-color: $dim 40%; scrollbar-color-hover: $dim;
        scrollbar-color-active: $accent; scrollbar-background: $background; scrollbar-background-hover: $background;
        scrollbar-background-active: $background; }
    CorrectionDetail > .links { height: auto; width: 1fr; }
    CorrectionDetail > .links > .name { width: 12; color: $dim; }
    CorrectionDetail > .gap { margin-top: 1; }
    """

    class Linked(Message):
        """The person follows a link to another correction."""

        def __init__(self, record: Correction) -> None:
            super().__init__()
            self.record = record

    def __init__(self, services: Services, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._services = services
        self._sheet = FactSheet()
        self.record: Correction | None = None
        """What is shown."""

    def compose(self) -> ComposeResult:
        """The facts; links come below."""
        yield self._sheet

    def show(self, record: Correction | None) -> None:
        """Show a correction: what stands in it at once, its history a moment later."""
        other = self.record is None or record is None or record.id != self.record.id
        self.record = record
        if other:
            self.scroll_home(animate=False)
            self.remove_children(".links")
        if record is None:
            self._sheet.show(())
        else:
            if other:
                self._sheet.show(facts_of(record, Background(), self._services.clock()))
            self._look_up(record)

    @work(exclusive=True, group="correction-detail")
    async def _look_up(self, record: Correction) -> None:
        await asyncio.sleep(SETTLE)
        try:
            known = await self._background(record)
        except RlmChatError as error:
            known = Background(trouble=str(error))
        if self.record is record:
            self._show_background(record, known)

    async def _background(self, record: Correction) -> Background:
        memory = self._services.memory
        chat = await self._services.history.chat(ChatId(record.session_id)) if record.session_id else None
        others = await self._known((*record.supersedes, record.superseded_by))
        merged = await self._known(record.evidence[:20])
        return Background(
            chat=chat.title if chat else "",
            steps=await memory.history(record.id),
            outcomes=await memory.outcomes(record.id),
            signals=await memory.signals_of(record),
            phrasings=await memory.phrasings(record),
            replaces=[other for other in others if other.id != record.superseded_by],
            replaced_by=next((other for other in others if other.id == record.superseded_by), None),
            merged=[other for other in merged if other.id != record.id],
        )

    async def _known(self, ids: Sequence[str]) -> list[Correction]:
        found = []
        for one in filter(None, ids):
            try:
                found.append(await self._services.memory.get(one))
            except NotFoundError:
                # Taken back since: nothing to link to.
                continue
        return found

    def _show_background(self, record: Correction, known: Background) -> None:
        self._sheet.show(facts_of(record, known, self._services.clock()))
        by = [known.replaced_by] if known.replaced_by else []
        self._links((("replaced by", by), ("replaces", known.replaces), ("merged", known.merged)))

    def _links(self, groups: Sequence[tuple[str, Sequence[Correction]]]) -> None:
        self.remove_children(".links")
        rows = [
            Horizontal(Static(label if first else "", classes="name", markup=False), Link(other), classes="links")
            for label, others in groups
            for first, other in [(at == 0, one) for at, one in enumerate(others)]
        ]
        if rows:
            rows[0].add_class("gap")
            self.mount_all(rows)
