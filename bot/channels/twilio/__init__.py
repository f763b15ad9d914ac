"""WhatsApp through Twilio: signatures, webhooks, sending. Facts of the API are from Twilio's documentation."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from collections.abc import Callable, Container, Sequence
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from msgspec.structs import replace
from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, RequestValidator, get_signature_algorithm

from bot.channels import ChannelError, Found, Inbound, Outbound, Outcome, Request, Status
from bot.channels.twilio.webhook import parse_inbound, parse_state
from settings import Settings

if TYPE_CHECKING:
    from twilio.rest.api.v2010.account.message import MessageInstance

    from bot.channels.twilio.calls import Calls

SETTINGS_HEADER = "X-Twilio-Webhooks-Signature-Settings"
HASHES = {HMAC_SHA1: "sha1", HMAC_SHA256: "sha256"}
API = "https://api.twilio.com"
AT_ONCE = 500
STATUS_PATH = "/webhooks/twilio/status"


class TwilioChannel:
    """The channel `whatsapp` over one Twilio account."""

    name = "whatsapp"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._public = settings.public_url.rstrip("/")
        self._token = settings.twilio_auth_token.get_secret_value()
        self._base = settings.twilio_api_base or API
        self._guard = threading.Lock()

    @property
    def calls(self) -> Calls:
        """What is asked of Twilio; whoever only listens never loads it."""
        with self._guard:
            return self._calls

    @cached_property
    def _calls(self) -> Calls:
        from bot.channels.twilio.calls import Calls

        return Calls(self._settings, self._base)

    def verify(self, request: Request) -> bool:
        """Whether Twilio signed this request, by the account's token or by a shared key, for our account."""
        named = request.headers.get(SETTINGS_HEADER)
        secret = self._token if named is None else self._settings.twilio_shared_key.get_secret_value()
        if not secret or request.form.get("AccountSid") != self._settings.twilio_account_sid:
            return False
        url, signature = self._public + request.path, request.headers.get("X-Twilio-Signature") or ""
        return _signed(secret, url, request.form, signature, get_signature_algorithm(named))

    def parse(self, request: Request) -> Inbound | None:
        """The message in a webhook."""
        return parse_inbound(self.name, request.form)

    def parse_status(self, request: Request) -> Status | None:
        """The delivery state in a status callback."""
        return parse_state(request)

    def send(self, message: Outbound) -> Outcome:
        """Create the message at Twilio once, and say what is known of it."""
        return self.calls.send(self._parameters(message))

    def _parameters(self, message: Outbound) -> dict[str, Any]:
        query = urlencode({"token": message.token})
        given: dict[str, Any] = {
            "to": message.address,
            "from_": message.business,
            "status_callback": f"{self._public}{STATUS_PATH}?{query}",
        }
        if message.shape_id:
            return given | {"content_sid": message.shape_id, "content_variables": json.dumps(dict(message.variables))}
        given["body"] = message.text
        if message.media_url:
            given["media_url"] = [message.media_url]
        return given

    def find(self, message: Outbound, since: datetime) -> Sequence[Found]:
        """What Twilio lists as sent from the business to that address since then."""
        return self.calls.find(message.address, message.business, since)

    def arrived(
        self, business: str, since: datetime, known: Callable[[Sequence[str]], Container[str]]
    ) -> Sequence[Inbound]:
        """What Twilio lists as having come to a number since then, oldest first, without what is known."""
        listed, fresh = self.calls.arrived(business, since, AT_ONCE), []
        # In a flood there are many, and nearly all of them known.
        while part := list(islice(listed, AT_ONCE)):
            have = known([message.sid for message in part])
            fresh += [message for message in part if message.sid not in have]
        return [self._listed(message) for message in reversed(fresh)]

    def _listed(self, message: MessageInstance) -> Inbound:
        found = parse_inbound(self.name, self.calls.form(message))
        if found is None:
            raise ChannelError("a listed message names no sender and receiver")
        return replace(found, sent_at=self.calls.sent_at(message))

    def fetch(self, url: str) -> tuple[bytes, str]:
        """A medium of our own account, read within limits of size and time."""
        parts = urlsplit(url)
        own = f"/2010-04-01/Accounts/{self._settings.twilio_account_sid}/Messages/"
        base = urlsplit(self._base)
        if (parts.scheme, parts.netloc) != (base.scheme, base.netloc) or not parts.path.startswith(own):
            raise ChannelError("this address is not a medium of the account")
        return self.calls.fetch(url)


def _signed(secret: str, url: str, form: Any, signature: str, algorithm: str) -> bool:
    """Whether the signature fits: as it is for fields that came once each and the address as it is set, by the
    library, which knows other ways to write the address, only where that is not so."""
    if type(form) is dict and algorithm.upper() in HASHES:
        words = url + "".join(name + form[name] for name in sorted(form))
        exact = base64.b64encode(hmac.digest(secret.encode(), words.encode(), HASHES[algorithm.upper()]))
        if hmac.compare_digest(exact, signature.encode()):
            return True
    return bool(RequestValidator(secret).validate(url, form, signature, algorithm))
