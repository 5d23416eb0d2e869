"""A chat on a screen: typing, waiting, and reading what is shown."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from rlmchat.app import RlmChat
from rlmchat.screens.chat import ChatScreen
from rlmchat.settings import Settings
from tests.fakes.session import Answer, ScriptedServices

WIDE = (120, 40)
SMALL = (80, 24)
PATIENCE = 60.0
"""Seconds until a test gives up, enough for a machine that does something else half of the time."""


@asynccontextmanager
async def chatting(services: Any, size: tuple[int, int] = WIDE, **more: Any) -> AsyncIterator[Pilot[None]]:
    app = RlmChat(services, **{"first_run": False, **more})
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: chat(pilot).session is not None)
        await pilot.pause()
        yield pilot


def world(tmp_path: Path, *script: Answer, **settings: Any) -> ScriptedServices:
    """Services that answer by a script, with the usual settings but for those named."""
    return ScriptedServices(tmp_path, list(script), replace(Settings(), **settings))


def chat(pilot: Pilot[Any]) -> ChatScreen:
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, ChatScreen)
    return screen


def shown(app: App[Any] | Pilot[Any]) -> str:
    """The screen as text, line by line."""
    app = app.app if isinstance(app, Pilot) else app
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())


async def until(pilot: Pilot[Any], holds: Callable[[], object]) -> None:
    """Wait for a condition; fail with the screen if it never holds."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise AssertionError("still waiting; the screen shows:\n" + shown(pilot))
        await pilot.pause()
        await asyncio.sleep(0.005)


async def see(pilot: Pilot[Any], *texts: str) -> None:
    """Wait until the screen shows all of these."""
    await until(pilot, lambda: all(text in shown(pilot) for text in texts))


async def see_no(pilot: Pilot[Any], *texts: str) -> None:
    """Wait until the screen shows none of these."""
    await until(pilot, lambda: not any(text in shown(pilot) for text in texts))


async def type_in(pilot: Pilot[Any], text: str) -> None:
    """Type letter by letter into what has the focus."""
    from textual._xterm_parser import XTermParser

    for event in XTermParser(lambda: False).feed(text.replace("\n", "\r")):
        pilot.app._driver.process_message(event)  # type: ignore[union-attr]
    await pilot.pause()


async def say(pilot: Pilot[Any], text: str) -> None:
    """Send a message and wait for the answer's end."""
    await type_in(pilot, text)
    await pilot.press("enter")
    await idle(pilot)


async def idle(pilot: Pilot[Any]) -> None:
    """Wait until nothing is being written."""
    await pilot.pause()
    await until(pilot, lambda: not chat(pilot).busy and not len(chat(pilot).queue))
    await pilot.pause()
