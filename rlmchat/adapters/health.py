"""What `rlmchat doctor` looks at, each part by itself: versions, folders, index, server."""

from __future__ import annotations

import asyncio
import importlib.metadata
import os
import platform
import stat
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from rlmchat.errors import StoreError
from rlmchat.learning.correction import RECALLABLE, CorrectionId
from rlmchat.learning.ports import Find, Ledger, VectorIndex

PACKAGES = ("litellm", "chromadb", "textual", "wordllama", "numpy")
PAGE = 1000
SERVER_SECONDS = 3.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def versions() -> dict[str, str]:
    """Of Python and of the packages that do the work; empty for one that is missing."""
    out = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            out[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            out[name] = ""
    return out


def usable(folder: Path) -> bool:
    """Whether a folder can be read and written, or made."""
    if folder.exists():
        return folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK)
    parent = next(one for one in folder.parents if one.exists())
    return parent.is_dir() and os.access(parent, os.W_OK | os.X_OK)


def open_to_others(folder: Path) -> Iterator[Path]:
    """Everything in a folder, itself too, that others than its owner may look at."""
    if folder.is_dir():
        for path in (folder, *folder.rglob("*")):
            if not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) & 0o077:
                yield path


def make_private(paths: Sequence[Path]) -> None:
    """For the owner alone; raises OSError."""
    for path in paths:
        path.chmod(0o700 if path.is_dir() else 0o600)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the index stands to the ledger, in numbers of corrections."""

    wanted: int
    missing: int
    extra: int


async def agreement(index: VectorIndex, ledger: Ledger) -> Agreement:
    """Compare an open index with the ledger; what the next start brings up to date anyway is no disagreement."""
    wanted = set[CorrectionId]()
    what = Find(statuses=RECALLABLE, limit=PAGE)
    while page := await ledger.find(replace(what, offset=len(wanted))):
        wanted.update(record.id for record in page)
    held = await index.ids()
    pending = set(await ledger.since(await ledger.synced_seq()))
    return Agreement(len(wanted), len(wanted - held - pending), len(held - wanted - pending))


async def orphans(index: VectorIndex, ledger: Ledger | None, embedder: str) -> int:
    """How many corrections an index knows of which the ledger, if there is one, has never heard.

    What is known is written to the ledger first: so it is not the ledger that the index was made from. Of an index that
    is damaged, or of another embedder, 0: those are made anew as they always were.
    """
    try:
        held = await index.ids() if await index.open(embedder) else frozenset()
    except StoreError:
        return 0
    return len(held - set(await ledger.since(0) if ledger else ()))


async def answers(address: str) -> str:
    """Empty where a server answers, with whatever; else why not."""
    return await asyncio.to_thread(_answers, address)


def _answers(address: str) -> str:
    # A proxy is for the world outside.
    proxies: dict[str, str] | None = {} if urlsplit(address).hostname in LOOPBACK else None
    opener = urllib.request.build_opener(urllib.request.ProxyHandler(proxies))
    try:
        opener.open(f"{address.rstrip('/')}/models", timeout=SERVER_SECONDS).close()
    except urllib.error.HTTPError:
        return ""
    except (OSError, ValueError) as error:
        return str(getattr(error, "reason", error))
    return ""
