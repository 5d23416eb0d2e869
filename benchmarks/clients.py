"""Chat clients in a pseudo-terminal, side by side: rlmchat, the bare Textual app (the floor), and Elia where it is.

Elia is taken from $ELIA or the path (`pip install elia-chat`, in an environment of its own); rlmchat from $RLMCHAT or
beside this interpreter. Every client gets a fresh home and talks to `answer_server.py` on loopback. Seconds differ from
machine to machine and from hour to hour: compare within one run.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.terminal import Terminal

HERE = Path(__file__).parent
MODEL = "openai/test-model"


@dataclass(frozen=True, slots=True)
class Client:
    """A program, what it shows when it can be written in, and the key that sends; empty if it answers nothing."""

    name: str
    argv: tuple[str, ...]
    ready: str
    send: str = ""


def clients(*, answering: bool = False) -> list[Client]:
    """Those that are installed, rlmchat first; with `answering` only those that one can ask something."""
    ours = os.environ.get("RLMCHAT") or str(Path(sys.executable).with_name("rlmchat"))
    elia = os.environ.get("ELIA") or shutil.which("elia")
    found = [Client("rlmchat", (ours, "--model", MODEL), r"(?i)message", "\r")]
    if not answering:
        found.append(Client("floor", (sys.executable, str(HERE / "floor_app.py")), "palette"))
    if elia:
        found.append(Client("elia", (elia,), "Send message", "\n"))
    return found


@contextlib.contextmanager
def server() -> Iterator[str]:
    """`answer_server.py` in a process of its own; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen([sys.executable, str(HERE / "answer_server.py"), str(port)]) as process:
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        try:
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()


class Running(Terminal):
    """A client that was just started."""

    def __init__(self, client: Client, address: str, *more: str, home: str | None = None) -> None:
        self.client = client
        home = home or tempfile.mkdtemp()
        places = {
            "HOME": home,
            **{f"XDG_{kind}_HOME": f"{home}/{kind}" for kind in ("DATA", "CONFIG", "CACHE", "STATE")},
        }
        keys = {"OPENAI_API_KEY": "test", "OPENAI_API_BASE": address, "OPENAI_BASE_URL": address}
        self.began = time.perf_counter()
        super().__init__([*client.argv, *more], {**os.environ, **places, **keys})

    def ready(self) -> float:
        """Seconds from the start until one can write."""
        self.wait_for(self.client.ready, 120)
        return time.perf_counter() - self.began

    def rest(self, seconds: float) -> None:
        """Let it run, and read its screen."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._pump(min(left, 0.05))

    def echo(self, letter: str) -> float:
        """Milliseconds from a key to the first change of the screen, 5,000 if there is none."""
        before, start = self.text, time.perf_counter()
        self.type(letter)
        while time.perf_counter() - start < 5:
            self._pump(0.002)
            if self.text != before:
                return (time.perf_counter() - start) * 1e3
        return 5000.0

    def ask(self, question: str) -> float:
        """Write and send; gives the time at which it was sent."""
        self.type(question)
        self.wait_for(question.split()[0])
        self.type(self.client.send)
        return time.perf_counter()

    def _processes(self) -> list[psutil.Process]:
        root = psutil.Process(self.pid)
        return [root, *root.children(recursive=True)]

    def memory(self) -> list[float]:
        """Megabytes resident of the program and of each of its children."""
        return [process.memory_info().rss / 1e6 for process in self._processes()]

    def memory_once(self) -> float:
        """The same as one sum in which what several processes share counts once, divided among them (Linux)."""
        return sum(process.memory_full_info().pss for process in self._processes()) / 1e6

    def cpu(self) -> list[float]:
        """Seconds of the processor that the program and each of its children have used."""
        return [sum(process.cpu_times()[:2]) for process in self._processes()]


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies; 0 without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows in columns."""
    for row in [heads, *rows]:
        print("  ".join(f"{cell:.2f}".rjust(13) if isinstance(cell, float) else str(cell).rjust(13) for cell in row))
