"""Armed faults of a send: what the shop sees instead of a plain 201."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, jsonify, request

from simulator.errors import CODE_OF, TwilioError, describe
from simulator.faults import DELAY, SENDING, Fault
from simulator.rest.access import simulator

Made = Mapping[str, Any]


def wait_a_little() -> None:
    """Take as long as the armed delay of API calls says."""
    fault = simulator().faults.take((DELAY,))
    if fault is not None:
        time.sleep(fault.seconds)


def with_faults(make: Callable[[Fault | None], Made]) -> Any:
    """Make a message and answer 201, or do what the next armed fault says."""
    fault = simulator().faults.take(SENDING, request.form.get("To", ""))
    if fault is None or fault.kind == "send_code":
        return make(fault), 201
    return _TROUBLE[fault.kind](fault, make)


def _http(fault: Fault, make: Callable[[Fault | None], Made]) -> Response:
    code = CODE_OF.get(fault.status, 20500)
    answer = jsonify(TwilioError(code, status=fault.status).body() | {"message": describe(code)})
    answer.status_code = fault.status
    return answer


def _hang(fault: Fault, make: Callable[[Fault | None], Made]) -> Response:
    time.sleep(fault.seconds)
    return _cut()


def _late(fault: Fault, make: Callable[[Fault | None], Made]) -> Any:
    made = make(None)
    time.sleep(fault.seconds)
    return made, 201


def _reset(fault: Fault, make: Callable[[Fault | None], Made]) -> Response:
    if fault.accepted:
        make(None)
    return _cut()


def _bad_json(fault: Fault, make: Callable[[Fault | None], Made]) -> Response:
    if fault.accepted:
        make(None)
    return Response('{"sid": "SM', 201, content_type="application/json")


def _cut() -> Response:
    """Reset the caller's connection, as a dying machine on the way would."""
    line: socket.socket | None = request.environ.get("werkzeug.socket")
    if line is not None:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # Shut rather than closed: the server still holds the line, and ends it when it finds it broken.
        line.shutdown(socket.SHUT_RDWR)
    return Response("", 502)


_TROUBLE: dict[str, Callable[[Fault, Callable[[Fault | None], Made]], Any]] = {
    "send_http": _http,
    "send_hang": _hang,
    "send_late_answer": _late,
    "send_reset": _reset,
    "send_bad_json": _bad_json,
}
