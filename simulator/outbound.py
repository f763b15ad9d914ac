"""Accepting a message from the shop: what Twilio checks at once, and the row it makes."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict

from simulator.config import Phone
from simulator.errors import TwilioError, comes_late
from simulator.faults import Fault, Faults
from simulator.ids import iso, new_sid, parse_iso
from simulator.lifecycle import Lifecycle
from simulator.messages import Message
from simulator.people import is_address
from simulator.rendering import parse_variables
from simulator.tables import Tables

BODY_LIMIT: Final = 1600
FEWEST_MINUTES, MOST_DAYS = 5, 35
_GEO: Final = re.compile(r"geo:(-?[\d.]+),(-?[\d.]+)(?:\|(.*))?")


class Outbound:
    """The door by which the shop's messages come in."""

    def __init__(self, tables: Tables, faults: Faults, lifecycle: Lifecycle) -> None:
        self._tables, self._faults, self._lifecycle = tables, faults, lifecycle

    def accept(self, form: MultiDict[str, str], fault: Fault | None = None) -> Message:
        """Check a request and take its message; TwilioError when Twilio would refuse it."""
        service = form.get("MessagingServiceSid") or None
        recipient, business = self._recipient(form), self._business(form, service)
        if recipient == business:
            raise TwilioError(63031)
        extra = self._extra(form)
        code = fault.code if fault is not None and fault.kind == "send_code" else None
        if fault is not None and code is not None and not _is_late(fault):
            raise TwilioError(code)
        send_at = self._send_at(form, service)
        media = bool(extra["media_urls"])
        # Together: what was taken is on its way, also when the stand-in is killed right here.
        with self._tables.store.together():
            message = self._tables.messages.add(
                Message(
                    sid=new_sid("MM" if media or extra.get("content_sid") else "SM"),
                    direction="outbound-api",
                    phone=self._phone(recipient).address,
                    business=business,
                    sender=business,
                    recipient=recipient,
                    kind="location" if "location" in extra else "text",
                    body=form.get("Body", ""),
                    status="scheduled" if send_at else "accepted" if service else "queued",
                    extra={**extra, **({"send_at": iso(send_at)} if send_at else {})},
                    callback=form.get("StatusCallback", ""),
                    service_sid=service,
                )
            )
            self._lifecycle.begin(message, code, self._wait(send_at))
        return message

    def _recipient(self, form: MultiDict[str, str]) -> str:
        recipient = form.get("To", "").strip()
        if not recipient:
            raise TwilioError(21604)
        if not is_address(recipient):
            raise TwilioError(21211, recipient)
        return recipient

    def _business(self, form: MultiDict[str, str], service: str | None) -> str:
        sender = form.get("From", "").strip()
        if not sender and service:
            return self._tables.people.businesses()[0].number
        if not sender:
            raise TwilioError(21603)
        if not self._tables.people.known_business(sender):
            raise TwilioError(63007, sender)
        return sender

    def _extra(self, form: MultiDict[str, str]) -> dict[str, Any]:
        media, body, content_sid = form.getlist("MediaUrl"), form.get("Body", ""), form.get("ContentSid", "")
        if len(body) > BODY_LIMIT:
            raise TwilioError(21617)
        extra: dict[str, Any] = {"media_urls": media}
        if content_sid:
            if self._tables.contents.find(content_sid) is None:
                raise TwilioError(21655, content_sid)
            return {**extra, "content_sid": content_sid, "variables": parse_variables(form.get("ContentVariables", ""))}
        if any(urlsplit(url).scheme not in ("http", "https") for url in media):
            raise TwilioError(21620)
        place = next((found for text in form.getlist("PersistentAction") if (found := _GEO.fullmatch(text))), None)
        if place:
            extra["location"] = {"latitude": float(place[1]), "longitude": float(place[2]), "label": place[3] or ""}
        if not body and not media:
            raise TwilioError(21619)
        return extra

    def _send_at(self, form: MultiDict[str, str], service: str | None) -> datetime | None:
        if not form.get("ScheduleType"):
            return None
        try:
            moment = parse_iso(form.get("SendAt", ""))
        except ValueError as problem:
            raise TwilioError(35111) from problem
        ahead = moment - self._tables.config.clock()
        if service is None or not timedelta(minutes=FEWEST_MINUTES) <= ahead <= timedelta(days=MOST_DAYS):
            raise TwilioError(35111)
        return moment

    def _wait(self, send_at: datetime | None) -> float | None:
        return (send_at - self._tables.config.clock()).total_seconds() if send_at else None

    def _phone(self, recipient: str) -> Phone:
        people = self._tables.people
        return people.find(recipient) or people.add(Phone(recipient, recipient.removeprefix("whatsapp:")))


def _is_late(fault: Fault) -> bool:
    return fault.when == "status" or (fault.when != "request" and comes_late(fault.code))
