from __future__ import annotations

import json
import os
import signal
from pathlib import Path

from tests.cli.commands import Commands, process


def line(number: int) -> bytes:
    data = {"query": f"question about matter {number}", "original": f"wrong{number}", "corrected": f"right{number}"}
    return json.dumps(data).encode() + b"\n"


def test_each_id_comes_at_once_and_what_was_printed_survives_a_kill(tmp_path: Path, rlmchat: Commands) -> None:
    running = process(rlmchat.home, "corrections", "add")
    assert running.stdin is not None
    assert running.stdout is not None
    ids = []
    for number in range(3):
        running.stdin.write(line(number))
        running.stdin.flush()
        # Blocks for good if the id waits for more lines.
        ids.append(json.loads(running.stdout.readline())["id"])
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    listed = rlmchat.ok("corrections", "list", "--json", "--sort", "oldest").lines
    assert [record["id"] for record in listed] == ids
    assert rlmchat.ok("recall", "question about matter 2", "--json").data["lessons"][0]["id"] == ids[2]


def test_ctrl_c_while_it_waits_ends_it(tmp_path: Path) -> None:
    running = process(tmp_path, "corrections", "add")
    assert running.stdin is not None
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdin.write(line(1))
    running.stdin.flush()
    assert running.stdout.readline()
    os.kill(running.pid, signal.SIGINT)
    assert running.wait() == 130
    assert running.stderr.read() == b""


def test_lines_longer_than_a_chunk_and_cut_in_characters(rlmchat: Commands) -> None:
    long = {"corrected": "right", "original": "wrong", "query": "what?", "context": ["ä" * 70_000]}
    short = {"corrected": "Canberra", "original": "Sydney", "query": "capital"}
    text = json.dumps(long, ensure_ascii=False) + "\r\n" + json.dumps(short)
    assert len(rlmchat.ok("corrections", "add", stdin=text).lines) == 2
    assert rlmchat.ok("corrections", "list", "--json", "--sort", "oldest").lines[0]["context"] == ["ä" * 70_000]
