"""How the chat looks: two sizes, two themes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from rlmchat.app import RlmChat
from rlmchat.conversation import Chat, ChatId
from rlmchat.errors import ModelUnavailable
from rlmchat.learning.correction import Category, Scope, ScopeKind, Status
from rlmchat.learning.kept import Kept, KeptAs
from rlmchat.settings import LookSettings, Settings
from tests.fakes.session import NOW, Answer, ScriptedServices, correction
from tests.screens.chat_world import SMALL, WIDE, chat, idle, say, see, type_in, until

SIZES = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["wide", "small"])
THEMES = pytest.mark.parametrize("theme", ["rlmchat-dark", "rlmchat-light"])

RICH = """\
Understood. The federation was proclaimed on **1901-01-01**.

## What followed

- *Melbourne* hosted the parliament until 1927-05-09
- then `Canberra` took over:
  - the provisional house
  - the permanent one, 1988, with a sentence long enough to be wrapped under its own beginning

```python
def capital(country: str) -> str:
    \"\"\"The seat of government.\"\"\"
    return {"Australia": "Canberra"}[country]
```

| city      | since |
|-----------|-------|
| Melbourne | 1901  |
| Canberra  | 1927  |

> A quotation, short. See [the source](https://example.org).
"""


def world(home: Path, theme: str, *script: Answer) -> ScriptedServices:
    services = ScriptedServices(home, list(script), replace(Settings(), look=replace(LookSettings(), theme=theme)))
    # Where config.toml lies is shown in the settings, and must be the same in every run.
    services.locations = replace(services.locations, config_dir=Path("/home/me/.config/rlmchat"))
    for days, (title, count) in enumerate(
        [("Capitals and coasts", 6), ("Bread", 2), ("Why is my queue never drained?", 14)]
    ):
        at = NOW - timedelta(days=days)
        services.history.kept[title] = Chat(
            ChatId(title), title, at, at, model="openai/gpt-4o-mini", message_count=count
        )
    return services


def learning() -> tuple[Answer, ...]:
    dates = correction(
        "d1", "", "dates as YYYY-MM-DD", category=Category.STYLE, scope=Scope(ScopeKind.EVERYWHERE), standing=True
    )
    return (
        Answer(
            "The seat of government is **Canberra**, in the Australian Capital Territory.",
            lessons=[correction()],
            draft="The seat of government is **Sydney**.",
            applied=["c1"],
        ),
        Answer(
            "Understood. The federation was proclaimed on 1901-01-01.", kept=Kept(dates, KeptAs.NEW), lessons=[dates]
        ),
        Answer(
            "Parliament moved in 1927.",
            kept=Kept(correction("t", "", "shorter", status=Status.TENTATIVE), KeptAs.TENTATIVE),
        ),
    )


@pytest.fixture
def looks(snap_compare: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., bool]:
    monkeypatch.setenv("TZ", "UTC")

    def compare(
        size: tuple[int, int],
        theme: str,
        *script: Answer,
        doing: Callable[[Pilot[Any]], Awaitable[None]],
        first_run: bool = False,
    ) -> bool:
        services = world(tmp_path, theme, *script)
        app = RlmChat(services, first_run=first_run)  # type: ignore[arg-type]

        async def before(pilot: Pilot[Any]) -> None:
            await until(pilot, lambda: chat(pilot).session is not None)
            await doing(pilot)
            await pilot.pause()

        return bool(snap_compare(app, terminal_size=size, run_before=before))

    return compare


@SIZES
@THEMES
def test_empty(looks: Callable[..., bool], size: tuple[int, int], theme: str) -> None:
    async def doing(pilot: Pilot[Any]) -> None:
        await see(pilot, "Ask anything.")

    assert looks(size, theme, doing=doing)


@SIZES
@THEMES
def test_learning_in_a_chat(looks: Callable[..., bool], size: tuple[int, int], theme: str) -> None:
    async def doing(pilot: Pilot[Any]) -> None:
        await say(pilot, "Which Australian city is the seat of government?")
        await say(pilot, "no, write dates as 2026-11-20")
        await say(pilot, "shorter")
        await pilot.press("tab", "k", "k", "k", "k", "k")

    assert looks(size, theme, *learning(), doing=doing)


@SIZES
@THEMES
def test_editing_an_answer(looks: Callable[..., bool], size: tuple[int, int], theme: str) -> None:
    async def doing(pilot: Pilot[Any]) -> None:
        await say(pilot, "Which Australian city is the seat of government?")
        await pilot.press("escape", "e")
        await see(pilot, "Edit the answer")
        pilot.app.screen.query_one(TextArea).load_text("The seat of government is **Canberra**, since 1913.")
        await see(pilot, "Sydney → Canberra")

    assert looks(size, theme, Answer("The seat of government is **Sydney**, since 1913."), doing=doing)


@SIZES
@THEMES
def test_markdown(looks: Callable[..., bool], size: tuple[int, int], theme: str) -> None:
    async def doing(pilot: Pilot[Any]) -> None:
        await say(pilot, "and [what] followed?")

    assert looks(size, theme, Answer(RICH), doing=doing)


@SIZES
@THEMES
def test_failure(looks: Callable[..., bool], size: tuple[int, int], theme: str) -> None:
    error = ModelUnavailable("The server at 127.0.0.1:8080 does not answer.", "Is it running?")

    async def doing(pilot: Pilot[Any]) -> None:
        await say(pilot, "Hello?")

    assert looks(size, theme, Answer(error=error), doing=doing)


@SIZES
@THEMES
def test_help(looks: Callable[..., bool], size: tuple[int, int], theme: str) -> None:
    async def doing(pilot: Pilot[Any]) -> None:
        await pilot.press("f1")
        await see(pilot, "Keys and commands")

    assert looks(size, theme, doing=doing)


@SIZES
@THEMES
def test_settings(looks: Callable[..., bool], size: tuple[int, int], theme: str) -> None:
    async def doing(pilot: Pilot[Any]) -> None:
        await pilot.press("f2")
        await see(pilot, "Model of new chats")

    assert looks(size, theme, doing=doing)


@SIZES
@THEMES
def test_chats(looks: Callable[..., bool], size: tuple[int, int], theme: str) -> None:
    async def doing(pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+s")
        await see(pilot, "Capitals and coasts")

    assert looks(size, theme, doing=doing)


@SIZES
@THEMES
def test_models(looks: Callable[..., bool], size: tuple[int, int], theme: str) -> None:
    async def doing(pilot: Pilot[Any]) -> None:
        await pilot.press("ctrl+l")
        await see(pilot, "anthropic/claude")

    assert looks(size, theme, doing=doing)


@SIZES
@THEMES
def test_commands_and_a_queue(looks: Callable[..., bool], size: tuple[int, int], theme: str) -> None:
    import asyncio

    async def doing(pilot: Pilot[Any]) -> None:
        await type_in(pilot, "one\n")
        await type_in(pilot, "two\n")
        await see(pilot, "queued · two", "half an answer")
        await type_in(pilot, "/re")
        await see(pilot, "/remember")

    assert looks(size, theme, Answer(pieces=["half an answer", "never"], gate=asyncio.Event()), doing=doing)


@SIZES
@THEMES
def test_welcome(looks: Callable[..., bool], size: tuple[int, int], theme: str) -> None:
    async def doing(pilot: Pilot[Any]) -> None:
        await see(pilot, "1 of 3 · model", "anthropic")
        await pilot.press("s")
        await see(pilot, "2 of 3 · learning")

    assert looks(size, theme, doing=doing, first_run=True)


@SIZES
def test_the_demo_after_the_welcome(looks: Callable[..., bool], size: tuple[int, int]) -> None:
    async def doing(pilot: Pilot[Any]) -> None:
        for step in "123":
            await see(pilot, f"{step} of 3")
            await pilot.press("s")
        await see(pilot, "Tell it that it is wrong.")
        await idle(pilot)

    assert looks(size, "rlmchat-dark", Answer("The capital of Australia is Sydney."), doing=doing, first_run=True)
