"""The journal, settling and starting over."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from simulator.control.phones import fields
from simulator.journal import KEPT
from simulator.rest.access import simulator

blueprint = Blueprint("world", __name__, url_prefix="/simulator")


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
    """Wait until nothing is on its way (at most `seconds`, 30 without); whether that came true."""
    return {"settled": simulator().schedule.settle(min(60.0, float(fields().get("seconds") or 30)))}


@blueprint.post("/reset")
def reset() -> Any:
    """Forget everything but the phones the stand-in was started with."""
    simulator().reset()
    return "", 204


@blueprint.get("/health")
def health() -> Any:
    """That it runs."""
    return {"status": "ok"}
