"""The history of messages for those who operate the service: what failed, one message's whole story, a new try."""

from __future__ import annotations

from typing import Any

from sqlmodel import SQLModel, col, select

from bot import inbox, outbox, wake
from models import Event, InboxMessage, OrderEvent, OutboxMessage, Tx, reading

MOST = 100


def find_failed() -> list[dict[str, Any]]:
    """Messages that were given up, either way, newest first: at most 100 of each."""
    with reading() as tx:
        received = tx.exec(
            select(InboxMessage)
            .where(col(InboxMessage.state) == "failed")
            .order_by(col(InboxMessage.id).desc())
            .limit(MOST)
        )
        sent = tx.exec(
            select(OutboxMessage)
            .where(col(OutboxMessage.state).in_(("failed", "uncertain")))
            .order_by(col(OutboxMessage.id).desc())
            .limit(MOST)
        )
        rows = [{"id": f"in:{row.id}", "state": row.state, "chat": row.chat_id, "error": row.error} for row in received]
        rows += [{"id": f"out:{row.id}", "state": row.state, "chat": row.chat_id, "error": row.error} for row in sent]
    return rows


def story(message_id: int) -> dict[str, Any] | None:
    """Everything about one inbound message: as it came, as it was understood, what it wrote, what was answered."""
    with reading() as tx:
        message = tx.get(InboxMessage, message_id)
        if message is None:
            return None
        replies = tx.exec(select(OutboxMessage).where(col(OutboxMessage.inbox_id) == message_id))
        return {
            "message": message.model_dump(mode="json"),
            "written": _written(tx, message),
            "replies": [reply.model_dump(mode="json") for reply in replies],
        }


def _written(tx: Tx, message: InboxMessage) -> list[dict[str, Any]]:
    found: list[SQLModel] = []
    for table in (Event, OrderEvent):
        found += tx.exec(select(table).where(col(table.message_id) == message.id))
    return [{"table": str(row.__tablename__), **row.model_dump(mode="json")} for row in found]


def retry_message(name: str) -> bool:
    """Try a failed message again by its id, `in:12` or `out:34` (a bare number is inbound): whether there was one."""
    way, _, number = name.rpartition(":")
    if way == "out":
        unsent = outbox.retry(int(number))
        return unsent is not None and (wake.send(unsent) or True)
    chat = inbox.retry(int(number))
    return chat is not None and (wake.chat(chat) or True)
