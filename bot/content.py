"""Registering with the provider whatever it must know before it is sent, and keeping its ids."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.channels.twilio import TwilioChannel
from bot.channels.twilio import content as twilio_content
from bot.render import label, languages, render
from bot.runtime import runtime
from models import ContentTemplate, Tx, transaction

CHANNEL = "whatsapp"

# Templates for chats whose window is closed, with the names of their variables in order. Their words stand in
# `approved.txt`; a tap on their button opens the window again.
TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "news": ("store", "words"),
    "notice": ("store", "words"),
    "summary": ("store", "day", "net", "orders"),
}
# What is no news of an order is marketing, whatever else it says.
MARKETING = ("news",)


def sync() -> tuple[int, int, int]:
    """Register every shape and template: how many were new, how many there are, how many templates are approved.

    Run it again for the answers of approvals that were still open.
    """
    channel = runtime().channel(CHANNEL)
    if not isinstance(channel, TwilioChannel):
        raise TypeError("this channel registers nothing")
    wanted = _wanted()
    sids = twilio_content.known(channel.calls.client)
    fresh = [one for one in wanted.values() if one["friendly_name"] not in sids]
    sids |= twilio_content.create(channel.calls.client, fresh)
    approved = 0
    for (name, language), one in wanted.items():
        sid = sids[one["friendly_name"]]
        # Shapes are for open windows and need nobody's approval.
        category = "MARKETING" if name in MARKETING else "UTILITY"
        usable = name not in TEMPLATES or _approved(channel, sid, one["friendly_name"], category)
        approved += usable and name in TEMPLATES
        with transaction() as tx:
            _keep(tx, name, language, sid, usable)
    return len(fresh), len(wanted), approved


def _wanted() -> dict[tuple[str, str], dict[str, Any]]:
    found = {}
    for language in languages():
        opener = label(language, "list_opener")
        for name in twilio_content.shapes():
            found[name, language] = twilio_content.shape(name, language, opener)
        for name, variables in TEMPLATES.items():
            body = _words(language, name, **{word: f"{{{{{n}}}}}" for n, word in enumerate(variables, 1)})
            samples = {str(n): word for n, word in enumerate(variables, 1)}
            button = label(language, "open")
            found[name, language] = twilio_content.template(name, language, body, button, samples)
    return found


def _words(language: str, block: str, **values: str) -> str:
    return render(language, "approved", block, values, datetime.now(UTC), ZoneInfo("UTC"))


def _approved(channel: TwilioChannel, sid: str, name: str, category: str) -> bool:
    return twilio_content.approval(channel.calls.client, sid, name, category) == "approved"


def _keep(tx: Tx, name: str, language: str, sid: str, approved: bool) -> None:
    row = find(tx, CHANNEL, name, language) or ContentTemplate(
        channel=CHANNEL, shape=name, language=language, external_id=sid
    )
    row.external_id, row.approved = sid, approved
    tx.save(row)


def find(tx: Tx, channel: str, name: str, language: str) -> ContentTemplate | None:
    """The registered shape or template of that name in a language."""
    mine = (col(ContentTemplate.shape) == name, col(ContentTemplate.language) == language)
    return tx.exec(select(ContentTemplate).where(col(ContentTemplate.channel) == channel, *mine)).first()


def one_line(text: str, most: int = 200) -> str:
    """Words as a template's variable may hold them: one line, no markup, not long."""
    words = " ".join(text.replace("*", "").replace("_", "").split())
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
