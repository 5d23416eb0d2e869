"""The checks of `rlmchat doctor`, in the order in which one thing needs another."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rlmchat import __version__
from rlmchat.adapters import health, keys
from rlmchat.adapters.chroma_index import ChromaIndex
from rlmchat.adapters.embedders import make_embedder
from rlmchat.adapters.litellm_model import LiteLlmModel
from rlmchat.adapters.settings_file import load_settings
from rlmchat.adapters.sqlite_db import Database
from rlmchat.adapters.sqlite_ledger import SqliteLedger
from rlmchat.adapters.sqlite_salvage import salvage
from rlmchat.cli.output import counted
from rlmchat.errors import LearningError, RlmChatError, SettingsError, StoreError
from rlmchat.learning.memory import Memory
from rlmchat.learning.ports import Embedder
from rlmchat.locations import Locations
from rlmchat.settings import DEMO_MODEL, Settings

REPAIR = "Run `rlmchat doctor --repair`."
SMALLEST = (80, 24)


class State(StrEnum):
    """What a check found."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: State
    message: str
    hint: str = ""
    """What to do."""


@dataclass
class Patient:
    """What is looked at, and what has been found so far."""

    places: Locations
    repair: bool = False
    progress: Callable[[int, int], None] | None = None
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    settings: Settings = field(default_factory=Settings)
    checks: list[Check] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)

    def found(self, name: str, state: State, message: str, hint: str = "") -> None:
        """Note what a check found."""
        self.checks.append(Check(name, state, message, hint))

    async def examine(self) -> None:
        """Every check, and with `repair` every repair."""
        self.check_versions()
        self.check_folders()
        self.check_settings()
        await self.check_database()
        self.check_backups()
        await self.check_index()
        self.check_detector()
        self.check_keys()
        await self.check_provider()
        self.check_terminal()

    def check_versions(self) -> None:
        """Python and packages."""
        found = health.versions()
        missing = [name for name, version in found.items() if not version]
        text = f"rlmchat {__version__}, " + ", ".join(f"{name} {version}" for name, version in found.items() if version)
        if missing:
            self.found("versions", State.FAIL, f"{', '.join(missing)} is missing.", "Install rlmchat again.")
        else:
            self.found("versions", State.OK, text)

    def check_folders(self) -> None:
        """Folders and their rights."""
        folders = (self.places.config_dir, self.places.data_dir, self.places.log_dir)
        bad = [folder for folder in folders if not health.usable(folder)]
        if bad:
            names = ", ".join(map(str, bad))
            self.found("folders", State.FAIL, f"Cannot be written to: {names}.", "Check their rights, or use --home.")
            return
        loose = [path for folder in dict.fromkeys(folders) for path in health.open_to_others(folder)]
        if loose and self.repair:
            health.make_private(loose)
            self.repaired.append(f"{counted(len(loose), 'file or folder', 'files and folders')} made private.")
            loose = []
        if loose:
            self.found("folders", State.WARN, f"Others may read {loose[0]} and {len(loose) - 1} more.", REPAIR)
        else:
            self.found("folders", State.OK, f"{self.places.data_dir}, for you alone")

    def check_settings(self) -> None:
        """config.toml."""
        try:
            self.settings, problems = load_settings(self.places)
        except SettingsError as error:
            self.found("config", State.FAIL, error.message, error.hint)
            return
        if problems:
            self.found("config", State.WARN, " ".join(problems), "`rlmchat config edit` opens the file.")
        else:
            absent = "" if self.places.config_file.exists() else " (not made yet: all defaults)"
            self.found("config", State.OK, f"{self.places.config_file}{absent}")

    async def check_database(self) -> None:
        """SQLite's own check, and with `repair` a new file from what can be read of a damaged one."""
        if not self.places.database.exists():
            self.found("database", State.OK, "not made yet")
            return
        wrong = await self._database_damage()
        if wrong and self.repair and _is_damage(wrong):
            saved = await salvage(self.places.database, self.places.backups)
            rows = ", ".join(f"{count:,} of {table}" for table, count in saved.rows.items())
            self.repaired.append(f"Database made anew from {saved.source}: {rows}; the damaged file is {saved.aside}.")
            wrong = await self._database_damage()
        if wrong:
            hint = REPAIR if _is_damage(wrong) else "Close other programs that use it; see the message."
            self.found("database", State.FAIL, wrong, hint)
        else:
            size = self.places.database.stat().st_size / 1e6
            self.found("database", State.OK, f"{self.places.database}, {size:.1f} MB")

    async def _database_damage(self) -> str:
        database = Database(self.places.database, self.places.backups)
        try:
            await database.open()
            wrong = await database.check()
        except StoreError as error:
            return error.message
        finally:
            await database.aclose()
        return f"The database {self.places.database} is damaged: {'; '.join(wrong[:3])}." if wrong else ""

    def check_backups(self) -> None:
        """Copies made before migrations."""
        copies = sorted(self.places.backups.glob("*.db")) if self.places.backups.is_dir() else []
        self.found("backups", State.OK, f"{counted(len(copies), 'copy', 'copies')} in {self.places.backups}")

    async def check_index(self) -> None:
        """Embedder and vector index, and with `repair` the index anew."""
        embedder = make_embedder(self.settings.embedder, ask=LiteLlmModel(self.settings).embed)
        works = await self._check_embedder(embedder)
        made = self.places.database.exists()
        if not made and (self.settings.store.url or not self.places.chroma.exists()):
            self.found("index", State.OK, "not made yet")
            return None
        if not works:
            self.found("index", State.FAIL, "It cannot be looked at without its embedder.", "Mend that one first.")
            return None
        database = Database(self.places.database, self.places.backups)
        index = ChromaIndex(self.places.chroma, self.settings.store.url, self.settings.store.user_id)
        try:
            if made:
                await database.open()
            ledger = SqliteLedger(database) if made else None
            orphaned = await self._is_orphaned(index, ledger, embedder.name)
            if ledger is None:
                return None if orphaned else self.found("index", State.OK, "not made yet")
            if self.repair and not (orphaned and self.settings.store.url):
                count = await Memory(ledger, index, embedder, self.settings.learning).rebuild(self.progress)
                self.repaired.append(f"Vector index made anew: {counted(count, 'correction')}.")
            if not orphaned:
                await self._check_agreement(index, ledger, embedder.name)
        except StoreError as error:
            self.found("index", State.FAIL, error.message, error.hint or REPAIR)
        finally:
            await index.aclose()
            await database.aclose()

    async def _is_orphaned(self, index: ChromaIndex, ledger: SqliteLedger | None, embedder: str) -> bool:
        """Whether the index was made from a database that is not there; with `repair` it is set aside, not erased."""
        if not self.settings.store.url and not self.places.chroma.exists():
            return False
        orphans = await health.orphans(index, ledger, embedder)
        # A server may hold what another machine wrote.
        if not orphans or (self.settings.store.url and ledger and await ledger.last_seq()):
            return False
        hint = "Put that file back, or import a backup: `rlmchat corrections import FILE --as-is`."
        message = f"The vector index knows {counted(orphans, 'correction')} of which the database has never heard: "
        self.found("index", State.FAIL, f"{message}{self.places.database} may be missing, or be another one.", hint)
        if self.repair and (aside := await index.set_aside()):
            self.repaired.append(f"The vector index that the database does not fit is set aside as {aside}.")
        return True

    async def _check_embedder(self, embedder: Embedder) -> bool:
        began = time.perf_counter()
        try:
            vectors = await embedder.embed(["Is it Canberra or Sydney?"])
        except LearningError as error:
            self.found("embedder", State.FAIL, error.message, error.hint or "Choose another in [embedder].")
            return False
        ms = (time.perf_counter() - began) * 1000
        self.found("embedder", State.OK, f"{embedder.name}, {vectors.shape[1]} dimensions, ready in {ms:.0f} ms")
        return True

    async def _check_agreement(self, index: ChromaIndex, ledger: SqliteLedger, embedder: str) -> None:
        if not self.settings.store.url and not self.places.chroma.exists():
            self.found("index", State.OK, "not made yet")
            return
        if not await index.open(embedder):
            self.found("index", State.WARN, "It was made by another embedder.", "The next start makes it anew.")
            return
        how = await health.agreement(index, ledger)
        if how.missing or how.extra:
            message = f"The vector index lacks {how.missing} of {how.wanted} corrections and has {how.extra} too many."
            self.found("index", State.FAIL, message, REPAIR)
        else:
            self.found("index", State.OK, f"{counted(how.wanted, 'correction')}, as in the database")

    def check_detector(self) -> None:
        """The detector's weights, tried on a plain correction."""
        from rlmchat.learning.detector import Detector

        began = time.perf_counter()
        try:
            found = Detector.load().detect("No, it's Canberra, not Sydney.", "The capital of Australia is Sydney.")
        except LearningError as error:
            self.found("detector", State.FAIL, error.message, error.hint or "Install rlmchat again.")
            return
        ms = (time.perf_counter() - began) * 1000
        state = State.OK if found.is_correction else State.FAIL
        self.found("detector", state, f"loaded in {ms:.0f} ms, a plain correction found with {found.confidence:.2f}")

    def check_keys(self) -> None:
        """Which providers have a key; never the keys."""
        names = [known.title for known in keys.providers_with_key(self.settings, self.environ)]
        self.found("keys", State.OK, f"in the environment: {', '.join(names) or 'none'}")

    async def check_provider(self) -> None:
        """Whether the model of new chats can be had."""
        model = keys.default_model(self.settings, self.environ)
        provider = keys.provider_of(model)
        if model == DEMO_MODEL:
            self.found("provider", State.OK, "the built-in demo answers; no key and no local server is set")
            return
        base = keys.api_base(provider, self.settings, self.environ)
        known = keys.known_provider(provider)
        if not base and known and not keys.key_from_environment(provider, self.settings, self.environ):
            variable = keys.key_variable(provider, self.settings)
            message = f"{model}: no key in the environment (the keyring is asked when it is needed)."
            self.found("provider", State.WARN, message, f"Set {variable}, or keep the key in the keyring.")
            return
        if not base:
            self.found("provider", State.OK, f"{model}, at the provider's own address (not tried)")
            return
        why = await health.answers(base)
        if why:
            hint = "Start the server, or change api_base in [providers]."
            self.found("provider", State.FAIL, f"{model}: {base} does not answer ({why}).", hint)
        else:
            self.found("provider", State.OK, f"{model}: {base} answers")

    def check_terminal(self) -> None:
        """What the screen can do."""
        if not sys.stdout.isatty():
            self.found("terminal", State.OK, "standard output is no terminal now")
            return
        size = shutil.get_terminal_size()
        term = self.environ.get("TERM", "")
        colours = "16 million colours" if self.environ.get("COLORTERM") in ("truecolor", "24bit") else "few colours"
        text = f"{term or 'unknown'}, {size.columns}×{size.lines}, {sys.stdout.encoding}, {colours}"
        if size < SMALLEST:
            self.found("terminal", State.WARN, text, "Make the window at least 80×24.")
        elif "utf" not in sys.stdout.encoding.lower() or term in ("", "dumb"):
            self.found("terminal", State.WARN, text, "Use a UTF-8 terminal and locale, such as C.UTF-8.")
        else:
            self.found("terminal", State.OK, text)


def _is_damage(message: str) -> bool:
    return "damaged" in message


async def examined(patient: Patient) -> Patient:
    """Examine; an error that no check expected is a finding too."""
    try:
        await patient.examine()
    except RlmChatError as error:
        patient.found("repair", State.FAIL, error.message, error.hint)
    except OSError as error:
        patient.found("files", State.FAIL, f"{error.filename}: {error.strerror}.", "Check its rights and owner.")
    return patient
