"""Processes that are started, killed, frozen and started again, and none of which outlives us."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from supervisor.child import die_with_parent

RESTART_AFTER = 0.3
TICK = 0.05


class NotReadyError(Exception):
    """Something did not come true in time; the text says what."""


@dataclass(slots=True)
class Member:
    """A program with the process that runs it now, and how often it was started."""

    name: str
    command: tuple[str, ...]
    user: str | None = None
    wanted: bool = True
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0
    start_at: float = 0.0
    environment: dict[str, str] = field(default_factory=dict)
    host: str = ""


class Fleet:
    """Keeps programs running as the supervisor does: what ends is started again, unless it is held down.

    One thread starts everything, since the kernel ties "die with your parent" to the thread that started a process.
    Programs with a host start within `inside(host)`.
    """

    inside: Callable[[str], AbstractContextManager[None]] = staticmethod(lambda _host: nullcontext())

    def __init__(self, environment: Mapping[str, str], logs: Path, home: Path) -> None:
        self.environment = dict(environment)
        self._logs, self._home = logs, home
        self._members: dict[str, Member] = {}
        self._over = threading.Event()
        self._lock = threading.RLock()
        self._keeper = threading.Thread(target=self._keep, daemon=True, name="keeper")
        self._keeper.start()

    def add(self, name: str, *command: str, user: str | None = None, host: str = "", **environment: str) -> None:
        """Run a program from now on; what it is given of the environment comes after everybody's."""
        with self._lock:
            self._members[name] = Member(name, command, user, environment=environment, host=host)
        wait_until(lambda: self.pid(name) is not None, f"{name} starts", 10)

    def names(self, prefix: str = "") -> list[str]:
        """The programs whose name begins so."""
        return [name for name in self._members if name.startswith(prefix)]

    def pid(self, name: str) -> int | None:
        """The process that runs a program now, if any."""
        with self._lock:
            process = self._members[name].process
            return process.pid if process is not None and process.poll() is None else None

    def starts(self, name: str) -> int:
        """How often a program was started."""
        return self._members[name].starts

    def processor_seconds(self, name: str) -> float:
        """What a program with everything it started has taken of the processors so far."""
        ticks = sum(int(fields[11]) + int(fields[12]) for _, fields in self._processes(name))
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self, name: str) -> int:
        """How many bytes a program with everything it started holds."""
        return sum(int(fields[21]) for _, fields in self._processes(name)) * os.sysconf("SC_PAGE_SIZE")

    def opened(self, name: str) -> int:
        """How many files and connections a program with everything it started has open."""
        return sum(len(list(Path(f"/proc/{number}/fd").iterdir())) for number, _ in self._processes(name))

    def _processes(self, name: str) -> Iterator[tuple[str, list[str]]]:
        """The number of each process of a program, and what the kernel tells of it, from its state on."""
        group = self.pid(name)
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue  # it has just ended
            if int(fields[2]) == group:
                yield stat.parent.name, fields

    def kill(self, name: str, *, whole: bool = True, down: bool = False) -> None:
        """SIGKILL a program with everything it started, or (`whole` false) its first process alone.

        It is started again at once, unless it is held `down`.
        """
        with self._lock:
            self._members[name].wanted = not down
            number = self.pid(name)
            if number is None:
                return  # it has just ended by itself
            os.killpg(number, signal.SIGKILL) if whole else os.kill(number, signal.SIGKILL)
        wait_until(lambda: self.pid(name) != number, f"{name} ends", 10)

    def ask_to_stop(self, name: str, *, down: bool = False) -> None:
        """SIGTERM a program, as at an orderly restart, and wait until it has ended."""
        with self._lock:
            self._members[name].wanted = not down
            number = self.pid(name)
            if number is not None:
                os.kill(number, signal.SIGTERM)
        wait_until(lambda: self.pid(name) != number, f"{name} stops", 40)

    def up(self, name: str) -> None:
        """Run a program again that was held down."""
        with self._lock:
            self._members[name].wanted = True
        wait_until(lambda: self.pid(name) is not None, f"{name} starts", 10)

    def freeze(self, name: str) -> None:
        """SIGSTOP a program with everything it started: it is there, and silent."""
        self._signal(name, signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        """SIGCONT a frozen program; nothing happens if it has ended meanwhile."""
        self._signal(name, signal.SIGCONT)

    def repair(self) -> None:
        """Thaw whatever is frozen and run whatever is held down, apart from what was dismissed."""
        for name in self.names():
            self.thaw(name)
            self.up(name)

    def dismiss(self, name: str) -> None:
        """End a program for good."""
        self.kill(name, down=True)
        with self._lock:
            del self._members[name]

    def stop(self) -> None:
        """End everything, the last added first."""
        self._over.set()
        self._keeper.join(10)
        for member in reversed(self._members.values()):
            if member.process is not None:
                _end(member.process)

    def log(self, name: str) -> str:
        """What a program has written."""
        return (self._logs / f"{name}.log").read_text(errors="replace")

    def _signal(self, name: str, number: int) -> None:
        with self._lock:
            pid = self.pid(name)
            if pid is not None:
                os.killpg(pid, number)

    def _keep(self) -> None:
        while not self._over.wait(TICK):
            with self._lock:
                for member in self._members.values():
                    self._look_after(member)

    def _look_after(self, member: Member) -> None:
        if member.process is not None and member.process.poll() is not None:
            _kill_group(member.process.pid)
            member.process, member.start_at = None, time.monotonic() + RESTART_AFTER
        if member.process is None and member.wanted and time.monotonic() >= member.start_at:
            self._start(member)

    def _start(self, member: Member) -> None:
        parent = os.getpid()
        with (self._logs / f"{member.name}.log").open("ab") as log, self.inside(member.host):
            member.process = subprocess.Popen(
                member.command,
                cwd=self._home,
                # PostgreSQL shows this name, which tells whose statement waits for a lock.
                env=self.environment | {"PGAPPNAME": member.name} | member.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=member.user,
                start_new_session=True,
                preexec_fn=lambda: die_with_parent(parent),  # noqa: PLW1509 - does nothing that needs a lock
            )
        member.starts += 1


def _kill_group(number: int) -> None:
    try:
        os.killpg(number, signal.SIGKILL)
    except ProcessLookupError:
        return  # nobody is left, which is what was wanted


def _end(process: subprocess.Popen[bytes]) -> None:
    _kill_group(process.pid)
    process.wait(10)


def wait_until(true: Callable[[], bool], what: str, seconds: float, every: float = 0.02) -> float:
    """Wait until something is true and tell how long that took; NotReadyError when it is not in time."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            raise NotReadyError(f"not in {seconds:g} s: {what}")
        time.sleep(every)
    return time.monotonic() - began
