"""The one place where doors meet adapters."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import TYPE_CHECKING

from rlmchat.adapters.allocator import give_back, hold_little
from rlmchat.adapters.keys import default_model
from rlmchat.adapters.settings_file import load_settings, save_settings
from rlmchat.errors import ModelError, SettingsError, StoreError
from rlmchat.identifiers import Clock, utc_now
from rlmchat.locations import Locations, locations
from rlmchat.settings import Settings

if TYPE_CHECKING:
    from rlmchat.adapters.litellm_model import LiteLlmModel
    from rlmchat.adapters.model_process import ModelProcess
    from rlmchat.chat.services import Services
    from rlmchat.learning.memory import Memory
    from rlmchat.screens.start import Start

WARM_AFTER = 1.5
"""Seconds after the first paint until what a first turn needs is loaded even though nobody has pressed a key yet."""

Home = str | os.PathLike[str] | None


def start(home: Home = None, *, environ: Mapping[str, str] = os.environ) -> Start:
    """What the app needs for its first paint: settings and the name of a model. The rest is connected after it."""
    from rlmchat.adapters.model_process import ModelProcess
    from rlmchat.screens.start import Start

    places = locations(home)
    settings, problems = _settings(places)
    model = ModelProcess(settings, environ)

    async def early() -> None:
        with suppress(ModelError):
            await model.warm()
        # The rest has been loaded meanwhile: what its imports and parsers have freed goes back to the system.
        give_back()

    return Start(
        settings,
        places,
        default_model(settings, environ),
        connect=lambda: _connect(places, settings, problems, model, environ),
        early=early,
        patience=WARM_AFTER,
    )


def build(home: Home = None, *, environ: Mapping[str, str] = os.environ, clock: Clock = utc_now) -> Services:
    """Everything a command needs for a chat, nothing of it opened or loaded yet.

    The app has LiteLLM in a process of its own, so that its seconds of import never hold up a key; a command does one
    thing and ends, and loads it itself.
    """
    from rlmchat.adapters.litellm_model import LiteLlmModel

    places = locations(home)
    settings, problems = _settings(places)
    return _connect(places, settings, problems, LiteLlmModel(settings, environ), environ, clock)


@asynccontextmanager
async def past(services: Services, held_at: datetime | None, known_at: datetime | None) -> AsyncIterator[Memory]:
    """The memory as it was: what held at one moment, as far as it was known at another (both now, where not given).

    In memory alone, read and thrown away: what is done to it changes nothing. Raises StoreError.
    """
    from rlmchat.adapters.exact_index import ExactIndex
    from rlmchat.adapters.sqlite_db import Database
    from rlmchat.adapters.sqlite_ledger import SqliteLedger
    from rlmchat.learning.correction import Action
    from rlmchat.learning.memory import Memory
    from rlmchat.learning.past import in_force
    from rlmchat.learning.ports import Change

    at = held_at or services.clock()
    records = await services.memory.as_of(at, known_at)
    database = Database(None)
    await database.open()
    try:
        ledger = SqliteLedger(database, clock=lambda: at)
        await ledger.append([Change(r.id, Action.CREATED, in_force(r)) for r in records], "past")
        memory = Memory(ledger, ExactIndex(), services.memory.embedder, services.settings.learning, clock=lambda: at)
        await memory.open()
        yield memory
        await memory.aclose()
    finally:
        await database.aclose()


def _connect(
    places: Locations,
    settings: Settings,
    problems: Sequence[str],
    model: ModelProcess | LiteLlmModel,
    environ: Mapping[str, str],
    clock: Clock = utc_now,
) -> Services:
    # Imported here, for the app paints its first screen before it needs any of this.
    hold_little()
    from rlmchat.adapters.chroma_index import ChromaIndex
    from rlmchat.adapters.embedders import make_embedder
    from rlmchat.adapters.metrics import SqliteMeter
    from rlmchat.adapters.sqlite_chronicle import SqliteChronicle
    from rlmchat.adapters.sqlite_db import Database
    from rlmchat.adapters.sqlite_history import SqliteHistory
    from rlmchat.adapters.sqlite_ledger import SqliteLedger
    from rlmchat.adapters.sqlite_phrasebook import SqlitePhrasebook
    from rlmchat.chat.metering import CountedModel, Recorder
    from rlmchat.chat.services import Services
    from rlmchat.learning.memory import Memory

    database = Database(places.database, places.backups)
    index = ChromaIndex(places.chroma, settings.store.url, settings.store.user_id)
    embedder = make_embedder(settings.embedder, ask=model.embed)
    recorder = Recorder(SqliteMeter(database))

    async def open_database() -> Sequence[str]:
        try:
            await database.open()
        except StoreError as error:
            await database.open_unsaved()
            return [f"{error} Nothing of this session will be saved."]
        return []

    return Services(
        settings=settings,
        locations=places,
        history=SqliteHistory(database),
        memory=Memory(
            SqliteLedger(database, clock=clock),
            index,
            embedder,
            settings.learning,
            clock=clock,
            phrasebook=SqlitePhrasebook(database),
        ),
        model=CountedModel(model, recorder),
        default_model=default_model(settings, environ),
        save_settings=lambda changed: save_settings(places, changed),
        configure=model.configure,
        opening=open_database,
        closing=database.aclose,
        chronicle=SqliteChronicle(database),
        recorder=recorder,
        clock=clock,
        problems=list(problems),
    )


def _settings(places: Locations) -> tuple[Settings, Sequence[str]]:
    """Settings from the file; with a broken one the defaults, so that a chat starts all the same."""
    try:
        return load_settings(places)
    except SettingsError as error:
        return Settings(), [f"{error} Until then the defaults are used."]
