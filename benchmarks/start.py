"""How soon can one write, how do keys feel while everything loads, and when does the first word come?

    python benchmarks/start.py [--runs 5]

Prints for rlmchat, the bare Textual app and Elia (see clients.py), medians of the runs taken in turn: seconds until the
prompt is ready, and as a ratio to the floor; megabytes one second later; 95th percentile of the key echo in the first
eight seconds; seconds to the first text when something is sent at once after the start, and as a ratio to Elia.
Then what is imported for the first paint, the slowest first.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections import defaultdict

from clients import Client, Running, clients, percentile, server, table

LISTENING = 8.0
SLOWEST = 15


def look(client: Client, address: str) -> tuple[float, float, float]:
    """Seconds until it is ready, megabytes a second later, 95th percentile of the echo from then on."""
    with Running(client, address) as running:
        ready = running.ready()
        running.rest(1.0)
        memory = sum(running.memory())
    with Running(client, address) as running:
        running.ready()
        echoes, end = [], time.perf_counter() + LISTENING
        while time.perf_counter() < end:
            echoes.append(running.echo("abcdefghij"[len(echoes) % 10]))
            running.rest(0.05)
        return ready, memory, percentile(echoes, 0.95)


def first_text(client: Client, address: str) -> float:
    with Running(client, address) as running:
        running.ready()
        sent = running.ask("SECTIONS=1 please")
        running.wait_for("Section 0", 120)
        return time.perf_counter() - sent


def imports() -> list[tuple[float, str]]:
    """Milliseconds by themselves of the modules that the first paint needs."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import rlmchat.app, rlmchat.bootstrap"],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [
        line.split("|") for line in done.stderr.splitlines() if line.startswith("import time:") and "[us]" not in line
    ]
    return sorted(((int(row[0].split(":")[1]) / 1e3, row[2].strip()) for row in rows), reverse=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    looks: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    words: dict[str, list[float]] = defaultdict(list)
    with server() as address:
        for _ in range(runs):
            for client in clients():
                looks[client.name].append(look(client, address))
            for client in clients(answering=True):
                words[client.name].append(first_text(client, address))
    middle = {name: [statistics.median(column) for column in zip(*rows, strict=True)] for name, rows in looks.items()}
    word = {name: statistics.median(values) for name, values in words.items()}
    rows = []
    for name, (ready, memory, echo) in middle.items():
        against = word[name] / word["elia"] if name in word and "elia" in word else "-"
        rows.append((name, ready / middle["floor"][0], ready, memory, echo, against, word.get(name, "-")))
    table(("client", "× floor", "ready s", "MB", "echo p95 ms", "× elia", "first text s"), rows)
    found = imports()
    print(f"\n{len(found)} modules for the first paint, {sum(took for took, _ in found):.0f} ms; the slowest:")
    table(("ms", "module"), found[:SLOWEST])


if __name__ == "__main__":
    main()
