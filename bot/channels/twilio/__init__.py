"""WhatsApp through Twilio: signatures, webhooks, sending. Facts of the API are from Twilio's documentation."""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode, urlsplit, urlunsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import HMAC_SHA1, HMAC_SHA256, RequestValidator, get_signature_algorithm
from twilio.rest import Client

from bot.channels import ChannelError, Found, Inbound, Never, NotNow, Outbound, Outcome, Request, Sent, Status, Unknown
from bot.channels.twilio.webhook import parse_inbound, parse_state
from settings import Settings

SETTINGS_HEADER = "X-Twilio-Webhooks-Signature-Settings"
STATUS_PATH = "/webhooks/twilio/status"
MOST_BYTES = 16 * 1024 * 1024
# Refusals that pass: the account calls too often, the sender is over its limits for now.
PASSING = {20429: 1.0, 63018: 60.0, 63038: 3600.0}


class AnyHost(TwilioHttpClient):  # type: ignore[misc]
    """Twilio's HTTP client with kept connections and a time limit, and with another host if one is set."""

    def __init__(self, base: str, timeout: float, pool: int) -> None:
        super().__init__(timeout=timeout, max_retries=None)
        self.base = urlsplit(base) if base else None
        session = requests.Session()
        for scheme in ("http://", "https://"):
            session.mount(scheme, requests.adapters.HTTPAdapter(pool_maxsize=pool, max_retries=0))
        self.session = session

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Make the call at the chosen host."""
        if self.base is not None:
            parts = urlsplit(url)
            url = urlunsplit((self.base.scheme, self.base.netloc, parts.path, parts.query, ""))
        return super().request(method, url, *args, **kwargs)


class TwilioChannel:
    """The channel `whatsapp` over one Twilio account."""

    name = "whatsapp"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._public = settings.public_url.rstrip("/")
        self._token = settings.twilio_auth_token.get_secret_value()
        http = AnyHost(settings.twilio_api_base, settings.twilio_timeout, settings.delivery_threads * 2)
        user = settings.twilio_api_key or settings.twilio_account_sid
        secret = settings.twilio_api_secret.get_secret_value() or self._token
        self.client = Client(user, secret, settings.twilio_account_sid, http_client=http)
        self._http = http
        self._auth = (user, secret)

    def verify(self, request: Request) -> bool:
        """Whether Twilio signed this request, by the account's token or by a shared key, for our account."""
        algorithm = get_signature_algorithm(request.headers.get(SETTINGS_HEADER))
        shared = request.headers.get(SETTINGS_HEADER) is not None
        secret = self._settings.twilio_shared_key.get_secret_value() if shared else self._token
        if not secret:
            return False
        url, signature = self._public + request.path, request.headers.get("X-Twilio-Signature", "")
        return (
            _signed(secret, url, request.form, signature, algorithm)
            and request.form.get("AccountSid") == self._settings.twilio_account_sid
        )

    def parse(self, request: Request) -> Inbound | None:
        """The message in a webhook."""
        return parse_inbound(self.name, request.form)

    def parse_status(self, request: Request) -> Status | None:
        """The delivery state in a status callback."""
        return parse_state(request)

    def send(self, message: Outbound) -> Outcome:
        """Create the message at Twilio once, and say what is known of it."""
        try:
            made = self.client.messages.create(**self._parameters(message))
        except TwilioRestException as refusal:
            return _refused(refusal.status, refusal.code, refusal.msg)
        except TwilioException as refusal:
            status = getattr(refusal, "status", None)
            return _refused(status or 500, getattr(refusal, "code", None), str(refusal))
        except requests.ConnectionError as error:
            return NotNow("no connection") if _never_left(error) else Unknown(type(error).__name__)
        except (requests.RequestException, ValueError) as error:
            # No answer in time, a broken one, or one that is not JSON: it may have been taken.
            return Unknown(type(error).__name__)
        return Sent(cast(str, made.sid), str(made.status or "")) if made.sid else Unknown("no sid in the answer")

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
        # The list filters by whole days, so the instant is compared here.
        try:
            listed = self.client.messages.list(
                to=message.address, from_=message.business, date_sent_after=since, limit=50
            )
        except (TwilioException, requests.RequestException) as error:
            raise ChannelError(type(error).__name__) from error
        return [
            Found(str(found.sid), str(found.body or ""), str(found.status or ""))
            for found in listed
            if (found.date_created or since) >= since.replace(microsecond=0)
        ]

    def fetch(self, url: str) -> tuple[bytes, str]:
        """A medium of our own account, read within limits of size and time."""
        parts = urlsplit(url)
        own = f"/2010-04-01/Accounts/{self._settings.twilio_account_sid}/Messages/"
        base = urlsplit(self._settings.twilio_api_base or "https://api.twilio.com")
        if (parts.scheme, parts.netloc) != (base.scheme, base.netloc) or not parts.path.startswith(own):
            raise ChannelError("this address is not a medium of the account")
        try:
            return self._read(url)
        except requests.RequestException as error:
            raise ChannelError(type(error).__name__) from error

    def _read(self, url: str) -> tuple[bytes, str]:
        timeout = self._settings.twilio_timeout
        with self._http.session.get(url, auth=self._auth, timeout=timeout, stream=True) as answer:
            answer.raise_for_status()
            data = answer.raw.read(MOST_BYTES + 1, decode_content=True)
        if len(data) > MOST_BYTES:
            raise ChannelError("this medium is too large")
        return data, answer.headers.get("Content-Type", "application/octet-stream")


def _signed(secret: str, url: str, form: Any, signature: str, algorithm: str) -> bool:
    """Whether the signature fits. The address as it is set comes first, the library's variants of it only then."""
    validator = RequestValidator(secret)
    if algorithm.upper() in (HMAC_SHA1, HMAC_SHA256):
        exact: str = validator.compute_signature(url, form, algorithm)
        if hmac.compare_digest(exact.encode(), signature.encode()):
            return True
    return bool(validator.validate(url, form, signature, algorithm))


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


def _never_left(error: requests.ConnectionError) -> bool:
    """Whether the connection failed before the request was written, so that nothing can have been taken."""
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return True
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return type(reason).__name__ in {"NewConnectionError", "NameResolutionError", "ConnectTimeoutError"}
