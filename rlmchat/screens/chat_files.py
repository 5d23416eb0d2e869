"""A chat as a file: Markdown for reading, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from rlmchat.conversation import Chat, Message, Role
from rlmchat.errors import UsageError


def file_name(title: str) -> str:
    """A title as the name of a file."""
    kept = "".join(c if c.isalnum() or c in "-_ " else " " for c in title)
    return "-".join(kept.lower().split())[:60] or "chat"


def as_markdown(chat: Chat, messages: Sequence[Message]) -> str:
    """The chat for reading."""
    parts = [f"# {chat.title or 'Chat'}"]
    for message in messages:
        who = "You" if message.role is Role.USER else message.model or "AI"
        parts.append(f"**{who}**\n\n{message.text}")
    return "\n\n".join(parts) + "\n"


def as_json(chat: Chat, messages: Sequence[Message]) -> str:
    """The chat for programs: id, title, times (ISO 8601), model, messages."""
    said = [
        {
            "id": m.id,
            "role": str(m.role),
            "text": m.text,
            "created_at": m.created_at.isoformat(),
            "model": m.model,
            "draft": m.draft,
            "lessons": list(m.lessons),
        }
        for m in messages
    ]
    data = {
        "id": chat.id,
        "title": chat.title,
        "created_at": chat.created_at.isoformat(),
        "updated_at": chat.updated_at.isoformat(),
        "model": chat.model,
        "messages": said,
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def export_file(name: str, chat: Chat, messages: Sequence[Message]) -> Path:
    """Write a chat, in the form that the name's end asks for; never over a file that is there.

    Raises UsageError for a name that is taken, OSError where the file cannot be written.
    """
    path = Path(name).expanduser().absolute()
    if path.exists():
        raise UsageError(f"{path} exists already.", "Choose another name.")
    path.parent.mkdir(parents=True, exist_ok=True)
    write = as_json if path.suffix.lower() == ".json" else as_markdown
    path.write_text(write(chat, messages), encoding="utf-8")
    return path
