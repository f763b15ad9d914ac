"""`python -m benchmarks.speed`: measure everything, print one table, write it as JSON, fail where a bound is missed."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.speed import alone, chats, flood, growth, inbound, rest, sending, workers
from benchmarks.speed.place import HOME, Place
from benchmarks.speed.rows import SLACK, Row, table, write

Measure = Callable[[Place, int], Iterator[Row]]
PARTS: dict[str, Measure] = {
    "imports": alone.imports,
    "search": alone.search,
    "inbound": inbound.measure,
    "chat": chats.one_chat,
    "orders": chats.many_chats,
    "queue": alone.queue,
    "workers": workers.measure,
    "sending": sending.measure,
    "rest": rest.measure,
    "growth": growth.measure,
    "flood": flood.measure,
}
# What takes minutes is measured when it is asked for by name.
LONG: dict[str, Measure] = {"million": growth.million}
USUAL, QUICK = 5, 3


def main() -> int:
    """Measure what was asked for; 0 when every ratio keeps to its bound."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--only", choices=[*PARTS, *LONG], action="append", help="a part; all when none is named")
    parser.add_argument("--quick", action="store_true", help=f"fewer rounds, and bounds wider by {SLACK:g}")
    parser.add_argument("--json", type=Path, default=HOME / "var" / "bench.json", help="where the figures go")
    options = parser.parse_args()
    rows: list[Row] = []
    # Servers are stopped on the way out, also when somebody ends us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with Place() as place:
        for name in options.only or PARTS:
            for row in (PARTS | LONG)[name](place, QUICK if options.quick else USUAL):
                rows.append(row)
                sys.stderr.write(f"{row.work}: {row.value:.3f} {row.unit} {row.ratio or ''}\n")
    write(rows, options.json)
    slack = SLACK if options.quick else 1.0
    sys.stdout.write(table(rows, slack) + "\n")
    return 0 if all(row.holds(slack) for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
