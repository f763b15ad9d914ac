"""Faults to try: what goes wrong with the next messages, answers and callbacks."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from simulator.errors import describe

INBOUND: Final = ("inbound_twice", "inbound_late", "inbound_out_of_order", "inbound_lost")
SENDING: Final = ("send_code", "send_http", "send_hang", "send_late_answer", "send_reset", "send_bad_json")
CALLBACKS: Final = ("callback_lost", "callback_repeated", "callback_shuffled")
DELAY: Final = "api_delay"
KINDS: Final = (*INBOUND, *SENDING, *CALLBACKS, DELAY)
DEFAULT_SECONDS: Final = {
    "inbound_late": 5.0,
    "inbound_out_of_order": 5.0,
    "send_hang": 15.0,
    "send_late_answer": 15.0,
    DELAY: 0.15,
}
UNTIL_CLEARED: Final = -1
_TYPES: Final[dict[str, type | tuple[type, ...]]] = {
    "times": int,
    "phone": str,
    "code": int,
    "status": int,
    "seconds": (int, float),
    "accepted": bool,
    "when": str,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong, `times` more times (-1: until it is cleared), for one phone or for all.

    `code` is Twilio's error of `send_code`, `status` the HTTP status of `send_http`, `seconds` how long a delay is,
    `accepted` whether the message is taken before the answer is lost (`send_reset`, `send_bad_json`), and
    `when` forces an error into the `request` or the `status` callback instead of where Twilio would say it.
    """

    kind: str
    times: int = 1
    phone: str = ""
    code: int = 63016
    status: int = 503
    seconds: float = 0.0
    accepted: bool = True
    when: str = ""
    id: int = 0

    def described(self) -> dict[str, Any]:
        """The fault as JSON."""
        return {**asdict(self), "message": describe(self.code) if self.kind == "send_code" else ""}


class Faults:
    """The faults that wait to happen. They live in memory: a restart begins without any."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[int, Fault] = {}
        self._numbers = itertools.count(1)

    def add(self, kind: str, **fields: Any) -> Fault:
        """Arm a fault; ValueError for an unknown kind or field."""
        if kind not in KINDS:
            raise ValueError(f"unknown fault {kind!r}; known: {', '.join(KINDS)}")
        unknown = set(fields) - {"times", "phone", "code", "status", "seconds", "accepted", "when"}
        if unknown:
            raise ValueError(f"unknown field {min(unknown)!r}")
        if kind == DELAY:
            fields.setdefault("times", UNTIL_CLEARED)
        fields.setdefault("seconds", DEFAULT_SECONDS.get(kind, 0.0))
        with self._lock:
            fault = Fault(kind, id=next(self._numbers), **fields)
            self._waiting[fault.id] = fault
        return fault

    def take(self, kinds: tuple[str, ...], phone: str = "") -> Fault | None:
        """The oldest armed fault of these kinds that concerns the phone; it is used up by one time."""
        with self._lock:
            for fault in self._waiting.values():
                if fault.kind in kinds and fault.phone in ("", phone):
                    self._use(fault)
                    return fault
        return None

    def waiting(self) -> list[Fault]:
        """What is armed, oldest first."""
        with self._lock:
            return list(self._waiting.values())

    def clear(self, number: int | None = None) -> None:
        """Disarm one fault, or all."""
        with self._lock:
            if number is None:
                self._waiting.clear()
            else:
                self._waiting.pop(number, None)

    def _use(self, fault: Fault) -> None:
        if fault.times == 1:
            del self._waiting[fault.id]
        elif fault.times != UNTIL_CLEARED:
            self._waiting[fault.id] = replace(fault, times=fault.times - 1)


def fault_from(fields: Mapping[str, Any], faults: Faults) -> Fault:
    """Arm what a JSON object describes; ValueError tells what is wrong with it."""
    given = dict(fields)
    kind = given.pop("kind", "")
    for name, value in given.items():
        if not isinstance(value, _TYPES.get(name, object)):
            raise ValueError(f"{name} has a wrong type")
    return faults.add(str(kind), **given)
