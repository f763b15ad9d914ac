"""What is kept of requests over REST: answers that a repeat gets again, and who changed something from where."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import instant, words


class KeptAnswer(SQLModel, table=True):
    """The answer to a request that carried an idempotency key; its repeat gets the same one and does nothing."""

    __tablename__ = "kept_answers"
    __table_args__ = (UniqueConstraint("owner", "key"),)

    id: int = Field(default=None, primary_key=True)
    owner: str = Field(max_length=80)
    key: str = Field(max_length=80)
    fingerprint: str = Field(max_length=64)
    status: int = 0
    body: str = words()
    created_at: datetime = instant(index=True)


class AuditEntry(SQLModel, table=True):
    """A request that changed something: who, what, from where. The events it caused carry the same `request_id`."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_seller", "seller_id", "id"), Index("ix_audit_actor", "actor", "id"))

    id: int = Field(default=None, primary_key=True)
    request_id: str = Field(max_length=64, index=True)
    actor: str = Field(max_length=40)
    key_id: int | None = Field(default=None, foreign_key="api_keys.id")
    session_id: int | None = Field(default=None, foreign_key="login_sessions.id")
    seller_id: int | None = Field(default=None, foreign_key="sellers.id")
    store_id: int | None = Field(default=None, foreign_key="stores.id")
    action: str = Field(max_length=120)
    path: str = Field(max_length=200)
    status: int
    address: str = Field(default="", max_length=60)
    agent: str = Field(default="", max_length=200)
    at: datetime = instant()
