"""Faults, windows and approval over HTTP."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.exceptions import BadRequest, NotFound

from simulator.control.phones import fields
from simulator.faults import fault_from
from simulator.rest.access import simulator

blueprint = Blueprint("faults", __name__, url_prefix="/simulator")


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
