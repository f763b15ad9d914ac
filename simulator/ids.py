"""Identifiers and times in Twilio's forms."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from email.utils import format_datetime

WHATSAPP = "whatsapp:"


def new_sid(prefix: str) -> str:
    """A fresh 34-character identifier such as SM… or HX…."""
    return prefix + secrets.token_hex(16)


def iso(moment: datetime) -> str:
    """An instant as text that sorts by time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_iso(text: str) -> datetime:
    """The instant `iso` wrote; a text without an offset is UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def rfc2822(text: str | None) -> str | None:
    """A stored instant as the classic API writes it, or None."""
    return format_datetime(parse_iso(text)) if text else None


def rfc3339(text: str) -> str:
    """A stored instant as the Content API writes it, in whole seconds."""
    return parse_iso(text).strftime("%Y-%m-%dT%H:%M:%SZ")
