"""What the supervisor promises: restart with growing pauses, an orderly stop, and nobody left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from supervisor.child import next_pause
from supervisor.keeper import GRACE
from supervisor.leftovers import Leftovers, born
from tests.ports import free_pair

HOME = Path(__file__).resolve().parents[2]
NOTED = "echo $$ >> {0}/{1}.pid; "
FOREVER = "while :; do sleep 0.05; done"

Keep = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def keep(tmp_path: Path) -> Iterator[Keep]:
    """Starts a supervisor over (name, shell script, stage) programs and waits until it has started them."""
    started: list[subprocess.Popen[str]] = []

    def start(*programs: tuple[str, str, int]) -> subprocess.Popen[str]:
        noted = [(name, NOTED.format(tmp_path, name) + script, stage) for name, script, stage in programs]
        (tmp_path / "programs.json").write_text(json.dumps(noted))
        command = (sys.executable, "-m", "tests.project.keeping", str(tmp_path))
        process = subprocess.Popen(command, cwd=HOME, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def pids(folder: Path, name: str, at_least: int = 1, within: float = 60.0) -> list[int]:
    """The numbers that a program's runs had, as soon as there were so many."""
    note = folder / f"{name}.pid"
    assert eventually(lambda: note.exists() and len(note.read_text().split()) >= at_least, within)
    return [int(number) for number in note.read_text().split()]


def eventually(true: Callable[[], bool], within: float = 60.0) -> bool:
    until = time.monotonic() + within
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def gone(number: int) -> bool:
    return born(number) == ""


def test_a_killed_process_is_started_again(keep: Keep, tmp_path: Path) -> None:
    keep(("web", FOREVER, 0))
    (first,) = pids(tmp_path, "web")
    os.kill(first, signal.SIGKILL)
    assert pids(tmp_path, "web", at_least=2)[1] != first


def test_a_process_that_ends_by_itself_is_told_and_started_again(keep: Keep, tmp_path: Path) -> None:
    process = keep(("web", "exit 3", 0))
    assert len(pids(tmp_path, "web", at_least=3)) >= 3
    assert process.stdout is not None
    assert process.stdout.readline() == f"web ended (3), starts again in 0.2 s; see {tmp_path / 'web.log'}\n"
    assert process.stdout.readline() == f"web ended (3), starts again in 0.4 s; see {tmp_path / 'web.log'}\n"


def test_pauses_double_up_to_ten_seconds_and_are_short_again_after_a_steady_run() -> None:
    pauses = [0.1]
    while len(pauses) < 9:
        pauses.append(next_pause(pauses[-1], ran_for=1.0))
    assert pauses[1:] == [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0, 10.0]
    assert next_pause(10.0, ran_for=30.0) == 0.2


def test_what_a_process_started_ends_with_it(keep: Keep, tmp_path: Path) -> None:
    keep(("web", f"sleep 60 & echo $! > {tmp_path}/helper; wait", 0))
    (web,) = pids(tmp_path, "web")
    assert eventually(lambda: (tmp_path / "helper").exists() and bool((tmp_path / "helper").read_text()))
    helper = int((tmp_path / "helper").read_text())
    os.kill(web, signal.SIGKILL)
    assert eventually(lambda: gone(helper))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start ends what was left")
def test_nobody_outlives_a_killed_supervisor(keep: Keep, tmp_path: Path) -> None:
    stubborn = f"trap '' TERM HUP INT; {FOREVER}"
    process = keep(("web", FOREVER, 1), ("redis", stubborn, 0))
    children = pids(tmp_path, "web") + pids(tmp_path, "redis")
    process.kill()
    assert eventually(lambda: all(gone(child) for child in children))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_the_last_stage_stops_first(keep: Keep, tmp_path: Path, number: signal.Signals) -> None:
    def tells(name: str) -> str:
        return f"trap 'sleep 0.1; echo {name} >> {tmp_path}/order; exit 0' TERM; {FOREVER}"

    process = keep(("redis", tells("redis"), 0), ("worker", tells("worker"), 1), ("web", tells("web"), 2))
    children = [pids(tmp_path, name)[0] for name in ("redis", "worker", "web")]
    process.send_signal(number)
    assert process.wait(timeout=60) == 0
    assert (tmp_path / "order").read_text().split() == ["web", "worker", "redis"]
    assert all(gone(child) for child in children)
    assert not (tmp_path / "supervisor.json").exists()


def test_a_second_interrupt_kills_who_does_not_listen(keep: Keep, tmp_path: Path) -> None:
    process = keep(("web", f"trap '' TERM; {FOREVER}", 0))
    (web,) = pids(tmp_path, "web")
    process.send_signal(signal.SIGINT)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=GRACE - 1) == 0
    assert gone(web)


def test_warnings_reach_the_terminal_and_everything_the_log(keep: Keep, tmp_path: Path) -> None:
    process = keep(("web", f"echo quiet; echo '[WARNING] loud' >&2; {FOREVER}", 0))
    assert process.stdout is not None
    assert process.stdout.readline() == "web: [WARNING] loud\n"
    assert (tmp_path / "web.log").read_text() == "quiet\n[WARNING] loud\n"


def test_the_next_start_ends_what_an_earlier_one_left(tmp_path: Path) -> None:
    left = subprocess.Popen(("sleep", "60"), start_new_session=True)
    stranger = subprocess.Popen(("sleep", "60"), start_new_session=True)
    sockets = tmp_path / "sockets"
    sockets.mkdir()
    Leftovers(tmp_path, sockets).remember([left.pid, stranger.pid])
    note = json.loads((tmp_path / "supervisor.json").read_text())
    note["processes"][str(stranger.pid)] = "another moment"
    (tmp_path / "supervisor.json").write_text(json.dumps(note))
    try:
        assert Leftovers(tmp_path).sweep() == 1
        assert left.wait(timeout=30) == -signal.SIGKILL
        assert stranger.poll() is None
        assert not sockets.exists()
        assert Leftovers(tmp_path).sweep() == 0
    finally:
        left.kill()
        stranger.kill()
        stranger.wait()


def start_shop(data: Path, port: int) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "supervisor", "--data", str(data), "--port", str(port))
    return subprocess.run(command, cwd=HOME, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("offset", [0, 1], ids=["the shop's port", "the stand-in's port"])
def test_a_busy_port_is_told_in_one_line(tmp_path: Path, offset: int) -> None:
    port = free_pair()
    busy = port + offset
    with socket.create_server(("127.0.0.1", busy)):
        answer = start_shop(tmp_path, port)
    assert answer.returncode == 1
    assert answer.stderr == f"Port {busy} is busy. Choose another: make run PORT={busy + 10}\n"
    assert answer.stdout == ""


def test_a_second_shop_with_the_same_data_is_told_in_one_line(tmp_path: Path) -> None:
    running = Leftovers(tmp_path)
    running.claim()
    answer = start_shop(tmp_path, 18437)
    assert answer.returncode == 1
    assert answer.stderr == f"The shop is already running with the data in {tmp_path}. Stop it first.\n"


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be")
    answer = start_shop(tmp_path / "var", 18437)
    assert answer.returncode == 1
    assert answer.stderr == f"Cannot write to {tmp_path / 'var'}: Not a directory.\n"
