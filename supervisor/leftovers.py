"""What a killed supervisor may leave behind: a note of its processes, and their end at the next start."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import IO


class AlreadyRunning(Exception):
    """Another supervisor works in this folder."""


class Leftovers:
    """The note in the data folder. A process is known by its number and the moment it was born."""

    def __init__(self, folder: Path, sockets: Path | None = None) -> None:
        self._note = folder / "supervisor.json"
        self._lock_file = folder / "supervisor.lock"
        self._sockets = sockets
        self._lock: IO[str] | None = None

    def claim(self) -> None:
        """Become the only supervisor of the folder until this process ends; refuses with AlreadyRunning."""
        self._lock = self._lock_file.open("a")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise AlreadyRunning from busy

    def remember(self, processes: Iterable[int]) -> None:
        """Note the running processes, and the folder of sockets that goes with them."""
        born_at = {str(number): born(number) for number in processes}
        draft = self._note.with_suffix(".new")
        draft.write_text(json.dumps({"processes": born_at, "sockets": str(self._sockets or "")}))
        draft.replace(self._note)

    def forget(self) -> None:
        """Everything has ended in order: remove the note and the folder of sockets."""
        self._note.unlink(missing_ok=True)
        if self._sockets is not None:
            shutil.rmtree(self._sockets, ignore_errors=True)

    def sweep(self) -> int:
        """End the processes that an earlier supervisor left; how many there were."""
        if not self._note.exists():
            return 0
        note = json.loads(self._note.read_text())
        alive = [int(number) for number, moment in note["processes"].items() if moment and born(int(number)) == moment]
        for number in alive:
            os.killpg(number, signal.SIGKILL)
        if note["sockets"]:
            shutil.rmtree(note["sockets"], ignore_errors=True)
        self._note.unlink()
        return len(alive)


def born(number: int) -> str:
    """When a process started, in the system's own words; empty if there is no such process.

    Numbers are given out again, so a number alone could name a stranger.
    """
    stat = Path(f"/proc/{number}/stat")
    if stat.exists():
        fields = stat.read_text().rpartition(")")[2].split()
        return "" if fields[0] == "Z" else fields[19]
    if Path("/proc/self/stat").exists():
        return ""
    told = subprocess.run(["ps", "-o", "lstart=", "-p", str(number)], capture_output=True, text=True, check=False)
    return told.stdout.strip()
