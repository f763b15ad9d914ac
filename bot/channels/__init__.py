"""What a channel is: it verifies and parses what arrives, and sends what leaves and says what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct, field

# What one message can offer: more choices than rows, and their numbers stand in the text.
MOST_BUTTONS, MOST_ROWS = 3, 10


class Inbound(Struct, frozen=True):
    """A message from a person. `kind` is text, image, audio, document, location, contacts, order or unsupported.

    `sent_at` is known of one that no webhook brought and that was found in the provider's list.
    """

    channel: str
    external_id: str
    address: str
    business: str
    kind: str = "text"
    text: str = ""
    payload: str = ""
    reply_to: str = ""
    profile_name: str = ""
    media: Sequence[Mapping[str, str]] = ()
    location: dict[str, Any] | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)
    sent_at: datetime | None = None


class Outbound(Struct, frozen=True):
    """A message to a person. `choices` are pairs of title, token and description; `text` does not number them."""

    address: str
    business: str
    token: str
    text: str
    language: str
    choices: Sequence[Mapping[str, str]] = ()
    media_url: str = ""
    template: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    shape_id: str = ""


class Sent(Struct, frozen=True):
    """The provider has it."""

    external_id: str
    status: str = ""


class NotNow(Struct, frozen=True):
    """The provider did not take it and may be asked again after that many seconds."""

    error: str
    code: int | None = None
    after: float | None = None


class Never(Struct, frozen=True):
    """The provider refuses it for good; `code` is its own."""

    error: str
    code: int | None = None


class Unknown(Struct, frozen=True):
    """The request left and no answer came: it may or may not have been taken."""

    error: str


Outcome = Sent | NotNow | Never | Unknown


class ChannelError(Exception):
    """The provider could not be asked; asking again later may work."""


class Status(Struct, frozen=True):
    """A delivery state that a provider reported. `token` is ours, if the report carries it."""

    external_id: str
    status: str
    token: str = ""
    error_code: int | None = None
    error: str = ""


class Found(Struct, frozen=True):
    """A message that the provider lists as sent; `error_code` is its own where that failed."""

    external_id: str
    text: str
    status: str
    error_code: int | None = None


class Headers(Protocol):
    """What headers are asked for."""

    def get(self, name: str, /) -> str | None:
        """The header of that name; None where it was not sent."""


class Request(Struct, frozen=True):
    """An HTTP request as a channel sees it: the path with its query as received, headers, form fields in order."""

    path: str
    headers: Headers
    form: Any


class Channel(Protocol):
    """One way to reach people. Everything a provider does differently is behind these verbs."""

    name: str

    def verify(self, request: Request) -> bool:
        """Whether the provider signed this request."""

    def parse(self, request: Request) -> Inbound | None:
        """The message in a webhook; None when it carries none for us."""

    def parse_status(self, request: Request) -> Status | None:
        """The delivery state in a status callback; None when it carries none."""

    def send(self, message: Outbound) -> Outcome:
        """Try once to send, and say what is known about the result. Never raises for what a provider may do."""

    def find(self, message: Outbound, since: datetime) -> Sequence[Found]:
        """What the provider lists as sent to that address since then, newest first. Raises `ChannelError`."""

    def arrived(
        self, business: str, since: datetime, known: Callable[[Sequence[str]], Container[str]]
    ) -> Sequence[Inbound]:
        """What the provider lists as having come to a business number since then, oldest first, but no message whose
        id is among those that are `known` of the listed ones. Raises `ChannelError`.

        What only a webhook tells is not in it: the token of a tapped button, a place, the person's name.
        """

    def fetch(self, url: str) -> tuple[bytes, str]:
        """A medium that a message named: its bytes and its type. Refused for addresses that are not the provider's.

        Raises `ChannelError`.
        """
