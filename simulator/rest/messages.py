"""Messages: create, list, fetch, update, delete."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from flask import Blueprint, request

from simulator.errors import TwilioError
from simulator.ids import iso, parse_iso
from simulator.messages import RANK, Message
from simulator.rest.access import simulator
from simulator.rest.paging import classic, page_size, page_token
from simulator.rest.shapes import API, message_json
from simulator.rest.trouble import with_faults

blueprint = Blueprint("messages", __name__, url_prefix=f"/{API}/Accounts/<account>")
CANCELABLE = frozenset({"scheduled", "accepted", "queued"})


@blueprint.post("/Messages.json")
def create(account: str) -> Any:
    """Send a message: 201 with the resource, or Twilio's refusal, or whatever fault is armed."""
    return with_faults(lambda fault: shape(simulator().outbound.accept(request.form, fault)))


@blueprint.get("/Messages.json")
def listing(account: str) -> Any:
    """Messages newest first, filtered by To, From and DateSent."""
    where, values = ["deleted = 0"], []
    for name, column in (("To", "recipient"), ("From", "sender")):
        if request.args.get(name):
            where.append(f"{column} = ?")
            values.append(request.args[name])
    for condition, moment in _dates():
        where.append(f"COALESCE(sent, created) {condition} ?")
        values.append(moment)
    if page_token():
        where.append(f"id < {page_token()}")
    size = page_size()
    found = simulator().tables.messages.search(f"{' AND '.join(where)} ORDER BY id DESC LIMIT {size + 1}", *values)
    last = found[size - 1].id if len(found) > size else None
    return classic("messages", [shape(message) for message in found[:size]], last)


@blueprint.get("/Messages/<sid>.json")
def fetch(account: str, sid: str) -> Any:
    """One message."""
    return shape(known(sid))


@blueprint.post("/Messages/<sid>.json")
def update(account: str, sid: str) -> Any:
    """Redact the text (Body empty) or cancel what has not left (Status=canceled); nothing else may change."""
    message, tables = known(sid), simulator().tables
    if "Body" in request.form:
        if request.form["Body"]:
            raise TwilioError(20422, "Body may only be emptied")
        tables.messages.change(sid, body="")
    if "Status" in request.form:
        if request.form["Status"] != "canceled" or message.status not in CANCELABLE:
            raise TwilioError(30409, f"status {message.status}", 409)
        simulator().lifecycle.move(sid, "canceled")
    return shape(known(sid))


@blueprint.delete("/Messages/<sid>.json")
def delete(account: str, sid: str) -> Any:
    """Delete a message that is no longer on its way; it vanishes from lists and its files with it."""
    message, tables = known(sid), simulator().tables
    if not message.inbound and RANK.get(message.status, 9) < RANK["sent"]:
        raise TwilioError(20009, "the message is still on its way", 409)
    tables.messages.change(sid, deleted=1, body="")
    for medium in tables.media.of(sid):
        tables.media.delete(medium.sid)
    return "", 204


def known(sid: str) -> Message:
    """The message with that SID, or Twilio's 404."""
    message = simulator().tables.messages.find(sid)
    if message is None:
        raise TwilioError(20404, request.path)
    return message


def shape(message: Message) -> dict[str, Any]:
    """The JSON of a message."""
    tables = simulator().tables
    return message_json(tables.config.account_sid, message, len(tables.media.of(message.sid)))


def _dates() -> list[tuple[str, str]]:
    """The DateSent filters as conditions on stored text: of that day, until that instant or day, from it on."""
    conditions = []
    if text := request.args.get("DateSent"):
        day = _moment(text)[0].replace(hour=0, minute=0, second=0, microsecond=0)
        conditions += [(">=", iso(day)), ("<", iso(day + timedelta(days=1)))]
    if text := request.args.get("DateSent<"):
        moment, is_day = _moment(text)
        conditions.append(("<", iso(moment + (timedelta(days=1) if is_day else timedelta(seconds=1)))))
    if text := request.args.get("DateSent>"):
        conditions.append((">=", iso(_moment(text)[0])))
    return conditions


def _moment(text: str) -> tuple[datetime, bool]:
    """An instant, and whether it was only a day: in ISO form, or in that of a mail header."""
    try:
        return _instant(text), len(text) == len("2026-01-31")
    except ValueError as problem:
        raise TwilioError(20001, f"DateSent {text}") from problem


def _instant(text: str) -> datetime:
    return parse_iso(text) if text[:4].isdigit() else parsedate_to_datetime(text).astimezone(UTC)
