"""Single messages by hand: look at one, move its state, post its webhook again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.exceptions import BadRequest, NotFound

from simulator.control.phones import fields
from simulator.control.shapes import bubble
from simulator.messages import ENDED, RANK
from simulator.rest.access import simulator

blueprint = Blueprint("by_hand", __name__, url_prefix="/simulator")


@blueprint.post("/messages/<sid>/status")
def status(sid: str) -> Any:
    """Move a message by hand, with its callback; 400 for an unknown state."""
    given = fields()
    wanted = str(given.get("status", ""))
    if wanted not in RANK and wanted not in ENDED:
        raise BadRequest("no such state")
    moved = simulator().lifecycle.move(sid, wanted, int(given["error_code"]) if given.get("error_code") else None)
    return {"moved": moved}


@blueprint.post("/messages/<sid>/webhook")
def again(sid: str) -> Any:
    """Post the webhook of a person's message once more, the same in every parameter."""
    message = simulator().tables.messages.find(sid)
    if message is None or not message.inbound:
        raise NotFound("no such message")
    answer = simulator().inbound.post(message)
    return {"status": answer.status, "failure": answer.failure, "attempts": answer.attempts}


@blueprint.get("/messages/<sid>")
def one(sid: str) -> Any:
    """One message as its phone shows it."""
    message = simulator().tables.messages.find(sid)
    if message is None:
        raise NotFound("no such message")
    return bubble(message)
