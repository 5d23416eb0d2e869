"""What panel, browser and dialogs look like: two sizes, a dark and a light theme."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from rlmchat.chat.services import Services
from rlmchat.conversation import Message, MessageId, Role
from rlmchat.learning.kept import Conflict
from rlmchat.learning.recall import Lesson, Recall
from rlmchat.screens.conflict import ConflictDialog
from rlmchat.screens.corrections import CorrectionsScreen
from rlmchat.screens.diff import DiffScreen
from rlmchat.screens.edit_correction import EditCorrection
from rlmchat.screens.flag import FlagDialog
from rlmchat.screens.why import WhyScreen
from rlmchat.widgets.corrections_panel import CorrectionsPanel
from tests.widgets.corrections_world import (
    ABROAD,
    CHAT,
    DATES,
    NOW,
    PNPM,
    SPACES,
    SYDNEY,
    TABS,
    World,
    settle,
    small_world,
    utc,  # noqa: F401
)

QUERY = "Which Australian city is the seat of government?"
REST = (
    "\n\nIt was chosen in 1908.\nIt lies inland.\nIt has a lake.\n\n- Parliament sits there.\n- So does the High Court."
)
BEFORE = f"The seat of government is Sydney, in New South Wales.{REST}"
AFTER = f"The seat of government is Canberra, in the Australian Capital Territory.{REST}"
ANSWER = Message(MessageId("a1"), CHAT, Role.ASSISTANT, AFTER, NOW, lessons=(SYDNEY.id, DATES.id), applied=(SYDNEY.id,))


def panel(services: Services) -> CorrectionsPanel:
    made = CorrectionsPanel(services, chat_id=CHAT)
    made.show_answer(ANSWER)
    return made


def why(_: Services) -> WhyScreen:
    used = Lesson(SYDNEY, 0.93, 0.91, 0.99, 0.87, 1.2, False, ("situation", "keywords"))
    standing = Lesson(DATES, 0.88, 1.0, 0.88, 1.0, 1.0, True, ("standing",))
    left = [
        Lesson(record, 0.31, 0.4, record.confidence, 0.97, 1.0, False, ("rule",), "below the threshold of .60")
        for record in (PNPM, ABROAD)
    ]
    return WhyScreen(Recall(QUERY, (used, standing), tuple(left), 3.2), (SYDNEY.id,))


LOOKS: dict[str, Callable[[Services], Any]] = {
    "panel": panel,
    "browser": CorrectionsScreen,
    "flag": lambda _: FlagDialog(BEFORE, QUERY),
    "diff": lambda _: DiffScreen(BEFORE, AFTER, "What the correction changed"),
    "conflict": lambda services: ConflictDialog(Conflict(SPACES, TABS, "indentation"), services.history),
    "why": why,
    "edit": lambda _: EditCorrection(SYDNEY),
}


async def ready(pilot: Pilot[Any]) -> None:
    await settle(pilot)
    for shown in pilot.app.screen.query(CorrectionsPanel):
        shown.focus()
    await settle(pilot)


@pytest.mark.parametrize("theme", ["rlmchat-dark", "rlmchat-light"])
@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["wide", "narrow"])
@pytest.mark.parametrize("look", LOOKS)
def test_look(snap_compare: Any, tmp_path: Path, look: str, size: tuple[int, int], theme: str) -> None:
    services = asyncio.run(small_world(tmp_path))
    app = World(lambda: LOOKS[look](services), theme)
    assert snap_compare(app, terminal_size=size, run_before=ready)
