"""Messages to many customers at once, and who got each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.columns import instant, one_of, words

BROADCAST_STATES = ("waiting", "sent")
RECIPIENT_STATES = ("new", "queued", "left_out")


class Broadcast(SQLModel, table=True):
    """Words for the customers of a segment (empty: everybody who agreed), from a moment outside the quiet hours on."""

    __tablename__ = "broadcasts"
    __table_args__ = (one_of("state", BROADCAST_STATES), Index("ix_broadcasts_state", "state", "next_at"))

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id", index=True)
    text: str = words()
    segment: str = Field(default="", max_length=60)
    state: str = Field(default="waiting", max_length=10)
    actor: str = Field(max_length=40)
    created_at: datetime = instant()
    next_at: datetime = instant()
    sent_at: datetime | None = instant(default=None)


class BroadcastRecipient(SQLModel, table=True):
    """A customer whom a broadcast is for, once, and the message that he got; `why` tells why he was left out."""

    __tablename__ = "broadcast_recipients"
    __table_args__ = (one_of("state", RECIPIENT_STATES),)

    broadcast_id: int = Field(foreign_key="broadcasts.id", primary_key=True)
    customer_id: int = Field(foreign_key="customers.id", primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    state: str = Field(default="new", max_length=10)
    why: str = Field(default="", max_length=20)
    outbox_id: int | None = Field(default=None, foreign_key="outbox.id")
