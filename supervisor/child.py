"""One process that is kept running: how it starts, writes its log and goes away together with all it started."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

SHORTEST_PAUSE = 0.2
LONGEST_PAUSE = 10.0
STEADY_AFTER = 30.0
LOG_LIMIT = 5_000_000
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_WORTH_TELLING = re.compile(r'\[(?:warning|error|critical)\s*\]|"level": ?"(?:warning|error|critical)"', re.I)


@dataclass(frozen=True)
class Program:
    """What to run. Programs of a later stage start after, and stop before, those of an earlier one.

    `descriptors` are open files of ours that the process is given, under the same numbers.
    """

    name: str
    command: tuple[str, ...]
    stage: int = 0
    descriptors: tuple[int, ...] = ()


def die_with_parent(parent: int, with_signal: int = signal.SIGKILL) -> None:
    """Have the kernel send this process the signal when its parent ends, however that ends. Linux only.

    Elsewhere a killed supervisor's processes live until the next start, which ends them.
    """
    if _LIBC is None:
        return
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0)
    if os.getppid() != parent:  # it ended between the fork and the line above
        os.kill(os.getpid(), with_signal)


def next_pause(pause: float, ran_for: float) -> float:
    """Seconds to wait before starting again what ended: doubling, and short again after a steady run."""
    return SHORTEST_PAUSE if ran_for >= STEADY_AFTER else min(pause * 2, LONGEST_PAUSE)


class Child:
    """A program and the process that runs it at the moment, if any."""

    def __init__(self, program: Program, environment: Mapping[str, str], log: Path, say: Callable[[str], None]) -> None:
        self.program = program
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self.start_at = 0.0
        self._pause = SHORTEST_PAUSE / 2
        self._environment = dict(environment)
        self._say = say
        self._started_at = 0.0
        self._rest = b""

    def start(self) -> None:
        """Run the program in a process group of its own, so that Ctrl-C reaches the supervisor alone."""
        self._started_at = time.monotonic()
        parent = os.getpid()
        self.process = subprocess.Popen(
            self.program.command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=self.program.descriptors,
            preexec_fn=lambda: die_with_parent(parent),  # noqa: PLW1509 - the supervisor has no threads
        )
        os.set_blocking(self.pipe(), False)

    def ended(self) -> int | None:
        """The exit code if the process has just ended; whatever it started is ended then, too."""
        if self.process is None or (code := self.process.poll()) is None:
            return None
        self.signal_group(signal.SIGKILL)
        self.pump()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.process = None
        self._pause = next_pause(self._pause, time.monotonic() - self._started_at)
        self.start_at = time.monotonic() + self._pause
        return code

    @property
    def pause(self) -> float:
        """Seconds until the next start after the last end."""
        return self._pause

    def ask_to_stop(self) -> None:
        """SIGTERM to the process itself, which ends what it started in its own order."""
        if self.process is not None:
            self.process.terminate()

    def signal_group(self, number: int) -> None:
        """A signal to the process and everything it started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return  # nobody is left, which is what was wanted

    def pipe(self) -> int:
        """The descriptor that the running process's output is read from."""
        if self.process is None or self.process.stdout is None:
            raise RuntimeError(f"{self.program.name} is not running")
        return self.process.stdout.fileno()

    def pump(self) -> None:
        """Move what the process has written to its log, and show its warnings on the terminal."""
        if self.process is None:
            return
        try:
            while chunk := os.read(self.pipe(), 65536):
                self._write(chunk)
        except BlockingIOError:
            return  # nothing more for now

    def _write(self, chunk: bytes) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            log.write(chunk)
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            text = line.decode("utf-8", "replace")
            if _WORTH_TELLING.search(text):
                self._say(f"{self.program.name}: {text}")
