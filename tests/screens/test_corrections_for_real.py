"""The browser on what really stores: SQLite and Chroma, opened, changed, closed, and opened again."""

from __future__ import annotations

from pathlib import Path

from rlmchat.adapters.chroma_index import ChromaIndex
from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_history import SqliteHistory
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.chat.services import Services
from rlmchat.conversation import Chat, ChatId
from rlmchat.learning.correction import NewCorrection, Status
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import Find
from rlmchat.screens.corrections import CorrectionsScreen
from rlmchat.settings import LearningSettings
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.services import fake_services
from tests.widgets.corrections_world import NOW, World, services_with, settle, text_of

QUERY = "Which Australian city is the seat of government?"


class Opened:
    """Services on a real home."""

    def __init__(self, home: Path) -> None:
        self.home = home

    async def __aenter__(self) -> Services:
        self.database = Database(self.home / "rlmchat.db", self.home / "backups")
        await self.database.open()
        self.memory = Memory(
            SqliteLedger(self.database), ChromaIndex(self.home / "chroma"), FakeEmbedder(), LearningSettings()
        )
        await self.memory.open()
        return services_with(self.memory, self.home, SqliteHistory(self.database))

    async def __aexit__(self, *_: object) -> None:
        await self.memory.aclose()
        await self.database.aclose()


async def test_what_is_done_in_the_browser_is_there_in_the_next_run(tmp_path: Path) -> None:
    async with Opened(tmp_path) as services:
        chat = ChatId("01939393-0000-7000-8000-000000000001")
        await services.history.save_chat(Chat(chat, "Capitals and coasts", NOW, NOW))
        said = [
            NewCorrection("Canberra", original="Sydney", query=QUERY, session_id=chat),
            NewCorrection("dates as YYYY-MM-DD", standing=True, session_id=chat),
            NewCorrection("pnpm", original="npm", query="How do I install the packages?", session_id=chat),
        ]
        ids = [(await services.memory.keep(new)).correction.id for new in said]
        app = World(lambda: CorrectionsScreen(services))
        async with app.run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            await pilot.press("slash", *"canb", "enter")
            await settle(pilot)
            assert "in “Capitals and coasts”" in text_of(app)
            await pilot.press("e", *["backspace"] * 8, *"Perth", "enter")
            await settle(pilot)
            assert "✓ changed: Sydney → Perth" in text_of(app)
            await pilot.press("escape")
            await settle(pilot)
            await pilot.press("slash", *"pnpm", "enter", "delete")
            await settle(pilot)
            assert "✓ deleted: npm → pnpm" in text_of(app)
        recall = await services.memory.recall(QUERY, threshold=0)
        assert "Perth" in [lesson.correction.corrected_output for lesson in recall.lessons]

    async with Opened(tmp_path) as services:
        assert (await services.memory.get(ids[0])).corrected_output == "Perth"
        assert (await services.memory.get(ids[2])).status is Status.DELETED
        app = World(lambda: CorrectionsScreen(services))
        async with app.run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            assert "Corrections  2" in text_of(app)
            services_find = await services.memory.find(Find(text="perth"))
            assert [record.id for record in services_find] == [ids[0]]
            await pilot.press("slash", *"perth", "enter", "z")
            await settle(pilot)
            assert "taken back: edited" in text_of(app)
        recall = await services.memory.recall(QUERY, threshold=0)
        assert "Canberra" in [lesson.correction.corrected_output for lesson in recall.lessons]


async def test_the_browser_shows_by_which_other_words_one_is_looked_for(tmp_path: Path) -> None:
    services = fake_services(project=str(tmp_path))
    await services.memory.open()
    kept = await services.memory.keep(NewCorrection("pnpm", original="npm", query="How do I add a library?"))
    await services.memory.phrase(kept.correction, ["With what are dependencies fetched?"])
    app = World(lambda: CorrectionsScreen(services))
    async with app.run_test(size=(120, 40)) as pilot:
        for _ in range(40):
            await settle(pilot)
            if "by a model" in text_of(app):
                break
        text = text_of(app)
        assert "package manager" in text
        assert "by a model: With what are dependencies fetched?" in text
