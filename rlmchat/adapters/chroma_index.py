"""The vector index in Chroma: the recallable corrections as live records, found by two vectors each."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import itertools
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from rlmchat.adapters.chroma_files import vector_files_are_sound
from rlmchat.adapters.chroma_layout import JointKeys, Layout, PairedKeys
from rlmchat.adapters.chroma_loader import load_chroma
from rlmchat.adapters.chroma_records import (
    EMBEDDER,
    REPAIR,
    collection_name,
    local_error,
    private_tree,
    server_address,
)
from rlmchat.adapters.chroma_upkeep import DATABASE, remove_orphans, vacuum_if_it_pays, write_ahead
from rlmchat.adapters.worker import Worker
from rlmchat.errors import StoreError
from rlmchat.learning.correction import CorrectionId
from rlmchat.learning.ports import Hit, IndexEntry, Vectors
from rlmchat.locations import private_folder

T = TypeVar("T")

PAGE = 2000
"""Records asked of or given to Chroma at once: more fail with "too many SQL variables" in some of its calls."""
SERVER_SECONDS = 5.0
"""How long a Chroma server may take for one call before it counts as out of reach."""
HNSW = {"space": "cosine", "max_neighbors": 12, "ef_construction": 64}
"""The search tree: with these it finds what it finds with Chroma's defaults (16, 100), built in half the time."""
PROBES = 3
"""How often the vectors are looked at on opening before they count as lost."""
SAME = 0.01
"""Cosine distance within which a vector is found to be itself."""

_spellings = itertools.count()


class ChromaIndex:
    """Implements `rlmchat.learning.ports.VectorIndex`; the client lives in a thread of its own.

    Local (`folder`) or on a Chroma server (`url`, one collection a `user_id`). Chroma is imported on opening.
    """

    def __init__(
        self, folder: Path, url: str = "", user_id: str = "", *, page: int = PAGE, patience: float = SERVER_SECONDS
    ) -> None:
        self._folder = folder
        self._url = url
        self._name = collection_name(user_id)
        self._layout: Layout = PairedKeys() if url else JointKeys(folder)
        self._page = page
        self._patience = patience
        self._worker = Worker("rlmchat-chroma")
        self._waiting: asyncio.Future[Any] | None = None
        self._client: Any = None
        self._collection: Any = None
        self._embedder = ""

    async def open(self, embedder: str) -> bool:
        """Make ready; True if what is stored was made by this embedder, False if all must be embedded again.

        So it must where an older rlmchat laid the records out in another way. Raises StoreError where the folder is
        damaged; `clear` mends that.
        """
        return await self._call(lambda: self._open(embedder))

    async def upsert(self, entries: Sequence[IndexEntry]) -> None:
        """Write, durable when it returns. A key whose vector is all zeros (an empty text) is left out."""
        if entries:
            put = self._layout.put
            await self._call(lambda: self._on_collection(lambda collection: put(collection, entries, self._page)))

    async def remove(self, ids: Sequence[CorrectionId]) -> None:
        """Take out; unknown ids are no error."""
        if ids:
            remove = self._layout.remove
            await self._call(lambda: self._on_collection(lambda collection: remove(collection, ids, self._page)))

    async def query(self, vector: Vectors, limit: int) -> list[Hit]:
        """The nearest keys to a vector of shape (dimensions,), best first; a record may come twice (once a key)."""
        return (await self.query_many(np.asarray(vector, dtype=np.float32).reshape(1, -1), limit))[0]

    async def query_many(self, vectors: Vectors, limit: int) -> list[list[Hit]]:
        """The same for each row of shape (n, dimensions), as one call to Chroma."""
        if limit < 1 or not len(vectors):
            return [[] for _ in vectors]
        rows = np.asarray(vectors, dtype=np.float32)
        nearest = self._layout.nearest
        return await self._call(lambda: self._on_collection(lambda collection: nearest(collection, rows, limit)))

    async def ids(self) -> frozenset[CorrectionId]:
        """All records in the index."""
        return await self._call(lambda: frozenset(map(self._layout.owner, self._keys())))

    async def refresh(self) -> None:
        """See what other processes wrote: Chroma keeps what it read at first, until its client is opened anew."""
        await self._call(self._reopen)

    async def clear(self, embedder: str) -> None:
        """Empty it, from now on for this embedder; a folder too damaged for that is kept as `chroma.broken-N`."""
        await self._call(lambda: self._clear(embedder))

    async def set_aside(self) -> Path | None:
        """Keep a local folder as it is, as `chroma.broken-N`; its new name. It must be opened or cleared after that."""
        await self._call(self._close)
        return None if self._url else await asyncio.to_thread(self._move_aside)

    async def aclose(self) -> None:
        """Let go of thread and files; harmless to call twice, and the index can be opened again.

        This is when a folder that is a quarter air is made smaller: by a process that nobody waits for.
        """
        if not self._stuck() and self._client is not None:
            await self._call(self._close)
            if not self._url:
                vacuum_if_it_pays(self._folder)
        self._worker.stop()

    def _stuck(self) -> bool:
        return self._waiting is not None and not self._waiting.done()

    async def _call(self, work: Callable[[], T]) -> T:
        if self._stuck():
            raise self._out_of_reach()
        if "chromadb" not in sys.modules:
            await self._worker.run(_load_chroma)
        call = self._worker.run(partial(self._told, work))
        if not self._url:
            return await call
        try:
            return await asyncio.wait_for(asyncio.shield(call), self._patience)
        except TimeoutError as error:
            # The thread still hangs in the call: until it comes back, all others fail at once.
            self._waiting = call
            call.add_done_callback(_forget_error)
            raise self._out_of_reach() from error

    def _out_of_reach(self) -> StoreError:
        return StoreError(f"The Chroma server {self._url} does not answer.", "What is learned meanwhile is sent later.")

    # Everything below runs in the thread.

    def _told(self, work: Callable[[], T]) -> T:
        with self._translated():
            return work()

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        chroma: Any = importlib.import_module("chromadb.errors")
        httpx: Any = importlib.import_module("httpx")
        try:
            yield
        except StoreError:
            raise
        except (httpx.HTTPError, chroma.ChromaError, sqlite3.Error, OSError, ValueError) as error:
            if not self._url:
                raise local_error(self._folder, error) from error
            # Chroma says with a ValueError that nobody answered.
            if not isinstance(error, chroma.ChromaError):
                raise self._out_of_reach() from error
            what = f"The Chroma server {self._url} refuses: {error}."
            raise StoreError(what, "Check [store] in config.toml.") from error

    def _open(self, embedder: str) -> bool:
        self._close()
        self._embedder = embedder
        try:
            self._check_files()
            self._connect()
            self._probe_patiently()
        except BaseException:
            self._close()
            raise
        return self._is_ours() and self._is_whole()

    def _is_ours(self) -> bool:
        """Whether what is stored was made by this embedder, in the layout of today."""
        stored = self._collection.metadata or {}
        return self._layout.metadata(self._embedder).items() <= stored.items()

    def _is_whole(self) -> bool:
        """Whether what lies beside the collection is there too."""
        first = self._collection.get(limit=1, include=[])["ids"]
        return not first or self._layout.knows(first[0])

    def _check_files(self) -> None:
        if not self._url and not vector_files_are_sound(self._folder):
            raise StoreError(f"The vector index in {self._folder} is damaged.", REPAIR)

    def _connect(self) -> None:
        self._client = self._new_client()
        self._layout.open()
        self._attach()

    def _new_client(self) -> Any:
        chromadb: Any = importlib.import_module("chromadb")
        settings = chromadb.config.Settings(anonymized_telemetry=False)
        if self._url:
            host, port, ssl = server_address(self._url)
            return chromadb.HttpClient(host=host, port=port, ssl=ssl, settings=settings)
        private_folder(self._folder.parent)
        if not (self._folder / DATABASE).exists():
            self._make_folder(chromadb, settings)
        private_folder(self._folder)
        # Chroma shares one engine among all clients of a process whose paths are spelled alike, and that engine sees
        # nothing of what others write. A spelling of its own gives every client an engine of its own.
        return chromadb.PersistentClient(path=f"{self._folder}/{'./' * next(_spellings)}", settings=settings)

    def _make_folder(self, chromadb: Any, settings: Any) -> None:
        """Make the database elsewhere and move it here at once: Chroma fails where two windows make one together."""
        made = Path(tempfile.mkdtemp(prefix=f"{self._folder.name}.new-", dir=self._folder.parent))
        try:
            chromadb.PersistentClient(path=str(made), settings=settings).close()
            write_ahead(made)
            if self._folder.is_dir():
                self._folder.rmdir()
            made.rename(self._folder)
        except OSError:
            # Another window was quicker, or something lies there, which the next step will stumble over and tell of.
            shutil.rmtree(made, ignore_errors=True)

    def _attach(self) -> None:
        errors: Any = importlib.import_module("chromadb.errors")
        try:
            self._collection = self._client.get_collection(self._name, embedding_function=None)
        except errors.NotFoundError:
            try:
                self._collection = self._create()
            except errors.ChromaError:
                # Another window was quicker; if it is something else, this fails too.
                self._collection = self._client.get_collection(self._name, embedding_function=None)
        self._keep_private()

    def _create(self) -> Any:
        return self._client.create_collection(
            self._name,
            metadata=self._layout.metadata(self._embedder),
            configuration={"hnsw": HNSW},
            embedding_function=None,
        )

    def _stored_embedder(self) -> str:
        return str((self._collection.metadata or {}).get(EMBEDDER, ""))

    def _probe_patiently(self) -> None:
        """A record that another window is just writing is listed before its vector is there: look again then."""
        errors: Any = importlib.import_module("chromadb.errors")
        for _ in range(PROBES - 1):
            try:
                return self._probe()
            except (errors.ChromaError, StoreError):
                self._close()
                self._connect()
        return self._probe()

    def _probe(self) -> None:
        """Look for the oldest vector: an index whose files are gone or garbled answers, but with other ones.

        This also reads the vectors into memory, which the first query would have to wait for.
        """
        if self._url:
            return
        first = self._collection.get(limit=1, include=["embeddings"])
        if not first["ids"]:
            return
        lost = StoreError(f"The vector index in {self._folder} has lost its vectors.", REPAIR)
        if first["embeddings"] is None or not len(first["embeddings"]):
            raise lost
        found = self._collection.query(query_embeddings=first["embeddings"], n_results=1, include=["distances"])
        if not found["ids"][0] or not found["distances"][0][0] < SAME:
            raise lost

    def _close(self) -> None:
        client, self._client, self._collection = self._client, None, None
        self._layout.close()
        if client is not None:
            client.close()
            self._keep_private()

    def _keep_private(self) -> None:
        if not self._url:
            private_tree(self._folder)

    def _reopen(self) -> None:
        if self._client is None:
            raise StoreError("The vector index is not open.")
        if self._url:
            self._attach()
        else:
            self._close()
            self._check_files()
            self._connect()
        self._check_embedder()

    def _check_embedder(self) -> None:
        if not self._is_ours():
            raise StoreError(
                f"The vector index now belongs to another embedder, {self._stored_embedder()}.",
                "Another window changed [embedder]; start rlmchat again.",
            )

    def _on_collection(self, work: Callable[[Any], T]) -> T:
        """Do something with the collection; if another window has made it anew meanwhile, with the new one."""
        if self._collection is None:
            raise StoreError("The vector index is not open.")
        errors: Any = importlib.import_module("chromadb.errors")
        try:
            return work(self._collection)
        except errors.NotFoundError:
            self._reopen()
            return work(self._collection)

    def _keys(self) -> Iterator[str]:
        # Without their contents more come at once, and every page costs a walk over those before it.
        size = 10 * self._page
        for offset in itertools.count(0, size):
            page = self._on_collection(partial(_ids, size, offset))
            yield from page
            if len(page) < size:
                return

    def _clear(self, embedder: str) -> None:
        errors: Any = importlib.import_module("chromadb.errors")
        self._embedder = embedder
        try:
            self._start_over()
        except (errors.ChromaError, sqlite3.Error, OSError, ValueError):
            if self._url:
                raise
            self._close()
            self._move_aside()
            self._start_over()

    def _start_over(self) -> None:
        errors: Any = importlib.import_module("chromadb.errors")
        if self._client is None:
            self._client = self._new_client()
            self._layout.open()
        with contextlib.suppress(errors.NotFoundError):
            self._client.delete_collection(self._name)
        self._layout.clear()
        if not self._url:
            remove_orphans(self._folder)
        self._attach()
        self._probe_patiently()

    def _move_aside(self) -> Path | None:
        if not self._folder.exists():
            return None
        names = (self._folder.with_name(f"{self._folder.name}.broken-{n}") for n in itertools.count(1))
        aside = next(name for name in names if not name.exists())
        shutil.move(self._folder, aside)
        return aside


def _load_chroma() -> None:
    """The import takes a second or more: it runs in the thread, and apart from what a server may take."""
    load_chroma()


def _ids(limit: int, offset: int, collection: Any) -> list[str]:
    return list(collection.get(limit=limit, offset=offset, include=[])["ids"])


def _forget_error(call: asyncio.Future[Any]) -> None:
    """A late failure of a call that nobody waits for any more is no news."""
    if not call.cancelled():
        call.exception()
