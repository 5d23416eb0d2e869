"""One contract for the vector index, held to by the fake and by Chroma."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import psutil
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rlmchat.adapters import chroma_layout, exact_vectors
from rlmchat.adapters.chroma_index import ChromaIndex
from rlmchat.adapters.chroma_records import (
    collection_name,
    id_bytes,
    id_of,
    server_address,
    short_id,
    short_id_bytes,
)
from rlmchat.adapters.chroma_upkeep import vacuum_if_it_pays
from rlmchat.adapters.exact_index import ExactIndex
from rlmchat.adapters.sqlite_text import clean
from rlmchat.errors import StoreError
from rlmchat.learning.byte_vectors import rounded
from rlmchat.learning.correction import CorrectionId
from rlmchat.learning.ports import Hit, IndexEntry, KeyKind, VectorIndex, Vectors
from tests.adapters.records import DIMENSIONS, correction, entry, many
from tests.fakes.index import MemoryIndex

Making = Callable[[], VectorIndex]


def vector(*places: int) -> Vectors:
    """A unit row with equal weights at some places."""
    row = np.zeros(DIMENSIONS, dtype=np.float32)
    row[list(places)] = 1.0
    return np.asarray(row / max(float(np.linalg.norm(row)), 1.0), dtype=np.float32)


def _garble(pattern: str, text: bytes = b"garbage" * 1000) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        found = list(folder.glob(pattern))
        assert found
        for path in found:
            path.write_bytes(text)

    return damage


@pytest.fixture(params=["fake", "exact", "chroma", "compared"])
async def index(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[VectorIndex]:
    if request.param == "compared":
        # As where so many are asked for at once that each is compared with all.
        monkeypatch.setattr(chroma_layout, "MANY", 1)
    makers: dict[str, Making] = {
        "fake": MemoryIndex,
        "exact": ExactIndex,
        "chroma": lambda: ChromaIndex(tmp_path / "chroma", page=100),
        "compared": lambda: ChromaIndex(tmp_path / "chroma", page=100),
    }
    index = makers[request.param]()
    assert await index.open("static")
    yield index
    await index.aclose()


async def test_a_new_index_is_empty(index: VectorIndex) -> None:
    assert await index.ids() == frozenset()
    assert await index.query(vector(1), 5) == []
    await index.remove([CorrectionId("unknown")])
    await index.upsert([])
    await index.remove([])


async def test_the_nearest_keys_come_first(index: VectorIndex) -> None:
    a, b = entry(vector(0), vector(1)), entry(vector(0, 1), vector(5))
    await index.upsert([a, b])
    hits = await index.query(vector(0), 3)
    assert [(hit.id, hit.key) for hit in hits] == [
        (a.record.id, KeyKind.SITUATION),
        (b.record.id, KeyKind.SITUATION),
        (a.record.id, KeyKind.RULE),
    ] or hits[2].cosine == pytest.approx(0, abs=1e-5)
    assert [hit.cosine for hit in hits] == pytest.approx([1, 0.7071, 0], abs=1e-3)
    assert await index.query(vector(0), 1) == hits[:1]
    assert await index.query(vector(0), 0) == []
    assert len(await index.query(vector(0), 100)) == 4
    opposite = await index.query(-vector(5), 4)
    assert opposite[-1].cosine == pytest.approx(-1, abs=1e-5)


async def test_an_upsert_moves_a_record(index: VectorIndex) -> None:
    a = entry(vector(0), vector(1))
    await index.upsert([a])
    await index.upsert([entry(vector(2), vector(3), replace(a.record, corrected_output="Perth"))])
    assert await index.ids() == {a.record.id}
    assert (await index.query(vector(2), 1))[0].cosine == pytest.approx(1, abs=1e-5)
    assert all(hit.cosine < 0.5 for hit in await index.query(vector(0), 5))


async def test_an_empty_text_has_no_key(index: VectorIndex) -> None:
    nothing = np.zeros(DIMENSIONS, dtype=np.float32)
    a = entry(nothing, vector(1))
    await index.upsert([a])
    assert [hit.key for hit in await index.query(vector(1), 5)] == [KeyKind.RULE]
    await index.upsert([entry(vector(4), vector(1), a.record)])
    assert len(await index.query(vector(1), 5)) == 2
    await index.upsert([entry(nothing, vector(1), a.record)])
    assert [hit.key for hit in await index.query(vector(1), 5)] == [KeyKind.RULE]
    assert await index.ids() == {a.record.id}


async def test_what_is_removed_is_gone(index: VectorIndex) -> None:
    entries = many(30)
    await index.upsert(entries)
    gone = [e.record.id for e in entries[:20]]
    await index.remove([*gone, CorrectionId("unknown")])
    assert await index.ids() == {e.record.id for e in entries[20:]}
    assert not {hit.id for hit in await index.query(entries[0].rule, 60)} & set(gone)


async def test_more_records_than_fit_into_one_call(index: VectorIndex) -> None:
    entries = many(1234)
    await index.upsert(entries)
    assert await index.ids() == {e.record.id for e in entries}
    for e in entries[::300]:
        hit = (await index.query(e.rule, 1))[0]
        assert (hit.id, hit.key) == (e.record.id, KeyKind.RULE)
    await index.remove([e.record.id for e in entries[:1200]])
    assert await index.ids() == {e.record.id for e in entries[1200:]}


async def test_it_knows_its_embedder(index: VectorIndex) -> None:
    await index.upsert(many(3))
    await index.aclose()
    assert await index.open("static")
    assert len(await index.ids()) == 3
    await index.aclose()
    assert not await index.open("minilm")
    await index.clear("minilm")
    assert await index.ids() == frozenset()
    await index.aclose()
    assert await index.open("minilm")
    # A cleared index takes vectors of another length.
    row = np.ones(7, dtype=np.float32) / np.sqrt(7, dtype=np.float32)
    await index.upsert([entry(row, row)])
    assert len(await index.query(row, 5)) == 2


async def test_a_vector_of_another_length_is_an_error_of_the_store(index: VectorIndex) -> None:
    await index.upsert(many(3))
    with pytest.raises(StoreError):
        await index.query(np.ones(3, dtype=np.float32), 2)
    assert len(await index.query(vector(0), 2)) == 2


async def test_closed_it_says_so_and_opens_again(index: VectorIndex) -> None:
    await index.upsert(many(2))
    await index.aclose()
    await index.aclose()
    with pytest.raises(StoreError, match="not open"):
        await index.query(vector(0), 1)
    await index.open("static")
    assert len(await index.ids()) == 2


async def test_refresh_keeps_what_is_there(index: VectorIndex) -> None:
    entries = many(5)
    await index.upsert(entries)
    await index.refresh()
    assert await index.ids() == {e.record.id for e in entries}


# What only the real one has.


async def test_the_collection_is_a_live_record_set(tmp_path: Path) -> None:
    index = ChromaIndex(tmp_path / "chroma")
    await index.open("static")
    record = correction(query="capital?", corrected="Canberra\ud800" + "x" * 5000)
    await index.upsert([entry(vector(0), vector(1), record)])
    await index.aclose()
    script = """
import json, sys, chromadb
collection = chromadb.PersistentClient(sys.argv[1]).get_collection("corrections", embedding_function=None)
print(json.dumps([collection.metadata, collection.get(include=["metadatas", "documents"])]))
"""
    command = [sys.executable, "-c", script, str(tmp_path / "chroma")]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=True)
    about, rows = json.loads(done.stdout)
    assert about == {"embedder": "static", "layout": "joint 128"}
    assert rows["documents"] == [None]
    assert [uuid.UUID(bytes=base64.urlsafe_b64decode(f"{key}==")) for key in rows["ids"]] == [uuid.UUID(record.id)]
    (rule,) = rows["metadatas"]
    assert set(rule) == {"rule"}
    assert rule["rule"].startswith("Sydney → Canberra\ufffdxxx")
    assert len(rule["rule"]) == 100


@given(one=st.uuids().map(str) | st.text(min_size=1).map(clean))
@example(one="00000000-0000-0000-0000-00000000000A")
@example(one=":" * 16)
def test_short_ids_can_be_read_again(one: str) -> None:
    name = id_bytes(CorrectionId(one))
    assert short_id_bytes(short_id(name)) == name
    assert id_of(name) == one


async def test_the_nearest_are_found_among_many_by_their_exact_vectors(tmp_path: Path) -> None:
    chance = np.random.default_rng(5)
    # As texts are: around some subjects, the two keys of a record alike, most of it in the first numbers.
    subjects = chance.normal(size=(60, 256)) * np.linspace(1.5, 0.5, 256)
    centres = subjects[chance.integers(0, 60, 3000)] + chance.normal(size=(3000, 256))
    pairs = centres[:, None] + 0.5 * chance.normal(size=(3000, 2, 256))
    pairs = (pairs / np.linalg.norm(pairs, axis=2, keepdims=True)).astype(np.float32)
    entries = [entry(situation, rule) for situation, rule in pairs]
    index = ChromaIndex(tmp_path / "chroma")
    await index.open("static")
    await index.upsert(entries)
    questions = pairs[::100, 0] + 0.03 * chance.normal(size=(30, 256)).astype(np.float32)
    shared = 0
    for question, hits in zip(questions, await index.query_many(questions, 24), strict=True):
        cosines = (pairs @ question / np.linalg.norm(question)).ravel()
        true = {(entries[i // 2].record.id, (KeyKind.SITUATION, KeyKind.RULE)[i % 2]): cosines[i] for i in range(6000)}
        nearest = sorted(true, key=lambda key: -true[key])[:24]
        shared += len({(hit.id, hit.key) for hit in hits} & set(nearest))
        assert (hits[0].id, hits[0].key) == nearest[0]
        assert all(hit.cosine == pytest.approx(true[hit.id, hit.key], abs=0.004) for hit in hits)
    assert shared > 0.85 * 30 * 24
    await index.aclose()


@pytest.mark.parametrize(("remembered", "most"), [(16_384, 24_000), (5, 24_000), (5, 120), (1000, 120)])
async def test_vectors_that_are_remembered_are_those_that_are_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, remembered: int, most: int
) -> None:
    monkeypatch.setattr(exact_vectors, "REMEMBERED", remembered)
    monkeypatch.setattr(exact_vectors, "MOST", most)
    index, plain = ChromaIndex(tmp_path / "chroma"), MemoryIndex()
    entries, chance = [_stored(e) for e in many(90)], np.random.default_rng(3)
    for one in (index, plain):
        await one.open("static")
        await one.upsert(entries[:60])
    for turn in range(12):
        moved, other = entries[turn * 5], entries[60 + turn]
        edited = entry(other.rule, other.situation if turn % 3 else np.zeros_like(other.rule), moved.record)
        gone = entries[turn * 4 + 1].record.id
        questions = chance.normal(size=(chroma_layout.MANY, DIMENSIONS)).astype(np.float32)
        hits = []
        for one in (index, plain):
            await one.upsert([edited])
            await one.remove([gone])
            found = [await one.query(questions[0], 200), *(await one.query_many(questions, 200))]
            hits.append({(i, h.id, h.key): round(h.cosine, 4) for i, some in enumerate(found) for h in some})
        assert hits[0] == pytest.approx(hits[1], abs=2e-4)
    await index.aclose()


async def test_comparing_with_all_sees_what_another_window_wrote(tmp_path: Path) -> None:
    left, right = ChromaIndex(tmp_path / "chroma"), ChromaIndex(tmp_path / "chroma")
    await left.open("static")
    await right.open("static")
    first, second, third = many(3)
    questions = np.repeat(second.rule[None], chroma_layout.MANY, axis=0)
    await left.upsert([first])
    assert {hit.id for hit in (await left.query_many(questions, 4))[0]} == {first.record.id}
    await right.upsert([second, third])
    await left.refresh()
    found = await left.query_many(questions, 6)
    assert {hit.id for hit in found[0]} == {first.record.id, second.record.id, third.record.id}
    assert found[-1][0] == Hit(second.record.id, KeyKind.RULE, pytest.approx(1.0, abs=1e-3))
    await right.clear("minilm")
    with pytest.raises(StoreError, match="another embedder"):
        await left.query_many(questions, 1)
    await left.aclose()
    await right.aclose()


def _stored(e: IndexEntry) -> IndexEntry:
    return entry(*rounded(np.stack((e.situation, e.rule))), e.record)


async def test_a_folder_of_an_older_rlmchat_is_to_be_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "chroma"
    script = """
import sys, chromadb
collection = chromadb.PersistentClient(sys.argv[1]).create_collection("corrections", metadata={"embedder": "static"})
collection.upsert(ids=["a:situation", "a:rule"], embeddings=[[1.0] + [0.0] * 15, [0.0] * 15 + [1.0]])
"""
    command = [sys.executable, "-c", script, str(folder)]
    await asyncio.to_thread(subprocess.run, command, check=True)
    index, entries = ChromaIndex(folder), many(3)
    assert not await index.open("static")
    await index.clear("static")
    await index.upsert(entries)
    await index.aclose()
    assert await index.open("static")
    assert await index.ids() == {e.record.id for e in entries}
    await index.aclose()


@pytest.mark.parametrize("damage", [_garble("exact.sqlite3*"), lambda folder: (folder / "exact.sqlite3").unlink()])
async def test_without_its_exact_vectors_it_is_to_be_made_anew(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    folder = tmp_path / "chroma"
    index, entries = ChromaIndex(folder), many(3)
    await index.open("static")
    await index.upsert(entries)
    await index.aclose()
    damage(folder)
    assert not await index.open("static")
    await index.clear("static")
    await index.upsert(entries)
    assert (await index.query(entries[0].rule, 1))[0].id == entries[0].record.id
    await index.aclose()
    assert await index.open("static")
    await index.aclose()


async def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    index = ChromaIndex(tmp_path / "chroma")
    await index.open("static")
    await index.upsert(many(1100))
    await index.aclose()
    files = [tmp_path / "chroma", *(tmp_path / "chroma").rglob("*")]
    assert len(files) > 4
    for path in files:
        # Chroma's last connection may close only now, and take its journal away with it.
        with contextlib.suppress(FileNotFoundError):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


async def test_what_another_window_wrote_is_seen_after_a_refresh(tmp_path: Path) -> None:
    left, right = ChromaIndex(tmp_path / "chroma"), ChromaIndex(tmp_path / "chroma")
    await left.open("static")
    await right.open("static")
    first, second, third = many(3)
    await left.upsert([first])
    await right.upsert([second])
    await left.refresh()
    await right.refresh()
    for one in (left, right):
        assert await one.ids() == {first.record.id, second.record.id}
        assert {hit.id for hit in await one.query(second.rule, 1)} == {second.record.id}
        assert {hit.id for hit in await one.query(first.rule, 1)} == {first.record.id}
    await left.upsert([third])
    await right.remove([first.record.id])
    await left.refresh()
    await right.refresh()
    assert await left.ids() == await right.ids() == {second.record.id, third.record.id}
    await left.aclose()
    assert len(await right.query(third.rule, 1)) == 1
    await right.aclose()


async def test_an_index_made_anew_by_another_window_is_found_again(tmp_path: Path) -> None:
    left, right = ChromaIndex(tmp_path / "chroma"), ChromaIndex(tmp_path / "chroma")
    await left.open("static")
    await right.open("static")
    entries = many(4)
    await right.upsert(entries[:2])
    await left.clear("static")
    await left.upsert(entries[2:3])
    await right.upsert(entries[3:])
    await right.refresh()
    assert await right.ids() == {e.record.id for e in entries[2:]}
    assert {hit.id for hit in await right.query(entries[2].rule, 9)} == {e.record.id for e in entries[2:]}
    await left.clear("minilm")
    with pytest.raises(StoreError, match="another embedder"):
        await right.query(entries[2].rule, 9)
    await left.clear("minilm")
    with pytest.raises(StoreError, match="another embedder"):
        await right.upsert(entries[:1])
    await left.aclose()
    await right.aclose()


def _cut(folder: Path) -> None:
    file = folder / "chroma.sqlite3"
    file.write_bytes(file.read_bytes()[:100_000])


def _lose_vectors(folder: Path) -> None:
    for path in [path for path in folder.iterdir() if path.is_dir()]:
        shutil.rmtree(path)


def _put_a_file_there(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("I am a file.")


def _let_go(folder: Path) -> None:
    """Wait for Chroma, which closes its files some milliseconds after it was told to.

    Its connections close at the same time, and then none of them may find itself the last, whose task it is to put the
    write-ahead log into the database: this does so, or the log would heal what the test damages.
    """
    end = time.monotonic() + 30
    while any(Path(file.path).is_relative_to(folder) for file in psutil.Process().open_files()):
        assert time.monotonic() < end
    for file in folder.glob("*.sqlite3"):
        with contextlib.closing(sqlite3.connect(file)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.mark.parametrize(
    "damage",
    [
        _garble("chroma.sqlite3"),
        _cut,
        _garble("*/header.bin"),
        _garble("*/data_level0.bin"),
        _garble("*/index_metadata.pickle"),
        _lose_vectors,
        _put_a_file_there,
    ],
    ids=["database", "cut database", "header", "vectors", "ids", "lost vectors", "file"],
)
async def test_a_damaged_folder_is_told_and_mended(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    folder = tmp_path / "chroma"
    index, entries = ChromaIndex(folder), many(1200)
    await index.open("static")
    await index.upsert(entries)
    await index.aclose()
    _let_go(folder)
    damage(folder)
    with pytest.raises(StoreError) as caught:
        await index.open("static")
    assert str(folder) in caught.value.message
    assert caught.value.hint
    assert "error returned" not in str(caught.value)
    await index.clear("static")
    await index.upsert(entries[:3])
    assert await index.ids() == {e.record.id for e in entries[:3]}
    assert (await index.query(entries[0].rule, 1))[0].id == entries[0].record.id
    await index.aclose()
    assert await index.open("static")
    assert len(await index.ids()) == 3
    await index.aclose()


async def test_what_is_set_aside_can_be_put_back(tmp_path: Path) -> None:
    folder = tmp_path / "chroma"
    index = ChromaIndex(folder)
    assert await index.set_aside() is None
    await index.open("static")
    entries = many(3)
    await index.upsert(entries)
    aside = await index.set_aside()
    assert aside == tmp_path / "chroma.broken-1"
    await index.clear("static")
    assert await index.ids() == frozenset()
    await index.aclose()
    # Not removed file by file: SQLite takes its write-ahead log away itself when the last connection is collected.
    folder.rename(tmp_path / "emptied")
    aside.rename(folder)
    assert await index.open("static")
    assert await index.ids() == {e.record.id for e in entries}
    await index.aclose()


async def test_what_is_moved_aside_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "chroma"
    for number in (1, 2):
        folder.mkdir(exist_ok=True)
        for path in folder.glob("chroma.sqlite3*"):
            path.unlink(missing_ok=True)
        (folder / "chroma.sqlite3").write_bytes(b"garbage" * 1000)
        index = ChromaIndex(folder)
        await index.clear("static")
        await index.aclose()
        assert (tmp_path / f"chroma.broken-{number}" / "chroma.sqlite3").read_bytes().startswith(b"garbage")


async def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("I am a file.")
    with pytest.raises(StoreError, match="cannot be used") as caught:
        await ChromaIndex(tmp_path / "home" / "chroma").open("static")
    assert caught.value.hint


@pytest.mark.parametrize("name", ["chroma.sqlite3", "exact.sqlite3"])
async def test_a_folder_that_is_a_quarter_air_is_made_smaller_once_it_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = tmp_path / "chroma"
    index, entries = ChromaIndex(folder), many(600)
    await index.open("static")
    await index.upsert(entries)
    await index.aclose()
    _let_go(folder)
    assert not vacuum_if_it_pays(folder)
    with contextlib.closing(sqlite3.connect(folder / name)) as database:
        database.execute("CREATE TABLE air AS SELECT randomblob(3000000) AS much")
        database.execute("DROP TABLE air")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    large = (folder / name).stat().st_size
    monkeypatch.setattr("rlmchat.adapters.chroma_index.vacuum_if_it_pays", partial(vacuum_if_it_pays, least=100_000))
    await index.open("static")
    await index.aclose()
    end = time.monotonic() + 30
    while (folder / name).stat().st_size > large - 2_000_000:
        assert time.monotonic() < end
        _let_go(folder)
    assert await index.open("static")
    assert await index.ids() == {e.record.id for e in entries}
    await index.aclose()


def test_chroma_is_imported_on_opening_only() -> None:
    script = "import sys, rlmchat.adapters.chroma_index; sys.exit('chromadb' in sys.modules or 'httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


# Beyond one machine.


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Chroma server on this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = "import sys, chromadb_rust_bindings; chromadb_rust_bindings.cli(sys.argv)"
    folder = str(tmp_path_factory.mktemp("server"))
    command = [sys.executable, "-c", program, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while True:
            assert process.poll() is None, "the server ended"
            assert time.monotonic() < end, "the server does not answer"
            try:
                socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
                break
            except OSError:
                continue
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


async def test_people_on_one_server_do_not_see_each_other(server: str, tmp_path: Path) -> None:
    first, second = many(2)
    for user, mine in (("ann@example.org", first), ("ann.example.org", second)):
        index = ChromaIndex(tmp_path / "unused", server, user, patience=60)
        assert await index.open("static")
        await index.upsert([mine])
        await index.refresh()
        assert await index.ids() == {mine.record.id}
        assert (await index.query(mine.rule, 5))[0] == Hit(mine.record.id, KeyKind.RULE, pytest.approx(1, abs=1e-5))
        await index.remove([CorrectionId("unknown")])
        await index.aclose()
    assert not (tmp_path / "unused").exists()


async def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(StoreError, match="does not answer"):
        await ChromaIndex(tmp_path, f"http://127.0.0.1:{port}", patience=60).open("static")


async def test_a_server_that_never_answers_blocks_nobody(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        index = ChromaIndex(tmp_path, f"http://127.0.0.1:{silent.getsockname()[1]}", patience=0.2)
        for _ in range(3):
            with pytest.raises(StoreError, match="does not answer"):
                await index.open("static")
        await index.aclose()


@pytest.mark.parametrize("url", ["chroma.example.org", "ftp://x", "https://", "http://[", "https://x:y"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(StoreError, match="no address"):
        server_address(url)


def test_addresses_and_names() -> None:
    assert server_address("https://c.example.org") == ("c.example.org", 443, True)
    assert server_address("http://localhost:9000/") == ("localhost", 9000, False)
    assert server_address("http://localhost") == ("localhost", 8000, False)
    assert collection_name("") == "corrections"
    assert collection_name("bob") == "corrections-bob"
    assert len({collection_name(user) for user in ("a@b", "a.b", "a-b", "日本", "本日", "x" * 90, "x" * 91)}) == 7
