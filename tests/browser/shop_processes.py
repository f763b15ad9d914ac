"""The whole shop as `make run` starts it, in processes of its own, for the story in the browser."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.ports import free_pair

HOME = Path(__file__).parent.parent.parent
PATIENCE = 90.0


class RunningShop:
    """A supervisor with everything under it."""

    def __init__(self, data: Path) -> None:
        self.port = free_pair()
        self.output = (data.parent / "supervisor.txt").open("w+")
        command = [sys.executable, "-m", "supervisor", "--port", str(self.port), "--data", str(data)]
        self.process = subprocess.Popen(command, cwd=HOME, stdout=self.output, stderr=subprocess.STDOUT, text=True)
        self._wait_until_open()

    @property
    def phones_url(self) -> str:
        """Where the two phones are."""
        return f"http://127.0.0.1:{self.port + 1}"

    def _wait_until_open(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            if "Phones" in self.said():
                return
            time.sleep(0.2)
        raise AssertionError(f"the shop did not open:\n{self.said()}")

    def said(self) -> str:
        """What the terminal shows."""
        self.output.flush()
        return Path(self.output.name).read_text()

    def kill_everything(self) -> int:
        """Kill -9 every process but the supervisor, at once: how many there were."""
        victims = _descendants(self.process.pid)
        for victim in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        self._wait_for_web(victims)
        return len(victims)

    def _wait_for_web(self, gone: list[int]) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            alive = set(_descendants(self.process.pid)) - set(gone)
            if len(alive) >= 6 and self._answers(self.port, "/health") and self._answers(self.port + 1, "/"):
                return
            time.sleep(0.2)
        raise AssertionError(f"the shop did not come back:\n{self.said()}")

    @staticmethod
    def _answers(port: int, path: str) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self) -> str:
        """Ctrl-C: what the terminal showed until the end."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        shown = self.said()
        self.output.close()
        return shown


def _descendants(pid: int) -> list[int]:
    children = [int(child) for child in _children(pid)]
    return children + [grandchild for child in children for grandchild in _descendants(child)]


def _children(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
