"""How long does the first word of an answer take from the server's first byte to the screen, when all is loaded?

    python benchmarks/first_word.py [--turns 40] [--rate 50]

Prints for rlmchat and Elia (see clients.py) median, 95th percentile and worst, in milliseconds. The server puts the
time at which it begins to answer into the answer, so that what stands on the screen says how old it is: both read the
same clock of the machine. `--rate` is how many pieces of twelve characters the server sends a second, as models do; 0
sends all at once. `--wait` is how many milliseconds it thinks before it begins: with 0, the first word meets the
drawing of the question. What this program takes to read the screen is in it (a millisecond or two).
"""

from __future__ import annotations

import argparse
import re
import time

from clients import Client, Running, clients, percentile, server, table

STAMP = re.compile(r"FIRST-BYTE=(\d+\.\d{6})")
PATIENCE = 60.0


def word(running: Running, question: str) -> float:
    """Milliseconds from the server's first byte to the first word on the screen."""
    sent = running.ask(question)
    while time.perf_counter() - sent < PATIENCE:
        running.rest(0.001)
        now = time.perf_counter()
        for stamp in map(float, STAMP.findall(running.text)):
            if stamp > sent:
                return (now - stamp) * 1e3
    raise AssertionError(f"no answer; the screen:\n{running.text}")


def words(client: Client, address: str, turns: int, ask: str) -> list[float]:
    taken = []
    with Running(client, address) as running:
        running.ready()
        running.ask("SECTIONS=1 please")
        running.wait_for("END-OF-REPLY", 120)
        running.rest(3.0)
        for turn in range(turns):
            taken.append(word(running, f"Tell me about the number {turn}. {ask}"))
            assert "held to" not in running.text, "taken for a correction: an answer is then shown block by block"
            # The answer is complete and stored before the next one is asked for.
            running.rest(1.5)
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=40)
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--wait", type=int, default=300)
    args = parser.parse_args()
    ask = f"STAMP=1 RATE={args.rate} WAIT={args.wait}"
    rows = []
    with server() as address:
        for client in clients(answering=True):
            taken = words(client, address, args.turns, ask)
            rows.append((client.name, percentile(taken, 0.5), percentile(taken, 0.95), max(taken)))
    table(("client", "median ms", "p95 ms", "worst ms"), rows)


if __name__ == "__main__":
    main()
