"""Where Twilio knocks: check the signature, keep the message, wake a worker, answer. No rule and no reply here."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import unquote_plus

from flask import Blueprint, Response, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot import inbox, outbox, wake, window
from bot.channels import Request
from bot.runtime import runtime
from models import transaction

log = logging.getLogger(__name__)
blueprint = Blueprint("webhooks", __name__, url_prefix="/webhooks/twilio")

CHANNEL = "whatsapp"
MOST_BYTES = 256 * 1024
FORM = "application/x-www-form-urlencoded"
EMPTY = "<?xml version='1.0' encoding='UTF-8'?><Response/>"


@blueprint.post("")
def message() -> Response:
    """Keep an inbound message and wake its chat; a repeat changes nothing."""
    received = _verified()
    if received is None:
        return Response("signature refused", 403)
    inbound = runtime().channel(CHANNEL).parse(received)
    if inbound is None:
        return Response("no message in it", 400)
    try:
        chat_id, is_new = inbox.store(inbound)
    except (DBAPIError, PoolTimeout):
        # Twilio asks again when it is told that this was our fault.
        log.exception("message_not_stored", extra={"external_id": inbound.external_id})
        return Response("try again", 503)
    if is_new:
        wake.chat(chat_id, inbound.business)
    return _accepted()


@blueprint.post("/status")
def status() -> Response:
    """Record a delivery state, in any order and however often it comes."""
    received = _verified()
    if received is None:
        return Response("signature refused", 403)
    state = runtime().channel(CHANNEL).parse_status(received)
    if state is not None:
        try:
            with transaction() as tx:
                window.after_status(tx, outbox.apply_status(tx, state), state)
        except (DBAPIError, PoolTimeout):
            log.exception("status_not_stored", extra={"external_id": state.external_id})
            return Response("try again", 503)
    return _accepted()


def _verified() -> Request | None:
    request.max_content_length = MOST_BYTES
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    received = Request(request.path + query, request.headers, _form())
    return received if runtime().channel(CHANNEL).verify(received) else None


def _form() -> Any:
    """The fields that were sent: as Twilio sends them, each once and few of them quoted, without Flask's general way,
    which takes four times as long."""
    if request.mimetype != FORM:
        return request.form
    pairs = request.get_data().decode("utf-8", "replace").split("&")
    found = {_unquoted(name): _unquoted(value) for name, _, value in (pair.partition("=") for pair in pairs)}
    return found if len(found) == len(pairs) else request.form


def _unquoted(word: str) -> str:
    return unquote_plus(word) if "%" in word or "+" in word else word


def _accepted() -> Response:
    return Response(EMPTY, 200, content_type="text/xml")
