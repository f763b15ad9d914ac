"""What is asked of Twilio, by its own client. Loaded with the first call: the client takes a while to load."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any, cast

from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from bot.channels import ChannelError, Found, Never, NotNow, Outcome, Sent, Unknown
from bot.channels.twilio.http import AnyHost
from settings import Settings

MOST_BYTES = 16 * 1024 * 1024
# Refusals that pass: the account calls too often, the sender is over its limits for now.
PASSING = {20429: 1.0, 63018: 60.0, 63038: 3600.0}


class Calls:
    """The calls of one account; what it lists lies below `base`."""

    def __init__(self, settings: Settings, base: str) -> None:
        user = settings.twilio_api_key or settings.twilio_account_sid
        secret = settings.twilio_api_secret.get_secret_value() or settings.twilio_auth_token.get_secret_value()
        self.http = AnyHost(settings.twilio_api_base, settings.twilio_timeout, settings.delivery_threads * 2)
        self.client = Client(user, secret, settings.twilio_account_sid, http_client=self.http)
        self._auth = (user, secret)
        self._base = base

    def send(self, parameters: Mapping[str, Any]) -> Outcome:
        """Create a message once, and say what is known of it."""
        try:
            made = self.client.messages.create(**parameters)
        except TwilioRestException as refusal:
            return _refused(refusal.status, refusal.code, refusal.msg)
        except TwilioException as refusal:
            status = getattr(refusal, "status", None)
            return _refused(status or 500, getattr(refusal, "code", None), str(refusal))
        except (NewConnectionError, ConnectTimeoutError):
            # The request was not written, so nothing can have been taken.
            return NotNow("no connection")
        except (HTTPError, ValueError) as error:
            # No answer in time, a broken one, or one that is not JSON: it may have been taken.
            return Unknown(type(error).__name__)
        return Sent(cast(str, made.sid), str(made.status or "")) if made.sid else Unknown("no sid in the answer")

    def find(self, address: str, business: str, since: datetime) -> Sequence[Found]:
        """What Twilio lists as sent from a business to an address since then. Raises `ChannelError`."""
        # The list filters by whole days, so the instant is compared here.
        try:
            listed = self.client.messages.list(to=address, from_=business, date_sent_after=since, limit=50)
        except (TwilioException, HTTPError, ValueError) as error:
            # Refused, not reached, or an answer that is no JSON.
            raise ChannelError(type(error).__name__) from error
        return [
            Found(str(found.sid), str(found.body or ""), str(found.status or ""), found.error_code)
            for found in listed
            if (found.date_created or since) >= since.replace(microsecond=0)
        ]

    def arrived(self, business: str, since: datetime, at_once: int) -> Iterator[MessageInstance]:
        """What Twilio lists as having come to a number since then, newest first, so many asked for at once. Raises
        `ChannelError`."""
        from_then = since.replace(microsecond=0)  # as exact as Twilio is
        try:
            # The list filters by whole days, and is newest first: it is read no further than that instant.
            listed = self.client.messages.stream(to=business, date_sent_after=since, page_size=at_once)
            yield from takewhile(lambda message: self.sent_at(message) >= from_then, listed)
        except (TwilioException, HTTPError, ValueError) as error:
            raise ChannelError(type(error).__name__) from error

    @staticmethod
    def sent_at(message: MessageInstance) -> datetime:
        """When a listed message was sent, or was made where it tells that alone."""
        return cast(datetime, message.date_sent or message.date_created)

    def form(self, message: MessageInstance) -> dict[str, str]:
        """The fields that a webhook would have told of a listed message. Raises `ChannelError`."""
        files = self._media(message) if int(message.num_media or 0) else []
        body = message.body or ""
        form = {
            "MessageSid": cast(str, message.sid),
            "From": str(message.from_ or ""),
            "To": str(message.to or ""),
            "Body": body,
            "NumMedia": str(len(files)),
        }
        for number, (url, kind) in enumerate(files):
            form |= {f"MediaUrl{number}": url, f"MediaContentType{number}": kind}
        # A place, a contact or a reaction: the list tells nothing of what was in it.
        return form if body or files else form | {"MessageType": "unsupported"}

    def _media(self, message: MessageInstance) -> list[tuple[str, str]]:
        try:
            listed = self.client.messages(cast(str, message.sid)).media.list(limit=10)
        except (TwilioException, HTTPError, ValueError) as error:
            raise ChannelError(type(error).__name__) from error
        return [(self._base + str(one.uri).removesuffix(".json"), str(one.content_type or "")) for one in listed]

    def fetch(self, url: str) -> tuple[bytes, str]:
        """What lies at an address, within limits of size and time, and its type. Raises `ChannelError`."""
        try:
            answer = self.http.open(url, self._auth)
            try:
                data = answer.read(MOST_BYTES + 1, decode_content=True) if answer.status < 400 else b""
            finally:
                answer.release_conn()
        except HTTPError as error:
            raise ChannelError(type(error).__name__) from error
        if answer.status >= 400:
            raise ChannelError(f"answered {answer.status}")
        if len(data) > MOST_BYTES:
            raise ChannelError("this medium is too large")
        return data, answer.headers.get("Content-Type", "application/octet-stream")


def _refused(status: int, code: int | None, words: str | None) -> Outcome:
    error = f"{status} {words or ''}".strip()
    if status == 429 or (code or 0) in PASSING:
        # Twilio says that a request refused for concurrency was not processed and may be repeated.
        return NotNow(error, code, PASSING.get(code or 0))
    if status >= 500 or status < 400:
        return Unknown(error)
    if status in (401, 403):
        # A wrong key or a suspended account is the operator's to mend; the message itself is in order.
        return NotNow(error, code, 60.0)
    return Never(error, code)
