"""Faults, windows, states by hand, the journal, settling and starting over."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from werkzeug.exceptions import BadRequest, NotFound

from simulator.control.phones import fields
from simulator.control.shapes import bubble
from simulator.faults import fault_from
from simulator.journal import KEPT
from simulator.messages import ENDED, RANK
from simulator.rest.access import simulator

blueprint = Blueprint("world", __name__, url_prefix="/simulator")


@blueprint.get("/faults")
def faults() -> Any:
    """The faults that wait to happen, and what approval requests are answered."""
    return {
        "faults": [fault.described() for fault in simulator().faults.waiting()],
        "approval": simulator().tables.contents.answer,
    }


@blueprint.post("/faults")
def arm() -> Any:
    """Arm a fault; 400 tells what is wrong with its description."""
    try:
        fault = fault_from(fields(), simulator().faults)
    except ValueError as problem:
        raise BadRequest(str(problem)) from problem
    simulator().tables.store.change()
    return fault.described(), 201


@blueprint.delete("/faults")
@blueprint.delete("/faults/<int:number>")
def disarm(number: int | None = None) -> Any:
    """Disarm one fault, or all."""
    simulator().faults.clear(number)
    simulator().tables.store.change()
    return "", 204


@blueprint.get("/windows")
def windows() -> Any:
    """Whether each phone's 24-hour window with each business number is open."""
    people = simulator().tables.people
    return {
        "windows": [
            {
                "phone": phone.address,
                "business": business.number,
                "open": people.window_open(phone.address, business.number),
            }
            for phone in people.phones()
            for business in people.businesses()
        ]
    }


@blueprint.post("/windows")
def move_window() -> Any:
    """Move a chat out of its 24-hour window (`open` false) or into a fresh one; without `business`, the first."""
    given, people = fields(), simulator().tables.people
    phone = people.find(str(given.get("phone", "")))
    if phone is None:
        raise NotFound("no such phone")
    business = str(given.get("business") or people.businesses()[0].number)
    people.set_window(phone.address, business, bool(given.get("open")))
    return {"phone": phone.address, "business": business, "open": people.window_open(phone.address, business)}


@blueprint.post("/approval")
def approval() -> Any:
    """What the next approval requests are answered: approved, pending, received, rejected, paused or disabled."""
    answer = str(fields().get("status", ""))
    if answer not in ("approved", "pending", "received", "rejected", "paused", "disabled"):
        raise BadRequest("no such state of an approval")
    simulator().tables.contents.answer = answer
    return {"approval": answer}


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


@blueprint.get("/journal")
def journal() -> Any:
    """The `last` requests received and posts made after number `since`, of one `kind` or of all."""
    since, last = request.args.get("since", 0, int), request.args.get("last", KEPT, int)
    entries = simulator().tables.journal.entries(since, request.args.get("kind", ""), last)
    return {"entries": entries}


@blueprint.delete("/journal")
def clear_journal() -> Any:
    """Forget the journal."""
    simulator().tables.journal.clear()
    return "", 204


@blueprint.post("/settle")
def settle() -> Any:
    """Wait until nothing is on its way (at most `seconds`, 10 without); whether that came true."""
    return {"settled": simulator().schedule.settle(min(60.0, float(fields().get("seconds") or 10)))}


@blueprint.post("/reset")
def reset() -> Any:
    """Forget everything but the phones the stand-in was started with."""
    simulator().reset()
    return "", 204


@blueprint.get("/health")
def health() -> Any:
    """That it runs."""
    return {"status": "ok"}
