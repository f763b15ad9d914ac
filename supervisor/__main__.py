"""`python -m supervisor --port 8000`: the whole shop with the stand-in for Twilio beside it, until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import sys
import tempfile
from pathlib import Path

import urllib3

from supervisor.child import die_with_parent
from supervisor.keeper import Keeper
from supervisor.leftovers import AlreadyRunning, Leftovers
from supervisor.shop import HOME, HOST, SYNC, Place, environment, preparations, programs, redis

REDIS_PATIENCE = 30.0
WEB_PATIENCE = 60.0
BACKLOG = 512


class CannotStart(Exception):
    """Why not, in one line for the terminal."""


def say(line: str) -> None:
    """One line to the terminal."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Run the shop; the exit code of the process."""
    options = _options()
    if options.leave_with_parent:
        die_with_parent(os.getppid(), signal.SIGTERM)
    sockets = Path(tempfile.mkdtemp(prefix="bakul-", dir="/tmp"))
    place = Place(options.data.resolve(), options.port, sockets)
    try:
        _run(place)
    except CannotStart as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    finally:
        shutil.rmtree(sockets, ignore_errors=True)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m supervisor", description=__doc__)
    parser.add_argument("--port", type=_port, default=8000, help="the shop's port; the stand-in takes the next one")
    parser.add_argument("--data", type=Path, default=HOME / "var", help="the folder that everything kept lives in")
    parser.add_argument("--leave-with-parent", action="store_true", help="stop when the process that started this ends")
    return parser.parse_args()


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65534:
        raise argparse.ArgumentTypeError("a port is a number between 1 and 65534")
    return int(text)


def _run(place: Place) -> None:
    _prepare_folders(place)
    leftovers = Leftovers(place.data, place.sockets)
    try:
        leftovers.claim()
    except AlreadyRunning:
        raise CannotStart(f"The shop is already running with the data in {place.data}. Stop it first.") from None
    if count := leftovers.sweep():
        say(f"Ended {count} processes that an earlier run had left.")
    _require_free(place.simulator_port)
    settings = environment(place, os.environ)
    keeper = Keeper(settings, place.data / "log", leftovers, say)
    keeper.listen()
    os.chdir(HOME)
    # Ours, so that nobody who comes while the web starts again is turned away: he waits until it takes him.
    with _bound(place.port) as door:
        door.listen(BACKLOG)
        try:
            _open(place, keeper, settings, door.fileno())
            keeper.watch()
        finally:
            if keeper.stopping:
                say("Stopping.")
            keeper.stop()


def _open(place: Place, keeper: Keeper, settings: dict[str, str], door: int) -> None:
    keeper.start([redis(place)])
    if not keeper.wait_for(lambda: _answers(place.redis_socket), REDIS_PATIENCE) and not keeper.stopping:
        raise CannotStart(f"The embedded Valkey does not start; see {place.data / 'log' / 'redis.log'}")
    for program in preparations(place):
        if not keeper.run_once(program) and not keeper.stopping:
            raise CannotStart(f"{program.name} failed; see {place.data / 'log' / program.name}.log")
    if keeper.stopping:
        return
    keeper.start(programs(place, settings, door))
    if keeper.wait_for(lambda: _answers((HOST, place.simulator_port)) and _is_open(place.url), WEB_PATIENCE):
        keeper.run_once(SYNC)
        say(f"Phones  {place.simulator_url}   write as a customer, answer as the seller")
        say(f"API     {place.url}/docs   the shop's state: {place.url}/health")
        say(f"Data    {place.data}   logs in {place.data / 'log'}")
        say("Ctrl-C stops it; the next start goes on with the same data.")
    elif not keeper.stopping:
        say(f"The shop does not answer yet; see {place.data / 'log'}")


def _prepare_folders(place: Place) -> None:
    try:
        for folder in (place.data / "log", place.data / "valkey", place.data / "simulator"):
            folder.mkdir(parents=True, exist_ok=True)
        (place.data / "supervisor.lock").touch()
    except OSError as refused:
        raise CannotStart(f"Cannot write to {place.data}: {refused.strerror}.") from None


def _require_free(port: int) -> None:
    _bound(port).close()


def _bound(port: int) -> socket.socket:
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((HOST, port))
    except OSError:
        found.close()
        raise CannotStart(f"Port {port} is busy. Choose another: make run PORT={port + 10}") from None
    return found


def _is_open(url: str) -> bool:
    """Whether the web answers, whatever it says."""
    try:
        urllib3.request("GET", f"{url}/health", timeout=1.0, retries=False)
    except urllib3.exceptions.HTTPError:
        return False
    return True


def _answers(address: Path | tuple[str, int]) -> bool:
    family = socket.AF_UNIX if isinstance(address, Path) else socket.AF_INET
    with socket.socket(family) as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(str(address) if isinstance(address, Path) else address) == 0


if __name__ == "__main__":
    sys.exit(main())
