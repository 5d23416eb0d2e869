"""`rlmchat ask`: one turn, told by the same events as in the app."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from rlmchat.chat.events import (
    ConflictFound,
    CorrectionKept,
    Detected,
    LearningFailed,
    LessonsRecalled,
    ReplyChunk,
    ReplyFinished,
    ReplyRevised,
    TurnEvent,
    TurnFailed,
)
from rlmchat.chat.prompt import Attachment
from rlmchat.chat.services import Services
from rlmchat.chat.session import ChatSession
from rlmchat.cli.detect import detection_dict
from rlmchat.cli.files import attachment, split_files
from rlmchat.cli.input import piped, read_text, tidy
from rlmchat.cli.opening import run_async, services
from rlmchat.cli.output import complain, note, one_line, remark, say_json, visible
from rlmchat.cli.parser import Parser, add_chat
from rlmchat.conversation import Message
from rlmchat.errors import ModelError, UsageError
from rlmchat.learning.applier import ApplyMode
from rlmchat.learning.correction import Detection, Source
from rlmchat.learning.kept import Kept, KeptAs
from rlmchat.learning.recall import NOTHING, Recall

MODES = tuple(str(mode) for mode in ApplyMode)
DECIDE_SECONDS = 30.0
"""How long the end waits for the model to decide on an uncertain correction (`learning.background_model`)."""


def add_arguments(parser: Parser) -> None:
    """Flags of `ask`."""
    parser.description = (
        "Asks once and prints the answer as it comes. With TEXT, standard input goes along as a file; without, it is "
        "the question. Corrections in it are learned as in the app; files are not learned from."
    )
    parser.add_argument("text", nargs="*", metavar="TEXT", help="the question")
    add_model(parser)
    parser.add_argument(
        "-f", "--file", nargs="+", action="append", default=[], dest="files", metavar="FILE", help="send files along"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object at the end, not the text as it comes")
    add_chat(parser)
    add_mode(parser)
    parser.set_defaults(run=run)


def add_model(parser: Parser) -> None:
    """--model, which may stand before the command too."""
    parser.add_argument(
        "-m", "--model", default=argparse.SUPPRESS, metavar="MODEL", help="the model to ask, by its LiteLLM name"
    )


def add_mode(parser: Parser) -> None:
    """--mode."""
    parser.add_argument("--mode", choices=MODES, help="how answers are held to lessons, instead of apply.mode")


def run(args: argparse.Namespace) -> int:
    """Exit code 4 where the model gave no complete answer."""
    text, attachments = question(args)
    return run_async(_ask(args, text, attachments))


def question(args: argparse.Namespace) -> tuple[str, list[Attachment]]:
    """The text to send, and what goes along; raises UsageError where there is nothing to ask."""
    files, words = split_files(args.files, bool(args.text))
    typed = tidy(" ".join([*args.text, *words])).strip()
    attachments = [attachment(name) for name in files]
    given = read_text() if piped() else ""
    if typed and given.strip():
        return typed, [*attachments, Attachment("standard input", text=given)]
    if text := typed or given.strip():
        return text, attachments
    raise UsageError("There is nothing to ask.", 'Give a text: rlmchat ask "What is …?"')


@dataclass
class Told:
    """What the events of one turn told."""

    detection: Detection | None = None
    kept: list[Kept] = field(default_factory=list)
    recall: Recall = NOTHING
    answer: Message | None = None
    ms: dict[str, float] = field(default_factory=dict)
    applied: tuple[str, ...] = ()
    problems: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    """The problems in words for a person, each a sentence and what to do."""
    error: ModelError | None = None

    def hear(self, event: TurnEvent) -> None:
        """Take in one event."""
        match event:
            case Detected(detection):
                self.detection = detection
            case CorrectionKept(kept):
                self.kept.append(kept)
            case ConflictFound(conflict):
                pair = f"{conflict.newer.rule} contradicts {conflict.older.rule}"
                self.problems.append(f"{pair}: see `rlmchat corrections conflicts`.")
                self.failures.append(self.problems[-1])
            case LessonsRecalled(recall):
                self.recall = recall
            case LearningFailed(stage, message):
                self.problems.append(f"{stage}: {message}")
                what = "the chat could not be saved" if stage == "save" else "learning failed"
                self.failures.append(f"{what}: {message}")
            case ReplyFinished(message, _, ms):
                self.answer, self.ms, self.applied = message, ms, message.applied
            case TurnFailed(_, error):
                self.error = error

    def ids(self, *how: KeptAs) -> list[str]:
        """Ids of the corrections that were kept so."""
        return [kept.correction.id for kept in self.kept if kept.how in how]


async def _ask(args: argparse.Namespace, text: str, attachments: Sequence[Attachment]) -> int:
    async with services(args, unsaved=True) as opened:
        if args.mode:
            opened.settings = replace(opened.settings, apply=replace(opened.settings.apply, mode=args.mode))
        session = await opened.open_chat(args.chat, continue_last=args.continue_last, model=args.model)
        printer = _Printer(silent=args.json, streams=await _streams(opened))
        told = Told()
        async with contextlib.aclosing(session.send(text, attachments)) as events:
            async for event in events:
                told.hear(event)
                printer.show(event)
        printer.end(told.answer)
        if args.json:
            say_json(_shape(session, told))
        else:
            _tell(told)
        sys.stdout.flush()
        # The answer is out: only a decision that the person allowed the model to make holds up the end.
        await opened.settle(DECIDE_SECONDS)
    if told.error is not None:
        complain(str(told.error))
        return told.error.exit_code
    return 0


async def _streams(opened: Services) -> bool:
    """Whether text can be printed as it comes: what went into a pipe cannot be taken back when it is revised."""
    if sys.stdout.isatty() or not opened.settings.learning.enabled or opened.settings.apply.mode == ApplyMode.OFF:
        return True
    return not any((await opened.memory.tally()).values())


class _Printer:
    """Puts the answer on standard output."""

    def __init__(self, *, silent: bool, streams: bool) -> None:
        self._silent = silent
        self._streams = streams and not silent
        self._last = ""
        self._revised = False

    def show(self, event: TurnEvent) -> None:
        """Print what can be printed now."""
        if not self._streams:
            return
        if isinstance(event, ReplyChunk):
            self._write(event.text)
        elif isinstance(event, ReplyRevised):
            self._write(f"\n\n── revised ──\n\n{event.text}")

    def end(self, answer: Message | None) -> None:
        """Print the rest."""
        if self._silent:
            return
        if not self._streams and answer is not None:
            self._write(answer.text)
        if self._last and not self._last.endswith("\n"):
            self._write("\n")

    def _write(self, text: str) -> None:
        if text:
            self._last = text
            encoding = sys.stdout.encoding or "utf-8"
            shown = visible(text) if sys.stdout.isatty() else tidy(text)
            sys.stdout.write(shown.encode(encoding, "backslashreplace").decode(encoding))
            sys.stdout.flush()


def _shape(session: ChatSession, told: Told) -> dict[str, Any]:
    """The stable JSON shape of a turn."""
    answer = told.answer
    usage = answer.usage if answer else None
    return {
        "chat": session.chat.id,
        "answer": answer.text if answer else "",
        "draft": (answer.text if answer.draft is None else answer.draft) if answer else "",
        "model": session.model,
        "detection": detection_dict(told.detection) if told.detection else None,
        "saved": told.ids(KeptAs.NEW, KeptAs.MERGED),
        "lessons": list(answer.lessons) if answer else [lesson.correction.id for lesson in told.recall.lessons],
        "applied": list(told.applied),
        "ms": told.ms,
        "inbox": told.ids(KeptAs.TENTATIVE),
        "message": answer.id if answer else None,
        "status": str(answer.status) if answer else "failed",
        "usage": asdict(usage) if usage else None,
        "problems": told.problems,
        "error": str(told.error) if told.error else None,
    }


def _tell(told: Told) -> None:
    """What was learned, what waits and what failed, beside the answer; what was used, where a person watches."""
    for kept in told.kept:
        rule, one = one_line(kept.correction.rule), kept.correction.id
        if kept.how is KeptAs.TENTATIVE:
            inferred = kept.correction.source is Source.INFERRED
            asks = f"learn this ({kept.reason or 'inferred'})" if inferred else "was that a correction"
            remark(f'? {asks}: "{rule}" · waits in the inbox: rlmchat corrections accept {one} (or reject)')
        elif kept.how is not KeptAs.REJECTED:
            word = "confirmed" if kept.how is KeptAs.MERGED else "learned"
            remark(f"✓ {word}: {rule} · undo with: rlmchat corrections undo {one}")
    if told.applied:
        rules = {str(lesson.correction.id): lesson.correction.rule for lesson in told.recall.lessons}
        changed = ", ".join(rules.get(one, one) for one in told.applied)
        note(f"◆ changed the text: {changed}")
    for failure in told.failures:
        complain(failure)
