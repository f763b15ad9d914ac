"""Files that are made while nobody waits for them, and sent when they are done."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import instant, words

FILE_STATES = ("new", "leased", "done", "failed")


class ReportFile(SQLModel, table=True):
    """A file somebody asked for or that is sent at fixed times: what, in which format, for which days, to which chat.

    `content` is kept for as long as its address is good. One that is sent by itself names its schedule and the time it
    was due at.
    """

    __tablename__ = "report_files"
    __table_args__ = (
        CheckConstraint("state IN ({})".format(", ".join(f"'{state}'" for state in FILE_STATES)), name="state"),
        Index("ix_report_files_state", "state", "id"),
        UniqueConstraint("store_id", "schedule", "due_at"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id", index=True)
    chat_id: int = Field(foreign_key="chats.id")
    what: str = Field(max_length=20)
    format: str = Field(max_length=10)
    language: str = Field(max_length=10)
    first: date
    last: date
    purpose: str = Field(default="reply", max_length=20)
    state: str = Field(default="new", max_length=10)
    attempts: int = 0
    lease_token: str | None = Field(default=None, max_length=40)
    lease_until: datetime | None = instant(default=None)
    error: str = words()
    content: bytes | None = Field(default=None, sa_type=LargeBinary)
    asked_at: datetime = instant()
    made_at: datetime | None = instant(default=None)
    schedule: str = Field(default="", max_length=40)
    due_at: datetime | None = instant(default=None)
