"""A person writes from a phone: the message is stored and posted to the shop, signed, as Twilio does it."""

from __future__ import annotations

import secrets
from typing import Any, Final

from simulator.config import Phone
from simulator.drafts import Draft
from simulator.errors import describe
from simulator.faults import INBOUND, Fault, Faults
from simulator.ids import WHATSAPP, new_sid
from simulator.messages import Message
from simulator.poster import Answer, Transport, post
from simulator.schedule import Schedule
from simulator.signing import signature_headers, signed_url
from simulator.tables import Tables
from simulator.webhook_form import draft_params, form_of

AGAIN_SECONDS: Final = 0.3
TWIML_TYPES: Final = ("text/xml", "application/xml")


class Inbound:
    """The way from a phone to the shop's webhook."""

    def __init__(self, tables: Tables, faults: Faults, schedule: Schedule, transport: Transport) -> None:
        self._tables, self._faults, self._schedule, self._transport = tables, faults, schedule, transport
        self._held: dict[str, int] = {}
        schedule.handle("webhook", self._webhook)

    def send(self, phone: Phone, business: str, draft: Draft) -> Message:
        """Send from a phone; the webhook follows at once, unless a fault delays, doubles or loses it."""
        with self._tables.store.together():
            message = self._store(phone, business, draft)
            self._announce(message)
        return message

    def _announce(self, message: Message) -> None:
        """Have the webhook posted. Together with storing: what a phone shows as written is going to be told."""
        address, fault = message.phone, self._faults.take(INBOUND, message.phone)
        task, line = {"sid": message.sid}, f"webhook:{address}"
        if fault is not None and fault.kind == "inbound_out_of_order":
            self._held[address] = self._schedule.add(line, "webhook", task, fault.seconds)
            return
        for delay in _delays(fault):
            self._schedule.add(line, "webhook", task, delay)
        held = self._held.pop(address, None)
        if held is not None:
            self._schedule.hasten(held)

    def send_and_wait(self, phone: Phone, business: str, draft: Draft) -> tuple[Message, Answer]:
        """Send from a phone and post the webhook before returning; armed faults do not touch it."""
        message = self._store(phone, business, draft)
        return message, self.post(message)

    def post(self, message: Message) -> Answer:
        """Post the webhook of a stored message, again if it was posted before."""
        tables, params = self._tables, self._form(message)
        url = tables.config.webhook
        seen = signed_url(url, tables.config.sign_base)
        headers = signature_headers(seen, params, tables.config.auth_token, tables.config.shared_key)
        headers["I-Twilio-Idempotency-Token"] = secrets.token_hex(16)
        tables.messages.change(message.sid, tick="sent")
        answer = post(self._transport, url, params, headers) if url else Answer(failure="ct")
        code = _problem(answer)
        detail = answer.failure or (str(code) if code else "")
        tables.journal.write("webhook", f"POST {url}", params, answer.status, detail)
        words = f"{describe(code)} ({answer.status or 'no answer'})" if code else None
        tick = "failed" if code else "delivered"
        tables.messages.change(message.sid, tick=tick, error_code=code, error_message=words)
        return answer

    def _store(self, phone: Phone, business: str, draft: Draft) -> Message:
        tables = self._tables
        sid = new_sid("MM" if draft.upload else "SM")
        if draft.upload is not None:
            tables.media.add(sid, draft.upload.content_type, draft.upload.data, draft.upload.filename)
        sender = WHATSAPP + phone.bsuid if phone.hide_number and phone.bsuid else phone.address
        tables.people.heard_from(phone.address, business)
        self._read(phone.address, business)
        quoted = tables.messages.find(draft.reply_to) if draft.reply_to else None
        extra = draft.extra | {"params": draft_params(draft, quoted)}
        return tables.messages.add(
            Message(
                sid,
                "inbound",
                phone.address,
                business,
                sender,
                business,
                draft.kind,
                draft.text,
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

    def _form(self, message: Message) -> dict[str, str]:
        tables = self._tables
        phone = tables.people.find(message.phone) or Phone(message.phone, "")
        return form_of(message, phone, tables.media.of(message.sid), tables.config)

    def _webhook(self, task: dict[str, Any]) -> None:
        message = self._tables.messages.find(task["sid"])
        if message is not None:
            self.post(message)


def _delays(fault: Fault | None) -> list[float]:
    if fault is None:
        return [0.0]
    if fault.kind == "inbound_lost":
        return []
    return [0.0, AGAIN_SECONDS] if fault.kind == "inbound_twice" else [fault.seconds]


def _problem(answer: Answer) -> int | None:
    """The error Twilio's debugger would show for the shop's answer, if any."""
    if not answer.accepted:
        return 11200
    return None if answer.status == 204 or answer.content_type.partition(";")[0] in TWIML_TYPES else 12300
