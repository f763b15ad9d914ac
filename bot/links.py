"""The link that opens a chat with a store, its code already typed."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

from bot.notices import business_of
from bot.render import render
from bot.runtime import runtime
from models import Store


def team_link(store: Store, code: str, language: str, business: str = "") -> str:
    """Where a tap opens a chat with the words that take an invitation up, in the inviter's language."""
    digits = "".join(sign for sign in business_of(store, business) if sign.isdigit())
    words = render(language, "seller/staff", "join_words", {"code": code}, datetime.now(UTC), store.timezone)
    return f"https://wa.me/{digits}?text={quote(words)}"


def link_to(store: Store, business: str = "") -> str:
    """Where a tap opens a chat with the store. On its own number nothing has to be typed; on a shared one its code.

    `business` is the address of ours that is written to where no shared one is set.
    """
    digits = "".join(sign for sign in business_of(store, business) if sign.isdigit())
    return f"https://wa.me/{digits}" + ("" if store.number else f"?text={quote(store.code)}")


def login_link(token: str) -> str:
    """Where the person that a one-time token was made for signs in over the web."""
    return f"{runtime().settings.public_url.rstrip('/')}/login/{token}"
