"""Looks whether Chroma's vector files can be loaded: its library trusts them, and a garbled one ends the program."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_HEADER = struct.Struct("<i6QiI3QdQ")
"""hnswlib's persistent header: version, offset, capacity, count, bytes an element, places of label and vector, highest
level, entry point, most links (above, at the bottom, wanted), level factor, width of construction."""
_ROWS = 16_384
"""Elements looked at together: some 20 MB."""


@dataclass(frozen=True, slots=True)
class _Header:
    count: int
    element_bytes: int
    entry: int
    most_links: int
    most_links_at_bottom: int


def vector_files_are_sound(folder: Path) -> bool:
    """Whether every vector file in a Chroma folder has the size and the links that its header speaks of."""
    return all(_is_sound(path.parent) for path in sorted(folder.glob("*/header.bin")))


def _is_sound(segment: Path) -> bool:
    try:
        header = _read_header(segment / "header.bin")
        if header is None or (segment / "length.bin").stat().st_size < 4 * header.count:
            return False
        return _bottom_is_sound(segment / "data_level0.bin", header) and _upper_is_sound(
            segment / "link_lists.bin", header
        )
    except FileNotFoundError:
        return False


def _read_header(path: Path) -> _Header | None:
    data = path.read_bytes()
    if len(data) != _HEADER.size:
        return None
    _, _, capacity, count, element, _, _, _, entry, above, bottom, _, _, _ = _HEADER.unpack(data)
    possible = count <= capacity and 0 < above <= 4096 and 0 < bottom <= 8192 and element >= 4 * bottom + 12
    return _Header(count, element, entry, above, bottom) if possible and (entry < count or not count) else None


def _bottom_is_sound(path: Path, header: _Header) -> bool:
    if path.stat().st_size < header.count * header.element_bytes:
        return False
    if not header.count:
        return True
    shape = (header.count, header.element_bytes)
    rows = np.memmap(path, dtype=np.uint8, mode="r", shape=shape)
    end = 4 + 4 * header.most_links_at_bottom
    return all(
        _links_are_sound(np.ascontiguousarray(rows[start : start + _ROWS, :end]).view("<u4"), header.count)
        for start in range(0, header.count, _ROWS)
    )


def _links_are_sound(lists: NDArray[np.uint32], count: int) -> bool:
    """Lists of neighbours, a row each: how many there are (16 bits), then their numbers."""
    known = lists[:, 0] & 0xFFFF
    links = lists[:, 1:]
    used = np.arange(links.shape[1]) < known[:, None]
    return bool((known <= links.shape[1]).all() and (links[used] < count).all())


def _upper_is_sound(path: Path, header: _Header) -> bool:
    """For every element the bytes of its lists above the bottom (mostly 0), and these."""
    words = np.fromfile(path, dtype="<u4")
    width = header.most_links + 1
    blocks, at, seen = [], 0, 0
    for at_size in _sizes(words, width):
        if at_size is None:
            return False
        start, length = at_size
        seen += start - at + 1
        blocks.append(words[start + 1 : start + 1 + length])
        at = start + 1 + length
    seen += len(words) - at
    if seen != header.count:
        return False
    return not blocks or _links_are_sound(np.concatenate(blocks).reshape(-1, width), header.count)


def _sizes(words: NDArray[np.uint32], width: int) -> Iterator[tuple[int, int] | None]:
    """Place of every size that is not 0, with the length of what follows it in words; None where there is none such."""
    filled = np.flatnonzero(words)
    i = 0
    while i < len(filled):
        start = int(filled[i])
        size = int(words[start])
        if size % (4 * width) or start + 1 + size // 4 > len(words):
            yield None
            return
        yield start, size // 4
        i = int(np.searchsorted(filled, start + 1 + size // 4))
