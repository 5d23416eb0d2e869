"""How much memory does a chat take: at the first screen, when all is loaded, after an answer, and after very many?

    python benchmarks/memory.py [--turns 500]

Prints megabytes resident of rlmchat and of its model process, and of Elia and the bare Textual app, as the sum over a
program and its children (what two of them share counts twice), and as the sum in which it counts once; with `--turns`
after every tenth of so many turns in one chat, and how much a turn added in the second half.
"""

from __future__ import annotations

import argparse

from clients import Client, Running, clients, server, table

LOADED_AFTER = 12.0
"""Seconds after which everything that loads in the background has been loaded."""


def stages(client: Client, address: str) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []

    def note(stage: str) -> None:
        memory = running.memory()
        each = " + ".join(f"{one:.0f}" for one in memory)
        rows.append((client.name, stage, sum(memory), each, running.memory_once()))

    with Running(client, address) as running:
        running.ready()
        note("ready")
        running.rest(1.0)
        note("1 s later")
        running.rest(LOADED_AFTER)
        note("loaded")
        if client.send:
            running.ask("SECTIONS=1 please")
            running.wait_for("END-OF-REPLY", 120)
            running.rest(2.0)
            note("answered")
    return rows


def question(turn: int) -> str:
    """None that could be taken for a correction of the answer before it."""
    return f"Tell me about the number {turn}."


def soak(client: Client, address: str, turns: int) -> None:
    """Many short turns in one chat."""
    seen: list[float] = []
    with Running(client, address) as running:
        running.ready()
        for turn in range(turns + 1):
            running.ask(question(turn))
            # What is said in the last line: the answer is complete and stored.
            running.wait_for(rf"number {turn}\..*END-OF-REPLY.*saved", 120)
            if turn % max(1, turns // 10) == 0:
                running.rest(1.0)
                seen.append(sum(running.memory()))
                each = " + ".join(f"{one:.0f}" for one in running.memory())
                print(f"{turn:6} turns  {seen[-1]:7.1f} MB  ({each})", flush=True)
    half = seen[len(seen) // 2 :]
    grown = (half[-1] - half[0]) / max(1, turns / 2) * 1e3
    print(f"second half: {grown:+.1f} kB a turn")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=0)
    turns = parser.parse_args().turns
    with server() as address:
        if turns:
            soak(clients()[0], address, turns)
        else:
            rows = [row for client in clients() for row in stages(client, address)]
            table(("client", "when", "MB", "each", "shared once"), rows)


if __name__ == "__main__":
    main()
