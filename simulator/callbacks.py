"""Status callbacks: each state of a message told to the shop, signed, unless a fault says otherwise."""

from __future__ import annotations

from typing import Any, Final

from simulator.faults import CALLBACKS, Fault, Faults
from simulator.messages import RANK, Message
from simulator.poster import Transport, post
from simulator.schedule import Schedule
from simulator.signing import signature_headers, signed_url
from simulator.tables import Tables

SHUFFLE_SECONDS: Final = 1.0
REPEAT_SECONDS: Final = 0.2


class Callbacks:
    """The way of a state to the shop."""

    def __init__(self, tables: Tables, faults: Faults, schedule: Schedule, transport: Transport) -> None:
        self._tables, self._faults, self._schedule, self._transport = tables, faults, schedule, transport
        schedule.handle("callback", self._callback)

    def tell(self, message: Message) -> None:
        """Tell the shop the state a message has now."""
        url = message.callback or self._tables.config.status
        fault = self._faults.take(CALLBACKS, message.phone) if url else None
        if not url or (fault is not None and fault.kind == "callback_lost"):
            return
        task = {"url": url, "params": self._params(message)}
        for line, delay in _times(message, fault):
            self._schedule.add(line, "callback", task, delay)

    def _callback(self, task: dict[str, Any]) -> None:
        config, url, params = self._tables.config, task["url"], task["params"]
        seen = signed_url(url, config.sign_base)
        headers = signature_headers(seen, params, config.auth_token, config.shared_key)
        answer = post(self._transport, url, params, headers)
        self._tables.journal.write("status", f"POST {url}", params, answer.status, answer.failure)

    def _params(self, message: Message) -> dict[str, str]:
        params = {
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "MessageStatus": message.status,
            "SmsStatus": message.status,
            "From": message.sender,
            "To": message.recipient,
            "ChannelToAddress": message.recipient,
            "ChannelPrefix": "whatsapp",
            "ChannelInstallSid": "XE" + self._tables.config.account_sid[2:],
            "AccountSid": self._tables.config.account_sid,
            "ApiVersion": "2010-04-01",
            "StructuredMessage": "false",
        }
        if message.service_sid:
            params["MessagingServiceSid"] = message.service_sid
        if message.error_code is not None:
            params |= {"ErrorCode": str(message.error_code), "ErrorMessage": message.error_message or ""}
        if message.status in ("delivered", "read", "undelivered"):
            params["EventType"] = message.status.upper()
        return params


def _times(message: Message, fault: Fault | None) -> list[tuple[str, float]]:
    """The line and delay of each callback: one after another, unless a fault says otherwise."""
    line = f"callbacks:{message.sid}"
    if fault is None:
        return [(line, 0.0)]
    if fault.kind == "callback_repeated":
        return [(line, 0.0), (line, REPEAT_SECONDS)]
    # Shuffled: the earlier the state, the later it is told.
    return [(f"{line}:{message.status}", SHUFFLE_SECONDS * (RANK["read"] - RANK.get(message.status, 5)) / 2)]
