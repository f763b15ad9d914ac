"""What a stand-in is started with."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from simulator.poster import Transport

ACCOUNT_SID: Final = "AC" + "0" * 31 + "1"
AUTH_TOKEN: Final = "simulator-auth-token"
BUSINESS: Final = "whatsapp:+14155238886"
REFUSAL: Final = "The stand-in for Twilio is for development only; it does not start with ENVIRONMENT=production."


class RefusedError(RuntimeError):
    """The stand-in was asked to run where it must not."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A person's phone: its address, name, role on the page, and its business-scoped id when it has one.

    `in_window`: the person wrote to every business number just before the stand-in first started. `business`: the
    number this person writes to unless another is chosen; without one, the first.
    """

    address: str
    name: str
    role: str = "customer"
    bsuid: str = ""
    hide_number: bool = False
    in_window: bool = False
    business: str = ""


@dataclass(frozen=True, slots=True)
class Business:
    """A number the shop answers from."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds an outgoing message takes to be sent, and from there to arrive on the phone."""

    sent: float = 0.0
    delivered: float = 0.0


def utc_now() -> datetime:
    """The real time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a stand-in needs; the defaults suit tests: in memory, no delays, one business number.

    `webhook` and `status` are where inbound messages and default status callbacks are posted; they may carry
    Twilio's connection overrides in the fragment. `sign_base` replaces scheme and host in the signed URL when the
    shop knows itself under another one. `shared_key` (id, secret) switches to HMAC-SHA256. `data` None means memory.
    """

    webhook: str = ""
    status: str = ""
    account_sid: str = ACCOUNT_SID
    auth_token: str = AUTH_TOKEN
    api_keys: Mapping[str, str] = field(default_factory=dict)
    shared_key: tuple[str, str] | None = None
    sign_base: str = ""
    public_base: str = ""
    data: Path | None = None
    phones: tuple[Phone, ...] = ()
    businesses: tuple[Business, ...] = (Business(BUSINESS, "Demo shop"),)
    delays: Delays = Delays()
    approval: str = "approved"
    clock: Callable[[], datetime] = utc_now
    transport: Transport | None = None


def refuse_production() -> None:
    """Raise RefusedError when the environment says production."""
    if os.environ.get("ENVIRONMENT", "development").strip().lower() == "production":
        raise RefusedError(REFUSAL)
