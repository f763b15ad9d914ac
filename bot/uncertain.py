"""Sends of unknown outcome: matched by their status callback, then by the provider's list, and only then repeated."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col, select

from bot import outbox
from bot.channels import ChannelError, Found, Status
from bot.runtime import runtime
from bot.shapes import outbound
from models import Chat, OutboxMessage, Tx, reading, transaction

log = logging.getLogger(__name__)

AT_ONCE = 50


def resolve() -> int:
    """Look into sends whose status callback did not come in time: how many are settled now."""
    patience = runtime().settings.uncertain_seconds
    with reading() as tx:
        overdue = select(OutboxMessage).where(
            col(OutboxMessage.state) == "uncertain",
            col(OutboxMessage.calling_at) < tx.database_now() - timedelta(seconds=patience),
        )
        rows = list(tx.exec(overdue.order_by(col(OutboxMessage.id)).limit(AT_ONCE)))
    return sum(_settle(row) for row in rows)


def _settle(row: OutboxMessage) -> bool:
    with reading() as tx:
        chat = tx.session.get_one(Chat, row.chat_id)
        message = outbound(tx, row, chat, is_open=not row.template)
        known = _known_ids(tx, row.chat_id)
    since = row.calling_at or row.created_at
    try:
        listed = runtime().channel(chat.channel).find(message, since - timedelta(seconds=5))
    except ChannelError as error:
        log.warning("send_still_uncertain", extra={"outbox_id": row.id, "error": str(error)})
        return False
    same = [found for found in listed if found.external_id not in known and _same(found, message.text, row)]
    with transaction() as tx:
        return _record(tx, row, same[-1] if same else None)


def _known_ids(tx: Tx, chat_id: int) -> set[str]:
    ids = select(OutboxMessage.external_id).where(
        col(OutboxMessage.chat_id) == chat_id, col(OutboxMessage.external_id).is_not(None)
    )
    return {key for key in tx.exec(ids) if key}


def _same(found: Found, text: str, row: OutboxMessage) -> bool:
    # A shaped message is listed with its shape's text filled in, which begins with ours.
    return found.text.strip() == text.strip() or bool(row.text) and found.text.strip().startswith(row.text.strip())


def _record(tx: Tx, row: OutboxMessage, found: Found | None) -> bool:
    """Settle a row that is still uncertain: it was sent, or it was not and waits to be sent again."""
    still = update(OutboxMessage).where(col(OutboxMessage.id) == row.id, col(OutboxMessage.state) == "uncertain")
    if found is None:
        gone = row.attempts >= outbox.MOST_ATTEMPTS
        return tx.changed_one(still.values(state="failed" if gone else "new", error="never arrived at the provider"))
    values = {"state": "sent", "external_id": found.external_id, "sent_at": tx.database_now(), "error": ""}
    settled = tx.changed_one(still.values(**values))
    if settled:
        outbox.apply_status(tx, Status(found.external_id, found.status, row.token))
    return settled
