from __future__ import annotations

import json
from pathlib import Path

from tests.cli.commands import Commands
from tests.loopback import LoopbackServer, Rule

QUERY = "What is the capital of Australia?"


def test_corrections_make_pairs(rlmchat: Commands, tmp_path: Path) -> None:
    rlmchat.add("Canberra", "Sydney", QUERY)
    rlmchat.add("Write short answers.", "", "", "--standing")
    rlmchat.ok("corrections", "mute", rlmchat.add("pnpm", "npm", "install packages"))
    assert rlmchat.ok("pairs", "export").lines == [{"prompt": QUERY, "chosen": "Canberra", "rejected": "Sydney"}]
    rlmchat.ok("pairs", "export", "--messages", "-o", str(tmp_path / "pairs.jsonl"))
    pair = json.loads((tmp_path / "pairs.jsonl").read_text())
    assert pair["prompt"] == [{"role": "user", "content": QUERY}]
    assert pair["chosen"] == [{"role": "assistant", "content": "Canberra"}]


def test_whole_answers_where_they_are_known(rlmchat: Commands) -> None:
    with LoopbackServer(
        rules=[Rule("No, it's", "Thank you."), Rule(".", "The capital is Sydney, of course.")]
    ) as server:
        rlmchat.config(f'[model]\nname = "openai/m"\n[providers.openai]\napi_base = "{server.base_url}"\n')
        rlmchat.ok("ask", QUERY)
        rlmchat.ok("ask", "No, it's Canberra, not Sydney.", "--continue", "--json")
        rlmchat.ok("ask", "Which city is the capital of Australia?")
    answers = {"chosen": "The capital is Canberra, of course.", "rejected": "The capital is Sydney, of course."}
    assert rlmchat.ok("pairs", "export").lines == [
        {"prompt": QUERY, **answers},
        {"prompt": "Which city is the capital of Australia?", **answers},
    ]
