"""How rows look as JSON resources."""

from __future__ import annotations

from typing import Any

from simulator.contents import Content
from simulator.ids import rfc2822, rfc3339
from simulator.media import Medium
from simulator.messages import Message
from simulator.outbound import BODY_LIMIT

API = "2010-04-01"
CONTENT_HOST = "https://content.twilio.com"


def message_json(account: str, message: Message, media_count: int) -> dict[str, Any]:
    """A message resource."""
    uri = f"/{API}/Accounts/{account}/Messages/{message.sid}"
    return {
        "account_sid": account,
        "api_version": API,
        "body": message.body,
        "date_created": rfc2822(message.created),
        "date_sent": rfc2822(message.created if message.inbound else message.sent),
        "date_updated": rfc2822(message.updated),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": message.error_message,
        "from": message.sender,
        "messaging_service_sid": message.service_sid,
        "num_media": str(max(media_count, len(message.extra.get("media_urls", [])))),
        "num_segments": str(max(1, -(-len(message.body) // BODY_LIMIT))),
        "price": None,
        "price_unit": None,
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.recipient,
        "uri": f"{uri}.json",
    }


def media_json(account: str, medium: Medium) -> dict[str, Any]:
    """A media resource."""
    return {
        "account_sid": account,
        "content_type": medium.content_type,
        "date_created": rfc2822(medium.created),
        "date_updated": rfc2822(medium.created),
        "parent_sid": medium.message_sid,
        "sid": medium.sid,
        "uri": f"/{API}/Accounts/{account}/Messages/{medium.message_sid}/Media/{medium.sid}.json",
    }


def content_json(account: str, content: Content) -> dict[str, Any]:
    """A Content resource."""
    url = f"{CONTENT_HOST}/v1/Content/{content.sid}"
    return {
        "sid": content.sid,
        "account_sid": account,
        "friendly_name": content.resource.get("friendly_name"),
        "language": content.resource["language"],
        "variables": content.resource.get("variables") or {},
        "types": content.resource["types"],
        "date_created": rfc3339(content.created),
        "date_updated": rfc3339(content.updated),
        "url": url,
        "links": {
            "approval_create": f"{url}/ApprovalRequests/whatsapp",
            "approval_fetch": f"{url}/ApprovalRequests",
        },
    }


def approval_json(account: str, content: Content) -> dict[str, Any]:
    """What WhatsApp said about a resource; `unsubmitted` before it was asked."""
    url = f"{CONTENT_HOST}/v1/Content/{content.sid}/ApprovalRequests"
    return {
        "sid": content.sid,
        "account_sid": account,
        "url": url,
        "whatsapp": {"type": "whatsapp", **(content.approval or {"status": "unsubmitted"})},
    }
