"""What a correction looks like in Chroma: the ids of its two keys, its metadata, and the names and modes of files."""

from __future__ import annotations

import contextlib
import hashlib
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from rlmchat.adapters.sqlite_text import clean
from rlmchat.errors import StoreError
from rlmchat.learning.correction import Correction, CorrectionId
from rlmchat.learning.ports import IndexEntry, KeyKind, Vectors

COLLECTION = "corrections"
EMBEDDER = "embedder"
"""Key of the collection's metadata under which the name of its embedder lies."""
LAYOUT = "layout"
"""Key of the metadata of a local collection under which it says how records lie in it."""
REPAIR = "Run `rlmchat doctor --repair`: it makes the index anew from the ledger, nothing is lost."
LONGEST_RULE = 100
"""Characters of a rule in the metadata; the whole of it is in the ledger."""

Metadata = dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One key of a record as Chroma stores it."""

    key: str
    vector: Vectors
    metadata: Metadata | None


_KINDS = {str(kind): kind for kind in KeyKind}


def key_id(one: CorrectionId, kind: KeyKind) -> str:
    """The id of a key: `<id>:situation` or `<id>:rule`."""
    return f"{clean(one)}:{kind}"


def parse_key_id(key: str) -> tuple[CorrectionId, KeyKind]:
    """The inverse of `key_id`."""
    one, _, kind = key.rpartition(":")
    # A recall reads hundreds: looking a kind up takes a tenth of the time of making one.
    return CorrectionId(one), _KINDS.get(kind) or KeyKind(kind)


_TEXT = b":" * 17
"""Before an id that is no UUID: together they are longer than one that is."""


def id_bytes(one: CorrectionId) -> bytes:
    """The 16 bytes of an id that is a UUID as it is always written, else its text behind a mark."""
    if len(one) == 36:
        with contextlib.suppress(ValueError):
            unique = UUID(one)
            if str(unique) == one:
                return unique.bytes
    return _TEXT + clean(one).encode()


def id_of(name: bytes) -> CorrectionId:
    """The inverse of `id_bytes`."""
    if len(name) != 16:
        return CorrectionId(name.removeprefix(_TEXT).decode())
    digits = name.hex()
    return CorrectionId("-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])))


def short_id(name: bytes) -> str:
    """The id of a record that has one row in a collection: 22 characters for `id_bytes` of a UUID.

    Chroma keeps every id three times, in its table, in the index of that and beside the vectors.
    """
    return urlsafe_b64encode(name)[:22].decode() if len(name) == 16 else name[len(_TEXT) - 1 :].decode()


def short_id_bytes(key: str) -> bytes:
    """The inverse of `short_id`."""
    return _TEXT + key[1:].encode() if key.startswith(":") else urlsafe_b64decode(f"{key}==")


def entry_rows(entry: IndexEntry) -> Iterator[Row]:
    """The two rows of a record."""
    for kind, vector in ((KeyKind.SITUATION, entry.situation), (KeyKind.RULE, entry.rule)):
        yield Row(key_id(entry.record.id, kind), vector, metadata_of(entry.record, kind))


def metadata_of(record: Correction, kind: KeyKind) -> Metadata | None:
    """The record's rule, beside its rule key, for whoever looks into the collection; all else is in the ledger.

    Chroma stores every value of the metadata twice and enters it into four indexes: a whole record would take more room
    there than its vectors, and more time than their search tree.
    """
    return {"rule": clean(record.rule[:LONGEST_RULE])} if kind is KeyKind.RULE else None


def collection_name(user_id: str) -> str:
    """`corrections`, or one of a person's own on a server that several use; names take only letters, digits and -._"""
    if not user_id:
        return COLLECTION
    plain = re.sub(r"[^A-Za-z0-9]+", "-", user_id).strip("-")[:40] or "user"
    # Two ids that look alike without their signs must not share a collection.
    mark = "" if plain == user_id else "-" + hashlib.sha256(clean(user_id).encode()).hexdigest()[:8]
    return f"{COLLECTION}-{plain}{mark}"


def server_address(url: str) -> tuple[str, int, bool]:
    """Host, port and whether TLS is used, of `[store] url`; raises StoreError if it is none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise StoreError(f"{url} is no address of a Chroma server.", "Write it as https://host:port under [store] url.")
    secure = parts.scheme == "https"
    return parts.hostname, port or (443 if secure else 8000), secure


_SQLITE_CODE = re.compile(r"\(code: (\d+)\)")
_FULL, _BUSY, _UNWRITABLE = 13, (5, 6), (8, 14)


def local_error(folder: Path, error: Exception) -> StoreError:
    """What a person is told of an error on a local folder, of Chroma's, which names SQLite's codes, or of SQLite's."""
    found = _SQLITE_CODE.search(str(error))
    code = (int(found[1]) if found else getattr(error, "sqlite_errorcode", 0)) & 0xFF
    if code == _FULL:
        return StoreError(
            f"The disk is full: the vector index in {folder} cannot grow.", "Free some space; nothing is lost."
        )
    if code in _BUSY:
        return StoreError(f"The vector index in {folder} is in use by another program.", "Close it and try again.")
    if code in _UNWRITABLE or isinstance(error, OSError):
        return StoreError(
            f"The folder {folder} of the vector index cannot be used.", "Check its rights, or use --home."
        )
    return StoreError(f"The vector index in {folder} is damaged or cannot be read.", REPAIR)


def private_tree(folder: Path) -> None:
    """Take the rights of others away from all in a folder; Chroma makes its files with the default ones."""
    for path in (folder, *folder.rglob("*")):
        # A file may be gone by now: another window cleans up too.
        with contextlib.suppress(FileNotFoundError):
            path.chmod(0o700 if path.is_dir() else 0o600)
