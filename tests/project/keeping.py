"""A supervisor for dummy programs: `python keeping.py FOLDER` keeps what FOLDER/programs.json lists running."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from supervisor.child import Program
from supervisor.keeper import Keeper
from supervisor.leftovers import Leftovers


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(folder: Path) -> None:
    listed = json.loads((folder / "programs.json").read_text())
    leftovers = Leftovers(folder)
    leftovers.claim()
    keeper = Keeper(os.environ, folder, leftovers, say)
    keeper.listen()
    keeper.start([Program(name, ("/bin/sh", "-c", script), stage) for name, script, stage in listed])
    say("ready")
    keeper.watch()
    keeper.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
