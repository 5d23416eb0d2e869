"""`rlmchat detect`: judges messages, one JSON line in, one judgement out."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from rlmchat.cli.input import BadLine, json_object, lines, text_of
from rlmchat.cli.output import complain, one_line, say, say_json
from rlmchat.cli.parser import Parser
from rlmchat.learning.correction import Detection


def add_arguments(parser: Parser) -> None:
    """Flags of `detect`."""
    parser.description = (
        'Reads JSON lines {"previous_output", "message"} (and, where known, "previous_query", the question before the '
        "answer) and writes one judgement a line, each at once. No model is called and nothing is stored."
    )
    parser.add_argument("--json", action="store_true", help="JSON lines also where a person watches")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exit code 1 where a line could not be used."""
    from rlmchat.learning.detector import Detector

    detector = Detector.load()
    as_json = args.json or not sys.stdout.isatty()
    bad = 0
    for number, line in lines():
        try:
            data = json_object(number, line)
            message = text_of(number, data, "message", needed=True)
            previous = text_of(number, data, "previous_output", needed=True)
            before = text_of(number, data, "previous_query")
        except BadLine as error:
            bad += 1
            complain(str(error))
            if as_json:
                say_json({"error": str(error), "line": number})
            continue
        found = detector.detect(message, previous, previous_query=before)
        if as_json:
            say_json(detection_dict(found))
        else:
            say(_for_people(found))
    return 1 if bad else 0


def detection_dict(found: Detection) -> dict[str, Any]:
    """The stable JSON shape of a judgement."""
    return {
        "is_correction": found.is_correction,
        "confidence": round(float(found.confidence), 4),
        "category": str(found.category),
        "original": found.original,
        "corrected": found.corrected,
        "explanation": found.explanation,
        "explicit": found.explicit,
        "cues": list(found.cues),
        "category_confidence": round(float(found.category_confidence), 4),
    }


def _for_people(found: Detection) -> str:
    if not found.is_correction:
        return f"no   {found.confidence:.2f}"
    spans = f"{found.original} → {found.corrected}" if found.original else found.corrected or ""
    always = "  always" if found.explicit else ""
    return one_line(f"yes  {found.confidence:.2f}  {found.category}{always}  {spans}").replace("  ", "  ")
