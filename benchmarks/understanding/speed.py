"""How fast orders are read from a large catalogue, and what a changed product costs."""

from __future__ import annotations

import gc
import hashlib
from dataclasses import dataclass
from time import perf_counter_ns

from msgspec.structs import replace

from benchmarks.understanding.generator import catalogue, messages
from nlp.catalogue import CatalogueSpec
from nlp.index import Index, build_index
from nlp.orders import parse_order
from nlp.packs import load_pack
from nlp.text import MAX_CHARS

MILLION = 1_000_000


@dataclass(frozen=True)
class Speed:
    """Times of a large catalogue: milliseconds for building, refreshing, a message, and the worst of hard inputs."""

    products: int
    build_ms: float
    refresh_ms: float
    p50_ms: float
    p95_ms: float
    worst_ms: float
    worst: str


def _since(began: int) -> float:
    return (perf_counter_ns() - began) / MILLION


def measure(size: int = 10_000, count: int = 300) -> Speed:
    """Build an index, change one product, read orders and hard inputs."""
    spec = catalogue(size)
    began = perf_counter_ns()
    index = build_index(spec, load_pack("en"))
    build_ms = _since(began)
    gc.collect()
    gc.freeze()  # as workers do
    changed = CatalogueSpec((replace(spec.products[0], name="brand new thing"), *spec.products[1:]), spec.groups)
    began = perf_counter_ns()
    index = index.refresh(changed)
    refresh_ms = _since(began)
    times = []
    for text in messages(spec, count):
        began = perf_counter_ns()
        if index.spec is changed:  # what the keeper of indexes asks before each message
            parse_order(text, (), index, "en")
        times.append(_since(began))
    times.sort()
    hard = {name: _time_of(text, index) for name, text in hard_inputs().items()}
    worst = max(hard, key=lambda name: hard[name])
    return Speed(size, build_ms, refresh_ms, times[count // 2], times[int(count * 0.95)], hard[worst], worst)


def _time_of(text: str, index: Index) -> float:
    began = perf_counter_ns()
    parse_order(text, (), index, "en")
    return _since(began)


def hard_inputs() -> dict[str, str]:
    """Texts of the greatest length that try what a reader could stumble over."""
    pieces = {
        "the same product": "2 rice ",
        "numbers": "1 2 3 4 5 ",
        "verbs": "change to add remove wait no ",
        "unknown words": "zorkimat plenuvia ",
        "refusals": "without no hold the ",
        "marks": ".,?! ",
        "pictures": "😀",
        "and": "and ",
        "parts": "one of them 2 large ",
        "glued": "rice2tea3",
        "one word": "a",
        "digits": "9",
    }
    return {name: (piece * MAX_CHARS)[:MAX_CHARS] for name, piece in pieces.items()}


def baseline_ms() -> float:
    """How long the fixed piece of work takes on this machine."""
    began = perf_counter_ns()
    fixed_work()
    return _since(began)


def fixed_work() -> None:
    """A fixed piece of work, so that times of different machines can be compared."""
    block = b"x" * 64
    for _ in range(20_000):
        block = hashlib.sha256(block).digest()
