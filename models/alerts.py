"""What the people of a store should hear of, until they are told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.columns import document, instant, one_of

ALERT_KINDS = ("low_stock", "failed_send", "lapsed")


class Alert(SQLModel, table=True):
    """Something that happened to a subject (a product, a message); told once, together with what else waits."""

    __tablename__ = "alerts"
    __table_args__ = (
        one_of("kind", ALERT_KINDS),
        Index("ix_alerts_waiting", "told_at", "store_id", "id"),
        Index("ix_alerts_subject", "store_id", "kind", "subject_id"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id")
    kind: str = Field(max_length=20)
    subject_id: int
    data: dict[str, Any] = document()
    at: datetime = instant()
    told_at: datetime | None = instant(default=None)
