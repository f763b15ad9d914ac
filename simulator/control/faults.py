"""Faults and approval over HTTP."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.exceptions import BadRequest

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


@blueprint.post("/approval")
def approval() -> Any:
    """What the next approval requests are answered: approved, pending, received, rejected, paused or disabled."""
    answer = str(fields().get("status", ""))
    if answer not in ("approved", "pending", "received", "rejected", "paused", "disabled"):
        raise BadRequest("no such state of an approval")
    simulator().tables.contents.answer = answer
    return {"approval": answer}
