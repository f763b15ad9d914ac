"""Many connections that each send their next request when the last was answered, from one thread."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

HOST = "127.0.0.1"
PATIENCE = 60.0


class BadAnswerError(Exception):
    """A server refused, or hung up."""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: requests a second, and how long each took in seconds, sorted."""

    rate: float
    seconds: Sequence[float]


@dataclass(slots=True)
class _Line:
    """A connection with what it has read of the answer it waits for."""

    socket: socket.socket
    read: bytearray = field(default_factory=bytearray)
    sent_at: float = 0.0


def post(path: str, body: bytes, headers: Sequence[tuple[str, str]] = ()) -> bytes:
    """A whole request of a form."""
    lines = [f"POST {path} HTTP/1.1", f"Host: {HOST}", f"Content-Length: {len(body)}"]
    lines += ["Content-Type: application/x-www-form-urlencoded", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join([*lines, "", ""]).encode() + body


def run(port: int, requests: Sequence[bytes], connections: int) -> Load:
    """Send every request once over that many kept connections. Raises `BadAnswerError` for a refusal."""
    waiting = list(reversed(requests))
    seconds: list[float] = []
    with selectors.DefaultSelector() as selector:
        lines = [_open(selector, port) for _ in range(min(connections, len(requests)))]
        began = time.perf_counter()
        for line in lines:
            _send(line, waiting.pop())
        while len(seconds) < len(requests):
            for key, _ in _ready(selector):
                line = key.data
                if _answered(line):
                    seconds.append(time.perf_counter() - line.sent_at)
                    if waiting:
                        _send(line, waiting.pop())
        took = time.perf_counter() - began
        for line in lines:
            line.socket.close()
    return Load(len(requests) / took, sorted(seconds))


def _open(selector: selectors.BaseSelector, port: int) -> _Line:
    made = socket.create_connection((HOST, port), timeout=PATIENCE)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    line = _Line(made)
    selector.register(made, selectors.EVENT_READ, line)
    return line


def _ready(selector: selectors.BaseSelector) -> list[tuple[selectors.SelectorKey, int]]:
    found = selector.select(PATIENCE)
    if not found:
        raise BadAnswerError(f"no answer within {PATIENCE:g} s")
    return found


def _send(line: _Line, request: bytes) -> None:
    line.read.clear()
    line.sent_at = time.perf_counter()
    line.socket.sendall(request)


def _answered(line: _Line) -> bool:
    """Read what there is: whether the answer is complete."""
    part = line.socket.recv(65536)
    if not part:
        raise BadAnswerError("the connection was closed")
    line.read += part
    head, found, body = bytes(line.read).partition(b"\r\n\r\n")
    if not found:
        return False
    if not head.startswith(b"HTTP/1.1 20"):
        raise BadAnswerError(head.partition(b"\r\n")[0].decode())
    at = head.lower().index(b"content-length:")
    return len(body) >= int(head[at + 15 :].split(b"\r\n", 1)[0])


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which that share of sorted values lies."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
