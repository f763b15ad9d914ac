"""The 24-hour windows of chats over HTTP."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from werkzeug.exceptions import NotFound

from simulator.control.phones import fields
from simulator.rest.access import simulator

blueprint = Blueprint("windows", __name__, url_prefix="/simulator")


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
