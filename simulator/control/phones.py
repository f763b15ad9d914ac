"""Phones over HTTP: add one, send as one, read what it shows, mark it read."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from werkzeug.exceptions import BadRequest, NotFound

from simulator.config import Phone
from simulator.control.drafts import draft_from
from simulator.control.shapes import ARRIVED, bubble, bubbles
from simulator.people import is_address
from simulator.rest.access import simulator

blueprint = Blueprint("phones", __name__, url_prefix="/simulator")
ROLES = ("customer", "seller")


@blueprint.get("/phones")
def listing() -> Any:
    """Every phone and every business number."""
    people = simulator().tables.people
    return {
        "phones": [_shape(phone) for phone in people.phones()],
        "businesses": [{"number": business.number, "name": business.name} for business in people.businesses()],
    }


@blueprint.post("/phones")
def add() -> Any:
    """Add a phone: address, name, role, and a business-scoped id when it has one. 400 for a wrong address or role."""
    given = fields()
    address, bsuid = str(given.get("address", "")).strip(), str(given.get("bsuid", "")).strip()
    if not is_address(address) or (bsuid and not is_address(f"whatsapp:{bsuid}")):
        raise BadRequest("the address is whatsapp:+ and a number with its country code, or whatsapp: and a scoped id")
    role = given.get("role", "customer")
    if role not in ROLES:
        raise BadRequest("the role is customer or seller")
    if given.get("hide_number") and not bsuid:
        raise BadRequest("a phone that hides its number needs a scoped id")
    name = str(given.get("name") or address.removeprefix("whatsapp:"))
    return _shape(simulator().tables.people.add(Phone(address, name, role, bsuid, bool(given.get("hide_number"))))), 201


@blueprint.post("/phones/<path:address>/messages")
def send(address: str) -> Any:
    """Send as that phone. `wait` posts the webhook before answering and tells what the shop said to it."""
    phone, given = _known(address), fields()
    business, draft = _business(given, phone.address), draft_from(given, request.files.get("file"))
    if given.get("wait") in (True, "1", "true"):
        message, answer = simulator().inbound.send_and_wait(phone, business, draft)
        webhook = {"status": answer.status, "failure": answer.failure, "attempts": answer.attempts}
        found = simulator().tables.messages.find(message.sid)
        return {**bubble(found or message), "webhook": webhook}, 201
    return bubble(simulator().inbound.send(phone, business, draft)), 201


@blueprint.get("/phones/<path:address>/messages")
def messages(address: str) -> Any:
    """What the phone shows, oldest first: changes after `since`; `all=1` adds what has not arrived or failed.

    `wait` (seconds, at most 30) holds the answer until something changed. `cursor` is the next `since`.
    """
    phone = _known(address)
    since = request.args.get("since", 0, int)
    wait = min(30.0, request.args.get("wait", 0.0, float))
    store = simulator().tables.store
    cursor = store.wait_for_change(since, wait) if wait else store.changes
    found = simulator().tables.messages.search("phone = ? AND changed > ? ORDER BY id", phone.address, since)
    shown = [message for message in found if request.args.get("all") or message.status in ARRIVED]
    return {"messages": bubbles(shown), "cursor": cursor}


@blueprint.post("/phones/<path:address>/read")
def read(address: str) -> Any:
    """The phone's screen shows the chat with `to` up to a message id (all of it without one)."""
    phone, given = _known(address), fields()
    business = _business(given, phone.address)
    simulator().lifecycle.shown(phone.address, business, int(given.get("up_to") or 2**62))
    return "", 204


def fields() -> dict[str, Any]:
    """What a request carries, as JSON or as a form."""
    given = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    if not isinstance(given, dict):
        raise BadRequest("a JSON object is expected")
    return given


def _business(given: dict[str, Any], address: str) -> str:
    people = simulator().tables.people
    number = str(given.get("to") or people.usual_business(address))
    if not people.known_business(number):
        raise NotFound(f"no business number {number}")
    return number


def _known(address: str) -> Phone:
    phone = simulator().tables.people.find(address)
    if phone is None:
        raise NotFound(f"no phone {address}")
    return phone


def _shape(phone: Phone) -> dict[str, Any]:
    return {
        "address": phone.address,
        "name": phone.name,
        "role": phone.role,
        "bsuid": phone.bsuid,
        "hide_number": phone.hide_number,
        "business": simulator().tables.people.usual_business(phone.address),
    }
