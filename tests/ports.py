"""Ports for the servers that tests start."""

from __future__ import annotations

import contextlib
import random
import socket

# Below the range from which systems take the ports of outgoing connections: nobody gets one of these by chance.
LOWEST, HIGHEST = 20_000, 32_000


def free_pair() -> int:
    """A port that is free together with the one after it."""
    for port in random.sample(range(LOWEST, HIGHEST, 2), 50):
        with (
            contextlib.suppress(OSError),
            socket.create_server(("127.0.0.1", port)),
            socket.create_server(("127.0.0.1", port + 1)),
        ):
            return port
    raise AssertionError("no two free ports in a row")
