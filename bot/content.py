"""Registering with the provider whatever it must know before it is sent, and keeping its ids."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from bot.channels import twilio_content
from bot.channels.twilio import TwilioChannel
from bot.render import languages, render
from bot.runtime import runtime
from models import ContentTemplate, Tx, reading, transaction

CHANNEL = "whatsapp"


def sync() -> tuple[int, int]:
    """Register every shape in every language that is not known yet: how many were made, and how many there are."""
    channel = runtime().channel(CHANNEL)
    if not isinstance(channel, TwilioChannel):
        raise TypeError("this channel registers nothing")
    wanted = {
        (shape, language): twilio_content.resource(shape, language, _opener(language))
        for language in languages()
        for shape in twilio_content.shapes()
    }
    known, absent = twilio_content.missing(channel.client, wanted.values())
    made = {str(one["friendly_name"]): twilio_content.create(channel.client, one) for one in absent}
    sids = known | made
    with transaction() as tx:
        for (shape, language), one in wanted.items():
            _keep(tx, shape, language, sids[str(one["friendly_name"])])
    return len(made), len(wanted)


def _opener(language: str) -> str:
    return render(language, "buttons", "list_opener", {}, datetime.now(UTC), ZoneInfo("UTC"))


def _keep(tx: Tx, shape: str, language: str, sid: str) -> None:
    mine = (col(ContentTemplate.shape) == shape, col(ContentTemplate.language) == language)
    row = tx.exec(select(ContentTemplate).where(col(ContentTemplate.channel) == CHANNEL, *mine)).first()
    row = row or ContentTemplate(channel=CHANNEL, shape=shape, language=language, external_id=sid)
    row.external_id = sid
    tx.save(row)


def is_synced() -> bool:
    """Whether any shape is registered."""
    with reading() as tx:
        return tx.exec(select(ContentTemplate.id).limit(1)).first() is not None
