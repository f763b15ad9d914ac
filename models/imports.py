"""Price lists that were shown and wait for a yes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from models.columns import instant, words


class PendingImport(SQLModel, table=True):
    """The lines of a list that somebody sent, and what they would have changed when they were shown to him; the newest
    of a person takes the place of the one before."""

    __tablename__ = "pending_imports"

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id", index=True)
    store_id: int = Field(foreign_key="stores.id")
    user_id: int = Field(foreign_key="users.id", unique=True)
    lines: list[Any] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    seen: str = words()
    created_at: datetime = instant()
