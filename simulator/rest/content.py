"""Content resources and their approval, and the typing indicator."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from simulator.contents import Content
from simulator.errors import TwilioError
from simulator.rest.access import simulator
from simulator.rest.messages import known
from simulator.rest.paging import modern, page_size, page_token
from simulator.rest.shapes import CONTENT_HOST, approval_json, content_json
from simulator.submission import check_new

blueprint = Blueprint("content", __name__)


@blueprint.post("/v1/Content")
def create() -> Any:
    """Create a resource; 400 when its shape is beyond the limits of its type."""
    resource = _resource()
    check_new(resource)
    return content_json(_account(), simulator().tables.contents.add(resource)), 201


@blueprint.get("/v1/Content")
def listing() -> Any:
    """Resources newest first."""
    found, last = _page()
    return modern("contents", [content_json(_account(), content) for content in found], last, CONTENT_HOST)


@blueprint.get("/v1/ContentAndApprovals")
def with_approvals() -> Any:
    """Resources newest first, each with what WhatsApp said."""
    found, last = _page()
    rows = [content_json(_account(), content) | {"approval_requests": content.approval} for content in found]
    for row in rows:
        del row["links"], row["url"]
    return modern("contents", rows, last, CONTENT_HOST)


@blueprint.get("/v1/Content/<sid>")
def fetch(sid: str) -> Any:
    """One resource."""
    return content_json(_account(), _known(sid))


@blueprint.put("/v1/Content/<sid>")
def update(sid: str) -> Any:
    """Replace a resource's types and names; it needs a new approval."""
    resource = _known(sid).resource | _resource()
    check_new(resource)
    simulator().tables.contents.replace(sid, resource)
    return content_json(_account(), _known(sid))


@blueprint.delete("/v1/Content/<sid>")
def delete(sid: str) -> Any:
    """Delete a resource."""
    if not simulator().tables.contents.delete(sid):
        raise TwilioError(20404, request.path)
    return "", 204


@blueprint.post("/v1/Content/<sid>/ApprovalRequests/whatsapp")
def submit(sid: str) -> Any:
    """Ask WhatsApp to approve a resource."""
    asked = _resource()
    if not asked.get("name") or not asked.get("category"):
        raise TwilioError(20422, "name and category are required")
    return simulator().tables.contents.submit(_known(sid), str(asked["name"]), str(asked["category"])), 201


@blueprint.get("/v1/Content/<sid>/ApprovalRequests")
def approval(sid: str) -> Any:
    """What WhatsApp said about a resource."""
    return approval_json(_account(), _known(sid))


@blueprint.post("/v2/Indicators/Typing.json")
def typing() -> Any:
    """Show that the shop is writing; the message it answers is read."""
    message = known(request.form.get("messageId", ""))
    simulator().tables.messages.change(message.sid, tick="read", extra=message.extra | {"typing": True})
    return {"success": True}


def _resource() -> dict[str, Any]:
    resource = request.get_json(silent=True)
    if not isinstance(resource, dict):
        raise TwilioError(20422, "a JSON object is expected")
    return resource


def _known(sid: str) -> Content:
    content = simulator().tables.contents.find(sid)
    if content is None:
        raise TwilioError(20404, request.path)
    return content


def _page() -> tuple[list[Content], int | None]:
    size = page_size()
    found = simulator().tables.contents.newest(page_token(), size + 1)
    return found[:size], found[size - 1].id if len(found) > size else None


def _account() -> str:
    return simulator().config.account_sid
