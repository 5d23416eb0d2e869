"""The first paint needs little: what is imported for it, and what waits."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

from rlmchat.screens.start import Start
from rlmchat.settings import Settings
from tests.fakes.session import ScriptedServices
from tests.screens.chat_world import chat, chatting, see, shown, type_in, until

HEAVY = (
    "numpy",
    "litellm",
    "chromadb",
    "wordllama",
    "sqlite3",
    "markdown_it",
    "pygments",
    "rlmchat.chat.session",
    "rlmchat.chat.events",
    "rlmchat.learning.memory",
    "rlmchat.learning.detector",
    "rlmchat.widgets.corrections_panel",
    "rlmchat.screens.corrections",
    "rlmchat.screens.settings",
    "textual.widgets._markdown",
)


def test_importing_the_app_loads_nothing_heavy() -> None:
    code = "import sys, rlmchat.app; print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in HEAVY if name in loaded] == []


async def test_keys_are_taken_before_anything_is_connected(tmp_path: Path) -> None:
    services = ScriptedServices(tmp_path)
    gate = threading.Event()

    def connect() -> ScriptedServices:
        gate.wait(30)
        return services

    start = Start(Settings(), services.locations, "openai/gpt-4o-mini", connect)  # type: ignore[arg-type]
    from rlmchat.app import RlmChat

    app = RlmChat(start, first_run=False)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await see(pilot, "Message…", "gpt-4o-mini")
        await type_in(pilot, "too early\n")
        await see(pilot, "queued · too early")
        await type_in(pilot, "next")
        assert chat(pilot).prompt.text == "next"
        gate.set()
        await see(pilot, "All right.")
        assert services.session is not None
        assert services.session.sent == ["too early"]
        assert "queued" not in shown(pilot)


async def test_a_panel_can_be_open_from_the_start(tmp_path: Path) -> None:
    from dataclasses import replace

    settings = replace(Settings(), look=replace(Settings().look, panel=True))
    async with chatting(ScriptedServices(tmp_path, settings=settings)) as pilot:
        await until(pilot, lambda: chat(pilot).query("CorrectionsPanel"))
        assert pilot.app.focused is chat(pilot).prompt
