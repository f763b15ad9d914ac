"""Letters to send by e-mail: written in the transaction that causes them, sent by the clock."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import instant, one_of, words

MAIL_STATES = ("new", "leased", "sent", "failed")


class Mail(SQLModel, table=True):
    """A letter with at most one file. `retry_at` is when it is tried next; a lapsed lease is tried again.

    One that goes out by itself names its schedule and the time it was due at.
    """

    __tablename__ = "mails"
    __table_args__ = (
        one_of("state", MAIL_STATES),
        Index("ix_mails_state", "state", "retry_at"),
        UniqueConstraint("store_id", "schedule", "due_at"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int | None = Field(default=None, foreign_key="sellers.id")
    store_id: int | None = Field(default=None, foreign_key="stores.id", index=True)
    to_address: str = Field(max_length=200)
    subject: str = Field(max_length=200)
    text: str = words()
    file_name: str = Field(default="", max_length=120)
    file_type: str = Field(default="", max_length=120)
    file: bytes | None = Field(default=None, sa_type=LargeBinary)
    message_id: str = Field(max_length=120, unique=True)
    state: str = Field(default="new", max_length=10)
    attempts: int = 0
    error: str = words()
    created_at: datetime = instant()
    retry_at: datetime = instant()
    sent_at: datetime | None = instant(default=None)
    schedule: str = Field(default="", max_length=40)
    due_at: datetime | None = instant(default=None)
