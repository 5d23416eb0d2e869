"""The messages of a chat: only the newest are mounted, the view follows the end until the person scrolls away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.layout import DockArrangeResult
from textual.message import Message as TextualMessage
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from rlmchat.conversation import Message, MessageId, MessageStatus, Role
from rlmchat.widgets.bindings import bindings
from rlmchat.widgets.keys import TRANSCRIPT
from rlmchat.widgets.message_view import AnswerMessage, MessageView, UserMessage
from rlmchat.widgets.note_line import Note, NoteLine

WINDOW = 30
"""Most messages mounted when a chat is opened, and added by "load earlier"."""
WINDOW_CHARACTERS = 40_000
"""The same in characters, for chats with long answers."""
MOST_MOUNTED = 50
"""Messages after which the oldest are unmounted again while the chat goes on."""


class LoadEarlier(Static):
    """Says how many messages lie above; a click brings some back."""

    DEFAULT_CSS = """
    LoadEarlier { color: $dim; padding-left: 8; margin-bottom: 1; height: 1;  }
    """

    def __init__(self) -> None:
        super().__init__()
        self.auto_links = False

    def tell(self, count: int) -> None:
        """How many there are."""
        text = f"↑ {count:,} earlier message{'s' if count != 1 else ''} · load"
        self.update(Content(text).stylize(Style.from_meta({"@click": "load"})))

    def action_load(self) -> None:
        """Bring some back."""
        self.post_message(Transcript.EarlierWanted())


class Transcript(VerticalScroll, can_focus=False):
    """Messages and notes, in order."""

    BINDINGS: ClassVar = bindings(TRANSCRIPT)
    DEFAULT_CSS = """
    Transcript { height: 1fr; width: 1fr; padding: 1 0 0 0; scrollbar-size-vertical: 1; }
    """

    class EarlierWanted(TextualMessage):
        """The person wants to see what lies above."""

    class Left(TextualMessage):
        """The person moved past the last message."""

    _following = False
    _fits = True

    def __init__(self) -> None:
        super().__init__()
        self._earlier: list[Message] = []

    @property
    def earlier(self) -> int:
        """How many messages lie above, unmounted."""
        return len(self._earlier)

    # Textual follows the end by scrolling so that the last line is the bottom line: a chat that is shorter than the
    # view would hang at its bottom. So nothing is followed while all of it fits.

    def arrange(self, size: Size, optimal: bool = False) -> DockArrangeResult:
        """Lay out, and see whether everything fits."""
        result = super().arrange(size, optimal)
        self._fits = result.spatial_map.total_region.bottom <= size.height
        return result

    @property
    def _anchored(self) -> bool:
        return self._following and not self._fits

    @_anchored.setter
    def _anchored(self, value: bool) -> None:
        self._following = value

    def on_mount(self) -> None:
        """Follow the end."""
        self.anchor()

    async def show(self, messages: Sequence[Message], empty: Widget | None = None) -> None:
        """A whole chat: its newest messages, or a word about an empty one."""
        at = _window(messages)
        self._earlier = list(messages[:at])
        widgets: list[Widget] = [_view(message) for message in messages[at:]]
        if empty is not None and not messages:
            widgets = [empty]
        with self.app.batch_update():
            await self.remove_children()
            await self.mount_all([*self._head(), *widgets])
        self.anchor()

    async def add(self, widget: Widget) -> None:
        """One more at the end."""
        await self.query(".empty").remove()
        await self.mount(widget)
        self._forget_lines()
        await self._forget_oldest()

    async def load_earlier(self) -> None:
        """Mount some of what lies above; the view stays where it is."""
        if not self._earlier:
            return
        at = _window(self._earlier)
        back, self._earlier = self._earlier[at:], self._earlier[:at]
        first = next(iter(self.query_children(MessageView)), None)
        await self.query_children(LoadEarlier).remove()
        await self.mount_all([*self._head(), *(_view(message) for message in back)], before=0)
        if first is not None:
            self.call_after_refresh(first.scroll_visible, animate=False, top=True)

    async def drop(self, ids: Iterable[str]) -> None:
        """Take messages off the screen, and the messages that follow; what was learned stays to be seen."""
        gone = set(ids)
        children = list(self.children)
        at = next((i for i, child in enumerate(children) if _id_of(child) in gone), None)
        if at is not None:
            stays = [child for child in children[at:] if isinstance(child, NoteLine) and child.note.tone == "-good"]
            await self.remove_children([child for child in children[at:] if child not in stays])

    async def clear_failures(self) -> None:
        """Take away the newest failed message and the note on it: what is sent now replaces them."""
        await self.query(".-failed").remove()
        await self.remove_children([note for note in self.query_children(NoteLine) if note.note.tone == "-bad"])

    async def drop_questions(self) -> None:
        """Unanswered questions are gone at the next message; learned ones stay, without their keys."""
        notes = list(self.query_children(NoteLine))
        await self.remove_children([note for note in notes if note.note.tone == "-ask"])

    def mark_failed(self, message: Message) -> None:
        """The person's message got no answer."""
        for view in self.query_children(UserMessage):
            if view.message is not None and view.message.id == message.id:
                view.message = message
                view.add_class("-failed")

    def views(self) -> list[MessageView]:
        """The mounted messages, oldest first."""
        return list(self.query_children(MessageView))

    def last_answer(self) -> AnswerMessage | None:
        """The newest answer that is complete."""
        answers = [view for view in self.query_children(AnswerMessage) if view.message is not None]
        return answers[-1] if answers else None

    def newest_note(self) -> NoteLine | None:
        """The newest note with letters, if no answer to a later message stands below it."""
        for child in reversed(self.children):
            if isinstance(child, NoteLine) and child.letters:
                return child
            if isinstance(child, UserMessage):
                return None
        return None

    async def note(self, note: Note, *, before_answer: bool = False) -> NoteLine:
        """Add a note: at the end, or right under the person's message while the answer below it is on its way."""
        line = NoteLine(note)
        running = [view for view in self.query_children(AnswerMessage) if view.message is None]
        if before_answer and running:
            await self.mount(line, before=running[-1])
        else:
            await self.add(line)
        return line

    def stops(self) -> list[Widget]:
        """What j and k move between."""
        return [child for child in self.children if child.focusable]

    def action_move(self, step: int) -> None:
        """Focus the next or the previous message or note; past the end, back to the prompt."""
        stops = self.stops()
        focused = self.screen.focused
        if focused not in stops:
            return
        at = stops.index(focused) + step
        if at >= len(stops):
            self.post_message(self.Left())
        elif at < 0 and self._earlier:
            self.post_message(self.EarlierWanted())
        elif at >= 0:
            self.focus_on(stops[at])

    def focus_on(self, widget: Widget) -> None:
        """Focus and bring into view."""
        widget.focus(scroll_visible=False)
        self.scroll_to_widget(widget, animate=False)

    def action_first(self) -> None:
        """The oldest mounted."""
        if stops := self.stops():
            self.focus_on(stops[0])
            self.scroll_home(animate=False)

    def action_last(self) -> None:
        """The newest."""
        if stops := self.stops():
            self.focus_on(stops[-1])
            self.scroll_end(animate=False)

    def page(self, pages: int) -> None:
        """Scroll by pages; at the end, follow again."""
        if pages < 0:
            self.scroll_page_up(animate=False)
        else:
            self.scroll_page_down(animate=False)

    def _head(self) -> list[Widget]:
        if not self._earlier:
            return []
        line = LoadEarlier()
        line.tell(len(self._earlier))
        return [line]

    def _forget_lines(self) -> None:
        """What has left the view need not stay drawn."""
        for view in self.views():
            if not view.region.overlaps(self.region):
                view.forget_lines()

    async def _forget_oldest(self) -> None:
        """Keep a long chat light: what lies far above the view can be loaded again."""
        views = self.views()
        if len(views) <= MOST_MOUNTED or not self.is_vertical_scroll_end:
            return
        gone = [view for view in views[: len(views) - WINDOW] if view.message is not None]
        last = self.children.index(gone[-1])
        self._earlier.extend(view.message for view in gone if view.message is not None)
        with self.app.batch_update():
            await self.remove_children(self.children[: last + 1])
            await self.mount_all(self._head(), before=0)


def _id_of(child: Widget) -> MessageId | None:
    return child.message.id if isinstance(child, MessageView) and child.message else None


def _view(message: Message) -> Widget:
    if message.role is Role.USER:
        view = UserMessage(message)
        view.set_class(message.status is MessageStatus.FAILED, "-failed")
        return view
    return AnswerMessage(message)


def _window(messages: Sequence[Message]) -> int:
    """Where the newest stretch of messages begins that is light enough to be mounted at once."""
    room, at = WINDOW_CHARACTERS, len(messages)
    while at > 0 and len(messages) - at < WINDOW and (room > 0 or at == len(messages)):
        at -= 1
        room -= len(messages[at].text)
    return at
