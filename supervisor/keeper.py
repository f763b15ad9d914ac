"""Keeps a set of processes running until it is asked to stop, then stops them in order."""

from __future__ import annotations

import select
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType

from supervisor.child import Child, Program
from supervisor.leftovers import Leftovers

GRACE = 8.0
TICK = 0.1


class Keeper:
    """Runs programs from one thread: starts, restarts, reads their output and stops them.

    One thread, because the kernel ties "die with your parent" to the thread that started a process.
    """

    def __init__(
        self, environment: Mapping[str, str], logs: Path, leftovers: Leftovers, say: Callable[[str], None]
    ) -> None:
        self.stopping = False
        self._hurry = False
        self._environment = environment
        self._logs = logs
        self._leftovers = leftovers
        self._say = say
        self._children: list[Child] = []

    def listen(self) -> None:
        """Stop in order at Ctrl-C, SIGTERM or a closed terminal; at once when asked a second time."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)

    def _asked_to_stop(self, number: int, _frame: FrameType | None) -> None:
        # Only a second Ctrl-C means hurry: a dying `make` may well send SIGTERM twice.
        self._hurry = self.stopping and number == signal.SIGINT
        self.stopping = True

    def start(self, programs: list[Program]) -> None:
        """Start programs that are to be kept running."""
        for program in programs:
            child = self._child(program)
            self._children.append(child)
            child.start()
        self._remember()

    def run_once(self, program: Program) -> bool:
        """Run a program to its end while the others are kept running; whether it succeeded before we were stopped."""
        child = self._child(program)
        child.start()
        while not self.stopping:
            self.turn()
            child.pump()
            if (code := child.ended()) is not None:
                return code == 0
        child.signal_group(signal.SIGKILL)
        return False

    def wait_for(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Keep the processes running until something is ready; False when it is not in time or we are stopped."""
        until = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < until:
            if ready():
                return True
            self.turn()
        return False

    def watch(self) -> None:
        """Keep the processes running until asked to stop."""
        while not self.stopping:
            self.turn()

    def turn(self) -> None:
        """Wait a moment for output, then start again whatever ended and has waited long enough."""
        self._read(TICK)
        for child in self._children:
            code = child.ended()
            if code is not None:
                self._say(f"{child.program.name} ended ({code}), starts again in {child.pause:g} s; see {child.log}")
            if child.process is None and time.monotonic() >= child.start_at:
                child.start()
                self._remember()

    def stop(self) -> None:
        """Stop everything, the last stage first; what does not go within its grace is killed."""
        for stage in sorted({child.program.stage for child in self._children}, reverse=True):
            group = [child for child in self._children if child.program.stage == stage]
            for child in group:
                child.ask_to_stop()
            self._wait_for_end(group)
        self._leftovers.forget()

    def _wait_for_end(self, group: list[Child]) -> None:
        until = time.monotonic() + GRACE
        while [child for child in group if child.ended() is None and child.process is not None]:
            if self._hurry or time.monotonic() >= until:
                for child in group:
                    child.signal_group(signal.SIGKILL)
            self._read(TICK)

    def _read(self, seconds: float) -> None:
        running = {child.pipe(): child for child in self._children if child.process is not None}
        readable, _, _ = select.select(list(running), [], [], seconds)
        for pipe in readable:
            running[pipe].pump()
        if readable:
            time.sleep(TICK / 10)  # a chatty process, or the closed pipe of one that is just ending

    def _child(self, program: Program) -> Child:
        return Child(program, self._environment, self._logs / f"{program.name}.log", self._say)

    def _remember(self) -> None:
        self._leftovers.remember(child.process.pid for child in self._children if child.process is not None)
