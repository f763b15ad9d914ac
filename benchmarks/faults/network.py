"""Hosts on this machine: network namespaces on one bridge, or addresses of the loopback where those are not allowed."""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

BRIDGE = "bakul0"
OURS = "10.77.0.1"
_CLONE_NEWNET = 0x40000000
_LIBC = ctypes.CDLL(None, use_errno=True)


class Network:
    """Named hosts, each with an address; `ours` is the address at which they reach whoever looks after them."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.is_real = _allowed()
        self.ours = OURS if self.is_real else "127.0.0.1"
        if self.is_real:
            self.close()
            self._open()

    def address(self, name: str) -> str:
        """The address of a host."""
        prefix = "10.77.0." if self.is_real else "127.77.0."
        return f"{prefix}{self.names.index(name) + 11}"

    @contextmanager
    def inside(self, name: str) -> Iterator[None]:
        """What this thread starts meanwhile runs on that host; the empty name is this machine itself."""
        if not name or not self.is_real:
            yield
            return
        here = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        try:
            _enter(Path("/var/run/netns") / _space(name))
            yield
        finally:
            _set_namespace(here)
            os.close(here)

    def close(self) -> None:
        """Take everything away again; what runs there loses its network."""
        if not self.is_real:
            return
        for number, name in enumerate(self.names):
            # A host goes only when its last process has ended; its cable can be pulled before.
            _ip("link", "del", _cable(number), may_fail=True)
            _ip("netns", "del", _space(name), may_fail=True)
        _ip("link", "del", BRIDGE, may_fail=True)

    def _open(self) -> None:
        _ip("link", "add", BRIDGE, "type", "bridge")
        _ip("addr", "add", f"{OURS}/24", "dev", BRIDGE)
        _ip("link", "set", BRIDGE, "up")
        for number, name in enumerate(self.names):
            self._plug(name, _cable(number))

    def _plug(self, name: str, cable: str) -> None:
        space = _space(name)
        _ip("netns", "add", space)
        _ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", space)
        _ip("link", "set", cable, "master", BRIDGE, "up")
        for words in (("addr", "add", f"{self.address(name)}/24", "dev", "eth0"), ("link", "set", "eth0", "up")):
            _ip("-n", space, *words)
        _ip("-n", space, "link", "set", "lo", "up")


def _space(name: str) -> str:
    return f"bakul-{name}"


def _cable(number: int) -> str:
    return f"bakul-v{number}"


def _allowed() -> bool:
    """Whether this process may make network namespaces: Linux, root, and the `ip` of iproute2."""
    try:
        made = subprocess.run(["ip", "netns", "add", _space("try")], capture_output=True, check=False)
    except OSError:
        return False
    if made.returncode == 0:
        _ip("netns", "del", _space("try"))
    return made.returncode == 0


def _ip(*words: str, may_fail: bool = False) -> None:
    subprocess.run(["ip", *words], check=not may_fail, capture_output=True)


def _enter(space: Path) -> None:
    there = os.open(space, os.O_RDONLY)
    try:
        _set_namespace(there)
    finally:
        os.close(there)


def _set_namespace(opened: int) -> None:
    if _LIBC.setns(opened, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")
