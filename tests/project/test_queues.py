"""A queue that nobody works on would swallow its signals."""

from __future__ import annotations

from pathlib import Path

from bot import wake
from supervisor.shop import Place, environment, programs


def test_every_queue_is_consumed_and_nobody_waits_on_another(tmp_path: Path) -> None:
    place = Place(tmp_path, 8000, tmp_path)
    commands = [program.command for program in programs(place, environment(place, {}), 3)]
    worked_on = {command[command.index("--queue") + 1] for command in commands if "--queue" in command}
    assert worked_on == set(wake.QUEUES)


def test_a_clock_runs(tmp_path: Path) -> None:
    place = Place(tmp_path, 8000, tmp_path)
    assert [program.name for program in programs(place, environment(place, {}), 3) if "--clock" in program.command] == [
        "clock"
    ]
