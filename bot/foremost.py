"""Whose turn it is in each chat: its oldest open message, in the inbox and in the outbox.

The statistics that PostgreSQL plans by are from before a flood, when hardly anything was open. So each statement here
reads little whatever is believed of the rows: an index has the oldest message of a chat first, in each of the states,
and of all chats those messages are found in one walk over what is open.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, bindparam, func, literal, or_, select, union_all
from sqlmodel import col

from models import Chat, InboxMessage, OutboxMessage, UTCDateTime
from models.messages import OPEN

Messages = type[InboxMessage] | type[OutboxMessage]


def foremost(table: Messages, *narrower: ColumnElement[bool]) -> ScalarSelect[int]:
    """The id of the oldest open message of the chat that is the parameter `chat`, of those that are narrower still."""
    looks = [_oldest(table, state, *narrower).subquery() for state in OPEN]
    found = union_all(*(select(look.c.id) for look in looks)).subquery()
    return select(func.min(found.c.id)).scalar_subquery()


def _oldest(table: Messages, state: str, *narrower: ColumnElement[bool]) -> Select[tuple[int]]:
    mine = (col(table.chat_id) == bindparam("chat"), col(table.state) == literal(state), *narrower)
    return select(col(table.id).label("id")).where(*mine).order_by(col(table.id)).limit(1)


def free(message: Any, now: Any) -> ColumnElement[bool]:
    """Whether a message whose turn it is may be taken at that instant: it waits and does not rest, or its holder was
    lost."""
    rested = or_(message.retry_at.is_(None), message.retry_at <= now)
    return or_(and_(message.state == "new", rested), and_(message.state == "leased", message.lease_until < now))


def free_chats(table: Messages, *narrower: ColumnElement[bool]) -> Select[tuple[int, str]]:
    """Chats whose turn is a message that may be taken at `now`, or whose holder was lost, with their business numbers:
    of each number the longest waiting first, and the first of every number before the second of any, `most` at all.
    """
    now = bindparam("now", type_=UTCDateTime)
    place = func.row_number().over(partition_by=col(table.chat_id), order_by=col(table.id))
    known = (col(getattr(table, name)) for name in ("id", "chat_id", "state", "retry_at", "lease_until"))
    waiting = select(*known, place.label("place")).where(col(table.state).in_(OPEN), *narrower).subquery().c
    turn: Any = func.row_number().over(partition_by=col(Chat.business), order_by=waiting.id)
    return (
        select(waiting.chat_id, col(Chat.business))
        .join(Chat, col(Chat.id) == waiting.chat_id)
        .where(waiting.place == 1, free(waiting, now))
        .order_by(turn, waiting.id)
        .limit(bindparam("most"))
    )
