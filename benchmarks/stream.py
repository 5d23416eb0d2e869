"""How fast is a long answer on the screen, and do keys still feel light meanwhile?

    python benchmarks/stream.py [--only NAME] [--limit 90]

For rlmchat and Elia (see clients.py): seconds to the last line of 60 and of 300 sections sent as fast as the server
can, of 100 kB of prose and of one block of 11 kB of code at 200 pieces a second, there also as a ratio to the time that
the server takes; the key echo meanwhile; seconds of the processor, the program's and that of its children; and what it
uses in three seconds of idleness after that. The echo of the bare Textual app, which has nothing to do, stands first:
it is what the machine gives just then.
"""

from __future__ import annotations

import argparse
import time

from answer_server import answer, pieces
from clients import Client, Running, clients, percentile, server, table

QUESTIONS = {
    "60 sections": "SECTIONS=60 please",
    "300 sections": "SECTIONS=300 please",
    "100 kB prose": "PROSE=100000 RATE=200 please",
    "11 kB code": "FENCE=11000 RATE=200 please",
}
LAST = {"60 sections": "Section 59", "300 sections": "Section 299"}


def ideal(question: str) -> float:
    """Seconds that the server takes to send the answer; 0 if it does not hold back."""
    text, rate = answer(question)
    return len(pieces(text, rate)) / rate if rate else 0.0


def watch(client: Client, address: str, name: str, limit: float) -> list[object]:
    question = QUESTIONS[name]
    with Running(client, address) as running:
        running.ready()
        running.ask("SECTIONS=1 please")
        running.wait_for("END-OF-REPLY", 120)
        running.rest(3.0)
        before = running.cpu()
        sent, echoes = running.ask(question), []
        # The answer before it ended in the same words: they have to leave the screen first.
        end, gone = sent + limit, False
        while time.perf_counter() < end:
            echoes.append(running.echo("abcdefghij"[len(echoes) % 10]))
            running.rest(0.03)
            gone = gone or "END-OF-REPLY" not in running.text
            if gone and "END-OF-REPLY" in running.text and LAST.get(name, "") in running.text:
                break
        took = time.perf_counter() - sent
        busy = [after - earlier for earlier, after in zip(before, running.cpu(), strict=False)]
        running.rest(1.0)
        quiet = sum(running.cpu())
        running.rest(3.0)
        fair = ideal(question)
        return [
            client.name,
            name,
            took if took < limit else f"> {limit:.0f}",
            took / fair if fair else "-",
            percentile(echoes, 0.5),
            percentile(echoes, 0.95),
            " + ".join(f"{one:.2f}" for one in busy),
            sum(running.cpu()) - quiet,
        ]


def still(address: str) -> list[object]:
    """The key echo of the floor."""
    (floor,) = (client for client in clients() if client.name == "floor")
    with Running(floor, address) as running:
        running.ready()
        echoes = []
        for number in range(60):
            echoes.append(running.echo("abcdefghij"[number % 10]))
            running.rest(0.03)
    return ["floor", "nothing", "-", "-", percentile(echoes, 0.5), percentile(echoes, 0.95), "-", "-"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=QUESTIONS, action="append")
    parser.add_argument("--client", action="append", help="rlmchat, elia")
    parser.add_argument("--limit", type=float, default=90)
    args = parser.parse_args()
    with server() as address:
        rows = [still(address)]
        rows += [
            watch(client, address, name, args.limit)
            for name in args.only or QUESTIONS
            for client in clients(answering=True)
            if client.name in (args.client or [client.name])
        ]
    heads = ("client", "answer", "last line s", "× ideal", "echo ms", "echo p95 ms", "CPU s", "idle CPU s")
    table(heads, rows)


if __name__ == "__main__":
    main()
