"""The running program as app and commands see it: the environment of turns, and the way to a chat."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rlmchat.chat.environment import Environment
from rlmchat.chat.session import ChatSession
from rlmchat.conversation import Chat, ChatId
from rlmchat.errors import NotFoundError
from rlmchat.locations import project_root


@dataclass
class Services(Environment):
    """The running parts of one rlmchat. Made by `bootstrap.build`; tests make their own from fakes."""

    async def open_chat(
        self, chat_id: str | None = None, *, continue_last: bool = False, model: str | None = None
    ) -> ChatSession:
        """A chat to go on with: the named one, the last one, or a new one; raises NotFoundError."""
        await self.open()
        chat = None
        if chat_id:
            chat = await self.history.chat(ChatId(chat_id))
            if chat is None:
                raise NotFoundError(f"There is no chat {chat_id}.", "`rlmchat chats list` shows those there are.")
        elif continue_last:
            chat = next(iter(await self.history.chats(limit=1)), None)
        messages = await self.history.messages(chat.id) if chat else []
        chat = chat or self.new_chat(model)
        if model and model != chat.model:
            chat = replace(chat, model=model)
        return ChatSession(self, chat, messages)

    def new_chat(self, model: str | None = None) -> Chat:
        """A chat that is not saved before its first message."""
        now = self.clock()
        return Chat(
            id=ChatId(self.new_id()),
            title="",
            created_at=now,
            updated_at=now,
            model=model or self.default_model,
            project=str(self.project or project_root()),
        )
