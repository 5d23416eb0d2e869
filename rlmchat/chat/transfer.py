"""Chats as files: Markdown for reading, JSON for programs and backups, and what other programs export."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from rlmchat.conversation import Chat, ChatId, Message, MessageId, MessageStatus, Role, Usage

CUT = (MessageStatus.PARTIAL, MessageStatus.STREAMING)
VERSION = 1
"""Of our own JSON form."""


@dataclass(frozen=True, slots=True)
class Imported:
    """One chat from a file."""

    chat: Chat
    messages: tuple[Message, ...]


def to_markdown(chat: Chat, messages: Sequence[Message], *, local: bool = False) -> str:
    """The chat for reading: what it shows, one heading a message; its times in UTC, for a file may travel, or local."""
    parts = [f"# {chat.title or 'Chat'}"]
    for message in messages:
        who = "You" if message.role is Role.USER else message.model or str(message.role).capitalize()
        files = f"\n\n*with {', '.join(message.attachments)}*" if message.attachments else ""
        cut = "\n\n*stopped*" if message.status in CUT else ""
        text = f"{message.text.strip()}{cut}{files}".strip()
        parts.append(f"## {who}, {_minute(message.created_at, local=local)}\n\n{text}")
    return "\n\n".join(parts) + "\n"


def _minute(moment: datetime, *, local: bool) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if local else f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def to_dict(chat: Chat, messages: Sequence[Message]) -> dict[str, Any]:
    """The chat as plain JSON types, complete enough to be imported again; times in ISO 8601."""
    return {
        "rlmchat": VERSION,
        **chat_dict(chat),
        "messages": [message_dict(message) for message in messages],
    }


def chat_dict(chat: Chat) -> dict[str, Any]:
    """A chat without its messages."""
    return {
        "id": chat.id,
        "title": chat.title,
        "created_at": chat.created_at.isoformat(),
        "updated_at": chat.updated_at.isoformat(),
        "model": chat.model,
        "project": chat.project,
        "deleted_at": chat.deleted_at.isoformat() if chat.deleted_at else None,
        "message_count": chat.message_count,
    }


def message_dict(message: Message) -> dict[str, Any]:
    """One message."""
    usage = message.usage
    return {
        "id": message.id,
        "role": str(message.role),
        "text": message.text,
        "created_at": message.created_at.isoformat(),
        "status": str(message.status),
        "model": message.model,
        "draft": message.draft,
        "lessons": list(message.lessons),
        "applied": list(message.applied),
        "usage": [usage.prompt_tokens, usage.completion_tokens, usage.cost] if usage else None,
        "parent_id": message.parent_id,
        "hidden": message.hidden,
        "attachments": list(message.attachments),
        "edited": message.edited,
    }


def from_json(text: str, now: datetime) -> list[Imported]:
    """The chats of a file: our own form (one chat, a list, or JSON lines), or ChatGPT's `conversations.json`.

    Chats without a message are left out. Raises ValueError that says what is wrong, and in which chat.
    """
    found = [_chat(data, number, now) for number, data in enumerate(_documents(text), 1)]
    return [one for one in found if one.messages]


def _documents(text: str) -> list[Any]:
    try:
        data = json.loads(text)
    except RecursionError:
        raise ValueError("this is nested too deep") from None
    except ValueError as error:
        return _json_lines(text, error)
    if isinstance(data, dict) and isinstance(data.get("chats"), list):
        data = data["chats"]
    return data if isinstance(data, list) else [data]


def _json_lines(text: str, error: ValueError) -> list[Any]:
    out = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            out += [json.loads(line)] if line.strip() else []
        except (ValueError, RecursionError):
            raise ValueError(f"line {number}: this is no JSON ({error})") from None
    return out


def _chat(data: Any, number: int, now: datetime) -> Imported:
    try:
        if not isinstance(data, dict):
            raise TypeError("an object in braces is wanted")
        if isinstance(data.get("mapping"), dict):
            return _from_chatgpt(data, now)
        if isinstance(data.get("messages"), list):
            return _from_own(data, now)
    except (TypeError, ValueError, KeyError, AttributeError, OverflowError) as error:
        raise ValueError(f"chat {number}: {_why(error)}") from error
    raise ValueError(f"chat {number}: neither a chat of rlmchat nor one of ChatGPT")


def _why(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


# Our own form.


def _from_own(data: Mapping[str, Any], now: datetime) -> Imported:
    created = _moment(data.get("created_at"), now)
    chat_id = ChatId(_text(data.get("id")) or derived_id(created, json.dumps(data, sort_keys=True)))
    messages = tuple(_own_message(one, chat_id, i, created) for i, one in enumerate(data["messages"], 1))
    chat = Chat(
        id=chat_id,
        title=_text(data.get("title")),
        created_at=created,
        updated_at=_moment(data.get("updated_at"), max((m.created_at for m in messages), default=created)),
        model=_text(data.get("model")),
        project=_text(data.get("project")),
    )
    return Imported(chat, messages)


def _own_message(data: Any, chat_id: ChatId, number: int, default: datetime) -> Message:
    if not isinstance(data, dict):
        raise TypeError(f"message {number}: an object in braces is wanted")
    try:
        created = _moment(data.get("created_at"), default)
        usage = data.get("usage")
        status = MessageStatus(data.get("status") or MessageStatus.COMPLETE)
        return Message(
            id=MessageId(_text(data.get("id")) or derived_id(created, f"{chat_id} {number}")),
            chat_id=chat_id,
            role=Role(data["role"]),
            text=_text(data["text"] if "text" in data else data["content"]),
            created_at=created,
            status=MessageStatus.PARTIAL if status is MessageStatus.STREAMING else status,
            model=_text(data.get("model")),
            draft=None if data.get("draft") is None else _text(data["draft"]),
            lessons=_texts(data.get("lessons")),
            applied=_texts(data.get("applied")),
            usage=Usage(int(usage[0]), int(usage[1]), float(usage[2])) if usage else None,
            parent_id=MessageId(_text(data["parent_id"])) if data.get("parent_id") else None,
            hidden=bool(data.get("hidden")),
            attachments=_texts(data.get("attachments")),
            edited=bool(data.get("edited")),
        )
    except (TypeError, ValueError, KeyError, IndexError) as error:
        raise ValueError(f"message {number}: {_why(error)}") from error


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f"a text is wanted, not {value!r:.40}")
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise TypeError(f"a list of texts is wanted, not {value!r:.40}")
    return tuple(_text(one) for one in value)


def _moment(value: Any, default: datetime) -> datetime:
    """From ISO 8601 or seconds since 1970."""
    if value is None or value == "":
        return default
    if isinstance(value, int | float) and not isinstance(value, bool):
        return datetime.fromtimestamp(value, UTC)
    moment = datetime.fromisoformat(_text(value))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


# ChatGPT's: a tree of messages, of which the branch that ends in `current_node` is what the person sees.


def _from_chatgpt(data: Mapping[str, Any], now: datetime) -> Imported:
    created = _moment(data.get("create_time"), now)
    seed = _text(data.get("conversation_id") or data.get("id") or data.get("title"))
    chat_id = ChatId(derived_id(created, seed))
    messages = tuple(_chatgpt_messages(data, chat_id, created))
    models = [message.model for message in messages if message.model]
    chat = Chat(
        id=chat_id,
        title=_text(data.get("title")),
        created_at=created,
        updated_at=_moment(data.get("update_time"), created),
        model=f"openai/{models[-1]}" if models else "",
    )
    return Imported(chat, messages)


def _chatgpt_messages(data: Mapping[str, Any], chat_id: ChatId, created: datetime) -> Iterator[Message]:
    at = created
    for node_id, node in _branch(data):
        said = node.get("message") or {}
        role = (said.get("author") or {}).get("role")
        text = _chatgpt_text(said.get("content") or {})
        about = said.get("metadata") or {}
        if role not in (Role.USER, Role.ASSISTANT) or not text or about.get("is_visually_hidden_from_conversation"):
            continue
        # Messages without a time follow the one before them.
        at = _moment(said.get("create_time"), at)
        yield Message(
            id=MessageId(derived_id(at, f"{chat_id} {node_id}")),
            chat_id=chat_id,
            role=Role(role),
            text=text,
            created_at=at,
            model=_text(about.get("model_slug")) if role == Role.ASSISTANT else "",
        )


def _branch(data: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    mapping = data["mapping"]
    here = data.get("current_node") or _a_leaf(mapping)
    out: list[tuple[str, Mapping[str, Any]]] = []
    seen: set[str] = set()
    while here in mapping and here not in seen:
        seen.add(here)
        out.append((here, mapping[here]))
        here = mapping[here].get("parent")
    return out[::-1]


def _a_leaf(mapping: Mapping[str, Any]) -> str:
    return next((one for one, node in reversed(list(mapping.items())) if not node.get("children")), "")


def _chatgpt_text(content: Mapping[str, Any]) -> str:
    kind = content.get("content_type")
    if kind in ("text", "multimodal_text"):
        return "\n\n".join(_text(part) for part in content.get("parts") or () if isinstance(part, str)).strip()
    return f"```\n{_text(content.get('text'))}\n```" if kind == "code" and content.get("text") else ""


def derived_id(when: datetime, seed: str) -> str:
    """A UUIDv7 that sorts by `when` and is the same for the same seed, so that importing twice makes no copies."""
    noise = int.from_bytes(hashlib.sha256(seed.encode("utf-8", "replace")).digest()[:10], "big")
    stamp = max(0, int(when.timestamp() * 1000)) & (1 << 48) - 1
    return str(UUID(int=stamp << 80 | 0x7 << 76 | (noise >> 62 & 0xFFF) << 64 | 0b10 << 62 | noise & (1 << 62) - 1))
