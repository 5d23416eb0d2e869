"""`corrections add`: from flags or JSON lines; each id is printed once its record is on the disk."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence

from rlmchat.chat.services import Services
from rlmchat.cli.input import BadLine, json_object, piped, tidy
from rlmchat.cli.input_async import Numbered, batches
from rlmchat.cli.opening import run_async, services
from rlmchat.cli.output import complain, say_json
from rlmchat.errors import UsageError
from rlmchat.identifiers import utc_now
from rlmchat.learning.correction import NewCorrection
from rlmchat.learning.kept import Kept, KeptAs
from rlmchat.learning.transfer import from_dict, sensible

FLAGS = (
    "original",
    "corrected",
    "query",
    "explanation",
    "category",
    "scope",
    "source",
    "confidence",
    "severity",
    "standing",
    "created_at",
)


def run_add(args: argparse.Namespace) -> int:
    """Exit code 1 where a line could not be used."""
    given = {flag: value for flag in FLAGS if (value := getattr(args, flag)) is not None}
    if not given and piped():
        return run_async(_add_lines(args))
    if not given:
        raise UsageError("There is nothing to add.", "Give --corrected TEXT, or JSON lines on standard input.")
    data = {key: tidy(value) if isinstance(value, str) else value for key, value in given.items()}
    try:
        new = sensible(from_dict({**data, "tags": args.tag}), utc_now())
    except ValueError as error:
        message = re.sub(r'"(corrected|original|created_at)"', _flag, f"{error}.")
        raise UsageError(message, "See `rlmchat corrections add --help`.") from None
    return run_async(_add_one(args, new))


def _flag(key: re.Match[str]) -> str:
    return f"--{key[1].replace('_', '-')}"


def check_learning(opened: Services) -> None:
    """Raises UsageError while learning is switched off: then nothing is stored, whoever asks."""
    if not opened.settings.learning.enabled:
        raise UsageError(
            "Learning is switched off, so nothing is stored.",
            "`rlmchat config set learning.enabled true` switches it on.",
        )


async def _add_one(args: argparse.Namespace, new: NewCorrection) -> int:
    async with services(args, learning=True) as opened:
        check_learning(opened)
        say_json(kept_dict(await opened.memory.keep(new)))
    return 0


async def _add_lines(args: argparse.Namespace) -> int:
    """In the order of the lines, as many at once as have come: one by one for who waits for each id."""
    bad = 0
    async with services(args, learning=True) as opened:
        check_learning(opened)
        async for batch in batches():
            news, wrong = read_lines(batch)
            bad += len(wrong)
            for error in wrong:
                complain(str(error))
            for kept in await opened.memory.import_many(news):
                say_json(kept_dict(kept))
    return 1 if bad else 0


def read_lines(batch: Sequence[Numbered]) -> tuple[list[NewCorrection], list[BadLine]]:
    """What can be used of some lines, and what is wrong with the others."""
    news: list[NewCorrection] = []
    wrong: list[BadLine] = []
    for number, line in batch:
        try:
            news.append(sensible(from_dict(json_object(number, line)), utc_now()))
        except BadLine as error:
            wrong.append(error)
        except ValueError as error:
            wrong.append(BadLine(number, f"{error}."))
    return news, wrong


def kept_dict(kept: Kept) -> dict[str, object]:
    """The stable JSON shape of what was kept; `how` is new, merged, tentative or rejected."""
    out: dict[str, object] = {"id": kept.correction.id, "how": str(kept.how)}
    if kept.superseded:
        out["superseded"] = [record.id for record in kept.superseded]
    if kept.how is KeptAs.REJECTED or kept.conflict:
        out["reason"] = kept.reason
    return out
