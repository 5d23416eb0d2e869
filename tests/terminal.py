"""Runs a program in a real pseudo-terminal and reads its screen, for stories told from the person's chair."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

ENTER = "\r"
ESC = "\x1b"


def ctrl(letter: str) -> str:
    """The character that ctrl and a letter send."""
    return chr(ord(letter.lower()) - ord("a") + 1)


F = {1: "\x1bOP", 2: "\x1bOQ", 3: "\x1bOR", 4: "\x1bOS"}


class Terminal:
    """A program in a terminal of `cols` × `rows`; leaving the `with` block ends it."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], *, cols: int = 120, rows: int = 40, cwd: Path | None = None
    ) -> None:
        self._screen = pyte.Screen(cols, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.raw = bytearray()
        self.status: int | None = None
        self.pid, self._fd = pty.fork()
        if self.pid == 0:  # pragma: no cover - the child
            if cwd is not None:
                os.chdir(cwd)
            os.execvpe(argv[0], list(argv), {**env, "TERM": "xterm-256color", "COLORTERM": "truecolor"})
        os.set_blocking(self._fd, False)
        self._size(cols, rows)

    def _size(self, cols: int, rows: int) -> None:
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def resize(self, cols: int, rows: int) -> None:
        """Make the window another size."""
        self._screen.resize(rows, cols)
        self._size(cols, rows)
        if self.status is None:
            os.kill(self.pid, signal.SIGWINCH)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill(signal.SIGKILL)
        os.close(self._fd)

    @property
    def text(self) -> str:
        """What is on the screen, trailing blanks of each line cut."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def type(self, keys: str) -> None:
        """Press keys."""
        self._send(keys.encode())

    def _send(self, data: bytes) -> None:
        """Write while the screen is read: a program that waits for its output to be read reads no keys."""
        end = time.monotonic() + 100.0
        while data:
            _, writable, _ = select.select([], [self._fd], [], 0.01)
            if writable:
                with contextlib.suppress(BlockingIOError):
                    data = data[os.write(self._fd, data[:1024]) :]
            elif time.monotonic() > end:
                raise AssertionError(f"it takes no keys; the screen:\n{self.text}")
            if data:
                self._pump(0.0)

    def paste(self, text: str) -> None:
        """Paste, as a terminal with bracketed paste does; long texts go in pieces while the screen is read."""
        self._send(f"\x1b[200~{text}\x1b[201~".encode())

    def wait_for(self, pattern: str, timeout: float = 100.0) -> re.Match[str]:
        """Read until a pattern is on the screen; fails with the screen if it does not come."""
        end = time.monotonic() + timeout
        while True:
            found = re.search(pattern, self.text, re.DOTALL)
            if found:
                return found
            if time.monotonic() > end or not self._pump(0.05):
                raise AssertionError(f"{pattern!r} did not come; the screen:\n{self.text}")

    def wait_gone(self, pattern: str, timeout: float = 100.0) -> None:
        """Read until a pattern is no longer on the screen."""
        end = time.monotonic() + timeout
        while re.search(pattern, self.text, re.DOTALL):
            if time.monotonic() > end or not self._pump(0.05):
                raise AssertionError(f"{pattern!r} did not go; the screen:\n{self.text}")

    def wait_end(self, timeout: float = 100.0) -> int:
        """Wait until the program ends by itself; gives its exit code."""
        end = time.monotonic() + timeout
        while self.status is None:
            if time.monotonic() > end:
                raise AssertionError(f"it did not end; the screen:\n{self.text}")
            self._pump(0.05)
            self._reap()
        return os.waitstatus_to_exitcode(self.status)

    def kill(self, how: signal.Signals) -> None:
        """Send a signal and wait for the end."""
        self._reap()
        if self.status is None:
            os.kill(self.pid, how)
            _, self.status = os.waitpid(self.pid, 0)

    def _reap(self) -> None:
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = status

    def _pump(self, seconds: float) -> bool:
        """Feed what comes to the screen; False when the program has gone."""
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if not ready:
            return True
        try:
            data = os.read(self._fd, 65536)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self.raw += data
        if b"\x1b[6n" in data:
            os.write(self._fd, b"\x1b[1;1R")
        # pyte does not know private modes with these introducers and would print their tails.
        self._stream.feed(re.sub(rb"\x1b\[[<=>?][0-9;]*[a-zA-Z]|\x1b\[[0-9;?]*\$p|\x1bP[^\x1b]*\x1b\\", b"", data))
        return bool(data)


def rlmchat(home: Path, *args: str, env: Mapping[str, str] | None = None, **options: object) -> Terminal:
    """The installed program on a home of its own, without any key of the machine's owner."""
    clean = {k: v for k, v in os.environ.items() if not k.endswith(("_API_KEY", "_API_BASE", "_BASE_URL"))}
    values = {**clean, "RLMCHAT_HOME": str(home), **(env or {})}
    return Terminal([sys.executable, "-m", "rlmchat", *args], values, **options)  # type: ignore[arg-type]
