"""Messages accepted a second: signature checked, kept durably, wake-up queued, beside the same server doing nothing."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from benchmarks.speed import people
from benchmarks.speed.load import percentile, run
from benchmarks.speed.place import Place
from benchmarks.speed.rows import Row

CONNECTIONS = 16
CHATS = 1500
CEILING = 8.0
FLOOR = {"postgresql": 0.2, "sqlite": 0.1}


def measure(place: Place, rounds: int, databases: tuple[str, ...] = ("postgresql", "sqlite")) -> Iterator[Row]:
    """Every message is from another chat, so that each needs a wake-up of its own; chats are known."""
    bare = place.gunicorn("bare", "benchmarks.speed.bare:app", place.environment("sqlite://"))
    for kind in databases:
        environment = place.environment(place.database(kind))
        shop = place.gunicorn(f"web-{kind}", "wsgi:app", environment)
        yield from _alternate(place, kind, (bare, shop), rounds)
        place.end(f"web-{kind}")
    place.end("bare")


def _alternate(place: Place, kind: str, ports: tuple[int, int], rounds: int) -> Iterator[Row]:
    bare, shop = ports
    for port in (bare, shop, shop):
        run(port, people.messages(CHATS, "halo"), CONNECTIONS)
    shares, rates, ends = [], [], []
    costs = [place.fleet.processor_seconds("bare"), place.fleet.processor_seconds(f"web-{kind}")]
    for _ in range(rounds):
        place.forget_signals()
        requests = people.messages(CHATS, "2 nasi goreng pedas dan 1 es teh")
        nothing = run(bare, requests, CONNECTIONS)
        kept = run(shop, requests, CONNECTIONS)
        shares.append(kept.rate / nothing.rate)
        rates.append(kept.rate)
        ends.append(percentile(kept.seconds, 0.99) * 1000)
    cheap, dear = (
        place.fleet.processor_seconds(name) - before
        for name, before in zip(("bare", f"web-{kind}"), costs, strict=True)
    )
    of = "the same server answering an empty 200"
    aim = "≥ 0.25" if kind == "postgresql" else ""
    yield Row(f"messages accepted, {kind}", median(rates), "/s", of, median(shares), FLOOR[kind], None, aim)
    each = dear / (rounds * CHATS) * 1_000_000
    yield Row(f"processor time of the web for one, {kind}", each, "µs", of, dear / cheap, None, CEILING)
    yield Row(f"slowest of 100 accepted, {kind}", median(ends), "ms")
