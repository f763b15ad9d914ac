"""The shop on five hosts: web, two hosts of workers, database, Valkey, with a line from each to what it uses."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from benchmarks.faults.links import Lines
from benchmarks.faults.machine import Machine
from benchmarks.faults.network import Network
from benchmarks.faults.servers import DATABASE, POSTGRES_PORT, VALKEY_PORT, Post, add_postgres, add_valkey

WEB, DATA, SIGNALS = "web", "data", "signals"
WORKERS = ("work1", "work2")
# The second host of workers is two minutes ahead of all the others.
AHEAD_SECONDS = 120
OTHER_TIME = Path(__file__).with_name("other_time.c")


def _clock_changer(folder: Path) -> Path | None:
    """A library that lets a process see another time, if there is a compiler."""
    compiler, made = shutil.which("cc"), folder / "other_time.so"
    if compiler is None:
        return None
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(made), str(OTHER_TIME), "-ldl"], check=True)
    return made


class Apart(Machine):
    """The shop on hosts of its own. Nothing but PostgreSQL, Valkey and HTTP goes from one to another.

    Every connection of web and workers to the database and to Valkey goes over one of `lines`. On each worker host run
    a message worker, a delivery worker and a clock. We ourselves, the phones and the stand-in are on this machine.
    """

    def __init__(self, settings: Mapping[str, str]) -> None:
        self.network = Network((WEB, *WORKERS, DATA, SIGNALS))
        self.lines = Lines(self.network.ours)
        self.web_host, self.our_host = self.network.address(WEB), self.network.ours
        super().__init__("postgres", settings=settings)
        self.clock_changer = _clock_changer(self.folder)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        self.lines.close()
        self.network.close()

    def missing(self) -> list[str]:
        """What this machine does not allow, in a sentence each."""
        found = []
        if not self.network.is_real:
            found.append("NO NETWORK NAMESPACES HERE: the hosts are addresses of the loopback of one network.")
        if self.clock_changer is None:
            found.append("NO C COMPILER HERE: the clocks of all hosts agree.")
        return found

    def start_programs(self) -> None:
        """Start the shop's own programs on their hosts."""
        self.fleet.add("web", *self.web(), host=WEB, **self._servers_of(WEB))
        for number, host in enumerate(WORKERS, 1):
            given = self._servers_of(host) | (self._other_time() if number == len(WORKERS) else {})
            self.fleet.add(f"messages-{number}", *self.worker("messages"), host=host, **given)
            self.fleet.add(f"deliveries-{number}", *self.worker("deliveries"), host=host, **given)
            self.fleet.add(f"clock-{number}", *self.clock(), host=host, **given)

    def programs_of(self, host: str) -> list[str]:
        """The programs on a worker host."""
        number = WORKERS.index(host) + 1
        return [f"{kind}-{number}" for kind in ("messages", "deliveries", "clock")]

    def repair(self) -> None:
        """Mend every line and run every program."""
        self.lines.mend()
        self.fleet.repair()

    def add_servers(self, database: str) -> tuple[str, str]:
        """PostgreSQL and Valkey on hosts of their own; the addresses at which we ourselves look into them."""
        self.fleet.inside = self.network.inside
        signals = add_valkey(self.fleet, self.folder, Post(SIGNALS, self.network.address(SIGNALS)))
        return add_postgres(self.fleet, self.folder, Post(DATA, self.network.address(DATA))), signals

    def _servers_of(self, host: str) -> dict[str, str]:
        data = self.lines.add(host, DATA, (self.network.address(DATA), POSTGRES_PORT))
        signals = self.lines.add(host, SIGNALS, (self.network.address(SIGNALS), VALKEY_PORT))
        return {
            "DATABASE_URL": f"postgresql://postgres@{self.network.ours}:{data}/{DATABASE}",
            "REDIS_URL": f"redis://{self.network.ours}:{signals}/0",
        }

    def _other_time(self) -> dict[str, str]:
        if self.clock_changer is None:
            return {}
        return {"LD_PRELOAD": str(self.clock_changer), "AHEAD_SECONDS": str(AHEAD_SECONDS)}
