"""Sends of unknown outcome: matched by their status callback, then by the provider's list, and only then repeated."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import col, select

from bot import outbox, window
from bot.channels import ChannelError, Found, Status
from bot.runtime import runtime
from bot.shapes import outbound
from bot.unreached import note_unreached
from models import OutboxMessage, Tx, reading, transaction

log = logging.getLogger(__name__)

AT_ONCE = 50
NEVER = "never arrived at the provider"


def resolve(leaving: Callable[[], bool] = lambda: False) -> int:
    """Look into sends whose status callback did not come in time: how many are settled now.

    The provider takes its time for each: a process that is `leaving` asks about no further one.
    """
    patience = runtime().settings.uncertain_seconds
    with reading() as tx:
        overdue = select(OutboxMessage).where(
            col(OutboxMessage.state) == "uncertain",
            col(OutboxMessage.calling_at) < tx.database_now() - timedelta(seconds=patience),
        )
        rows = list(tx.exec(overdue.order_by(col(OutboxMessage.id)).limit(AT_ONCE)))
    try:
        return sum(not leaving() and _settle(row) for row in rows)
    except ChannelError as error:
        # The provider is away: asking for the next one as well would only take longer.
        log.warning("sends_still_uncertain", extra={"sends": len(rows), "error": str(error)})
        return 0


def _settle(row: OutboxMessage) -> bool:
    with reading() as tx:
        sent = outbox.read(tx, row.id)
    message = outbound(sent, is_open=not row.template)
    since = row.calling_at or row.created_at
    listed = runtime().channel(sent.channel).find(message, since - timedelta(seconds=5))
    same = [found for found in listed if _same(found, message.text, row)]
    with transaction() as tx:
        if _in_flight(tx, row.chat_id):
            return False
        known = _known_ids(tx, [found.external_id for found in same])
        fresh = [found for found in same if found.external_id not in known]
        return _record(tx, row, fresh[-1] if fresh else None)


def _in_flight(tx: Tx, chat_id: int) -> bool:
    """Whether a send of the chat is under way: what was listed may be that one, with the same words."""
    leased = (col(OutboxMessage.chat_id) == chat_id, col(OutboxMessage.state) == "leased")
    return tx.exec(select(OutboxMessage.id).where(*leased).limit(1)).first() is not None


def _known_ids(tx: Tx, listed: list[str]) -> set[str | None]:
    """Those of the provider's ids that are of messages which we know were sent."""
    return set(tx.exec(select(OutboxMessage.external_id).where(col(OutboxMessage.external_id).in_(listed))))


def _same(found: Found, text: str, row: OutboxMessage) -> bool:
    # A shaped message is listed with its shape's text filled in, which begins with ours; a template has words around.
    listed, words = found.text.strip(), row.text.strip()
    in_template = bool(row.template and row.variables) and all(value in listed for value in row.variables.values())
    return listed == text.strip() or (bool(words) and listed.startswith(words)) or in_template


def _record(tx: Tx, row: OutboxMessage, found: Found | None) -> bool:
    """Settle a row that is still uncertain: it was sent, or it was not and waits to be sent again."""
    still = update(OutboxMessage).where(col(OutboxMessage.id) == row.id, col(OutboxMessage.state) == "uncertain")
    if found is None:
        gone = row.attempts >= outbox.MOST_ATTEMPTS
        settled = tx.changed_one(still.values(state="failed" if gone else "new", error=NEVER))
        if settled and gone:
            note_unreached(tx, row, "failed_send", tx.database_now())
        return settled
    values = {"state": "sent", "external_id": found.external_id, "sent_at": tx.database_now(), "error": ""}
    settled = tx.changed_one(still.values(**values))
    if settled:
        # Its report was lost, and with it that it may have failed.
        status = Status(found.external_id, found.status, row.token, found.error_code)
        window.after_status(tx, outbox.apply_status(tx, status), status)
    return settled
