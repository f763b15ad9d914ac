"""What happened, what can be taken back, what was summed up and what is due."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import document, instant


class Event(SQLModel, table=True):
    """Something an operation did, recorded in its own transaction: audit trail, notices, outgoing webhooks.

    It was caused by an inbound message, by a request over REST, or by the clock.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_seller", "seller_id", "id"),
        Index("ix_events_subject", "subject", "subject_id", "id"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int | None = Field(default=None, foreign_key="sellers.id")
    store_id: int | None = Field(default=None, foreign_key="stores.id")
    name: str = Field(max_length=60)
    subject: str = Field(max_length=30)
    subject_id: int
    data: dict[str, Any] = document()
    actor: str = Field(max_length=40)
    message_id: int | None = Field(default=None, foreign_key="inbox.id", index=True)
    request_id: str | None = Field(default=None, max_length=64)
    at: datetime = instant()


class Change(SQLModel, table=True):
    """A write of a seller that can be taken back: the values before and after it."""

    __tablename__ = "changes"
    __table_args__ = (Index("ix_changes_store", "store_id", "id"),)

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id")
    kind: str = Field(max_length=40)
    subject_id: int
    name: str = Field(default="", max_length=120)
    unit: str = Field(default="", max_length=20)
    old: Any = Field(default=None, sa_column=Column(JSON))
    new: Any = Field(default=None, sa_column=Column(JSON))
    actor: str = Field(max_length=40)
    at: datetime = instant()
    undone_at: datetime | None = instant(default=None)


class Summary(SQLModel, table=True):
    """The summary of a store's business day, week or month, as it was computed; sent once."""

    __tablename__ = "summaries"
    __table_args__ = (UniqueConstraint("store_id", "kind", "local_date"),)

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id", index=True)
    store_id: int = Field(foreign_key="stores.id")
    kind: str = Field(max_length=10)
    local_date: date
    data: dict[str, Any] = document()
    state: str = Field(default="new", max_length=10)
    created_at: datetime = instant()
    sent_at: datetime | None = instant(default=None)


class Schedule(SQLModel, table=True):
    """Work that is due at `next_at`; whoever moves `next_at` forward by a conditional update does it."""

    __tablename__ = "schedules"
    __table_args__ = (UniqueConstraint("name", "store_id"), Index("ix_schedules_next_at", "next_at"))

    id: int = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    seller_id: int | None = Field(default=None, foreign_key="sellers.id")
    store_id: int | None = Field(default=None, foreign_key="stores.id")
    data: dict[str, Any] = document()
    next_at: datetime = instant()
    claimed_at: datetime | None = instant(default=None)
