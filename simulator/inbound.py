"""A person writes from a phone: the message is stored and posted to the shop, signed, as Twilio does it."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from simulator.config import Phone
from simulator.faults import INBOUND, Fault, Faults
from simulator.ids import WHATSAPP, new_sid
from simulator.media import Medium, kind_of
from simulator.messages import Message
from simulator.poster import Answer, Transport, post
from simulator.schedule import Schedule
from simulator.signing import signature_headers, signed_url
from simulator.tables import Tables

AGAIN_SECONDS: Final = 0.3
TWIML_TYPES: Final = ("text/xml", "application/xml")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file a person sends."""

    content_type: str
    data: bytes
    filename: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a person sends: text, a file, a place, a tapped button or list row, and the message it answers."""

    body: str = ""
    upload: Upload | None = None
    location: dict[str, Any] | None = None
    button: dict[str, str] | None = None
    row: dict[str, str] | None = None
    reply_to: str = ""
    forwarded: bool = False
    extra_params: dict[str, str] = field(default_factory=dict)


def offered_by(message: Message, name: str) -> list[dict[str, str]]:
    """The choices a message offers: its buttons (`button`) or the rows of its list (`row`), each with id and title."""
    shown = message.extra.get("shown", {})
    if name == "button":
        return list(shown.get("buttons", []))
    return [
        {"id": row["id"], "title": row["item"], "description": row.get("description", "")}
        for row in (shown.get("list") or {}).get("items", [])
    ]


class Inbound:
    """The way from a phone to the shop's webhook."""

    def __init__(self, tables: Tables, faults: Faults, schedule: Schedule, transport: Transport) -> None:
        self._tables, self._faults, self._schedule, self._transport = tables, faults, schedule, transport
        self._held: dict[str, int] = {}
        schedule.handle("webhook", self._webhook)

    def send(self, phone: Phone, business: str, draft: Draft) -> Message:
        """Send from a phone; the webhook follows at once on another thread, unless a fault delays or doubles it."""
        message = self._store(phone, business, draft)
        fault = self._faults.take(INBOUND, phone.address)
        task, line = {"sid": message.sid}, f"webhook:{phone.address}"
        if fault is not None and fault.kind == "inbound_out_of_order":
            self._held[phone.address] = self._schedule.add(line, "webhook", task, fault.seconds)
            return message
        for delay in _delays(fault):
            self._schedule.add(line, "webhook", task, delay)
        held = self._held.pop(phone.address, None)
        if held is not None:
            self._schedule.hasten(held)
        return message

    def send_and_wait(self, phone: Phone, business: str, draft: Draft) -> tuple[Message, Answer]:
        """Send from a phone and post the webhook before returning; armed faults do not touch it."""
        message = self._store(phone, business, draft)
        return message, self.post(message)

    def post(self, message: Message) -> Answer:
        """Post the webhook of a stored message, again if it was posted before."""
        tables, params = self._tables, self.params(message)
        url = tables.config.webhook
        seen = signed_url(url, tables.config.sign_base)
        headers = signature_headers(seen, params, tables.config.auth_token, tables.config.shared_key)
        headers["I-Twilio-Idempotency-Token"] = secrets.token_hex(16)
        tables.messages.change(message.sid, tick="sent")
        answer = post(self._transport, url, params, headers) if url else Answer(failure="ct")
        code = _problem(answer)
        detail = answer.failure or (str(code) if code else "")
        tables.journal.write("webhook", f"POST {url}", params, answer.status, detail)
        values = {"tick": "failed", "error_code": code} if code else {"tick": "delivered", "error_code": None}
        tables.messages.change(message.sid, **values)
        return answer

    def params(self, message: Message) -> dict[str, str]:
        """The form of the webhook, every parameter as Twilio sends it."""
        phone = self._tables.people.find(message.phone) or Phone(message.phone, "")
        media = self._tables.media.of(message.sid)
        params = {
            "SmsMessageSid": message.sid,
            "SmsSid": message.sid,
            "MessageSid": message.sid,
            "AccountSid": self._tables.config.account_sid,
            "ApiVersion": "2010-04-01",
            "SmsStatus": "received",
            "From": message.sender,
            "To": message.recipient,
            "Body": message.body,
            "ProfileName": phone.name,
            "MessageType": message.kind,
            "NumMedia": str(len(media)),
            "NumSegments": "1",
            "ReferralNumMedia": "0",
            "ChannelMetadata": _metadata(phone, message),
        }
        if not phone.hide_number and phone.address.startswith(f"{WHATSAPP}+"):
            params["WaId"] = phone.address.removeprefix(f"{WHATSAPP}+")
        if phone.bsuid:
            params["ExternalUserId"] = WHATSAPP + phone.bsuid
        for index, medium in enumerate(media):
            params |= {f"MediaUrl{index}": self._link(medium), f"MediaContentType{index}": medium.content_type}
        params |= message.extra.get("params", {})
        return params

    def _store(self, phone: Phone, business: str, draft: Draft) -> Message:
        tables = self._tables
        sid = new_sid("MM" if draft.upload else "SM")
        if draft.upload is not None:
            tables.media.add(sid, draft.upload.content_type, draft.upload.data, draft.upload.filename)
        sender = WHATSAPP + phone.bsuid if phone.hide_number and phone.bsuid else phone.address
        tables.people.heard_from(phone.address, business)
        self._read(phone.address, business)
        extra = _extra(draft) | {"params": self._draft_params(draft)}
        return tables.messages.add(
            Message(
                sid,
                "inbound",
                phone.address,
                business,
                sender,
                business,
                _kind(draft),
                _text(draft),
                "received",
                extra=extra,
            )
        )

    def _read(self, phone: str, business: str) -> None:
        """Whoever answers has been heard: the person's earlier messages to a shop that wrote back are read."""
        newest = self._tables.store.one(
            "SELECT MAX(id) AS id FROM messages WHERE phone = ? AND business = ? AND direction <> 'inbound'",
            phone,
            business,
        )
        for message in self._tables.messages.search(
            "phone = ? AND business = ? AND direction = 'inbound' AND tick = 'delivered' AND id < ?",
            phone,
            business,
            (newest or {}).get("id") or 0,
        ):
            self._tables.messages.change(message.sid, tick="read")

    def _draft_params(self, draft: Draft) -> dict[str, str]:
        params: dict[str, str] = {}
        if draft.location is not None:
            params |= {name.capitalize(): str(value) for name, value in draft.location.items()}
        if draft.button is not None:
            params |= {"ButtonText": draft.button["title"], "ButtonPayload": draft.button["id"]}
        if draft.row is not None:
            params |= {"ListId": draft.row["id"], "ListTitle": draft.row["title"]}
            params |= {"ListDescription": draft.row["description"]} if draft.row.get("description") else {}
        quoted = self._tables.messages.find(draft.reply_to) if draft.reply_to else None
        if quoted is not None:
            params |= {"OriginalRepliedMessageSid": quoted.sid, "OriginalRepliedMessageSender": quoted.sender}
        if draft.forwarded:
            params["Forwarded"] = "true"
        return params | draft.extra_params

    def _link(self, medium: Medium) -> str:
        config = self._tables.config
        path = f"/2010-04-01/Accounts/{config.account_sid}/Messages/{medium.message_sid}/Media/{medium.sid}"
        return config.public_base.rstrip("/") + path

    def _webhook(self, task: dict[str, Any]) -> None:
        message = self._tables.messages.find(task["sid"])
        if message is not None:
            self.post(message)


def _delays(fault: Fault | None) -> list[float]:
    if fault is None:
        return [0.0]
    return [0.0, AGAIN_SECONDS] if fault.kind == "inbound_twice" else [fault.seconds]


def _problem(answer: Answer) -> int | None:
    """The error Twilio's debugger would show for the shop's answer, if any."""
    if not answer.accepted:
        return 11200
    return None if answer.status == 204 or answer.content_type.partition(";")[0] in TWIML_TYPES else 12300


def _kind(draft: Draft) -> str:
    if draft.upload is not None:
        return kind_of(draft.upload.content_type)
    if draft.location is not None:
        return "location"
    return "interactive" if draft.button or draft.row else "text"


def _text(draft: Draft) -> str:
    choice = draft.button or draft.row
    return choice["title"] if choice else draft.body


def _extra(draft: Draft) -> dict[str, Any]:
    extra = {"location": draft.location, "choice": draft.button or draft.row, "reply_to": draft.reply_to}
    return {name: value for name, value in extra.items() if value}


def _metadata(phone: Phone, message: Message) -> str:
    context = {"ProfileName": phone.name, "WaId": phone.address.removeprefix(f"{WHATSAPP}+")}
    context |= message.extra.get("params", {})
    if phone.hide_number:
        context.pop("WaId")
    return json.dumps({"type": "whatsapp", "data": {"context": context}})
