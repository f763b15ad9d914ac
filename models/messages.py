"""The inbox and the outbox, which together are the message history of every chat."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import UTCDateTime

INBOX_STATES = ("new", "leased", "done", "failed", "ignored")
OUTBOX_STATES = ("new", "leased", "sent", "failed", "ignored", "uncertain")
OPEN = ("new", "leased")


def _one_of(states: tuple[str, ...]) -> str:
    return "state IN ({})".format(", ".join(f"'{state}'" for state in states))


class InboxMessage(SQLModel, table=True):
    """A message that arrived, as it came and as it was understood."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        CheckConstraint(_one_of(INBOX_STATES), name="state"),
        Index("ix_inbox_chat_state", "chat_id", "state", "id"),
        Index("ix_inbox_state_chat", "state", "chat_id", "id"),
    )

    id: int = Field(default=None, primary_key=True)
    channel: str = Field(max_length=20)
    external_id: str = Field(max_length=80)
    chat_id: int = Field(foreign_key="chats.id")
    kind: str = Field(default="text", max_length=20)
    text: str = Field(default="", sa_type=Text)
    payload: str = Field(default="", max_length=256)
    reply_to: str = Field(default="", max_length=80)
    media: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    location: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    raw: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    understood: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    received_at: datetime = Field(sa_type=UTCDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    state: str = Field(default="new", max_length=10)
    attempts: int = 0
    lease_token: str | None = Field(default=None, max_length=40)
    lease_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    retry_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    error: str = Field(default="", sa_type=Text)


class OutboxMessage(SQLModel, table=True):
    """A message to send, with everything the channel needs to render it, and what became of it."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("token"),
        CheckConstraint(_one_of(OUTBOX_STATES), name="state"),
        Index("ix_outbox_chat_state", "chat_id", "state", "id"),
        Index("ix_outbox_state_chat", "state", "chat_id", "id"),
        Index("ix_outbox_external_id", "external_id"),
        Index("ix_outbox_inbox_id", "inbox_id"),
        Index("ix_outbox_store_sent", "store_id", "sent_at"),
    )

    id: int = Field(default=None, primary_key=True)
    chat_id: int = Field(foreign_key="chats.id")
    store_id: int | None = Field(default=None, foreign_key="stores.id")
    # Written for processes of the version before alone; goes with a later release.
    shard: int = 0
    inbox_id: int | None = Field(default=None, foreign_key="inbox.id")
    token: str = Field(max_length=40)
    purpose: str = Field(default="reply", max_length=20)
    kind: str = Field(default="text", max_length=20)
    text: str = Field(default="", sa_type=Text)
    language: str = Field(default="en", max_length=10)
    choices: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    variables: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    block: str = Field(default="", max_length=80)
    gathers: bool = False
    media_url: str = Field(default="", max_length=1200)
    template: str = Field(default="", max_length=80)
    created_at: datetime = Field(sa_type=UTCDateTime)
    state: str = Field(default="new", max_length=10)
    held: str = Field(default="", max_length=40)
    attempts: int = 0
    lease_token: str | None = Field(default=None, max_length=40)
    lease_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    retry_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    calling_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    external_id: str | None = Field(default=None, max_length=80)
    delivery: str = Field(default="", max_length=20)
    delivery_rank: int = 0
    error_code: int | None = None
    error: str = Field(default="", sa_type=Text)
    sent_at: datetime | None = Field(default=None, sa_type=UTCDateTime)


class ContentTemplate(SQLModel, table=True):
    """A message shape registered with the channel's provider: buttons or list of that many rows, per language."""

    __tablename__ = "content_templates"
    __table_args__ = (UniqueConstraint("channel", "shape", "language"),)

    id: int = Field(default=None, primary_key=True)
    channel: str = Field(max_length=20)
    shape: str = Field(max_length=40)
    language: str = Field(max_length=10)
    external_id: str = Field(max_length=80)
    approved: bool = False
