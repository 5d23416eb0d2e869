"""What changes corrections: each writes a revision first, and undo takes it back."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from rlmchat.cli.corrections_look import told
from rlmchat.cli.input import tidy
from rlmchat.cli.opening import run_async, services
from rlmchat.cli.output import counted, one_line, say, say_json
from rlmchat.editor import edited
from rlmchat.errors import NotFoundError, UsageError
from rlmchat.learning.correction import Correction, Status
from rlmchat.learning.correction_form import as_toml, changed, from_texts, from_toml
from rlmchat.learning.memory import Memory
from rlmchat.learning.undo import Undone

Act = Callable[[Memory, str], Callable[[str], Awaitable[Correction]]]
"""What is done to each, in the memory and as a part of the act of this name."""

FLAGS = {
    "original": "original_output",
    "corrected": "corrected_output",
    "query": "query",
    "explanation": "explanation",
    "category": "category",
    "scope": "scope",
    "source": "source",
    "confidence": "confidence",
    "severity": "severity",
    "tag": "tags",
}
"""Flags of `edit`, and the fields that they set."""


def run_mute(args: argparse.Namespace) -> int:
    """`corrections mute`."""
    return run_async(_each(args, "muted", lambda memory, act: partial(memory.mute, act=act)))


def run_unmute(args: argparse.Namespace) -> int:
    """`corrections unmute`."""
    return run_async(_each(args, "unmuted", lambda memory, act: partial(memory.unmute, act=act)))


def run_delete(args: argparse.Namespace) -> int:
    """`corrections delete`."""
    return run_async(_each(args, "deleted", lambda memory, act: partial(memory.delete, act=act)))


def run_restore(args: argparse.Namespace) -> int:
    """`corrections restore`."""
    return run_async(_restore(args))


def run_accept(args: argparse.Namespace) -> int:
    """`corrections accept`."""
    return run_async(_each(args, "learned", lambda memory, act: partial(memory.accept, act=act), inbox=True))


def run_reject(args: argparse.Namespace) -> int:
    """`corrections reject`."""
    return run_async(_each(args, "rejected", lambda memory, act: partial(memory.reject, act=act), inbox=True))


def run_undo(args: argparse.Namespace) -> int:
    """`corrections undo`."""
    return run_async(_undo(args))


def run_edit(args: argparse.Namespace) -> int:
    """`corrections edit`."""
    return run_async(_edit(args))


def run_resolve(args: argparse.Namespace) -> int:
    """`corrections resolve`."""
    return run_async(_resolve(args))


async def _each(args: argparse.Namespace, done: str, act: Act, *, inbox: bool = False) -> int:
    async with services(args) as opened:
        memory = opened.memory
        # All are looked up first: with one that does not exist, nothing is done.
        records = [await memory.get(start) for start in args.ids]
        for record in records:
            if inbox and record.status is not Status.TENTATIVE:
                raise UsageError(f"{record.id} is {record.status} and does not wait in the inbox.")
        one = act(memory, memory.new_act())
        told(done, [await one(record.id) for record in records], as_json=args.json)
    return 0


async def _restore(args: argparse.Namespace) -> int:
    async with services(args) as opened:
        memory = opened.memory
        # All are looked up first: with one that does not exist, nothing is done.
        records = [await memory.taken_back(start) or await memory.get(start) for start in args.ids]
        act = memory.new_act()
        for record in records:
            newer = await memory.in_place_of(record.id)
            told("restored", [await memory.restore(record.id, act=act)], as_json=args.json)
            if newer and not args.json:
                told("superseded", [newer], as_json=False)
    return 0


async def _undo(args: argparse.Namespace) -> int:
    async with services(args) as opened:
        one = (await opened.memory.get(args.id)).id if args.id is not None else None
        undone = await opened.memory.undo(one)
    if args.json:
        for record, gone in _each_undone(undone):
            say_json({**record.to_dict(), "taken_back": gone})
        return 0
    for record, gone in _each_undone(undone):
        say(f"{'taken back' if gone else 'undone'}  {record.id}  {one_line(record.rule)}")
    if not undone or len(undone) > 1:
        say(f"undone  {counted(len(undone), 'correction')}{'' if undone else ': there is nothing to take back'}")
    if undone.gone:
        what = "It is" if len(undone.gone) == 1 else f"{len(undone.gone):,} are"
        say(f"{what} no longer there; `rlmchat corrections restore ID` brings back what was taken back.")
    return 0


def _each_undone(undone: Undone) -> list[tuple[Correction, bool]]:
    """Each correction, and whether its making was taken back."""
    return [*((record, False) for record in undone.back), *((record, True) for record in undone.gone)]


async def _edit(args: argparse.Namespace) -> int:
    values = _values(args)
    async with services(args) as opened:
        record = await opened.memory.get(args.id)
        if not values:
            values = changed(record, from_toml(edited(as_toml(record), ".toml")))
        if "corrected_output" in values or "original_output" in values:
            # Both are looked at together: a correction must not say what it corrects.
            texts = {name: getattr(record, name) for name in ("original_output", "corrected_output")}
            from_texts({**texts, **{k: v for k, v in values.items() if k in texts}})
        if not changed(record, values):
            say("Nothing was changed.")
            return 0
        told("changed", [await opened.memory.edit(record.id, args.reason, **values)], as_json=args.json)
    return 0


def _values(args: argparse.Namespace) -> dict[str, Any]:
    """The fields that the flags set."""
    texts = {field: _as_text(value) for flag, field in FLAGS.items() if (value := getattr(args, flag)) is not None}
    values = from_texts(texts)
    if args.standing is not None:
        values["standing"] = args.standing
    return values


def _as_text(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else tidy(str(value))


async def _resolve(args: argparse.Namespace) -> int:
    async with services(args) as opened:
        record = await opened.memory.get(args.id)
        pairs = await opened.memory.conflicts()
        pair = next((p for p in pairs if record.id in (p.older.id, p.newer.id)), None)
        if pair is None:
            raise NotFoundError(f"{record.id} waits for no decision.", "See `rlmchat corrections conflicts`.")
        told("settled", await opened.memory.resolve(pair, args.keep), as_json=args.json)
    return 0
