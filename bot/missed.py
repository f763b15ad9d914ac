"""Messages that no webhook brought, since the shop was away for longer than the provider asks again: it lists them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import update
from sqlmodel import col, select

from bot import inbox, wake
from bot.channels import ChannelError
from bot.runtime import runtime
from bot.window import OPEN_FOR
from models import MISSED, Beat, InboxMessage, Store, reading, transaction

log = logging.getLogger(__name__)

CHANNEL: Final = "whatsapp"
# Webhooks are repeated for 15 seconds: what is younger may still come by itself, and with more told of it.
YOUNGEST: Final = timedelta(seconds=30)
# What was too young the last time, and a minute by which the provider's list may be behind.
AGAIN: Final = timedelta(seconds=90)


def fetch(_now: datetime, leaving: Callable[[], bool] = lambda: False) -> None:
    """Put into the inbox what the provider lists as having come to our numbers in the last day and is not there.

    A number that was never looked into begins with this moment.
    """
    for business in _numbers():
        if leaving():
            return
        try:
            _fetch(business)
        except ChannelError as error:
            # Asked again in a minute, from the same instant on.
            log.warning("missed_messages_not_listed", extra={"business": business, "error": str(error)})
        except Exception:
            # What is wrong with one number must not keep the others from being looked into.
            log.exception("missed_messages_not_found", extra={"business": business})


def _numbers() -> list[str]:
    with reading() as tx:
        own = set(tx.exec(select(Store.number).where(col(Store.number).is_not(None))))
    return sorted({number for number in own if number} | {runtime().settings.twilio_number} - {""})


def _fetch(business: str) -> None:
    began, now = _looked_until(business)
    since = max(began - AGAIN, now - OPEN_FOR)
    listed = runtime().channel(CHANNEL).arrived(business, since, _known)
    for inbound in [one for one in listed if one.sent_at and one.sent_at <= now - YOUNGEST]:
        chat_id, is_new = inbox.store(inbound)
        if is_new:
            log.warning("missed_message_found", extra={"chat_id": chat_id, "external_id": inbound.external_id})
            wake.chat(chat_id, business)
    with transaction() as tx:
        tx.changed(update(Beat).where(col(Beat.name) == business, col(Beat.at) < now).values(at=now))


def _looked_until(business: str) -> tuple[datetime, datetime]:
    """Until when a number was looked into, and the present."""
    with transaction() as tx:
        now = tx.database_now()
        # Nothing before this moment, though a little is always looked into again.
        tx.insert_once(Beat, {"name": business, "kind": MISSED, "at": now + AGAIN})
        return tx.exec(select(Beat.at).where(col(Beat.name) == business)).one(), now


def _known(listed: Sequence[str]) -> set[str]:
    with reading() as tx:
        mine = (col(InboxMessage.channel) == CHANNEL, col(InboxMessage.external_id).in_(listed))
        return set(tx.exec(select(InboxMessage.external_id).where(*mine)))
