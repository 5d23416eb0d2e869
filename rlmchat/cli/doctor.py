"""`rlmchat doctor`: checks everything, says what to do, and mends what can be mended."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from rlmchat.cli.opening import places_of, run_async
from rlmchat.cli.output import counted, one_line, say, say_json
from rlmchat.cli.parser import Parser

if TYPE_CHECKING:
    from rlmchat.cli.checks import Patient

MARKS = {"ok": "✓", "warn": "!", "fail": "✗"}


def add_arguments(parser: Parser) -> None:
    """Flags of `doctor`."""
    parser.description = (
        "Checks versions, folders, settings, database, vector index, embedder, detector, keys, provider and terminal."
    )
    parser.add_argument(
        "--repair",
        action="store_true",
        help="make the vector index anew from the database, a damaged database from what can be read, files private; "
        "close rlmchat first",
    )
    parser.add_argument("--json", action="store_true", help="JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit code 1 where something failed."""
    from rlmchat.cli.checks import Patient, State, examined

    patient = Patient(places_of(args), repair=args.repair, progress=_progress)
    run_async(examined(patient))
    ok = all(check.state is not State.FAIL for check in patient.checks)
    if args.json:
        say_json(_shape(patient, ok))
    else:
        _show(patient, ok)
    return 0 if ok else 1


def _shape(patient: Patient, ok: bool) -> dict[str, object]:
    checks = [
        {"name": check.name, "state": str(check.state), "message": check.message, "hint": check.hint}
        for check in patient.checks
    ]
    return {"ok": ok, "checks": checks, "repaired": patient.repaired}


def _show(patient: Patient, ok: bool) -> None:
    for check in patient.checks:
        say(f"{MARKS[check.state]} {check.name:<10}{one_line(check.message)}")
        if check.hint:
            say(f"  {'':<10}→ {one_line(check.hint)}")
    for sentence in patient.repaired:
        say(f"repaired: {one_line(sentence)}")
    failed = sum(check.state == "fail" for check in patient.checks)
    say("All is well." if ok else f"{counted(failed, 'thing')} to mend.")


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done:,} of {of:,}" + ("\n" if done == of else ""))
        sys.stderr.flush()
